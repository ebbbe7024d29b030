"""What the page says of those who may be the same person, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "like": ("名寄せ", "Duplicates"),
    "like.title": ("同じ人かもしれない見込み客", "Leads who may be the same person"),
    "like.lead": (
        "最近動きや変更のあった{n}人を、全員の氏名、読み、電話番号、アドレス、会社と照らし合わせた結果です。"
        "可能性の高いものから並んでいます。全員どうしを調べるには、次のコマンドを使います。",
        "The {n} leads who did something or were changed last, compared with everybody by name, reading, telephone, "
        "address and company. The likeliest come first. To compare everybody with everybody, use this command.",
    ),
    "like.pair": ("{one} と {other}", "{one} and {other}"),
    "like.why": ("理由", "Why"),
    "like.keep": ("同じ人（こちらに統合）", "Same person: keep this one"),
    "like.two": ("別の人", "Different people"),
    "like.none": ("同じ人かもしれない組はありません", "Nobody looks like anybody else"),
    "like.none_why": (
        "名簿の取り込みやフォームで似た方が増えると、ここに並びます。",
        "When a list or a form brings somebody who looks like somebody else, they stand here.",
    ),
    "like.more": (
        "可能性の高い{shown}組です。残りの{n}組は、これらが済むと表示されます。",
        "The {shown} likeliest. {n} more come when these are done.",
    ),
    "like.noted.same": (
        "記録しました。数秒で一人になります。二人に戻すときは: mikomi unmerge {other}",
        "Noted: within seconds they are one. To part them again: mikomi unmerge {other}",
    ),
    "like.noted.two": (
        "別の人として記録しました。この組は、もう表示されません。",
        "Noted: two people. They are proposed no more.",
    ),
}
