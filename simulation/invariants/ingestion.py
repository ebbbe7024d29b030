"""Ingestion: what was answered is stored, once, as it was said (I1 to I4)."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulation.invariants.sight import Sight

TOLD_AGAIN = ("Rep Answered", "Mail Bounced", "Mail Complained")


def _told(sight: Sight) -> Iterator[tuple[int, dict[str, Any]]]:
    """(answer's moment, event) of each event that was answered 2xx as accepted."""
    for request in sight.world.evidence.requests:
        if request.path != "/v1/batch" or request.status != 200:
            continue
        refused = {each["index"] for each in json.loads(request.answer)["rejected"]}
        for index, event in enumerate(json.loads(request.body)["batch"]):
            if index not in refused:
                yield request.ended, event


def _subject(event: dict[str, Any]) -> str:
    return f"a:{event['anonymousId']}" if event.get("anonymousId") else f"u:{event.get('userId')}"


def answered_is_stored(sight: Sight) -> Iterator[str]:
    """I1: every event that was answered 2xx lies in the log before the answer went out."""
    stored: dict[tuple[str, str], int] = {}
    for write in sight.writes:
        if write.change.table == sight.world.event_table and write.change.after is None:
            yield f"the packet {write.change.pk} {write.change.sk} was deleted"
    at = {write.change.number: write.at for write in sight.writes}
    for event in sight.log:
        stored.setdefault((event.subject, event.id), at[event.change])
    for answered, said in _told(sight):
        found = stored.get((_subject(said), said["messageId"]))
        if found is None or found > answered:
            yield f"{_subject(said)} {said['messageId']} was answered 200 at {answered} and is not in the log"
    for request in sight.world.evidence.requests:
        if request.path.startswith("/v1/forms/") and request.status == 200:
            said = json.loads(request.body)
            found = stored.get((_subject(said), said["messageId"]))
            if found is None or found > request.ended:
                yield f"the form {said['messageId']} was thanked for and is not in the log"


def repeated_is_folded_once(sight: Sight) -> Iterator[str]:
    """I2: the same request, sent again, lies in the log once: no two packets of a subject hold the same events."""
    held: Counter[tuple[str, tuple[str, ...]]] = Counter()
    packets: dict[tuple[str, str], list[str]] = {}
    for event in sight.log:
        # what a rep presses again, what comes back twice from one mail, and what an attacker says at another time, is
        # another packet of the same event
        if event.said.get("name") not in TOLD_AGAIN and not event.subject.startswith("a:evil"):
            packets.setdefault((event.subject, event.sort), []).append(event.id)
    for (subject, _), ids in packets.items():
        held[subject, tuple(ids)] += 1
    for (subject, told), times in held.items():
        if times > 1:
            yield f"{subject}: the events {told} are stored {times} times"


def nothing_is_dropped(sight: Sight) -> Iterator[str]:
    """I3: what came in is stored or refused with a reason, and nothing is stored that nobody sent."""
    sent: set[tuple[str, str]] = set()
    for request in sight.world.evidence.requests:
        if request.path == "/v1/batch":
            events = json.loads(request.body)["batch"]
            if request.status == 200:
                answer = json.loads(request.answer)
                if answer["accepted"] + len(answer["rejected"]) != len(events) or answer["received"] != len(events):
                    yield f"{len(events)} events: {answer['accepted']} taken, {len(answer['rejected'])} refused"
                if any(not refused.get("code") or not refused.get("message") for refused in answer["rejected"]):
                    yield "an event was refused without a reason"
            sent |= {
                (_subject(event), event["messageId"])
                for event in events
                if event.get("anonymousId") or event.get("userId")
            }
        elif request.path.startswith("/v1/forms/") and request.method == "POST":
            said = json.loads(request.body)
            sent |= {(_subject(said), said["messageId"]), (_subject(said), f"{said['messageId']}.identify")}
    for event in sight.log:
        if event.subject[:2] in ("a:", "u:") and (event.subject, event.id) not in sent:
            known = any(subject == event.subject and event.id.startswith(id) for subject, id in sent)
            if not known:
                yield f"{event.subject} {event.id} is in the log and was never sent"


def nobody_touches_anothers_event(sight: Sight) -> Iterator[str]:
    """I4: a packet, once stored, is never changed."""
    for write in sight.writes:
        change = write.change
        if change.table == sight.world.event_table and change.before is not None:
            yield f"the packet {change.pk} {change.sk} was changed"
