"""What was decided for a person is carried out, and what waits for time is woken.

StateTable stream   send the mails that this commit decided, arm the timer that it asks for
step queue          a moment has come: fire the step, resume the held mail, send the digest;
                    or an operator asks: try a dead letter again; or go on with a walk over everybody
every five minutes  sweep: put on the queue whatever is overdue, because a timer or a record was lost
{"count": true}     somebody asks how many are in each segment now
"""

from typing import Any

from mikomi import clock
from mikomi.aws import dead_letters, timers
from mikomi.shell.effects import dispatch, due_work

Event = dict[str, Any]


def handler(event: Event, context: object) -> Event:
    if event.get("sweep"):
        return {"overdue": due_work.sweep(clock.now())}
    if event.get("count"):
        from mikomi.shell.everybody import audience

        audience.count(clock.now())
        return {}
    records = event["Records"]
    if records[0]["eventSource"] == "aws:sqs":
        failed = [record["messageId"] for record in records if not _do(record["body"])]
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
    # every record is tried, so that one which is given up in the end takes no neighbour along
    failed = [record["dynamodb"]["SequenceNumber"] for record in records if not _carry_out(record["dynamodb"])]
    return {"batchItemFailures": [{"itemIdentifier": first} for first in failed[:1]]}


def _do(body: str) -> bool:
    message = due_work.asked(body)
    if message is None:
        return False  # it comes again by itself, and goes to the dead letters without its neighbours
    if message["pk"] != dead_letters.PK:
        return due_work.wake_from(message)
    from mikomi.shell.operator import recovery

    return recovery.revive(message["sk"])


def _carry_out(record: Event) -> bool:
    image = record.get("NewImage", {})
    if "arm_at" in image:
        timers.arm(image["pk"]["S"], image["sk"]["S"], int(image["arm_at"]["N"]), clock.now())
    return "state" not in image or dispatch.carried_out(image, dispatch.mails_of)
