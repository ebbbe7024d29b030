"""boto3 clients, made when first used and kept for the life of the process (start-up is billed).

SES alone gets no retries of the SDK: an answer that was lost may have been a mail that was sent (see `aws.ses`).
Who we are is said in fixed words: left to itself, botocore puts its User-Agent together anew for every call, and that
is a sixth of what a call costs.
"""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

_ALL = Config(connect_timeout=3, read_timeout=10, user_agent=f"Mikomi Boto3/{boto3.__version__}")
_CAREFUL = _ALL.merge(Config(retries={"total_max_attempts": 1}))
_USUAL = _ALL.merge(Config(retries={"mode": "standard", "total_max_attempts": 4}))


@cache
def client(service: str) -> Any:
    return boto3.client(service, config=_CAREFUL if service == "sesv2" else _USUAL)
