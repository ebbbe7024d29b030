"""The notice of what a site's pages send to Mikomi (外部送信規律, 電気通信事業法 第27条の12): what, to whom, what for.

Rules
1. It is made of one list, and a browser holds the list against what the tag really sends (`tests/tracker`): a field
   that is sent and not told fails the build, and so does one that is told and not sent.
2. What a site adds by its own calls (`*`), only the site can describe; the notice leaves a place for it.
3. It is words for the site's own page, not advice on the law: the company reads it before it puts it up.
"""

from collections.abc import Iterable
from typing import NamedTuple

from mikomi.model.company import CompanySettings
from mikomi.model.form import Form
from mikomi.model.words import in_language

Pair = tuple[str, str]
"""The same in Japanese and English."""

FOLLOW: Pair = (
    "ご覧になったページに応じたご案内、サイトの改善",
    "to see which pages interest you, and to improve this site",
)
TELL_APART: Pair = ("同じブラウザからの閲覧をまとめるため", "to know visits of the same browser for the same")
CAMPAIGN: Pair = ("広告やメールの効果を測るため", "to measure advertising and emails")
DELIVER: Pair = ("重複なく正しい順序で受け取るため", "to take each event once and in its order")
ANSWER: Pair = ("お申し込み・お問い合わせへの対応とご案内", "to answer your request and to write to you")
SHOW: Pair = ("ページの一部にご案内を表示するため", "to show you something that fits you")
KNOW: Pair = ("お客様ご本人のご利用としてまとめるため", "to know that it is you")
GUARD: Pair = ("通信の維持、いたずらの防止", "to carry and to guard the connection")


class Field(NamedTuple):
    """`path` is where the browser sends it: `events.…` (what happens), `forms.…` (a form of the site's own that it
    marked), `embedded.…` (a form of ours on its page), `slots.…` and `renewal.…` (addresses), `connection.…` (any
    browser, to any server). `*`: the site's own names."""

    path: str
    what: Pair
    why: Pair


FIELDS: tuple[Field, ...] = (
    Field("events.type", ("操作の種類（閲覧、クリックなど）", "the kind of event (view, click …)"), FOLLOW),
    Field("events.event", ("操作の名前", "the event's name"), FOLLOW),
    Field("events.name", ("ページの名前", "the page's name"), FOLLOW),
    Field("events.timestamp", ("日時", "when it happened"), FOLLOW),
    Field("events.messageId", ("送信ごとの番号", "a number of the event"), DELIVER),
    Field("events.sentAt", ("送信の日時", "when it was sent"), DELIVER),
    Field("events.writeKey", ("このサイトの公開キー", "this site's public key"), DELIVER),
    Field("events.anonymousId", ("ブラウザの識別番号（ランダム）", "the browser's random id"), TELL_APART),
    Field("events.userId", ("会員番号など（サイトが渡した場合）", "your id with this site, where it tells it"), KNOW),
    Field("events.groupId", ("所属の識別番号（サイトが渡した場合）", "your organisation's id, where told"), KNOW),
    Field("events.traits.*", ("お名前・会社名など（サイトが渡した場合）", "your name, company …, where told"), KNOW),
    Field("events.properties.engaged_ms", ("ページをご覧になった時間", "how long the page was read"), FOLLOW),
    Field("events.properties.scroll_percent", ("スクロールの深さ", "how far the page was scrolled"), FOLLOW),
    Field("events.properties.kind", ("リンクの種類（外部、電話、資料）", "the link's kind (out, phone, file)"), FOLLOW),
    Field("events.properties.url", ("クリックしたリンクの URL", "the address of the link clicked"), FOLLOW),
    Field("events.properties.*", ("そのほかサイトが定めた操作の内容", "what else the site tells of the event"), FOLLOW),
    Field("events.context.page.url", ("閲覧したページの URL（広告の識別子を含む）", "the page's address"), CAMPAIGN),
    Field("events.context.page.path", ("閲覧したページのパス", "the page's path"), FOLLOW),
    Field("events.context.page.title", ("閲覧したページの題名", "the page's title"), FOLLOW),
    Field("events.context.page.referrer", ("直前のページの URL", "the page that led there"), CAMPAIGN),
    Field("events.context.pageId", ("閲覧ごとの番号", "a number of the view"), TELL_APART),
    Field("events.context.mikomi", ("お送りしたメールのリンクの印", "the mark of a link in our email"), KNOW),
    Field("events.context.library.name", ("計測プログラムの名前", "the program that sends"), DELIVER),
    Field("events.context.library.version", ("計測プログラムの版", "its version"), DELIVER),
    Field("forms.captured", ("フォームが送信されたこと", "that a form was sent"), ANSWER),
    Field("forms.fields.*", ("フォームに入力された内容", "what was entered into the form"), ANSWER),
    Field("embedded.*", ("フォームに入力された内容", "what was entered into the form"), ANSWER),
    Field("embedded.lang", ("ページの言語", "the page's language"), SHOW),
    Field("embedded.anonymousId", ("ブラウザの識別番号（ランダム）", "the browser's random id"), TELL_APART),
    Field("embedded.mikomi_from", ("フォームを置いたページの URL", "the address of the page with the form"), CAMPAIGN),
    Field("embedded.mikomi_page", ("フォームを開いた日時", "when the form was opened"), GUARD),
    Field("slots.a", ("ブラウザの識別番号（ランダム）", "the browser's random id"), SHOW),
    Field("slots.lang", ("ページの言語", "the page's language"), SHOW),
    Field("renewal.a", ("ブラウザの識別番号（ランダム）", "the browser's random id"), TELL_APART),
    Field("renewal.d", ("Cookie を使うドメイン名", "the domain of the cookie"), TELL_APART),
    Field("connection.ip", ("IP アドレス", "your IP address"), GUARD),
    Field("connection.user-agent", ("ブラウザと OS の種類", "your browser and system"), GUARD),
    Field("connection.accept-language", ("ブラウザの言語", "your browser's language"), GUARD),
)
"""`forms.` holds besides what `events.` has under the same names: who, when, where."""

WITH_FORMS = ("messageId", "anonymousId", "userId", "timestamp", "sentAt", "context")

STORED: tuple[tuple[str, Pair, Pair], ...] = (
    ("mikomi_id", ("ブラウザの識別番号（Cookie）", "the browser's random id (cookie)"), ("400 日", "400 days")),
    ("mikomi.id", ("その写し", "a copy of it"), ("消去まで", "until erased")),
    ("mikomi.user", ("会員番号など", "your id with this site"), ("消去まで", "until erased")),
    ("mikomi.consent", ("同意の選択", "what you chose"), ("消去まで", "until erased")),
    ("mikomi.day", ("Cookie を更新した日", "when the cookie was renewed"), ("消去まで", "until erased")),
    ("mikomi.q*", ("未送信の操作", "what could not be sent yet"), ("送信まで", "until sent")),
)
"""What the tag keeps in the browser: name, what it is, how long."""

_SAID: dict[str, Pair] = {
    "title": ("外部送信について", "What this site sends about your visit"),
    "lead": (
        "当サイトでは、ご覧の方の端末から、次の情報を送信しています。",
        "While you use this site, your browser sends the following.",
    ),
    "to": ("送信先", "To whom"),
    "to_us": ("{company}（{host} で動く計測システム Mikomi）", "{company} (our own system, Mikomi, at {host})"),
    "to_nobody": (
        "この計測では、広告会社などの第三者には送信しません。情報は当社の AWS 環境に保存します。",
        "None of this goes to third parties such as advertisers; it is kept in our own AWS account.",
    ),
    "what": ("送信される情報", "What is sent"),
    "why": ("利用目的", "What for"),
    "entered": ("フォーム「{form}」に入力された内容: {fields}", "what is entered into the form “{form}”: {fields}"),
    "kept": ("ブラウザに保存される情報", "What is kept in your browser"),
    "name": ("名前", "Name"),
    "long": ("期間", "How long"),
    "days": ("サーバーでの保存期間は {days} 日です。", "On the server it is kept for {days} days."),
    "stop": ("送信を止めるには", "How to stop it"),
    "stop_how": (
        "ブラウザの「Global Privacy Control」または「追跡拒否（Do Not Track）」を有効にすると、"
        "フォームを送信したときのほかは、何も送信されません。"
        "Cookie を削除すると、識別番号は新しくなります。",
        "Turn on Global Privacy Control or Do Not Track in your browser: then nothing is sent but forms that you send. "
        "Deleting cookies gives your browser a new id.",
    ),
    "contact": ("お問い合わせ", "Contact"),
}


def markdown(settings: CompanySettings, forms: Iterable[Form], language: str, host: str, days: int) -> str:
    """The notice for a site of this company, as Markdown. `host` is where Mikomi answers, `days` how long the log
    keeps an event."""

    def say(key: str, **params: object) -> str:
        return _in(_SAID[key], language).format(**params)

    company = in_language(settings.company.name, language)
    lines = [f"# {say('title')}", "", say("lead"), "", f"## {say('to')}", ""]
    lines += [say("to_us", company=company, host=host), "", say("to_nobody"), ""]
    lines += [f"## {say('what')}", "", *_table((say("what"), say("why")), _sent(forms, language))]
    lines += ["", say("days", days=days), "", f"## {say('kept')}", ""]
    kept = [(f"`{name}`", _in(what, language), _in(long, language)) for name, what, long in STORED]
    lines += _table((say("name"), say("kept"), say("long")), kept)
    lines += ["", f"## {say('stop')}", "", say("stop_how"), "", f"## {say('contact')}", ""]
    return "\n".join([*lines, f"{company} {settings.company.contact}", ""])


def _sent(forms: Iterable[Form], language: str) -> list[tuple[str, str]]:
    """What is told for one purpose stands in one row; the purposes in the order of the list."""
    rows: dict[Pair, list[str]] = {}
    for field in FIELDS:
        names = rows.setdefault(field.why, [])
        if (what := _in(field.what, language)) not in names:
            names.append(what)
    for form in forms:
        labels = [in_language(asked.label, language) or asked.trait for asked in form.fields if asked.type != "hidden"]
        fields = ("・" if language == "ja" else ", ").join(labels)
        rows[ANSWER].append(
            _in(_SAID["entered"], language).format(form=in_language(form.name, language), fields=fields)
        )
    comma = "、" if language == "ja" else "; "
    return [(comma.join(names), _in(why, language)) for why, names in rows.items()]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]


def _in(pair: Pair, language: str) -> str:
    return pair[1] if language == "en" else pair[0]
