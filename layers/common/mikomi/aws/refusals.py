"""What may come of a call to AWS in place of an answer.

A refusal is AWS's own word: it did nothing. Silence is the absence of any: perhaps it was done, perhaps not. Only
where no connection came about is silence as good as a refusal.
"""

from typing import Any

THROTTLED = {
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
}
"""Asked too fast: the same call is answered in a while."""


class AwsRefusal(Exception):
    """AWS answered with an error. `code` is AWS's name for it, `status` HTTP's; the text is AWS's, and may name what
    was asked for: it belongs into no log line of ours.
    """

    def __init__(self, code: str, status: int, text: str = "") -> None:
        super().__init__(f"{code} ({status}): {text}" if text else f"{code} ({status})")
        self.code = code
        self.status = status

    @property
    def is_throttle(self) -> bool:
        return self.code in THROTTLED

    @property
    def is_failure(self) -> bool:
        """Whether the service failed, rather than refused."""
        return self.status >= 500

    @property
    def passes(self) -> bool:
        """Whether AWS was only busy or away, so that the same call is answered in a while."""
        return self.is_throttle or self.is_failure


class ConditionFailed(AwsRefusal):
    """A conditional write found something else there. `item` is what it found (typed JSON), if it asked for that."""

    def __init__(self, item: dict[str, Any] | None = None, text: str = "") -> None:
        super().__init__("ConditionalCheckFailedException", 400, text)
        self.item = item or {}


class Silence(Exception):
    """No answer, or none that can be trusted: perhaps it was done, perhaps not. The text says what broke, without
    anything of the request.
    """


class NotReached(Silence):
    """No connection came about: surely nothing was done."""


def refusal(code: str, status: int, text: str = "", item: dict[str, Any] | None = None) -> AwsRefusal:
    """The refusal of this code."""
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(item, text)
    return AwsRefusal(code, status, text)
