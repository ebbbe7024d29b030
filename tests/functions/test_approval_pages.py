"""Approval in the console and at the terminal: what waits is shown with what it changes and whom that concerns; who is
in the group says yes or no, and nobody else."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from mikomi.aws import candidates, plans, secrets
from mikomi.cli.__main__ import _parser
from mikomi.console import door
from mikomi.core import session
from mikomi.settings import settings
from mikomi.shell import reports

from functions.console.app import handler
from tests.functions.http_api import asked as request_of
from tests.functions.test_approval import asked as asked
from tests.functions.test_approval import asking
from tests.functions.test_publish import bring, notice
from tests.functions.test_push import changed, limit, push_of, send
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.world import World

EVIL = "<script>alert(1)</script>"
PAGE = "/console/versions/candidates/1"


@pytest.fixture
def waits(asked: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Another limit of mails and one scenario less: somebody is in none of them."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    files = {name: body for name, body in asking(changed(7)).items() if name != "scenarios/winter-sale.json"}
    bring(notice(send(push_of(files, 1, by="sato", note=EVIL, removes=["scenarios/winter-sale.json"]))))
    return asked


def seen(path: str, language: str = "en") -> str:
    answer = get(path, language)
    assert answer["statusCode"] == 200 and EVIL not in answer["body"], answer["body"]
    return unescape(answer["body"])


def fields(body: str, verb: str) -> dict[str, str]:
    form = body.partition(f'action="{PAGE}/{verb}"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def press(verb: str, said: dict[str, str]) -> Any:
    return post(f"{PAGE}/{verb}", said, Origin=HERE)


def test_what_waits_is_shown_and_approved(waits: World) -> None:
    """On top of the list; its page tells what it changes and who is inside; yes publishes it, and both pages say by
    whom. From an old page nothing comes."""
    assert "Candidate 1" in seen("/console/versions") and "sent by sato" in seen("/console/versions")
    body = seen(PAGE)
    assert "What it changes of version 1" in body and "<del>2</del> <ins>7</ins>" in body
    assert "Scenario “冬のセール” removed" in body and "waits for approval" in body
    assert "“冬のセール”: 0. The scenario goes" in seen(f"{PAGE}/people")
    said = fields(body, "approve")
    assert press("approve", {**said, "over": "0"})["statusCode"] == 409
    assert press("approve", {**said, "csrf": "0" * 32})["statusCode"] == 403
    assert press("approve", said)["statusCode"] == 302
    assert "will run in a few seconds" in seen(PAGE) and press("approve", said)["statusCode"] == 302
    bring(notice("pushes/candidate-1-over-1.zip"))
    plans.forget()
    assert plans.pointer_version() == 2 and limit() == 7
    assert "approved by local" in seen(PAGE) and "approved by local" in seen("/console/versions")
    assert "Candidate 1" not in seen("/console/versions") and "Approve and publish" not in seen(PAGE)


def test_no_needs_a_reason(waits: World) -> None:
    """Which is kept, and shown."""
    said = fields(seen(PAGE, "ja"), "refuse")
    assert press("refuse", said)["statusCode"] == 400
    assert press("refuse", {**said, "because": f"too many {EVIL}"})["statusCode"] == 302
    assert "refused by local" in seen(PAGE) and f"too many {EVIL}" in seen(PAGE)
    assert press("refuse", {**said, "because": "again"})["statusCode"] == 409
    assert plans.pointer_version() == 1 and get(PAGE.replace("/1", "/9"))["statusCode"] == 404


@pytest.mark.parametrize("groups", [(), ("approver",), ("approvers",)])
def test_only_the_group_decides(waits: World, monkeypatch: pytest.MonkeyPatch, groups: tuple[str, ...]) -> None:
    """Whoever is logged in may look; the buttons are there, and do something, for the group alone."""
    site = "https://ma.example.co.jp"
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "")
    monkeypatch.setenv("MIKOMI_API_URL", site)
    settings.cache_clear()
    ends = 10**14
    who = session.Session(id="s", user="u", email="suzuki@example.co.jp", groups=groups, ends=ends)
    cookies = [f"{door.SEATED}={session.sealed(secrets.root(), who)}"]
    host = {"Host": "ma.example.co.jp", "Accept-Language": "en"}
    page = handler({**request_of("GET", PAGE, headers=host), "cookies": cookies}, None)
    may = groups == ("approvers",)
    assert page["statusCode"] == 200 and ("Approve and publish" in page["body"]) is may
    said = urlencode({"csrf": session.csrf_token(secrets.root(), who), "over": "1"})
    headers = {**host, "Origin": site, "Content-Type": "application/x-www-form-urlencoded"}
    answer = handler({**request_of("POST", f"{PAGE}/approve", said, headers), "cookies": cookies}, None)
    assert answer["statusCode"] == (302 if may else 403)
    assert candidates.latest()[0].decided_by == ("suzuki@example.co.jp" if may else "")


def command(*arguments: str) -> int:
    asked_for = _parser().parse_args([*arguments, "--lang", "en"])
    return int(asked_for.act(asked_for))


def test_at_the_terminal(waits: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What it changes is told first. Of one that does not wait any more, or that there is not, nothing comes."""
    from mikomi.cli import push

    def arrives(key: str, _asked: Any) -> int:
        bring(notice(key))
        return 0

    monkeypatch.setattr(push, "await_report", arrives)
    assert command("approve", "9") == 2
    assert command("approve", "1", "--by", "suzuki") == 0
    assert "Scenario “冬のセール” removed" in capsys.readouterr().out
    record = reports.record_of(2)
    assert record and record.approved_by == "suzuki"
    assert command("approve", "1") == 1 and "does not wait any more" in capsys.readouterr().err
    files = asking(changed(9))
    bring(notice(send(push_of(files, 2))))
    assert command("approve", "2", "--no", "too many") == 0
    assert candidates.latest()[0].because == "too many"
