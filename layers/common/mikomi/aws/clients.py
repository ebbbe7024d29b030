"""boto3 clients, made when first used and kept for the life of the process (start-up is billed).

SES alone gets no retries of the SDK: an answer that was lost may have been a mail that was sent (see `aws.mail`).
"""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

_CAREFUL = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=10)
_USUAL = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=3, read_timeout=10)


@cache
def client(service: str) -> Any:
    return boto3.client(service, config=_CAREFUL if service == "sesv2" else _USUAL)  # type: ignore[call-overload]
