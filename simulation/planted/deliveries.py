"""Bugs of sending: twice, too early, to whom it must not go."""

from typing import Any

from mikomi.aws import addresses, api, ledger, row_wishes, ses
from mikomi.core.mails import sending
from mikomi.core.people import consent, identity
from mikomi.core.scenarios import mail_step
from mikomi.model import delivery
from mikomi.model import person as person_model
from mikomi.settings import settings
from mikomi.shell.effects import ses_events, silence, step_mail

from simulation.planted.patch import Patch


def send_then_mark() -> list[Patch]:
    """The mail is sent first, and its row written afterwards (I13)."""
    begin = ledger.begin

    def begin_later(key: Any, status: Any, effect: Any, now: Any, *of: Any, **details: Any) -> bool:
        return ledger.read(key) is None if status == "claimed" else begin(key, status, effect, now, *of, **details)

    def post_then_claim(letter: Any, raw: Any, row: Any, _joins: Any = None) -> None:
        outcome = ses.send(raw, letter.to, row)
        if isinstance(outcome, ses.Accepted):
            begin(row.key, "claimed", row.effect, row.claimed_at)
            ledger.move(row, "sent", row.claimed_at, ses_id=outcome.ses_id)

    return [(ledger, "begin", begin_later), (step_mail, "post", post_then_claim)]


def sdk_retries_ses() -> list[Patch]:
    """SES is asked again like every other service (I13)."""
    return [(api, "ONCE", ())]


def claim_released_on_silence() -> list[Patch]:
    """No answer of SES counts as a refusal, and the mail is tried again (I13)."""
    send = ses.send

    def forgetful(raw: Any, to: Any, row: Any) -> Any:
        outcome = send(raw, to, row)
        return ses.Busy(outcome.code) if isinstance(outcome, ses.NoAnswer) else outcome

    return [(ses, "send", forgetful)]


def lease_that_expires() -> list[Patch]:
    """A claim counts for five seconds only; then whoever comes sends (I13)."""
    begin = ledger.begin

    def lease(key: Any, status: Any, effect: Any, now: Any, *of: Any, **details: Any) -> bool:
        if begin(key, status, effect, now, *of, **details):
            return True
        there = ledger.read(key)
        return (
            status == "claimed" and there is not None and there.status == "claimed" and now - there.claimed_at > 5_000
        )

    return [(ledger, "begin", lease)]


def claim_without_condition() -> list[Patch]:
    """The row is read and then written without a condition (I13)."""

    def begin(key: Any, status: Any, effect: Any, now: Any, *of: Any, **details: Any) -> bool:
        if ledger.read(key) is not None:
            return False
        held = {"status": status, "effect": effect, "attempt": int(status == "claimed"), "waits": int(status == "held")}
        written = {**held, **ledger._stamped(key, status, now, details), **ledger._of(1, *of)}
        item = {**ledger._key(key), **ledger._typed(written)}
        api.call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)
        return True

    return [(ledger, "begin", begin)]


def claim_never_due() -> list[Patch]:
    """A claim has no place in the due index: if its sender dies, nobody comes for it (I14)."""
    stamped = ledger._stamped

    def forgetful(key: Any, status: Any, now: Any, details: Any) -> Any:
        written = stamped(key, status, now, details)
        if status == "claimed":
            written.pop("due_shard")
        return written

    return [(ledger, "_stamped", forgetful)]


def word_of_ses_ignored() -> list[Patch]:
    """SES's events settle no row: silence is followed by another attempt, although SES had told (I13)."""
    return [(ses_events, "_settle", lambda event, _batch: ledger.read(ledger.Key(event.pk, event.sk)))]


def silence_is_a_failure() -> list[Patch]:
    """A mail of which nothing is known after its attempts is called failed, as if it surely had not gone out (I14)."""

    def gives_up(claimed: Any, on_unknown: Any, now: Any) -> Any:
        ledger.move(claimed, "failed", now, reason="no_answer")

    return [(silence, "after_silence", gives_up), (ses_events, "_settle", lambda *_args: None)]


def claim_counts_as_ended() -> list[Patch]:
    """The next step does not wait for one that is still on its way (I15)."""
    return [(ledger, "ENDED", (*delivery.ENDED, "claimed", "held"))]


def window_ignored() -> list[Patch]:
    """A mail that slipped is sent although its window has closed meanwhile (I15)."""
    return [(sending, "_outside_window", lambda _effect, _plan, _now: None)]


def step_before_ignored() -> list[Patch]:
    """A step does not wait for the one before (I15)."""
    return [(step_mail, "_step_before", lambda *_args: None)]


def address_not_asked() -> list[Patch]:
    """Suppression and limit are left to what the fold knew (I16)."""
    return [(addresses, "admit", lambda *_args, **_more: addresses.Admission("ok"))]


def suppression_read_then_sent() -> list[Patch]:
    """The claims are written without asking whether the address was suppressed meanwhile (I16)."""

    def admit(address: str, mail_id: str, now: int, limit: Any, *, marketing: bool = True, **_more: Any) -> Any:
        row = addresses._read(address)
        admitted = {each: int(at["N"]) for each, at in row.get("claims", {}).get("M", {}).items()}
        recent = {each: at for each, at in admitted.items() if limit and at > now - limit.per}
        if marketing and limit and len(recent) >= limit.mails and mail_id not in recent:
            return addresses.Admission("limited", until=sorted(recent.values())[-limit.mails] + limit.per)
        return addresses.Admission("ok")

    return [(addresses, "admit", admit)]


def limit_not_counted() -> list[Patch]:
    """What went out is not noted on the address's row (I18)."""

    def look_only(address: str, *_more: Any) -> None:
        addresses._read(address)

    return [
        (addresses, "_write_claims", look_only),
        (mail_step, "_within_limit", lambda _turn, moment: moment),
    ]


def suppression_not_written() -> list[Patch]:
    """Unsubscribing only tells the log and the fold; the address's row is forgotten (I16, I17)."""
    return [(addresses, "suppress", lambda *_args: None)]


def wishes_not_written() -> list[Patch]:
    """Leaving a topic only tells the log and the fold; the address's row is forgotten (I17)."""
    return [(addresses, "want_less", lambda *_args: None)]


def topics_not_asked() -> list[Patch]:
    """Whoever left one topic is written to about it all the same (I16)."""
    obstacle = consent.obstacle

    def blind(person: Any, marketing: bool, now: int, topic: str | None = None) -> Any:
        return obstacle(person, marketing, now)

    return [
        (consent, "obstacle", blind),
        (sending, "obstacle", blind),
        (row_wishes, "against", lambda *_args: None),
    ]


def pause_ends_at_once() -> list[Patch]:
    """A pause is over when it begins (I16)."""
    return [(person_model, "PAUSE", 0), (row_wishes, "PAUSE", 0)]


def lifted_by_a_claim() -> list[Patch]:
    """Whoever names an address opts it in again (I17)."""
    introduce = identity.introduce

    def welcome(person: Any, claim: Any, event: Any, **identifiers: Any) -> Any:
        if claim.email:
            addresses.lift(claim.email, event.received_at)
        return introduce(person, claim, event, **identifiers)

    return [(identity, "introduce", welcome)]


BUGS = (
    send_then_mark,
    sdk_retries_ses,
    claim_released_on_silence,
    lease_that_expires,
    claim_without_condition,
    claim_never_due,
    word_of_ses_ignored,
    silence_is_a_failure,
    claim_counts_as_ended,
    window_ignored,
    step_before_ignored,
    address_not_asked,
    suppression_read_then_sent,
    limit_not_counted,
    suppression_not_written,
    wishes_not_written,
    topics_not_asked,
    pause_ends_at_once,
    lifted_by_a_claim,
)
