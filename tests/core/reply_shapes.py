# ruff: noqa: E501
"""How mail programs write a reply: what somebody said, and what the program puts around it.

Written by us after the shapes that these programs are known for; none of it is anybody's mail.
"""

from typing import NamedTuple

from tests.core.inbound_mails import LEAD, RE, mail, mixed

SAID = "ご連絡ありがとうございます。\n来週の火曜日でいかがでしょうか。"
SAID_EN = "Thanks, that helps.\nCould we talk next Tuesday?"
OLD = "山田様\n\n導入事例をご紹介します。\nhttps://example.co.jp/cases"
OLD_EN = "Dear Taro,\n\nHere are three stories.\nhttps://example.co.jp/cases"
HTML_OLD = "<p>山田様</p><p>導入事例をご紹介します。</p>"


class ReplyShape(NamedTuple):
    """`kept`: what somebody wrote, as it is to be read out of `raw`."""

    name: str
    raw: bytes
    kept: str


def marked(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def plain(name: str, body: str, kept: str = SAID, charset: str = "utf-8") -> ReplyShape:
    return ReplyShape(name, mail(RE, body, charset), kept)


def html(name: str, body: str, kept: str = SAID) -> ReplyShape:
    return ReplyShape(name, mixed(RE, "multipart/mixed", ("text/html; charset=utf-8", body)), kept)


def below(name: str, told: str, kept: str = SAID, old: str = OLD) -> ReplyShape:
    """The reply stands above, each old line is marked."""
    return plain(name, f"{kept}\n\n{told}\n{marked(old)}\n", kept)


def bare(name: str, told: str, kept: str = SAID, old: str = OLD) -> ReplyShape:
    """The reply stands above, the old lines are not marked."""
    return plain(name, f"{kept}\n\n{told}\n{old}\n", kept)


HEAD_JA = "差出人: サンプル商店 <news@example.co.jp>\n送信日時: 2026年11月24日 10:00\n宛先: t.yamada@customer.co.jp\n件名: 導入事例のご紹介\n"
HEAD_EN = (
    "From: Sample <news@example.co.jp>\nSent: Tuesday, November 24, 2026 10:00 AM\nTo: Taro Yamada\nSubject: Stories\n"
)
SIGNATURE = "山田 太郎\n株式会社カスタマー 購買部\nTEL 03-1234-5678\nt.yamada@customer.co.jp"
QUOTE = '<blockquote style="margin:0 0 0 .8ex">'

SHAPES = (
    plain("nothing around it", SAID),
    below("Gmail, English", "On Tue, Nov 24, 2026 at 10:00 AM Sample <news@example.co.jp> wrote:", SAID_EN, OLD_EN),
    below("Gmail, wrapped", "On Tue, Nov 24, 2026 at 10:00 AM Sample Trading Company of London\n<news@example.co.jp> wrote:", SAID_EN),
    below("Gmail, wrapped twice", "On Tue, Nov 24, 2026 at 10:00 AM Sample Trading Company\nof London and Osaka <\nnews@example.co.jp> wrote:", SAID_EN),
    below("Gmail, Japanese", "2026年11月24日(火) 10:00 サンプル商店 <news@example.co.jp>:"),
    below("Gmail, Japanese, wrapped", "2026年11月24日(火) 10:00 サンプル商店 カスタマーサクセス部\n<news@example.co.jp>:"),
    below("Apple Mail, Japanese", "2026/11/24 10:00、サンプル商店 <news@example.co.jp>のメール:"),
    below("Apple Mail, Japanese, iPhone", "iPhoneから送信\n\n2026/11/24 10:00、サンプル商店 <news@example.co.jp>のメール:"),
    below("Apple Mail, English", "On Nov 24, 2026, at 10:00, Sample <news@example.co.jp> wrote:", SAID_EN, OLD_EN),
    below("Apple Mail, English, iPhone", "Sent from my iPhone\n\nOn Nov 24, 2026, at 10:00, Sample <news@example.co.jp> wrote:", SAID_EN),
    below("Thunderbird, English", "On 11/24/26 10:00, Sample wrote:", SAID_EN, OLD_EN),
    below("Thunderbird, Japanese", "On 2026/11/24 10:00, サンプル商店 wrote:"),
    below("Thunderbird, Japanese words", "2026/11/24 10:00、サンプル商店 さんは書きました:"),
    below("Becky!", "サンプル商店 さんが書きました:"),
    below("Shuriken", "2026年11月24日 10時00分、サンプル商店 様は書きました。"),
    below("an address wrote", "Sample <news@example.co.jp> wrote:", SAID_EN),
    below("a moment and an address", "2026-11-24 10:00 +0900 news@example.co.jp:"),
    below("German", "Am Di., 24. Nov. 2026 um 10:00 Uhr schrieb Sample <news@example.co.jp>:", "Danke, das passt."),
    below("French", "Le mar. 24 nov. 2026 à 10:00, Sample <news@example.co.jp> a écrit :", "Merci, parfait."),
    below("Spanish", "El mar, 24 nov 2026 a las 10:00, Sample (<news@example.co.jp>) escribió:", "Gracias, perfecto."),
    bare("Outlook, English", HEAD_EN, SAID_EN, OLD_EN),
    bare("Outlook, Japanese", HEAD_JA),
    bare("Outlook, with a rule", "________________________________\n" + HEAD_JA),
    bare("Outlook, in bold", "*From:* Sample <news@example.co.jp>\n*Sent:* Tuesday, November 24, 2026\n*To:* Taro\n*Subject:* Stories\n", SAID_EN),
    bare("Outlook, original message", "-----Original Message-----\n" + HEAD_EN, SAID_EN, OLD_EN),
    bare("Outlook, Japanese program, English rule", "-----Original Message-----\n" + HEAD_JA),
    bare("元のメッセージ", "-----元のメッセージ-----\n" + HEAD_JA),
    bare("返信元", "---- 返信元メッセージ ----"),
    bare("full-width head", "差出人：サンプル商店\n送信日時：2026年11月24日\n宛先：山田\n件名：導入事例のご紹介\n"),
    bare("Date in place of Sent", "From: news@example.co.jp\nDate: Tue, 24 Nov 2026 10:00\nSubject: Stories\nTo: me\n", SAID_EN),
    bare("Yahoo!メール", "----- Original Message -----\nFrom: サンプル商店\nDate: 2026/11/24 火 10:00\nTo: 山田\nSubject: 導入事例\n"),
    bare("a wrote that marks nothing", "On Tue, Nov 24, 2026 at 10:00 AM Sample <news@example.co.jp> wrote:", SAID_EN, OLD_EN),
    bare("以下引用", "----- 以下、引用 -----"),
    bare("forwarded back", "---------- Forwarded message ---------\nFrom: Sample\n", SAID_EN),
    plain("below what it answers", f"{marked(OLD)}\n\n{SAID}\n"),
    plain("told, marked, answered below", f"On Tue, Nov 24, 2026 at 10:00 AM Sample <news@example.co.jp> wrote:\n{marked(OLD)}\n\n{SAID}\n"),
    plain("between the lines", f"{marked('火曜日はいかがですか。')}\nはい、結構です。\n\n{marked('何名様ですか。')}\n3名です。\n", "はい、結構です。\n\n3名です。"),
    plain("full-width marks", f"{SAID}\n\n{marked(OLD, '＞')}"),
    plain("bars", f"{SAID}\n\n{marked(OLD, '| ')}"),
    plain("initials as marks", f"{SAID_EN}\n\n{marked(OLD_EN, 'SC> ')}", SAID_EN),
    plain("signature after --", f"{SAID}\n\n-- \n{SIGNATURE}\n"),
    plain("signature between borders", f"{SAID}\n\n━━━━━━━━━━━━━━━━\n{SIGNATURE}\n━━━━━━━━━━━━━━━━\n"),
    plain("signature under stars", f"{SAID}\n\n＊＊＊＊＊＊＊＊＊＊\n{SIGNATURE}\n"),
    plain("signature, then the old mail", f"{SAID}\n\n--------------------\n{SIGNATURE}\n--------------------\n\n-----Original Message-----\n{HEAD_JA}\n{OLD}"),
    plain("Outlook for iOS", f"{SAID_EN}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n{HEAD_EN}\n{OLD_EN}", SAID_EN),
    plain("Android", f"{SAID}\n\nAndroidから送信"),
    plain("Galaxy", f"{SAID_EN}\n\nSent from my Galaxy", SAID_EN),
    plain("a rule that is no signature", f"{SAID}\n\n--------------------\nそれと、資料をもう1部お願いします。\n", f"{SAID}\n\n--------------------\nそれと、資料をもう1部お願いします。"),
    plain("a sentence that begins like a head", "From: の欄が空でした。\n\n確認をお願いします。", "From: の欄が空でした。\n\n確認をお願いします。"),
    plain("a sentence about what somebody wrote", "先日、部長が書きました提案書を送ります。", "先日、部長が書きました提案書を送ります。"),
    plain("nothing but the old mail", f"2026/11/24 10:00、サンプル商店 <news@example.co.jp>のメール:\n{marked(OLD)}", ""),
    plain("ISO-2022-JP", f"{SAID}\n\n2026年11月24日(火) 10:00 サンプル商店 <news@example.co.jp>:\n{marked(OLD)}", SAID, "iso-2022-jp"),
    ReplyShape("ISO-2022-JP with Microsoft's letters", mail(RE, "NEC", "iso-2022-jp").replace(b"NEC", b"\x1b$B-!-j\x1b(B ok"), "①㈱ ok"),
    plain("Shift_JIS", f"{SAID}\n\n-----元のメッセージ-----\n{OLD}", SAID, "shift_jis"),
    plain("EUC-JP", SAID, SAID, "euc-jp"),
    html("HTML, Gmail", f'<div dir="ltr">ご連絡ありがとうございます。<br>来週の火曜日でいかがでしょうか。</div><br><div class="gmail_quote"><div class="gmail_attr">2026年11月24日(火) 10:00 サンプル商店 &lt;news@example.co.jp&gt;:<br></div>{QUOTE}{HTML_OLD}</blockquote></div>'),
    html("HTML, Outlook", f'<p>ご連絡ありがとうございます。</p><p>来週の火曜日でいかがでしょうか。</p><div id="divRplyFwdMsg"><b>差出人:</b> サンプル商店<br><b>件名:</b> 導入事例</div><div>{HTML_OLD}</div>', "ご連絡ありがとうございます。\n\n来週の火曜日でいかがでしょうか。"),
    html("HTML, Outlook's head without its mark", f"<p>ご連絡ありがとうございます。<br>来週の火曜日でいかがでしょうか。</p><hr><p><b>差出人:</b> サンプル商店<br><b>送信日時:</b> 2026年11月24日<br><b>宛先:</b> 山田<br><b>件名:</b> 導入事例</p>{HTML_OLD}"),
    html("HTML, Thunderbird", f'<p>ご連絡ありがとうございます。<br>来週の火曜日でいかがでしょうか。</p><div class="moz-cite-prefix">On 2026/11/24, サンプル商店 wrote:<br></div><blockquote type="cite">{HTML_OLD}</blockquote>'),
    html("HTML with styles and scripts", "<html><head><style>p{color:red}</style><title>x</title></head><body><script>alert(1)</script><p>ご連絡ありがとうございます。<br>来週の火曜日でいかがでしょうか。</p></body></html>"),
    ReplyShape("text beside HTML", mixed(RE, "multipart/alternative", ("text/plain; charset=utf-8", SAID), ("text/html; charset=utf-8", "<p>x</p>")), SAID),
    ReplyShape("text beside an attachment", mixed(RE, "multipart/mixed", ("text/plain; charset=utf-8", SAID), ("text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=a.txt", "secret")), SAID),
    ReplyShape("an attachment alone", mixed(RE, "multipart/mixed", ("text/plain; charset=utf-8\r\nContent-Disposition: attachment", "secret")), ""),
)  # fmt: skip

__all__ = ["LEAD", "SHAPES", "ReplyShape"]
