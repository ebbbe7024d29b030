"""`mikomi diff A B --people`: what differs, and where those would stand who are inside; nothing is changed."""

import json

from mikomi.cli.__main__ import _parser

from tests.functions.test_migrate import LEADS, NEW, OLD, crowd, publish

__all__ = ["crowd"]


def said(capsys, *words):
    asked = _parser().parse_args(["diff", *words])
    asked.lang = "en"
    code = (asked.act if "2" in words or "1" in words else asked.at_home)(asked)
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def test_who_is_inside_stands_beside_what_differs(crowd, capsys):
    """In words and as JSON, as `migrate` would say it; of a scenario that is gone too."""
    before = crowd.rows()
    code, out, _ = said(capsys, "1", "2", "--people")
    assert code == 0 and f'{LEADS} people are in "-"' in out and "Moved to version 2:" in out
    assert "everybody inside finishes on the version on which they entered" in out
    code, out, _ = said(capsys, "1", "2", "--people", "--json")
    (whole,) = json.loads(out)["people"]
    assert (whole["scenario"], whole["inside"], whole["concerned"], whole["to"]) == ("s", LEADS, LEADS, 2)
    assert {place["from"] for place in whole["places"]} >= {"1"} and sum(p["count"] for p in whole["places"]) == LEADS
    gone = publish(crowd)
    code, out, _ = said(capsys, "1", str(gone), "--people", "--json")
    assert [each["why"] for each in json.loads(out)["people"][0]["cannot"]] == ["gone"]
    assert "people" not in json.loads(said(capsys, "1", "2", "--json")[1])
    assert [row for row in crowd.rows() if "plan" not in row["sk"]["S"]] == [
        row for row in before if "plan" not in row["sk"]["S"]
    ]
    assert OLD != NEW


def test_where_no_scenario_changes_nobody_is_looked_for(crowd, capsys):
    code, out, _ = said(capsys, "2", "2", "--people")
    assert code == 0 and "Nobody is in a scenario that changes." in out


def test_without_a_deployment_nobody_can_be_counted(capsys, tmp_path):
    code, out, err = said(capsys, str(tmp_path), str(tmp_path), "--people")
    assert (code, out) == (2, "") and "say of which deployment" in err
