"""What sales have to do: everybody's work in one list, the most pressing first; done in a tap, and gone."""

import re
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import people
from mikomi.console import door
from mikomi.core.session import Session
from mikomi.model.base import DAY
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.shell.people import directory

from tests.core.story import plan_of
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, it_is, taken, view
from tests.functions.test_console import HERE, at_home, get, post
from tests.functions.test_lead_acts import catch_up
from tests.functions.world import World, packet

__all__ = ["at_home"]

REPS = [
    {"id": id, "name": name, "email": f"{id}@example.co.jp"} for id, name in (("sato", "Sato"), ("suzuki", "Suzuki"))
]
TASKED = {
    "id": "follow",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [{"id": "ring", "task": {"kind": "quote", "why": "Wants a quote"}}],
}
RUNG = {
    "id": "rung",
    "name": "Rung",
    "trigger": {"when": {"visited": "/price"}},
    "steps": [{"id": "a", "alert": {"to": "suzuki", "why": "w", "sla": "8h", "escalate": "sato"}}],
}


@pytest.fixture
def desk(at_home: World) -> World:
    plan = plan_of([SCENARIO, TASKED, RUNG], SCORING, 2, reps=REPS, owner={"default": "sato"})
    at_home.publish(plan.model_copy(update={"standing_range": (0.0, 7.0)}))
    directory.forget()
    return at_home


def lead(browser: str, email: str) -> str:
    """Who asked for something, and looked at nothing else."""
    taken(packet(f"a:{browser}", *form("f", email), at=clock.now() - 60_000))
    known = people.find_alias(keys.email_alias(email))
    assert known
    return known


def today(query: str = "") -> str:
    answer = get("/console/today", query)
    assert answer["statusCode"] == 200
    return str(answer["body"])


def groups(page: str) -> dict[str, list[str]]:
    """Of each group the leads, by their addresses, in order."""
    parts = re.findall(r'<section class="card work" aria-label="([^"]+)">(.*?)</section>', page, re.DOTALL)
    return {title: re.findall(r"\w+@example\.co\.jp", part) for title, part in parts}


def press(page: str, person: str, **said: str) -> dict[str, Any]:
    (made,) = re.findall(rf'<form method="post" action="/console/leads/{person}/acts">(.*?)</form>', page, re.DOTALL)
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', made.partition("<button")[0]))
    return post(f"/console/leads/{person}/acts", {**hidden, **said}, Origin=HERE)


def test_nobody_has_anything_to_do(desk: World) -> None:
    assert "Nothing to do" in today() and "Nobody right now" in today()


def test_a_scenarios_task_stands_there_with_its_reason_until_it_is_done(desk: World) -> None:
    """The page leads back to itself, without what was just done, whether the stream has brought it or not."""
    umi = lead("b1", "umi@example.co.jp")
    page = today()
    assert list(groups(page).values()) == [["umi@example.co.jp"]]
    assert "Wants a quote" in page and "For Sato" in page
    answer = press(page, umi, outcome="done")
    assert answer["statusCode"] == 302 and answer["headers"]["location"].startswith("/console/today?rep=anybody&acted=")
    waits = today(answer["headers"]["location"].partition("?")[2])
    assert "umi@" not in waits.partition("On the site now")[0] and "The list follows in a moment" in waits
    catch_up(umi)
    assert "Nothing to do" in today()


def test_what_presses_most_comes_first_and_what_is_over_above_all(desk: World) -> None:
    lead("b1", "umi@example.co.jp")
    it_is(NOW + 3 * DAY)
    lead("b2", "sora@example.co.jp")
    directory.forget()
    there = groups(today())
    assert there["Overdue"] == ["umi@example.co.jp"] and ["sora@example.co.jp"] in there.values()


def test_an_alert_with_an_sla_stands_there_until_somebody_answers(desk: World) -> None:
    """For those to whom it went; a call from the page is an answer, and nobody else is told then."""
    yama = lead("b9", "yama@example.co.jp")
    taken(packet("a:b9", view("p"), at=NOW))
    directory.forget()
    page = today("rep=suzuki")
    assert list(groups(page).values()) == [["yama@example.co.jp"]] and "Rung" in page and "Wants a quote" not in page
    assert "Rung" not in today("rep=sato") and "Wants a quote" in today("rep=sato")
    assert press(page, yama, outcome="reached")["statusCode"] == 302
    catch_up(yama)
    assert groups(today("rep=suzuki")) == {}
    assert [e.effect.reason for e in person(yama).waiting if isinstance(e.effect, SendAlert)] == ["task"]


def person(id: str) -> Person:
    there = people.load(id)
    assert isinstance(there, Person)
    return there


def test_mine_is_the_reps_who_is_logged_in(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lead("b1", "umi@example.co.jp")
    for email, there in (("sato@example.co.jp", True), ("suzuki@example.co.jp", False), ("else@example.co.jp", True)):
        monkeypatch.setattr(door, "HERE", Session(id="s", user="u", email=email, groups=("sales",), ends=2**60))
        assert ("umi@" in today().partition("On the site now")[0]) is there, email
    monkeypatch.setattr(door, "HERE", Session(id="s", user="u", groups=(), ends=2**60))
    assert "<form" not in today().partition("<main>")[2]


def test_who_is_no_customer_is_nobodys_work(desk: World) -> None:
    umi = lead("b1", "umi@example.co.jp")
    said = {"act": "exclude", "as": "competitor", "csrf": csrf(today())}
    assert post(f"/console/leads/{umi}/acts", said, Origin=HERE)["statusCode"] == 302
    catch_up(umi)
    assert "Nothing to do" in today()


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found
    return found[1]


def test_the_list_asks_for_the_same_in_words(desk: World) -> None:
    """`work` and the order by due: of the list, its API and the command."""
    lead("b1", "umi@example.co.jp")
    for query, there in (("work=sato&sort=due", True), ("work=suzuki&sort=due", False), ("work=anybody", True)):
        assert ("umi@" in get("/console/leads", query)["body"]) is there, query
    assert get("/console/leads", "work=nobody")["statusCode"] == 400
