"""The preview of a change in flight for programs: the numbers of the page and the command, and nothing is changed."""

import pytest
from mikomi.core.scenarios.changes import RunChange
from mikomi.shell.everybody import change, inside

from tests.functions.read_api import get
from tests.functions.test_migrate import LEADS, crowd, finish, publish, runs, time_passes

PLACE = "/v1/scenarios/s/change"
__all__ = ["crowd"]


@pytest.mark.parametrize("act", ["version", "words", "stop"])
def test_a_program_sees_what_the_command_says(crowd, act):
    """Of each change; `to` is the version that runs, where none is named."""
    before = runs()
    *_, whole = inside.look(RunChange(act, "s", to=None if act == "stop" else 2))
    status, said = get(PLACE, f"act={act}")
    assert status == 200 and said["preview"] == {**whole.plain(), "complete": True}
    assert (said["scenario"], said["act"], said["to"]) == ("s", act, None if act == "stop" else 2)
    assert said["preview"]["inside"] == LEADS and said["latest"] is None
    assert runs() == before and change.latest() is None


def test_what_is_usual_and_what_is_seen_of_the_latest(crowd, monkeypatch):
    """Without a word it is the version that runs; while a change goes on there is its course and no preview."""
    assert get(PLACE)[1]["preview"]["act"] == "version" and get(PLACE, "to=1")[1]["preview"]["concerned"] == 0
    monkeypatch.setattr(inside, "PATIENCE", 1)
    monkeypatch.setattr(inside, "ROWS", 4)
    assert get(PLACE)[1]["preview"]["complete"] is False
    change.begin(RunChange("version", "s", to=2, by="sato", why="price"))
    status, said = get(PLACE)
    assert status == 200 and said["preview"] is None
    assert (said["latest"]["state"], said["latest"]["by"], said["latest"]["ended_at"]) == ("going", "sato", None)
    finish()
    said = get(PLACE)[1]
    assert (said["latest"]["people"], said["preview"]["concerned"]) == (LEADS, 0) and said["latest"]["ended_at"]


def test_of_a_deleted_scenario_an_end_is_the_usual(crowd):
    """Whoever is inside waits for a word."""
    publish(crowd)
    time_passes()
    said = get(PLACE)[1]
    assert (said["act"], said["preview"]["concerned"]) == ("stop", LEADS)


@pytest.mark.parametrize(
    ("query", "status"),
    [("to=99", 404), ("to=0", 404), ("to=x", 404), ("act=enter", 400), ("of=2", 400), ("to=9999999999", 404)],
)
def test_what_is_asked_wrongly_is_refused(crowd, query, status):
    """A version that never was, a change that there is not, a parameter that nobody reads."""
    assert get(PLACE, query)[0] == status
    assert get("/v1/scenarios/nobody/change")[0] == 404 and get(PLACE, headers={})[0] == 401
