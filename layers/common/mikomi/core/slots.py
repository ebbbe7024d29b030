"""What a place on a page shows to whoever looks at it: `choose(viewer, slot, rules, now, root, language) -> Shown`.

Rules
1. A lead's past decides only for a browser of which the secret key said that it is the lead's own. Whoever merely says
   that it is a lead, or came by a link of a mail, is a stranger here: same content, same code, same deadline as a
   browser that nobody knows.
2. What a browser itself was shown is its own, so a stranger's time does not begin anew with each look.
3. A choice that promises something of one's own (a code, a time) is not shown to somebody whom we cannot tell apart,
   nor after its deadline.
4. A code follows from the place and the browser that saw it first: it stays the same when the visitor becomes a lead,
   and nobody can work out another's.
"""

import dataclasses
import hmac
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, assert_never

from msgspec.structs import replace

from mikomi import own_events, tokens
from mikomi.core.behaviour import values
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.core.people import rights
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Json, Millis
from mikomi.model.events import SLOT_SHOWN, Event
from mikomi.model.person import Member, Person
from mikomi.model.slot import Deadline, OfferDeadline, OwnDeadline, Slot, SlotChoice, SlotContent
from mikomi.model.words import in_language

MINUTE = 60_000
CODE_LENGTH = 8


class First(NamedTuple):
    """When a choice was first shown, and to which browser."""

    at: Millis
    subject: str


@dataclass(frozen=True)
class Viewer:
    """Who looks: the browser (`subject`, "" for one without an id), the person of whom it may be told, and what was
    shown before (`<slot>/<choice>`)."""

    subject: str
    person: Person
    shown: Mapping[str, First] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What is to be printed: plain text, and addresses that the check has passed. `choice` is None for `otherwise`.

    `first`: the choice promises something of the visitor's own and was not shown before; somebody has to note it.
    """

    slot: str
    choice: str | None = None
    title: str = ""
    text: str = ""
    image: str = ""
    image_alt: str = ""
    link: str = ""
    link_label: str = ""
    code: str = ""
    deadline: Millis | None = None
    first: bool = False


def viewer(subject: str, person: Person | None) -> Viewer:
    """`person` is whoever stands at the browser's place. A visitor without a name has nothing to hide from itself."""
    stranger = Person(id="v_")
    if person is None or not subject:
        return Viewer(subject, stranger)
    if rights.may_see(person, subject):
        return Viewer(subject, person, _shown_to(person.members))
    return Viewer(subject, stranger, _shown_to({s: m for s, m in person.members.items() if s == subject}))


def choose(viewer: Viewer, slot: Slot, rules: Rulebook, now: Millis, root: str, language: str) -> Shown | None:
    """What the viewer is shown, in `language`; None for what the page holds itself. `root`: the deployment's secret."""
    facts = Facts(viewer.person, now, rules)
    for choice in slot.choices:
        if choice.when is not None and not holds(choice.when, facts):
            continue
        if _is_own(choice) and not viewer.subject:
            continue
        first = viewer.shown.get(_place(slot, choice))
        ends = _ends(choice.deadline, viewer.person, first, rules, now)
        if choice.deadline is not None and (ends is None or ends + MINUTE <= now):
            continue
        holder = first.subject if first else viewer.subject
        code = f"{choice.code}-{coupon(root, slot.id, choice.id, holder)}" if choice.code else ""
        is_first = _is_own(choice) and first is None
        content = _content(slot, choice, language)
        return dataclasses.replace(content, choice=choice.id, code=code, deadline=ends, first=is_first)
    return _content(slot, slot.otherwise, language) if slot.otherwise else None


def coupon(root: str, slot: str, choice: str, subject: str) -> str:
    """The code of the browser that was shown this choice first: eight letters and digits, none of them 0, 1, 8 or 9."""
    told = hmac.digest(tokens.derive(root, "coupon"), f"{slot}\x1f{choice}\x1f{subject}".encode(), sha256)
    return b32encode(told)[:CODE_LENGTH].decode()


def showing(shown: Shown, viewer: Viewer, now: Millis) -> Json:
    """The event that notes a first showing, as the log writes it. It is of a whole minute, so that looking twice at
    once is one packet."""
    said = {"slot": shown.slot, "choice": shown.choice, **({"code": shown.code} if shown.code else {})}
    told_apart = (shown.slot, shown.choice or "")
    return own_events.note(SLOT_SHOWN, viewer.subject, *told_apart, at=_minute(now), origin="slot", properties=said)


def note_shown(member: Member, event: Event) -> Member:
    """The browser that remembers what it was shown. Only our own notes count, and the earliest wins."""
    if event.name != SLOT_SHOWN or event.origin != "slot" or event.type != "track":
        return member
    place = f"{values.text(event.properties.get('slot'))}/{values.text(event.properties.get('choice'))}"
    if member.shown.get(place, event.at + 1) <= event.at:
        return member
    return replace(member, shown={**member.shown, place: event.at})


def _shown_to(members: Mapping[str, Member]) -> dict[str, First]:
    firsts: dict[str, First] = {}
    for subject, member in members.items():
        for place, at in member.shown.items():
            firsts[place] = min(firsts.get(place, First(at, subject)), First(at, subject))
    return firsts


def _is_own(choice: SlotChoice) -> bool:
    return choice.code is not None or isinstance(choice.deadline, OwnDeadline)


def _place(slot: Slot, choice: SlotChoice) -> str:
    return f"{slot.id}/{choice.id}"


def _ends(
    deadline: Deadline | None, person: Person, first: First | None, rules: Rulebook, now: Millis
) -> Millis | None:
    """The last minute in which this person is shown the choice; None if there is none, or if the person was not made
    the offer."""
    match deadline:
        case str():
            ends = Calendar.of(rules.plan.settings).parse_moment(deadline, end=True)
            return ends if "T" in deadline else ends - MINUTE
        case OwnDeadline(for_=span):
            return (first.at if first else _minute(now)) + span.millis
        case OfferDeadline(offer=name):
            scenario, _, offer = name.partition("/")
            runs = [e for e in person.enrolments if e.scenario == scenario and offer in e.offers]
            return max((e.entered_at, e.offers[offer]) for e in runs)[1] if runs else None
        case None:
            return None
    assert_never(deadline)


def _minute(now: Millis) -> Millis:
    return now - now % MINUTE


def _content(slot: Slot, content: SlotContent, language: str) -> Shown:
    image, link = content.image, content.link
    return Shown(
        slot.id,
        title=in_language(content.title, language),
        text=in_language(content.text, language),
        image=image.url if image else "",
        image_alt=in_language(image.alt, language) if image else "",
        link=link.url if link else "",
        link_label=in_language(link.label, language) if link else "",
    )
