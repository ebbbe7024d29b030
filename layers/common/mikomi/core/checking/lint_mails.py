"""Mails: what a template may do, which names it may show, what a marketing mail must show.

Rules
1. A template is checked once, whoever sends it; what it must show depends on the steps that send it.
2. The legal lines must be seen by every reader: in no branch, in nothing hidden, in the HTML and in a text part
   alike. The value itself, written out, is as good as its variable; only the link to unsubscribe has to be the
   variable.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mikomi.core.checking import lint_active, lint_contrast, lint_pictures, template_faults, template_slips
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_layouts import Assembled, mended_of, reading_of, report_once
from mikomi.core.checking.near import nearest
from mikomi.core.checking.source import Source
from mikomi.core.mails import styles, templates, text_part
from mikomi.core.mails.filters import FILTERS, TESTS
from mikomi.core.mails.templates import NAMES, SEGMENT_TRAITS, Reading
from mikomi.model.company import CompanySettings
from mikomi.model.plan import MailTemplate
from mikomi.model.scenario import MailStep
from mikomi.model.words import Text

GMAIL_CUTS = 102 * 1024

_LEGAL = (
    ("sender.name", ("差出人の名前", "the sender's name")),
    ("company.postal_address", ("住所", "the postal address")),
    ("company.contact", ("連絡先", "the contact")),
    ("unsubscribe_url", ("配信停止のリンク", "the link to unsubscribe")),
)
_AS_GOOD = {"sender.name": ("company.name",)}
"""What says the same to the law: who sends may be named as a person, a brand or the company."""
_NAMES = frozenset(f"{name}.{field}" if field else name for name, fields in NAMES.items() for field in fields or ("",))
_LEGAL_NAMES = tuple(name for name, _ in _LEGAL)
ASSET = "asset_url"
RESULT = "result."
OUR_OWN = ("honorific",)
"""What we make for every lead ourselves: nobody else can send it, so what is nearly called so is misspelt."""
_ONES_OWN = ("offer.deadline", ASSET)
_REFUSALS = {
    "syntax": "E-template-syntax",
    "size": "E-template-size",
    "depth": "E-template-deep",
    "forbidden": "E-template-forbidden",
    "filter": "E-template-filter",
    "test": "E-template-test",
    "misuse": "E-template-misuse",
    "loop": "E-template-loop",
}

_UNSTYLED = {
    "reader": "W-css-reader",
    "place": "W-css-place",
    "size": "W-css-size",
    "broken": "W-css-broken",
}
"""Why styles stay where they were written (`core.mails.styles`), as a problem."""


@dataclass
class Sending:
    """How a template is used: whether marketing steps send it, and the steps that have no offer or no asset for it;
    whether anybody may read it in the public archive."""

    marketing: bool = False
    without_offer: list[str] = field(default_factory=list)
    without_asset: list[str] = field(default_factory=list)
    without_result: list[str] = field(default_factory=list)
    needs_form: str | None = None
    used: bool = False
    public: bool = False


@dataclass(frozen=True)
class Traits:
    """The traits that are known here, and those that every form asks for (and so need no default)."""

    known: frozenset[str]
    required: frozenset[str]


def check(
    html: Assembled, text: Assembled | None, sending: Sending, traits: Traits, settings: CompanySettings | None
) -> MailTemplate | None:
    """The mail, if its templates are allowed. Problems are reported to the sources."""
    parts = (html, text) if text else (html,)
    for part in parts:
        check_names(part.source, traits)
        for source in part.made_of:
            _check_uses(source, reading_of(source), sending)
    if not sending.used:
        html.source.report("W-mail-unused", None, name=_id(html.source.file))
    if html.whole is None or (text and text.whole is None) or any(_is_refused(part) for part in parts):
        return None  # what is refused is not read further: reading it may take as long as it likes
    styled = styles.written_in(html.whole)
    mail = MailTemplate(
        id=_id(html.source.file),
        html=styled.html,
        text=text.whole if text and text.whole is not None else text_part.derive(styled.html),
        subject=text_part.title(html.whole),
    )
    if styled.left:
        written = next((part for part in html.made_of if "<style" in part.text.lower()), html.source)
        start = max(written.text.lower().find("<style"), 0)
        report_once(written, _UNSTYLED[styled.left], start, start + len("<style"))
    else:
        lint_contrast.check(html)
    if text_part.has_script(styled.html):
        written = next((part for part in html.made_of if "<script" in part.text.lower()), html.source)
        start = written.text.lower().find("<script")
        report_once(written, "E-script", start, start + 1)
    for source in html.made_of:
        lint_active.check(source, html.is_mjml)
        if not html.is_mjml:
            lint_pictures.check(source)
    if html.is_mjml:
        lint_active.check_made(html.whole, html.source)
        lint_pictures.check_made(html.whole, html.made_of)
    if (size := len(styled.html.encode())) > GMAIL_CUTS:
        html.source.report("W-mail-size", None, size=size // 1024)
    if sending.marketing:
        _check_legal_lines(html._replace(whole=styled.html), settings)  # a class may hide them
        if text:
            _check_legal_lines(text, settings)
    return mail


def check_names(source: Source, traits: Traits) -> None:
    """What one file shows and does, whichever mails are made of it."""
    for slip in mended_of(source).slips:
        source.report("E-template-syntax", slip.start, slip.end, what=template_faults.in_words(slip.why or ""))
    for code, params, line in _faults(reading_of(source), traits):
        met = str(params.get("name") or "")
        start = source.offset(line, met.rsplit(".", 1)[-1] if met not in source.line(line) else met)
        if code == "E-template-loop":  # an item's name is any word
            start = source.offset_of_word(line, met)
        source.report(code, start, start + max(len(met), 1), **params)


def _is_refused(part: Assembled) -> bool:
    """The whole may be too large where none of its files is."""
    refusals = templates.read(part.whole or "").refusals
    if refusals and not reading_of(part.source).refusals:
        part.source.report(_REFUSALS[refusals[0].code], None, what=refusals[0].what, name=refusals[0].what)
    return bool(refusals)


def _id(file: str) -> str:
    return file.removeprefix("mails/").removesuffix(".html")


def templates_of(step: MailStep) -> set[str]:
    """Those that a mail step sends."""
    return {step.mail.template, *(each.template for each in step.mail.variants or () if each.template)}


def check_subject(
    document: Document, path: Path, subject: Text, has_offer: bool, traits: Traits, step: str, public: bool
) -> None:
    """A subject is a small template: the same allow-list, the same names."""
    written = [((), subject)] if isinstance(subject, str) else [(("ja",), subject.ja), (("en",), subject.en)]
    for below, text in written:
        if not text:
            continue
        at: Path = (*path, *below)
        if any(ord(letter) < 32 for letter in text):
            document.report("E-line-break", at)
        mended = template_slips.mended(text)
        for slip in mended.slips[:1]:
            document.report("E-template-syntax", at, what=template_faults.in_words(slip.why or ""))
        reading = templates.read(mended.text)
        for code, params, _ in _faults(reading, traits):
            document.report(code, at, **params)
        if reading.loops:
            document.report("E-template-loop", at)
        for own in persons_own(reading) if public else ():
            document.report("W-public-person", at, name=own)
        if not has_offer and (name := _offer_name(reading)):
            document.report("E-variable-offer", at, name=name, step=step)


def _check_uses(source: Source, reading: Reading, sending: Sending) -> None:
    """What a file shows that not every step which sends it can give."""
    for own in persons_own(reading) if sending.public else ():
        _report_use(source, reading, "W-public-person", own)
    if sending.without_offer and (name := _offer_name(reading)):
        _report_use(source, reading, "E-variable-offer", name, step=sending.without_offer[0])
    if sending.without_asset and ASSET in reading.uses:
        step, needs = sending.without_asset[0], sending.needs_form
        _report_use(source, reading, "E-variable-asset", ASSET, step=step, needs=needs)

    if sending.without_result and (name := next((each for each in reading.uses if each.startswith(RESULT)), None)):
        step, needs = sending.without_result[0], sending.needs_form
        _report_use(source, reading, "E-variable-result", name, step=step, needs=needs)


def _report_use(source: Source, reading: Reading, code: str, name: str, **more: Any) -> None:
    start = source.offset(reading.uses[name], name)
    report_once(source, code, start, start + len(name), name=name, **more)


def persons_own(reading: Reading) -> Iterator[str]:
    """What it shows of a reader that nobody in particular lacks, without saying what stands there then."""
    for name in reading.uses:
        trait = name.removeprefix("lead.")
        if (trait != name and trait != "honorific" and trait in _undefaulted(reading)) or name in _ONES_OWN:
            yield name


def _faults(reading: Reading, traits: Traits) -> Iterator[tuple[str, dict[str, Any], int]]:
    """What is wrong with a template: code, parameters, line."""
    for refusal in reading.refusals:
        params: dict[str, Any] = {"what": refusal.what, "name": refusal.what}
        if refusal.code == "syntax":
            params = {"what": template_faults.in_words(refusal.what)}
        if refusal.code in ("filter", "test"):
            among = tuple(FILTERS if refusal.code == "filter" else TESTS)
            params |= {"among": among, "shown": " ".join(among)}
        yield _REFUSALS[refusal.code], params, refusal.line
    for name, line in reading.uses.items():
        head, _, rest = name.partition(".")
        fields = NAMES.get(head, frozenset())
        if head == "lead" and rest:
            if rest not in traits.known and nearest(rest, OUR_OWN):
                yield "E-variable", {"name": name, "among": tuple(f"lead.{known}" for known in OUR_OWN)}, line
            elif "." in rest:
                yield "E-variable", {"name": name, "among": (f"lead.{rest.partition('.')[0]}",)}, line
            elif rest not in traits.known:
                yield "W-trait", {"name": name, "among": tuple(f"lead.{trait}" for trait in sorted(traits.known))}, line
            elif rest in _undefaulted(reading) and rest not in traits.required:
                yield "W-default", {"name": name}, line
        elif (
            head not in NAMES
            or head == name == "lead"
            or (bool(rest) != bool(fields))
            or (rest and rest not in (fields or ()))
        ):
            yield "E-variable", {"name": name, "among": _names(traits)}, line


def _undefaulted(reading: Reading) -> frozenset[str]:
    return frozenset(name.removeprefix("lead.") for name in reading.undefaulted if name.startswith("lead."))


def _names(traits: Traits) -> tuple[str, ...]:
    return (*sorted(_NAMES - {"lead"}), *(f"lead.{trait}" for trait in sorted(traits.known)))


def _offer_name(reading: Reading) -> str | None:
    return next((name for name in reading.uses if name in ("offer.deadline", "offer.url")), None)


def _check_legal_lines(part: Assembled, settings: CompanySettings | None) -> None:
    """A line that the layout lacks by itself is missed there, once; one that a mail covers with a block, in the
    mail."""
    lacking = _lacking(part, part.whole or "", settings)
    plainly = _lacking(part, part.plain, settings) if lacking and part.plain is not None else []
    for name, what in lacking:
        source = part.layout if part.layout and (name, what) in plainly else part.source
        if any(told.code == "E-legal" and name in told.en for told in source.problems):
            continue
        source.report("E-legal", None, what=what, right="{{ " + name + " }}")


def _lacking(part: Assembled, whole: str, settings: CompanySettings | None) -> list[tuple[str, tuple[str, str]]]:
    visible = whole if part.source.file.endswith(".txt") else text_part.derive(whole)
    reading = templates.read(visible)
    # a misspelt name is reported as such, not as absent too
    meant = {nearest(name, _LEGAL_NAMES) for name in reading.uses if name not in _NAMES and name[:5] != "lead."}
    meant = meant.union(*(mended_of(source).words for source in part.made_of))
    words = "".join(visible.split())

    def is_said(name: str) -> bool:
        return any(
            each in reading.always_shown
            or each in meant
            or any("".join(value.split()) in words for value in _values(each, settings))
            for each in (name, *_AS_GOOD.get(name, ()))
        )

    return [(name, what) for name, what in _LEGAL if not is_said(name)]


def _values(name: str, settings: CompanySettings | None) -> list[str]:
    """The variable's value as written in settings.json, in each of its languages."""
    head, _, rest = name.partition(".")
    if settings is None or not rest:
        return []
    value = getattr(getattr(settings, head), rest)
    return [text for text in ([value] if isinstance(value, str) else [value.ja, value.en]) if text]


def known_traits(declared: set[str], required: set[str]) -> Traits:
    """Segment's traits, those that forms ask for or steps set, and the two that every lead has."""
    return Traits(SEGMENT_TRAITS | declared | {"honorific"}, frozenset(required | {"honorific", "email"}))
