"""What a company's people did of late: one item a company, written whole, under the version that was read.

It goes by itself as soon as no alert could ask for it any more.
"""

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.model import stored_json
from mikomi.model.base import Millis
from mikomi.model.colleagues import CompanyDeeds
from mikomi.settings import settings


def read(company: str) -> tuple[CompanyDeeds, int]:
    """The deeds and the version under which they stand; none, under 0, where there are none."""
    asked = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(company), ConsistentRead=True)
    item = asked.get("Item")
    if item is None:
        return CompanyDeeds(), 0
    return stored_json.read(CompanyDeeds, item["deeds"]["S"]), int(item["version"]["N"])


def write(company: str, deeds: CompanyDeeds, version: int, until: Millis) -> bool:
    """Write what follows on this version; False if somebody else did."""
    item = {
        **_key(company),
        "deeds": {"S": stored_json.written(deeds).decode()},
        "version": {"N": str(version + 1)},
        "expires_at": {"N": str(until // 1000)},
    }
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item=item,
            ConditionExpression="attribute_not_exists(pk) OR version = :seen",
            ExpressionAttributeValues={":seen": {"N": str(version)}},
        )
    except ConditionFailed:
        return False
    return True


def rewrite(company: str, deeds: CompanyDeeds, version: int) -> bool:
    """The same of what has become less: it goes when it would have gone."""
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(company),
            UpdateExpression="SET deeds = :deeds, version = :next",
            ConditionExpression="version = :seen",
            ExpressionAttributeValues={
                ":deeds": {"S": stored_json.written(deeds).decode()},
                ":next": {"N": str(version + 1)},
                ":seen": {"N": str(version)},
            },
        )
    except ConditionFailed:
        return False
    return True


def _key(company: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.company_pk(company)}, "sk": {"S": "company"}}
