"""Who clicked: a person's click counts once, as soon as it is known; a mail system's counts for nothing (I42)."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mikomi import tokens

from simulation.invariants.sight import Json, LoggedEvent, Sight
from simulation.time import DAY, HOUR, SECOND
from simulation.workload.gateways import SCENARIO, WAITS, Deed, Guarded
from simulation.world import ROOT

NEAR = 11 * SECOND
"""So near to another link of the mail nobody can say who followed which."""
LAG = 12 * HOUR
"""What happened so long before was folded before."""
CLICKED = "Mail Clicked"


class Known(NamedTuple):
    """A click that is taken for a person's: by what, since when, and of which run's mail."""

    why: str
    at: int
    mail: str
    link: str
    enrolment: str


def people_count_once_and_mail_systems_never(sight: Sight) -> Iterator[str]:
    """I42: what is taken for a person's click is one of somebody's; it gives its points once; who moved on its page is
    known; branches and goals that wait for a click are reached by a person's alone, and by each that comes in time;
    nobody is unsubscribed, and nobody has agreed, who has not pressed a button."""
    story = sight.story
    if not isinstance(story, Guarded):
        return
    clicks = [deed for deed in story.deeds if deed.kind.endswith(" c")]
    by_people = {(deed.mail, deed.link) for deed in clicks if deed.human}
    known = known_clicks(sight)
    for each in known:
        if (each.mail, each.link) not in by_people:
            yield f"a click on {each.link} in {each.mail} is a person's ({each.why}), and no person followed it"
    yield from _told_once(sight)
    yield from _once_for_each(clicks, known)
    yield from _points(sight)
    yield from _all_who_moved(sight, clicks, known)
    yield from _branches(sight, known) if story.waits else _goals(sight, known)
    yield from _presses(sight, story.deeds)


def known_clicks(sight: Sight) -> list[Known]:
    at_once = {
        event.id: _known(event.said, event.said["at"]) for event in _logged(sight) if _said(event.said, "by") == "human"
    }
    later = [_known(event.said, event.said["at"]) for event in sight.noted if event.said["name"] == CLICKED]
    return [*at_once.values(), *later]


def _logged(sight: Sight) -> Iterator[LoggedEvent]:
    return (event for event in sight.log if event.said.get("name") == CLICKED)


def _said(event: Json, name: str) -> str:
    return str(event.get("properties", {}).get(name, ""))


def _known(event: Json, at: int) -> Known:
    return Known(*(_said(event, "why"), at), *(_said(event, name) for name in ("mail", "link", "enrolment")))


def _told_once(sight: Sight) -> Iterator[str]:
    """No click is said to be a person's more than once."""
    waited = {
        (_said(e.said, "mail"), _said(e.said, "link"), e.id) for e in _logged(sight) if _said(e.said, "by") == "unknown"
    }
    clicks = Counter((mail, link) for mail, link, _ in waited)
    told = Counter((_said(e.said, "mail"), _said(e.said, "link")) for e in sight.noted if e.said["name"] == CLICKED)
    for each, times in told.items():
        if times > clicks[each]:
            yield f"{each[1]} in {each[0]} is told to be a person's {times} times of {clicks[each]}"


def _once_for_each(clicks: list[Deed], known: list[Known]) -> Iterator[str]:
    """No link is known to be a person's more often than people followed it."""
    followed = Counter((deed.mail, deed.link) for deed in clicks if deed.human)
    for each, times in Counter((one.mail, one.link) for one in known).items():
        if times > followed[each]:
            yield f"people followed {each[1]} in {each[0]} {followed[each]} times, and {times} clicks are known"


def _points(sight: Sight) -> Iterator[str]:
    """Each known click earned once: those that the door knew by their id, the others by their note."""
    of_mail = {_said(event.said, "mail"): event.subject for event in _logged(sight)}
    wanted = Counter(
        subject for subject, _ in {(e.subject, e.id) for e in _logged(sight) if _said(e.said, "by") == "human"}
    )
    wanted.update(of_mail[_said(event.said, "mail")] for event in sight.noted if event.said["name"] == CLICKED)
    earned: Counter[str] = Counter()
    for state in sight.people.values():
        for subject, member in state.get("members", {}).items():
            earned[subject] += member.get("points", {}).get("click", {}).get("count", 1) * (
                "click" in member.get("points", {})
            )
    for subject in (wanted.keys() | earned.keys()) - _late(sight):
        if earned[subject] != wanted[subject]:
            yield f"{subject} has points for {earned[subject]} clicks, and {wanted[subject]} are known to be a person's"


def _late(sight: Sight) -> set[str]:
    """Whose events are not all folded, or were by an audit, which tells nobody: they stand in another order than they
    came, and silence may tell something else."""
    return (sight.before or sight).unfolded_subjects


def _all_who_moved(sight: Sight, clicks: list[Deed], known: list[Known]) -> Iterator[str]:
    """Who moved on the page is known, if nothing else of the mail was followed so near that nobody can tell."""
    waits = {event.id: event for event in _logged(sight) if _said(event.said, "by") == "unknown"}
    told = {
        event.said["context"].get("clicked"): event
        for event in sight.log
        if event.said.get("name") == "Page Engaged" and event.said.get("properties", {}).get("hand")
    }
    found = {(each.mail, each.link) for each in known}
    for deed in clicks:
        if not deed.human or deed.moved is None or deed.click not in waits or deed.click not in told:
            continue
        beside = [each for each in clicks if each.mail == deed.mail and each is not deed]
        unsure = any(each.hidden or abs(each.at - deed.at) < NEAR for each in beside)
        lags = {waits[deed.click].subject, told[deed.click].subject} & _late(sight)
        apart = _is_apart(sight, waits[deed.click], told[deed.click])
        if (
            not unsure
            and not lags
            and not apart
            and deed.moved < deed.at + DAY // 2
            and (deed.mail, deed.link) not in found
        ):
            yield f"somebody clicked in {deed.mail} at {deed.at} and moved on the page, and is not known"


def _is_apart(sight: Sight, clicked: LoggedEvent, told: LoggedEvent) -> bool:
    """Whether the mail went to a lead that stood beside others when its click was folded (its browser's own place,
    `v_`), and was read in a browser of another place: such a link brings nobody together
    (`core.people.identity.Claim`), so what that browser tells does not reach the click."""
    lead = clicked.subject.removeprefix("p:")
    stood = [state for wrote, state in sight.person_writes if state["id"] == lead and wrote.at >= clicked.said["at"]]
    return lead.startswith("v_") and bool(stood) and all(told.subject not in state["members"] for state in stood)


def _branches(sight: Sight, known: list[Known]) -> Iterator[str]:
    taken = [(event.said["at"], event.said["properties"]) for event in sight.noted if _is(event.said, "Branch Taken")]
    late = {_said(e.said, "enrolment") for e in _logged(sight) if e.subject in _late(sight)}
    for at, said in taken:
        if said["enrolment"] in late:
            continue
        mine = [each for each in known if each.enrolment == said["enrolment"]]
        if said["branch"] == "then" and not mine:
            yield f"{said['enrolment']} took the way of those who clicked, and nobody did"
        if said["branch"] == "else" and any(each.at < at - LAG for each in mine):
            yield f"{said['enrolment']} took the way of those who do not click at {at}, and somebody had"


def _goals(sight: Sight, known: list[Known]) -> Iterator[str]:
    reached = {_said(event.said, "enrolment") for event in sight.noted if _is(event.said, "Goal Reached")}
    late = {_said(e.said, "enrolment") for e in _logged(sight) if e.subject in _late(sight)}
    mine = {each.enrolment for each in known}
    for enrolment in sorted(reached - mine - late):
        yield f"{enrolment} reached its goal, and nobody clicked"
    entered = {
        _said(event.said, "enrolment"): event.said["at"] for event in sight.noted if _is(event.said, "Scenario Entered")
    }
    for each in known:
        began = entered.get(each.enrolment)
        if (
            began is not None
            and each.enrolment not in late
            and each.at < began + WAITS - LAG
            and each.enrolment not in reached
        ):
            yield f"{each.enrolment} has not reached its goal, and somebody clicked ({each.why}) in time"


def _is(event: Json, name: str) -> bool:
    return event["name"] == name and _said(event, "scenario") == SCENARIO


def _presses(sight: Sight, deeds: list[Deed]) -> Iterator[str]:
    """What only a button does is done for those alone who pressed one."""
    left, agreed = (
        {home for deed in deeds if deed.kind == press for home in _holders(sight, purpose, deed)}
        for press, purpose in (("POST u", "unsubscribe"), ("POST k", "confirm"))
    )
    for event in sight.log:
        home = sight.resolved(event.subject.removeprefix("p:"))
        name, said = event.said.get("name"), event.said
        if name in ("Unsubscribed", "Topic Unsubscribed", "Mail Paused") and home not in left:
            yield f"{home} is said to have left ({name}), and pressed no button"
        if said["type"] == "identify" and said.get("origin") == "mail" and home not in agreed:
            yield f"{home} is said to have agreed, and pressed no button"


def _holders(sight: Sight, purpose: str, deed: Deed) -> set[str]:
    """Who has the address, and to whom the mail went."""
    said = tokens.unseal(ROOT, purpose, deed.token) or {}
    holders = {person for person, state in sight.people.items() if state.get("email") == said.get("a")}
    return holders | {sight.resolved(said.get("p", ""))}
