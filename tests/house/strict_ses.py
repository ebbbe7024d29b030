"""An SES that has no room now and then, and refuses what it does not like."""

from typing import Any

import pytest
from moto.core.exceptions import JsonRESTError
from moto.sesv2.models import SESV2Backend


class TooFast(JsonRESTError):
    code = 429

    def __init__(self) -> None:
        super().__init__("TooManyRequestsException", "Maximum sending rate exceeded.")


class Rejected(JsonRESTError):
    code = 400

    def __init__(self) -> None:
        super().__init__("MessageRejected", "Transaction failed: invalid content.")


NOBODY = "nobody@example.com"
"""To whom SES takes no mail."""


def strict(patch: pytest.MonkeyPatch) -> None:
    """SES has no room for the first marketing mail, which stands in line, and takes none to `NOBODY`."""
    take = SESV2Backend.send_raw_email
    refused: list[dict[str, Any]] = []

    def taken(backend: SESV2Backend, **mail: Any) -> Any:
        if NOBODY in mail["destinations"]:
            raise Rejected
        if "List-Unsubscribe" in mail["raw_data"] and not refused:
            refused.append(mail)
            raise TooFast
        return take(backend, **mail)

    patch.setattr(SESV2Backend, "send_raw_email", taken)
