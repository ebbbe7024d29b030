"""Who may do what in the console: every page is walked as each group, and every form is sent as each.

Nothing that somebody may not do is offered, nor done; `sales-own` meets nobody else's leads, wherever the console
leads.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from mikomi import keys
from mikomi.aws import people, secrets
from mikomi.console import door, roles
from mikomi.console.roles import CHANGES, OWN, ROLES
from mikomi.core import session
from mikomi.core.session import Session
from mikomi.settings import settings

from functions.console.app import handler
from tests.core.story import plan_of
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, taken, view
from tests.functions.test_console import at_home
from tests.functions.world import World, packet
from tests.house.template import resources

__all__ = ["at_home"]

HOST, SITE = "ma.example.co.jp", "https://ma.example.co.jp"
REPS = [{"id": id, "name": id, "email": f"{id}@example.co.jp"} for id in ("sato", "suzuki")]
OWNER = {"default": "suzuki", "rules": [{"when": {"trait": "company", "is": "海"}, "to": "sato"}]}
MAILING = {**SCENARIO, "id": "news", "name": "News", "trigger": {"segment": "all"}}
BUCKET = "https://workspace.s3."
EVERYBODY = [(), *[(group,) for group in ROLES], ("approvers", "sales"), (OWN, "marketing"), ("sales-", "Admins")]


@pytest.fixture
def office(at_home: World, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A console that asks for a login; a lead of Sato's and one of Suzuki's."""
    plan = plan_of([SCENARIO], SCORING, 2, {"all": {"tag": "x"}}, reps=REPS, owner=OWNER)
    at_home.publish(plan.model_copy(update={"standing_range": (0.0, 7.0)}))
    leads = lead("b1", "umi@example.co.jp", "海"), lead("b2", "sora@example.co.jp", "空")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "")
    monkeypatch.setenv("MIKOMI_API_URL", SITE)
    settings.cache_clear()
    return leads


def lead(browser: str, email: str, company: str) -> str:
    taken(packet(f"a:{browser}", view("v1"), *form("f", email, company=company), at=NOW - 3_600_000))
    known = people.find_alias(keys.email_alias(email))
    assert known
    return known


def login(*groups: str, email: str = "sato@example.co.jp") -> Session:
    return Session(id="s", user="user-1", email=email, groups=groups, ends=10**14)


def ask(who: Session, method: str, path: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
    cookies = [f"{door.SEATED}={session.sealed(secrets.root(), who)}"]
    said = urlencode({"csrf": session.csrf_token(secrets.root(), who), **(fields or {})})
    headers = {"Host": HOST, "Accept-Language": "en", "Origin": SITE}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return handler({**asked(method, path, said if method == "POST" else "", headers), "cookies": cookies}, None)


def walk(who: Session, *more: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every page to which the console leads from its start, and from the pages that are named."""
    ahead, seen = ["/console", *more], set[str]()
    while ahead:
        path = ahead.pop(0)
        place = urlsplit(path).path
        if path in seen or not place.startswith("/console") or place.startswith(("/console/static", "/console/guide")):
            continue
        seen.add(path)
        answer = ask(who, "GET", path)
        yield path, answer
        ahead += [unescape(to) for to in re.findall(r'(?:href|hx-get|src)="(/console[^"#]*)', answer["body"])]
        ahead += [answer["headers"]["location"]] if "location" in answer["headers"] else []
        assert len(seen) < 400


def forms(page: str) -> list[str]:
    """Where the forms of a page are sent to, by POST; logging out is anybody's, and what a browser sends to the bucket
    itself was signed for who may (test_import_pages)."""
    made = re.findall(r'<form [^>]*method="post"[^>]*action="([^"]+)"', page)
    assert len(made) == page.count('method="post"')
    return [unescape(to) for to in made if to != "/auth/logout" and not to.startswith(BUCKET)]


def place_of(path: str) -> list[str]:
    return urlsplit(path).path.split("/")[2:]


@pytest.mark.parametrize("groups", EVERYBODY, ids=str)
def test_pages_offer_what_somebody_may_do(office: tuple[str, str], groups: tuple[str, ...]) -> None:
    """And every form of theirs asks for a right that is known."""
    who = login(*groups)
    offered = {
        to for path, answer in walk(who, *(f"/console/leads/{lead}" for lead in office)) for to in forms(answer["body"])
    }
    assert all(roles.asked_by(place_of(to)) in roles.rights(who) for to in offered), offered
    assert bool(offered) is bool(roles.rights(who) - {"approve", "lift"})


def test_an_admin_meets_a_form_in_most_places(office: tuple[str, str]) -> None:
    """So that the walk is worth its name."""
    pages = dict(walk(login("admins"), *(f"/console/leads/{lead}" for lead in office)))
    assert len(pages) > 25 and all(answer["statusCode"] in (200, 302) for answer in pages.values())
    areas = {place_of(to)[0] for answer in pages.values() for to in forms(answer["body"])}
    assert {"leads", "suppressions", "sending", "segments", "scenarios", "versions"} <= areas | {
        "scenarios",
        "versions",
    }


@pytest.mark.parametrize("groups", EVERYBODY, ids=str)
def test_what_somebody_may_not_do_is_not_done(office: tuple[str, str], at_home: World, groups: tuple[str, ...]) -> None:
    """A form made by hand, sent to each place: without the right nothing is read further, nothing is written."""
    who, rights = login(*groups), roles.rights(login(*groups))
    theirs = f"leads/{office[0]}/acts"
    there = [
        *(f"{area}/x/acts" for area in CHANGES if area != "leads"),
        *CHANGES,
        "versions/candidates/1/approve",
        theirs,
    ]
    for place in there:
        right = roles.asked_by(place.split("/"))
        before = [at_home.rows(table) for table in ("state", "events")]
        answer = ask(who, "POST", f"/console/{place}", {"act": "note", "text": "x", "code": "x"})
        if right not in rights:
            assert answer["statusCode"] == 403 and str(right and roles.groups_with(right)[0]) in answer["body"], place
            assert [at_home.rows(table) for table in ("state", "events")] == before, place
        else:
            assert "It takes one of these groups" not in answer["body"], place
    assert bool(at_home.rows("events")) and ("lead" in rights) is any(
        "Rep Acted" in str(row) for row in at_home.rows("events")
    )


def test_a_place_that_changes_nothing_is_nobodys_form(office: tuple[str, str]) -> None:
    for place in ("", "guide", "week", "sources", "mailbox", "clock", "nowhere", "../v1/leads"):
        assert ask(login("admins", "approvers"), "POST", f"/console/{place}")["statusCode"] == 404, place


def test_a_rep_of_their_own_meets_nobody_else(office: tuple[str, str]) -> None:
    """Not on a page to which the console leads, nor on one that only an admin is led to; not by acting either."""
    who, (theirs, other) = login(OWN), office
    own = dict(walk(who, f"/console/leads/{theirs}"))
    assert "umi@example.co.jp" in own[f"/console/leads/{theirs}"]["body"]
    assert "umi@example.co.jp" in own["/console/leads"]["body"] + own[f"/console/leads/{theirs}"]["body"]
    led = dict(walk(login("admins"), *(f"/console/leads/{lead}" for lead in office)))
    for path in [
        *own,
        *led,
        "/console/leads?owner=suzuki",
        "/console/leads?q=sora",
        f"/console/leads/{other}/consent.json",
    ]:
        answer = ask(who, "GET", path)
        assert "sora@" not in answer["body"] and other not in answer["body"], path
        assert answer["statusCode"] in (200, 302, 303, 403, 404), path
    answer = ask(who, "POST", f"/console/leads/{other}/acts", {"act": "note", "text": "x"})
    assert answer["statusCode"] == 403
    answer = ask(who, "POST", f"/console/leads/{theirs}/acts", {"act": "owner", "rep": "suzuki"})
    assert answer["statusCode"] in (302, 303)


@pytest.mark.parametrize("email", ["", "else@example.co.jp", "SATO@example.co.jp"])
def test_whose_leads_says_the_address_of_the_login(office: tuple[str, str], email: str) -> None:
    """Whoever is no rep sees none, and is told what to do."""
    answer = ask(login(OWN, email=email), "GET", "/console/leads")
    assert answer["statusCode"] == (200 if email.startswith("SATO") else 403)
    assert ("settings.json" in answer["body"]) is (answer["statusCode"] == 403)


def test_each_change_is_written_down_with_who_asked_for_it(
    office: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Also what was refused; by the user's id, never by the address, and without what was typed."""
    ask(login("sales"), "POST", f"/console/leads/{office[0]}/acts", {"act": "note", "text": "secret words"})
    ask(login("sales"), "POST", "/console/sending/stop")
    ask(login("sales"), "GET", "/console/leads")
    lines = [line for line in capsys.readouterr().out.splitlines() if "console_change" in line]
    assert [
        ("acts" in line, '"status":302' in line or '"status":303' in line, '"status":403' in line) for line in lines
    ] == [
        (True, True, False),
        (False, False, True),
    ]
    assert all('"who":"user-1"' in line and "@" not in line and "secret" not in line for line in lines)


def test_each_look_at_a_person_is_written_down_with_who_looked(
    office: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """At any of a lead's pages, also one that was refused; not the list, whose files are noted where they leave."""
    ask(login("sales"), "GET", f"/console/leads/{office[0]}", {})
    ask(login("sales"), "GET", f"/console/leads/{office[0]}/consent")
    ask(login(OWN), "GET", f"/console/leads/{office[1]}")
    ask(login("sales"), "GET", "/console/leads")
    lines = [line for line in capsys.readouterr().out.splitlines() if "console_look" in line]
    places = [f"leads/{office[0]}", f"leads/{office[0]}/consent", f"leads/{office[1]}"]
    assert [re.findall(r'"place":"([^"]*)"', line) for line in lines] == [[place] for place in places]
    assert ['"status":403' in line for line in lines] == [False, False, True]
    assert all('"who":"user-1"' in line and "@" not in line for line in lines)


def test_the_groups_are_those_of_the_stack() -> None:
    """And the first user is in the one that may do most."""
    made = resources("AWS::Cognito::UserPoolGroup")
    assert {each["GroupName"] for each in made.values()} == set(ROLES)
    (first,) = resources("AWS::Cognito::UserPoolUserToGroupAttachment").values()
    assert made[first["GroupName"]["Ref"]]["GroupName"] == "admins"
