"""One leaf of a condition that looks at behaviour: what it looks for, which events it matches, how often of late.

Rules
1. A leaf matches an event or it does not (`matches`); how often and within how long is asked of a memory of times.
2. Memory is a bag of times: what it holds in the end does not depend on the order in which events came.
3. What is said of a mail counts only if it came through our own links (`origin` mail): a browser can say anything.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, assert_never

from mikomi.core.behaviour import values
from mikomi.core.behaviour.engagement import Engagement
from mikomi.core.behaviour.paths import link_matches, path_matches, path_of
from mikomi.keys import short
from mikomi.model.base import Millis
from mikomi.model.condition import BehaviourLeaf, Clicked, Engaged, Happened, Opened, Submitted, Visited
from mikomi.model.events import FORM_SUBMITTED, MAIL_CLICKED, MAIL_OPENED, Event
from mikomi.model.person import Enrolment


def leaf_key(leaf: BehaviourLeaf, scenario: str | None = None) -> str:
    """Eight characters for what the leaf looks for, whatever its `times`, `within` and `since`.

    `scenario` completes the step of `opened` and `clicked` that names no scenario of its own.
    """
    match leaf:
        case Visited():
            sought: tuple[str, ...] = ("visited", leaf.visited)
        case Engaged():
            sought = ("engaged", leaf.engaged, str(leaf.seconds))
        case Submitted():
            sought = ("submitted", leaf.submitted)
        case Happened():
            sought = ("event", leaf.event, json.dumps(leaf.where or {}, sort_keys=True, ensure_ascii=False))
        case Opened():
            sought = ("opened", *mail_of(leaf.opened, scenario))
        case Clicked():
            sought = ("clicked", *mail_of(leaf.clicked, scenario), leaf.link or "")
    return _short(sought)


@lru_cache(maxsize=65_536)
def _short(sought: tuple[str, ...]) -> str:
    return short(*sought)


def mail_of(written: str, scenario: str | None) -> tuple[str, str]:
    """Scenario and step that `opened` or `clicked` names; `*` is any."""
    if written == "*":
        return ("*", "*")
    named, slash, step = written.partition("/")
    return (named, step) if slash else (scenario or "*", written)


# --- one leaf and one event


def matches(
    leaf: BehaviourLeaf,
    event: Event,
    *,
    engagement: Engagement | None = None,
    scenario: str | None = None,
    enrolment: Enrolment | None = None,
) -> bool:
    """Whether this event is what the leaf looks for, once.

    `engagement` is the page view that a "Page Engaged" event went on with; with `enrolment` only mails of that
    enrolment count.
    """
    match leaf:
        case Visited():
            return _visited(leaf, event)
        case Engaged():
            return _engaged(leaf, engagement)
        case Submitted():
            return _submitted(leaf, event)
        case Happened():
            return _happened(leaf, event)
        case Opened():
            return event.name == MAIL_OPENED and about_mail(leaf.opened, event, scenario, enrolment)
        case Clicked():
            return _clicked(leaf, event, scenario, enrolment)
    assert_never(leaf)


def _visited(leaf: Visited, event: Event) -> bool:
    path = path_of(event) if event.type == "page" else None
    return path is not None and path_matches(leaf.visited, path)


def _engaged(leaf: Engaged, engagement: Engagement | None) -> bool:
    return engagement is not None and crosses(leaf, engagement) and path_matches(leaf.engaged, engagement.path)


def crosses(leaf: Engaged, engagement: Engagement) -> bool:
    return engagement.before < leaf.seconds * 1000 <= engagement.after


def _submitted(leaf: Submitted, event: Event) -> bool:
    return (
        event.type == "track"
        and event.name == FORM_SUBMITTED
        and values.same(event.properties.get("form"), leaf.submitted)
    )


def _happened(leaf: Happened, event: Event) -> bool:
    return event.type == "track" and event.name == leaf.event and where_fits(leaf, event)


def where_fits(leaf: Happened, event: Event) -> bool:
    return all(values.fits(values.reach(event.properties, key), wanted) for key, wanted in (leaf.where or {}).items())


def _clicked(leaf: Clicked, event: Event, scenario: str | None, enrolment: Enrolment | None) -> bool:
    if event.name != MAIL_CLICKED or not about_mail(leaf.clicked, event, scenario, enrolment):
        return False
    return leaf.link is None or link_matches(leaf.link, event.properties.get("link"))


def about_mail(written: str, event: Event, scenario: str | None, enrolment: Enrolment | None) -> bool:
    """Whether our own feedback event is about the mail that a leaf names."""
    if event.origin != "mail" or event.type != "track":
        return False
    mail = event.properties
    if enrolment is not None and not _own_mail(mail, enrolment):
        return False
    named, step = mail_of(written, scenario)
    return named in ("*", values.text(mail.get("scenario"))) and step in ("*", values.text(mail.get("step")))


def _own_mail(mail: Mapping[str, Any], enrolment: Enrolment) -> bool:
    if mail.get("enrolment") is not None:
        return bool(mail["enrolment"] == enrolment.id)
    return mail.get("scenario") == enrolment.scenario and values.text(mail.get("step")) in enrolment.mails


# --- its times


def count(times: tuple[Millis, ...], now: Millis, leaf: BehaviourLeaf) -> int:
    """How many of the times lie within the leaf's window, backwards from now."""
    if leaf.within is None:
        return sum(at <= now for at in times)
    earliest = now - leaf.within.millis
    return sum(earliest <= at <= now for at in times)


def remembered(times: tuple[Millis, ...], keep: int, max_age: Millis | None) -> tuple[Millis, ...]:
    """Of all matching times the latest `keep`, in order, none older than `max_age` before the newest."""
    kept = sorted(times)[-keep:]
    if max_age is not None and kept[0] < kept[-1] - max_age:
        kept = [at for at in kept if at >= kept[-1] - max_age]
    return tuple(kept)
