"""Every file of people that the console hands out: who may have it, who took it, and what is too large."""

import csv
import io
from typing import Any

import pytest
from mikomi import clock
from mikomi.aws import exports
from mikomi.cli.__main__ import _parser
from mikomi.console import lead_file, ways_out
from mikomi.console.roles import OWN, ROLES

from tests.functions.test_console import at_home
from tests.functions.test_roles import ask, login, office, place_of, walk
from tests.functions.world import World

__all__ = ["at_home", "office"]
FILES = ("/console/leads.csv", "/console/segments/all/people.csv", "/console/week/2026-11-23/leads.csv")


def rows(answer: dict[str, Any]) -> list[dict[str, str]]:
    assert answer["statusCode"] == 200 and answer["body"].startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer["body"][1:])))


def taken() -> list[tuple[str, dict[str, str], int | None]]:
    return [(each.by, each.asked, each.people) for each in exports.every()]


def test_the_list_of_leads_is_the_commands_own(office: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes with the same filters, and both are noted; the page leads to the file of what it shows."""
    answer = ask(login("sales"), "GET", "/console/leads.csv?q=umi&sort=recent&lang=en")
    assert [row["email"] for row in rows(answer)] == ["umi@example.co.jp"]
    asked = _parser().parse_args(["export", "leads", "umi", "--sort", "recent", "--by", "ito", "--lang", "en"])
    assert asked.act(asked) == 0 and answer["body"] == "\ufeff" + capsys.readouterr().out
    assert sorted(taken()) == [
        ("ito", {"q": "umi", "sort": "recent"}, 1),
        ("sato@example.co.jp", {"q": "umi", "sort": "recent"}, 1),
    ]
    assert len(rows(ask(login("sales"), "GET", "/console/leads.csv"))) == 2
    page = ask(login("sales"), "GET", "/console/leads?owner=sato")["body"]
    assert 'href="/console/leads.csv?owner=sato"' in page


@pytest.mark.parametrize("groups", [(), *[(group,) for group in ROLES]], ids=str)
def test_who_may_take_a_list_out(office: tuple[str, str], groups: tuple[str, ...]) -> None:
    """Whoever may not is led to no such file, gets none, and leaves no trace of one."""
    who, may = login(*groups), "export" in [right for group in groups for right in ROLES[group]]
    assert may is bool({"marketing", "sales", "admins"} & set(groups))
    pages = dict(walk(who, "/console/segments/all")) if OWN not in groups else dict(walk(who))
    led = {path for path in pages if path.endswith(".csv") and place_of(path) != ["week.csv"]}
    assert bool({path for path in led if "leads.csv" in path or "people.csv" in path}) is may
    before = len(taken())
    for path in FILES[:2]:
        answer = ask(who, "GET", path)
        assert answer["statusCode"] == (200 if may else 403), path
        assert ("sora@" in answer["body"]) is (may and path == FILES[0])
    assert len(taken()) - before == (2 if may else 0)


def test_lists_of_segments_and_results_are_noted(office: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """With which list it was; what is no list of people is not noted, nor one that there is not."""
    for path in (FILES[1], "/console/week.csv", "/console/segments/no/people.csv", "/console/sources/leads.csv"):
        ask(login("marketing"), "GET", path)
    assert taken() == [("sato@example.co.jp", {"segment": "all"}, 0)]
    asked = _parser().parse_args(["segment", "export", "all", "--by", "ito"])
    assert asked.act(asked) == 0 and capsys.readouterr().out
    asked = _parser().parse_args(["results", "--people", "lead", "--by", "ito"])
    assert asked.act(asked) == 0
    assert ("ito", {"segment": "all"}, 0) in taken() and ("ito", {"what": "lead"}, 0) in taken()


def test_what_is_too_large_is_the_commands(office: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In people, in bytes, in time: nothing leaves and nothing is noted; the command that is named is one, quoted."""
    path = "/console/leads.csv?q=%3B+rm+-rf+%2F%27&active_since=7d"
    for module, name, bound in ((lead_file, "MOST_SAVED", 1), (lead_file, "PATIENCE", -1), (ways_out, "LARGEST", 9)):
        with monkeypatch.context() as less:
            less.setattr(module, name, bound)
            answer = ask(login("sales"), "GET", "/console/leads.csv?sort=recent&on_site=")
            assert answer["statusCode"] == 413 and "mikomi export leads --sort=recent" in answer["body"]
            assert "sora@" not in answer["body"]
    monkeypatch.setattr(ways_out, "LARGEST", 9)
    assert "mikomi export leads &#39;; rm -rf /&#39;" in ask(login("sales"), "GET", path)["body"]
    assert "mikomi export leads --on-site<" in ask(login("sales"), "GET", "/console/leads.csv?on_site=true")["body"]
    assert "mikomi segment export all" in ask(login("sales"), "GET", FILES[1])["body"]
    people = "/console/sources/people.csv?what=lead&detail=x"
    assert "mikomi results --people=lead --detail=x" in ask(login("sales"), "GET", people)["body"]
    assert not taken() and clock.now()


def test_a_filter_that_cannot_be_asked_leads_to_the_list(office: tuple[str, str], at_home: World) -> None:
    """Which says what is wrong."""
    answer = ask(login("sales"), "GET", "/console/leads.csv?segment=no")
    assert answer["headers"]["location"] == "/console/leads?segment=no" and not taken()
