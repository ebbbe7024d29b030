"""The one place that answers: headers and cookies hold what we say, and nothing that a stranger spelt."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import http, tokens
from mikomi.web import recognition

from functions.identify import app as identify
from tests.functions.form_pages import BROWSER, forms
from tests.functions.http_api import asked
from tests.functions.world import ROOT

BREAKS = ["\r\nSet-Cookie: a=b", "\n", "\r", "\x00", "\x7f", "\x85", "\u2028"]


@pytest.mark.parametrize("bad", BREAKS)
def test_a_control_character_makes_no_answer(bad):
    """In the value and in the name of a header, and in a cookie, whichever way it is added."""
    for headers, cookies in (({"x": f"a{bad}b"}, ()), ({f"x{bad}": "a"}, ()), ({}, (f"a=b{bad}; Path=/",))):
        with pytest.raises(ValueError, match="control"):
            http.respond(200, "", headers, cookies)
    with pytest.raises(ValueError, match="control"):
        http.with_cookies(http.respond(200), f"a={bad}")


def test_cookies_stand_beside_each_other():
    """One that is added later replaces none that was there."""
    answer = http.respond(200, "", None, ("a=1",))
    assert http.with_cookies(answer, "b=2")["cookies"] == ["a=1", "b=2"]


@given(st.text(max_size=80))
def test_a_redirect_is_one_line_of_ascii(address):
    """Whatever stands in an address, its header is one line that every server can write."""
    location = http.redirect(address)["headers"]["location"]
    assert location.isascii() and (location.isprintable() or not location)


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("https://example.co.jp/a?b=c&d=%E3%81%82#e", "https://example.co.jp/a?b=c&d=%E3%81%82#e"),
        ("https://example.co.jp/資料 1", "https://example.co.jp/%E8%B3%87%E6%96%99%201"),
        ("https://[2001:db8::1]:8443/;x=(1)*'!", "https://[2001:db8::1]:8443/;x=(1)*'!"),
    ],
)
def test_an_address_that_is_ascii_already_stays_as_it_is(address, location):
    """Only what may not stand in a header is written otherwise."""
    assert http.redirect(address)["headers"]["location"] == location


SPELT = ["==", "==\r\nSet-Cookie: session=stolen", "%0d%0aSet-Cookie:%20a=b", "\n", " ", "!", "=", ";", "; Domain=x"]


@pytest.mark.parametrize("added", SPELT)
@pytest.mark.parametrize("path", ["/f/download", "/v1/forms/download"])
def test_a_token_in_another_spelling_sets_no_cookie(world, path, added):
    """`mk=<token>` with anything about it is none of ours: no cookie, and nothing of it in the way on. What only looks
    a little like one leads nowhere at all."""
    forms(world)
    token = recognition.token_for("l_1")
    event = asked("GET", path, None, BROWSER)
    for spelt in (token + added, added + token, token[:9] + added + token[9:]):
        event["rawQueryString"] = "mk=" + spelt if "%" in added else quote("mk=" + spelt, safe="=")
        answer = identify.handler(event, None)
        assert "cookies" not in answer and "set-cookie" not in answer["headers"]
        assert answer["statusCode"] == (303 if spelt.startswith(token) else 200)
        assert answer["headers"].get("location", path) == path


def test_the_cookie_is_written_as_the_token_is(world):
    """The right spelling is the only one that reaches a cookie."""
    forms(world)
    token = tokens.seal(ROOT, "recognise", {"p": "l_1", "x": 9_000_000_000_000})
    answer = identify.handler(asked("GET", f"/f/download?mk={token}", None, BROWSER), None)
    assert answer["cookies"][0].startswith(f"mikomi_mk={token}; ")


def test_the_way_on_is_the_forms_own_address(world):
    """A path with two slashes in front would lead to another host."""
    forms(world)
    token = recognition.token_for("l_1")
    answer = identify.handler(asked("GET", f"//f/download?mk={token}", None, BROWSER), None)
    assert answer["headers"]["location"].startswith(("/f/", "/v1/"))
