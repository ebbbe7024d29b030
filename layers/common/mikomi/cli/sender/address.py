"""The host to which the links of the mails lead: does it answer under its name, with a certificate that holds?"""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

from mikomi.cli.sender.findings import DnsRecord, Look, fine, hint, unread, wrong
from mikomi.cli.sender.zone import Zone

SOON = 14
"""Days before its end from which a certificate is told of: Amazon renews sixty days before."""
SECONDS = 10
NOT_OWN = (".amazonaws.com", ".on.aws")


def of_host(
    zone: Zone, host: str, domain: str, now: int, *, port: int = 443, trusted: str | None = None
) -> Iterator[Look]:
    """`trusted`: the file of an authority beside those of the machine."""
    if host.endswith(NOT_OWN):
        yield hint("host_foreign", host=host, domain=domain)
        return
    if not (zone.cname(host) or zone.has_address(host)):
        yield wrong("host_gone", DnsRecord(host, "CNAME", "d-….execute-api.REGION.amazonaws.com"), host=host)
        return
    try:
        ends = _certificate_ends(host, port, trusted)
    except ssl.SSLCertVerificationError as refused:
        yield wrong("certificate", host=host, why=refused.verify_message)
    except OSError as silence:
        yield unread(host, type(silence).__name__)
    else:
        days = (ends - now) // 86_400_000
        day = datetime.fromtimestamp(ends / 1000, UTC).date().isoformat()
        yield wrong("certificate_ends", host=host, day=day, n=days) if days < SOON else fine("host", host=host, day=day)


def _certificate_ends(host: str, port: int, trusted: str | None) -> int:
    context = ssl.create_default_context()
    if trusted:
        context.load_verify_locations(trusted)
    with (
        socket.create_connection((host, port), timeout=SECONDS) as line,
        context.wrap_socket(line, server_hostname=host) as sealed,
    ):
        told = sealed.getpeercert() or {}
    return int(ssl.cert_time_to_seconds(str(told["notAfter"]))) * 1000
