"""Time has come: what a message on the step queue asks for, and the sweep that finds what no message came for.

Rules
1. A message wakes, the row decides: too early, too late or twice does no harm.
2. The sweep puts what it finds on the queue and does nothing itself, so that however much is overdue goes at the
   queue's pace.
3. A row of a kind that only a newer release knows stays due, and is logged at each look.
4. What fails when it is woken is woken again by the sweep ever more rarely, and not at all once it was given up
   (`aws.dead_letters`): until somebody mends the cause, more tries only fill the queue.
"""

import json
from typing import Any

from mikomi import clock, keys, observe
from mikomi.aws import dead_letters, timers
from mikomi.aws.dead_letters import DeadLetter
from mikomi.model.base import Millis
from mikomi.model.effects import row_kind
from mikomi.shell import failures
from mikomi.shell.effects import dispatch
from mikomi.shell.people import fold

FEW = 10
"""So many of a partition go on the queue each by itself; for more, it is asked how much it holds."""
AT_ONCE = 25_000
"""So many messages the step queue may hold before the sweep adds to them: about what its five readers do between two
sweeps, so that the same is not put there twice."""
LONGEST = 40_000
"""How long (milliseconds) one run may take: the function is given a minute."""
PATIENCE = 120_000
"""How long (milliseconds) something may be overdue before the sweep takes it that its timer was lost."""


def asked(body: str) -> dict[str, Any] | None:
    """What a message of the step queue asks for; None, and a line in the log, if it is none of ours."""
    try:
        message = json.loads(body)
    except ValueError:
        message = None
    if isinstance(message, dict) and isinstance(message.get("pk"), str) and isinstance(message.get("sk"), str):
        return message
    observe.log("message_not_read", level="ERROR", queue="steps")
    return None


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
        case "channel":
            from mikomi.shell.effects import channel_delivery

            channel_delivery.resume(pk, sk)
        case "report":
            from mikomi.shell.effects import weekly_report

            weekly_report.go_on(pk, clock.now())
        case "announcement":
            from mikomi.shell.effects import publish_report

            publish_report.go_on(pk, clock.now())
        case "walk":
            from mikomi.shell.everybody import walk

            walk.go_on(pk, clock.now())
        case "erasure":
            from mikomi.shell.erasure import looks

            looks.go_on(pk, clock.now())
        case None:
            observe.log("row_not_known", level="WARNING", kind=sk.partition("#")[0])
            observe.count("RowNotKnown")


def sweep(now: Millis) -> int:
    """Put what is overdue on the queue, of each partition of the index the earliest first; answer how much it is.

    What cannot be tried now is passed over and not counted. After an outage the queue gets no more than it can take in
    (`AT_ONCE`, less what it holds), the next run the rest; what no time was left to look at is not counted either.
    """
    failing: dict[str, DeadLetter] | None = None
    overdue = 0
    for shard in range(keys.SHARDS):
        here, room = 0, FEW
        waiting: list[tuple[str, str, Millis]] = []
        for pk, sk, due_at in timers.overdue(shard, now - PATIENCE):
            if failing is None:
                failing = {letter.id: letter for letter in dead_letters.noted()}
            letter = failing.get(sk if pk == dead_letters.PK else dead_letters.id_of("wake", pk, sk))
            if letter and not _may_be_tried(letter, now):
                continue
            here += 1
            if here <= FEW:
                timers.arm(pk, sk, due_at, now)
                continue
            if here == FEW + 1:
                room = FEW + (AT_ONCE - timers.queued()) // (keys.SHARDS - shard)
            if here <= room:
                waiting.append((pk, sk, due_at))
            if len(waiting) == timers.TOGETHER:
                timers.put_on_queue(waiting)
                waiting.clear()
            if clock.now() > now + LONGEST:
                break
        if waiting:
            timers.put_on_queue(waiting)
        overdue += here
    observe.count("OverdueSteps", overdue)
    return overdue


def _may_be_tried(letter: DeadLetter, now: Millis) -> bool:
    """Whether as long has passed since the last failure as lay between the first and the last."""
    return not letter.is_dropped and now >= letter.last_at + max(PATIENCE, letter.last_at - letter.first_at)
