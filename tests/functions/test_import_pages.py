"""A list that comes to the bucket: looked at when it comes, brought in from the console with the words that it was
looked at with, once; told again it changes nothing, cut off it goes on."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from mikomi import keys
from mikomi.aws import imports, log, people, uploads
from mikomi.aws.api import call
from mikomi.cli.__main__ import _parser
from mikomi.console.roles import OWN
from mikomi.settings import settings
from mikomi.shell.operator import list_desk, list_orders

from functions.lists.app import handler
from tests.core.story import plan_of
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.read_api import NOW, SCORING
from tests.functions.test_console import HERE, at_home, get
from tests.functions.test_console import post as posted
from tests.functions.test_list_import import LIST, ROWS, SCENARIO, catch_up
from tests.functions.test_roles import ask, login
from tests.functions.workbooks import workbook
from tests.functions.world import World

__all__ = ["at_home"]
PLACE = "/console/imports"
KEY = "imports/abc/展示会 (1).csv"
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def shop(at_home: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    at_home.publish(plan_of([SCENARIO], SCORING))
    set_clock(NOW)
    yield at_home


def came(key: str = KEY, raw: bytes = LIST.encode("cp932"), times: int = 2) -> None:
    """The file is there, and S3 says so, twice."""
    uploads.write(key, raw)
    woken(key, times)


def woken(key: str, times: int = 2) -> None:
    notice = {
        "eventSource": "aws:s3",
        "s3": {"bucket": {"name": "workspace"}, "object": {"key": quote_plus(key, safe="/")}},
    }
    for _ in range(times):
        handler({"Records": [notice]}, None)
    catch_up()


def orders() -> list[str]:
    return sorted(uploads.listing(list_orders.ASKED))


def events() -> list[str]:
    packets = [packet for subject in log.subjects() for packet in log.packets(subject)]
    return sorted(event.id for packet in packets for event in packet.events)


def page(place: str, query: str = "") -> str:
    answer = get(place, query)
    assert answer["statusCode"] == 200
    return str(answer["body"])


def figures(body: str) -> dict[str, str]:
    return dict(re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td></tr>', body))


def looked(key: str = KEY) -> str:
    place = f"{PLACE}/{list_orders.list_id(key)}"
    return page(place)


def press(key: str = KEY, **fields: str) -> str:
    """What the page is asked by a button; the place that it leads to."""
    token = re.search(r'name="csrf" value="([^"]+)"', get("/console/suppressions")["body"])
    assert token
    answer = posted(f"{PLACE}/{list_orders.list_id(key)}", {"csrf": token[1], "key": key, **fields}, Origin=HERE)
    assert answer["statusCode"] == 302
    return str(answer["headers"]["location"])


def goes(place: str) -> str:
    path, _, query = place.partition("?")
    return page(path, query)


def button(body: str) -> dict[str, str]:
    """The fields of the form that brings it in."""
    form = next(each for each in re.findall(r"<form[^>]*>.*?</form>", body, re.S) if 'value="do"' in each)
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        if name not in ("csrf", "key")
    }


def do(key: str = KEY, **said: str) -> str:
    """Looked at with these words, and then brought in; the page that it ends on."""
    there = press(key, act="look", **said)
    woken(orders()[-1])
    end = press(key, **button(goes(there)))
    woken(next(each for each in orders() if each.endswith(".done.json")))
    return goes(end)


def test_a_file_that_comes_is_looked_at_and_nothing_else(shop: World) -> None:
    """Figures as the command has them, lines with their reasons, columns; nobody is a lead by it."""
    came()
    body = looked()
    assert figures(body) == {
        "Rows": "4",
        "New": "3",
        "Changed": "0",
        "The same": "0",
        "Rejected": "1",
        "May be somebody known": "1",
    }
    assert "Line 5" in body and "is not an e-mail address" in body and "展示会 (1).csv" in body
    assert "Line 3 may be" in body and 'value="do"' not in body
    assert not list(log.subjects()) and not list(imports.every())
    assert "展示会 (1).csv" in page(PLACE) and "Looked at" in page(PLACE)


def test_it_is_brought_in_with_the_words_that_it_was_looked_at_with(shop: World) -> None:
    """Consent, tags and scenario are everybody's; who did it is on record; the page says that it is done."""
    came()
    body = do(consent="words", words="展示会の申込書", tags="展示会, 2026", scenario="s")
    assert "Brought in" in body and figures(body)["New"] == "3"
    known = people.find_alias(keys.email_alias("taro@aozora.co.jp"))
    assert known
    person = people.load(known)
    assert person and person.consent and {"展示会", "2026"} <= set(person.tags) and person.enrolments
    [row] = imports.every()
    assert (row.by, row.said["file"], row.said["consent"]) == ("local", "展示会 (1).csv", "展示会の申込書")
    assert row.counted and row.counted["new"] == 3 and "Brought in" in page(PLACE)


def test_twice_changes_nothing(shop: World) -> None:
    """The same button again, the same file under another name: every row is known, and no packet is more."""
    came()
    do(consent="none")
    before = events()
    for each in orders():
        woken(each)
    came("imports/again/other.csv")
    body = goes(press("imports/again/other.csv", act="look", consent="none"))
    assert figures(body)["New"] == "0" and before == events()
    assert "again changes nothing" in body and 'value="do"' not in body


@pytest.mark.parametrize("before", [True, False])
def test_who_dies_at_any_call_goes_on(shop: World, before: bool) -> None:
    """Killed before or after each AWS call of bringing it in, and told again by S3: everybody is in the log once, and
    the page says that it is done."""
    for place in range(40):
        key, addresses = f"imports/{place}.csv", {f"{each}{place}@example.com" for each in "ab"}
        uploads.write(key, ("mail\n" + "\n".join(sorted(addresses))).encode())
        list_desk.noticed(key)
        there = press(key, act="look", consent="none")
        mine = f"{list_orders.ASKED}{list_orders.list_id(key)}/"
        list_desk.noticed(next(each for each in orders() if each.startswith(mine)))
        press(key, **button(goes(there)))
        order = next(each for each in orders() if each.startswith(mine) and each.endswith(".done.json"))
        with at_each_call(dying(place, before)) as begun, suppress(Died):
            list_desk.noticed(order)
        list_desk.noticed(order)
        told = [event for subject in log.subjects() for packet in log.packets(subject) for event in packet.events]
        assert sorted(e.traits["email"] for e in told if e.traits["email"] in addresses) == sorted(addresses)
        assert "They appear in lists" in goes(there)
        if len(begun) <= place:
            break
    else:
        raise AssertionError("there were more calls than were tried")


def test_what_was_looked_at_is_what_is_brought_in(shop: World) -> None:
    """Another file in its place, or none, is refused with a sentence, and nothing is written."""
    came()
    there = press(act="look", consent="none")
    woken(orders()[-1])
    press(**button(goes(there)))
    uploads.write(KEY, "メール\nother@example.com\n".encode())
    woken(order := next(each for each in orders() if each.endswith(".done.json")))
    assert "has changed since it was looked at" in goes(there)
    uploads.remove(KEY)
    woken(order)
    assert "not there any more" in goes(there) and not list(log.subjects())


def test_a_list_without_words_is_not_brought_in(shop: World) -> None:
    """Whoever says neither the words nor that there are none is sent back, and nothing is asked."""
    came()
    for said in ({}, {"consent": "words"}, {"consent": "words", "words": "  "}, {"consent": "x"}):
        assert "Say the words" in goes(press(act="look", **said))
    assert not orders()
    assert posted(f"{PLACE}/elsewhere", {"key": KEY}, Origin=HERE)["statusCode"] in (403, 404)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"a,b\n1,2\n", "No column of addresses"),
        ("メール\n".encode(), "no rows of people"),
        (b"PK\x03\x04 no zip", "cannot be read as an Excel workbook"),
    ],
)
def test_what_cannot_be_taken_says_why(shop: World, raw: bytes, says: str) -> None:
    """The whole file is refused in a sentence; columns can be named by hand then."""
    came(raw=raw)
    assert says in looked()
    there = press(act="look", consent="none", columns="a=email\nb=name")
    woken(orders()[-1])
    assert ("Line 2" in goes(there)) == raw.startswith(b"a,b")


def test_a_workbook_is_read_too(shop: World) -> None:
    """Two rows of names, cells that reach over several."""
    came("imports/book.xlsx", workbook(ROWS, ("A3:A4", "B1:C1")))
    assert figures(looked("imports/book.xlsx"))["New"] == "2"


def test_names_of_files_and_cells_are_text(shop: World) -> None:
    """Whatever a list holds is shown, and does nothing."""
    key = f"imports/x/{EVIL.replace('/', '')}.csv"
    came(key, f"メール,氏名,{EVIL}\n{EVIL},{EVIL},{EVIL}\na@example.com,{EVIL},x\nb@example.com,{EVIL},x\n".encode())
    for body in (looked(key), page(PLACE)):
        assert "<img src" not in body and "&lt;img" in body


def test_whoever_was_erased_meanwhile_is_no_proposal(shop: World) -> None:
    """What a look has found is shown by what stands there now."""
    came()
    do(consent="none")
    came(
        "imports/n/next.csv",
        "氏名,フリガナ,電話番号,会社名,メール\n山田 太郎,ヤマダ タロウ,03-1234-5678,青空商事,x@aozora.co.jp\n".encode(),
    )
    assert "taro@aozora" in (body := looked("imports/n/next.csv")) or "山田 太郎" in body
    for address in ("taro@aozora.co.jp", "t.yamada@gmail.com"):
        known = people.find_alias(keys.email_alias(address))
        assert known
        boto_delete(known)
    assert "may be" not in looked("imports/n/next.csv")


def boto_delete(person: str) -> None:
    place = {"pk": {"S": keys.person_pk(person)}, "sk": {"S": "person"}}
    call("dynamodb", "DeleteItem", TableName=settings().state_table, Key=place)


def test_the_form_lets_a_browser_send_one_file_to_one_folder(shop: World) -> None:
    """To the bucket, within an hour, of a bounded size, and back to us; the page may send nowhere else."""
    answer = get(PLACE)
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', answer["body"])}
    policy: dict[str, Any] = json.loads(b64decode(fields["policy"]))
    assert re.fullmatch(r"imports/[\w-]{8}/\$\{filename\}", fields["key"])
    folder = fields["key"].removesuffix("${filename}")
    assert ["starts-with", "$key", folder] in policy["conditions"]
    assert ["content-length-range", 1, 64_000_000] in policy["conditions"]
    back = urlsplit(fields["success_action_redirect"])
    assert back.path == f"{PLACE}/came" and {"success_action_redirect": back.geturl()} in policy["conditions"]
    target = re.search(r'<form class="card choice" method="post" action="(https://[^"/]+)/"', answer["body"])
    assert target and f"form-action 'self' {target[1]};" in answer["headers"]["content-security-policy"]
    there = get(f"{PLACE}/came", f"bucket=workspace&key={KEY}")["headers"]["location"]
    assert there.startswith(f"{PLACE}/{list_orders.list_id(KEY)}?") and parse_qs(urlsplit(there).query)["key"] == [KEY]
    assert "Being looked at" in goes(there)
    assert get(f"{PLACE}/came", "key=scenarios/x.json")["headers"]["location"] == PLACE
    assert get(f"{PLACE}/nothing", "")["statusCode"] == 404


def test_whoever_may_not_brings_nothing(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sales look, and are offered no form; own leads alone see nothing of it; marketing and admins do it."""
    came()
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "")
    monkeypatch.setenv("MIKOMI_API_URL", "https://ma.example.co.jp")
    settings.cache_clear()
    place = f"{PLACE}/{list_orders.list_id(KEY)}"
    for group, status in (("sales", 403), ("approvers", 403), ("marketing", 302), ("admins", 302)):
        seen = ask(login(group), "GET", PLACE)
        assert ("multipart/form-data" in seen["body"]) == (status == 302)
        assert ('value="look"' in ask(login(group), "GET", place)["body"]) == (status == 302)
        assert ask(login(group), "POST", place, {"key": KEY, "consent": "none"})["statusCode"] == status
    assert ask(login(OWN), "GET", PLACE)["statusCode"] == 403


def test_the_command_takes_a_file_of_the_bucket(shop: World, capsys: pytest.CaptureFixture[str]) -> None:
    """By its address, as the page shows it; one that is not there is said so."""
    uploads.write(KEY, LIST.encode("cp932"))
    for address, code in ((f"s3://workspace/{KEY}", 1), ("s3://workspace/none.csv", 2), ("s3://nowhere/x.csv", 2)):
        wanted = _parser().parse_args(["import", address, "--dry-run", "--consent", "none", "--json"])
        assert wanted.act(wanted) == code
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["new"], len(told["rejected"])) == (4, 3, 1)
