"""Links of our mails and alerts: clicks, opens, unsubscribing, a rep's answer, files. GET never changes anything but
a click or an open."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from mikomi import clock, tokens
from mikomi.aws import addresses, log
from mikomi.model.company import Company, CompanySettings, Rep, Sender
from mikomi.model.events import MAIL_CLICKED, MAIL_OPENED, REP_ANSWERED, UNSUBSCRIBED
from mikomi.model.plan import Plan
from mikomi.model.scoring import Answer, Scoring
from mikomi.model.words import Localised

from functions.identify import app as identify
from functions.track import app as track
from local.browser import HEADERS
from tests.functions.aws_faults import calls, refused
from tests.functions.http_api import asked, basic, seen
from tests.functions.world import ROOT

MAIL = {"p": "l_1", "m": "mail-1", "s": "thanks", "t": "faq", "e": "e1"}
THERE = "https://example.co.jp/price?plan=a#top"
LEAVE = {"p": "l_1", "a": "hanako@example.co.jp", "m": "mail-1"}
ALERT = {"p": "l_1", "r": "sato", "a": "alert-1", "t": 1_795_000_000_000}
ANSWER = {**ALERT, "k": "appo"}


@pytest.fixture
def plan(world):
    """A company with one Japanese and one English-speaking rep, and one answer to alerts."""
    settings = CompanySettings(
        company=Company(
            name=Localised(ja="見込み商事", en="Mikomi Trading"), postal_address="東京", contact="info@example.co.jp"
        ),
        sender=Sender(name="見込み商事", address="news@example.co.jp"),
        reps=[
            Rep(id="sato", name="佐藤", email="sato@example.co.jp"),
            Rep(id="smith", name="Smith", email="smith@example.co.jp", language="en"),
        ],
    )
    feedback = {"appo": Answer(label=Localised(ja="アポが取れた", en="Got an <appointment>"), tag="appo")}
    return world.publish(Plan(settings=settings, scoring=Scoring(feedback=feedback)))


def link(path, purpose, payload, root=ROOT):
    return f"/{path}/{tokens.seal(root, purpose, payload)}"


def get(address, headers=None, app=identify):
    return seen(app.handler(asked("GET", address, None, {"accept": "text/html", **(headers or {})}), None))


def post(address, body="", headers=None):
    form = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    return seen(identify.handler(asked("POST", address, body, {**form, **(headers or {})}), None))


def stored(world):
    return [event for item in world.rows("events") for event in log.decode(item).events]


@pytest.fixture
def at_noon():
    """The clock stands early in a minute, so that two calls fall into the same one."""
    clock.shift(timedelta())
    clock.shift(timedelta(milliseconds=60_000 - clock.now() % 60_000 + 1_000))
    yield
    clock.shift(timedelta())


# ── clicks and opens ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_click_is_an_event_of_the_person_and_leads_on(world):
    """302 to the signed target, with a token by which the site's tag tells whose browser it is; the click is a proven
    event."""
    answer = get(link("c", "click", {**MAIL, "u": THERE, "v": "b", "r": 1}), HEADERS, track)
    assert answer.status == 302
    target = urlsplit(answer.headers["location"])
    assert (target.netloc, target.path, target.fragment) == ("example.co.jp", "/price", "top")
    query = parse_qs(target.query)
    assert query["plan"] == ["a"]
    payload = tokens.unseal(ROOT, "recognise", query["mk"][0])
    assert payload and payload["p"] == "l_1" and 0 <= payload["x"] - clock.now() - 30 * 86_400_000 + 5_000 <= 5_000
    (event,) = stored(world)
    assert payload["c"] == event.id, "by which click its reader came"
    assert (event.subject, event.type, event.name, event.origin, event.proof) == (
        "p:l_1",
        "track",
        MAIL_CLICKED,
        "mail",
        2,
    )
    said = {"scenario": "thanks", "step": "faq", "mail": "mail-1", "enrolment": "e1", "link": THERE, "variant": "b"}
    assert event.properties == {**said, "by": "human", "why": "browser"}


@pytest.mark.parametrize(
    "there",
    [
        "https://bucket.s3.ap-northeast-1.amazonaws.com/x.pdf?X-Amz-Expires=3600&X-Amz-Signature=abc",
        "https://us02web.zoom.us/w/123?tk=a#success",
        "https://evil.example/",
    ],
)
def test_an_address_that_is_not_the_companys_gets_nothing_from_us(world, there):
    """S2: the redirect leads to the very address; no token by which its reader is known here for a month."""
    answer = get(link("c", "click", {**MAIL, "u": there}), app=track)
    assert (answer.status, answer.headers["location"]) == (302, there)


@pytest.mark.parametrize(
    ("there", "location"),
    [
        (
            "https://example.jp/資料/冬の案内",
            "https://example.jp/%E8%B3%87%E6%96%99/%E5%86%AC%E3%81%AE%E6%A1%88%E5%86%85",
        ),
        ("https://日本語.jp/", "https://xn--wgv71a119e.jp/"),
        ("https://example.jp/a b/é?q=冬#上", "https://example.jp/a%20b/%C3%A9?q=%E5%86%AC#%E4%B8%8A"),
        ("https://example.jp/\r\nSet-Cookie: a=b", "https://example.jp/Set-Cookie:%20a=b"),
        ("https://example.jp/x_(y)?a=1&currency=JPY", "https://example.jp/x_(y)?a=1&currency=JPY"),
    ],
)
def test_a_click_leads_where_a_browser_would_go(world, there, location):
    """Japanese, spaces and accents as a header can carry them; the event keeps the address as it is written."""
    answer = get(link("c", "click", {**MAIL, "u": there}), app=track)
    assert (answer.status, answer.headers["location"]) == (302, location)
    assert [event.properties["link"] for event in stored(world)] == [there]


@pytest.mark.parametrize(
    ("there", "before", "behind"),
    [
        ("https://example.co.jp", "https://example.co.jp?mk=", ""),
        ("https://example.co.jp/?a=1", "https://example.co.jp/?a=1&mk=", ""),
        ("https://example.co.jp/a#b?c", "https://example.co.jp/a?mk=", "#b?c"),
        ("https://example.co.jp/?mk=theirs#b", "https://example.co.jp/?mk=theirs&mk=", "#b"),
        ("https://日本語.jp/冬", "https://xn--wgv71a119e.jp/%E5%86%AC?mk=", ""),
    ],
)
def test_where_the_token_stands(world, there, before, behind):
    """Behind whatever the address says itself, in front of its fragment, in one spelling."""
    location = get(link("c", "click", {**MAIL, "u": there, "r": 1}), app=track).headers["location"]
    assert location.startswith(before) and location.endswith(behind)
    token = location[len(before) : len(location) - len(behind)]
    payload = tokens.unseal(ROOT, "recognise", token)
    assert payload and payload["p"] == "l_1" and tokens.seal(ROOT, "recognise", payload) == token


def test_an_open_is_an_event_and_a_picture(world):
    """A picture that nobody caches, and a `Mail Opened` that proves nothing (machines open mails too)."""
    answer = get(link("o", "open", MAIL), app=track)
    assert (answer.status, answer.body[:3], answer.headers["cache-control"]) == (200, b"GIF", "no-store")
    (event,) = stored(world)
    assert (event.subject, event.name, event.origin, event.proof) == ("p:l_1", MAIL_OPENED, "mail", 1)


@pytest.mark.usefixtures("at_noon")
def test_a_click_seen_by_a_scanner_and_its_reader_counts_once_a_minute(world):
    """Within one minute the same link is one event; another link, or a minute later, is another."""
    for _ in range(3):
        get(link("c", "click", {**MAIL, "u": THERE}), app=track)
    assert len(stored(world)) == 1
    get(link("c", "click", {**MAIL, "u": THERE + "2"}), app=track)
    clock.shift(clock.shifted() + timedelta(minutes=1))
    get(link("c", "click", {**MAIL, "u": THERE}), app=track)
    assert len(stored(world)) == 3


@pytest.mark.parametrize(
    "address",
    [
        link("c", "click", {**MAIL, "u": THERE}, root="another root"),
        link("c", "open", {**MAIL, "u": THERE}),
        link("c", "click", {**MAIL, "u": "javascript:alert(1)"}),
        link("c", "click", MAIL),
        "/c/x",
        "/c/" + "é" * 20,
        "/c/x?u=https://evil.example",
    ],
)
def test_a_click_that_we_did_not_sign_leads_nowhere(world, address):
    """404 as a page in the reader's language, and no event: our address is nobody's redirect."""
    answer = get(address, {"accept-language": "en"}, app=track)
    assert answer.status == 404 and "This link does not work" in answer.text
    assert "location" not in answer.headers
    assert world.rows("events") == []


@pytest.mark.parametrize("address", ["/o/x", link("o", "click", MAIL)])
def test_a_bad_open_is_still_a_picture(world, address):
    """No broken picture, no event."""
    answer = get(address, app=track)
    assert (answer.status, answer.body[:3]) == (200, b"GIF")
    assert world.rows("events") == []


def test_whoever_clicks_gets_there_while_the_log_is_away(world, capsys):
    """The redirect does not wait for the table; what could not be recorded is logged, without a token or an address,
    and counted."""
    with calls(refused("InternalServerError", 500)):
        answer = get(link("c", "click", {**MAIL, "u": THERE}), app=track)
    assert answer.status == 302
    printed = capsys.readouterr().out
    assert "mail_feedback_lost" in printed and "MailFeedbackLost" in printed and "mk=" not in printed


# ── unsubscribing ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_get_shows_a_page_and_changes_nothing(world, plan):
    """Scanners follow links: the page names company and (masked) address, has one button and no script, and nothing
    is written."""
    with calls() as made:
        answer = get(link("u", "unsubscribe", LEAVE))
    assert answer.status == 200
    assert "見込み商事" in answer.text and "h…@example.co.jp" in answer.text and "hanako@" not in answer.text
    assert 'method="post"' in answer.text and "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "'unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not {"PutItem", "UpdateItem", "DeleteItem"} & set(made)


@pytest.mark.parametrize(
    ("body", "reason"), [("List-Unsubscribe=One-Click", "one_click"), ("confirm=1", "page"), ("", "page")]
)
def test_post_suppresses_the_address_and_records_it(world, plan, body, reason):
    """RFC 8058's post and the page's button: the address is suppressed when the answer comes, and the log has the
    event."""
    assert addresses.is_suppressed("hanako@example.co.jp") is None
    answer = post(link("u", "unsubscribe", LEAVE), body)
    assert answer.status == 200 and "配信を停止しました" in answer.text
    assert addresses.is_suppressed("hanako@example.co.jp") == "unsubscribed"
    (event,) = stored(world)
    assert (event.subject, event.name, event.origin, event.proof) == ("p:l_1", UNSUBSCRIBED, "mail", 2)
    assert event.properties == {"mail": "mail-1", "reason": reason}


def test_a_multipart_one_click_works_too(world, plan):
    """Some mail programs post multipart/form-data (RFC 8058 allows it)."""
    body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
    assert (
        post(link("u", "unsubscribe", LEAVE), body, {"content-type": "multipart/form-data; boundary=b"}).status == 200
    )
    assert addresses.is_suppressed("hanako@example.co.jp") == "unsubscribed"


def test_unsubscribing_again_holds(world, plan):
    """The link works as often as it is used."""
    for _ in range(3):
        assert post(link("u", "unsubscribe", LEAVE)).status == 200
    assert addresses.is_suppressed("hanako@example.co.jp") == "unsubscribed"


@pytest.mark.parametrize(
    "address", ["/u/x", link("u", "click", LEAVE), link("u", "unsubscribe", LEAVE, "another root")]
)
def test_nobody_unsubscribes_somebody_else(world, plan, address):
    """A link that we did not sign, or signed for something else, is 404 and writes nothing."""
    with calls() as made:
        assert get(address).status == 404
        assert post(address, "List-Unsubscribe=One-Click").status == 404
    assert not {"PutItem", "UpdateItem"} & set(made)


def test_unsubscribing_while_the_table_is_busy_says_so(world, plan):
    """The reader is asked to press again; nothing pretends to have worked."""
    with calls(refused("ThrottlingException", 400), operation="UpdateItem"):
        answer = post(link("u", "unsubscribe", LEAVE))
    assert answer.status == 429 and "もう一度" in answer.text
    assert addresses.is_suppressed("hanako@example.co.jp") is None


# ── a rep's answer ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_shown_before_it_is_recorded(world, plan):
    """GET shows the label in the rep's language and writes nothing; POST records the event on the lead's log, once
    however often."""
    japanese, english = link("a", "answer", ANSWER), link("a", "answer", {**ANSWER, "r": "smith"})
    assert "アポが取れた" in get(japanese, {"accept-language": "en"}).text
    assert "Got an &lt;appointment&gt;" in get(english, {"accept-language": "ja"}).text
    assert world.rows("events") == []
    for _ in range(2):
        assert "記録しました" in post(japanese, "confirm=1").text
    events = stored(world)
    assert {event.id for event in events} == {events[0].id}
    assert (events[0].subject, events[0].name, events[0].origin, events[0].proof) == ("p:l_1", REP_ANSWERED, "rep", 2)
    assert events[0].properties == {"answer": "appo", "rep": "sato", "alert": "alert-1"}


def test_an_answer_that_we_did_not_offer_is_refused(world, plan):
    """Only the links of alerts answer alerts."""
    assert post("/a/x", "confirm=1").status == 404
    assert post(link("a", "unsubscribe", ANSWER)).status == 404
    assert post(link("f", "unsubscribe", ANSWER)).status == 404
    assert world.rows("events") == []


def test_the_links_of_earlier_alerts_still_answer(world, plan):
    """`/f/` leads to forms by now; a token that an alert of the past carries there is recorded all the same."""
    assert "アポが取れた" in get(link("f", "answer", ANSWER)).text
    assert "記録しました" in post(link("f", "answer", ANSWER), "confirm=1").text
    assert [event.name for event in stored(world)] == [REP_ANSWERED]


def test_identify_goes_the_way_of_every_event(world):
    """`/v1/identify` and `/v1/i` of the identify function: traits beside or within the context, the former winning."""
    body = {"anonymousId": "a", "messageId": "m", "traits": {"email": "b@example.com"}}
    within = {"traits": {"email": "old@example.com", "title": "CTO"}}
    for address in ("/v1/identify", "/v1/i"):
        event = asked("POST", address, {**body, "context": within}, basic("wk_test"))
        assert seen(identify.handler(event, None)).status == 200
    events = stored(world)
    assert {event.id for event in events} == {"m"}
    assert events[0].traits == {"email": "b@example.com", "title": "CTO"}
