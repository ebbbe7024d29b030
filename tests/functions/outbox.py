"""What SES took, as its reader sees it; a clock set by hand; and a process that dies between two AWS calls."""

import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

from mikomi import clock
from mikomi.aws import api
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from tests.functions.world import REGION


class Died(BaseException):
    """The process is gone: no handler catches this."""


def sent() -> list[EmailMessage]:
    """The accepted mails, oldest first."""
    raw = [message.raw_data for message in ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages]
    return [email.message_from_string(each, _class=EmailMessage, policy=default) for each in raw]


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def set_clock(moment: int) -> None:
    """Make `clock.now()` this moment, give or take the test's own milliseconds."""
    clock.shift(timedelta(milliseconds=moment) - (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)))


Meeting = Callable[[int, str, Callable[[], Any]], Any]
"""Called for each AWS call with its number (from 0), its name, and what carries it out."""


@contextmanager
def at_each_call(meet: Meeting) -> Iterator[list[str]]:
    """Let `meet` carry out every AWS call, or not. Yields the names of the calls that began."""
    real = api.carry
    begun: list[str] = []
    busy = False

    def call(service: str, operation: str, params: Any) -> Any:
        nonlocal busy
        if busy:  # what `meet` itself does on the side
            return real(service, operation, params)
        begun.append(operation)
        busy = True
        try:
            return meet(len(begun) - 1, operation, lambda: real(service, operation, params))
        finally:
            busy = False

    api.carry = call
    try:
        yield begun
    finally:
        api.carry = real


def dying(at: int, before: bool) -> Meeting:
    """The process dies right before or right after its call number `at`."""

    def meet(number: int, _name: str, carry_out: Callable[[], Any]) -> Any:
        if number == at and before:
            raise Died
        answer = carry_out()
        if number == at:
            raise Died
        return answer

    return meet
