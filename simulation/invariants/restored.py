"""Tables that were restored to a moment, and the deployment that carries on from them (I49)."""

from collections.abc import Iterator

from simulation.invariants.sight import ENDED, Sight
from simulation.restoration import Items, Restoration
from simulation.world import World


def what_was_known_then_holds(sight: Sight) -> Iterator[str]:
    """I49: of what the tables knew at the moment to which they were restored nothing is lost, and no mail whose end
    they knew goes out again; one that went out since goes out once more at the most. Whoever had unsubscribed by the
    time at which the new deployment began to work gets no marketing mail of it."""
    restored = sight.story.restored
    if restored is None or restored.ended_at is None:
        return
    yield from _lost(restored, sight.world)
    rows: Items = restored.tables[sight.world.state_table]
    again = [(mail, row, effect) for mail, row, effect in sight.step_mails if mail.at >= restored.ended_at]
    for mail, row, effect in again:
        if rows.get(row, {}).get("status", {}).get("S") in ENDED:
            yield f"{row} had ended before the moment, and went out after it"
        if mail.to in restored.stopped and effect.get("marketing", True):
            yield f"{row} went to {mail.to}, which was stopped ({restored.stopped[mail.to]}) before the restore"


def _lost(restored: Restoration, world: World) -> Iterator[str]:
    for name, items in restored.tables.items():
        there = world.dynamodb.tables[name]
        for (pk, sk), item in items.items():
            now = there.get(pk, sk)
            if restored.stays_behind(pk, item):
                continue
            if sk.startswith(("mail#", "alert#", "hook#", "person")) or name == world.event_table:
                if now is None:
                    yield f"{pk} {sk} was there at the moment, and is gone"
                elif "version" in item and int(now.get("version", {}).get("N", 0)) < int(item["version"]["N"]):
                    yield f"{pk} {sk} is older than it was at the moment"
