"""The pages of forms: hosted, as a part of a page, shown again, made shorter for those whom we know."""

from datetime import timedelta

import pytest
from mikomi import clock, keys, tokens
from mikomi.aws import log, people
from mikomi.shell.people import fold
from mikomi.web import recognition

from functions.identify import app as identify
from tests.functions.aws_faults import calls, refused
from tests.functions.form_pages import BROWSER, GOOD, Fields, fold_all, forms, get, post, press, stored
from tests.functions.http_api import asked, seen
from tests.functions.world import ROOT, packet


@pytest.fixture
def plan(world):
    yield forms(world)
    clock.shift(timedelta())


def test_the_hosted_page_posted_as_it_is_makes_one_lead(world, plan):
    """A person fills in the page and presses the button twice: one packet, the thanks, and a link to the file."""
    page = get("/f/download?anonymousId=anon-1&utm_source=ad", {"accept-language": "en"})
    assert (
        page.status == 200 and "Get the guide" in page.text and "見込み商事" in page.text and "<script" not in page.text
    )
    fields = Fields(page.text).found
    assert fields["anonymousId"] == "anon-1" and fields["mikomi_page"] and fields["source"] == "site"
    for _ in range(2):
        answer = press(page, GOOD, query="?anonymousId=anon-1&utm_source=ad")
        assert answer.status == 200 and "メールをご確認ください。" in answer.text
    (item,) = world.rows("events")
    packet = log.decode(item)
    assert [(event.type, event.name) for event in packet.events] == [("identify", ""), ("track", "Form Submitted")]
    assert packet.subject == "a:anon-1"
    assert packet.events[0].traits == {"email": "hanako@example.co.jp", "company": "<見込み> 商事", "source": "site"}
    consent = packet.events[0].context["consent"]
    assert consent["marketing"] is True and consent["version"] == "2026-04"
    assert packet.events[1].properties == {"form": "download"}
    assert packet.events[1].context["campaign"] == {"source": "ad"}
    assert packet.events[1].context["page"]["path"] == "/f/download"


def test_two_visitors_of_the_hosted_page_are_two(world, plan):
    """Without an anonymousId of the site each page gets one of its own."""
    one, two = (Fields(get("/f/download", {"user-agent": agent}).text).found for agent in ("a", "b"))
    assert one["anonymousId"].startswith("form-") and one["anonymousId"] != two["anonymousId"]


def test_the_page_speaks_the_language_that_is_asked_for(world, plan):
    """`lang` wins over the browser's, for labels, choices and what is wrong; the choice is kept by its value."""
    page = get("/f/download?lang=en", {"accept-language": "ja"})
    assert '<html lang="en">' in page.text and "Industry" in page.text and 'value="it">Software<' in page.text
    assert "Please fill this in" in press(page, {"consent": "on"}, query="?lang=en").text
    assert press(page, {**GOOD, "industry": "it"}, query="?lang=en").status == 200
    assert stored(world)[0].traits["industry"] == "it"


def test_what_is_missing_is_marked_and_what_was_typed_is_kept(world, plan):
    """400, each bad field with its sentence, the typed values escaped, nothing stored."""
    page = get("/f/download?anonymousId=anon-1")
    answer = press(page, {"email": "hanako", "company": '"><script>x</script>'})
    assert answer.status == 400
    assert "メールアドレスの形になっていません" in answer.text and "送信には同意が必要です" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text
    fields = Fields(answer.text).found
    assert (fields["email"], fields["anonymousId"]) == ("hanako", "anon-1")
    assert fields["mikomi_page"] == Fields(page.text).found["mikomi_page"]
    assert "<title>エラー: " in answer.text
    assert '<a href="#f-email">メールアドレス: ' in answer.text and '<a href="#f-consent">' in answer.text
    assert world.rows("events") == []


def test_who_has_to_confirm_is_told_so(world, plan):
    """The thanks speak of the mail; what was agreed to does not count yet."""
    answer = press(get("/f/confirm"), GOOD, form="confirm")
    assert answer.status == 200 and "確認のメールをお送りします" in answer.text
    assert stored(world)[0].context["consent"]["marketing"] == "unconfirmed"
    assert "確認のメール" not in press(get("/f/download"), GOOD).text


@pytest.mark.parametrize(
    ("seconds", "status", "said"),
    [(1, 400, "速すぎて"), (2, 200, "ありがとう"), (86_390, 200, "ありがとう"), (86_410, 400, "時間がたちました")],
)
def test_what_comes_back_too_soon_or_too_late_is_shown_again(world, plan, seconds, status, said):
    """Two seconds to a day. Otherwise the same page with everything in it; sent once more, it is taken."""
    answer = press(get("/f/download"), GOOD, after=seconds)
    assert answer.status == status and said in answer.text
    if status == 400:
        assert "<title>エラー: " in answer.text and world.rows("events") == []
        assert Fields(answer.text).found["email"] == GOOD["email"] and "checked" in answer.text
        assert press(answer, {"consent": "on"}, after=3).status == 200
    assert [event.name for event in stored(world)] == ["", "Form Submitted"]


@pytest.mark.parametrize("sealed", ["", "x", "x.y", None])
def test_a_page_of_ours_cannot_be_made_up(world, plan, sealed):
    """No seal, a bad one, another form's: the page again with a good one, nothing stored."""
    page = get("/f/download")
    forged = Fields(get("/f/again").text).found["mikomi_page"] if sealed is None else sealed
    answer = press(page, {**GOOD, "mikomi_page": forged})
    assert answer.status == 400 and world.rows("events") == []
    assert press(answer, GOOD).status == 200


@pytest.fixture
def hanako(world, plan):
    """A lead whom a server introduced on `anon-1`; `anon-2` only says that it is hers."""
    traits = {"email": "hanako@example.co.jp", "company": "秘密商事", "industry": "it"}
    now = clock.now()
    fold.fold_packets([packet("a:anon-1", {"id": "s", "type": "identify", "traits": traits, "proof": 2}, at=now)])
    claim = {"id": "c", "type": "identify", "traits": {"email": traits["email"]}}
    fold.fold_packets([packet("a:anon-2", claim, at=now + 1)])
    lead = people.load(keys.visitor_id("a:anon-1"))
    assert lead is not None and lead.proof == 2
    return lead


def test_a_proven_visitor_is_not_asked_again(world, hanako):
    """What we know is left out, and its value stands nowhere; the shorter form is complete; a link shows all of it."""
    page = get("/f/again?anonymousId=anon-1")
    assert Fields(page.text).found.keys() == {"anonymousId", "mikomi_page", "note", "source", "homepage_url"}
    assert "秘密" not in page.text and "hanako" not in page.text
    assert "以前いただいた項目は省いています" in page.text and "/f/again?all=1&amp;lang=ja" in page.text
    assert press(page, {"consent": "on", "note": "もう一度"}, form="again").status == 200
    fold_all(world)
    lead = people.load(hanako.id)
    assert lead is not None
    assert lead.trait("note") == "もう一度" and lead.trait("company") == "秘密商事"
    assert Fields(get("/f/again?all=1&anonymousId=anon-1").text).found.keys() > {"email", "company", "industry"}


@pytest.mark.parametrize("browser", ["anon-2", "anon-3", "form-guessed"])
def test_a_claim_learns_nothing(world, hanako, browser):
    """A browser that only says it is hers gets the page of a stranger, byte for byte."""
    theirs, blank = get(f"/f/again?anonymousId={browser}"), get("/f/again?anonymousId=nobody")
    seals = [Fields(page.text).found["mikomi_page"] for page in (theirs, blank)]
    plain = [page.text.replace(seal, "") for page, seal in zip((theirs, blank), seals, strict=True)]
    assert plain[0].replace(browser, "nobody") == plain[1]
    assert press(theirs, {"consent": "on"}, form="again").status == 400


def came_by(token, address="/f/again"):
    """The answer to a link of our mail, and the cookie that it leaves."""
    answer = identify.handler(asked("GET", f"{address}?mk={token}&lang=en", None, BROWSER), None)
    return seen(answer), [each.partition(";")[0] for each in answer.get("cookies", [])]


def with_cookies(address, *cookies):
    event = {**asked("GET", address, None, BROWSER), "cookies": list(cookies)}
    return seen(identify.handler(event, None))


def test_a_link_of_our_mail_is_recognised_on_the_form(world, hanako):
    """The token leaves the address at once and stays in a cookie of these pages for half an hour; what is sent then
    counts for the lead, by a browser that reads its mails from then on. A forwarded mail's reader is shown nothing that
    we know, and writes nothing. Opening the link alone changes nothing."""
    answer, (cookie,) = came_by(recognition.token_for(hanako.id))
    assert (answer.status, answer.headers["location"]) == (303, "/f/again?lang=en")
    page = with_cookies("/f/again?lang=en&anonymousId=slipped-in", cookie)
    fields = Fields(page.text).found
    assert "email" in fields and fields["anonymousId"] != "slipped-in" and world.rows("events") == []
    sent = {**GOOD, "email": hanako.email, "note": "電話をください", "anonymousId": "slipped-in"}
    assert press(page, sent, form="again", query="?lang=en", cookie=cookie).status == 200
    assert [event.name or event.type for event in stored(world)] == ["Form Viewed", "identify", "Form Submitted"]
    fold_all(world)
    lead = people.load(hanako.id)
    assert lead is not None
    assert (lead.traits, lead.consent) == (hanako.traits, hanako.consent)
    reader = lead.members["a:" + fields["anonymousId"]]
    assert (reader.proof, reader.own, reader.events) == (2, False, 3) and "a:slipped-in" not in lead.members


def test_what_the_link_had_beside_the_token_is_the_same_on_the_form(world, hanako):
    """Byte for byte, in whatever encoding the page before wrote it: a value in Shift_JIS, a `+`, a `mk` of its own."""
    token = recognition.token_for(hanako.id)
    event = asked("GET", "/f/again", None, BROWSER)
    event["rawQueryString"] = f"company=%8C%A9%96%7B+%20&mk=own&mk={token}&all=1&"
    location = identify.handler(event, None)["headers"]["location"]
    assert location == "/f/again?company=%8C%A9%96%7B+%20&mk=own&all=1&"
    event["rawQueryString"] = location.partition("?")[2]
    answer = identify.handler(event, None)
    assert answer["statusCode"] == 200 and 'value="見本  "' in answer["body"]


def test_who_is_not_that_reader_gets_the_whole_form(world, hanako):
    """`all` forgets by whose mail the page was reached: everything is asked, and what is sent is nobody's yet, once."""
    _, (cookie,) = came_by(recognition.token_for(hanako.id))
    page = with_cookies("/f/again?all=1", cookie)
    assert Fields(page.text).found.keys() > {"email", "company", "industry"}
    for _ in range(2):
        assert press(page, GOOD, form="again", query="?all=1", cookie=cookie).status == 200
    (item,) = world.rows("events")
    packet = log.decode(item)
    assert packet.subject.startswith("a:form-") and packet.events[0].type == "identify"


def test_the_cookie_is_for_these_pages_alone(world, hanako):
    """HttpOnly, Secure, Lax, under /f/, half an hour; a token that is not ours leaves none."""
    token = recognition.token_for(hanako.id)
    answer = identify.handler(asked("GET", f"/f/again?mk={token}", None, BROWSER), None)
    assert answer["cookies"] == [f"mikomi_mk={token}; Path=/f/; Max-Age=1800; HttpOnly; SameSite=Lax; Secure"]
    mine = {"p": hanako.id, "x": clock.now() + 60_000}
    forged = [tokens.seal(ROOT, "view", mine), tokens.seal("other", "recognise", mine)]
    for bad in ("x", *forged, tokens.seal(ROOT, "recognise", {**mine, "x": clock.now()})):
        answer, cookies = came_by(bad)
        assert answer.status == (200 if bad == "x" else 303) and cookies == []
    assert "email" in Fields(with_cookies("/f/again", "mikomi_mk=forged").text).found


def test_our_own_cookie_ties_the_page_to_earlier_visits(world, plan):
    """Where the form stands under the site's own domain the tag's cookie reaches it."""
    assert Fields(with_cookies("/f/download", "mikomi_id=anon-9").text).found["anonymousId"] == "anon-9"


def test_a_page_of_the_site_gets_the_form_as_a_part(world, plan):
    """The same form without a page around it, for a script of any origin; so are its answers, whatever asks for it."""
    script = {**BROWSER, "origin": "https://www.example.co.jp", "sec-fetch-mode": "cors", "accept": "*/*"}
    part = get("/f/contact?embedded=1&lang=en&anonymousId=anon-1", script)
    assert part.status == 200 and part.headers["access-control-allow-origin"] == "*"
    assert "<html" not in part.text and "<h2>Get the guide</h2>" in part.text and "<style>" in part.text
    answer = press(part, {"email": "x"}, form="contact", query="?embedded=1&lang=en")
    assert answer.status == 400 and "<html" not in answer.text and "Your agreement is needed" in answer.text
    token = recognition.token_for("l_1")
    where = {"mikomi_from": f"https://www.example.co.jp/lp?utm_source=ad&mk={token}", "mikomi_zone": "America/New_York"}
    answer = press(answer, {**GOOD, **where}, form="contact", query="?embedded=1&lang=en")
    assert answer.status == 200 and 'href="https://example.co.jp/thanks" data-leads' in answer.text
    context = stored(world)[1].context
    assert context["page"]["url"] == "https://www.example.co.jp/lp?utm_source=ad" and context["page"]["path"] == "/lp"
    assert context["campaign"] == {"source": "ad"} and context["timezone"] == "America/New_York"
    assert "mikomi_zone" not in stored(world)[1].properties


def test_who_sends_too_often_keeps_what_was_typed(world, plan):
    """The sixth form within an hour that names one address is not taken; the page stays as it is."""
    clock.shift(timedelta(milliseconds=3_600_000 - clock.now() % 3_600_000))
    for number in range(6):
        answer = press(get(f"/f/download?anonymousId=a{number}"), GOOD)
    assert answer.status == 429 and Fields(answer.text).found["email"] == GOOD["email"]
    assert len(world.rows("events")) == 5


def test_thanks_may_lead_elsewhere(world, plan):
    """303 to the form's own address; the page's policy lets the browser follow; a script is told the address."""
    answer = post(GOOD, "contact")
    assert (answer.status, answer.headers["location"]) == (303, "https://example.co.jp/thanks")
    policy = get("/v1/forms/contact").headers["content-security-policy"]
    assert "form-action 'self' https://example.co.jp" in policy and "frame-ancestors *" in policy
    assert (
        post(GOOD, "contact", {"content-type": "application/json"}).json["redirect"] == "https://example.co.jp/thanks"
    )


def test_a_form_sent_while_the_table_is_busy_is_not_thanked_for(world, plan):
    """503 in the reader's language; the same post afterwards is stored once."""
    page = get("/f/download")
    with calls(refused("InternalServerError", 500)):
        answer = press(page, GOOD)
    assert answer.status == 503 and "もう一度" in answer.text
    assert press(page, GOOD).status == 200
    assert len(world.rows("events")) == 1
