"""Who may write what: the public key, the secret key, the links of our mails; and what nobody can do to another's
events."""

import pytest
from mikomi import clock, tokens
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.model.person import Person
from mikomi.model.plan import nothing_published
from mikomi.web import recognition

from functions.identify import app as identify
from tests.functions.http_api import basic
from tests.functions.tracking import PAGE, PUBLIC, SECRET, batch, post, stored
from tests.functions.world import ROOT


@pytest.mark.parametrize(
    ("address", "body", "headers"),
    [
        ("/v1/page", PAGE, PUBLIC),
        ("/v1/page", {**PAGE, "writeKey": "wk_test"}, {"content-type": "text/plain"}),
        ("/v1/page?writeKey=wk_test", PAGE, {}),
        ("/beacon/v1/batch?writeKey=wk_test", batch(PAGE), {"content-type": "text/plain"}),
    ],
)
def test_the_key_may_come_in_the_header_the_body_or_the_address(world, address, body, headers):
    """Each way of showing the public key stores the event."""
    assert post(address, body, headers).status == 200
    assert [event.id for event in stored(world)] == ["m1"]


@pytest.mark.parametrize(
    ("address", "body", "headers", "code"),
    [
        ("/v1/page", PAGE, {}, "key_missing"),
        ("/v1/page", PAGE, basic(""), "key_missing"),
        ("/v1/page", PAGE, {"authorization": "Basic \xff\xfe!"}, "key_missing"),
        ("/v1/page", PAGE, basic("wk_other"), "key_wrong"),
        ("/v1/page", PAGE, basic("sk_other"), "key_wrong"),
        ("/v1/page", PAGE, basic("sk_ключ"), "key_wrong"),
        ("/v1/page", {**PAGE, "writeKey": "wk_test"}, basic("wk_other"), "key_wrong"),
        ("/v1/page?writeKey=sk_test", PAGE, {}, "key_secret_in_address"),
    ],
)
def test_without_the_right_key_nothing_is_stored(world, address, body, headers, code):
    """401 with the reason; the secret key in an address is refused though it is right."""
    answer = post(address, body, headers)
    assert (answer.status, answer.json["code"]) == (401, code)
    assert world.rows("events") == []


def test_what_only_the_secret_key_may_say(world):
    """Proof, origin and a consent are taken from the key, never from the body."""
    agreed = {"marketing": True, "text": "yes", "source": "import"}
    said = {
        "anonymousId": "anon-1",
        "traits": {"email": "a@example.com"},
        "context": {"consent": agreed, "recognised": "l_x", "ip": "192.0.2.9"},
        "origin": "form",
        "proof": 2,
    }
    assert post("/v1/identify", {**said, "messageId": "public"}, PUBLIC, identify).status == 200
    assert post("/v1/identify", {**said, "messageId": "secret"}, SECRET, identify).status == 200
    public, secret = sorted(stored(world), key=lambda event: event.id)
    assert (public.proof, public.origin, public.context) == (1, "client", {})
    assert (secret.proof, secret.origin, secret.context) == (2, "server", {"consent": agreed})


def test_what_was_sent_with_the_secret_key_cannot_be_occupied_by_anybody(world):
    """I4: the same ids sent with the public key first do not make the server's event a duplicate."""
    event = {"userId": "u1", "event": "Paid", "messageId": "order-1", "timestamp": "2026-11-20T00:00:00Z"}
    assert post("/v1/track", {**event, "properties": {"amount": 0}}, PUBLIC).status == 200
    assert post("/v1/track", {**event, "properties": {"amount": 9}}, SECRET).status == 200
    assert sorted((e.proof, e.properties["amount"]) for e in stored(world)) == [(1, 0), (2, 9)]

    rules = compile(nothing_published())
    person = Person(id="l_1")
    for taken in sorted(stored(world), key=lambda each: each.proof):
        decision = decide(person, taken, Rulebooks(rules, {}), taken.received_at)
        assert "duplicate" not in {because.kind for because in decision.because}
        person = decision.person


def test_a_stored_event_cannot_be_changed(world):
    """I4: another content under the same subject, time and messageId is answered 200 and changes nothing."""
    post("/v1/page", PAGE)
    before = world.rows("events")
    assert post("/v1/page", {**PAGE, "properties": {"path": "/evil"}}).status == 200
    assert world.rows("events") == before


def test_the_link_of_a_mail_shows_whose_browser_it_is(world):
    """A recognise token makes a page view proven; a forged one, one for another purpose, one whose thirty days are
    over, or one that never ends, proves nothing; none is stored."""
    good = tokens.seal(ROOT, "recognise", {"p": "l_lead", "x": clock.now() + 60_000})
    over = tokens.seal(ROOT, "recognise", {"p": "l_lead", "x": clock.now() - 1})
    endless = tokens.seal(ROOT, "recognise", {"p": "l_lead"})
    other = tokens.seal(ROOT, "unsubscribe", {"p": "l_lead"})
    forged = tokens.seal("another root", "recognise", {"p": "l_lead"})
    for number, token in enumerate((good, other, forged, over, endless, "x", 7)):
        assert post("/v1/page", {**PAGE, "messageId": f"m{number}", "context": {"mikomi": token}}).status == 200
    events = sorted(stored(world), key=lambda event: event.id)
    assert [(event.proof, event.context) for event in events] == [(2, {"recognised": "l_lead"})] + [(1, {})] * 6


def test_the_link_of_a_mail_does_not_prove_what_its_reader_claims(world):
    """A forwarded mail's token beside an identify does not make the claim a proven one, nor its consent a given one."""
    claim = {"anonymousId": "a", "userId": "boss", "messageId": "m", "traits": {"email": "boss@example.com"}}
    token = tokens.seal(ROOT, "recognise", {"p": "l_lead", "x": clock.now() + 60_000})
    context = {"mikomi": token, "consent": {"marketing": True}}
    assert post("/v1/identify", {**claim, "context": context}, PUBLIC, identify).status == 200
    (event,) = stored(world)
    assert (event.proof, event.context) == (1, {})


def test_our_own_token_is_not_kept_in_addresses(world):
    """It is cut out of page addresses, wherever a client puts them, and nothing else of them changes."""
    token = recognition.token_for("l_1")
    page = {
        "url": f"https://example.co.jp/p?a=%8E%91+%20&mk={token}&mk=own&#x",
        "path": f"/p?mk={token}",
        "search": f"?mk={token}",
        "referrer": f"https://x/?next=%2Fp%3Fmk%3D{token}%26a%3D1&",
    }
    assert post("/v1/page", {**PAGE, "properties": page, "context": {"page": page}}).status == 200
    (event,) = stored(world)
    kept = {
        "url": "https://example.co.jp/p?a=%8E%91+%20&mk=own&#x",
        "path": "/p",
        "search": "",
        "referrer": "https://x/?next=%2Fp%3Fa%3D1&",
    }
    assert event.properties == kept
    assert event.context["page"] == kept


def test_a_user_id_is_no_browser_of_that_user(world):
    """I23: with the public key a userId alone speaks as a stranger's browser, and a mail's token beside it shows
    nothing; with the secret key it is the user."""
    token = tokens.seal(ROOT, "recognise", {"p": "l_lead", "x": clock.now() + 60_000})
    event = {"userId": "u1", "event": "Paid", "context": {"mikomi": token}}
    for number, key in enumerate((PUBLIC, SECRET)):
        assert post("/v1/track", {**event, "messageId": f"m{number}"}, key).status == 200
    public, secret = sorted(stored(world), key=lambda each: each.id)
    assert (public.subject, public.proof, public.user_id, public.context) == ("a:user:u1", 1, "u1", {})
    assert (secret.subject, secret.proof) == ("u:u1", 2)
