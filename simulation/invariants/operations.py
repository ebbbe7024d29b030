"""Operations: quiet at rest, bounded under faults, and no personal data in the logs (I28 to I30)."""

import re
from collections.abc import Iterator

from simulation.delivery.schedules import moment_of
from simulation.invariants.sight import Sight
from simulation.time import DAY, HOUR
from simulation.workload.operator import OPERATOR
from simulation.workload.people import EVIL

_PERSONAL = re.compile(rf"@|TK\d+K|{EVIL}|203\.0\.113")
CALLS = 40
"""AWS calls, every attempt, that one record, message or request may cost under faults: 4 times the most
that one costs without (a lead's form with a merge: 10)."""
CALLS_OF_ALERT = 120
"""The same for an alert, which reads the latest events of six subjects, and a publication, which reads all files."""


def logs_tell_nobodys_data(sight: Sight) -> Iterator[str]:
    """I28: no log line holds an address, a name or an IP."""
    for line in sight.world.evidence.logs:
        if _PERSONAL.search(line):
            yield f"a log line tells {line[:120]!r}"


def queues_are_empty_or_shown(sight: Sight) -> Iterator[str]:
    """I29: at rest no message waits but those in the dead letters, and no schedule is left behind its time."""
    for name, queue in sight.world.queues.items():
        # one that was received already waits to come again, however long it is hidden meanwhile
        waiting = [message for message in queue.messages if message.visible_at <= sight.end or message.received > 1]
        if queue.reader and waiting:
            yield f"{name} holds {len(waiting)} messages"
    for name, schedule in sight.world.scheduler.schedules.items():
        if moment_of(schedule["ScheduleExpression"]) < sight.end - HOUR:
            yield f"the schedule {name} is left over"


def no_endless_retries(sight: Sight) -> Iterator[str]:
    """I30: no invocation makes calls without bound, and a day after the faults stopped nothing fails any more."""
    for function, calls, units, how, at in sight.world.lambdas.ended:
        if function == OPERATOR:
            continue  # who audits everybody calls for everybody
        most = (
            CALLS_OF_ALERT if function in ("AlertFunction", "PublishFunction", "ScheduleStepFunction") else CALLS
        ) * units
        if calls > most:
            yield f"{function} made {calls} calls for {units} records"
        if how != "answered" and at > sight.end - DAY:
            yield f"{function} still {how} a day after the faults"
