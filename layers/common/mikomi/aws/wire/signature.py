"""Signature Version 4, for requests without a query: who asks, sealed with the request, the day, place and service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hmac
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from mikomi.aws.wire.environment import Credentials


def signed(
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    who: Credentials,
    region: str,
    service: str,
    at: str,
) -> dict[str, str]:
    """The headers with those that sign them. `path` as it is sent; `at`: `20261128T093000Z`."""
    digest = sha256(body).hexdigest()
    all_headers = {**headers, "X-Amz-Date": at}
    if service == "s3":
        all_headers["X-Amz-Content-SHA256"] = digest
    else:
        path = _encoded(path)  # every service but S3 encodes the path that it got once more
    if who.token:
        all_headers["X-Amz-Security-Token"] = who.token
    order, names = _signed_names(tuple(all_headers))
    lines = "".join([f"{lowered}:{all_headers[name].strip()}\n" for name, lowered in order])
    request = f"{method}\n{path}\n\n{lines}\n{names}\n{digest}"
    day = at[:8]
    scope = f"{day}/{region}/{service}/aws4_request"
    said = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    seal = hmac.digest(_key(who.secret, day, region, service), said.encode(), "sha256").hex()
    all_headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={who.key}/{scope}, SignedHeaders={names}, Signature={seal}"
    )
    return all_headers


@lru_cache(maxsize=64)
def _signed_names(names: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Each header with its name as it is signed, in the order in which they are; and all of these names."""
    order = sorted(((name, name.lower()) for name in names), key=lambda each: each[1])
    return tuple(order), ";".join(lowered for _, lowered in order)


@lru_cache(maxsize=64)
def _encoded(path: str) -> str:
    return quote(path, safe="/~")


@lru_cache(maxsize=32)
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
