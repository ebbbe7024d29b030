"""StateTable stream → sales alerts. What a commit decided stands in its record; here its alerts are carried out.

The answer names the first record that failed: the stream brings it, and everything after it, again. What was done
already is known by its row and not done twice.
"""

from typing import Any

from mikomi import observe
from mikomi.aws import people
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.shell import alerting


def handler(event: dict[str, Any], context: object = None) -> dict[str, Any]:
    for record in event["Records"]:
        try:
            _carry_out(record["dynamodb"].get("NewImage", {}))
        except Exception as error:
            observe.log("alert_not_carried_out", level="ERROR", error=type(error).__name__)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _carry_out(image: dict[str, Any]) -> None:
    if "effects" not in image:
        return
    alerts = [effect for effect in people.decided(image) if isinstance(effect, SendAlert)]
    person = people.decode(image) if alerts else None
    if isinstance(person, Person):
        for alert in alerts:
            alerting.send(alert, person)
