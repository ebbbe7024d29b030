"""`settings.json` and `scoring.json` against the world: time zones, addresses, receivers, references."""

import re
from collections.abc import Iterable
from itertools import pairwise
from zoneinfo import ZoneInfo

from mikomi import mail_address, web_address
from mikomi.core.behaviour.conditions import is_attribute
from mikomi.core.checking import lint_absence, lint_conditions
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_conditions import Known
from mikomi.model.company import CompanySettings
from mikomi.model.condition import CompanyIs, TagIs, TraitIs
from mikomi.model.duration import Span
from mikomi.model.scenario import AlertStep
from mikomi.model.scoring import Band, BandAlert, Scoring
from mikomi.model.words import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_HOUR = 3_600_000


def check_settings(document: Document, settings: CompanySettings, sender_domain: str | None = None) -> None:
    """`sender_domain`: the only one that SES takes mail from here, where that is known."""
    check_timezone(document, ("timezone",), settings.timezone)
    _check_country(document, ("calendar", "country"), settings.calendar.country)
    calendars = {settings.calendar.id}
    for i, calendar in enumerate(settings.calendars):
        _check_country(document, ("calendars", i, "country"), calendar.country)
        if calendar.id in calendars:
            document.report(
                "E-twice", ("calendars", i, "id"), name=calendar.id, what=("カレンダーの id", "calendar id")
            )
        calendars.add(calendar.id)
    for name in ("name", "postal_address", "contact"):
        value = getattr(settings.company, name)
        check_texts(document, ("company", name), value)
        _check_filled(document, ("company", name), value)
    check_url(document, ("company", "site"), settings.company.site)
    for i, host in enumerate(settings.company.hosts):
        if not is_host(host):
            document.report("E-host", ("company", "hosts", i), name=host)
    check_texts(document, ("sender", "name"), settings.sender.name)
    _check_filled(document, ("sender", "name"), settings.sender.name)
    _check_address(document, ("sender", "address"), settings.sender.address)
    _check_sender_domain(document, settings.sender.address, sender_domain)
    _check_address(document, ("sender", "reply_to"), settings.sender.reply_to)
    seen: set[str] = set()
    for i, rep in enumerate(settings.reps):
        if rep.id in seen or rep.id in ("owner", "round_robin"):
            document.report("E-twice", ("reps", i, "id"), name=rep.id, what=("営業担当の id", "rep id"))
        seen.add(rep.id)
        check_texts(document, ("reps", i, "name"), rep.name)
        _check_address(document, ("reps", i, "email"), rep.email)
    lint_absence.check(document, settings)
    owner = settings.owner.default
    if owner != "round_robin" and owner not in seen:
        document.report("E-rep", ("owner", "default"), name=owner, among=("round_robin", *sorted(seen)))
    if settings.report:
        for key, named in (("report", settings.report), ("publish_reports", settings.publish_reports)):
            _check_receivers(document, settings, key, named.to if named else ())
    topics: set[str] = set()
    for i, topic in enumerate(settings.topics):
        if topic.id in topics:
            document.report("E-twice", ("topics", i, "id"), name=topic.id, what=("配信の種類の id", "topic id"))
        topics.add(topic.id)
        check_texts(document, ("topics", i, "name"), topic.name)
        _check_filled(document, ("topics", i, "name"), topic.name)
    if settings.limits:
        check_not_zero(document, ("limits", "per"), settings.limits.per)
    if settings.keep_replies:
        check_not_zero(document, ("keep_replies",), settings.keep_replies)
    if settings.breaker:
        check_not_zero(document, ("breaker", "resume_after"), settings.breaker.resume_after)


def check_owner_rules(document: Document, settings: CompanySettings, known: Known) -> None:
    """What a rule looks at is there when somebody becomes a lead, and stays: traits, tags, the company."""
    reps = tuple(rep.id for rep in settings.reps)
    for i, rule in enumerate(settings.owner.rules):
        path: Path = ("owner", "rules", i)
        lint_conditions.check(document, (*path, "when"), rule.when, known)
        for leaf, at in lint_conditions.leaves(rule.when, (*path, "when")):
            if not isinstance(leaf, TraitIs | TagIs | CompanyIs):
                document.report("E-owner-when", at)
        for at, name in [((*path, "to"), rule.to)] if isinstance(rule.to, str) else _placed((*path, "to"), rule.to):
            if name not in reps:
                document.report("E-rep", at, name=name, among=reps)


def _placed(path: Path, names: list[str]) -> list[tuple[Path, str]]:
    return [((*path, i), name) for i, name in enumerate(names)]


def _check_receivers(document: Document, settings: CompanySettings, key: str, to: Iterable[str]) -> None:
    """Each receiver is a rep or has an address, and none is there twice, under whichever of the two names."""
    seen: set[str] = set()
    for i, name in enumerate(to):
        path: Path = (key, "to", i)
        rep = next((rep for rep in settings.reps if rep.id == name), None)
        if rep is None and "@" not in name:
            document.report("E-receiver", path, name=name, among=tuple(rep.id for rep in settings.reps))
            continue
        if rep is None:
            _check_address(document, path, name)
        address = mail_address.read(rep.email if rep else name)
        if address and address in seen:
            document.report("E-twice", path, name=name, what=("受け取る人", "receiver"))
        seen.add(address or "")


def check_scoring(document: Document, scoring: Scoring, known: Known, settings: CompanySettings | None) -> None:
    seen: set[str] = set()
    for i, rule in enumerate(scoring.rules):
        path: Path = ("rules", i)
        if rule.id in seen:
            document.report("E-twice", (*path, "id"), name=rule.id, what=("規則の id", "rule id"))
        seen.add(rule.id)
        lint_conditions.check(document, (*path, "when"), rule.when, known)
        if lint_conditions.depends_on_opens_alone(rule.when, known):
            document.report("W-opens-alone", (*path, "when"))
        if rule.cap:
            check_not_zero(document, (*path, "cap", "per"), rule.cap.per)
        if is_attribute(known.in_place(rule.when)):
            if rule.cap or rule.once:
                document.report("W-cap-standing", (*path, "cap" if rule.cap else "once"), key=True)
        elif rule.cap and rule.cap.points < abs(rule.points):
            document.report("W-cap", (*path, "cap", "points"), cap=f"{rule.cap.points:g}", points=f"{rule.points:g}")
    _check_bands(document, scoring)
    if scoring.decay and not _HOUR <= scoring.decay.half_life.millis <= 3653 * 24 * _HOUR:
        document.report("E-half-life", ("decay", "half_life"))
    if scoring.alert:
        if scoring.alert.on_enter not in (bands := [band.id for band in scoring.bands]):
            document.report("E-band", ("alert", "on_enter"), name=scoring.alert.on_enter, among=tuple(bands))
        check_receivers(document, ("alert", "to"), scoring.alert.to, settings)
        check_escalation(document, ("alert", "escalate"), scoring.alert, settings)


def _check_bands(document: Document, scoring: Scoring) -> None:
    begins: dict[float, str] = {}
    seen: set[str] = set()
    for i, band in enumerate(scoring.bands):
        if band.id in seen:
            document.report("E-twice", ("bands", i, "id"), name=band.id, what=("区分の id", "band id"))
        seen.add(band.id)
        if band.from_ in begins:
            document.report("E-band-from", ("bands", i, "from"), name=begins[band.from_], other=band.id)
        begins.setdefault(band.from_, band.id)
    for i, band in enumerate(scoring.bands):
        _check_leaving(document, ("bands", i, "leave_below"), band, scoring.bands)
    _check_order(document, [band.from_ for band in scoring.bands])


def _check_leaving(document: Document, path: Path, band: Band, bands: list[Band]) -> None:
    """Below the band's own edge, and not below the next band's: nobody falls past a band."""
    if band.leave_below is None:
        return
    below = [other for other in bands if other.from_ < band.from_]
    following = max(below, key=lambda other: other.from_, default=None)
    if band.leave_below >= band.from_:
        document.report("E-band-leave", path, name=band.id, begins=f"{band.from_:g}")
    elif following and band.leave_below < following.from_:
        document.report("E-band-leave-next", path, name=band.id, other=following.id, begins=f"{following.from_:g}")


def _check_order(document: Document, begins: list[float]) -> None:
    """From above or from below: whoever reads bands that jump takes one for the other."""
    down = begins[0] > begins[-1] if begins else True
    for i, (before, after) in enumerate(pairwise(begins)):
        if after > before if down else after < before:
            document.report("W-band-order", ("bands", i + 1, "from"))
            return


def check_timezone(document: Document, path: Path, name: str | None) -> None:
    if name is None or (not _CONTROL.search(name) and _zone(name)):
        return
    from zoneinfo import available_timezones

    region = name.partition("/")[0].casefold()
    among = sorted(available_timezones(), key=lambda zone: (zone.partition("/")[0].casefold() != region, zone))
    document.report("E-timezone", path, name=name, among=tuple(among))


def _zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # ZoneInfoNotFoundError is a KeyError; odd names are odd paths
        return False
    return True


def _check_country(document: Document, path: Path, name: str | None) -> None:
    if name is None:
        return
    from holidays import list_supported_countries

    known = tuple(list_supported_countries())
    if name not in known:
        document.report("E-country", path, name=name, among=known)


def check_receivers(document: Document, path: Path, to: str | list[str], settings: CompanySettings | None) -> None:
    if settings is None:
        return
    reps = tuple(rep.id for rep in settings.reps)
    for i, name in enumerate([to] if isinstance(to, str) else to):
        at = path if isinstance(to, str) else (*path, i)
        if not reps:
            document.report("E-no-reps", at, name="reps")
            return
        if name != "owner" and name not in reps:
            document.report("E-rep", at, name=name, among=("owner", *reps))


def check_escalation(
    document: Document, path: Path, alert: AlertStep | BandAlert, settings: CompanySettings | None
) -> None:
    if alert.escalate is None:
        return
    check_receivers(document, path, alert.escalate, settings)
    if alert.sla is None:
        document.report("E-escalate", path, key=True)


def check_texts(document: Document, path: Path, text: Text | None) -> None:
    """Texts that become a header or a line: no control characters."""
    written = [text] if isinstance(text, str) else [text.ja, text.en] if text else []
    if any(_CONTROL.search(each) for each in written if each):
        document.report("E-line-break", path)


def _check_filled(document: Document, path: Path, text: Text) -> None:
    written = [text] if isinstance(text, str) else [text.ja, text.en]
    if not any(each and each.strip() for each in written):
        document.report("E-length", path, bound=("1 文字以上", "at least 1 character"))


def _check_sender_domain(document: Document, address: str, only: str | None) -> None:
    """A deployment may send for its own domain alone, and for none below it: SES would refuse each mail."""
    domain = address.rpartition("@")[2].lower()
    if only and domain != only.lower():
        document.report("E-sender-domain", ("sender", "address"), domain=domain, only=only.lower())


def _check_address(document: Document, path: Path, address: str | None) -> None:
    if address is not None and not mail_address.read(address):
        document.report("E-address", path, name=address)


def check_url(document: Document, path: Path, url: str | None) -> None:
    if url is not None and not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
        document.report("E-url", path, name=url)


def is_host(written: str) -> bool:
    """`shop.example.co.jp`, with the port where it is an unusual one; nothing before, nothing behind."""
    found = None if set(written) & set("/@?#\\") else web_address.read(f"https://{written}")
    return found is not None and found.text == f"https://{found.site}"


def check_not_zero(document: Document, path: Path, span: Span | None) -> None:
    if span is not None and span.amount == 0:
        document.report("E-zero", path)
