"""One lead is put into a scenario, taken out, moved to a step by hand: by programs, in the console, at a terminal; the
event says by whom, the one decision says what becomes of it, and pressed twice it is once."""

import json
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people
from mikomi.cli.__main__ import _parser
from mikomi.model.events import RUN_CHANGED
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.people import fold, rebuild

from functions.console.app import handler
from tests.core.story import at, plan_of
from tests.functions.http_api import asked
from tests.functions.outbox import set_clock
from tests.functions.read_api import KEY, form, taken
from tests.functions.test_mailing_pages import press, token
from tests.functions.test_migrate import OLD, mail, mails_of, time_passes
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")


@pytest.fixture
def lead(world, monkeypatch) -> Any:
    """A lead who waits before the price; a second scenario that nobody gets into by itself."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    set_clock(NOW)
    first = {"id": "s", "name": "資料", "trigger": {"when": {"submitted": "download"}}, "steps": OLD}
    other = {"id": "other", "name": "ご案内", "trigger": {"manual": True}, "steps": [mail("hello"), {"wait": "9d"}]}
    world.publish(plan_of([first, other]))
    taken(packet("a:b", *form("f", "yamada@example.co.jp"), at=NOW))
    yield there().id
    settings.cache_clear()
    set_clock(NOW)


def there() -> Person:
    person = people.load(keys.visitor_id("a:b"))
    assert person is not None
    return person


def acts(lead: str, body: Any, key: dict[str, str] = KEY) -> tuple[int, Any]:
    raw = body if isinstance(body, str) else json.dumps(body)
    answer = handler(asked("POST", f"/v1/leads/{lead}/acts", raw, key), None)
    catch_up()
    return answer["statusCode"], json.loads(answer["body"])


def catch_up() -> None:
    """The stream brings it, twice."""
    for made in log.packets(f"p:{there().id}"):
        if made.events[0].name == RUN_CHANGED:
            fold.fold_packets([made])
            fold.fold_packets([made])


def runs() -> dict[str, str]:
    return {run.scenario: run.status for run in there().enrolments}


def test_a_program_puts_in_moves_and_takes_out(lead):
    assert acts(lead, {"act": "enter", "scenario": "other", "by": "sato"})[0] == 200
    assert runs() == {"s": "active", "other": "active"} and len(mails_of("hello")) == 1
    assert acts(lead, {"act": "move", "scenario": "s", "step": "last", "by": "sato"})[0] == 200
    time_passes()
    assert len(mails_of("last")) == 1 and not mails_of("price")
    assert acts(lead, {"act": "exit", "scenario": "other", "by": "sato"})[0] == 200
    assert runs()["other"] == "exited"
    (event,) = [e for made in log.packets(f"p:{lead}") for e in made.events if e.properties.get("act") == "exit"]
    assert (event.origin, event.properties["by"]) == ("rep", "sato")
    assert rebuild.rebuild_person(lead) is False


def test_the_same_wish_sent_again_is_one(lead):
    wish = {"act": "move", "scenario": "s", "step": "price", "by": "sato", "id": "w1"}
    first = acts(lead, wish)
    set_clock(NOW + 60_000)
    assert acts(lead, wish) == first
    assert there().enrolments[0].moves == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"act": "freeze", "scenario": "s"}, 400, "act_unknown"),
        ({"act": "enter", "scenario": "nothing"}, 404, "scenario_unknown"),
        ({"act": "exit", "scenario": "other"}, 404, "run_unknown"),
        ({"act": "move", "scenario": "s", "step": "nowhere"}, 404, "step_unknown"),
        ({"act": "move", "scenario": "s"}, 404, "step_unknown"),
        ({"act": "exit", "scenario": "s", "who": "x"}, 400, "parameter_unknown"),
        ({"act": "exit", "scenario": 7}, 400, "text_invalid"),
        ({"act": "exit", "scenario": "x" * 201}, 400, "text_invalid"),
        ("{", 400, "json_invalid"),
        ("[" * 100_000, 400, "json_invalid"),
        ("[]", 400, "json_not_object"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_leads_nowhere_is_refused_at_once(lead, body, status, code):
    before = there()
    answer = acts(lead, body)
    assert (answer[0], answer[1]["code"]) == (status, code) and there() == before


def test_only_who_holds_the_secret_key_may(lead):
    wish = {"act": "exit", "scenario": "s"}
    assert acts(lead, wish, {"authorization": "Bearer wk_test"})[0] == 403 or acts(lead, wish, {})[0] == 401
    assert runs() == {"s": "active"}
    assert acts("l_nobody", wish)[0] == 404


@pytest.mark.parametrize(("language", "button"), [("ja", "シナリオに入れる"), ("en", "Put in")])
def test_the_leads_page_has_the_buttons_that_are_possible(lead, language, button):
    page = get(f"/console/leads/{lead}", language)["body"]
    assert button in page and '<option value="other">' in page and '<option value="last">' in page
    assert '<option value="s">' not in page, "is in already"


def test_pressed_twice_it_is_once_and_strangers_press_nothing(lead):
    page = get(f"/console/leads/{lead}")["body"]
    fields = {"csrf": token(page), "act": "move", "scenario": "s", "step": "price", "pressed": "17"}
    place = f"/console/leads/{lead}/acts"
    assert post(place, {**fields, "csrf": "x"}, Origin=HERE)["statusCode"] == 403
    assert not list(log.packets(f"p:{lead}"))
    for moment in (NOW, NOW + 1_000):
        set_clock(moment)
        assert press(place, **fields) == f"/console/leads/{lead}"
    catch_up()
    assert there().enrolments[0].moves == 1
    assert post(place, {**fields, "scenario": "other"}, Origin=HERE)["statusCode"] == 404


def test_the_command_does_the_same(lead, capsys):
    def mikomi(*words: str) -> int:
        told = _parser().parse_args(["act", lead, *words, "--local", "--lang", "ja"])
        return int(told.act(told))

    assert mikomi("enter", "other", "--by", "sato", "--json") == 0
    assert json.loads(capsys.readouterr().out)["event"].startswith("m-")
    catch_up()
    assert runs() == {"s": "active", "other": "active"}
    assert mikomi("move", "s", "--step", "nowhere") == 2 and "ステップはありません" in capsys.readouterr().err
    assert clock.now() - NOW < 60_000
