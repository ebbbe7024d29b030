"""The page of one browser in the console: its footprints before it has a name, as they arrive, and after."""

import re

import pytest

from tests.functions.read_api import NOW, it_is, taken, view
from tests.functions.test_console import EVIL, Text, at_home, get, hanako  # noqa: F401 (the fixture)
from tests.functions.world import packet

PAGE = "/console/visitors/b1"
HTMX = {"HX-Request": "true"}


def poll(page, **more):
    """The page asks again, as htmx does, by the address that it was given."""
    (address,) = re.findall(r'hx-get="([^"]+)"', page)
    path, _, query = address.replace("&amp;", "&").partition("?")
    return get(path, query, **HTMX, **more)


def test_an_anonymous_visitors_footprints_are_shown(at_home):  # noqa: F811
    """Pages, points and why; that it has no name yet; and nothing that the visitor sent becomes anything but text."""
    taken(packet("a:b1", view("v1", f"/price/{EVIL}"), view("v2"), at=NOW - 60_000))
    answer = get(PAGE)
    page = Text(answer["body"])
    assert answer["statusCode"] == 200 and "An anonymous visitor" in page and "/price" in page
    assert "browser b1" in page and "We do not know who this is yet" in page
    assert "img" not in page.elements and not any(name.startswith("on") for name, _ in page.attributes)
    assert page.elements.count("script") == 1


def test_what_arrives_is_swapped_in_and_nothing_else_is(at_home):  # noqa: F811
    """Nothing new: 204, no HTML. A new footprint: the part of the page, with an address that knows of it."""
    empty = get(PAGE)["body"]
    assert "Nothing has happened yet" in Text(empty)
    assert poll(empty)["statusCode"] == 204
    taken(packet("a:b1", view("v1"), at=NOW - 60_000))
    first = poll(empty)
    assert first["statusCode"] == 200 and "/price" in Text(first["body"]) and "<html" not in first["body"]
    assert poll(first["body"])["statusCode"] == 204
    hanako()
    named = poll(first["body"])
    assert "花子" in named["body"] and "/console/leads/l_" in named["body"] and "/price" in Text(named["body"])


def test_a_forgotten_window_stops_asking(at_home):  # noqa: F811
    """After ten quiet minutes htmx is told to stop (286), and the page says how to go on."""
    page = get(PAGE)["body"]
    it_is(NOW + 11 * 60_000)
    answer = poll(page)
    assert answer["statusCode"] == 286 and "hx-get" not in answer["body"] and "Look again" in Text(answer["body"])


@pytest.mark.parametrize("query", ["", "since=x", "since=" + "9" * 30, "seen=none&since=-1"])
def test_any_question_is_answered(at_home, query):  # noqa: F811
    """An address that was bent is a page all the same."""
    assert get(PAGE, query, **HTMX)["statusCode"] in (200, 204, 286)


def test_a_browsers_id_is_data(at_home):  # noqa: F811
    """Whatever the id is made of, it stays in the address that it came in, and text."""
    answer = get("/console/visitors/%22%3E%3Cimg%20src=x%3E")
    assert answer["statusCode"] == 200 and "img" not in Text(answer["body"]).elements
    (address,) = re.findall(r'hx-get="([^"]+)"', answer["body"])
    assert address.startswith("/console/visitors/%22%3E%3Cimg%20src%3Dx%3E?")


def test_strangers_are_sent_to_the_login(at_home):  # noqa: F811
    """Footprints are shown behind the same door as everything else."""
    assert get(PAGE, host="ma.example.co.jp")["statusCode"] == 403
