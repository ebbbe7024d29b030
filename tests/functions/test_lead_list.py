"""The list of leads as a page: an ordinary form finds and filters, its address says what, a view has a name."""

import re
from html import unescape

import pytest
from mikomi.aws import saved_views
from mikomi.console import lead_list

from tests.functions.read_api import NOW, form, taken, view
from tests.functions.test_console import HERE, Text, at_home, get
from tests.functions.test_console import post as posted
from tests.functions.world import packet

__all__ = ["at_home"]
LIST = "/console/leads"


def post(path, fields):
    """As a page of ours sends it."""
    return posted(path, fields, Origin=HERE)


@pytest.fixture
def three(at_home):
    for number, company in enumerate(("㈱青空", "みどり", "海")):
        told = {"lastName": "山田", "firstName": f"{number}郎", "company": company}
        taken(packet(f"a:b{number}", *form(f"f{number}", f"p{number}@example.co.jp", **told), at=NOW - number))
    taken(packet("a:b1", *(view(f"v{number}") for number in range(4)), at=NOW + 1))


def names(query="", **headers):
    return re.findall(r'<a href="/console/leads/[lv]_\w+">([^<]+)<', get(LIST, query, **headers)["body"])


def csrf():
    (token,) = set(re.findall(r'name="csrf" value="([^"]+)"', get(LIST, {"q": "x"})["body"]))
    return token


def test_the_form_finds_filters_and_sorts(three):
    """What is typed and chosen is asked by the address, and stands in the fields again."""
    assert names({"q": "株式会社青空"}) == ["山田 0郎"]
    assert names({"q": "山田", "band": "hot"}) == ["山田 1郎"]
    assert names({"sort": "recent"}) == ["山田 1郎", "山田 0郎", "山田 2郎"]
    assert names({"email": "p2@example.co.jp"}) == ["山田 2郎"]
    body = get(LIST, {"q": "山田", "band": "hot", "active_since": "2h", "on_site": "true"})["body"]
    assert 'value="山田"' in body
    assert '<option value="hot" selected>' in body
    assert '<option value="2h" selected>' in body
    assert 'value="true" checked' in body
    assert "<details open>" in body
    assert "lang=ja" in body and "q=%E5%B1%B1%E7%94%B0&amp;band=hot" in body


def test_the_script_gets_the_list_alone(three):
    """While somebody types: no frame, the same rows, and what to do where there are none."""
    part = get(LIST, {"q": "山田"}, **{"HX-Request": "true"})["body"]
    assert "<html" not in part
    assert names({"q": "山田"}, **{"HX-Request": "true"}) == names({"q": "山田"})
    nothing = get(LIST, {"q": "nobody"}, **{"HX-Request": "true"})["body"]
    assert "Nobody found" in nothing
    assert f'href="{LIST}"' in nothing


def test_pages_of_a_search_go_on(at_home):
    """The button below the list asks for the same, further on."""
    for number in range(lead_list.LEADS + 2):
        taken(packet(f"a:b{number}", *form(f"f{number}", f"p{number}@example.co.jp", company="青空"), at=NOW - number))
    first = get(LIST, {"q": "青空", "sort": "recent"})["body"]
    (more,) = {unescape(each) for each in re.findall(r'href="([^"]*cursor=[^"]+)"', first)}
    rest = get(*more.split("?"), **{"HX-Request": "true"})["body"]
    assert len(re.findall('class="lead"', first)) == lead_list.LEADS
    assert len(re.findall('class="lead"', rest)) == 2
    assert "more" not in re.findall(r'id="(\w+)"', rest)


def test_a_view_is_kept_under_a_name_and_dropped(three):
    """Kept for everybody, once a name; its address is the list's own; what is no list of ours is not kept."""
    asked = {"csrf": csrf(), "name": " ホットな  山田 ", "query": "q=山田&band=hot&x=<script>&limit=1"}
    answer = post(f"{LIST}/views", asked)
    assert answer["statusCode"] == 302
    address = answer["headers"]["location"]
    assert address == f"{LIST}?q=%E5%B1%B1%E7%94%B0&band=hot"
    body = get(*address.split("?"))["body"]
    assert re.search(r'<a class="chip" href="[^"]+band=hot" aria-current="page">ホットな 山田</a>', body)
    assert post(f"{LIST}/views", {**asked, "query": "q=海"})["statusCode"] == 302
    (kept,) = saved_views.listed()
    assert (kept.name, kept.query) == ("ホットな 山田", "q=%E6%B5%B7")
    for nothing in ({"name": " "}, {"query": "x=1"}):
        post(f"{LIST}/views", {**asked, **nothing})
    assert len(saved_views.listed()) == 1
    (drop,) = re.findall(r'name="drop" value="([^"]+)"', get(LIST, kept.query)["body"])
    assert post(f"{LIST}/views", {"csrf": asked["csrf"], "drop": drop})["headers"]["location"] == LIST
    assert saved_views.listed() == []


def test_nobody_keeps_a_view_from_elsewhere(three):
    """Without the page's token nothing is kept; and there are so many views at most."""
    token = csrf()
    for sent in ({}, {"csrf": token}):
        assert (
            posted(f"{LIST}/views", {**sent, "name": "x", "query": "q=1"}, Origin="https://else.example")["statusCode"]
            == 403
        )
    for number in range(lead_list.MOST_VIEWS + 2):
        post(f"{LIST}/views", {"csrf": token, "name": f"view {number}", "query": f"q={number}"})
    assert len(saved_views.listed()) == lead_list.MOST_VIEWS
    assert 'id="view"' not in get(LIST, {"q": "another"})["body"]


def test_both_languages_have_every_word(three):
    """No key of a sentence is shown in place of the sentence."""
    for language in ("ja", "en"):
        words = Text(get(LIST, {"lang": language, "q": "山田"})["body"]).words
        assert not [word for word in words if word.startswith("leads.")]
