"""Who is behind a request for something of a mail: how it is asked, and what the link says of itself."""

from typing import Any

from mikomi import clock
from mikomi.core.doers.evidence import MailRequest
from mikomi.http import Request


def asked(request: Request, link: dict[str, Any]) -> MailRequest:
    """`link` is what its token says."""
    written = link.get("w")
    return MailRequest(
        method=request.method,
        headers=request.headers,
        source_ip=request.source_ip,
        age=clock.now() - written * 1000 if isinstance(written, int) else None,
        hidden=bool(link.get("h")),
    )
