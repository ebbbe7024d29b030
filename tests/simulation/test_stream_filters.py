"""The simulated streams call whom the template's filters call (what those let through: functions/test_filters)."""

import pytest

from simulation.engine.dynamodb import Change
from simulation.world import World


@pytest.mark.parametrize(
    ("beside", "called"),
    [
        ({}, set()),
        ({"effects": {"S": "[]"}}, {"AlertFunction", "ScheduleStepFunction"}),
        ({"arm_at": {"N": "1"}}, {"ScheduleStepFunction"}),
    ],
)
def test_a_record_waits_for_whoever_has_something_to_do(beside, called):
    """A commit that decided nothing lies in no shard that somebody reads; neither does what expires."""
    world = World(1)
    item = {"pk": {"S": "person#l_1"}, "sk": {"S": "person"}, "state": {"S": "{}"}, **beside}
    world._changed(Change(1, world.state_table, "person#l_1", "person", None, item))
    assert waiting(world) == called
    world._changed(Change(2, world.state_table, "person#l_1", "person", item, None))
    assert waiting(world) == called


def waiting(world):
    """Whose shards hold a record."""
    return {
        mapping.function
        for mapping in world.mappings
        if mapping.table == world.state_table and any(shard.waiting for shard in mapping._shards)
    }
