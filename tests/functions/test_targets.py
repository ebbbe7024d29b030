"""Target companies from the list to the console: brought in, twice, shown beside those with people, found, filtered,
taken out again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mikomi.aws import targets
from mikomi.cli.__main__ import _parser
from mikomi.core.companies import marks
from mikomi.shell.people import companies, directory

from tests.core.story import plan_of
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, taken
from tests.functions.read_api import get as read
from tests.functions.test_console import at_home, get
from tests.functions.world import World, packet

__all__ = ["at_home"]
REPS = [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}]
EVIL = "<img src=x>"
LIST = f"""会社名,法人番号,ホームページ,担当,タグ
㈱青空商事,,https://www.aozora.example.co.jp/,sato,重点
海運輸,,umi.example.co.jp,,重点;港
海運輸株式会社,,,,
{EVIL},,evil.example.co.jp,,
,1234567890123,,,
山工業,,,nobody,
"""


@pytest.fixture
def shop(at_home: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    at_home.publish(plan_of([SCENARIO], SCORING, reps=REPS))
    directory.forget()
    monkeypatch.chdir(tmp_path)
    taken(packet("a:b1", *form("f1", "taro@aozora.example.co.jp", company="青空商事"), at=NOW - 3_600_000))
    yield at_home
    directory.forget()


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    asked = _parser().parse_args(["targets", *words])
    assert asked.act(asked) == code
    companies.forget_targets()
    return capsys.readouterr().out


def bring(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    Path("t.csv").write_bytes(LIST.encode("cp932"))
    told: dict[str, Any] = json.loads(run(capsys, "import", "t.csv", "--json", "--by", "suzuki", *more, code=1))
    return told


def test_a_list_is_looked_at_brought_in_and_changes_nothing_twice(shop: World, capsys: Any) -> None:
    told = bring(capsys, "--dry-run")
    assert {name: told[name] for name in ("rows", "new", "changed", "same")} == {
        "rows": 6,
        "new": 3,
        "changed": 0,
        "same": 1,
    }
    assert [(each["line"], each["reason"][:5]) for each in told["rejected"]] == [(6, "法人番号「"), (7, "「nobo")]
    assert not list(targets.every())
    assert bring(capsys, "--yes")["new"] == 3 and bring(capsys, "--yes")["same"] == 4
    assert bring(capsys, "--yes", "--tag", "秋")["changed"] == 3
    assert {each.name: each.tags for each in targets.every()}["海運輸株式会社"] == ("重点", "港", "秋")


def test_they_stand_beside_the_companies_of_people(shop: World, capsys: Any) -> None:
    """Marked, found by name and domain, filtered; who is known already is told from who is not."""
    bring(capsys, "--yes")
    body = get("/console/companies", **{"Accept-Language": "en"})["body"]
    assert body.count("nobody known yet") == 2 and body.count(">Target</span>") == 1 and "<img" not in body
    everybody = read("/v1/companies")[1]["companies"]
    assert [each["people"] for each in everybody] == [1, 0, 0]
    for query, names in (
        ("target=open", {"海運輸株式会社", EVIL}),
        ("target=yes&q=aozora", {"青空商事"}),
        ("q=umi", {"海運輸株式会社"}),
    ):
        assert {each["name"] for each in read("/v1/companies", query)[1]["companies"]} == names
    assert read("/v1/companies", "target=x")[0] == 400
    first = everybody[0]["target"]
    assert (first["owner"], first["tags"], first["file"]) == ("sato", ["重点"], "t.csv") and everybody[0]["owner"]


def test_a_target_has_a_page(shop: World, capsys: Any) -> None:
    """With what the list said; without people it says so, and answers programs alike."""
    bring(capsys, "--yes")
    sea = next(each for each in targets.every() if each.name.startswith("海"))
    page = get(f"/console/companies/{marks.id_of(sea.key)}", **{"Accept-Language": "en"})["body"]
    for words in (
        "海運輸株式会社",
        "umi.example.co.jp",
        "重点, 港",
        "t.csv (suzuki)",
        "Nobody of this company is known yet",
    ):
        assert words in page
    status, told = read(f"/v1/companies/{marks.id_of(sea.key)}")
    assert (status, told["leads"], told["timeline"], told["domains"]) == (200, [], [], ["umi.example.co.jp"])
    taken(packet("a:b2", *form("f2", "hana@umi.example.co.jp", company="海運輸"), at=NOW - 60_000))
    directory.forget()
    assert len(read(f"/v1/companies/{marks.id_of(sea.key)}")[1]["leads"]) == 1
    assert not [each for each in read("/v1/companies", "target=open")[1]["companies"] if each["name"].startswith("海")]


def test_they_are_taken_out_again(shop: World, capsys: Any) -> None:
    """By id or by tag; the people of a company stay."""
    bring(capsys, "--yes")
    assert "海運輸株式会社" in run(capsys, "list")
    evil = next(each for each in targets.every() if each.name == EVIL)
    run(capsys, "remove", marks.id_of(evil.key))
    run(capsys, "remove", "--tag", "重点")
    run(capsys, "remove", "--tag", "重点", code=1)
    assert [each["people"] for each in read("/v1/companies")[1]["companies"]] == [1] and not list(targets.every())
    assert read(f"/v1/companies/{marks.id_of(evil.key)}")[0] == 404


def test_what_is_no_list_of_companies_is_refused(shop: World, capsys: Any) -> None:
    Path("x.csv").write_text("a,b\n1,2\n")
    run(capsys, "import", "x.csv", "--yes", code=2)
    run(capsys, "import", "none.csv", "--yes", code=2)
    run(capsys, "import", "x.csv", code=2)
