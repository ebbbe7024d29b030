"""The table of rights in words, both languages: what stands in docs/rights.md."""

from mikomi.core.people.rights import LIFTS, TABLE, WANT_EVIDENCE, Deed, Lifter, Voice, Whom

VOICES: dict[Voice, str] = {
    "stranger": "公開キー / the public key",
    "link": "メールのリンクから来た人 / who came by a link of a mail",
    "form": "フォーム / a form of ours",
    "own": "秘密キーで結び付けたブラウザ / a browser that the secret key tied to the lead",
    "confirmed": "確認メールのボタン / the button in a confirmation mail",
    "server": "秘密キー / the secret key",
    "rep": "営業の回答 / a rep's answer",
    "import": "取り込み / an import",
}
WHOM: dict[Whom, str] = {
    "nobody": "名前のない人 / nobody yet",
    "unproven": "名乗っただけのリード / a lead that somebody named",
    "read": "メールを読んだリード / a lead whose mail was read",
    "proven": "確かめられたリード / a proven lead",
}
DEEDS: dict[Deed, str] = {
    "join": "ブラウザがそのリードの一部になる / become part of the lead",
    "see": "知っていることを見せてもらう / be shown what we know",
    "write": "属性を書く / write a trait",
    "move": "アドレスを変える / change the address",
    "consent": "配信に同意する / agree to marketing mail",
    "claim": "ユーザーIDを持つ / take a user id",
    "submit": "プランのフォームを送ったことにする / say that a form of ours was sent",
    "start": "シナリオに入れる / put into a scenario by name",
    "mail": "メールのきっかけになる / be the cause of a mail",
}


LIFTERS: dict[Lifter, str] = {
    "holder": "本人（確認メールのボタン） / the holder, by the button of a confirmation mail",
    "colleague": "管理画面の marketing・sales・admins / people of marketing, sales or admins in the console",
    "admin": "管理者（グループ admins、コマンド） / an admin (group admins, the command)",
}
STOPS: dict[str, str] = {
    "unsubscribed": "本人の配信停止 / the person unsubscribed",
    "unsubscribed_topic": "本人の種類ごとの停止 / the person left a topic",
    "paused": "本人の休止 / the person paused",
    "by_hand": "手で登録 / added by hand",
    "bounce": "届かない / bounced for good",
    "soft_bounces": "続けて戻るため休止 / left in peace: mail kept coming back",
    "complaint": "迷惑メールの報告 / a complaint",
    "erasure": "消去された人 / an erased person",
}


def drawn() -> str:
    """The page, as Markdown: a row for each voice and deed, a column for each kind of lead."""
    columns = " | ".join(WHOM.values())
    lines = [
        "# だれが何をできるか / Who may do what",
        "",
        "人を読み書きするものは、必ずこの表に尋ねます（`core/people/rights.py`）。表にないことはできません。",
        "Whatever reads or writes a person asks this table. What does not stand in it may not be.",
        "",
        "<!-- made by `make schemas` -->",
    ]
    for voice, said in VOICES.items():
        lines += ["", f"## {said}", "", f"| | {columns} |", "|---|" + ":-:|" * len(WHOM)]
        for deed, done in DEEDS.items():
            marks = " | ".join("○" if deed in TABLE[voice][whom] else "–" for whom in WHOM)
            lines.append(f"| {done} | {marks} |")
    lines += ["", "## 配信停止を解除できるのは / Who lifts what stops mail", ""]
    lines += [f"| | {' | '.join(LIFTERS.values())} |", "|---|" + ":-:|" * len(LIFTERS)]
    for stop, said in STOPS.items():
        marks = " | ".join("○" if lifter in LIFTS[stop] else "–" for lifter in LIFTERS)
        lines.append(f"| {said} | {marks} |")
    proven = "、".join(STOPS[stop].partition(" / ")[0] for stop in WANT_EVIDENCE)
    lines += [
        "",
        f"管理者は理由を書きます。「{proven}」では、ご本人の希望が分かる根拠も要ります。",
        "Whoever lifts says why; where the person had said it, an admin also names what shows the person's wish.",
    ]
    return "\n".join(lines) + "\n"
