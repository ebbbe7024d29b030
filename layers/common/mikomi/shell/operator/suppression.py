"""Somebody of the company stops the mail to an address, or lets it go there again.

Rules
1. The address's row is told first: from that moment on no marketing mail is admitted to it. A mail that was admitted
   before, and is on its way to SES, is not called back.
2. Each act is an event of the address, which its holder's erasure does not need to find (its key is the keyed hash),
   and one of the lead whose address it is; with who did it, and why. Whoever finds the row told tells both again.
3. Who may lift what is one table (`core.people.rights.LIFTS`). What the person said is lifted only where something
   shows that the person wishes it.
4. Of a topic that somebody left, and of a pause, the same holds (`put_back`): beneath a stop of all mail they cannot be
   lifted, and what the person wishes later holds again.
"""

from typing import Literal, NamedTuple

from mikomi import keys, mail_address, own_events
from mikomi.aws import addresses, log, people, soft_bounces, suppressions
from mikomi.aws.addresses import Hand
from mikomi.aws.row_wishes import WishForLess
from mikomi.aws.suppressions import Suppression
from mikomi.core.people import rights
from mikomi.core.people.rights import Lifter
from mikomi.model.base import Json, Millis
from mikomi.model.events import SUPPRESSION_ADDED, SUPPRESSION_LIFTED, UNSUBSCRIBED
from mikomi.model.person import Person
from mikomi.packing import iso

LONGEST = 300
SOFT = suppressions.SOFT_BOUNCES
"""Nobody stopped the mail, it only kept coming back: whoever may lift anything may try again."""
REASONS = ("unsubscribed", "bounce", "complaint")
"""What may be said by hand of why mail is to stop: what a list of another system is of."""


class NotDone(Exception):
    """`code` is the refusal's, as `errors` says it; `stopped` what stands there."""

    def __init__(self, code: str, stopped: Suppression | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.stopped = stopped


class Added(NamedTuple):
    """`how`: `new`, or `there` where mail was stopped already, by what `stopped` says. `event`: the lead's own, or the
    address's where it is nobody's; empty where somebody else had stopped it."""

    address: str
    how: Literal["new", "there"]
    stopped: Suppression
    event: str = ""


def add(written: str, by: str, because: str, now: Millis, reason: str = "unsubscribed") -> Added:
    """No marketing mail to this address from now on. NotDone."""
    address, hand = _address(written), _hand(by, because)
    if reason not in REASONS:
        raise NotDone("suppression_reason_unknown")
    is_new = addresses.suppress(address, reason, now, hand)
    stopped = suppressions.read(address)
    if stopped is None:  # lifted by its holder in this very moment
        raise NotDone("suppression_changed")
    event = _tell_added(address, stopped) if (stopped.by, stopped.because) == hand else ""
    return Added(address, "new" if is_new else "there", stopped, event)


def lift(written: str, lifter: Lifter, by: str, because: str, shows: str, now: Millis) -> None:
    """Let marketing mail go to this address again. `shows`: what shows that the person wishes it. NotDone."""
    address, hand = _address(written), _hand(by, because)
    stopped = suppressions.read(address)
    if stopped is None and soft_bounces.is_suspended(address):
        if not rights.may_lift(lifter, SOFT):
            raise NotDone("suppression_kept_admin")
        # the log first: who dies here is found suspended, and says it again
        _tell_lifted(address, _holder(address), SOFT, hand, "", now)
        soft_bounces.lift(address)
        return
    if stopped is None:
        _finish_lifted(address, hand)
        return
    if not rights.may_lift(lifter, stopped.stopped_by):
        raise NotDone(f"suppression_kept_{'erasure' if stopped.reason == 'erasure' else 'admin'}", stopped)
    if stopped.stopped_by in rights.WANT_EVIDENCE and not shows.strip():
        raise NotDone("suppression_wants_evidence", stopped)
    if len(shows) > LONGEST:
        raise NotDone("suppression_text_long", stopped)
    holder = _holder(address)
    since = None if stopped.reason == "unsubscribed" else _still_unsubscribed(stopped, holder)
    if not suppressions.release(address, stopped, hand, shows.strip(), since, now):
        raise NotDone("suppression_changed", stopped)
    _tell_lifted(address, holder, stopped.stopped_by, hand, shows.strip(), now)


def wishes(address: str, now: Millis) -> list[WishForLess]:
    """What the holder of this address wants less of: as its row says, and as the lead does, whose address may have been
    another one then."""
    return _wishes(address, _holder(address), now)


def _wishes(address: str, holder: Person | None, now: Millis) -> list[WishForLess]:
    besides: dict[str | None, Millis] = {}
    if holder and not holder.is_unsubscribed:
        besides |= {each: at for each, at in holder.unsubscribed_from.items() if holder.is_unsubscribed_from(each)}
        if holder.paused_at is not None and holder.paused_until:
            besides[None] = holder.paused_at
    return suppressions.wishes(address, now, besides)


def put_back(written: str, topic: str | None, lifter: Lifter, by: str, because: str, shows: str, now: Millis) -> None:
    """Mail of this topic goes to this address again, or (None) its pause is over. NotDone."""
    address, hand, shows = _address(written), _hand(by, because), shows.strip()
    if suppressions.read(address) is not None:
        raise NotDone("suppression_of_all")
    holder = _holder(address)
    wish = next((each for each in _wishes(address, holder, now) if each.topic == topic), None)
    if wish is None:
        _finish_put_back(address, topic, hand)
        return
    if not rights.may_lift(lifter, wish.stopped_by):
        raise NotDone("suppression_kept_admin")
    if not shows:
        raise NotDone("suppression_wants_evidence")
    if len(shows) > LONGEST:
        raise NotDone("suppression_text_long")
    at = max(now, wish.at + 1)  # the row's clock may be ahead of ours
    if not suppressions.put_back(address, wish, hand, shows, at):
        raise NotDone("suppression_changed")
    _tell_lifted(address, holder, wish.stopped_by, hand, shows, at, topic)


def plain_wish(wish: WishForLess) -> Json:
    """What programs read of a topic that was left, or of a pause."""
    return {
        "reason": wish.stopped_by,
        "topic": wish.topic,
        "since": iso(wish.at),
        "until": iso(wish.until) if wish.until is not None else None,
        "may_lift": [each for each in rights.LIFTS[wish.stopped_by] if each != "holder"],
    }


def plain(stopped: Suppression) -> Json:
    """What programs read of one."""
    return {
        "address": stopped.address,
        "erased": stopped.reason == "erasure",
        "reason": stopped.stopped_by,
        "since": iso(stopped.at),
        "by": stopped.by or None,
        "because": stopped.because or None,
        "ends": "delivery" if stopped.reason == SOFT else None,
        "may_lift": [each for each in rights.LIFTS.get(stopped.stopped_by, ()) if each != "holder"],
    }


def _still_unsubscribed(stopped: Suppression, holder: Person | None) -> Millis | None:
    """Since when the person wants no mail beside what is lifted; None if that is not so."""
    if holder and holder.is_unsubscribed:
        return holder.unsubscribed_at
    return None if holder and holder.unsubscribed_at else stopped.unsubscribed_at


def _finish_lifted(address: str, hand: Hand) -> None:
    """The same act again: what is told of it may be missing."""
    last = suppressions.released(address)
    if last is None or (last.by, last.because) != hand:
        raise NotDone("suppression_none")
    _tell_lifted(address, _holder(address), last.reason, hand, last.shows, last.at)


def _finish_put_back(address: str, topic: str | None, hand: Hand) -> None:
    last = suppressions.was_put_back(address)
    if last is None or (last.topic, last.by, last.because) != (topic, *hand):
        raise NotDone("suppression_none")
    _tell_lifted(address, _holder(address), last.reason, hand, last.shows, last.at, topic)


def _tell_added(address: str, stopped: Suppression) -> str:
    hand = {"by": stopped.by, "because": stopped.because}
    act = _note(address, SUPPRESSION_ADDED, {"reason": stopped.reason, **hand}, stopped.at)
    holder = _holder(address)
    if holder and stopped.reason == "unsubscribed":
        subject, said = f"p:{holder.id}", {"reason": "by_hand", "address": address, "act": act, **hand}
        event = own_events.note(UNSUBSCRIBED, subject, act, at=stopped.at, origin="import", proof=2, properties=said)
        log.append(own_events.packet(subject, event, stopped.at))
        return str(event["id"])
    return act


def _tell_lifted(
    address: str,
    holder: Person | None,
    stopped_by: str,
    hand: Hand,
    shows: str,
    at: Millis,
    topic: str | None = None,
) -> None:
    said = {"reason": stopped_by, "by": hand.by, "because": hand.because, **({"evidence": shows} if shows else {})}
    said |= {"topic": topic} if topic is not None else {}
    act = _note(address, SUPPRESSION_LIFTED, said, at)
    if holder:
        reason = "unsubscribed" if stopped_by == "by_hand" else stopped_by
        subject, told = f"p:{holder.id}", {**said, "reason": reason, "address": address, "act": act}
        event = own_events.note(SUPPRESSION_LIFTED, subject, act, at=at, origin="rep", proof=2, properties=told)
        log.append(own_events.packet(subject, event, at))


def _note(address: str, name: str, said: Json, at: Millis) -> str:
    """The event of the address itself, which names it by its keyed hash alone; answers the act's name."""
    subject = keys.address_subject(addresses.hashed(address))
    act = keys.digest(name, subject, str(at), *([said["topic"]] if "topic" in said else []))
    event = own_events.note(name, subject, act, at=at, origin="rep", proof=2, properties={**said, "act": act})
    log.append(own_events.packet(subject, event, at))
    return act


def _holder(address: str) -> Person | None:
    owner = people.find_alias(keys.email_alias(address))
    return people.load(owner) if owner else None


def _address(written: str) -> str:
    address = mail_address.pick(written)
    if address is None:
        raise NotDone("address_out_of_reach" if mail_address.is_out_of_reach(written) else "address_invalid")
    return address


def _hand(by: str, because: str) -> Hand:
    if not because.strip():
        raise NotDone("suppression_wants_reason")
    if len(because) > LONGEST or len(by) > LONGEST:
        raise NotDone("suppression_text_long")
    return Hand(by.strip(), because.strip())
