"""Requests that nobody means well with, or that came broken: answered in words, and nothing of it is done."""

from urllib.parse import unquote

import pytest
from mikomi.aws import addresses
from mikomi.console import visitors
from mikomi.model.events import UNSUBSCRIBED

from functions.console.app import handler
from tests.functions.aws_faults import calls, refused
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, taken, view
from tests.functions.test_console import SITE, at_home, cookie_of, get, on_aws, post
from tests.functions.test_links import LEAVE, link, plan, stored
from tests.functions.test_links import post as press
from tests.functions.world import packet

__all__ = ["at_home", "on_aws", "plan"]  # fixtures

BROKEN = {
    "gzip": ("\x1f\x8bnonsense", {"Content-Encoding": "gzip"}),
    "packed as nobody reads": ("csrf=x", {"Content-Encoding": "br"}),
    "too long": ("csrf=" + "x" * 600_000, {}),
    "no base64": (None, {}),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize(
    "path", ["/auth/logout", "/console/attention/x/retry", "/console/attention/x/drop", "/console/attention/mails"]
)
def test_a_body_that_cannot_be_read_ends_nothing(on_aws, path, broken):
    """Whatever was posted to whatever button: a page that says what is wrong, below 500; the session goes on."""
    body, headers = BROKEN[broken]
    form = {"Host": "ma.example.co.jp", "Content-Type": "application/x-www-form-urlencoded", "Origin": SITE}
    event = {**asked("POST", path, body, {**form, **headers}), "cookies": [cookie_of()]}
    if body is None:
        event |= {"body": "é", "isBase64Encoded": True}
    answer = handler(event, None)
    assert 400 <= answer["statusCode"] < 500 and "text/html" in answer["headers"]["content-type"]
    assert "cookies" not in answer


def test_an_origin_that_is_no_address_is_a_strangers(on_aws):
    """`http://[` is nobody's origin, and no fault."""
    answer = post("/auth/logout", {"csrf": "é"}, cookies=[cookie_of()], host="ma.example.co.jp", Origin="http://[")
    assert answer["statusCode"] == 403


@pytest.mark.parametrize("path", ["/console", "/console/leads/l_1", "/v1/leads", "/v1/leads/l_1"])
def test_a_busy_table_is_told_and_no_fault(at_home, path):
    """The page and the API say "later", as ingestion does."""
    bearer = {"Authorization": "Bearer sk_test"}
    with (
        calls(refused("ThrottlingException", 400), operation="GetItem"),
        calls(refused("ThrottlingException", 400), operation="Query"),
    ):
        answer = get(path, **bearer)
    assert answer["statusCode"] == 429


@pytest.mark.parametrize("person", ["x" * 3_000, "l_" + "あ" * 900, "", "person%23l_1", "l_\n1"])
def test_an_id_that_nobody_has_is_looked_for_nowhere(at_home, person):
    """Longer than a key can be, or of other letters: 404, and no table is asked for it."""
    for path in ("/console/leads/", "/v1/leads/"):
        assert get(path + person, Authorization="Bearer sk_test")["statusCode"] in (404, 200 if not person else 404)


@pytest.mark.parametrize("since", ["9" * 5_000, "-1", "1e9", "é"])
def test_a_moment_that_is_none_stops_the_asking(at_home, since):
    """What stands in the address of a page that asks again may be anything."""
    answer = get("/console/visitors/b1", {"seen": "none", "since": since}, **{"HX-Request": "true"})
    assert answer["statusCode"] in (200, 286)


@pytest.mark.parametrize("browser", ["a/b", "//x", "~a", "a\r\nb", "<b>", "あ", "a%2Fb", ".."])
def test_every_browser_has_a_page(at_home, browser):
    """Whatever a client chose as its anonymousId: the page's own address leads to it, decoded on the way or not."""
    taken(packet(f"a:{browser}", view("v1"), at=NOW - 9_000))
    place = visitors.place_of(browser)
    for path in {place, unquote(place)}:
        if "/" not in path:
            assert "/price" in get(f"/console/visitors/{path}")["body"]


MULTIPART = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (MULTIPART, {"content-type": "multipart/form-data; boundary=b"}, "one_click"),
        (MULTIPART[:60], {"content-type": "multipart/form-data"}, "one_click"),
        ("LIST-UNSUBSCRIBE=One-Click", {"content-type": "text/plain"}, "one_click"),
        ("\x1f\x8b torn", {"content-encoding": "gzip"}, "one_click"),
        ("List-Unsubscribe=One-Click", {"content-encoding": "br"}, "one_click"),
        ("x" * 600_000, {}, "one_click"),
        (b"\xff\xfe\x00", {}, "page"),
        ("", {"content-type": "x" * 300}, "page"),
    ],
)
def test_whatever_the_body_is_both_are_done(world, plan, body, headers, reason):
    """RFC 8058 in every shape, and bodies that nobody can read: the address is suppressed and the lead's timeline says
    so, by whose button."""
    assert press(link("u", "unsubscribe", LEAVE), body, headers).status == 200
    assert addresses.is_suppressed("hanako@example.co.jp") == "unsubscribed"
    (event,) = stored(world)
    assert (event.name, event.properties["reason"]) == (UNSUBSCRIBED, reason)
