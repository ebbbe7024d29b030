"""Time has come: what a message on the step queue asks for, and the sweep that finds what no message came for.

Rules
1. A message wakes, the row decides: too early, too late or twice does no harm.
2. The sweep puts what it finds on the queue and does nothing itself, so that however much is overdue goes at the
   queue's pace.
"""

from typing import Any

from mikomi import clock, keys, observe
from mikomi.aws import timers
from mikomi.model.base import Millis
from mikomi.shell import alerting, carrying, folding, mailing

PATIENCE = 120_000
"""How long (milliseconds) something may be overdue before the sweep takes it that its timer was lost."""


def wake_from(message: dict[str, Any]) -> bool:
    """Do what the message asks for; False if it could not be done now, so that the queue brings it again."""
    pk, sk = message["pk"], message["sk"]
    try:
        if sk == keys.PERSON:
            # first what was decided earlier, so that the look does not run ahead of the stream with what is decided now
            carrying.look_after(keys.person_of(pk), clock.now())
            folding.wake(keys.person_of(pk), clock.now())
        elif sk == "digest":
            alerting.send_digest(pk, clock.now())
        elif sk.startswith("alert#"):
            alerting.resume(pk, sk)
        else:
            mailing.resume(pk, sk)
    except Exception as error:
        observe.log("not_woken", kind=sk.partition("#")[0], error=type(error).__name__)
        return False
    return True


def sweep(now: Millis) -> int:
    """Put everything overdue on the queue; answer how much it was."""
    found = 0
    for pk, sk, due_at in timers.overdue(now - PATIENCE):
        timers.arm(pk, sk, due_at, now)
        found += 1
    observe.count("OverdueSteps", found)
    return found
