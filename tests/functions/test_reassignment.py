"""`mikomi reassign`: one rep's leads become another's, each by an act of its own."""

import json

import pytest
from mikomi.aws import log, people, plans
from mikomi.cli.__main__ import _parser
from mikomi.core.people.owners import owner_of
from mikomi.model.events import REP_ACTED
from mikomi.shell.operator import lead_acts, reassignment

from tests.core.story import plan_of
from tests.functions.read_api import SCORING, shop
from tests.functions.test_directory import lead, person_of
from tests.functions.test_erasure import erased
from tests.functions.test_lead_acts import catch_up

__all__ = ["shop"]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    asked = _parser().parse_args(["reassign", *words])
    asked.lang = "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out + spoken.err


@pytest.fixture
def office(shop):
    reps = [{"id": name, "name": name, "email": f"{name}@example.co.jp"} for name in ("sato", "suzuki", "ito")]
    shop.publish(plan_of([], SCORING, reps=reps, owner={"default": "sato"}))
    return shop


def met(number: int) -> str:
    lead(number)
    return person_of(number).id


def owner(lead_id: str) -> str | None:
    catch_up(lead_id)
    person = people.load(lead_id)
    assert person is not None
    return owner_of(person, plans.active().settings)


def test_all_leads_of_one_rep_become_the_others(office, capsys):
    """By rule or by hand sato's, they are looked at first, which changes nothing, then given, each by an act with the
    words and who it was. Other reps' leads stay theirs; asked for again, there is nobody left."""
    leads = [met(number) for number in range(3)]
    lead_acts.act(leads[2], {"act": "owner", "rep": "ito"}, "boss")
    assert [owner(each) for each in leads] == ["sato", "sato", "ito"]
    code, told = said(capsys, "sato", "suzuki", "--dry-run")
    assert code == 0 and "2 leads of sato would become suzuki's" in told and leads[0] in told and leads[2] not in told
    assert [owner(each) for each in leads] == ["sato", "sato", "ito"]
    code, told = said(capsys, "sato", "suzuki", "--text", "from December", "--by", "boss", "--yes", "--json")
    assert code == 0 and {*json.loads(told)["given"]} == {*leads[:2]}
    assert [owner(each) for each in leads] == ["suzuki", "suzuki", "ito"]
    (noted,) = [each.events[0] for each in log.packets(f"p:{leads[0]}") if each.events[0].name == REP_ACTED]
    assert noted.properties == {"act": "owner", "value": "suzuki", "text": "from December", "by": "boss"}
    assert json.loads(said(capsys, "sato", "suzuki", "--yes", "--json")[1]) == {"leads": [], "given": []}


def test_who_is_erased_meanwhile_is_left_out(office):
    """The list was made before: whoever is no lead any more is not given, and the rest are."""
    leads = [met(number) for number in range(3)]
    there = reassignment.look("sato", "ito")
    assert {each.person.id for each in there} == {*leads}
    erased("p1@example.co.jp")
    assert {*reassignment.give(there, "ito", "", "boss")} == {leads[0], leads[2]}


@pytest.mark.parametrize(("giver", "taker"), [("sato", "nobody"), ("nobody", "sato")])
def test_who_is_no_rep_gives_and_gets_nothing(office, capsys, giver, taker):
    one = met(1)
    code, told = said(capsys, giver, taker, "--yes")
    assert code == 2 and "nobody" in told and "sato, suzuki, ito" in told and owner(one) == "sato"
