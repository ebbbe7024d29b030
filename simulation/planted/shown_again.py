"""Bugs of what is kept of how a mail was made (I43)."""

from typing import Any

from mikomi.aws import api, ledger
from mikomi.core.mails import as_sent
from mikomi.model.as_sent import Addressee
from mikomi.settings import settings
from mikomi.shell.effects import handover, silence, step_mail

from simulation.planted.patch import Patch, Quietly


def made_of_who_they_are_now() -> list[Patch]:
    """What the mail read is not noted: whoever shows it has to ask who its reader is by now (I43)."""
    packed = as_sent.packed

    def bare(words: Any, raw: Any, links: Any) -> bytes:
        return packed(words._replace(reader=Addressee(id=words.reader.id, email=words.reader.email)), raw, links)

    return [(step_mail, "as_sent", Quietly(as_sent, packed=bare))]


def digest_of_other_bytes() -> list[Patch]:
    """The digest is that of the HTML, not of what SES was given (I43)."""
    packed = as_sent.packed

    def of_the_html(words: Any, _raw: Any, links: Any) -> bytes:
        return packed(words, words.html.encode(), links)

    return [(step_mail, "as_sent", Quietly(as_sent, packed=of_the_html))]


def latest_attempt_alone() -> list[Patch]:
    """Another attempt writes over what was kept of the one before, which may have left (I43)."""
    return [(ledger, "_of", lambda _attempt, made_of=b"": {"made_of_1": made_of} if made_of else {})]


def kept_though_it_never_left() -> list[Patch]:
    """What SES refused stays in the row (I43)."""
    return [(ledger, "_NOT_SENT", ())]


def silence_is_a_refusal() -> list[Patch]:
    """What must wait after a silence loses what the attempt was made of that nobody learned of (I43)."""
    after_silence = silence.after_silence

    def forgotten(*args: Any) -> Any:
        row = after_silence(*args)
        return row and row._replace(silent=False)

    return [(step_mail, "silence", Quietly(silence, after_silence=forgotten))]


def noted_after_the_send() -> list[Patch]:
    """What a mail was made of is written when SES has it: a process that dies in between leaves nothing (I43)."""
    begin, take, post = ledger.begin, ledger.take, handover.post
    made: dict[tuple[str, str], Any] = {}

    def begun(key: Any, status: Any, effect: Any, now: Any, made_of: bytes = b"", **details: Any) -> bool:
        made[key] = made_of
        return begin(key, status, effect, now, **details)

    def taken(row: Any, now: Any, made_of: bytes = b"", **details: Any) -> bool:
        made[row.key] = made_of
        return take(row, now, **details)

    def post_and_note(mail: Any, raw: Any, row: Any, joins: Any = None) -> None:
        post(mail, raw, row, joins)
        api.call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=ledger._key(row.key),
            UpdateExpression=f"SET made_of_{row.attempt} = :made",
            ExpressionAttributeValues={":made": {"B": made[row.key]}},
        )

    return [(step_mail, "ledger", Quietly(ledger, begin=begun, take=taken)), (step_mail, "post", post_and_note)]


BUGS = (
    made_of_who_they_are_now,
    digest_of_other_bytes,
    latest_attempt_alone,
    kept_though_it_never_left,
    silence_is_a_refusal,
    noted_after_the_send,
)
