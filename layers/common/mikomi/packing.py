"""How a packet is written down: the events of one subject as compressed JSON, each distinct context once.

Rules
1. Writing speaks plain dicts, because ingestion must start and answer fast: an event of the log carries the names of
   `model.events.Event`'s fields, without those that the packet knows (`subject`, `received_at`) and without defaults.
   Reading answers models.
2. A packet's key follows from what the client said alone: the time of its first event as the client wrote it, and the
   messageIds in their order. So a retry lands on the same key, whatever the clocks did in between.
3. What was sent with the secret key never shares a key with what anybody can send.
4. What was stored is read again, and what a newer release added is kept beside it. A number that is none (NaN and
   its like were once taken) is read as nothing.
"""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mikomi import compact, keys

if TYPE_CHECKING:
    from mikomi.model.events import Packet

LARGEST = 390_000
"""Bytes of compressed events that fit one item (400 KB) beside its key and its other attributes."""
LONGEST_NAMES = 1_000
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


EVIDENCE = frozenset(
    (
        "Unsubscribed",
        "Topic Unsubscribed",
        "Mail Paused",
        "Mail Bounced",
        "Mail Complained",
        "Suppression Added",
        "Suppression Lifted",
    )
)
"""Names of events that prove whether somebody may be written to (`model.events` says what each is)."""


class Packed(NamedTuple):
    """One item of the log. `names` lists the distinct names of its events, comma-separated, `size` their number;
    `events` is compressed. `evidence`: one of them proves whether somebody may be written to."""

    subject: str
    sort: str
    received_at: int
    names: str
    size: int
    events: bytes
    evidence: bool = False


def iso(moment: int) -> str:
    """The moment (ms) as the log's keys write it: `2026-11-21T20:28:13.950Z`."""
    seconds, millis = divmod(moment, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}.{millis:03d}Z"


def sort_of(moment: int, ids: list[str], proof: int = 1) -> str:
    """`<time of the first event>#<digest of the messageIds in order>`."""
    return f"{iso(moment)}#{keys.digest(str(proof), json.dumps(ids))}"


def pack(
    subject: str, sort: str, received_at: int, events: list[dict[str, Any]], beside: dict[str, Any] | None = None
) -> Packed:
    """The item for these events. An event's `context` becomes an index into the packet's distinct contexts; `beside`
    is what else stands in the packet."""
    contexts: dict[str, int] = {}
    lines = []
    latest: Any = None
    place = 0
    for event in events:
        line = event.copy()
        if context := line.pop("context", None):
            if context is not latest:  # what was trimmed once is the very same object
                latest, place = context, contexts.setdefault(_text(context), len(contexts))
            line["c"] = place
        lines.append(line)
    others = _text(beside)[1:-1] + "," if beside else ""
    body = f'{{{others}"c":[{",".join(contexts)}],"e":{_text(lines)}}}'.encode()
    names = ",".join(dict.fromkeys(event.get("name") or event["type"] for event in events))
    return Packed(
        subject,
        sort,
        received_at,
        names[:LONGEST_NAMES],
        len(events),
        compact.compacted(body, compact.PACKET),
        any(map(is_evidence, events)),
    )


def is_evidence(event: dict[str, Any]) -> bool:
    """Whether the event proves that somebody may be written to, or may not. A browser's own word proves neither."""
    if event.get("origin", "client") != "client" and event.get("name") in EVIDENCE:
        return True
    can_say = event.get("proof") == 2 or event.get("origin") == "form"
    return can_say and bool((event.get("context") or {}).get("consent"))


def pack_models(packet: "Packet") -> Packed:
    """The item for a packet that was built as models (a mail's feedback, a rep's answer)."""
    from mikomi.model.stored_json import plain_of

    known = ("subject", "received_at")
    events = [{name: value for name, value in plain_of(event).items() if name not in known} for event in packet.events]
    return pack(packet.subject, packet.sort, packet.received_at, events, packet.unknown)


def unpack(subject: str, sort: str, received_at: int, events: bytes) -> "Packet":
    """The packet that an item holds. ValueError or zlib.error if it is none of ours."""
    from mikomi.model.events import Event, Packet
    from mikomi.model.stored_json import of_plain

    packet = _read(compact.text_of(events))
    contexts, lines = packet.pop("c"), packet.pop("e")
    read = [
        of_plain(
            Event,
            {
                "context": contexts[line.pop("c")] if "c" in line else {},
                **_with_short_ids(line),
                "subject": subject,
                "received_at": received_at,
            },
        )
        for line in lines
    ]
    return Packet(subject=subject, sort=sort, received_at=received_at, events=tuple(read), unknown=packet)


def _read(text: str | bytes) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # a number that is none, or that only Python follows (rule 4)
        return json.loads(text, parse_constant=lambda _: None)


def _with_short_ids(line: dict[str, Any]) -> dict[str, Any]:
    """Ids are written down with much that they cause, so whoever reads the log reads none that is out of all bounds."""
    if len(line.get("id") or "") <= keys.LONGEST_ID and len(line.get("user_id") or "") <= keys.LONGEST_ID:
        return line
    long = [name for name in ("id", "user_id") if len(line.get(name) or "") > keys.LONGEST_ID]
    return {**line, **{name: keys.shortened(line[name]) for name in long}}
