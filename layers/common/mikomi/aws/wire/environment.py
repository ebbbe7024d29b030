"""Who we are and where AWS is, as a Lambda function is told by its environment.

Rules
1. Read at every call: who renews the environment's credentials has renewed ours.
2. What stands elsewhere (a profile, a role of a container, a proxy, a company's own certificates) is boto3's matter:
   then none of this speaks.
"""

import os
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

_ON_THE_WAY = (
    "HTTPS_PROXY",
    "https_proxy",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
)
"""What stands between us and AWS, and means nothing on the way to an endpoint that the environment names."""
_DOMAINS = {"cn": "amazonaws.com.cn", "eusc": "amazonaws.eu"}
"""Of the partitions that have one of their own, by how their regions' names begin."""


class Credentials(NamedTuple):
    key: str
    secret: str
    token: str | None


class Endpoint(NamedTuple):
    """Where a service is: `https` or not, host (with a port, if it is an unusual one), and what paths begin with."""

    secure: bool
    host: str
    prefix: str = ""
    is_given: bool = False
    """Named by the environment, and so not AWS itself."""


def is_enough(service: str) -> bool:
    """Whether the environment tells all that we need to call this service, and nothing that only boto3 understands."""
    environ = os.environ
    if not (environ.get("AWS_ACCESS_KEY_ID") and environ.get("AWS_SECRET_ACCESS_KEY") and region()):
        return False
    return bool(_endpoint(service)) or not any(environ.get(name) for name in _ON_THE_WAY)


def credentials() -> Credentials:
    environ = os.environ
    return Credentials(
        environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"], environ.get("AWS_SESSION_TOKEN") or None
    )


def region() -> str:
    """Empty if none is named."""
    return os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION") or ""


def place(service: str, host: str) -> Endpoint:
    """Where the service is: where AWS_ENDPOINT_URL says, or its own or AWS's for all; else at this host name, in our
    region.
    """
    return _place(_endpoint(service), host, region())


@lru_cache(maxsize=64)
def _place(given: str, host: str, here: str) -> Endpoint:
    if given:
        parts = urlsplit(given)
        return Endpoint(parts.scheme == "https", parts.netloc, parts.path.rstrip("/"), True)
    return Endpoint(True, f"{host}.{here}.{_DOMAINS.get(here.partition('-')[0], 'amazonaws.com')}")


def _endpoint(service: str) -> str:
    return os.environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or os.environ.get("AWS_ENDPOINT_URL") or ""
