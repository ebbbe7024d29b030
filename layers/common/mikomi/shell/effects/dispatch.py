"""Carrying out what was decided: each kind of effect has one place that does it, once, however often it is asked.

What a newer release decided and this one does not know is left open: logged at every look, and carried out once that
release is back.

A later look (`look_after`) goes through what a person still lists and does what a lost stream record left undone; it
parts two of whom that was said, if whoever did so was cut off. One
effect that fails keeps no other from being carried out, and is looked after ever more rarely, but never forgotten.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, assert_never

from msgspec.structs import replace

from mikomi import clock, observe
from mikomi.aws import addresses, digests, ledger, people
from mikomi.aws.ledger import Key, Row
from mikomi.aws.people import Conflict
from mikomi.core.people import kinship
from mikomi.model.base import Millis
from mikomi.model.effects import Effect, Note, SendAlert, SendMail, SendWebhook, Suppress, TellCompany, UnknownEffect
from mikomi.model.person import Person
from mikomi.shell import failures
from mikomi.shell.effects import chronicle
from mikomi.shell.people.fold import CHECK_AFTER, commit


def carry_out(effect: Effect, person: Person) -> None:
    """Do what was decided; a second time it does nothing.

    Start-up is billed: who carries out alerts never loads what mails need, and the other way round.
    """
    match effect:
        case SendMail():
            from mikomi.shell.effects import step_mail

            step_mail.send(effect, person)
        case SendAlert():
            from mikomi.shell.effects import sales_alert

            sales_alert.send(effect, person)
        case SendWebhook():
            from mikomi.shell.effects import webhook

            webhook.send(effect, person)
        case TellCompany():
            from mikomi.shell.effects import company

            company.tell(effect)
        case Suppress():
            if person.email:
                addresses.suppress(person.email, effect.reason, effect.at)
        case Note():
            chronicle.write(effect)
        case UnknownEffect():
            observe.log("effect_not_known", level="WARNING", kind=effect.kind)
            observe.count("EffectNotKnown")


def carried_out(image: Mapping[str, Any], chosen: Callable[[Iterable[Effect]], list[Effect]]) -> bool:
    """Carry out what the commit of this image decided, as far as `chosen`; False if something failed, or if only a
    newer release can read it, so that the stream brings it again.
    """
    try:
        effects = chosen(people.decided(image))
        person = people.decode(image) if effects else None
    except Exception as error:
        observe.log("commit_not_read", level="ERROR", error=failures.reason_of(error))
        return False
    return not isinstance(person, Person) or tried_all(effects, person)


def mails_of(effects: Iterable[Effect]) -> list[Effect]:
    """What the sender of mails carries out."""
    return [effect for effect in effects if _carrier(effect) == "schedule_step"]


def alerts_of(effects: Iterable[Effect]) -> list[Effect]:
    return [effect for effect in effects if _carrier(effect) == "alert"]


def _carrier(effect: Effect) -> Literal["schedule_step", "alert"]:
    """Which of the stream's readers carries it out: each effect has one."""
    match effect:
        case SendMail() | SendWebhook() | TellCompany() | Suppress() | Note() | UnknownEffect():
            return "schedule_step"
        case SendAlert():
            return "alert"
    assert_never(effect)


def look_after(person_id: str, now: Millis) -> Person | None:
    """See whether the effects that the person lists were carried out; carry out what was not, and strike what was.
    Answers the person as it stands then, None if there is none or somebody else moved it.
    """
    person = people.load(person_id)
    if person is None or person.check_at is None or person.check_at > now:
        return person
    if kinship.half_parted(person):
        from mikomi.shell.people import separation

        separation.complete(person)
        person = people.load(person_id) or person
    open_effects = []
    for effect in person.effects:
        if not has_ended(effect, person) and not (tried(effect, person) and has_ended(effect, person)):
            open_effects.append(effect)
    after = replace(person, effects=tuple(open_effects), check_at=_next_look(open_effects, now))
    try:
        return commit(after, (), now, person)
    except Conflict:
        return None  # somebody folded meanwhile; the next look comes by itself


def _next_look(open_effects: list[Effect], now: Millis) -> Millis | None:
    """As long from now as the youngest has waited already, so that the looks at what never succeeds thin out."""
    waited = [now - effect.at for effect in open_effects]
    return now + max(CHECK_AFTER, min(waited)) if waited else None


def has_ended(effect: Effect, person: Person) -> bool:
    """Whether the effect's row says how it ended."""
    match effect:
        case SendMail():
            return _is_begun(Key.of_mail(effect.person or person.id, effect.id)) is not None
        case SendAlert():
            row = _is_begun(Key.of_alert(effect.person or person.id, effect.id))
            # a row that names its digest may have been written by somebody who died before the digest had the alert
            # (rows of channels are there before the first rep's)
            return row is not None and (row.digest is None or digests.holds(row.digest, effect.id))
        case SendWebhook():
            return ledger.read(Key.of_webhook(effect.person or person.id, effect.id)) is not None
        case TellCompany():
            from mikomi.shell.effects import company

            return company.has(effect, clock.now())
        case Suppress():
            # who confirmed an opt-in meanwhile is suppressed no more
            return not (person.email and person.is_unsubscribed) or addresses.is_suppressed(person.email) is not None
        case Note():
            return chronicle.has(effect)
        case UnknownEffect():
            return False
    assert_never(effect)


def _is_begun(key: Key) -> Row | None:
    """The row, if there is one. Of one that has ended the log has the end."""
    row = ledger.read(key)
    if row:
        chronicle.tell(row)
    return row


def tried_all(effects: Iterable[Effect], person: Person) -> bool:
    """Carry each of them out, whichever fails; False if one did."""
    outcomes = [tried(effect, person) for effect in effects]
    return all(outcomes)


def tried(effect: Effect, person: Person) -> bool:
    """Carry it out; False (a line in the log, and a dead letter) if that failed, so that the stream brings it again."""
    try:
        carry_out(effect, person)
    except Exception as error:
        observe.log("effect_not_carried_out", level="ERROR", kind=effect.kind, error=failures.reason_of(error))
        failures.failed("effect", effect.person or person.id, effect.id, error)
        return False
    return True
