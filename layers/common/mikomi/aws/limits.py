"""How often something was done within a window of time: one row for each window, written by one conditional update.

Rules
1. What is counted has a short name of its own: the same, counted again (a retry, a lost answer), counts once.
2. The row's key is a keyed hash: nobody can read from it who was counted. It goes away by itself.
"""

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import ConditionFailed
from mikomi.settings import settings


def take(hashed: str, window: int, what: str, most: int, *, ends_at: int) -> bool:
    """Count `what` in the window that began at `window`. False if `most` others were counted there already.

    `hashed` says whose count it is; the row may be deleted from `ends_at` on. Moments in milliseconds.
    """
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key={"pk": {"S": keys.limit_pk(hashed, window)}, "sk": {"S": "limit"}},
            UpdateExpression="ADD counted :it SET expires_at = :ends",
            ConditionExpression="attribute_not_exists(counted) OR size(counted) < :most OR contains(counted, :what)",
            ExpressionAttributeValues={
                ":it": {"SS": [what]},
                ":what": {"S": what},
                ":most": {"N": str(most)},
                ":ends": {"N": str(ends_at // 1000)},
            },
        )
    except ConditionFailed:
        return False
    return True
