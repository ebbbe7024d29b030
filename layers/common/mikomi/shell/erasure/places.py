"""Where something of a person may stand, each place with what takes it away.

Rules
1. Each takes what is the person's up to the moment of the erasure, answers how much went, and finds nothing the second
   time.
2. Whoever has begun anew under the same id keeps what is later.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from mikomi import keys, packing
from mikomi.aws import (
    addresses,
    company_deeds,
    dead_letters,
    digests,
    erasures,
    exports,
    log,
    mail_threads,
    people,
    state_items,
)
from mikomi.aws.erasures import Erasure, KnownBy
from mikomi.core.people import identity
from mikomi.core.sales.company_deeds import without as without_people
from mikomi.model.effects import effect_of
from mikomi.model.events import Event, Packet
from mikomi.shell.archive import erasure as archive
from mikomi.shell.archive import shadow

Removal = Callable[[KnownBy, Erasure], int]


def from_archive(known: KnownBy, _erasure: Erasure) -> int:
    """No answer of the archive's holds them from now on, and no file from tonight's compaction on."""
    return archive.note_subjects(known.subjects)


def from_addresses(known: KnownBy, asked: Erasure) -> int:
    """No mail goes there any more, whoever asks for it; the row bears no address."""
    for each in known.addresses:
        addresses.suppress(each, "erasure", asked.erased_at)
    return 0


def from_log(known: KnownBy, asked: Erasure) -> int:
    """The events."""
    ghosts = {f"{kind}:{each}" for each in known.ids if not _began_anew(each) for kind in ("o", "p")}
    return sum(without(subject, _always if subject in ghosts else asked.reaches) for subject in known.subjects)


def _always(_event: Event) -> bool:
    """What is told of a place in which nobody is, whenever it is told: an effect that was on its way, an old mail's
    link."""
    return True


def without(subject: str, is_gone: Callable[[Event], bool]) -> int:
    """Take these events out of the subject's packets; how many they were."""
    return sum(_thinned(packet, is_gone) for packet in log.packets(subject, surely=True))


def _thinned(packet: Packet | None, is_gone: Callable[[Event], bool]) -> int:
    """Another erasure may thin the same packet at the same time: then it is read again."""
    while packet:
        kept = tuple(event for event in packet.events if not is_gone(event))
        gone = len(packet.events) - len(kept)
        if not kept:
            log.erase(packet.subject, packet.sort)
        elif gone and not log.cut(packing.pack_models(replace(packet, events=kept)), len(packet.events)):
            packet = log.find(packet.subject, packet.sort)
            continue
        return gone
    return 0


def from_late(known: KnownBy, asked: Erasure) -> int:
    """What came late under another subject than the person's, as far as it speaks of the person."""
    gone = 0
    for each in known.ids:
        for subject in erasures.late(each):
            gone += without(subject, lambda event: _speaks_of(event, known, asked))
            erasures.forget_late(each, subject)
    return gone


def _speaks_of(event: Event, known: KnownBy, asked: Erasure) -> bool:
    claim = identity.claim_of(event)
    if claim is None or event.at > asked.erased_at:
        return False
    return claim.email in known.addresses or claim.user_id in known.users


def from_rows(known: KnownBy, asked: Erasure) -> int:
    """What was sent to the person, and to sales of the person: the rows of mails, alerts and webhooks, and what stands
    beside them."""
    gone = 0
    for each in known.ids:
        pk = keys.person_pk(each)
        anew = _began_anew(each)
        for item in state_items.partition(pk):
            sk = item["sk"]["S"]
            if sk == keys.PERSON or sk.startswith(erasures.LATE) or (anew and not _is_of_before(item, asked)):
                continue
            _take_beside(item)
            state_items.remove(pk, sk)
            gone += 1
    return gone


def _began_anew(person: str) -> bool:
    """Or is somebody else's place by now."""
    there = people.look(person)
    return there is not None and (isinstance(there, people.Alias) or bool(there.members))


def _is_of_before(item: dict[str, Any], asked: Erasure) -> bool:
    """Whether a row was decided before the erasure. What says nothing of that is left with whoever began anew."""
    if "said" in item:  # what somebody wrote in a reply
        return int(item["at"]["N"]) <= asked.erased_at
    return "effect" in item and effect_of(item["effect"]["S"]).at <= asked.erased_at


def _take_beside(item: dict[str, Any]) -> None:
    if "ses_id" in item:
        mail_threads.remove(item["ses_id"]["S"])
    if "digest" in item:
        digests.withdraw(item["digest"]["S"], item["sk"]["S"].partition("#")[2])


def from_identifiers(known: KnownBy, _erasure: Erasure) -> int:
    """Addresses, user ids and other systems' ids lead nowhere any more."""
    aliases = [*map(keys.email_alias, known.addresses), *map(keys.user_alias, known.users)]
    if _began_anew(known.person):
        return 0
    external = sum(erasures.take_alias(alias, each) for alias in known.external for each in known.ids)
    return external + sum(erasures.take_alias(alias, known.person) for alias in aliases)


def from_companies(known: KnownBy, _erasure: Erasure) -> int:
    """What is noted of them as somebody's colleague; others may write there at the same time."""
    gone, ahead = 0, list(known.companies)
    while ahead:
        deeds, version = company_deeds.read(ahead[-1])
        left = without_people(deeds, known.ids)
        if left == deeds or company_deeds.rewrite(ahead[-1], left, version):
            gone += left != deeds
            ahead.pop()
    return gone


def from_dead_letters(known: KnownBy, asked: Erasure) -> int:
    """What failed and was about the person."""
    whose = {*known.subjects, *known.ids, *map(keys.person_pk, known.ids)}
    letters = [each for each in dead_letters.noted() if each.whose in whose and each.first_at <= asked.erased_at]
    for letter in letters:
        dead_letters.remove(letter.id)
    return len(letters)


def from_shadow(known: KnownBy, _erasure: Erasure) -> int:
    """What a candidate would have done for them stays counted; whom it was about does not."""
    return shadow.forget({*known.ids})


def from_exports(known: KnownBy, _erasure: Erasure) -> int:
    """That somebody was handed out stays noted; whom it was about does not."""
    return sum(exports.forget_whom(each) for each in exports.every() if each.asked.get("person") in known.ids)


TABLE: dict[str, Removal] = {
    "archive": from_archive,
    "addresses": from_addresses,
    "rows": from_rows,
    "events": from_log,
    "late": from_late,
    "identifiers": from_identifiers,
    "companies": from_companies,
    "letters": from_dead_letters,
    "exports": from_exports,
    "shadow": from_shadow,
}
"""What is told to whoever asked, and who takes it away; in this order."""
