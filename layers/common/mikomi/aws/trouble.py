"""AWS is busy or away: what a client of ours is told then, and what an operator is told of a failure.

A handler of HTTP requests works within `as_refusal()`. Whatever else AWS answers (a missing permission, a wrong
parameter) is a fault of the deployment: it passes through, the function fails, and the alarm rings.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.errors import Refused


@contextmanager
def as_refusal() -> Iterator[None]:
    """Turn a throttled call into `Refused("throttled")`, an absent or failing service into `Refused("unavailable")`."""
    try:
        yield
    except AwsRefusal as refusal:
        if refusal.is_throttle:
            raise Refused("throttled") from refusal
        if refusal.is_failure:
            raise Refused("unavailable") from refusal
        raise
    except Silence as silence:
        raise Refused("unavailable") from silence


def passes(error: BaseException) -> bool:
    """Whether AWS was only busy or away, so that the same call is answered in a while."""
    return isinstance(error, Silence) or (isinstance(error, AwsRefusal) and error.passes)


def name_of(error: BaseException) -> str:
    """What was raised, without anything that it says: `KeyError`, `zlib.error`, `AwsRefusal/AccessDenied`."""
    home = type(error).__module__.partition(".")[0]
    code = f"/{error.code}" if isinstance(error, AwsRefusal) else ""
    return ("" if home in ("builtins", "mikomi") else f"{home}.") + type(error).__name__ + code
