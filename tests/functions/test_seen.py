"""That a rep sees an alert: on the pages to which it leads, by what a person's hand shows there, once."""

from datetime import timedelta

import pytest
from mikomi import clock, tokens
from mikomi.model.outcomes import ALERT_SEEN
from mikomi.shell.effects import chronicle
from mikomi.web import rep_answer

from tests.functions.test_console import at_home, hanako  # noqa: F401 (the fixture)
from tests.functions.test_console import get as console
from tests.functions.test_links import ALERT, ANSWER, get, link, plan, post, stored  # noqa: F401 (the fixture)
from tests.functions.world import ROOT

SEEN = link("s", "seen", ALERT)


def gateways_and_a_rep_who_looks_twice(world):
    """What must come of it: nothing of who only follows links, one event of who looks, of the first look."""
    for _ in range(2):
        assert get(link("a", "answer", ANSWER)).status == 200
    assert get(SEEN).status == 404
    assert world.rows("events") == []
    first = clock.now()
    for _ in range(3):
        assert post(SEEN).status == 204
        clock.shift(clock.shifted() + timedelta(hours=1))
    events = stored(world)
    assert len(events) == 1
    event = events[0]
    assert (event.subject, event.name, event.origin, event.proof) == ("o:l_1", ALERT_SEEN, "server", 2)
    assert event.properties == {"alert": "alert-1", "rep": "sato"} and first <= event.at < first + 60_000


@pytest.fixture(autouse=True)
def today():
    yield
    clock.shift(clock.shifted() * 0)


def test_an_alert_is_seen_once_and_by_nobody_who_follows_links(world, plan):  # noqa: F811
    """GET writes nothing, the script's POST notes it under the alert's id, later looks change nothing."""
    gateways_and_a_rep_who_looks_twice(world)


def counted_at_each_look(monkeypatch):
    packet = chronicle._packet
    monkeypatch.setattr(chronicle, "_packet", lambda who, known, _at, lines: packet(who, known, clock.now(), lines))


def seen_by_a_bare_get(monkeypatch):
    ask = rep_answer.ask

    def answer(token):
        said = rep_answer._opened(token)
        chronicle.seen(said["p"], said["a"], said["r"], said["t"], clock.now())
        return ask(token)

    monkeypatch.setattr(rep_answer, "ask", answer)


@pytest.mark.parametrize("planted", [counted_at_each_look, seen_by_a_bare_get])
def test_planted_bugs_are_found(world, plan, planted, monkeypatch):  # noqa: F811
    """Seen twice, and seen by whoever follows the link: the story above fails with each."""
    planted(monkeypatch)
    with pytest.raises(AssertionError):
        gateways_and_a_rep_who_looks_twice(world)


def test_the_answers_page_may_run_our_script_and_nothing_else(world, plan):  # noqa: F811
    """By its policy; a link of an earlier alert, which does not say when it was decided, has no script."""
    page = get(link("a", "answer", ANSWER))
    token = page.text.partition('data-seen="')[2].partition('"')[0]
    assert tokens.unseal(ROOT, "seen", token) == ALERT and 'src="/seen.js"' in page.text
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy and "unsafe" not in policy
    assert "<script" not in get(link("a", "answer", {name: ANSWER[name] for name in "prak"})).text


@pytest.mark.parametrize("address", ["/s/x", link("s", "answer", ANSWER), link("s", "seen", ALERT, "another root")])
def test_nobody_sees_an_alert_that_we_did_not_send(world, plan, address):  # noqa: F811
    """Only the token of our own pages tells it."""
    assert post(address).status == 404 and world.rows("events") == []


def test_the_leads_page_tells_it_where_an_alert_led_there(world, at_home):  # noqa: F811
    """With the alert's own token; whatever else stands in the address is no token, and no part of the page."""
    lead = hanako()
    with_script = console(f"/console/leads/{lead}", {"alert": tokens.seal(ROOT, "seen", ALERT)})["body"]
    assert 'data-seen="' in with_script and 'src="/seen.js"' in with_script
    for other in ("", "../console/segments/count", tokens.seal(ROOT, "answer", ANSWER)):
        assert "data-seen" not in console(f"/console/leads/{lead}", {"alert": other})["body"]
    assert not [item for item in world.rows("events") if ALERT_SEEN in item["names"]]
