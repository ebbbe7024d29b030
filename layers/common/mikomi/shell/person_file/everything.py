"""All that there is of one person, gathered where an erasure would find it, and as JSON.

{"id", "made_at", "archive": whether it was asked,
 "known_as": {"ids", "addresses", "user_ids", "external_ids", "browsers", "shared_browsers"},
 "traits": {name: {"value", "said_at"}}, "person": the person as stored, "score": {"total", "interest", "fit"},
 "consent": as `GET /v1/leads/{id}/consent`, "events": [event of the log, with "subject"], "decided": [{"at", "points",
 "text"}], "mails": [mail, with "attempts": what was sent], "rows": [mail, alert, webhook, reply … as stored],
 "companies": {company: [{"alert", "at"}]}: as whose colleague they are noted, "failures": [what was not processed],
 "taken_out": [{"by", "at"}]: who took this file before}
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any, NamedTuple

import msgspec

from mikomi import clock, compact, keys
from mikomi.aws import company_deeds, dead_letters, erasures, exports, log, plans, state_items
from mikomi.aws.dead_letters import DeadLetter
from mikomi.aws.exports import Export
from mikomi.core.mails import as_sent
from mikomi.core.score import half_lives, totals
from mikomi.core.telling.timeline import Entry
from mikomi.core.words import wording
from mikomi.model import stored_json
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event, Packet
from mikomi.model.person import Person
from mikomi.packing import iso
from mikomi.shell import sent_mails
from mikomi.shell.erasure import known
from mikomi.shell.erasure.looks import Addressed
from mikomi.shell.people import portraits, proofs
from mikomi.shell.people.footprints import Past, nothing
from mikomi.shell.people.proofs import ConsentRecord

OF_THE_TABLE = ("pk", "due_shard", "rank_shard", "format", "version")
"""Attributes of rows that say where a row stands, and nothing of anybody."""
MADE_OF = "made_of"


class TooMuch(Exception):
    """There is more than somebody who waits for a page can be handed."""


class Everything(NamedTuple):
    """`past`: whether the archive was asked too."""

    whom: Addressed
    at: Millis
    past: bool
    events: list[Event]
    story: tuple[Entry, ...]
    consent: ConsentRecord
    rows: list[Json]
    mails: list[Json]
    companies: dict[str, list[Json]]
    failures: list[DeadLetter]
    taken_out: list[Export]

    @property
    def person(self) -> Person:
        return self.whom.person


def gather(whom: Addressed, past: Past | None = None, most: int | None = None) -> Everything:
    """All of it. `past`: the archive, where it is asked. Raises TooMuch beyond `most` events."""
    person, now = whom.person, clock.now()
    events = _events(whom, past or nothing, now, most)
    return Everything(
        whom=whom,
        at=now,
        past=past is not None,
        events=events,
        story=portraits.story(person),
        consent=proofs.of_person(person),
        rows=[row for each in whom.known.ids for row in _rows(each)],
        mails=sent_mails.plain_whole(person),
        companies=dict(_companies(whom)),
        failures=[each for each in dead_letters.noted() if each.whose in _names(whom)],
        taken_out=[each for each in exports.every() if each.asked.get("person") in whom.known.ids],
    )


def as_json(all_of_it: Everything, language: str) -> Json:
    person, its = all_of_it.person, all_of_it.whom.known
    score = totals.parts(person, all_of_it.at, half_lives.of_plan(plans.active()))
    return {
        "id": person.id,
        "made_at": iso(all_of_it.at),
        "archive": all_of_it.past,
        "known_as": {
            "ids": its.ids,
            "addresses": its.addresses,
            "user_ids": its.users,
            "external_ids": its.external,
            "browsers": browsers(its.subjects),
            "shared_browsers": browsers(its.shared),
        },
        "traits": {name: {"value": each.value, "said_at": iso(each.at)} for name, each in person.traits.items()},
        "person": _plain(person),
        "score": {"total": score.total, "interest": score.interest, "fit": score.fit},
        "consent": proofs.plain(all_of_it.consent),
        "events": [_event(event) for event in all_of_it.events],
        "decided": list(decisions(all_of_it.story, language)),
        "mails": all_of_it.mails,
        "rows": all_of_it.rows,
        "companies": all_of_it.companies,
        "failures": [each._asdict() for each in all_of_it.failures],
        "taken_out": [{"by": each.by, "at": iso(each.at)} for each in all_of_it.taken_out],
    }


def browsers(subjects: Iterable[str]) -> list[str]:
    """The ids of those of these subjects that are browsers."""
    return [each.removeprefix("a:") for each in subjects if each.startswith("a:")]


def decisions(story: Iterable[Entry], language: str) -> Iterator[Json]:
    """What was decided, when and why, in sentences; the latest first."""
    entries = list(story)
    names = {number: wording.names_of(plan, language) for number, plan in portraits.plans_of(entries).items()}
    for entry in entries:
        for reason in entry.why:
            text = wording.sentence(reason, language, names.get(reason.plan))
            yield {"at": iso(reason.at), "points": reason.points or 0, "text": text}


def _events(whom: Addressed, past: Past, now: Millis, most: int | None) -> list[Event]:
    """Each event of the person's own, in the order in which they happened."""
    subjects = dict.fromkeys((*whom.known.subjects, *whom.known.shared))
    shared = known.shared_events(whom.person, now) if whom.known.shared else {}
    since = whom.person.erased_at or -1
    there: dict[tuple[str, str], Event] = {}
    for subject in subjects:
        for packet in _packets(subject, past):
            for event in packet.events:
                if event.at > since and (subject not in shared or event.id in shared[subject]):
                    there.setdefault((subject, event.id), event)
            if most is not None and len(there) > most:
                raise TooMuch
    return sorted(there.values(), key=lambda event: (event.at, event.subject, event.id))


def _packets(subject: str, past: Past) -> Iterator[Packet]:
    return iter(merge(past(subject), log.packets(subject), key=lambda packet: packet.sort))


def _rows(person: str) -> Iterator[Json]:
    """What stands beside the person's own item: mails, alerts, channels, webhooks, replies."""
    for item in state_items.partition(keys.person_pk(person)):
        row = item["sk"]["S"]
        if row != keys.PERSON and not row.startswith(erasures.LATE):
            shown = {name: value for name, value in item.items() if name not in OF_THE_TABLE}
            yield {"of": person, **{name: _value(name, value) for name, value in shown.items()}}


def _value(name: str, typed: dict[str, Any]) -> Any:
    """A value of the table as it is read: numbers, texts, and what is packed in them."""
    ((kind, value),) = typed.items()
    match kind:
        case "S" if value[:1] in ("{", "["):
            return _json(value)
        case "N":
            return int(value) if value.lstrip("-").isdecimal() else float(value)
        case "B":
            return _packed(name, bytes(value))
        case _:
            return value


def _packed(name: str, value: bytes) -> Any:
    if name.startswith(MADE_OF) and (noted := as_sent.unpacked(value)):
        return _plain(noted)
    try:
        return compact.text_of(value).decode()
    except (zlib.error, UnicodeDecodeError):
        return b64encode(value).decode()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _companies(whom: Addressed) -> Iterator[tuple[str, list[Json]]]:
    ids = {*whom.known.ids}
    for company in whom.known.companies:
        deeds, _ = company_deeds.read(company)
        did = [(alert, at) for alert, people in deeds.did.items() for person, at in people.items() if person in ids]
        if did:
            yield company, [{"alert": alert, "at": iso(at)} for alert, at in did]


def _names(whom: Addressed) -> set[str]:
    return {*whom.known.subjects, *whom.known.ids, *map(keys.person_pk, whom.known.ids)}


def _event(event: Event) -> Json:
    return {**_plain(event), "subject": event.subject, "at": iso(event.at), "received_at": iso(event.received_at)}


def _plain(stored: Any) -> Any:
    return msgspec.json.decode(stored_json.written(stored))
