"""The one door to AWS: every call of the product passes `call`.

Rules
1. A call is tried four times at most, whoever carries it: again after a throttle, a failure of the service, or
   silence, each time after a longer wait, of which chance draws the length. SES is asked once: an answer that was lost
   may have been a mail that was sent (`aws.ses`).
2. What every request needs is spoken by our own small client (`aws.wire`), because boto3 costs five times as much a
   call and most of a cold start. What is rare, and whoever signs in otherwise than by the environment (a profile at a
   terminal, a proxy), goes through boto3 (`aws.clients`).
3. `carry` is a call with its repetitions, `exchange` one attempt: tests and the simulation stand in their places, so
   callers look them up here.
"""

import time
from random import random
from typing import Any

from mikomi.aws import wire
from mikomi.aws.refusals import AwsRefusal, Silence

Params = dict[str, Any]

TRIES = 4
ONCE = ("sesv2",)
"""Services that are asked once."""
FIRST_WAIT = 0.1
"""Seconds, at most, before the second attempt; before each further one twice as long."""


def call(service: str, operation: str, **params: Any) -> Params:
    """What the service (boto3's name) answers to the operation (AWS's name); parameters and answers are boto3's, those
    of S3's GetObject apart: its `Body` is bytes.

    Raises AwsRefusal (ConditionFailed among them) or Silence (NotReached among them).
    """
    return carry(service, operation, params)


def carry(service: str, operation: str, params: Params) -> Params:
    """One call, with its repetitions."""
    tries = 1 if service in ONCE else TRIES
    for attempt in range(1, tries):
        try:
            return exchange(service, operation, params)
        except AwsRefusal as refused:
            if not refused.passes:
                raise
        except Silence:
            pass
        pause(attempt)
    return exchange(service, operation, params)


def exchange(service: str, operation: str, params: Params) -> Params:
    """One attempt."""
    if here := wire.surroundings(service, operation):
        return wire.exchange(service, operation, params, here)
    from mikomi.aws import clients

    return clients.exchange(service, operation, params)


def pause(attempt: int) -> None:
    """Wait after this attempt (from 1)."""
    time.sleep(random() * FIRST_WAIT * 2 ** (attempt - 1))  # noqa: S311 (spreads callers out, keeps no secret)
