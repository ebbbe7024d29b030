"""Who was erased is found nowhere, whatever was under way or came late (I27)."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from zlib import error as Damaged

from mikomi import tokens
from mikomi.compact import text_of

from simulation.invariants.sight import Json, Sight
from simulation.time import HOUR
from simulation.workload.erased import Erased, Leaver
from simulation.world import ROOT

MAILS_END = 2 * HOUR
"""What SES had already, or was being given, may still be taken."""
IDS_STAY = ("mailings/", "queue ")
"""Where ids stay that lead to nobody: in lists of past mailings (docs/erasure.md), and in the queues of what failed, in
which SQS keeps nothing longer than two weeks."""


def nothing_is_left_and_nothing_comes_back(sight: Sight) -> Iterator[str]:
    """I27: of whoever was erased no item, object, schedule or message has a word; three months later not even an id;
    each erasure came to its end and names nobody; the archive knows whom to leave out; no mail goes there any more, and
    only a keyed hash says so. Those who stay keep every event."""
    story = sight.story
    if not isinstance(story, Erased) or sight.repair:
        return  # what an audit finds three months later is taken for new
    texts = [(where, text) for where, text in _stored(sight) if not _is_unheard_of(where, sight)]
    for leaver in story.leavers:
        if story.answered.get(leaver.email):
            yield from _nothing_is_left(sight, leaver, texts)
    yield from _erasures_ended(sight)
    yield from _the_others_stay(sight)


def _nothing_is_left(sight: Sight, leaver: Leaver, texts: list[tuple[str, str]]) -> Iterator[str]:
    asked = [each for each in _asked(sight) if leaver.email in each["addresses"]]
    if not asked:
        yield f"{leaver.email} was answered as erased, and no erasure has the address"
        return
    known = {name for each in _asked(sight) if _is_of(each, leaver) for name in (*each["ids"], *each["subjects"])}
    known -= set(_used_by_others(sight))
    for where, text in texts:
        for word in leaver.words:
            if word in text:
                yield f"{word} stands in {where}"
        for name in known:
            if name in text and not where.startswith(IDS_STAY):
                yield f"{name}, by which {leaver.email} was known, stands in {where}"
    row = sight.state.get((f"address#{_hash(leaver.email)}", "address"), {})
    first = min(each["at"] for each in asked)
    if "erasure" not in json.dumps(row):
        yield f"nothing says that {leaver.email} is written to no more: {row}"
    for mail in sight.mails:
        if mail.to == leaver.email and mail.at > first + MAILS_END:
            yield f"{leaver.email}, erased at {first}, was written to at {mail.at}"
    marked = {key.rpartition("/")[2] for (_, key) in sight.world.s3.objects if key.startswith("erased/")}
    for each in asked:
        for subject in each["subjects"]:
            if _mark(subject) not in marked:
                yield f"the archive does not know that {subject} of {leaver.email} is left out"


def _used_by_others(sight: Sight) -> Iterator[str]:
    """Browsers in which somebody who stays has said who they are: they remain theirs."""
    assert isinstance(sight.story, Erased)
    tablets = {f"a:{tablet.name}": other.email for other, tablet in sight.story.shared}
    for event in sight.log:
        if event.subject in tablets and tablets[event.subject] in json.dumps(event.said, ensure_ascii=False):
            yield event.subject


def _erasures_ended(sight: Sight) -> Iterator[str]:
    for (pk, sk), item in sight.state.items():
        if pk.startswith("erasure#") and ("known" in item or "done_at" not in item):
            yield f"{pk} {sk} has not come to its end: {sorted(item)}"


def _the_others_stay(sight: Sight) -> Iterator[str]:
    """Every event of the log stands in it still, but for what was somebody's who was erased."""
    assert isinstance(sight.story, Erased)
    table = sight.world.dynamodb.tables[sight.world.event_table]
    there = {(item["pk"]["S"], event["id"]) for item in table.all() for event in _events(item)}
    gone = {name for each in _asked(sight) for name in each["subjects"]}
    words = [word for leaver in sight.story.leavers for word in leaver.words]
    tablets = {f"a:{tablet.name}": other for other, tablet in sight.story.shared}
    for event in sight.log:
        if (event.subject, event.id) in there:
            continue
        text = json.dumps(event.said, ensure_ascii=False)
        if event.subject in tablets and tablets[event.subject].email in text:
            if event.subject in sight.unfolded_subjects:
                continue  # nobody was told yet that somebody else is there
            yield f"{event.subject} {event.id} is gone, and names {tablets[event.subject].email}, who stays"
            continue
        if event.subject in gone or event.subject in tablets:
            continue  # nameless at a tablet: whose it is says who was there before
        if not any(word in text for word in words) and not _is_of_a_ghost(event.subject, sight):
            yield f"{event.subject} {event.id} is gone, and was nobody's who was erased: {text[:200]}"


def _is_of_a_ghost(subject: str, sight: Sight) -> bool:
    return any(subject[2:] in each["ids"] for each in _asked(sight))


def _asked(sight: Sight) -> list[Json]:
    """Each erasure, with what the person was known by: restored tables may know more of them than when they asked."""
    found: dict[str, Json] = {}
    for write in sight.writes:
        item = write.change.after or {}
        if write.change.pk.startswith("erasure#") and "known" in item:
            found[write.change.pk] = {**json.loads(item["known"]["S"]), "at": int(item["asked_at"]["N"])}
    return list(found.values())


def _is_of(erasure: Json, leaver: Leaver) -> bool:
    return leaver.email in erasure["addresses"] or any(each.endswith(leaver.email) for each in erasure["addresses"])


def _stored(sight: Sight) -> Iterator[tuple[str, str]]:
    """Whatever is stored at rest: where, and its text."""
    for name, table in sight.world.dynamodb.tables.items():
        for item in table.all():
            yield f"{name} {item['pk']['S']} {item['sk']['S']}", _text(item)
    for (_, key), body in sight.world.s3.objects.items():
        yield key, key + body.decode("utf-8", "replace")
    for queue in sight.world.queues.values():
        for message in queue.messages:
            yield f"queue {queue.name}", message.body


def _is_unheard_of(where: str, sight: Sight) -> bool:
    """Whether it is a packet that no stream brought: nobody knows whose it is until an audit finds it."""
    name, _, key = where.partition(" ")
    return name == sight.world.event_table and key.partition(" ")[0] in sight.unfolded_subjects


def _events(item: Json) -> list[Json]:
    events: list[Json] = json.loads(text_of(_bytes(item["events"]["B"])))["e"]
    return events


def _text(item: Json) -> str:
    parts = []
    for name, typed in item.items():
        ((kind, value),) = typed.items()
        parts.append(f"{name}={_packed(_bytes(value)) if kind == 'B' else json.dumps(value, ensure_ascii=False)}")
    return "\n".join(parts)


def _bytes(value: str | bytes) -> bytes:
    return b64decode(value) if isinstance(value, str) else bytes(value)


def _packed(value: bytes) -> str:
    with suppress(Damaged):
        return text_of(value).decode()
    return value.decode("utf-8", "replace")


def _hash(address: str) -> str:
    return tokens.keyed_hash(ROOT, address)


def _mark(subject: str) -> str:
    return tokens.keyed_hash(ROOT, f"erased {subject}")
