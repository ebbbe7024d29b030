"""Who may be the same person, in the console: two by two with the reasons, and what somebody says of them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from mikomi import keys
from mikomi.aws import log, people
from mikomi.aws.people import Alias
from mikomi.console import likenesses
from mikomi.console.roles import OWN
from mikomi.shell.operator import proposals
from mikomi.shell.people import directory

from tests.core.story import plan_of
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, taken
from tests.functions.test_console import HERE, at_home, get
from tests.functions.test_console import post as posted
from tests.functions.test_kinship import catch_up, there
from tests.functions.test_roles import ask, login, office
from tests.functions.world import World, packet

__all__ = ["at_home", "office"]
PLACE = "/console/proposals"
TARO = {"lastName": "山田", "firstName": "太郎", "company": "㈱青空商事", "phone": "090-1111-2222"}
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def shop(at_home: World) -> Iterator[World]:
    """Two who are one, in two spellings; their namesake elsewhere; a colleague; somebody who wants to be trouble."""
    at_home.publish(plan_of([SCENARIO], SCORING))
    directory.forget()
    met(1, "taro@aozora.example.com", **TARO)
    met(
        2, "yamada.taro@gmail.com", lastName="山田", firstName="太郎", company="青空商事株式会社", phone="090 1111 2222"
    )
    met(3, "hana@aozora.example.com", lastName="佐藤", firstName="花子", company="㈱青空商事")
    met(4, "x@evil.example.com", lastName=EVIL, firstName=EVIL, company=EVIL)
    yield at_home
    directory.forget()


def met(number: int, email: str, **told: str) -> None:
    taken(packet(f"a:b{number}", *form(f"f{number}", email, **told), at=NOW - 3_600_000 + number))


def lead(email: str) -> str:
    known = people.find_alias(keys.email_alias(email))
    assert known
    return known


def two() -> tuple[str, str]:
    return lead("taro@aozora.example.com"), lead("yamada.taro@gmail.com")


def page(query: str = "", **headers: str) -> str:
    answer = get(PLACE, query, **headers)
    assert answer["statusCode"] == 200
    return str(answer["body"])


def press(act: str, one: str, other: str) -> dict[str, Any]:
    token = re.search(r'name="csrf" value="([^"]+)"', get("/console/suppressions")["body"])
    assert token
    fields = {"csrf": token[1], "act": act, "one": one, "other": other}
    answer: dict[str, Any] = posted(PLACE, fields, Origin=HERE)
    return answer


def test_two_stand_side_by_side_with_the_reasons(shop: World) -> None:
    """Once, with what tells them apart; who merely works at the same place is not there."""
    body = page()
    assert body.count('class="alike"') == 1 and all(f"/console/leads/{each}" in body for each in two())
    assert "The mobile number is the same" in body and "The names are the same" in body
    assert "hana@" not in body and "x@evil" not in body
    assert body.count("Same person: keep this one") == 2 and "Different people" in body


@pytest.mark.parametrize("act", ["one", "other"])
def test_one_person(shop: World, act: str) -> None:
    """The one that is chosen stays; the page says so at once, and how to take it back."""
    one, other = two()
    stays, joins = (one, other) if act == "one" else (other, one)
    answer = press(act, one, other)
    assert answer["statusCode"] in (302, 303)
    after = page(answer["headers"]["location"].partition("?")[2])
    assert f"mikomi unmerge {joins}" in after and 'class="alike"' not in after
    catch_up()
    assert there(stays).merged and isinstance(people.load_many([joins])[joins], Alias)
    assert 'class="alike"' not in page()
    again = press(act, one, other)
    assert again["statusCode"] == 409 and "すでに同じ一人" in again["body"]


def test_two_people_are_proposed_no_more(shop: World) -> None:
    answer = press("two", *two())
    assert "Noted: two people" in page(answer["headers"]["location"].partition("?")[2])
    catch_up()
    assert 'class="alike"' not in page() and "Nobody looks like anybody else" in page()


def test_what_cannot_be_changes_nothing(shop: World) -> None:
    """A lead that there is not, one with itself, a button that there is not, a notice made by hand."""
    one, other = two()
    before = shop.rows("events")
    assert press("one", one, "l_nobody")["statusCode"] == 404 and press("two", one, one)["statusCode"] == 409
    assert press("x", one, other)["headers"]["location"] == PLACE and shop.rows("events") == before
    made = page("said=same~a~%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in made and 'class="alike"' in made
    for odd in ("said=", "said=same", "said=~~~", "said=two"):
        page(odd)


def test_an_old_twin_of_somebody_active_is_met(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two one has to be among the latest; where neither is, only the command meets them."""
    monkeypatch.setattr(proposals, "LATEST", 1)
    assert 'class="alike"' not in page()  # the latest is somebody else
    met(5, "taro.y@else.example.com", **TARO)
    directory.forget()
    assert page().count('class="alike"') == 2
    assert len(proposals.pairs(lambda seen: None)) == 3
    monkeypatch.setattr(proposals, "CROWD", 2)
    assert 'class="alike"' not in page()  # three share every text: a crowd


def test_a_page_has_its_bounds(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    met(5, "taro.y@else.example.com", **TARO)
    directory.forget()
    monkeypatch.setattr(likenesses, "MOST", 1)
    body = page()
    assert body.count('class="alike"') == 1 and "2 more come when these are done" in body
    monkeypatch.setattr(proposals, "MOST_READ", 1)
    assert 'class="alike"' not in page()


def test_who_only_looks_gets_no_buttons(office: tuple[str, str], at_home: World) -> None:
    """And whoever sees their own leads alone is shown nobody."""
    for number in (6, 7):
        met(number, f"t{number}@example.com", **TARO)
    directory.forget()
    looked, may = ask(login(), "GET", PLACE)["body"], ask(login("sales"), "GET", PLACE)["body"]
    assert "t6@example.com" in looked and "t6@example.com" in may
    assert 'name="act"' not in looked and 'name="act"' in may
    assert ask(login(OWN), "GET", PLACE)["statusCode"] == 403
    pair = {"act": "two", "one": lead("t6@example.com"), "other": lead("t7@example.com")}
    assert ask(login(OWN), "POST", PLACE, pair)["statusCode"] == 403
    assert ask(login("sales"), "POST", PLACE, pair)["statusCode"] in (302, 303)
    (said,) = [one for each in log.subjects() if each.startswith("p:") for one in log.packets(each)]
    assert said.events[0].properties["by"] == "sato@example.co.jp"
