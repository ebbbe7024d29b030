"""What readers wish for by the page of their mails: no more of one topic, nothing at all, nothing for a while."""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi import tokens
from mikomi.model.person import PAUSE

from simulation.invariants.sight import Sight
from simulation.time import SECOND
from simulation.world import ROOT

IN_FLIGHT = 61 * SECOND


class Wish(NamedTuple):
    """`topic` None: of all mail; `pauses`: only for a while. `at`: when it was answered."""

    address: str
    topic: str | None
    pauses: bool
    at: int

    def is_against(self, address: str, topic: str | None, at: int) -> bool:
        if address != self.address or at <= self.at + IN_FLIGHT or (self.pauses and at >= self.at + PAUSE - IN_FLIGHT):
            return False
        return self.topic is None or self.topic == topic


def wishes(sight: Sight) -> list[Wish]:
    made = []
    for request in sight.world.evidence.requests:
        if request.method == "POST" and request.path.startswith("/u/") and request.status == 200:
            link = tokens.unseal(ROOT, "unsubscribe", request.path[3:]) or {}
            topic = None if request.body in ("choice=all", "choice=pause") else link.get("t")
            made.append(Wish(link["a"], topic, request.body == "choice=pause", request.ended))
    return made


def nothing_against_a_wish(sight: Sight) -> Iterator[str]:
    asked = wishes(sight)
    for mail, row, effect in sight.step_mails:
        if effect and effect["marketing"]:
            for wish in asked:
                if wish.is_against(mail.to, effect.get("topic"), mail.at):
                    what = wish.topic or ("a pause" if wish.pauses else "all mail")
                    yield f"{row} went to {mail.to}, {(mail.at - wish.at) // SECOND} s after they wished so ({what})"


def wishes_only_grow(sight: Sight, row_of: dict[str, dict[str, object]]) -> Iterator[str]:
    """`row_of`: each address's row as it is at rest."""
    left: dict[str, set[str]] = {}
    for _, state in sight.person_writes:
        topics = set(state.get("unsubscribed_from", ())) | ({"(a pause)"} if "paused_at" in state else set())
        if gone := left.get(state["id"], set()) - topics:
            yield f"{state['id']} had left {sorted(gone)} and no longer has"
        left[state["id"]] = topics
    for person, topics in left.items():
        home = sight.people.get(sight.resolved(person), {})
        known = set(home.get("unsubscribed_from", ())) | ({"(a pause)"} if "paused_at" in home else set())
        if gone := topics - known:
            yield f"{person} had left {sorted(gone)}, the lead that it became has not"
    for event in sight.log:
        name = event.said.get("name")
        if name in ("Topic Unsubscribed", "Mail Paused") and event.subject not in sight.unfolded_subjects:
            home = sight.people.get(sight.resolved(event.subject[2:]), {})
            topic = event.said.get("properties", {}).get("topic")
            if (topic not in home.get("unsubscribed_from", ())) if topic else ("paused_at" not in home):
                yield f"{event.subject} said {name}, and the lead does not say so"
    for wish in wishes(sight):
        attribute = "paused_at" if wish.pauses else f"topic#{wish.topic}" if wish.topic else None
        if attribute and attribute not in row_of.get(wish.address, {}):
            yield f"{wish.address} was told that its wish is known, and its row does not say so"
