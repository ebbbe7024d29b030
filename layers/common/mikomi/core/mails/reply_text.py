"""What somebody wrote when they answered a mail: without the mail that they answered, and without what their program or
their signature adds.

Rules
1. `SHAPES` names how mail programs begin what they quote, and `CLOSINGS` what they put under it. What is not there
   stays: rather a line too many than a sentence of somebody's too few.
2. Where each old line is marked (`>`), the marked lines go, and what was written between and below them stays. Where
   they are not, all below the beginning of the old mail goes.
3. Text is taken before HTML. Of HTML the words are read, and what it says is quoted counts as marked.
4. Anybody can send one: bytes, lines and what is nested are bounded, and what nobody sees is left out (`visible`).
"""

import re
from email.message import Message
from typing import NamedTuple

from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails import inbound
from mikomi.core.words.visible import visible

LONGEST = 4_000
"""Characters that are kept."""
_READ, _LINES, _WIDTH, _PARTS = 100_000, 4_000, 500, 50
"""Characters, lines, characters of a line, and parts of a mail that are looked at."""
_READ_HTML = 30_000
"""Characters of HTML: what a stranger leaves open there is looked through again and again."""
_LEFT_OPEN = 500
"""No mail program's HTML begins so many tags more than it ends."""
_TAIL, _CUTS = 60, 5
"""In so many of the last lines a signature is looked for, and so often below what was left."""


class QuoteShape(NamedTuple):
    """How a mail program begins what it quotes: a line that says so by itself, or with up to two more that it was
    wrapped into (`wraps`)."""

    name: str
    line: re.Pattern[str]
    wraps: bool = False


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})\s*", re.IGNORECASE)


_ADDRESS = r"[^\s<>@]{1,80}@[^\s<>]{1,120}"
_DAY = r"\d{2,4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}\s?日?"
SHAPES = (
    # Gmail, Apple Mail and their like in English: On Tue, Nov 24, 2026 at 10:00 AM Shop <news@…> wrote:
    QuoteShape("on_wrote", _line(r"On\s.{6,400}\swrote\s?[:：]"), wraps=True),
    QuoteShape("wrote", _line(r"(?=.{1,400}\Z)(?=.*[^\s<>@]@[^\s<>]).*\s(?:wrote|writes)\s?[:：]"), wraps=True),
    # Gmail in Japanese: 2026年11月24日(火) 10:00 サンプル商店 <news@…>:
    QuoteShape(
        "gmail_ja", _line(rf"{_DAY}\s?[（(].[)）]\s?\d{{1,2}}:\d{{2}}.{{1,200}}<{_ADDRESS}>\s?[:：]"), wraps=True
    ),
    # Apple Mail in Japanese: 2026/11/24 10:00、サンプル商店 <news@…>のメール:
    QuoteShape("apple_ja", _line(rf"{_DAY}.{{0,20}}\d{{1,2}}:\d{{2}}.{{1,240}}のメール\s?[:：]"), wraps=True),
    # Thunderbird, Becky!, Shuriken, web mailers: 2026/11/24 10:00、… さんが書きました/は書きました/wrote:
    QuoteShape(
        "wrote_ja", _line(r".{1,240}(?:さん|様|氏)?[がは](?:書きました|書いた|言いました)\s?[:：。]?"), wraps=True
    ),
    QuoteShape("day_wrote", _line(rf"(?:On\s)?{_DAY}.{{0,200}}\swrote\s?[:：]"), wraps=True),
    QuoteShape("moment_of", _line(rf"{_DAY}.{{0,20}}\d{{1,2}}:\d{{2}}.{{0,120}}<?{_ADDRESS}>?\s?[:：]?")),
    # In other languages: Am … schrieb …:, Le … a écrit :, El … escribió:, Il … ha scritto:
    QuoteShape("am_schrieb", _line(r"(?:Am|On|Op)\s.{6,300}\s(?:schrieb|schreef).{0,200}[:：]"), wraps=True),
    QuoteShape("a_ecrit", _line(r"Le\s.{6,300}\sa\sécrit\s?[:：]"), wraps=True),
    QuoteShape("escribio", _line(r"(?:El|Em|Il)\s.{6,300}\s(?:escribió|escreveu|ha scritto)\s?[:：]"), wraps=True),
)
"""Lines that tell who wrote what stands below. Whether all of that is old, the lines below say."""

_RULE = r"[-–—_=＿ー─━*]{2,}"
OLD_BELOW = (
    # Outlook, Exchange, Lotus and web mailers: -----Original Message-----, -----元のメッセージ-----, ---- 転送 ----
    _line(
        rf"{_RULE}\s?(?:Original\s(?:Message|Appointment|E-?mail)|Forwarded\s(?:message|by).{{0,120}}|Reply\s?message"
        r"|元の?メッセージ|元の?メール|オリジナル\s?メッセージ|返信元の?メッセージ|引用|転送(?:されたメッセージ|メッセージ)?"
        rf"|Urspr[üu]ngliche\sNachricht|Message\sd'origine|Mensaje\soriginal|原始邮件|原邮件)\s?{_RULE}"
    ),
    _line(r"(?:Begin forwarded message|転送されたメッセージ|転送します)\s?[:：]"),
    _line(r"(?:#{2,}|＜＜|<<|【)\s?(?:元の?メール|元の?メッセージ|受信メール|以下、?引用)\s?(?:#{2,}|＞＞|>>|】)?"),
    _line(r"[-－—]*\s?以下(?:、|は)?\s?(?:引用|元の?メール|元の?メッセージ)(?:です)?\s?[-－—。:：]*"),
)
"""Lines below which everything is old."""

_HEADS = (
    {"from", "差出人", "送信者", "de", "von", "送信元", "from（差出人）"},
    {"sent", "date", "送信日時", "日時", "日付", "gesendet", "envoyé", "enviado", "送信日", "date（日時）"},
    {"to", "宛先", "an", "à", "para", "to（宛先）"},
    {"subject", "件名", "betreff", "objet", "asunto", "subject（件名）", "タイトル"},
)
"""What the head of the old mail says, where a program writes it out: three of the four, line by line."""
_HEAD = re.compile(r"[\s>*|]*\*?([^\s:：*][^:：*]{0,18}?)\s?\*?\s?(?:：|:\*?(?:\s|\*|$))")

_QUOTED = re.compile(r"\s{0,3}(?:[>＞]|[|｜](?:\s|$)|[A-Za-z]{2,4}>)")
"""An old line: `> …`, `| …`, `YT> …`."""

CLOSINGS = (
    _line(
        r"(?:Sent|Get|Envoyé|Gesendet|Von meinem).{0,20}"
        r"(?:from|for|de|von|iPhone)\s?.{0,40}(?:iPhone|iPad|Android|Galaxy|BlackBerry|Outlook|Yahoo|Proton|Mail|phone|gesendet).{0,60}"
    ),
    _line(
        r"(?:iPhone|iPad|Android|スマートフォン|スマホ|携帯(?:電話)?|Xperia|Galaxy|AQUOS|Outlook|.{1,20}メール).{0,14}から送信(?:しています|しました|されました)?。?"
    ),
    _line(r"(?:このメールは|本メールは).{0,40}から送信(?:しています|されました)。?"),
    _line(r"Yahoo!メール.{0,30}|Get Outlook for (?:iOS|Android).{0,80}|Outlook for (?:iOS|Android).{0,40}"),
)
"""What a program puts under what somebody wrote."""
_SIGNATURE = re.compile(r"\s{0,2}--\s?")
_BORDER = re.compile(r"[\s　]*([-=_*+#~─━═＝－ー―＊☆★◇◆□■○●・･/／\\.:：'\"+┌└┏┗┐┘┓┛│┃┼╋^]|<>){6,}[\s　]*")
_CONTACT = re.compile(
    r"(?:tel|fax|mobile|phone|e-?mail|mail|url|web|電話|携帯|ＴＥＬ|ＦＡＸ|Ｅ-?ｍａｉｌ)\s?[.:：／/]|〒\s?\d|株式会社|有限会社|合同会社|[（(]株[)）]"
    rf"|https?://|{_ADDRESS}|\d{{2,4}}-\d{{2,4}}-\d{{3,4}}|\b(?:Inc|Ltd|LLC|Corp|GmbH)\b",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 14


def of(message: Message) -> str:
    """What was written; "" if nothing was, or if it cannot be read."""
    try:
        return written(_body(message))
    except RecursionError:
        return ""


def written(text: str) -> str:
    """The same of a mail's text, in which each old line may be marked."""
    lines = [each[:_WIDTH].rstrip() for each in text[:_READ].replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    own = _without_history(lines[:_LINES])
    own = _without_signature(own)
    said = visible("\n".join(_without_gaps(own)), lines=True)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _without_history(lines: list[str]) -> list[str]:
    own: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _QUOTED.match(line):
            at += 1
            continue
        if any(each.fullmatch(line) for each in OLD_BELOW) or _is_head(lines, at):
            break
        if taken := _told_by(lines, at):
            at += taken
            if not _is_marked(lines, at):
                break
            continue
        own.append(line)
        at += 1
    return own


def _told_by(lines: list[str], at: int) -> int:
    """How many lines here say who wrote what stands below; 0 if none do."""
    for shape in SHAPES:
        for more in range(1, 4 if shape.wraps else 2):
            told = lines[at : at + more]
            if not all(told) or any(map(_QUOTED.match, told[1:])):
                break
            # a wrapped line is joined as it was: with a space, and in Japanese without
            if any(shape.line.fullmatch(by.join(each.strip() for each in told)) for by in (" ", "")):
                return more
    return 0


def _is_marked(lines: list[str], at: int) -> bool:
    """Whether what stands below is marked line by line."""
    following = next((line for line in lines[at : at + 4] if line.strip()), "")
    return bool(_QUOTED.match(following))


def _is_head(lines: list[str], at: int) -> bool:
    """Whether the head of an old mail begins here: it says from whom, and then when, to whom, about what."""
    if not _names(lines[at]) & _HEADS[0]:
        return False
    below = [line for line in lines[at : at + 12] if line.strip()]
    named = set().union(*(_names(line) for line in below))
    return sum(1 for each in _HEADS if each & named) >= 3


def _names(line: str) -> set[str]:
    said = _HEAD.match(line)
    return {said[1].strip().lower()} if said else set()


def _without_signature(lines: list[str]) -> list[str]:
    for _ in range(_CUTS):
        lines = _without_end(lines)
        if (at := _signature_at(lines)) is None:
            break
        lines = lines[:at]
    return lines


def _without_end(lines: list[str]) -> list[str]:
    """Without what ends no mail of a person's: empty lines, a program's own word, a border below all."""
    end = len(lines)
    while end and (
        not lines[end - 1].strip()
        or any(each.fullmatch(lines[end - 1]) for each in CLOSINGS)
        or (_BORDER.fullmatch(lines[end - 1]) and any(map(str.strip, lines[max(0, end - _TAIL) : end - 1])))
    ):
        end -= 1
    return lines[:end]


def _signature_at(lines: list[str]) -> int | None:
    """Where a signature begins: at its dashes, or at a border with ways to reach somebody below."""
    tail = range(max(0, len(lines) - _TAIL), len(lines))
    for at in tail:
        if _SIGNATURE.fullmatch(lines[at]) and len(lines) - at <= 2 * _LONGEST_SIGNATURE:
            return at
    borders = {at for at in tail if _BORDER.fullmatch(lines[at])}
    for at in sorted(borders):
        below = [lines[each] for each in tail if each > at and each not in borders and lines[each].strip()]
        if len(below) <= _LONGEST_SIGNATURE and any(map(_CONTACT.search, below)) and any(map(str.strip, lines[:at])):
            return at
    return None


def _without_gaps(lines: list[str]) -> list[str]:
    """Of several empty lines one."""
    return [line for at, line in enumerate(lines) if line.strip() or (at and lines[at - 1].strip())]


def _body(message: Message) -> str:
    """The text of the mail, else that of its HTML."""
    html = ""
    for number, part in enumerate(message.walk()):
        if number >= _PARTS:
            break
        kind = part.get_content_type()
        is_attached = "attachment" in str(part.get("Content-Disposition", "")).lower()[:40]
        if part.is_multipart() or is_attached or kind not in ("text/plain", "text/html"):
            continue
        text = _decoded(part)
        if kind == "text/plain" and text.strip():
            return text
        html = html or (text if kind == "text/html" else "")
    return _of_html(html)


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    charset = part.get_param("charset")
    return inbound.in_charset(raw, charset if isinstance(charset, str) else None) if isinstance(raw, bytes) else ""


def _of_html(html: str) -> str:
    begun = html[:_READ_HTML]
    if begun.count("<") > 2 * begun.count(">") + _LEFT_OPEN:
        return ""
    reader = _Words()
    reader.feed(begun)
    reader.close()
    return "".join(reader.pieces)


class _Words(HtmlReader):
    """The words of HTML, each old line marked."""

    _BLOCKS = frozenset(
        (
            "p",
            "div",
            "br",
            "tr",
            "li",
            "ul",
            "ol",
            "table",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "pre",
            "hr",
            "section",
            "article",
            "blockquote",
        )
    )
    _UNSEEN = frozenset(("script", "style", "head", "title", "template"))
    _QUOTES = re.compile(
        r"gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|OutlookMessageHeader", re.I
    )
    _EMPTY = frozenset(("br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._quotes = 0
        self._unseen = 0
        self._is_old = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = f"{said.get('class') or ''} {said.get('id') or ''}"
        self._is_old |= "divRplyFwdMsg" in name or "appendonsend" in name  # Outlook: all below is old
        if tag in self._EMPTY:
            if tag in self._BLOCKS:
                self._break()
            return
        quotes = tag == "blockquote" or bool(self._QUOTES.search(name))
        if len(self._open) < 1_000:
            self._open.append((tag, quotes))
            self._quotes += quotes
        self._unseen += tag in self._UNSEEN
        if tag in self._BLOCKS or quotes:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        for at in range(len(self._open) - 1, max(-1, len(self._open) - 50), -1):
            if self._open[at][0] == tag:
                self._quotes -= sum(quotes for _, quotes in self._open[at:])
                del self._open[at:]
                break
        if tag in self._BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self._unseen:
            before = " " if data[:1].isspace() and self.pieces and not self.pieces[-1].endswith(("\n", "> ")) else ""
            self.pieces.append(before + words + (" " if data[-1:].isspace() else ""))

    def _break(self) -> None:
        is_quoted = self._is_old or self._quotes > 0
        self.pieces.append("\n> " if is_quoted else "\n")
