"""A packet of the log as rows of the archive, and back.

Rules
1. `packet_of(rows_of(packet)) == packet`, whatever release wrote it.
2. The columns for questions are read as the product reads them (`behaviour.paths`, `people.touch`); what is no text
   where a text is asked for is no answer.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from mikomi.core.behaviour import paths
from mikomi.core.people import touch
from mikomi.model import stored_json
from mikomi.model.archive import ArchiveRow
from mikomi.model.base import Json
from mikomi.model.events import Event, Packet

LONGEST = 500
"""Characters of a column for questions; the event itself is kept whole beside it."""
LONGEST_LISTED = 5_000
"""The same of one that lists."""

_PLAIN = ("id", "type", "name", "origin", "proof", "anonymous_id", "user_id", "previous_id", "group_id")
_NAMED = (
    "form",
    "scenario",
    "enrolment",
    "step",
    "variant",
    "mail",
    "reason",
    "arm",
    "branch",
    "how",
    "band",
    "link",
    "alert",
    "answer",
    "promotion_id",
    "creative",
    "timing",
)
_YES_OR_NO = ("machine", "held_out")
_DOERS = ("human", "machine", "unknown")
_TAKEN_APART = ("rules", "segments")
"""Properties that are no texts, and columns all the same."""
_AS_JSON = ("properties", "traits", "context")
_KNOWN = frozenset((*_PLAIN, *_AS_JSON, "subject", "at", "received_at"))
_text = msgspec.json.encode
_LINES = msgspec.json.Decoder(ArchiveRow)


def rows_of(packet: Packet) -> list[ArchiveRow]:
    """Each event of the packet, in their order. What is unknown of the packet itself stands with its first event."""
    return [_row(event, packet, place) for place, event in enumerate(packet.events)]


def packet_of(rows: Sequence[ArchiveRow]) -> Packet:
    """The packet whose rows these are, in any order."""
    rows = sorted(rows, key=lambda row: row.place)
    first, beside = rows[0], _json(rows[0].beside)
    events = tuple(_event(row) for row in rows)
    packet = beside.get("packet", {})
    return Packet(subject=first.subject, sort=first.sort, received_at=first.received_at, events=events, unknown=packet)


def as_lines(rows: Iterable[ArchiveRow]) -> bytes:
    """The rows as JSON, one a line."""
    return msgspec.json.Encoder().encode_lines(list(rows))


def of_lines(text: bytes) -> list[ArchiveRow]:
    """The rows that `as_lines` wrote, in this release or an earlier one. ValueError if they are none."""
    return _LINES.decode_lines(text)


def _row(event: Event, packet: Packet, place: int) -> ArchiveRow:
    plain: Json = stored_json.plain_of(event)
    beside: Json = {name: value for name, value in plain.items() if name not in _KNOWN}
    if event.received_at != packet.received_at:
        beside["received_at"] = event.received_at
    rest: Json = {"event": beside} if beside else {}
    if packet.unknown and place == 0:
        rest["packet"] = packet.unknown
    landing = touch.landing_of(event)
    properties = event.properties
    columns: Json = {
        **{name: getattr(event, name) for name in _PLAIN},
        **{name: _short(properties.get(name)) for name in _NAMED},
        **{name: properties[name] for name in _YES_OR_NO if isinstance(properties.get(name), bool)},
        **{name: _as_text(properties.get(name)) for name in _TAKEN_APART},
        **{name: _text(plain[name]).decode() if name in plain else None for name in _AS_JSON},
    }
    return ArchiveRow(
        subject=packet.subject,
        sort=packet.sort,
        place=place,
        happened_at=event.at,
        received_at=packet.received_at,
        path=_short(paths.path_of(event)),
        plan=_whole(properties.get("plan")),
        lots=_whole(properties.get("lots")),
        source=_short((landing.source or landing.referrer or landing.click) if landing else None),
        made_by=properties["by"] if properties.get("by") in _DOERS else None,
        value=_number(properties.get("value")),
        score=_number(properties.get("score")),
        landed=True if landing else None,
        beside=_text(rest).decode() if rest else None,
        **columns,
    )


def _event(row: ArchiveRow) -> Event:
    plain: Json = {
        "subject": row.subject,
        "at": row.happened_at,
        "received_at": row.received_at,
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: _json(getattr(row, name)) for name in _AS_JSON},
        **_json(row.beside).get("event", {}),
    }
    return stored_json.of_plain(Event, plain)


def _short(value: Any) -> str | None:
    return value[:LONGEST] if isinstance(value, str) and value else None


def _as_text(value: Any) -> str | None:
    """What our outcomes list, as JSON; None where it is too long to be ours."""
    written = _text(value).decode() if isinstance(value, dict | list) else ""
    return written if 0 < len(written) <= LONGEST_LISTED else None


def _whole(value: Any) -> int | None:
    """A whole number that a column holds."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31 else None


def _number(value: Any) -> float | None:
    """A number that a column holds exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**53:
        return None
    return float(value)


def _json(text: str | None) -> Json:
    return msgspec.json.decode(text) if text else {}
