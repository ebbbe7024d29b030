"""Two releases side by side: what a newer one wrote is there when it comes back (I31)."""

from collections.abc import Iterator

from simulation.invariants.sight import Json, Sight
from simulation.releases import ATTRIBUTE, KEY, KIND, MEMBER_KEY


def what_a_newer_release_wrote_stays(sight: Sight) -> Iterator[str]:
    """I31: no commit, merge, look or rebuild of ours loses a key, an attribute or an effect that a newer release put
    into a person; and the effect is still looked after."""
    last: dict[str, tuple[set[str], bool]] = {}
    for write, state in sight.person_writes:
        person, item = state["id"], write.change.after or {}
        had, indexed = last.get(person, (set(), False))
        if lost := had - _held(state):
            yield f"{person} lost {sorted(lost)[:3]} of a newer release"
        if indexed and ATTRIBUTE not in item:
            yield f"{person} lost the attribute of a newer release"
        last[person] = (_held(state), ATTRIBUTE in item)
    for visitor, lead in sight.aliases.items():
        lost = last.get(visitor, (set(), False))[0] - _held(sight.people.get(lead, {}))
        if lost:
            yield f"{lead} lacks {sorted(lost)[:3]} of {visitor}, which a newer release wrote"
    for person, state in sight.people.items():
        if any(effect["kind"] == KIND for effect in state.get("effects", ())) and "check_at" not in state:
            yield f"nobody looks after the effect of a newer release in {person}"


def _held(state: Json) -> set[str]:
    """What of the newer release this state holds, each by a name of its own."""
    members = state.get("members", {}).items()
    return {
        *(f"{KEY}/{mark}" for mark in state.get(KEY, {})),
        *(f"{subject}/{MEMBER_KEY}" for subject, member in members if MEMBER_KEY in member),
        *(f"effect/{effect['id']}" for effect in state.get("effects", ()) if effect["kind"] == KIND),
    }
