"""StateTable stream → sales alerts. What a commit decided stands in its record; here its alerts are carried out.

The answer names the first record that failed: the stream brings it, and everything after it, again. What was done
already is known by its row and not done twice.
"""

from typing import Any

from mikomi.aws import people
from mikomi.model.person import Person
from mikomi.shell import carrying


def handler(event: dict[str, Any], context: object = None) -> dict[str, Any]:
    for record in event["Records"]:
        if not _carry_out(record["dynamodb"].get("NewImage", {})):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _carry_out(image: dict[str, Any]) -> bool:
    alerts = carrying.alerts_of(people.decided(image))
    person = people.decode(image) if alerts else None
    return not isinstance(person, Person) or carrying.tried_all(alerts, person)
