"""A list of leads is taken out: as a spreadsheet opens it, without formulas, and with who did it."""

import json
from typing import Any

import pytest
from mikomi.aws import exports
from mikomi.cli.__main__ import _parser
from mikomi.core.directory.search import Search
from mikomi.shell.operator import list_export
from mikomi.shell.people import directory

from tests.core.story import plan_of
from tests.functions.test_kinship import Lives


@pytest.fixture
def shop(world, tmp_path, monkeypatch) -> Any:
    segments = {"fans": {"trait": "industry", "is": "製造業"}}
    world.publish(plan_of(segments=segments))
    monkeypatch.chdir(tmp_path)
    directory.forget()
    lives = Lives()
    lives.met("a@example.com", "a:1", name="=cmd|' /C calc'!A0", company="㈱青空", industry="製造業")
    lives.met("b@example.com", "a:2", name="佐藤 花子", phone="+81 3-1234-5678")
    lives.views("a:3")
    yield world
    directory.forget()


def command(*arguments: str) -> int:
    asked = _parser().parse_args(["export", *arguments])
    return int(asked.act(asked))


def test_a_list_is_taken_out_and_who_did_it_is_noted(shop, capsys):
    """Visitors are none of it; a mark for Excel; what would be a formula is a text; a number stays one."""
    assert command("leads", "--to", "all.csv", "--by", "sato", "--lang", "en") == 0
    assert capsys.readouterr().out == "2 people\n"
    with open("all.csv", "rb") as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf") and "'=cmd|" in raw.decode() and ",+81 3-1234-5678" in raw.decode()
    assert len(raw.decode().splitlines()) == 3
    assert command("leads", "--segment", "fans", "--json", "--by", "ito") == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert row["email"] == "a@example.com"
    assert command("leads", "花子", "--by", "ito") == 0
    assert "b@example.com" in capsys.readouterr().out
    listed = list(exports.every())
    assert [(each.by, each.asked, each.people) for each in listed] == [
        ("ito", {"q": "花子"}, 1),
        ("ito", {"segment": "fans"}, 1),
        ("sato", {}, 2),
    ]
    assert command("past", "--lang", "en") == 0
    assert "ito  1 people  segment=fans" in capsys.readouterr().out
    assert command("past", "--json") == 0 and json.loads(capsys.readouterr().out.splitlines()[0])["by"] == "ito"


def test_what_was_cut_off_is_noted_all_the_same(shop, monkeypatch):
    """Whoever took a part has taken it."""
    monkeypatch.setattr(list_export, "PAGE", 1)
    people = list_export.noted(list_export.people(Search(), "ja"), {}, "sato")
    assert next(people).email
    people.close()  # type: ignore[attr-defined]
    (noted,) = exports.every()
    assert (noted.by, noted.people) == ("sato", None)


def test_what_cannot_be_is_said(shop, capsys):
    assert command("leads", "--segment", "no", "--lang", "en") == 2 and capsys.readouterr().err
    assert command("leads", "--to", "no/where.csv", "--lang", "en") == 2
    assert "cannot be written" in capsys.readouterr().err and not list(exports.every())
