"""The weeks before and after a version, on moto: on its page, on the scenario's, by the command and for programs; each
number with its people.
"""

import html
import re

import pytest
from mikomi.aws import plans
from mikomi.cli.__main__ import _parser
from mikomi.settings import settings

from functions.results.app import handler
from tests.core.story import plan_of
from tests.functions import beginnings
from tests.functions.archive import archived
from tests.functions.read_api import get, it_is
from tests.functions.test_result_nights import body_of, lines, somebody
from tests.functions.test_results import DAY, HOUR, NOW, SCENARIO, outcome, shop

assert shop
TURNED = NOW - 40 * DAY


def runs(plan, first, last, each, reached):
    """So many a day who enter by this plan, of whom some reach the goal on the next day."""
    for ago in range(last, first + 1):
        for n in range(each):
            run = {"plan": plan, "enrolment": f"n-{plan}-{ago}-{n}"}
            yield outcome(f"g{n}", "Scenario Entered", NOW - ago * DAY, **run)
            if n < reached:
                yield outcome(f"g{n}", "Goal Reached", NOW - ago * DAY + DAY, **run)


def two_versions(world):
    """As `turned` tells it, counted."""
    for n in range(3):
        somebody(f"g{n}")
    first = plans.active()
    longer = {**SCENARIO, "steps": [*SCENARIO["steps"], {"wait": "9d"}]}
    second = plan_of([longer]).model_copy(
        update={"version": 2, "published_at": TURNED, "scoring": first.scoring, "settings": first.settings}
    )
    world.publish(second)
    world.publish(second.model_copy(update={"version": 3, "published_at": NOW - 30 * DAY}))
    archived(*runs(1, 60, 41, 2, 1), *runs(2, 39, 30, 3, 2), *runs(3, 29, 1, 3, 2))
    it_is(NOW + HOUR)
    handler({"count": True}, None)


@pytest.fixture
def turned(shop, monkeypatch):
    """Two enter a day by version 1 and half of them reach the goal; by version 2, which waits longer, three, and two
    reach it; version 3 changes nothing of the scenario.
    """
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    beginnings.once("two versions side by side", lambda: two_versions(shop))
    plans.forget()
    it_is(NOW + HOUR)
    yield shop
    settings.cache_clear()


def test_programs_read_whole_weeks_on_either_side(turned):
    """n, "not yet" and interval beside each rate; which versions came meanwhile; a version that there is not."""
    status, made = get("/v1/versions/2/around")
    assert (status, made["version"]) == (200, 2)
    [one] = made["compared"]
    assert (one["scenario"], one["changed"], one["verdict"], one["meanwhile"]) == ("welcome", True, "told", [3])
    assert (one["before"]["reached"], one["before"]["of"]) == (one["weeks"] * 7, one["weeks"] * 14)
    assert (one["after"]["reached"], one["after"]["of"]) == (one["weeks"] * 14, one["weeks"] * 21)
    assert one["difference"]["low"] < 1 / 6 < one["difference"]["high"] and one["after"]["not_yet"] == 0
    assert get("/v1/versions/1/around")[1]["compared"][0]["verdict"] == "nothing_before"
    assert get("/v1/versions/9/around")[0] == get("/v1/versions/x/around")[0] == 404
    assert get("/v1/versions/2/around", "x=1")[0] == 400


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_number_on_the_pages_opens_as_many_people(turned, language):
    """The version's page and the scenario's, which names every version that changed it; and its file."""
    for page, told in (("/console/versions/2", "around"), ("/console/scenarios/welcome", "around")):
        part = body_of(page, language).split(f'id="{told}"')[1].split("</section>")[0]
        assert ("差は" in part) if language == "ja" else ("95% interval" in part)
        found = re.findall(r'<a href="([^"]+people\?[^"]+)">([\d,]+)</a>', part)
        assert len(found) == 6
        for address, number in found:
            path = html.unescape(address).replace("people?", "people.csv?")
            assert len(lines(path)) - 1 == int(number), path
    assert len(lines("/console/scenarios/welcome/around.csv")) == 3


def test_the_command_says_the_same(turned, capsys):
    """Both sides with n, what came meanwhile; JSON is what programs read; a version that there is not."""
    code, out, _ = spoken(capsys, "--version", "2")
    assert code == 0 and "before 2026-" in out and "95% interval" in out and "same weeks: 3" in out
    code, out, _ = spoken(capsys, "--version", "2", "--json")
    assert code == 0 and '"meanwhile": [\n        3\n      ]' in out
    assert spoken(capsys, "--version", "9")[0] == 2
    assert "前 2026-" in spoken(capsys, "--version", "2", "--lang", "ja")[1]


def spoken(capsys, *words):
    asked = _parser().parse_args(["results", *words])
    asked.lang = asked.lang or "en"
    code = asked.act(asked)
    said = capsys.readouterr()
    return code, said.out, said.err
