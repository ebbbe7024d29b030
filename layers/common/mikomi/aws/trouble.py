"""AWS is busy or away: what a client of ours is told then, and what an operator is told of a failure.

A handler of HTTP requests works within `as_refusal()`. Whatever else AWS answers (a missing permission, a wrong
parameter) is a fault of the deployment: it passes through, the function fails, and the alarm rings.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from mikomi.errors import Refused

THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "SlowDown",
}


@contextmanager
def as_refusal() -> Iterator[None]:
    """Turn a throttled call into `Refused("throttled")`, an absent or failing service into `Refused("unavailable")`."""
    try:
        yield
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] in THROTTLED:
            raise Refused("throttled") from refusal
        if refusal.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
            raise Refused("unavailable") from refusal
        raise
    except (ConnectionError, HTTPClientError) as silence:
        raise Refused("unavailable") from silence


def passes(error: BaseException) -> bool:
    """Whether AWS was only busy or away, so that the same call is answered in a while."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return error.response["Error"]["Code"] in THROTTLED or status >= 500
    return isinstance(error, ConnectionError | HTTPClientError)


def name_of(error: BaseException) -> str:
    """What was raised, without anything that it says: `KeyError`, `zlib.error`, `botocore.ClientError/AccessDenied`."""
    home = type(error).__module__.partition(".")[0]
    code = f"/{error.response['Error']['Code']}" if isinstance(error, ClientError) else ""
    return ("" if home in ("builtins", "mikomi") else f"{home}.") + type(error).__name__ + code
