"""What Segment's clients send becomes packets of the log, or a reason why not.

Rules
1. Every event that came in goes out once: into a packet, or among the rejected with its index, pointer, code and what
   the sentence needs.
2. An event is built from what is listed here, never copied: who sent it (`origin`, `proof`) and what we found out
   (`recognised`) cannot be said from outside.
3. A missing messageId is derived from the content and the client's own time, so that a retry is the same event
   wherever that is possible.
4. The events of one subject make one packet, in their order, or several if they are many. An explicit null and an
   empty id are a missing one; so is what programs write in the place of an id (`undefined`), and then the answer says
   so.
5. A userId is no secret. With the public key and without a browser, it is the word of somebody who says to be that
   user: a browser of its own, which is or is not the lead's like any other.
6. Every value can be written and read again by whoever comes after: numbers are finite and below 2^63, and nothing is
   nested deeper than a reader follows. What is not kept is not looked at.
7. A link out of our mail proves who reads, not who writes: it counts for page views and tracks, never for an
   identify, a group or an alias.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from mikomi import keys, packing
from mikomi.core.tracking.json_body import LEVELS, follow
from mikomi.core.tracking.named_addresses import address_of, together
from mikomi.core.tracking.segment_context import Trim, trimmer, without_tokens
from mikomi.core.tracking.segment_names import Ignored, Named, short_text
from mikomi.core.tracking.segment_time import corrected, moment
from mikomi.errors import Refused
from mikomi.packing import Packed

Json = dict[str, Any]

TYPES = ("track", "page", "screen", "identify", "group", "alias")
BEHAVIOUR = ("track", "page", "screen")
EVENT_BYTES = 32 * 1024
EVENTS = 10_000
"""More than fit the bytes of a request, unless they say nothing: Segment bounds bytes, and so do we."""
PACKET_EVENTS = 100
"""Events of one subject that are folded in one go."""
PEOPLE, PEOPLE_OF_SERVERS = 250, 1_000
"""Subjects of one request, with the public key and with the secret one: each is a put at least, and what a stranger can
cause has a price."""


class Caller(NamedTuple):
    """Who speaks: with the secret key or not, when it reached us, how a link of our mails is recognised (token →
    what the context says of it: `recognised`, the person's id, and `clicked`, the click's). `overdone`: addresses
    (`named_addresses`) that were named too often, and in how many minutes they may be named again.
    """

    secret: bool
    received_at: int
    sent_at: int | None
    recognise: Callable[[str], Json | None]
    overdone: Mapping[str, int] = MappingProxyType({})


class Rejection(NamedTuple):
    position: int
    pointer: str
    code: str
    params: Json


class Taken(NamedTuple):
    """One event as the log writes it. `written_at` is its time as the client wrote it, or when it reached us."""

    subject: str
    written_at: int
    event: Json
    ignored: list[Ignored]


class Received(NamedTuple):
    """`came` events came in; `packets` hold those that are good, `rejected` names the others. `ignored` names what
    was left out of the good ones."""

    came: int
    packets: list[Packed]
    rejected: list[Rejection]
    ignored: list[Ignored]


def one(body: Json, kind: str | None, caller: Caller, large: bool) -> Received:
    """A single event; `kind` is what the address says it is (None: its own `type`). A bad one is `Refused`."""
    taken = _take(body, kind, "", 0, caller, trimmer(caller.secret), large)
    return Received(1, [_packet([taken], caller)], [], taken.ignored)


def batch(body: Json, caller: Caller, large: bool) -> Received:
    """A batch, each event by its own `type`. `Refused` only if there is no batch in it; bad events are rejected one
    by one.

    `large`: the body is longer than one event may be, so each event is measured.
    """
    sent = body.get("batch")
    if not isinstance(sent, list):
        raise Refused("batch_missing", "/batch")
    if len(sent) > EVENTS:
        raise Refused("batch_too_long", "/batch", limit=EVENTS, count=len(sent))
    trim = trimmer(caller.secret)
    by_subject: dict[str, list[Taken]] = {}
    rejected = []
    ignored: list[Ignored] = []
    for index, each in enumerate(sent):
        try:
            taken = _take(each, None, f"/batch/{index}", index, caller, trim, large)
        except Refused as why:
            rejected.append(Rejection(index, why.pointer, why.code, why.params))
        else:
            by_subject.setdefault(taken.subject, []).append(taken)
            ignored.extend(taken.ignored)
    most = PEOPLE_OF_SERVERS if caller.secret else PEOPLE
    if len(by_subject) > most:
        raise Refused("batch_of_too_many", "/batch", limit=most, count=len(by_subject))
    packets = [packet for events in by_subject.values() for packet in _packets(events, caller)]
    return Received(len(sent), packets, rejected, ignored)


def _packets(taken: list[Taken], caller: Caller) -> Iterator[Packed]:
    """The events of one subject, in as many packets as they need. How they are parted follows from them alone, so a
    retry is parted alike."""
    for start in range(0, len(taken), PACKET_EVENTS):
        yield from _that_fit(taken[start : start + PACKET_EVENTS], caller)


def _that_fit(taken: list[Taken], caller: Caller) -> Iterator[Packed]:
    """Halves of halves, until each fits one item. `Refused` for an event that alone is too large for one."""
    packet = _packet(taken, caller)
    if len(packet.events) <= packing.LARGEST:
        yield packet
    elif len(taken) == 1:
        raise Refused("packet_too_large")
    else:
        middle = len(taken) // 2
        yield from _that_fit(taken[:middle], caller)
        yield from _that_fit(taken[middle:], caller)


def _packet(taken: list[Taken], caller: Caller) -> Packed:
    events = [each.event for each in taken]
    sort = packing.sort_of(taken[0].written_at, [event["id"] for event in events], 2 if caller.secret else 1)
    return packing.pack(taken[0].subject, sort, caller.received_at, events)


def _take(sent: Any, kind: str | None, pointer: str, index: int, caller: Caller, trim: Trim, large: bool) -> Taken:
    """One event out of what was sent. `Refused` says what is wrong with it."""
    if not isinstance(sent, dict):
        raise Refused("event_not_object", pointer)
    if large and (size := len(_text(sent, pointer).encode())) > EVENT_BYTES:
        raise Refused("event_too_large", pointer, limit=EVENT_BYTES, size=size)
    type_ = kind or _type(sent, pointer)
    said = Named(sent, pointer, index)
    anonymous_id, user_id = said.get("anonymousId"), said.get("userId")
    if not anonymous_id and not user_id:
        raise said.missing("id_missing")
    speaks_for_user = not anonymous_id and not caller.secret
    subject = keys.claimed_subject(user_id or "") if speaks_for_user else keys.subject_of(anonymous_id, user_id)
    original = moment(sent.get("originalTimestamp") or sent.get("timestamp"))
    written_at = caller.received_at if original is None else original
    sent_at = moment(sent.get("sentAt")) or caller.sent_at
    message_id = said.get("messageId") or _derived_id(subject, index, written_at, _text(sent, pointer))

    event: Json = {"id": message_id, "type": type_, "at": corrected(original, sent_at, caller.received_at)}
    if anonymous_id:
        event["anonymous_id"] = anonymous_id
    if user_id:
        event["user_id"] = user_id
    _by_type(event, sent, type_, pointer, said)
    if properties := _object(sent, "properties", pointer):
        event["properties"] = without_tokens(properties)
    context = _dict(sent, "context", pointer)
    kept = trim(context, f"{pointer}/context")
    traits = _traits(sent, context, type_, pointer)
    if type_ == "identify":
        traits = said.with_address(traits)
    if traits and type_ in ("identify", "group"):
        event["traits"] = traits
    _vouch(event, context, kept, caller)
    if type_ == "identify" and (minutes := caller.overdone.get(address_of(traits) or "")):
        raise Refused("named_too_often", f"{pointer}/traits/email", minutes=minutes)
    return Taken(subject, written_at, event, said.ignored)


def _traits(sent: Json, context: Json, type_: str, pointer: str) -> Json:
    """The traits; of an identify also those that some SDKs put into the context, behind its own."""
    traits = _object(sent, "traits", pointer)
    beside = context.get("traits") if type_ == "identify" else None
    if isinstance(beside, dict):
        follow(beside, pointer + "/context/traits")
    return together(beside, traits)


def _vouch(event: Json, context: Json, kept: Json, caller: Caller) -> None:
    """What the sender of the event can show for it (rule 7), and the context that is kept."""
    if caller.secret:
        event["proof"] = 2
        event["origin"] = "server"
    elif event["type"] in BEHAVIOUR and "anonymous_id" in event and isinstance(token := context.get("mikomi"), str):
        known = caller.recognise(token)
        if known:
            event["proof"] = 2
            kept = {**kept, **known}
    if kept:
        event["context"] = kept


def _by_type(event: Json, sent: Json, type_: str, pointer: str, said: Named) -> None:
    """What only this type has, and must have."""
    if type_ == "track":
        name = sent.get("event")
        if not isinstance(name, str) or not name.strip():
            raise Refused("event_name_missing", pointer + "/event")
        event["name"] = name
    elif type_ in ("page", "screen"):
        if name := short_text(sent, "name", pointer):
            event["name"] = name
    elif type_ == "group":
        event["group_id"] = said.needed("groupId", "group_id_missing")
    elif type_ == "alias":
        said.needed("userId", "user_id_missing")
        event["previous_id"] = said.needed("previousId", "previous_id_missing")


def _type(sent: Json, pointer: str) -> str:
    given = sent.get("type")
    if given is None:
        raise Refused("type_missing", pointer + "/type", allowed=", ".join(TYPES))
    if given not in TYPES:
        raise Refused("type_unknown", pointer + "/type", given=str(given)[:40], allowed=", ".join(TYPES))
    return str(given)


def _object(sent: Json, name: str, pointer: str) -> Json:
    given = _dict(sent, name, pointer)
    follow(given, f"{pointer}/{name}")
    return given


def _dict(sent: Json, name: str, pointer: str) -> Json:
    given = sent.get(name)
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Refused("not_object", f"{pointer}/{name}", name=name)
    return given


def _text(sent: Json, pointer: str) -> str:
    """The event in one canonical form, without what differs between the tries of one client."""
    same = {name: value for name, value in sent.items() if name not in ("sentAt", "writeKey")}
    try:
        return json.dumps(same, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    except RecursionError:
        raise Refused("nested_too_deep", pointer, limit=LEVELS) from None


def _derived_id(subject: str, index: int, when: int, text: str) -> str:
    """For an event without messageId. With a time of the client's own, a retry derives the same again; without one
    nobody could tell."""
    return "m-" + keys.digest(subject, str(index), str(when), text)
