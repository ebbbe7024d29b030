"""What the pages of mailings say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "mailings.of_then": ("始まるときの対象者", "whoever fits then"),
    "mailings.title": ("一斉配信", "Mailings"),
    "mailings.lead": (
        "予定された配信と、これまでの配信です。一人に届くのは一度だけで、途中で止めても再開できます。",
        "What is planned, and what was sent. Each person gets a mailing once; stop it half way, and go on later.",
    ),
    "mailings.none": ("一斉配信はまだありません", "No mailings yet"),
    "mailings.none_why": (
        "シナリオの trigger に schedule を書いて公開するか、下から今すぐ送れます。",
        "Give a scenario a schedule as its trigger and publish it, or send one now from here.",
    ),
    "mailings.new": ("今すぐ送る", "Send now"),
    "mailings.scenario": ("シナリオ", "Scenario"),
    "mailings.to": ("送り先", "To"),
    "mailings.everybody": ("シナリオの対象者全員", "everybody whom the scenario is for"),
    "mailings.look": ("送る前に確かめる", "Look before sending"),
    "mailings.preview": ("送る前の確認", "Before it is sent"),
    "mailings.fits": ("対象者", "Meant for"),
    "mailings.gets": ("すぐ届く", "Get it at once"),
    "mailings.later": ("後で届く（配信数の上限か時間帯のため）", "Get it later (the limit, or a closed window)"),
    "mailings.enters": ("最初のメールは待ち時間の後", "Get their first mail after a wait"),
    "mailings.not": ("届かない", "Do not get it"),
    "mailings.cost": (
        "送信料はおよそ {dollars} ドル。いま始めると、最後の一通は {at} ごろに出ます。",
        "Sending costs about {dollars} dollars. Begun now, the last one leaves at about {at}.",
    ),
    "mailings.part": (
        "最初の {seen} 人を見た結果です。全員の人数は mikomi mailing preview で分かります。",
        "Of the first {seen} people. “mikomi mailing preview” looks at everybody.",
    ),
    "mailings.nobody": ("誰にも届かないため、送れません。", "Nobody would get it, so it cannot be sent."),
    "mailings.send": ("この内容で送る", "Send it"),
    "mailings.pause": ("一時停止", "Pause"),
    "mailings.resume": ("再開", "Resume"),
    "mailings.cancel": ("取りやめ", "Cancel"),
    "mailings.progress": (
        "名簿 {listed} 人のうち {turns} 人の順番が来ました。残り {left} 人。",
        "{turns} of the {listed} people on the list had their turn; {left} to go.",
    ),
    "mailings.listing": ("名簿を作っています。", "The list is being made."),
    "mailings.results": ("この配信の結果", "What came of it"),
    "mailings.people": ("{n}人", "{n} people"),
    "mailings.segment": ("このセグメントに送る", "Send to this segment"),
    "mailings.gone": ("この配信は見つかりません", "There is no such mailing"),
    "mailings.gone_why": ("一覧からお選びください。", "Please choose one from the list."),
    "mailings.back": ("一斉配信の一覧", "All mailings"),
    "mailings.unknown": (
        "「{name}」は公開されていません。シナリオをお選びください。",
        "“{name}” is not published. Please choose a scenario.",
    ),
}
