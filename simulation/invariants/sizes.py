"""No item grows for ever (I34)."""

from collections.abc import Iterator

from mikomi.core.people.bounds import MOST_BYTES

from simulation.invariants.sight import Json, Sight


def items_stay_small(sight: Sight) -> Iterator[str]:
    """I34: whatever is said of somebody with the public key, the person's item stays within its bytes."""
    for write in sight.writes:
        change = write.change
        if change.sk == "person" and change.after and _size(change.after) > MOST_BYTES:
            yield f"{change.pk} has {_size(change.after) // 1024} KB"


def _size(item: Json) -> int:
    return sum(len(name) + len(next(iter(value.values()))) for name, value in item.items() if value)
