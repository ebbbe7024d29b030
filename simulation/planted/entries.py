"""Bugs of limits, groups, re-entry and caps: once too often, too soon, never again."""

from typing import Any, cast

from mikomi import keys
from mikomi.aws import addresses
from mikomi.core import decide
from mikomi.core.mails import limits
from mikomi.core.people import union
from mikomi.core.points import caps, scoring
from mikomi.core.scenarios import admission, mail_step
from mikomi.model.duration import Span
from mikomi.model.limit import Limit
from msgspec.structs import replace

from simulation.planted.patch import Patch

DAY = 86_400_000

# --- limits


def limit_of_one_more() -> list[Patch]:
    """The bound of marketing mails is off by one, in the fold and at the address (I18)."""
    return _limited_by(lambda limit: limit._replace(mails=limit.mails + 1))


def limit_of_half_the_time() -> list[Patch]:
    """Mails are counted in half of the period that the company allows itself (I18)."""
    return _limited_by(lambda limit: limit._replace(per=limit.per // 2))


def _limited_by(change: Any) -> list[Patch]:
    limit_of = limits.limit_of

    def limit(effect: Any, *rest: Any) -> Any:
        held = limit_of(effect, *rest)
        return change(held) if held and effect.marketing else held

    return [(limits, "limit_of", limit), (mail_step, "_within_limit", lambda _turn, moment: moment)]


def limit_of_the_wrong_kind() -> list[Patch]:
    """Marketing mail is counted by our own limit of other mails (I18)."""
    limit_of = limits.limit_of

    def limit(effect: Any, person: Any, company: Any) -> Any:
        return limits.PROVEN if effect.marketing else limit_of(effect, person, company)

    return [(limits, "limit_of", limit), (mail_step, "_within_limit", lambda _turn, moment: moment)]


def anybody_is_a_holder() -> list[Patch]:
    """Who types in an address is taken for its holder: others can fill its mailbox (I18)."""
    return [(limits, "holds_its_address", lambda _person: True)]


def limit_by_the_lead() -> list[Patch]:
    """Mails that anybody can ask for are counted by who asks instead of by address (I18)."""
    admit = addresses.admit

    def apart(address: str, mail: str, now: int, limit: Any, *, marketing: bool = True, **more: Any) -> Any:
        counted = limit if marketing else limit and Limit(limit.mails, limit.per, f"t{keys.digest(mail, length=8)}")
        return admit(address, mail, now, counted, marketing=marketing, **more)

    return [(addresses, "admit", apart)]


# --- groups


def group_blocked_by_ended_runs() -> list[Patch]:
    """Who once went through a scenario of a group is kept out of the others for ever (I10)."""
    refusal = admission.refusal

    def blocked(turn: Any, scenario: Any, *by: Any) -> Any:
        others = {name for name, each in turn.rules.plan.scenarios.items() if each.group == scenario.group}
        runs = {run.scenario for run in turn.person.enrolments if run.scenario != scenario.id}
        return "group" if scenario.group and runs & others else refusal(turn, scenario, *by)

    return [(admission, "refusal", blocked)]


def group_forgotten() -> list[Patch]:
    """Scenarios of one group run side by side (I10)."""
    return [(admission, "group_of", lambda *_args: None)]


def group_named_by_the_scenario() -> list[Patch]:
    """A group is asked for by the name of the scenario that is under way (I10)."""
    return [(admission, "group_of", lambda _turn, run: run.scenario)]


# --- re-entry


def entered_while_inside() -> list[Patch]:
    """Who is in a scenario still may enter it again (I10)."""

    class Elsewhere:
        """A person whose runs under way are not looked at."""

        def __init__(self, turn: Any) -> None:
            self._turn = turn
            ended = tuple(run for run in turn.person.enrolments if run.status != "active")
            self.person = replace(turn.person, enrolments=ended)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._turn, name)

    refusal = admission.refusal
    return [(admission, "refusal", lambda turn, scenario, *by: refusal(cast(Any, Elsewhere(turn)), scenario, *by))]


def reentry_after_half_the_time() -> list[Patch]:
    """Who was let in may enter again after half of the days (I10)."""
    may = admission._may_reenter
    return [(admission, "_may_reenter", lambda scenario, last, now: may(scenario, last - (now - last), now))]


def after_exit_is_never() -> list[Patch]:
    """`after_exit` lets nobody in again (I10)."""
    may = admission._may_reenter
    return [
        (admission, "_may_reenter", lambda scenario, *when: scenario.reentry != "after_exit" and may(scenario, *when))
    ]


def never_is_after_exit() -> list[Patch]:
    """Who has left a scenario that is entered once may enter it again (I10)."""
    may = admission._may_reenter
    return [(admission, "_may_reenter", lambda scenario, *when: scenario.reentry == "never" or may(scenario, *when))]


# --- caps


def cap_of_one_event_more() -> list[Patch]:
    """A cap is checked before the points are added, not with them (I6)."""

    def wider(cap: Any) -> Any:
        return replace(cap, points=cap.points + 5)

    allowed = caps.allowed
    return [(scoring, "allowed", lambda grants, at, cap: allowed(grants, at, wider(cap)))]


def cap_of_half_the_time() -> list[Patch]:
    """A cap counts within half of its period (I6)."""

    def halved(cap: Any) -> Any:
        return replace(cap, per=Span(amount=cap.per.millis // 2 // 60_000, unit="m"))

    allowed = caps.allowed
    return [(scoring, "allowed", lambda grants, at, cap: allowed(grants, at, halved(cap)))]


def cap_forgets_at_once() -> list[Patch]:
    """Only the newest grant of a capped rule is kept (I6)."""
    granted = caps.granted
    return [(scoring, "granted", lambda grants, at, points, cap: granted(grants, at, points, cap)[-1:])]


def cap_anew_in_the_lead() -> list[Patch]:
    """A merge forgets what the visitor was granted: the lead begins anew (I6)."""
    return [(union, "JOINED", {**union.JOINED, "caps": lambda lead, _visitor: lead})]


def cap_anew_with_each_version() -> list[Patch]:
    """Caps count anew under each plan version (I6)."""
    meet = decide._meet

    def anew(turn: Any, event: Any, mark: str) -> None:
        if turn.person.plans and turn.person.plans[-1].plan != turn.rules.version:
            turn.change(caps={})
        meet(turn, event, mark)

    return [(decide, "_meet", anew)]


BUGS = (
    limit_of_one_more,
    limit_of_half_the_time,
    limit_of_the_wrong_kind,
    anybody_is_a_holder,
    limit_by_the_lead,
    group_blocked_by_ended_runs,
    group_forgotten,
    group_named_by_the_scenario,
    entered_while_inside,
    reentry_after_half_the_time,
    after_exit_is_never,
    never_is_after_exit,
    cap_of_one_event_more,
    cap_of_half_the_time,
    cap_forgets_at_once,
    cap_anew_in_the_lead,
    cap_anew_with_each_version,
)
