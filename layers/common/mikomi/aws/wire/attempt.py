"""One attempt: a request written, signed and sent, and its answer read."""

import time
from typing import Any

from mikomi.aws.wire import connections, environment, services, signature
from mikomi.aws.wire.connections import WireRequest
from mikomi.aws.wire.services import SERVICES, Asked


def speaks(service: str, operation: str) -> bool:
    """Whether this client knows the operation, and the environment tells it enough."""
    return service in SERVICES and operation in SERVICES[service].operations and environment.is_enough(service)


def exchange(service: str, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    """One attempt. Raises AwsRefusal or Silence."""
    return services.read(service, connections.send(request(service, services.write(service, operation, params))))


def request(service: str, asked: Asked) -> WireRequest:
    """The request, addressed and signed."""
    place, path = environment.place(service, SERVICES[service].host), asked.path
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
        environment.credentials(),
        environment.region(),
        SERVICES[service].signed_as,
        time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
    )
    del headers["Host"]
    return WireRequest(place.secure, host, asked.method, path, headers, asked.body)
