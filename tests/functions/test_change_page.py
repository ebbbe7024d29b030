"""A scenario changed in flight from the console: looked at first, done once, and not at all from an old page."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from mikomi import clock
from mikomi.settings import settings
from mikomi.shell.everybody import change, work

from functions.console.app import handler
from tests.functions.http_api import asked
from tests.functions.test_migrate import LEADS, NEW, crowd, finish, here, publish, runs, time_passes

HERE = "http://127.0.0.1:8000"
PAGE = "/console/scenarios/s/change"
__all__ = ["crowd"]


@pytest.fixture
def console(crowd, monkeypatch):
    """The console as the local stack opens it; nine people inside, version 2 published over them."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield crowd
    clock.shift(timedelta())


def get(path: str, language: str = "en") -> str:
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    answer = handler({**asked("GET", path, headers=headers), "cookies": []}, None)
    assert answer["statusCode"] == 200, answer["body"]
    return unescape(answer["body"])


def fields(body: str) -> dict[str, str]:
    """What the button below the preview sends."""
    form = body.partition('<form class="act"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def press(said: dict[str, str], csrf: str | None = None):
    headers = {"Host": "127.0.0.1:8000", "Origin": HERE, "content-type": "application/x-www-form-urlencoded"}
    body = urlencode(said if csrf is None else {**said, "csrf": csrf})
    return handler({**asked("POST", PAGE, headers=headers, body=body), "cookies": []}, None)


def test_the_page_says_whom_it_concerns_and_the_button_moves_them(console):
    """By from and to, with what is missed and the first by name; a look changes nothing; pressed, everybody stands
    where it was said; pressed again nothing is begun a second time."""
    before = runs()
    body = get(f"{PAGE}?act=version")
    assert f"{LEADS} people are inside now" in body and "<b>6 people</b>" in body and "<b>3 people</b>" in body
    assert "They will not get: extra" in body and body.count("@example.co.jp") == 8 and "and 1 more" in body
    assert runs() == before and change.latest() is None
    said = {**fields(body), "why": "a corrected price"}
    assert press(said)["statusCode"] == 302
    finish()
    assert {(run.plan, run.position) for run in runs()} == {(2, "2"), (2, "4")}
    assert (here().told, here().change.why, here().change.by) == (LEADS, "a corrected price", "local")
    run = here().walk.run
    again = press(said)
    assert "not=moved_on" in again["headers"]["location"] and here().walk.run == run
    assert f"{LEADS} people were moved to version 2" in get(PAGE)


def test_the_text_alone_and_an_end_for_everybody(console):
    """The other two buttons."""
    assert press(fields(get(f"{PAGE}?act=words")))["statusCode"] == 302
    finish()
    assert {(run.plan, run.words) for run in runs()} == {(1, 2)}
    assert press(fields(get(f"{PAGE}?act=stop")))["statusCode"] == 302
    finish()
    assert not [run for run in runs() if run.status == "active"]
    assert "Nobody would be changed." in get(f"{PAGE}?act=stop")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_old_page_is_answered_with_a_sentence(console, language):
    """Somebody published since it was looked at: nothing is begun, and the page shows how it would be now."""
    said = fields(get(PAGE))
    publish(console, *NEW, {"wait": "1d"})
    answer = press(said)
    assert change.latest() is None
    body = get(answer["headers"]["location"], language)
    assert ("まだ何も変えていません" if language == "ja" else "Nothing was changed: please look again") in body
    assert press(fields(get(PAGE)))["statusCode"] == 302 and change.latest() is not None


def test_while_one_goes_on_there_is_progress_and_no_button(console):
    """And whoever has an old page begins no second one."""
    body = get(PAGE)
    stop = fields(get(f"{PAGE}?act=stop"))
    press(fields(body))
    going = get(PAGE)
    assert "<progress" in going or "Changed so far: 0 people" in going
    assert not fields(going) and "/console/work" in going
    assert "not=moved_on" in press(stop)["headers"]["location"] and here().change.act == "version"
    work.stop(change.TASK)
    assert "stopped half way" in get(PAGE) and fields(get(PAGE))


def test_nothing_is_begun_without_our_own_page(console):
    """A POST without its token, or from elsewhere."""
    said = fields(get(PAGE))
    assert press(said, csrf="0" * 32)["statusCode"] == 403 and change.latest() is None


def test_of_a_deleted_scenario_an_end_is_offered(console):
    """It is on the list as deleted; its page counts who waits there."""
    publish(console)
    time_passes()
    assert f'href="{PAGE}"' in get("/console/scenarios")
    body = get(PAGE)
    assert "The file of this scenario is gone" in body and f"{LEADS} people are inside now" in body
    assert fields(body)["act"] == "stop"
    press(fields(body))
    finish()
    assert not [run for run in runs() if run.status == "active"]


@pytest.mark.parametrize("query", ["to=99", "to=0", "act=nonsense", "to=2026-x", "to=99999999999"])
def test_what_is_asked_wrongly_is_said(console, query):
    """A version that was never there is named; anything else is the usual."""
    body = get(f"{PAGE}?{query}")
    assert ("There is no such version" in body) == (query in ("to=99", "to=0"))
    assert change.latest() is None
