"""Time has come: what a message on the step queue asks for, and the sweep that finds what no message came for.

Rules
1. A message wakes, the row decides: too early, too late or twice does no harm.
2. The sweep puts what it finds on the queue and does nothing itself, so that however much is overdue goes at the
   queue's pace.
3. A row of a kind that only a newer release knows stays due, and is logged at each look.
4. What fails when it is woken is woken again by the sweep ever more rarely, and not at all once it was given up
   (`aws.dead_letters`): until somebody mends the cause, more tries only fill the queue.
"""

from typing import Any

from mikomi import clock, keys, observe
from mikomi.aws import dead_letters, timers
from mikomi.aws.dead_letters import DeadLetter
from mikomi.model.base import Millis
from mikomi.model.effects import row_kind
from mikomi.shell import failures
from mikomi.shell.effects import dispatch
from mikomi.shell.people import fold

MOST = 200
PATIENCE = 120_000
"""How long (milliseconds) something may be overdue before the sweep takes it that its timer was lost."""


def wake_from(message: dict[str, Any]) -> bool:
    """Do what the message asks for; False if it could not be done now, so that the queue brings it again."""
    pk, sk = message["pk"], message["sk"]
    try:
        wake(pk, sk)
    except Exception as error:
        observe.log("not_woken", level="ERROR", kind=sk.partition("#")[0], error=failures.reason_of(error))
        failures.failed("wake", pk, sk, error)
        return False
    return True


def wake(pk: str, sk: str) -> None:
    """Do what has fallen due for this row. What mails and alerts need is loaded for them: most is about people."""
    match row_kind(sk):
        case "person":
            # first what was decided earlier, so that the look does not run ahead of the stream with what is decided now
            stands = dispatch.look_after(keys.person_of(pk), clock.now())
            fold.wake(keys.person_of(pk), clock.now(), stands)
        case "digest":
            from mikomi.shell.effects import sales_alert

            sales_alert.send_digest(pk, clock.now())
        case "alert":
            from mikomi.shell.effects import sales_alert

            sales_alert.resume(pk, sk)
        case "mail":
            from mikomi.shell.effects import step_mail

            step_mail.resume(pk, sk)
        case "hook":
            from mikomi.shell.effects import webhook

            webhook.resume(pk, sk)
        case "report":
            from mikomi.shell.effects import weekly_report

            weekly_report.go_on(pk, clock.now())
        case "announcement":
            from mikomi.shell.effects import publish_report

            publish_report.go_on(pk, clock.now())
        case "walk":
            from mikomi.shell.everybody import walk

            walk.go_on(pk, clock.now())
        case None:
            observe.log("row_not_known", level="WARNING", kind=sk.partition("#")[0])
            observe.count("RowNotKnown")


def sweep(now: Millis) -> int:
    """Put what is overdue on the queue, the earliest first; answer how much it was.

    No more than `MOST` of each partition of the index in one run, so that it ends in time; what cannot be tried now is
    passed over, and takes no place of those behind it.
    """
    failing: dict[str, DeadLetter] | None = None
    overdue = 0
    for shard in range(keys.SHARDS):
        armed = 0
        for pk, sk, due_at in timers.overdue(shard, now - PATIENCE):
            if failing is None:
                failing = {letter.id: letter for letter in dead_letters.noted()}
            letter = failing.get(dead_letters.id_of("wake", pk, sk))
            if letter is None or _may_be_tried(letter, now):
                timers.arm(pk, sk, due_at, now)
                armed += 1
            if armed == MOST:
                break
        overdue += armed
    observe.count("OverdueSteps", overdue)
    return overdue


def _may_be_tried(letter: DeadLetter, now: Millis) -> bool:
    """Whether as long has passed since the last failure as lay between the first and the last."""
    return not letter.is_dropped and now >= letter.last_at + max(PATIENCE, letter.last_at - letter.first_at)
