"""Clicks and opens of which nobody knows yet whether a person made them, until something tells.

Rules
1. A person's page, hand or silence tells. The page that a link led to reports a pointer, a touch or a key (the tag,
   with the token of that very click): then it was a person, unless what else was followed in the mail says otherwise.
   Somebody acts on that page: then it was a person, whatever else. Nothing else of the mail is followed for a minute:
   then it was one too, if the click looked like a browser's (`early`) and somebody had opened the mail before. A filter
   takes a link out of a mail whose pictures it does not load.
2. Of a machine's doings speaks what happens to one mail within a minute: many links within seconds, a link that no
   reader sees, a program that asks beside the browser. It is looked for when the time has come, so that what came after
   the click counts as well as what came before.
3. What was told is told once: a trace that is a person's by now is never told again. Traces last a day.
4. An open is a person's as soon as a click of the same mail is.
5. That the page was shown says as much as a hand only where nothing can tell of hands (a tag from before, another
   client), and to a plan from before edition 5: a filter that runs the scripts of a page is shown it too.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from mikomi.core.doers import trust
from mikomi.model.base import Json, Millis
from mikomi.model.events import (
    FORM_SUBMITTED,
    MAIL_CLICKED,
    MAIL_OPENED,
    PAGE_ENGAGED,
    PROMOTION_CLICKED,
    Event,
)
from mikomi.model.person import Person
from mikomi.model.trace import Trace

QUIET = 60_000
"""So long nothing else of the mail is followed."""
SETTLES = 10_000
"""So long a click whose page has reported is waited for, because a program follows one link after another."""
BURST, LINKS = 10_000, 3
"""So many links of one mail within so long are a program's …"""
PAIR = 1_500
"""… and so are two."""
LASTS = 86_400_000
MOST = 30
LONGEST = 1_000
CLICKED = "clicked"
"""In a page's context: the click by which its reader came."""
HANDS = ("Link Clicked", FORM_SUBMITTED, PROMOTION_CLICKED)
"""What a page tells that only a hand does."""
BY_HAND = 5
"""The edition of the language from which on a page that is merely shown tells nothing, if its tag can tell of hands."""
TAG, TELLS_OF_HANDS = "mikomi-tag", (1, 2)
"""The tag, and its first version that tells of hands."""
HAND = "hand"
"""In what the tag tells of the time for which somebody was there: whether it saw a pointer, a touch or a key."""
_KEPT = ("mail", "scenario", "step", "enrolment", "variant", "link", "file", "why")


def noted(person: Person, event: Event, edition: int) -> Person:
    """The person with a trace of this event, if it is one of which we ask who did it; under a plan of this edition."""
    by = trust.by(event)
    if by is None or trust.BELIEVED in event.context:
        return person
    waits = by == "unknown" and event.name != MAIL_OPENED and event.properties.get("why") == "early"
    said: Json = {name: event.properties[name] for name in _KEPT if name in event.properties}
    trace = Trace(
        id=event.id,
        subject=event.subject,
        name=event.name,
        at=event.at,
        by=by,
        said={name: value for name, value in said.items() if len(str(value)) <= LONGEST},
        counted=edition < trust.TOLD_APART,
        due_at=event.at + QUIET if waits else None,
    )
    others = (each for each in person.traces if each.id != trace.id)
    return replace(person, traces=_latest((*others, trace)))


def reported(person: Person, event: Event, now: Millis, edition: int) -> tuple[Person, str | None]:
    """The person after a page told by which click its reader came; and the click's id, if that tells who it was, under
    a plan of this edition."""
    click = event.context.get(CLICKED)
    trace = next((each for each in person.traces if each.id == click and each.by == "unknown"), None)
    if trace is None:
        return person, None
    if _presses(event):
        return person, trace.id
    if edition >= BY_HAND and not is_of_a_hand(event) and _would_tell(event):
        return person, None
    seen = replace(trace, reported=True, due_at=trace.at + SETTLES if now < trace.at + SETTLES else None)
    is_known = seen.due_at is None and doubt(person, seen) is None
    return _with(person, seen), trace.id if is_known else None


def is_of_a_hand(event: Event) -> bool:
    """Whether the page tells of a hand: it pressed something, or moved and touched."""
    moved = event.type == "track" and event.name == PAGE_ENGAGED and event.properties.get(HAND) in (1, True)
    return moved or _presses(event)


def _presses(event: Event) -> bool:
    return event.type == "track" and event.name in HANDS


def _would_tell(event: Event) -> bool:
    """Whether it comes of a tag that tells of each hand that it sees."""
    said = event.context.get("library")
    library = said if isinstance(said, dict) else {}
    version = str(library.get("version", ""))
    numbers = [int(part) for part in version.split(".")[:2] if part.isascii() and part.isdigit() and len(part) < 5]
    return library.get("name") == TAG and tuple(numbers) >= TELLS_OF_HANDS


def due(person: Person, until: Millis) -> tuple[Trace, ...]:
    """What is to be looked at by then, in the order in which it happened."""
    here = [each for each in person.traces if each.due_at is not None and each.due_at <= until]
    return tuple(sorted(here, key=lambda each: (each.at, each.id)))


def looked_at(person: Person, trace: Trace) -> Person:
    """The person for whom this trace waits for time no more."""
    return _with(person, replace(trace, due_at=None))


def doubt(person: Person, trace: Trace) -> str | None:
    """What speaks against a person; None if nothing does."""
    mail = trace.said.get("mail")
    beside = [each for each in person.traces if each.id != trace.id and each.said.get("mail") == mail]
    if any(each.said.get("why") == "hidden_link" for each in beside):
        return "hidden_link"
    if _is_of_burst(trace, beside):
        return "burst"
    if trace.reported:
        return None
    if any(each.by == "machine" and each.name != MAIL_OPENED and abs(each.at - trace.at) <= QUIET for each in beside):
        return "beside_machine"
    opened = any(each.name == MAIL_OPENED and each.by != "machine" and each.at < trace.at for each in beside)
    return None if opened else "not_opened"


def _is_of_burst(trace: Trace, beside: Iterable[Trace]) -> bool:
    """Whether other links of the mail were followed so near that it was not a person. A file was come to by one of
    them."""
    is_click = trace.name == MAIL_CLICKED
    apart: dict[object, Millis] = {}
    for each in beside:
        link = each.said.get("link")
        if each.name == MAIL_CLICKED and not (is_click and link == trace.said.get("link")):
            apart[link] = min(apart.get(link, BURST + 1), abs(each.at - trace.at))
    near = sum(each <= BURST for each in apart.values())
    return near >= LINKS - is_click or (is_click and any(each <= PAIR for each in apart.values()))


def opens_of(person: Person, event: Event) -> tuple[Trace, ...]:
    """The opens that are a person's since a person clicked in the same mail (rule 4)."""
    mail = event.properties.get("mail")
    if event.name != MAIL_CLICKED or trust.by(event) != "human" or not mail:
        return ()
    return tuple(
        each
        for each in person.traces
        if each.name == MAIL_OPENED and each.by == "unknown" and each.said.get("mail") == mail
    )


def believed(person: Person, trace: Trace, how: str) -> tuple[Person, Event]:
    """The person who is known to have done it, and the event that says so."""
    said = {name: value for name, value in trace.said.items() if name != "why"}
    event = Event(
        subject=trace.subject,
        id=trace.id,
        type="track",
        name=trace.name,
        at=trace.at,
        received_at=trace.at,
        properties={**said, "by": "human", "why": how},
        context={trust.BELIEVED: how, **({trust.COUNTED: True} if trace.counted else {})},
        proof=2 if trace.name == MAIL_CLICKED else 1,
        origin="mail",
    )
    return _with(person, replace(trace, by="human", due_at=None)), event


def _with(person: Person, trace: Trace) -> Person:
    return replace(person, traces=tuple(trace if each.id == trace.id else each for each in person.traces))


def _latest(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    """In order, without what is too old or too much; what waits stays."""
    ordered = sorted(traces, key=lambda each: (each.at, each.id))
    newest = ordered[-1].at
    waiting = [each for each in ordered if each.due_at is not None]
    rest = [each for each in ordered if each.due_at is None and each.at > newest - LASTS]
    room = max(0, MOST - len(waiting))
    kept = {each.id for each in (*waiting[-MOST:], *(rest[-room:] if room else ()))}
    return tuple(each for each in ordered if each.id in kept)
