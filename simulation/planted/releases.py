"""Bugs of two releases side by side: what the newer one wrote is forgotten."""

from typing import Any

from mikomi.aws import people
from mikomi.core.people import merging, union
from mikomi.model.effects import UnknownEffect
from mikomi.model.person import Person
from mikomi.shell.effects import dispatch
from msgspec.structs import replace

from simulation.planted.patch import Patch, Quietly


def unknown_keys_forgotten() -> list[Patch]:
    """Keys of a person that only a newer release knows are dropped when it is read (I31)."""
    decode = people.decode

    def known(item: Any) -> Any:
        person = decode(item)
        return _without_unknown(person) if isinstance(person, Person) else person

    return [(people, "decode", known)]


def unknown_attributes_forgotten() -> list[Patch]:
    """A commit puts the item without the attributes that a newer release had put beside ours (I31)."""
    decode = people.decode
    return [
        (people, "decode", lambda item: decode({k: v for k, v in item.items() if k in {*people._OURS, "alias_of"}}))
    ]


def unknown_effects_struck() -> list[Patch]:
    """A look strikes an effect of a kind that this release does not know, as if it were done (I31)."""
    has_ended = dispatch.has_ended
    return [
        (dispatch, "has_ended", lambda effect, who: isinstance(effect, UnknownEffect) or has_ended(effect, who)),
    ]


def unknown_keys_left_in_the_visitor() -> list[Patch]:
    """A merge takes over what this release knows of the visitor, and nothing else (I31)."""
    absorb = union.absorb
    return [(merging, "union", Quietly(union, absorb=lambda lead, other: absorb(lead, _without_unknown(other))))]


def _without_unknown(person: Person) -> Person:
    return replace(person, unknown={})


BUGS = (
    unknown_keys_forgotten,
    unknown_attributes_forgotten,
    unknown_effects_struck,
    unknown_keys_left_in_the_visitor,
)
