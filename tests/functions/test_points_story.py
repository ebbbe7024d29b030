"""The story that docs/backtest.md tells: a change of points tried on a month that was, accepted, and what then came."""

import json
import random
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mikomi import clock
from mikomi.aws import everybody, people, plans
from mikomi.cli.__main__ import _parser
from mikomi.model.effects import SendAlert
from mikomi.model.plan import Plan
from mikomi.shell.people import fold

from tests.core.story import at, plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.test_backtest_command import write_notes
from tests.functions.world import packet

DAY, HOUR = 86_400_000, 3_600_000
OCTOBER, NOVEMBER = at("2026-10-01 09:00"), at("2026-11-01 09:00")
LEADS = 50
"""Who asks for the guide in a month."""
BUYS = 3
"""Whoever looks at so many stories of customers buys in the end, of ten looks at the prices nothing follows: what the
company does not know."""
DOCS = Path(__file__).parents[2] / "docs"


class Visitor(NamedTuple):
    """What somebody does in the month: on which day they ask for the guide, and how often they look at what."""

    name: str
    day: int
    prices: int
    cases: int

    @property
    def buys(self) -> bool:
        return self.cases >= BUYS


def visitors(month: str, seed: int) -> list[Visitor]:
    """The same for the same month."""
    drawn = random.Random(seed)
    return [
        Visitor(
            f"{month}{number}", drawn.randrange(20), drawn.choice((0, 0, 1, 2, 3, 4)), drawn.choice((0, 0, 1, 2, 3, 4))
        )
        for number in range(LEADS)
    ]


def points(price: int, cases: int) -> Plan:
    """Two rules, and a band that tells sales."""
    rules = [
        {"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": price},
        {"id": "cases", "name": "事例", "when": {"visited": "/cases/**"}, "points": cases},
    ]
    bands = [{"id": "hot", "name": "Hot", "from": 30}, {"id": "cool", "name": "Cool", "from": 0}]
    scoring = {"rules": rules, "bands": bands, "alert": {"on_enter": "hot", "to": "owner"}}
    scenario = {
        "id": "guide",
        "name": "資料請求",
        "trigger": {"when": {"submitted": "download"}},
        "steps": [{"wait": "1d"}],
    }
    return plan_of([scenario], scoring, version=plans.pointer().version + 1)


def lived(month: list[Visitor], begins: int) -> None:
    """They come, in the order in which that happens."""
    acts = [(begins + each.day * DAY + number * 60_000, each, "form") for number, each in enumerate(month)]
    for number, each in enumerate(month):
        looks = ["/price"] * each.prices + [f"/cases/{n}" for n in range(each.cases)]
        acts += [
            (begins + (each.day + 1 + place) * DAY + number * 60_000, each, path) for place, path in enumerate(looks)
        ]
    for moment, each, what in sorted(acts):
        set_clock(moment)
        subject = f"a:{each.name}"
        if what == "form":
            taken(packet(subject, *form(each.name, f"{each.name}@example.co.jp"), at=moment))
        else:
            taken(packet(subject, view(f"{each.name}-{moment}", what), at=moment))
    set_clock(begins + 30 * DAY - HOUR)
    for person in list(everybody.ids()):
        fold.wake(person, clock.now())
    write_notes()


def told_of(month: list[Visitor]) -> set[str]:
    """Whom of the month sales were told of."""
    everyone = filter(None, map(people.load, list(everybody.ids())))
    hot = {one.email for one in everyone if any(isinstance(each, SendAlert) for each in one.effects)}
    return {each.name for each in month if f"{each.name}@example.co.jp" in hot}


def tried(capsys: Any, version: int, first: str, last: str) -> dict[str, Any]:
    asked = _parser().parse_args(["backtest", str(version), "--from", first, "--to", last, "--json"])
    asked.lang = "en"
    assert asked.act(asked) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert report["self_check"]["differences"] == []
    return {each["name"]: each for each in report["figures"]}


@pytest.fixture
def company(world):
    set_clock(OCTOBER - DAY)
    world.publish(points(price=10, cases=5))
    yield world
    set_clock(NOVEMBER)


def test_a_change_of_points_is_tried_accepted_and_comes_true(company, capsys):
    """October's report says whom the candidate would have told sales of. It is published, November comes: whom sales
    are told of is what the report says of November, and what the former points would have said stands beside it. The
    documents tell these very figures."""
    october, november = visitors("o", 10), visitors("n", 11)
    lived(october, OCTOBER)
    was = told_of(october)
    candidate = points(price=5, cases=10)
    company.publish(candidate)
    before = tried(capsys, 2, "2026-10-01", "2026-10-30")
    alerts = before["alerts/sato"]
    assert alerts["label"] == "exact" and alerts["before"] == len(was)
    expected = {each.name for each in october if 5 * each.prices + 10 * each.cases >= 30}
    assert alerts["value"] == len(expected)
    lived(november, NOVEMBER)
    came = told_of(november)
    after = tried(capsys, 1, "2026-11-01", "2026-11-30")["alerts/sato"]
    assert after["before"] == len(came)
    former = {each.name for each in november if 10 * each.prices + 5 * each.cases >= 30}
    assert after["value"] == len(former)
    bought = {each.name for each in (*october, *november) if each.buys}
    row = [
        (len(was), len(was & bought)),
        (alerts["value"], len(expected & bought)),
        (len(came), len(came & bought)),
        (after["value"], len(former & bought)),
    ]
    for page in ("backtest.md", "backtest.ja.md"):
        story = (DOCS / page).read_text()
        shown = re.findall(r"^\|[^|]+\|[^|]+\| (\d+) \| (\d+) \|$", story, re.MULTILINE)
        assert [(int(told), int(sold)) for told, sold in shown] == row, page
