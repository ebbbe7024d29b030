"""`mikomi fit`: points learnt from the log as it was at each hand-over; too little is a sentence, nothing changes by
itself, and the file that it writes is one that can be published.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import everybody, people, plans, versions
from mikomi.cli.__main__ import _parser
from mikomi.core.checking import workspace
from mikomi.core.fit.scoring_text import FILE
from mikomi.model.effects import Note
from mikomi.model.person import Person
from mikomi.model.push import Manifest, Push, mark, packed
from mikomi.shell.archive import counted
from mikomi.shell.effects import chronicle
from msgspec.structs import replace

from functions.archive.app import handler as archive
from functions.compact.app import handler as compact
from functions.results.app import handler as results
from tests.core.story import at, plan_of
from tests.functions import beginnings
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.world import REGION, packet

NOW = at("2026-11-24 10:00")
HOUR, DAY = 3_600_000, 86_400_000
LEADS = 96
RULES = [
    {"id": "price", "name": {"ja": "価格ページ", "en": "Prices"}, "when": {"visited": "/price"}, "points": 10},
    {"id": "blog", "name": "Blog", "when": {"visited": "/blog"}, "points": 10},
    {"id": "form", "name": "Form", "when": {"submitted": "download"}, "points": 12},
]
SCORING: dict[str, Any] = {
    "version": 1,
    "rules": RULES,
    "bands": [{"id": "hot", "name": "Hot", "from": 30}],
    "alert": {"on_enter": "hot", "to": ["sato"], "outside_hours": "now"},
    "feedback": {
        "meeting": {"label": "商談化", "outcome": "positive"},
        "early": {"label": "まだ早い", "outcome": "negative"},
    },
}


def version(number: int) -> Any:
    return plan_of([], scoring=SCORING, version=number)


def told(name: str) -> str:
    """How one came to points, and what became of it: by prices mostly won, by the blog mostly lost."""
    number = int(name)
    return "meeting" if (number % 2 == 0) != (number % 10 in (4, 5)) else "early"


def handed_over(world: Any) -> None:
    """Ninety-six leads in the hundred days before the last sixty, each handed over and answered; counted at night."""
    world.publish(version(1))
    for number in range(LEADS):
        moment, path = NOW - (160 - number) * DAY, "/price" if number % 2 == 0 else "/blog"
        for visit in range(2):
            set_clock(moment + visit * HOUR)
            taken(packet(f"a:b{number}", view(f"v{number}-{visit}", path), at=clock.now()))
        set_clock(moment + 3 * HOUR)
        taken(packet(f"a:b{number}", *form(f"f{number}", f"p{number}@example.co.jp"), at=clock.now()))
        set_clock(moment + 5 * DAY)
        taken(packet(f"a:b{number}", view(f"w{number}", path), at=clock.now()))  # later than the hand-over
    write_notes()
    set_clock(NOW)
    answer()
    boto = boto3.client("dynamodb", region_name=REGION)
    images = [row for page in boto.get_paginator("scan").paginate(TableName="events") for row in page["Items"]]
    made = [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{number:06d}", "NewImage": image}}
        for number, image in enumerate(images)
    ]
    for begin in range(0, len(made), 500):
        archive({"Records": made[begin : begin + 500]}, None)
    set_clock(NOW + 20 * HOUR)
    compact({}, None)
    results({}, None)


def write_notes() -> None:
    """What the stream's reader writes down."""
    for person in leads():
        for effect in person.effects:
            if isinstance(effect, Note):
                chronicle.write(replace(effect, person=effect.person or person.id))


def leads() -> list[Person]:
    return [person for person in map(people.load, list(everybody.ids())) if person is not None and person.email]


def answer() -> None:
    for person in leads():
        [alert] = [
            line.properties
            for effect in person.effects
            if isinstance(effect, Note)
            for line in effect.lines
            if line.name == "Alert Decided"
        ]
        assert person.email
        said = {"answer": told(person.email[1:].partition("@")[0]), "rep": "sato", "alert": alert["alert"]}
        event = {"id": f"answer-{person.id}", "type": "track", "name": "Rep Answered", "origin": "rep", "proof": 2}
        taken(packet(f"p:{person.id}", {**event, "properties": said}, at=clock.now()))


@pytest.fixture
def company(world: Any) -> Any:
    beginnings.once("handed over to be learnt of", lambda: handed_over(world))
    set_clock(NOW + 20 * HOUR)
    yield world
    set_clock(NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with these points."""
    shutil.copytree(Path(__file__).parents[2] / "examples", tmp_path / "shop")
    said = json.dumps(SCORING, ensure_ascii=False, indent=2)
    (tmp_path / "shop" / "scoring.json").write_text(said, encoding="utf-8")
    return tmp_path / "shop"


def said(capsys: Any, *words: str) -> tuple[int, str, str]:
    asked = _parser().parse_args(["fit", *map(str, words)])
    asked.lang = asked.lang or "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def test_points_are_learnt_and_nothing_changes(company, folder, capsys):
    """What goes with deals is worth more, what does not less; by the points of the hand-over, in a file that reads as
    a workspace's; no row is written, and the folder stays as it was until it is told to be written.
    """
    before, file = (company.rows("state"), company.rows("events")), (folder / "scoring.json").read_bytes()
    code, out, _ = said(capsys, folder, "--json")
    made = json.loads(out)
    assert code == 0 and made["verdict"] == "better", made
    assert (company.rows("state"), company.rows("events")) == before and (folder / "scoring.json").read_bytes() == file
    rules = {each["rule"]: each for each in made["rules"]}
    assert rules["price"]["proposed"] > 10 > rules["blog"]["proposed"] >= 0
    assert rules["price"]["handed_over"] == rules["blog"]["handed_over"] == 48 and rules["form"]["handed_over"] == 96
    sides = made["earlier"], made["held_out"]
    assert sum(each[name] for each in sides for name in ("won", "lost")) == LEADS and made["left_out"] == {}
    assert made["auc"]["before"]["auc"] == pytest.approx(0.5, abs=0.1) and made["auc"]["after"]["auc"] > 0.6
    assert f'-      "points": 10\n+      "points": {rules["price"]["proposed"]:.0f}\n' in made["diff"]
    code, out, _ = said(capsys, folder, "--write", "--lang", "ja")
    assert code == 0 and f"価格ページ: 10 → {rules['price']['proposed']:.0f}" in out and "mikomi backtest" in out
    files = {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    plan, _ = workspace.read(files, NOW)
    points = {each.id: each.points for each in plan.scoring.rules} if plan else {}
    assert points == {each["rule"]: each["proposed"] for each in made["rules"]}
    code, out, _ = said(capsys, folder, "--json")
    assert code == 0 and json.loads(out)["verdict"] in ("same", "worse") and json.loads(out)["diff"] is None


def test_the_file_of_what_runs_goes_where_it_is_told(company, capsys, tmp_path):
    """Without a folder it is the version's own file, which an old release may not have kept."""
    code, _, err = said(capsys)
    assert code == 2 and "was not kept" in err
    kept = json.dumps(SCORING).encode()
    versions.write_files(1, packed(Push(manifest=Manifest(files={FILE: mark(kept)}), contents={FILE: kept})))
    code, out, _ = said(capsys, "--out", tmp_path / "new.json")
    assert code == 0 and "Written" in out and "mikomi fit DIR --write" in out
    assert json.loads((tmp_path / "new.json").read_bytes())["rules"][0]["points"] > 10
    assert said(capsys, "--write")[0] == 2 and said(capsys, tmp_path / "nowhere")[0] == 2
    (tmp_path / "settings.json").write_text("{")
    assert said(capsys, tmp_path)[0] == 2


def test_too_few_outcomes_are_a_sentence(world, folder, capsys):
    """Nothing counted; then nobody handed over."""
    code, _, err = said(capsys, folder)
    assert code == 2 and "has not been counted yet" in err
    world.publish(version(1))
    set_clock(NOW)
    counted.write({"as_of": NOW, "night": "n", "answers": {"handovers": []}}, counted.NIGHT)
    code, out, _ = said(capsys, folder)
    assert code == 2 and "30 won and 30 lost to go" in out
    code, out, _ = said(capsys, folder, "--json", "--out", str(folder / "x.json"))
    assert code == 2 and json.loads(out)["to_go"] == {"won": 30, "lost": 30} and not (folder / "x.json").exists()
    assert plans.pointer_version() == 1
