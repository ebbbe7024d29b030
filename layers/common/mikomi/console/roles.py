"""What somebody may do in the console, by the groups of the user pool in which they were when they logged in.

Rules
1. Whoever may log in may look. Every change asks for a right, by the place that it is sent to (`CHANGES`); what stands
   in no row changes nothing, for nobody. A list of people is taken out as a file by right alone, too (`is_list`).
2. Who is in several groups may do what any of them may; who is in none may look and change nothing.
3. `sales-own` alone is less: its people have their own leads before them, and nothing of anybody else. Whose leads,
   says the rep of settings.json whose address they log in with; while they stand in for somebody who is away, theirs
   too.
"""

from collections.abc import Sequence
from typing import Literal

from mikomi.core.session import Session
from mikomi.model.company import CompanySettings

Right = Literal["plan", "lead", "mail", "repair", "approve", "lift", "export", "erase"]
"""`plan`: mailings, scenarios, versions, sending, lists of people, what is done with everybody. `lead`: acts with a
lead, kept views, coupons. `mail`: whether mail goes to an address. `repair`: what could not be processed. `approve`:
yes and no to what waits for approval. `lift`: let mail go where the person said no (`core.people.rights.LIFTS`).
`export`: take people out as a file, a list or all of one. `erase`: erase somebody, for good.
"""

OWN = "sales-own"
ROLES: dict[str, tuple[Right, ...]] = {
    "marketing": ("plan", "lead", "mail", "repair", "export"),
    "sales": ("lead", "mail", "export"),
    OWN: ("lead",),
    "approvers": ("approve",),
    "admins": ("plan", "lead", "mail", "repair", "lift", "export", "erase"),
}
"""The groups, and what each gives."""

CHANGES: dict[str, Right] = {
    "leads": "lead",
    "proposals": "lead",
    "imports": "plan",
    "coupons": "lead",
    "suppressions": "mail",
    "attention": "repair",
    "scenarios": "plan",
    "segments": "plan",
    "mailings": "plan",
    "preview": "plan",
    "work": "plan",
    "versions": "plan",
    "sending": "plan",
}
"""What a form asks for that is sent to a place below this one; candidates among the versions ask for `approve`."""

OWN_PLACES = ("today", "leads", "coupons", "guide")
"""Where people of `sales-own` come."""


def rights(who: Session) -> frozenset[Right]:
    return frozenset(right for group in who.groups for right in ROLES.get(group, ()))


def may(who: Session, right: Right) -> bool:
    return right in rights(who)


def groups_with(right: Right) -> list[str]:
    """The groups of which one is enough."""
    return [group for group, given in ROLES.items() if right in given]


def asked_by(place: Sequence[str]) -> Right | None:
    """The right that a form sent to this place asks for; None where nothing can be changed."""
    match list(place):
        case ["versions", "candidates", *_]:
            return "approve"
        case ["leads", _, "erase"]:
            return "erase"
        case _:
            return CHANGES.get(place[0] if place else "")


def looked_at_by(place: Sequence[str]) -> Right | None:
    """The right that looking at this place asks for; None where anybody may look."""
    match list(place):
        case ["leads", _, "erase"] | ["leads", "erased", _]:
            return "erase"
        case _:
            return "export" if is_list(place) or is_file_of_one(place) else None


def is_file_of_one(place: Sequence[str]) -> bool:
    """Whether there is one person, as a file: all that is known of them, or what proves their consent."""
    return len(place) == 3 and place[0] == "leads" and place[2] in ("person.html", "person.json", "consent.json")


def is_list(place: Sequence[str]) -> bool:
    """Whether there is a list of people, as a file."""
    name = place[-1] if place else ""
    of_week = len(place) > 1 and place[0] == "week" and name.endswith(".csv")
    return name == "people.csv" or list(place) == ["leads.csv"] or of_week


def sees_own(who: Session) -> bool:
    """Whether only their own leads are shown to them."""
    return {group for group in who.groups if group in ROLES} == {OWN}


def sees(who: Session, place: Sequence[str]) -> bool:
    """Whether pages of this place are shown to them; of leads, theirs."""
    return not sees_own(who) or (place[:1] != [] and place[0] in OWN_PLACES)


def rep_of(who: Session, settings: CompanySettings) -> str | None:
    """The rep who logs in so."""
    address = who.email.casefold()
    return next((rep.id for rep in settings.reps if address and rep.email.casefold() == address), None)
