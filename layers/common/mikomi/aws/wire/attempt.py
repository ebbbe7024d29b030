"""One attempt: a request written, signed and sent, and its answer read."""

import time
from typing import Any

from mikomi.aws.wire import connections, environment, services, signature
from mikomi.aws.wire.connections import WireRequest
from mikomi.aws.wire.environment import Surroundings
from mikomi.aws.wire.services import SERVICES, Asked


def surroundings(service: str, operation: str) -> Surroundings | None:
    """What the environment tells for this operation; None if this client does not know it, or is told too little."""
    known = service in SERVICES and operation in SERVICES[service].operations
    return environment.read(service) if known else None


def exchange(service: str, operation: str, params: dict[str, Any], here: Surroundings) -> dict[str, Any]:
    """One attempt. Raises AwsRefusal or Silence."""
    asked = services.write(service, operation, params)
    return services.read(service, connections.send(request(service, asked, here)))


def request(service: str, asked: Asked, here: Surroundings) -> WireRequest:
    """The request, addressed and signed."""
    place, path = here.place(SERVICES[service].host), asked.path
    host = place.host
    if asked.bucket:
        # a certificate of AWS's stands for one name before the region's, so a name with a dot goes into the path
        if place.is_given or "." in asked.bucket:
            path = f"/{asked.bucket}{path}"
        else:
            host = f"{asked.bucket}.{host}"
    path = place.prefix + path
    headers = signature.signed(
        asked.method,
        path,
        {"Host": host, **asked.headers},
        asked.body,
        here.credentials,
        here.region,
        SERVICES[service].signed_as,
        time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
    )
    del headers["Host"]
    return WireRequest(place.secure, host, asked.method, path, headers, asked.body)
