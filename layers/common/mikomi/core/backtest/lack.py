"""Whose log and person do not belong together: part of what was folded is gone, or part of the log never was folded.

Rules
1. How many events a person was folded from, its members say (`Member.events`); of a browser that several share, all of
   theirs together.
2. What arrived after the last packet that was folded has been overlooked, unless it may still be on its way (`until`).
"""

from collections import defaultdict
from typing import Literal

from mikomi.core.decide import mark_of
from mikomi.core.replay import Footprints
from mikomi.model.base import Millis
from mikomi.model.events import Packet
from mikomi.model.person import Person

Lack = Literal["gaps", "lags"]


def lack_of(person: Person, footprints: Footprints, until: Millis) -> Lack | None:
    """`gaps`: the log holds less than was folded; `lags`: it holds more."""
    by_subject: dict[str, list[Packet]] = defaultdict(list)
    for packet in footprints.packets:
        by_subject[packet.subject].append(packet)
    for subject, member in person.members.items():
        if member.events > sum(len(packet.events) for packet in by_subject[subject]):
            return "gaps"
    for subject, packets in by_subject.items():
        holders = [each.members[subject] for each in (person, *footprints.others) if subject in each.members]
        newest = max((member.last_received for member in holders), default=-1)
        first: dict[str, Millis] = {}  # what came again was folded when it came first
        for packet in sorted(packets, key=lambda each: each.received_at):
            for event in packet.events:
                first.setdefault(mark_of(event), packet.received_at)
        late = any(newest < came <= until for came in first.values())
        if late or sum(came <= newest for came in first.values()) > sum(member.events for member in holders):
            return "lags"
    return None
