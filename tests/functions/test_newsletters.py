"""The public archive of newsletters: listed once somebody had their turn, shown as sent, to anybody, about nobody."""

import re
from typing import Any

import pytest
from mikomi import clock
from mikomi.aws import newsletters, plans
from mikomi.settings import settings
from mikomi.shell.everybody import controls, mailing

from functions.identify.app import handler
from tests.core.mails import FAQ, template
from tests.core.story import plan_of
from tests.functions.http_api import asked
from tests.functions.outbox import set_clock
from tests.functions.test_mailings import DUE, HOUR, ID, LEADS, NEWS, NOW, SEGMENTS, run, wake
from tests.functions.test_mailings import crowd as crowd

PUBLIC: dict[str, Any] = {**NEWS, "public_archive": True}


@pytest.fixture(autouse=True)
def at_home(crowd, monkeypatch):
    monkeypatch.setenv("MIKOMI_API_URL", "https://ma.example.co.jp")
    settings.cache_clear()
    publish(crowd, PUBLIC)
    yield
    settings.cache_clear()


def publish(world: Any, scenario: dict[str, Any], html: str = FAQ) -> None:
    """As the publisher does; its letter has these words."""
    plan = plan_of([scenario], segments=SEGMENTS, version=plans.pointer().version + 1)
    plan = plan.model_copy(update={"mails": {"letter": template("letter", html)}})
    mailing.published(world.publish(plan), clock.now())


def get(path: str, language: str = "ja") -> dict[str, Any]:
    answer: dict[str, Any] = handler(asked("GET", path, headers={"Accept-Language": language}), None)
    return answer


def listed(language: str = "ja") -> list[str]:
    """The addresses on the list."""
    answer = get("/n", language)
    assert answer["statusCode"] == 200
    return re.findall(r'href="(/n/[^"]+)"', answer["body"])


def test_it_is_listed_when_the_first_have_had_their_turn(crowd):
    """Not while it is planned, nor while its list is made; from then on, also when it is paused and taken back."""
    assert listed() == []
    set_clock(DUE)
    while not controls.standing(ID).turns:
        assert listed() == []
        wake(ID)
        set_clock(max(clock.now(), controls.standing(ID).next_at or 0))
    assert controls.standing(ID).turns < LEADS and len(listed()) == 1
    controls.cancel(ID)
    assert len(listed()) == 1


def test_taken_back_before_anybody_had_a_turn_it_is_not_listed(crowd):
    """Cancelled, paused and then cancelled, or become a draft."""
    controls.pause(ID)
    set_clock(DUE)
    run(ID)
    controls.cancel(ID)
    again = controls.send("news").mailing.id
    publish(crowd, {**PUBLIC, "status": "draft"})
    run(again)
    assert listed() == [] and controls.standing(again).why_not == "draft"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_is_for_anybody(crowd, language):
    """The latest first with its day, the same for every reader, kept by whoever stands between, and found by searches;
    without a public archive there is no such page."""
    set_clock(DUE)
    run(ID)
    set_clock(DUE + 40 * HOUR)
    publish(crowd, {**PUBLIC, "steps": [{"id": "letter", "mail": {"template": "letter", "subject": "次の<号>"}}]})
    run(controls.send("news").mailing.id)
    answer = get("/n", language)
    body = answer["body"]
    assert len(listed(language)) == 2 and body.index("次の&lt;号&gt;") < body.index("題名")
    days = {"ja": ["2026年12月3日", "2026年12月1日"], "en": ["2026-12-03", "2026-12-01"]}[language]
    assert re.findall(r"<time[^>]*>([^<]+)<", body) == days
    headers = answer["headers"]
    assert headers["cache-control"].startswith("public") and headers["vary"] == "accept-language"
    assert "x-robots-tag" not in headers and 'name="robots"' not in body
    publish(crowd, NEWS)
    assert get("/n", language)["statusCode"] == 404


def test_what_is_shown_is_what_was_sent(crowd):
    """By the plan of that mailing: another text is published since, and the page stays; no person, no token, no
    picture that counts, and the answer may be kept."""
    set_clock(DUE)
    run(ID)
    (address,) = listed()
    before = get(address)
    assert before["statusCode"] == 200 and "よくあるご質問" in before["body"] and "お客様" in before["body"]
    assert f'href="https://ma.example.co.jp{address}"' in before["body"]
    for personal in ("example.co.jp/c/", "/o/", "/u/", "/v/", "<img", "p1@"):
        assert personal not in before["body"]
    assert "sandbox" in before["headers"]["content-security-policy"]
    assert before["headers"]["cache-control"].startswith("public") and "x-robots-tag" not in before["headers"]
    publish(crowd, PUBLIC, "<title>新</title>新しい文面")
    assert get(address) == before


def test_who_says_no_takes_them_out(crowd):
    """With all that went out before; a scenario that is gone leaves them there."""
    set_clock(DUE)
    run(ID)
    (address,) = listed()
    publish(crowd, {**PUBLIC, "id": "other"})
    assert listed() == [address] and get(address)["statusCode"] == 200
    publish(crowd, {**PUBLIC, "public_archive": False})
    assert get(address)["statusCode"] == 404
    for nothing in ("/n/x", "/n/20261201T010000-aaaaaaaa", "/n/a/b", "/n/%00"):
        assert get(nothing)["statusCode"] == 404


def test_what_one_plan_sent_several_times_is_there_once(crowd):
    """To two segments, and once more: the same letter; a fault in the middle of noting it notes it once."""
    for segment in ("readers", "keen"):
        run(controls.send("news", segment).mailing.id)
    assert len(newsletters.latest(10)) == 2 and len(listed()) == 1
    (first, *_) = newsletters.latest(10)
    newsletters.note(first)
    assert len(newsletters.latest(10)) == 2


def test_what_cannot_be_shown_hinders_no_mail(crowd):
    """A letter that has no words for nobody is not listed, and goes out all the same."""
    publish(crowd, PUBLIC, "{{ nothing.of_this }}")
    sent = controls.send("news").mailing.id
    run(sent)
    assert controls.standing(sent).turns == LEADS and listed() == [] and clock.now() > NOW
