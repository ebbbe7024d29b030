"""The questions of a manager, each answered in at most two clicks from the start page, in a real browser.

A story is played on the stack, and each answer is compared with what the story did (its mails, its people), not with
what the console counted elsewhere.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.console.mails_table import NUMBERS
from playwright.sync_api import Browser, Locator, Page

from local.browser import HEADERS
from local.server import Server
from local.stack import ROOT, WORKSPACE, Stack
from tests.house.doors import SECRET, post
from tests.local.conftest import free_port
from tests.tracker.conftest import visitor

DAY = 86_400_000
WEEK, TUESDAY = 7 * DAY, 5 * DAY + 3_600_000
"""The epoch began on a Thursday; ten o'clock in Tokyo is one o'clock in UTC."""
SCENARIO: dict[str, Any] = {
    "version": 1,
    "id": "welcome",
    "name": "資料請求のお礼",
    "status": "active",
    "trigger": {"when": {"submitted": "download"}},
    "goal": {
        "name": "商談",
        "when": {"submitted": "contact"},
        "within": "5d",
        "target": {"count": 5, "by": "2099-03-31"},
        "then": "exit",
    },
    "steps": [
        {
            "id": "cases",
            "mail": {
                "template": "success-cases",
                "variants": [
                    {"id": "A", "weight": 50, "subject": "導入企業の事例"},
                    {"id": "B", "weight": 50, "subject": "残業が減った話"},
                ],
            },
        },
        {"wait": "2d"},
        {"id": "faq", "mail": {"template": "faq"}},
        {"wait": "7d"},
        {"id": "again", "mail": {"template": "faq", "subject": "その後いかがですか"}},
        {"wait": "30d"},
    ],
}
SCORING = {
    "version": 1,
    "rules": [
        {"id": "contact", "name": "お問い合わせ", "when": {"submitted": "contact"}, "points": 60},
        {"id": "download", "name": "資料請求", "when": {"submitted": "download"}, "points": 10},
    ],
    "bands": [{"id": "hot", "name": "Hot", "from": 60}, {"id": "cool", "name": "Cool", "from": 0}],
}
SEGMENT = {"version": 1, "id": "deciders", "name": "決裁する方", "when": {"trait": "title", "is": "部長"}}
SUBJECTS = {"導入企業の事例": "A", "残業が減った話": "B"}
CASES, FAQ, AGAIN = "導入企業3社の成功事例", "よくあるご質問をまとめました", "その後いかがですか"
FIRST, LATE = 12, 2
"""Leads that came on Tuesday, and eight days later."""
WON, DECIDERS, BY_SEARCH = 3, 4, 5
"""Of the first: who asked for a talk at once; who decides; who came by an advertisement."""


@dataclass
class Told:
    """What the story did: how many were sent each variant, and who of them clicked; `late` of those who came last;
    which leads `won` a talk.
    """

    sent: dict[str, int] = field(default_factory=lambda: {"A": 0, "B": 0})
    clicked: dict[str, int] = field(default_factory=lambda: {"A": 0, "B": 0})
    late: dict[str, int] = field(default_factory=lambda: {"A": 0, "B": 0})
    won: set[int] = field(default_factory=set)


@dataclass
class Manager:
    """Somebody before the start page, who counts clicks."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()
        self.page.wait_for_load_state()

    def goes_to(self, name: str) -> None:
        """By the ways at the head of every page."""
        self.click(self.page.locator("nav").get_by_role("link", name=name, exact=True))

    def reads(self) -> str:
        return self.page.locator("main").inner_text()

    def row(self, name: str, table: str) -> list[str]:
        """The cells of a table's row; the table by its label, the row by its first words."""
        region = self.page.get_by_role("region", name=table).locator("table")
        return (
            region.locator("tr", has=self.page.get_by_role("rowheader", name=name)).locator("th, td").all_inner_texts()
        )


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[str, Told]]:
    """The story, once for all questions; the address of its console."""
    port = free_port()
    with Stack(address=f"http://127.0.0.1:{port}") as stack, Server(stack, port):
        told = _play(stack)
        yield stack.address, told
    clock.shift(timedelta())


@pytest.fixture
def told(house: tuple[str, Told]) -> Told:
    return house[1]


@pytest.fixture
def manager(browser: Browser, house: tuple[str, Told]) -> Iterator[Manager]:
    """The start page lies open; at the end it has taken two clicks at most."""
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{house[0]}/console")
    yield (someone := Manager(page))
    context.close()
    assert someone.clicks <= 2


def _play(stack: Stack) -> Told:
    """Twelve leads on a Tuesday, of whom three ask for a talk; eight days later two more, and an upload is refused."""
    told = Told()
    with stack.lock:
        stack.advance((TUESDAY - clock.now()) % WEEK)
        _publish(stack)
        for number in range(FIRST):
            _ask_for_the_guide(stack, number)
        stack.settle()
        for number, mail in enumerate(_mails_of_the_guide(stack)):
            variant = _variant(mail)
            told.sent[variant] += 1
            if variant == "B" or not told.clicked["A"]:
                told.clicked[variant] += 1
                _click(stack, mail)
            if number < WON:
                told.won.add(int(re.sub(r"\D", "", mail["to"])))
                _send(stack, "/v1/track", mail["to"], event="Form Submitted", properties={"form": "contact"})
        stack.settle()
        stack.advance("7d")
        _put(stack, {"scenarios/welcome.json": {**SCENARIO, "steps": [*SCENARIO["steps"][:-1], {"wait": "20d"}]}})
        stack.advance("1d")
        for number in range(FIRST, FIRST + LATE):
            _ask_for_the_guide(stack, number)
        stack.settle()
        for mail in _mails_of_the_guide(stack)[FIRST:]:
            told.late[_variant(mail)] += 1
        _put(stack, {"scenarios/broken.json": {"version": 1}})
    return told


def _publish(stack: Stack) -> None:
    """The examples' company, forms and two of its mails; a scenario, scoring and a segment of our own."""
    names = ("settings.json", "assets/guide.pdf", "forms/download.json", "forms/contact.json", "mails/faq.html")
    for name in (*names, "mails/success-cases.html"):
        body = (ROOT / "examples" / name).read_bytes()
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key=name, Body=body)
    _put(stack, {"scenarios/welcome.json": SCENARIO, "scoring.json": SCORING, "segments/deciders.json": SEGMENT})


def _put(stack: Stack, files: dict[str, Any]) -> None:
    """A marketer uploads these."""
    for name, content in files.items():
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key=name, Body=json.dumps(content).encode())
    stack.touch()
    stack.settle()


def _ask_for_the_guide(stack: Stack, number: int) -> None:
    address = f"lead{number}@example.com"
    traits = {"email": address, "lastName": f"青木{number}", "phone": f"03-1234-56{number:02d}"}
    traits["title"] = "部長" if number < DECIDERS else "主任"
    consent = {"marketing": True, "text": "はい", "source": "fair"}
    if number < BY_SEARCH:
        page = {"page": {"path": "/price", "url": "https://example.co.jp/price?utm_source=google&utm_medium=cpc"}}
        landed = {"type": "page", "anonymousId": f"b-{number}", "userId": address, "context": page}
        _send(stack, "/v1/batch", address, batch=[landed])
    _send(stack, "/v1/identify", address, traits=traits, context={"consent": consent})
    _send(stack, "/v1/track", address, event="Form Submitted", properties={"form": "download"})


def _send(stack: Stack, path: str, user: str, **content: Any) -> None:
    assert post(stack, path, {"userId": user, **content}, SECRET).status == 200


def _mails_of_the_guide(stack: Stack) -> list[Any]:
    return [mail for mail in stack.mails() if mail["subject"] in SUBJECTS]


def _variant(mail: Any) -> str:
    return SUBJECTS[mail["subject"]]


def _click(stack: Stack, mail: Any) -> None:
    """Somebody opens the mail, sees its pictures, and follows its first link."""
    for place, status in ((r"/o/[\w.\-]+", 200), (r"/c/[\w.\-]+", 302)):
        link = re.search(rf"http://127\.0\.0\.1:\d+({place})", mail["html"])
        assert link and stack.request("GET", link[1], headers=HEADERS).status == status


def test_how_many_are_in_the_scenario_now(manager: Manager) -> None:
    """One click: fourteen came, three have left with a talk."""
    manager.goes_to("配信")
    assert f"入った人 {FIRST + LATE}・進行中 {FIRST + LATE - WON}" in manager.reads()


def test_where_they_stop(manager: Manager) -> None:
    """Two clicks: all got the first mail, those without a talk the second, nobody the third yet; so it is by the goal
    that they left, and not on the way.
    """
    _open_scenario(manager)
    reached = {name: manager.row(name, "同じ内容を表で")[1] for name in (CASES, FAQ, AGAIN)}
    assert reached == {CASES: str(FIRST + LATE), FAQ: str(FIRST - WON), AGAIN: "0"}
    assert manager.row("ゴール 商談", "同じ内容を表で")[1] == str(WON)


def test_which_mail_works(manager: Manager, told: Told) -> None:
    """Two clicks: of each mail how many were delivered and clicked, and the rate."""
    _open_scenario(manager)
    for variant, subject in ((v, s) for s, v in SUBJECTS.items()):
        row = manager.row(f"{variant}: {subject}", "メール")
        there = told.sent[variant] + told.late[variant]
        assert row[3:5] == [str(there), str(told.clicked[variant])]
        assert row[1 + len(NUMBERS)] == f"{told.clicked[variant] / there:.1%}"
    assert manager.row(FAQ, "メール")[3:5] == [str(FIRST - WON), "0"]


def test_whether_b_is_better_than_a(manager: Manager, told: Told) -> None:
    """Two clicks: the verdict with both rates; those of yesterday count as not yet, and so few prove nothing."""
    _open_scenario(manager)
    said = manager.reads()
    for variant in "AB":
        clicked, sent, late = (of[variant] for of in (told.clicked, told.sent, told.late))
        assert f"「{variant}」{clicked / sent:.1%}（{sent}人中{clicked}人、結果待ち{late}人）" in said
    assert "判定：まだできません" in said and "採用：まだ決められません" in said


def test_how_the_goal_stands_against_its_target(manager: Manager) -> None:
    """Two clicks: the target, and how many reached it, out of whom, with how many not yet known."""
    _open_scenario(manager)
    said = manager.reads()
    assert "5人 · 2099-03-31 まで" in said
    assert f"{WON / FIRST:.1%}（{FIRST}人中{WON}人、結果待ち{LATE}人）" in said


def test_what_goes_out_tomorrow(manager: Manager) -> None:
    """No click: on the start page; one more shows to whom."""
    region = manager.page.get_by_role("region", name="これから7日間")
    row = region.locator("tr", has_text=AGAIN)
    assert row.locator("th, td").all_inner_texts() == [
        "12/10（木）",
        "資料請求のお礼",
        f"メール「{AGAIN}」",
        str(FIRST - WON),
    ]
    manager.click(row.get_by_role("link"))
    assert manager.page.locator("ol.leads > li.lead").count() == FIRST - WON


def test_who_is_hot_and_whom_to_call(manager: Manager) -> None:
    """One click: they stand at the top; the second opens one of them, with the number to dial."""
    manager.goes_to("見込み客")
    hot = manager.page.locator("li.lead", has=manager.page.locator(".chip.band", has_text="Hot"))
    assert hot.count() == WON
    first = hot.first.locator(".who a")
    number = int(re.sub(r"\D", "", first.inner_text()))
    manager.click(first)
    assert manager.page.locator("a[href^='tel:']").first.get_attribute("href") == f"tel:+813123456{number:02d}"


def test_where_good_leads_come_from(manager: Manager, told: Told) -> None:
    """One click: by source how many, and how many of them asked for a talk."""
    manager.goes_to("結果")
    said = manager.reads().partition("入る直前の流入元：資料請求のお礼")[2].partition("CSV で保存")[0]
    won = sum(number < BY_SEARCH for number in told.won)
    assert f"google\n{won / BY_SEARCH:.1%}（{BY_SEARCH}人中{won}人）" in said
    others = FIRST - BY_SEARCH
    assert f"サイトへの訪問なし\n{(WON - won) / others:.1%}（{others}人中{WON - won}人）" in said


def test_what_the_last_change_brought(manager: Manager) -> None:
    """Two clicks: version by version; of the new one nothing can be known yet, and the page says from when."""
    _open_scenario(manager)
    rows = manager.page.get_by_role("region", name="版ごとの結果").locator("tbody tr").all()
    new, old = ([cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows)
    assert (new[0], new[2:5]) == ("2", ["0", "0", str(LATE)])
    assert (old[0], old[2:5]) == ("1", [str(FIRST), str(WON), "0"])
    assert "直前の変更の前後を比べられるのは2" in manager.reads()


def test_how_big_a_segment_is_and_who_is_in_it(manager: Manager) -> None:
    """One click: its size; the second: as many people by name."""
    manager.goes_to("セグメント")
    assert manager.page.locator("li.segment .size").inner_text().strip() == f"{DECIDERS}"
    manager.click(manager.page.get_by_role("link", name="決裁する方"))
    names = manager.page.locator("ol.people li a").all_inner_texts()
    assert sorted(names) == [f"青木{number}" for number in range(DECIDERS)]


def test_what_needs_attention(manager: Manager) -> None:
    """No click: the upload that was refused, with what is wrong in it."""
    card = manager.page.locator("section.card", has=manager.page.get_by_role("heading", name="対応が必要なもの"))
    lines = card.locator("li").all_inner_texts()
    assert lines and all(line.startswith("scenarios/broken.json") for line in lines)
    assert card.locator("b.number").all_inner_texts() == [str(len(lines))]


def test_what_this_week_brought(manager: Manager) -> None:
    """No click: this week beside the last; one opens the names behind a number."""
    this, _, change, last = manager.row("新しい見込み客", "結果")[1:]
    assert (this, change, last) == (str(LATE), f"−{FIRST - LATE}", str(FIRST))
    assert manager.row("新たに「Hot」", "結果")[1:] == ["0", str(WON), f"−{WON}", str(WON)]
    manager.click(manager.page.get_by_role("region", name="結果").get_by_role("link", name=this, exact=True).first)
    assert manager.page.locator("ol.people li a").all_inner_texts() == [f"青木{FIRST + n}" for n in range(LATE)]


def _open_scenario(manager: Manager) -> None:
    manager.goes_to("配信")
    manager.click(manager.page.get_by_role("link", name="資料請求のお礼"))
