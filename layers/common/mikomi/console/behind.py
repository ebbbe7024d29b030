"""The people behind a number: the page that every number opens, and the same as a file."""

from collections.abc import Mapping
from urllib.parse import urlencode

from mikomi.console import onward
from mikomi.console.views import Screen, clipped, iso
from mikomi.console.words import say
from mikomi.core.mails.honorific import full_name
from mikomi.core.people.touch import OUR_MAIL
from mikomi.core.pictures.table import Table, as_csv
from mikomi.core.results.handovers import STAGES
from mikomi.core.results.numbers import JOURNEYS, LEAD, NIGHTLY, OF_NO_SCENARIO, PATTERNS, REFUSED, SEGMENT
from mikomi.core.results.sources import DIRECT, NEVER, NOT_NOTED, OUTSIDE
from mikomi.core.words import moments
from mikomi.core.words.wording import mail_name, sentence
from mikomi.errors import Refused
from mikomi.model.base import Json
from mikomi.model.decision import Because
from mikomi.model.scenario import Scenario
from mikomi.model.words import in_language
from mikomi.shell.archive import behind
from mikomi.shell.archive.behind import GIVEN, Meant, Somebody

SHOWN = 50
MOST_SAVED = 20_000
"""People of a file that is made while somebody waits."""


def address(scenario: str | None, what: str, **of: str | None) -> str:
    """The page of the people behind this number."""
    said = {"what": what, **{name: value for name, value in of.items() if value is not None}}
    return f"{_home(scenario, what)}/people?{urlencode(said)}"


def _home(scenario: str | None, what: str) -> str:
    return f"/console/scenarios/{scenario}" if scenario else f"/console/{'sources' if what == LEAD else 'sales'}"


def seen(scenario: Scenario | None, wanted: Meant, query: Mapping[str, str], screen: Screen) -> Json:
    """A page of them."""
    cursor = query.get("cursor", "")
    begin = int(cursor) if cursor.isdecimal() and len(cursor) < 9 else 0
    page = behind.page(wanted, begin, SHOWN)
    named = {name: query[name] for name in GIVEN if name in query}
    home = _home(scenario.id if scenario else None, query["what"])
    here = f"{home}/people"
    return {
        "title": title(scenario, query, screen),
        "count": say("behind.count", screen.language, n=f"{page.number:,}"),
        "people": [_row(each, screen) for each in page.people],
        "more": f"{here}?{urlencode({**named, 'cursor': page.next})}" if page.next else "",
        "file": f"{here}.csv?{urlencode(named)}" if page.number else "",
        "ways": onward.ways(scenario, named, screen) if page.number else None,
        "back": home,
    }


def file(wanted: Meant, screen: Screen) -> str:
    """All of them, as often as they are counted. Refused if they are too many for somebody who waits."""
    page = behind.page(wanted, 0, MOST_SAVED)
    if page.number > MOST_SAVED:
        raise Refused("list_too_long", number=f"{page.number:,}", most=f"{MOST_SAVED:,}")
    head = ("id", "email", "name", "company", "at")
    rows = [
        (
            each.person.id,
            each.person.email or "",
            full_name(each.person.traits_plain, screen.language) or "",
            clipped(each.person.trait("company")),
            iso(each.at),
        )
        for each in page.people
    ]
    return as_csv(Table(head, tuple(rows)))


def title(scenario: Scenario | None, query: Mapping[str, str], screen: Screen) -> str:
    """`「資料のご案内」でクリック`: what the number says of them."""
    step, detail = query.get("step"), query.get("detail", "")
    variant = query.get("variant", "")
    place = mail_name(screen.names, scenario.id, step, variant) if step and scenario else ""
    what = query["what"]
    said = say(f"behind.{what}", screen.language)
    if what in JOURNEYS:
        place, detail = deed(step or "", detail, scenario, screen), ""
    elif what == REFUSED and detail and scenario:
        detail = refusal(detail, scenario.id, screen)
    elif what == "skipped" and detail:
        detail = say(f"skip.{detail}", screen.language)
    elif what in PATTERNS:
        place, detail = deed(step or "", detail, scenario, screen), ""
    elif what in OF_NO_SCENARIO - {LEAD}:
        place, detail = band_name(step, screen), alert_detail(what, detail, screen)
    elif what.startswith(SEGMENT):
        detail = segment(detail, screen)
    elif what in NIGHTLY:
        detail = source(detail, screen)
    return " · ".join(part for part in (f"{variant} {place}".strip(), said, clipped(detail)) if part)


def refusal(reason: str, scenario: str, screen: Screen) -> str:
    """Why a mailing did not let somebody in."""
    because = Because(kind="not_entered", code=reason, at=0, plan=0, event_id="", scenario=scenario)
    return sentence(because, screen.language, screen.names)


def alert_detail(what: str, detail: str, screen: Screen) -> str:
    """What the detail of an alert's number is called: an answer, a stage, a rule."""
    if what in ("alert_came", "alert_waits"):
        return say(f"sales.stage.{detail}", screen.language) if detail in STAGES else clipped(detail)
    if what.startswith("rule_"):
        return clipped(screen.names.get(f"rule:{detail}", detail))
    answer = screen.plan.scoring.feedback.get(detail)
    return in_language(answer.label, screen.language, detail) if answer else detail


def band_name(name: str | None, screen: Screen) -> str:
    known = next((band for band in screen.plan.scoring.bands if band.id == name), None)
    return in_language(known.name, screen.language, known.id) if known else name or ""


def source(name: str, screen: Screen) -> str:
    """What a source is called."""
    special = {DIRECT: "sources.direct", NEVER: "sources.never", OUR_MAIL[0]: "sources.mail"}
    return say(special[name], screen.language) if name in special else clipped(name)


def segment(name: str, screen: Screen) -> str:
    """What a segment is called."""
    special = {OUTSIDE: "sources.outside", NOT_NOTED: "sources.not_noted"}
    known = screen.plan.segments.get(name)
    if name in special:
        return say(special[name], screen.language)
    return in_language(known.name, screen.language, name) if known else clipped(name)


def deed(kind: str, what: str, scenario: Scenario | None, screen: Screen) -> str:
    """What somebody did: `クリック ご質問`, `閲覧 /price`."""
    step = screen.names.get(f"step:{scenario.id}/{what}", what) if scenario else what
    named = {"page": f"/{what}", "form": screen.names.get(f"form:{what}", what)}.get(kind, step)
    return say(f"journey.{kind}", screen.language, what=clipped(named))


def _row(each: Somebody, screen: Screen) -> Json:
    person = each.person
    name = clipped(full_name(person.traits_plain, screen.language))
    below = [clipped(person.trait("company")), person.email if name else ""]
    nameless = say("nameless" if person.is_lead else "visitor.nameless", screen.language)
    return {
        "id": person.id if person.is_lead else "",
        "name": name or person.email or nameless,
        "below": " · ".join(part for part in below if part),
        "at": iso(each.at),
        "moment": moments.full(each.at, screen.zone, screen.language, screen.now),
    }
