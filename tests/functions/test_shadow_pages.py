"""The plan in the shadow in the console and the read API: a day with its people; begun and ended by a button."""

import json
import re
from html import unescape
from typing import Any

import pytest
from mikomi.settings import settings
from mikomi.shell.archive import shadow

from tests.functions import read_api
from tests.functions.outbox import set_clock
from tests.functions.test_approval import asked as asked
from tests.functions.test_approval_pages import PAGE
from tests.functions.test_approval_pages import waits as waits
from tests.functions.test_backtest_command import DAY, company, one
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.test_shadow import NIGHT, started, works
from tests.functions.world import World

__all__ = ["asked", "company", "started", "waits"]

PLACE = "/console/versions/shadow"


@pytest.fixture(autouse=True)
def opened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()


def seen(path: str = PLACE, language: str = "en") -> str:
    answer = get(path, language)
    assert answer["statusCode"] == 200, answer["body"]
    return unescape(answer["body"])


def press(page: str, verb: str) -> Any:
    form = seen(page).partition(f'action="{PLACE}/{verb}"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return post(f"{PLACE}/{verb}", fields, Origin=HERE)


def test_a_day_is_read_with_its_people_and_the_days_beside_it(started: World) -> None:
    """Both languages; the self-check before the counts, the counts before the people; each leads to their page."""
    assert f'href="{PLACE}"' in seen("/console/versions") and "There is no list yet." in seen()
    works()
    set_clock(NIGHT + DAY)
    works()
    assert "2026-11-25" in seen() and "Nobody did anything on this day." in seen()
    body = seen(f"{PLACE}?day=2026-11-24")
    hot = one("p2@example.co.jp")
    assert body.index("Self-check: decided again") < body.index('<th scope="row">Bands</th>') < body.index(hot.id)
    assert f'<a href="/console/leads/{hot.id}">p2@example.co.jp</a>' in body and 'class="bad"' not in body
    assert "the band: it was 20 points, “Cool”, it would be 30 points, “Hot” [exact]" in body
    assert "/console/leads/v_" not in seen(f"{PLACE}?day=2026-11-25") + body
    assert f'aria-current="page" href="{PLACE}?day=2026-11-24"' in body and f'href="{PLACE}?day=2026-11-25"' in body
    assert "ランク: 実際は 20点、「Cool」、案では 30点、「Hot」 [再生]" in seen(f"{PLACE}?day=2026-11-24", "ja")
    for day in ("2026-11-01", "x", "../candidate"):
        assert get(f"{PLACE}?day={day}", "en")["statusCode"] == 404


def test_programs_read_the_same(started: World) -> None:
    works()
    code, told = read_api.get("/v1/shadow", "")
    assert code == 200 and told["day"] == "2026-11-24" and told["candidate"]["version"] == 3
    assert {each["email"] for each in told["night"]["named"]} == {"p1@example.co.jp", "p2@example.co.jp"}
    assert any("Self-check" in each or "自己確認" in each for each in told["said"])
    assert read_api.get("/v1/shadow", "day=2026-11-24")[1]["night"] == told["night"]
    for query, refusal in (("day=2026-11-01", "shadow_day_unknown"), ("dya=2026-11-24", "parameter_unknown")):
        code, told = read_api.get("/v1/shadow", query)
        assert code in (400, 404) and refusal in json.dumps(told)


def test_a_version_is_started_by_its_page_and_stopped(company: World) -> None:
    """Not the one that runs. By whom, stands there; stopped, the button is gone."""
    assert "No plan runs in the shadow" in seen() and read_api.get("/v1/shadow", "")[1]["candidate"] is None
    assert f'action="{PLACE}/start"' not in seen("/console/versions/2")
    assert press("/console/versions/1", "start")["statusCode"] == 302
    running = shadow.current()
    assert running is not None and (running.version, running.candidate, running.runs) == (1, 0, True)
    assert "In the shadow: Version 1 (since" in seen() and "Tried every night" in seen()
    assert press(PLACE, "stop")["statusCode"] == 302
    assert f'action="{PLACE}/stop"' not in seen() and "Version 1 ran in the shadow, and was stopped on" in seen()
    for fields in ({"version": "99"}, {"version": "x"}, {"candidate": "99"}, {}):
        csrf = re.search(r'name="csrf" value="([^"]+)"', seen("/console/versions/1"))
        assert csrf
        answer = post(f"{PLACE}/start", {"csrf": csrf[1], **fields}, Origin=HERE)
        assert answer["statusCode"] == 409, fields


def test_what_waits_for_approval_runs_in_the_shadow_meanwhile(waits: World) -> None:
    """Nothing is approved by it."""
    assert press(PAGE, "start")["statusCode"] == 302
    running = shadow.current()
    assert running is not None and running.candidate == 1
    assert "In the shadow: Candidate 1 (since" in seen() and f'action="{PAGE}/approve"' in seen(PAGE)
    assert read_api.get("/v1/shadow", "")[1]["candidate"]["candidate"] == 1
