"""Two thousand steps due within a minute against an SES that takes 14 mails a second, in the simulation's virtual time.

The real handlers, wired by template.yaml: the step queue wakes people, commits go through the stream, mails meet SES.
"""

from collections import Counter, deque
from functools import partial
from typing import Any, NamedTuple

import pytest
from mikomi.aws import people, plans
from mikomi.model.person import Enrolment, Person

from simulation.engine.services import Denied, Ses
from simulation.installation import installed
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.world import START, World
from tests.core.mails import lead, mail_plan

STEPS = 2_000
RATE = 14
DUE = START + HOUR
"""Ten o'clock on a Monday in Tokyo."""
ONE_MAIL = {"steps": [{"id": "faq", "mail": {"template": "faq", "subject": "よくあるご質問"}}]}
IN_FLIGHT = 2 * SECOND
"""Between the last look at the window and SES."""


class Busy(Ses):
    """Takes `RATE` mails in any second, and refuses the rest."""

    world: World
    recent: deque[int]
    refused = 0

    def send_email(self, params: dict[str, Any]) -> dict[str, Any]:
        now = self.world.time.now
        recent = self.recent
        while recent and recent[0] <= now - SECOND:
            recent.popleft()
        if len(recent) >= RATE:
            self.refused += 1
            raise Denied("TooManyRequestsException", 429)
        recent.append(now)
        return super().send_email(params)


class Rush(NamedTuple):
    world: World
    ses: Busy
    calls: Counter[str]


def due_at(number: int) -> int:
    return DUE + number * MINUTE // STEPS


def waiting(number: int) -> Person:
    """A lead whose only step falls due within that minute."""
    due = due_at(number)
    run = Enrolment(id=f"run{number}", scenario="rush", plan=1, entered_at=START, event_id="e", since=due, due_at=due)
    return lead(number).model_copy(update={"enrolments": (run,)})


def rush(scenario: dict[str, Any], until: int) -> Rush:
    """Everything is prepared, the schedules fire, time passes."""
    world = World(1)
    world.ses.__class__ = Busy
    ses: Any = world.ses
    ses.world, ses.recent = world, deque()
    calls: Counter[str] = Counter()

    def prepare(_event: Any, _context: Any) -> None:
        plan = mail_plan(scenario={"id": "rush", "trigger": {"when": {"submitted": "download"}}, **scenario})
        plans.publish(plan, over=plans.pointer_version())
        for number in range(STEPS):
            people.commit(waiting(number))

    with installed(world):
        world.lambdas.handlers = {**world.lambdas.handlers, "Prepare": prepare}
        world.lambdas.timeouts["Prepare"] = HOUR
        world.lambdas.invoke("Prepare", {}, lambda done: calls.update([done.how]))
        for sweep in world.sweeps:
            sweep.start()
        world.time.run(DUE - SECOND)
        assert calls["answered"] == 1
        before = world.wire.calls
        for number in range(STEPS):
            body = f'{{"pk":"person#l_{number}","sk":"person","due_at":{due_at(number)}}}'
            world.time.at(due_at(number) + SECOND, partial(world.send, "mikomi-stepqueue", body))
        world.time.run(until)
        calls["all"] = world.wire.calls - before
    return Rush(world, ses, calls)


@pytest.fixture(scope="module")
def morning() -> Rush:
    return rush(ONE_MAIL, DUE + 3 * HOUR)


def accepted(rush: Rush) -> list[tuple[int, int]]:
    """(number of the step, when SES took its mail, counted from when it was due), in the order of SES."""
    numbers = {f"yamada{number}@example.com": number for number in range(STEPS)}
    return [(numbers[mail.to], mail.at - due_at(numbers[mail.to])) for mail in rush.ses.accepted]


def test_every_mail_goes_out_once_at_the_pace_of_ses(morning):
    """I13, I14: all 2,000, once each, before its time none, within twice the time that SES needs at least."""
    took = accepted(morning)
    assert Counter(number for number, _ in took) == dict.fromkeys(range(STEPS), 1)
    assert min(late for _, late in took) >= 0
    assert max(late for _, late in took) < 2 * STEPS / RATE * SECOND


def test_there_is_no_storm(morning):
    """I30: SES refuses one call for ten mails at most, no mail is refused often, calls stay within budget."""
    assert morning.ses.refused < STEPS / 10
    rows = morning.world.dynamodb.tables[morning.world.state_table].all()
    mails = [row for row in rows if row["sk"]["S"].startswith("mail#")]
    assert {row["status"]["S"] for row in mails} == {"sent"} and len(mails) == STEPS
    assert max(int(row["attempt"]["N"]) for row in mails) <= 5
    assert morning.calls["all"] < 25 * STEPS


def test_who_was_due_first_goes_first(morning):
    """In order of due time: nobody waits four minutes longer than a perfect line would have made it wait."""
    for number, late in accepted(morning):
        perfect = max(0, number / RATE * SECOND - (due_at(number) - DUE))
        assert late - perfect < 4 * MINUTE, number
    halves = [
        sum(late for number, late in accepted(morning) if (number < STEPS // 2) is first) for first in (True, False)
    ]
    assert halves[0] < halves[1]


def test_the_same_rush_is_the_same_to_the_last_call(morning):
    """Deterministic: what is shown here is shown again."""
    assert rush(ONE_MAIL, DUE + 3 * HOUR).world.trace.digest == morning.world.trace.digest


def test_a_window_holds_for_what_slips():
    """I15: the window closes after a minute; what SES had not taken by then leaves the next morning, at SES's pace."""
    window = {"from": "09:00", "to": "10:01"}
    late = rush({**ONE_MAIL, "send_window": window}, DUE + DAY + HOUR)
    moments = [(mail.at - START) % DAY for mail in late.ses.accepted]
    assert len({mail.to for mail in late.ses.accepted}) == len(late.ses.accepted) == STEPS
    assert all(0 <= moment < HOUR + MINUTE + IN_FLIGHT for moment in moments)
    assert sum(mail.at > DUE + HOUR for mail in late.ses.accepted) > STEPS / 4
    assert late.ses.refused < STEPS / 5
