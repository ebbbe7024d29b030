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


class Surroundings(NamedTuple):
    """What the environment says at one call: `endpoint` empty for AWS's own."""

    credentials: Credentials
    region: str
    endpoint: str

    def place(self, host: str) -> Endpoint:
        """Where the service is: where AWS_ENDPOINT_URL says, its own or AWS's for all; else at this host name, in our
        region."""
        return _place(self.endpoint, host, self.region)


def read(service: str) -> Surroundings | None:
    """What we need to call this service; None if some of it stands elsewhere, or something that only boto3
    understands."""
    named = os.environ.get
    key, secret = named("AWS_ACCESS_KEY_ID"), named("AWS_SECRET_ACCESS_KEY")
    region = named("AWS_DEFAULT_REGION") or named("AWS_REGION")
    if not (key and secret and region):
        return None
    endpoint = named(f"AWS_ENDPOINT_URL_{service.upper()}") or named("AWS_ENDPOINT_URL") or ""
    if not endpoint and any(named(name) for name in _ON_THE_WAY):
        return None
    return Surroundings(Credentials(key, secret, named("AWS_SESSION_TOKEN") or None), region, endpoint)


@lru_cache(maxsize=64)
def _place(given: str, host: str, here: str) -> Endpoint:
    if given:
        parts = urlsplit(given)
        return Endpoint(parts.scheme == "https", parts.netloc, parts.path.rstrip("/"), True)
    return Endpoint(True, f"{host}.{here}.{_DOMAINS.get(here.partition('-')[0], 'amazonaws.com')}")
