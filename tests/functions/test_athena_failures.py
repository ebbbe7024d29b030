"""Athena does not answer, or something comes in its way: what is said, and that what was counted before stays."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mikomi.aws import athena, plans
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.archive import beyond, engine, erasure, rollup

from functions.compact.app import handler as compact
from functions.results.app import handler
from local.recorder import recording, running
from local.template import read
from tests.functions import athena as athenas
from tests.functions.archive import archived, files, put
from tests.functions.athena import answers, beside, both
from tests.functions.test_athena import WHO_ENTERED
from tests.functions.test_result_nights import night
from tests.functions.test_results import run, shop
from tests.house.permissions import allowed, covers, grants, uses
from tests.house.template import ROOT

assert shop and night and beside
LATE = "too_long"


@pytest.mark.parametrize(
    ("state", "reason", "why", "said"),
    [
        ("FAILED", "HIVE_BAD_DATA: taro@example.com is no INT", "failed", "HIVE_BAD_DATA"),
        ("FAILED", "something else", "failed", "前回の集計はそのまま"),
        ("CANCELLED", "Query cancelled by user", "cancelled", "was cancelled"),
        ("CANCELLED", "Bytes scanned limit was exceeded", "too_much", "limit of bytes"),
        ("FAILED", "Query exhausted: Bytes scanned limit was exceeded", "too_much", "ArchiveDays"),
    ],
)
def test_a_failure_is_said_and_what_was_counted_stays(night, beside, monkeypatch, state, reason, why, said):
    """In both languages, with the id to look it up by and no word of Athena's that may quote somebody; the roll-up of
    before stays as it was, and the next time counts.
    """
    before = files("rollup/scenarios")
    archived(*run("new"), first=800)
    with athenas.chosen(monkeypatch, beside):
        beside.fails.append((state, reason))
        with pytest.raises(athena.QueryFailed) as failed:
            handler({}, None)
        assert failed.value.why == why and said in str(failed.value) and "taro" not in str(failed.value)
        assert re.search(r"クエリ ID [0-9a-f-]{36}.* / .*Query id [0-9a-f-]{36}", str(failed.value))
        assert files("rollup/scenarios") == before
        assert handler({}, None)["counted"]
    assert files("rollup/scenarios") != before


def test_waiting_has_an_end(night, beside, monkeypatch):
    """A statement that runs for ever is waited for `LONGEST` seconds and no pause longer, then stopped and said so; one
    that ends is not waited for any more.
    """
    with athenas.chosen(monkeypatch, beside):
        athena.carry_out("SELECT 1 AS one")
        beside.waits.clear()
        beside.fails.append(("RUNNING", ""))
        with pytest.raises(athena.QueryFailed, match=r"300 秒.*within 300 seconds") as failed:
            athena.carry_out("SELECT 1 AS one")
    assert failed.value.why == LATE
    assert athena.LONGEST <= sum(beside.waits) < athena.LONGEST + max(beside.waits)
    assert beside.stopped == 1


def test_a_night_in_between_is_counted_anew(night, beside, monkeypatch):
    """Days that are compacted while they are copied: the copy is made again, and holds what the first one missed. Again
    and again: an error in both languages, and nothing is counted.
    """
    archived(*run("late"), first=800)

    def at_night(statement):
        beside.before = lambda statement: None
        compact({}, None)

    with athenas.chosen(monkeypatch, beside):
        beside.before = at_night
        with engine.opened(rollup.OUTCOMES) as base:
            assert "l_late" in {row["person"] for row in base.ask(WHO_ENTERED)}
        assert sum("UNLOAD" in statement for statement in beside.statements) == 2

        def every_time(statement):
            archived(*run(f"x{len(beside.statements)}"), first=900 + len(beside.statements))
            compact({}, None)

        beside.before = every_time
        before = files("rollup/")
        with pytest.raises(beyond.Moved, match=r"数え直します。 / .*counts anew"):
            rollup.roll_up(plans.active())
        unchanged = {key for key in before if not key.endswith(("news", "night", "visits"))}
        assert {key: files("rollup/")[key] for key in unchanged} == {key: before[key] for key in unchanged}


def test_a_raw_file_that_is_cut_off_is_left_out(night, beside, monkeypatch):
    """As with DuckDB: it is said, and everything else is counted."""
    archived(*run("whole"), first=800)
    key = next(key for key in files("raw/") if "outcomes" in key)
    put(key.replace("outcomes-", "outcomes-0"), files(key)[key][:40])
    here, there = both(monkeypatch, beside)
    assert here == there
    assert here["scenario_runs"][0]["entered"] == 20


def test_an_empty_archive_has_empty_answers(shop, beside, monkeypatch):
    """Nothing was ever archived: no days, no raw files, no picture; no statement fails for it."""
    here, there = both(monkeypatch, beside)
    assert here == there
    assert not there["scenario_runs"] and not there["week_visitors"]


@given(text=st.text(max_size=30) | st.from_regex(r"[A-Za-z0-9_.\-]+", fullmatch=True))
@example(text="2026-11-29")
@example(text="a'b")
@example(text="a\n")
@example(text="")
def test_what_stands_in_a_statement_means_only_itself(text):
    """Letters, digits and three signs pass; whatever could end a quote, or be a word of SQL's own, is refused."""
    if text and all(each.isascii() and (each.isalnum() or each in "_.-") for each in text):
        assert beyond._plain(text) == text
    else:
        with pytest.raises(ValueError, match="statement"):
            beyond._plain(text)


@pytest.mark.parametrize("kind", ["decimal", "array", "row", "timestamp with time zone"])
def test_a_type_that_no_question_has_is_an_error(kind):
    """Rather than a text where a number was meant."""
    with pytest.raises(ValueError, match=kind):
        athena._reader(kind)


def test_what_is_used_is_granted_and_the_other_way_round(night, beside, monkeypatch):
    """The template's rights for counting by Athena are those that a counting, and a stopped one, are seen to use."""
    made = athenas.template()
    by_duckdb = read(ROOT / "template.yaml", parameters={"SenderDomain": "example.co.jp"})
    for each in (made, by_duckdb):
        each.physical["ArchiveBucket", "Arn"] = "arn:aws:s3:::archive"
        each.physical["PlanBucket", "Arn"] = "arn:aws:s3:::plans"
    granted = grants(made, "ResultsFunction")
    plain = grants(by_duckdb, "ResultsFunction")
    own = [
        grant
        for grant in granted
        if grant.action not in {each.action for each in plain} or "/athena/" in grant.resource
    ]
    archived(*run("new"), first=800)
    erasure.note(Person(id="l_g1"))
    with athenas.chosen(monkeypatch, beside), recording() as calls:
        worn = running.set("ResultsFunction")
        answers()
        beside.fails.append(("RUNNING", ""))
        with pytest.raises(athena.QueryFailed):
            athena.carry_out("SELECT 1 AS one")
        running.reset(worn)
    needed = {use for call in calls if call.service in ("athena", "s3") for use in uses(made, call)}
    assert not [use for use in needed if not allowed(use, granted)]
    assert own and not [grant for grant in own if not any(covers(grant, use) for use in needed)]
    assert settings().athena_workgroup is None
