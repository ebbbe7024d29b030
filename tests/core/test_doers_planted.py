"""Mistakes put into the telling of people from machines, each small: the corpus finds every one."""

from typing import Any

import pytest
from mikomi.core.doers import evidence, lists, traces, trust
from msgspec.structs import replace

from tests.core import gateways

TIMES = 3


def wrong() -> list[str]:
    """Machines that count as people, and people who are lost or counted twice."""
    taken = [name for name, life in gateways.lives(gateways.MACHINES, TIMES) if life.branch == "clicked"]
    lost = [name for name, life in gateways.lives(gateways.PEOPLE, TIMES) if life.branch != "clicked"]
    return taken + lost + [name for name, life in gateways.lives(gateways.PEOPLE, 1) if life.points["click"] > 2]


def without(why: str) -> tuple[evidence.Sign, ...]:
    return tuple(sign for sign in evidence._OF_CLICKS if sign[0] != why)


def never_waits(person: Any, event: Any, edition: int) -> Any:
    """No time is set by which to look at an unknown click."""
    kept = noted(person, event, edition)
    return replace(kept, traces=tuple(replace(each, due_at=None) for each in kept.traces))


noted = traces.noted
PLANTED: dict[str, tuple[Any, str, Any]] = {
    "HEAD is a person's": (evidence, "_OF_CLICKS", without("head")),
    "the hidden link is a link like others": (evidence, "_OF_CLICKS", without("hidden_link")),
    "a prefetch is a visit": (evidence, "_OF_CLICKS", without("prefetch")),
    "networks are not looked at": (evidence, "_OF_CLICKS", without("network")),
    "what comes early is believed at once": (evidence, "_OF_CLICKS", without("early")),
    "what is no browser is believed": (evidence, "_OF_CLICKS", without("no_browser")),
    "known programs are unknown": (lists, "is_program", lambda _agent: False),
    "nothing speaks against a person": (traces, "doubt", lambda *_: None),
    "something always does": (traces, "doubt", lambda *_: "burst"),
    "a burst is nobody's": (traces, "_is_of_burst", lambda *_: False),
    "whatever is unknown counts": (trust, "is_lived", lambda event: trust.by(event) != "machine"),
    "silence is never looked at": (traces, "noted", never_waits),
    "a page that is shown tells of a person": (traces, "BY_HAND", 99),
    "no pointer is a person's": (traces, "HAND", "hands"),
    "every tag can tell of hands": (traces, "TELLS_OF_HANDS", (0,)),
    "no tag can tell of hands": (traces, "TELLS_OF_HANDS", (9,)),
    "the page tells nothing": (traces, "reported", lambda person, *_: (person, None)),
}


def test_the_corpus_holds_without_a_mistake() -> None:
    assert wrong() == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With it, some machine of the corpus counts as a person, or some person is lost."""
    place, what, instead = PLANTED[name]
    monkeypatch.setattr(place, what, instead)
    assert wrong()
