"""The console's pages on moto: who may see them, what they show, and that what a visitor sent stays text."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from mikomi import clock, keys
from mikomi.aws import addresses, ledger, people
from mikomi.console import frame
from mikomi.console.lead_list import LEADS
from mikomi.core import session
from mikomi.model import stored_json
from mikomi.model.effects import SendMail
from mikomi.settings import settings
from msgspec.structs import replace

from functions.console.app import handler
from tests.core.story import plan_of
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, it_is, taken, view
from tests.functions.world import ROOT, packet

HERE = "http://127.0.0.1:8000"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


@pytest.fixture
def at_home(world, monkeypatch):
    """The console as the local stack opens it: no login, this machine only."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING).model_copy(update={"standing_range": (0.0, 7.0)}))
    yield world
    clock.shift(timedelta())


def get(path, query="", *, host="127.0.0.1:8000", cookies=(), **headers):
    query = query if isinstance(query, str) else urlencode(query)
    given = {"Host": host, "Accept": "text/html", "Accept-Language": "en", **headers}
    return handler({**asked("GET", f"{path}?{query}", headers=given), "cookies": list(cookies)}, None)


def post(path, fields, *, cookies=(), host="127.0.0.1:8000", **headers):
    given = {"Host": host, "Content-Type": "application/x-www-form-urlencoded", **headers}
    return handler({**asked("POST", path, urlencode(fields), given), "cookies": list(cookies)}, None)


def hanako(email="hanako@example.co.jp", **traits):
    taken(packet("a:b1", view("v1"), at=NOW - 7_200_000))
    told = {"lastName": "山田", "firstName": "花子", "company": "株式会社青空", "title": "部長", **traits}
    taken(packet("a:b1", *form("f", email, **told), at=NOW - 3_600_000))
    found = people.find_alias(keys.email_alias(email))
    assert found
    return found


class Text(HTMLParser):
    """The words of a page, and the elements that a browser would make of it."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.attributes, self.words = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.words.append(data)

    def __contains__(self, words):
        return words in re.sub(r"\s+", " ", " ".join(self.words))


def test_the_ranking_shows_who_and_why(at_home):
    """Name, company, band, the two reasons that weigh most, the next step and when."""
    lead = hanako()
    answer = get("/console/leads")
    seen = Text(answer["body"])
    assert answer["statusCode"] == 200
    for words in ("山田 花子", "株式会社青空", "+30", "資料請求", "+10", "Prices", "Cool", "faq", "in 2 d"):
        assert words in seen, words
    assert f"/console/leads/{lead}" in answer["body"]


def test_a_lead_page_adds_up_and_tells_why(at_home):
    """The parts, the decay and their sum; consent; the anonymous visit; each entry with its reasons."""
    landed = {"page": {"path": "/price"}, "campaign": {"source": "google", "medium": "cpc", "gclid": "x"}}
    taken(packet("a:b1", {**view("v0"), "context": landed}, at=NOW - 20 * 86_400_000))
    lead = hanako()
    html = get(f"/console/leads/{lead}")["body"]
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    parts = [float(part.replace("−", "-")) for part in re.findall(r">([+−][\d.]+)<", table)]
    (total,) = re.findall(r'<tfoot>.*?"number">([\d.]+)<', html, re.DOTALL)
    assert (len(parts), round(sum(parts), 1)) == (4, float(total))
    seen = Text(html)
    for words in (
        "Has agreed to email",
        "anonymous",
        "Submitted the form",
        "+10 points for “Prices”",
        "plan version 1",
        "はい",
        "First touch",
        "google / cpc, click on an advertisement (gclid) → /price",
    ):
        assert words in seen, words


def test_what_visitors_sent_is_text(at_home):
    """Markup in names, paths, event names, properties and mail subjects makes no element and no attribute anywhere."""
    lead = hanako(lastName=EVIL, company=EVIL, note=EVIL)
    tracked = {"id": "t1", "type": "track", "name": EVIL, "properties": {EVIL: EVIL, "deep": {"x": [EVIL]}}}
    page = {"id": "t2", "type": "page", "properties": {"title": EVIL}, "context": {"page": {"path": f"/{EVIL}"}}}
    taken(packet("a:b1", tracked, page, at=NOW - 1000))
    person = people.load(lead)
    assert person
    effect = next(each for each in person.effects if isinstance(each, SendMail))
    key = ledger.Key.of_mail(lead, effect.id)
    assert ledger.begin(key, "claimed", stored_json.written(effect).decode(), NOW, subject=EVIL)
    assert ledger.move(ledger.as_claimed(key, "", NOW), "sent", NOW)
    for path in ("/console/leads", f"/console/leads/{lead}"):
        html = get(path)["body"]
        seen = Text(html)
        assert "alert(1)" in seen
        assert "{{ 7*7 }}" in seen
        assert seen.elements.count("script") == (2 if path == "/console/leads" else 1)  # htmx's, and the list's own
        assert "img" not in seen.elements
        assert not [name for name, _ in seen.attributes if name.startswith("on")]
        assert EVIL not in html


@pytest.mark.parametrize("path", ["/console", "/console/leads/l_nobody", "/console/mailbox", "/console/nowhere"])
def test_every_page_forbids_what_it_does_not_need(at_home, path):
    """The policy has no inline script, no inline style, no foreign host and no frame around us."""
    policy = get(path)["headers"]["content-security-policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    body = get(path)["body"]
    assert not re.search(r"<script(?![^>]*src=)|<[^>]+\sstyle=|<style|\son[a-z]+=|javascript:", body)


@pytest.mark.parametrize("query", ["q=nobody@example.co.jp", "band=warm", "cursor=x", "q=x&cursor=x", ""])
def test_empty_states_say_what_to_do(at_home, query):
    """Nobody found, a band that is gone, an old page, no leads at all: each says what to do next, in both languages."""
    for language in ("ja", "en"):
        answer = get("/console/leads", query, **{"Accept-Language": language})
        assert answer["statusCode"] == (400 if "warm" in query or "cursor" in query else 200)
        assert len(Text(answer["body"]).words) > 12


def test_found_by_address(at_home):
    """The search box finds the one lead, whatever the case."""
    hanako()
    taken(packet("a:b2", *form("g", "jiro@example.co.jp", lastName="鈴木"), at=NOW - 60_000))
    seen = Text(get("/console", {"email": " HANAKO@example.co.jp "})["body"])
    assert "山田 花子" in seen
    assert "鈴木" not in seen


def test_pages_go_on_where_they_ended(at_home):
    """Without JavaScript the link opens the next page whole; htmx gets only the rows. Nobody is lost or doubled."""
    for number in range(frame_of(2)):
        taken(packet(f"a:b{number}", *form(f"f{number}", f"p{number}@example.co.jp"), at=NOW - number * 3_600_000))
    first = get("/console/leads")["body"]
    more = re.findall(r'href="(/console/leads\?cursor=[^"]+)"', first)[0]
    path, _, query = more.partition("?")
    rows = get(path, query, **{"HX-Request": "true"})["body"]
    whole = get(path, query)["body"]
    assert "<html" in whole
    assert "<html" not in rows
    found = re.findall(r"/console/leads/(l_\w+)", first) + re.findall(r"/console/leads/(l_\w+)", rows)
    assert len(found) == len(set(found)) == frame_of(2)
    assert re.findall(r"/console/leads/(l_\w+)", rows) == re.findall(r"/console/leads/(l_\w+)", whole)


def frame_of(pages):
    """Leads enough for one page and some."""
    return LEADS * (pages - 1) + 4


def test_a_suppressed_address_shows(at_home):
    """Whoever may not be written to is marked so, with the reason."""
    lead = hanako()
    addresses.suppress("hanako@example.co.jp", "bounce", NOW)
    assert "Blocked (bounced)" in Text(get(f"/console/leads/{lead}")["body"])


def test_the_language_can_be_chosen(at_home):
    """By Accept-Language, by the toggle, and the toggle is remembered."""
    assert 'lang="ja"' in get("/console", **{"Accept-Language": "ja,en;q=0.5"})["body"]
    assert 'lang="en"' in get("/console", **{"Accept-Language": "en-GB"})["body"]
    toggled = get("/console", "lang=ja")
    (cookie,) = toggled["cookies"]
    assert cookie.startswith("mikomi-language=ja;")
    assert '<html lang="ja"' in get("/console", cookies=["mikomi-language=ja"])["body"]
    assert "cookies" not in get("/console", "lang=<script>")


@pytest.mark.parametrize("name", sorted(frame.FILES))
def test_files_of_the_pages(at_home, name):
    """htmx comes from its package, our own from ours; everything else is not there."""
    answer = get(f"/console/static/{name}")
    assert answer["statusCode"] == 200
    assert len(answer["body"]) > 100
    assert get(f"/console/static/../{name}")["statusCode"] == 404
    assert get("/console/static/page.html")["statusCode"] == 404


# who may come in


@pytest.fixture
def on_aws(world, monkeypatch):
    """The console as the template deploys it: a public address and Cognito's login."""
    for name, value in {
        "MIKOMI_COGNITO_DOMAIN": "mikomi.auth.ap-northeast-1.amazoncognito.com",
        "MIKOMI_COGNITO_CLIENT_ID": "client",
        "MIKOMI_COGNITO_POOL_ID": "ap-northeast-1_Pool",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING))
    yield world
    clock.shift(timedelta())


def cookie_of(ends=NOW + 60_000, root=ROOT, **more):
    held = session.Session(id="s1", user="u1", email="sato@example.co.jp", ends=ends)
    return f"__Host-mikomi={session.sealed(root, replace(held, **more))}"


PAGES = ["/console", "/console/leads/l_x", "/console/mailbox", "/console/clock"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_open_on_aws(on_aws, monkeypatch, path):
    """A stranger is sent to the login with the way back. Not even the local stack's setting opens a public address, nor
    does a request that calls itself local.
    """
    for opened in ("", "1"):
        monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", opened)
        settings.cache_clear()
        for host in ("ma.example.co.jp", "127.0.0.1", "localhost"):
            answer = get(path, host=host)
            assert answer["statusCode"] == 302
            assert answer["headers"]["location"].startswith("/auth/login?back=%2Fconsole")
            assert answer["body"] == ""


def test_without_a_login_it_stays_shut(world):
    """Neither Cognito nor the local stack: a page that says what to do, and no lead."""
    it_is(NOW)
    answer = get("/console", host="ma.example.co.jp")
    assert answer["statusCode"] == 403
    assert "enable the Cognito login" in answer["body"]
    clock.shift(timedelta())


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "ma.example.co.jp", "127.0.0.1@evil.example", ""]
)
def test_a_foreign_name_does_not_open_the_local_console(at_home, host):
    """DNS rebinding: a page of another name that leads to this machine sees nothing."""
    assert get("/console", host=host)["statusCode"] != 200


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "__Host-mikomi=",
        "__Host-mikomi=x.y",
        cookie_of(root="another root"),
        cookie_of(ends=NOW - 1),
        cookie_of()[:-2],
        cookie_of().replace("__Host-mikomi", "mikomi"),
        "__Host-mikomi=" + session.sealed(ROOT, session.begin("s", "n", "v", "/console", NOW)),
    ],
)
def test_sessions_cannot_be_forged(on_aws, cookie):
    """Nothing but a cookie that we sealed as a session, and that has not ended, opens a page."""
    assert get("/console", host="ma.example.co.jp", cookies=[cookie])["statusCode"] == 302
    assert get("/console", host="ma.example.co.jp", cookies=[cookie_of()])["statusCode"] == 200


def test_htmx_is_sent_to_the_login_too(on_aws):
    """A session that ended while a page was open: htmx moves the whole page, not a fragment of it."""
    answer = get("/console", "cursor=x", host="ma.example.co.jp", **{"HX-Request": "true"})
    assert (answer["statusCode"], answer["headers"]["hx-redirect"][:12]) == (401, "/auth/login?")


SITE = "https://ma.example.co.jp"


@pytest.mark.parametrize(
    ("origin", "token", "answered"),
    [
        (SITE, "right", 302),
        (SITE, "wrong", 403),
        (SITE, "", 403),
        ("https://evil.example", "right", 403),
        ("http://ma.example.co.jp", "right", 403),
        ("null", "right", 403),
        (None, "right", 403),
    ],
)
def test_a_post_shows_that_it_is_ours(on_aws, origin, token, answered):
    """The CSRF token and the origin, both: neither alone ends the session."""
    page = get("/console", host="ma.example.co.jp", cookies=[cookie_of()])["body"]
    right = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    headers = {"Origin": origin} if origin else {}
    given = {"right": right, "wrong": right[::-1], "": ""}[token]
    answer = post("/auth/logout", {"csrf": given}, cookies=[cookie_of()], host="ma.example.co.jp", **headers)
    assert answer["statusCode"] == answered
    forgets = any(cookie.startswith("__Host-mikomi=;") for cookie in answer.get("cookies", []))
    assert forgets == (answered == 302)


def test_a_token_of_another_session_is_none(on_aws):
    """What one login's page carries is worth nothing in another's."""
    page = get("/console", host="ma.example.co.jp", cookies=[cookie_of(id="s2")])["body"]
    other = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    answer = post("/auth/logout", {"csrf": other}, cookies=[cookie_of()], host="ma.example.co.jp", Origin=SITE)
    assert answer["statusCode"] == 403


def test_mailbox_and_clock_on_this_machine(at_home):
    """The local stack's mailbox and clock have their pages."""
    assert [get(path)["statusCode"] for path in ("/console/mailbox", "/console/clock")] == [200, 200]


def test_mailbox_and_clock_do_not_exist_on_aws(on_aws):
    """Behind the login there is neither."""
    for path in ("/console/mailbox", "/console/clock"):
        assert get(path, host="ma.example.co.jp", cookies=[cookie_of()])["statusCode"] == 404
