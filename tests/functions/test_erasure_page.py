"""Somebody is erased, or handed out whole, from the lead's page: by who may, after the address was typed again."""

import json
from typing import Any

import pytest
from mikomi import keys
from mikomi.aws import erasures, exports, people
from mikomi.console import lead_pages, ways_out
from mikomi.console.roles import ROLES
from mikomi.shell.people import directory

from functions.schedule_step import app
from tests.functions import envelopes
from tests.functions.read_api import NOW, form
from tests.functions.read_api import taken as tell
from tests.functions.test_console import at_home
from tests.functions.test_roles import ask, login, office, walk
from tests.functions.world import World, packet

__all__ = ["at_home", "office"]
UMI, SORA = "umi@example.co.jp", "sora@example.co.jp"


@pytest.fixture(autouse=True)
def anew() -> None:
    directory.forget()


def carried_out(answer: dict[str, Any]) -> list[str]:
    """The erasures that the answer leads to, once the queue's messages were read."""
    names = answer["headers"]["location"].rpartition("/")[2].split("~")
    for each in names:
        message = {"pk": keys.erasure_pk(each), "sk": erasures.ERASURE, "due_at": 0}
        assert app.handler(envelopes.queue(message), None) == {"batchItemFailures": []}
    return names


def test_an_admin_types_the_address_again_and_sees_its_end(office: tuple[str, str], at_home: World) -> None:
    who, (umi, sora) = login("admins"), office
    page = ask(who, "GET", f"/console/leads/{umi}/erase")["body"]
    assert UMI in page and umi in page and "browsers 1, addresses 1" in page
    for typed in ("", SORA, "umi", umi):
        before = at_home.rows()
        answer = ask(who, "POST", f"/console/leads/{umi}/erase", {"address": typed})
        assert answer["statusCode"] == 200 and "Nothing was erased" in answer["body"]
        assert at_home.rows() == before
    answer = ask(who, "POST", f"/console/leads/{umi}/erase", {"address": " ＵＭＩ@example.co.jp "})
    place = answer["headers"]["location"]
    assert answer["statusCode"] in (302, 303) and place.startswith("/console/leads/erased/")
    going = ask(who, "GET", place)["body"]
    assert "Erasing…" in going and f'hx-get="{place}"' in going and UMI not in going
    (name,) = carried_out(answer)
    done = ask(who, "GET", place)["body"]
    assert "3 events" in done and "hx-get" not in done.partition('class="card erasure"')[2].partition("</section>")[0]
    assert "sato@example.co.jp" in done
    assert UMI not in str(at_home.rows("events")) and ask(who, "GET", f"/console/leads/{umi}")["statusCode"] == 404
    assert people.find_alias(keys.email_alias(SORA)) == sora
    row = erasures.read(keys.erasure_pk(name))
    assert row is not None and row.by == "sato@example.co.jp"


def test_who_only_named_the_address_goes_too_and_is_shown(office: tuple[str, str], at_home: World) -> None:
    umi, server = office[0], {"id": "s", "type": "identify", "user_id": "U1", "proof": 2, "origin": "server"}
    tell(packet("u:U1", {**server, "traits": {"email": UMI}}, at=NOW - 3_000))
    tell(packet("a:else", *form("g", UMI, lastName="別人"), at=NOW - 2_000))
    other = people.load(keys.visitor_id("a:else"))
    assert other is not None and other.email == UMI and other.id.startswith("v_")
    page = ask(login("admins"), "GET", f"/console/leads/{umi}/erase")["body"]
    assert other.id in page and "was not believed" in page
    answer = ask(login("admins"), "POST", f"/console/leads/{umi}/erase", {"address": UMI})
    assert len(carried_out(answer)) == 2
    assert "別人" not in str(at_home.rows("events")) and not ask(login("admins"), "GET", "/console/leads?q=umi")[
        "body"
    ].count(UMI)


@pytest.mark.parametrize("groups", [(), *[(group,) for group in ROLES]], ids=str)
def test_who_may_erase_and_who_may_take_out(office: tuple[str, str], at_home: World, groups: tuple[str, ...]) -> None:
    """Whoever may not is offered neither, reaches neither, and leaves no trace."""
    who, umi = login(*groups), office[0]
    rights = {right for group in groups for right in ROLES[group]}
    pages = "".join(answer["body"] for _, answer in walk(who, f"/console/leads/{umi}"))
    assert (f"{umi}/erase" in pages) is ("erase" in rights) and (f"{umi}/person.json" in pages) is ("export" in rights)
    before, noted = at_home.rows(), len([*exports.every()])
    assert ask(who, "GET", f"/console/leads/{umi}/erase")["statusCode"] == (200 if "erase" in rights else 403)
    for name in ("person.json", "person.html", "consent.json"):
        assert ask(who, "GET", f"/console/leads/{umi}/{name}")["statusCode"] == (200 if "export" in rights else 403)
    assert len([*exports.every()]) - noted == (3 if "export" in rights else 0)
    if "erase" not in rights:
        answer = ask(who, "POST", f"/console/leads/{umi}/erase", {"address": UMI})
        assert answer["statusCode"] == 403 and "admins" in answer["body"]
        assert [row for row in at_home.rows() if "erasure" in str(row)] == []
        assert ask(who, "GET", "/console/leads/erased/abc")["statusCode"] == 403
    assert rights & {"erase"} == ({"erase"} if "admins" in groups else set())
    assert len(before) <= len(at_home.rows())


def test_the_file_is_the_commands_but_for_the_archive(office: tuple[str, str]) -> None:
    umi = office[0]
    answer = ask(login("marketing"), "GET", f"/console/leads/{umi}/person.json")
    plain = json.loads(answer["body"])
    assert plain["id"] == umi and plain["archive"] is False and "v1" in [each["id"] for each in plain["events"]]
    assert SORA not in answer["body"]
    page = ask(login("marketing"), "GET", f"/console/leads/{umi}/person.html")
    assert "attachment" in page["headers"]["content-disposition"] and "archive is not included" in page["body"]
    assert [(each.by, each.asked, each.people) for each in exports.every()] == [
        ("sato@example.co.jp", {"person": umi}, 1)
    ] * 2


def test_what_proves_a_consent_is_noted_as_it_leaves(office: tuple[str, str]) -> None:
    """The page without a file is anybody's; the file is noted as one of that person's consent."""
    umi = office[0]
    assert "consent.json" not in ask(login("approvers"), "GET", f"/console/leads/{umi}/consent")["body"]
    assert "consent.json" in ask(login("sales"), "GET", f"/console/leads/{umi}/consent")["body"]
    assert not [*exports.every()] and ask(login("sales"), "GET", f"/console/leads/{umi}/consent.json")["body"]
    assert [(each.asked, each.people) for each in exports.every()] == [({"person": umi, "what": "consent"}, 1)]


def test_what_is_too_much_is_the_commands(office: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/console/leads/{office[0]}/person.json"
    for module, name in ((lead_pages, "MOST_EVENTS"), (ways_out, "LARGEST")):
        with monkeypatch.context() as less:
            less.setattr(module, name, 1)
            answer = ask(login("sales"), "GET", path)
            assert answer["statusCode"] == 413 and f"mikomi export person {office[0]} --out DIR" in answer["body"]
            assert not [*exports.every()]


def test_places_that_there_are_not(office: tuple[str, str]) -> None:
    who = login("admins")
    for path in ("l_nobody/erase", "x/erase", "l_nobody/person.json", "erased/abc", "erased/~", "erased/a%2Fb"):
        assert ask(who, "GET", f"/console/leads/{path}")["statusCode"] == 404, path
    assert ask(who, "POST", "/console/leads/l_nobody/erase", {"address": UMI})["statusCode"] == 404
