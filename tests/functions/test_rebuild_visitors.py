"""What was decided for a browser before it was anybody's stays so when the log is told again: what was noted of the
visitor is the visitor's, and what fell due for them fell due before they were a lead's."""

import pytest
from mikomi import clock, keys
from mikomi.aws import people
from mikomi.core import replay
from mikomi.model.events import REP_ANSWERED, Due
from mikomi.model.person import Person
from mikomi.shell.people import fold, footprints, rebuild

from tests.core.story import at, plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
HOUR, DAY = 3_600_000, 86_400_000
EMAIL = "p@example.co.jp"
VISITOR = keys.visitor_id("a:b")


def load(of: str) -> Person:
    person = people.load(of)
    assert person is not None
    return person


@pytest.fixture
def company(world):
    """Points for a look at the prices, which a rep's answer halves; and a tag a day after the first look."""
    scoring = {
        "rules": [{"id": "price", "name": "価格", "when": {"visited": "/price"}, "points": 10}],
        "bands": [{"id": "hot", "name": "Hot", "from": 30}, {"id": "cool", "name": "Cool", "from": 0}],
        "alert": {"on_enter": "hot", "to": ["sato"]},
        "feedback": {"early": {"label": "早い", "score": "halve"}},
    }
    scenario = {
        "id": "s",
        "trigger": {"when": {"visited": "/price"}},
        "reentry": "after_exit",
        "steps": [{"wait": "1d"}, {"id": "more", "add_points": 25, "reason": "翌日"}],
    }
    set_clock(NOW)
    world.publish(plan_of([scenario], scoring=scoring))
    yield world
    set_clock(NOW)


def comes(name: str, *events: dict, subject: str = "a:b", after: int = HOUR) -> None:
    set_clock(clock.now() + after)
    taken(packet(subject, *(events or (view(name),)), at=clock.now()))


def test_an_answer_about_a_visitor_is_not_about_the_lead_that_they_become(company):
    """A rep answers for a visitor, points are halved; hours later the visitor is a lead. Told again it is the same
    person, with the same points."""
    comes("one")
    answer = {"id": "a", "type": "track", "name": REP_ANSWERED, "origin": "rep", "proof": 2}
    comes("", {**answer, "properties": {"answer": "early", "rep": "sato"}}, subject=f"p:{VISITOR}")
    comes("two")
    comes("", *form("f", EMAIL))
    lead = load(keys.lead_id(f"email:{EMAIL}"))
    points = sum(entry.value for member in lead.members.values() for entry in member.points.values())
    assert 14.9 < points < 15.1, "half of the first look, and all of the second"
    assert rebuild.rebuild_person(lead.id) is False
    anew = replay.refold(lead, footprints.of(lead), footprints.under_version, clock.now())
    assert anew.members == lead.members


def test_what_fell_due_for_a_visitor_fell_due_before_they_were_a_leads(company):
    """The lead has points from another browser; the visitor's wait is over days before both are one. So nobody crossed
    a band by what both together had."""
    comes("", *form("f", EMAIL), subject="a:other")
    lead = keys.lead_id(f"email:{EMAIL}")
    comes("0", view("0"), subject="a:other")
    comes("1")
    for _ in range(2):
        set_clock(clock.now() + DAY)
        fold.wake(VISITOR, clock.now())
        fold.wake(lead, clock.now())
    comes("", *form("g", EMAIL))
    whole = load(lead)
    told = [*replay.retell(whole, footprints.of(whole), footprints.under_version, clock.now())]
    due = [step for step in told if isinstance(step.cause, Due) and step.after is None]
    assert [[each.kind for each in step.because if each.kind == "points"] for step in due] == [["points"]]
    assert rebuild.rebuild_person(lead) is False
    noted = {effect.id for effect in (*whole.effects, *load(lead).effects)}
    again = {effect.id for step in told for effect in step.effects if effect.kind == "alert"}
    assert again <= noted


def test_a_browser_that_named_a_proven_lead_too_early_was_a_lead_of_its_own(company):
    """The company's server named the lead; a form in a browser gives the same address, which nobody has to believe: it
    is called about by itself. Later the server says that it is the lead's. Told again, it was called about then, and
    not once more when both became one."""
    server = {"type": "identify", "origin": "server", "proof": 2, "user_id": "U1", "traits": {"email": EMAIL}}
    comes("", {"id": "s1", **server}, subject="u:U1")
    for number in range(3):
        comes(f"{number}")
    comes("", *form("f", EMAIL))
    alone = load(VISITOR)
    (rung,) = (effect for effect in alone.effects if effect.kind == "alert")
    assert alone.id == VISITOR and alone.email == EMAIL
    comes("", {"id": "s2", **server})
    lead = load(VISITOR)
    assert lead.user_id == "U1" and lead.id != VISITOR
    told = [*replay.retell(lead, footprints.of(lead), footprints.under_version, clock.now())]
    assert [effect.id for step in told for effect in step.effects if effect.kind == "alert"] == [rung.id]
    assert rebuild.rebuild_person(lead.id) is False
