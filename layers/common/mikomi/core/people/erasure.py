"""Who was erased stays erased: what happened before is told to nobody any more, whenever it arrives.

Rules
1. In the place of an erased person one thing stands, the moment of the erasure (`Person.erased_at`).
2. What happens later is somebody's who begins anew there, and knows nothing of before.
3. What a mail, a rep or a server of ours says (`p:`) of somebody who has not begun anew says nothing of anybody: an old
   mail's link may still be followed.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from mikomi.model.base import Millis
from mikomi.model.events import Event, Packet
from mikomi.model.person import Person


def is_dropped(person: Person, event: Event) -> bool:
    """Whether the person who stands here is told nothing of this event."""
    if person.erased_at is None:
        return False
    return event.at <= person.erased_at or (event.subject.startswith("p:") and not person.members)


def since(erased_at: Millis | None, packets: Iterable[Packet]) -> Iterator[Packet]:
    """The packets without what happened until the erasure."""
    for packet in packets:
        events = tuple(event for event in packet.events if erased_at is None or event.at > erased_at)
        if events:
            yield packet if len(events) == len(packet.events) else replace(packet, events=events)
