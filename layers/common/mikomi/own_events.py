"""What we note ourselves as events of the log: a click in a mail, a rep's answer, what SES says, what a slot showed,
what somebody is reminded of.

Rules
1. An event's id follows from what it says, so that the same thing, noted again, is the same event and the same packet.
2. Plain dicts, as in `packing`: who answers a click must start fast.
"""

from typing import Any, Literal

from mikomi import keys, packing

Json = dict[str, Any]


def note(
    what: str,
    subject: str,
    *told_apart: str,
    at: int,
    origin: Literal["mail", "rep", "slot", "server", "webhook", "import"],
    proof: int = 1,
    type: Literal["track", "identify"] = "track",
    properties: Json | None = None,
    traits: Json | None = None,
    context: Json | None = None,
) -> Json:
    """The event, as the log writes it. `what` is a track event's name; `told_apart` is what two of the same name and
    subject differ in.
    """
    event: Json = {
        "id": f"{'s' if origin == 'slot' else 'm'}-" + keys.digest(what, subject, *told_apart),
        "type": type,
        "at": at,
        "origin": origin,
    }
    if type == "track":
        event["name"] = what
    if proof > 1:
        event["proof"] = proof
    if properties is not None:
        event["properties"] = properties
    if traits is not None:
        event["traits"] = traits
    if context is not None:
        event["context"] = context
    return event


def packet(subject: str, event: Json, now: int, moment: int | None = None) -> packing.Packed:
    """The packet of this one event, arrived `now`, under the key of its own time, or of this `moment`."""
    key = packing.sort_of(event["at"] if moment is None else moment, [event["id"]], event.get("proof", 1))
    return packing.pack(subject, key, now, [event])
