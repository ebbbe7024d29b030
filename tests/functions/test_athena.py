"""Athena beyond DuckDB: the same questions over the same archive have the same answers; and what is said when Athena
does not answer.

moto's Athena answers here as `tests.functions.athena` says: what is sent is read as Athena's SQL and carried out on the
files of the bucket, by the tables of template.yaml.
"""

from contextlib import suppress

import boto3
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.aws.people import Conflict, put_alias
from mikomi.model.person import Member, Person
from mikomi.shell.archive import counted, engine, erasure, questions, raw, rollup

from functions.compact.app import handler as compact
from functions.results.app import handler
from tests.effort import effort
from tests.functions import athena as athenas
from tests.functions.archive import archived, files, put
from tests.functions.athena import beside, both
from tests.functions.test_result_nights import ENTERED, night, somebody, visit
from tests.functions.test_results import DAY, HOUR, NOW, outcome, reader, run, shop
from tests.functions.test_showings import did
from tests.functions.world import REGION

assert shop and night and beside
ODD = ["faq", "", "x'; DROP TABLE events; --", '"$path"', "?", "${counting}", "改行\nと、空白 ", "NULL", "%_\\", "'"]
"""Words that people send; none of them means anything in a statement."""
WHO_ENTERED = "SELECT DISTINCT person FROM events WHERE subject LIKE 'o:%' AND name = 'Scenario Entered'"


def test_both_engines_answer_the_same_of_a_night(night, beside, monkeypatch):
    """Every question of `sql/`, over days that were compacted, what came since, and who became whom; with figures, not
    empty ones. Each kind of value comes as DuckDB gives it.
    """
    shown = (did("z", "Form Viewed", form="download"), did("z", "Promotion Viewed", promotion_id="price", creative="a"))
    timed = outcome("z", "Mail Delivered", step="faq", mail="m-timed", timing="person")
    archived(*run("z"), reader("z", "Mail Clicked", link="/b"), visit("z", "/price", NOW), *shown, timed, first=900)
    here, there = both(monkeypatch, beside)
    assert here == there
    assert {*here, "mail_links"} >= {*questions.names()} - {*questions.PEOPLE, *questions.NIGHTLY_PEOPLE}
    empty = {name for name, rows in here.items() if not rows}
    assert {name for name in empty if not name.startswith("handover")} <= {
        "scenario_refusals",
        "scenario_skips",
        "week_bands",
    }
    assert [type(v) for row in there["journeys"] for v in row.values()] == [
        type(v) for row in here["journeys"] for v in row.values()
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("WHERE kept.subject IS NULL", "WHERE TRUE"),
        ("WHERE erased.subject IS NULL", "WHERE TRUE"),
        ("COALESCE(holders.person, happened.person)", "happened.person"),
        ("/outcomes.parquet", "/footprints.parquet"),
    ],
)
def test_a_planted_mistake_in_the_copy_is_found(night, beside, monkeypatch, right, wrong):
    """What lies in a day and in a raw file counted twice; somebody who was erased; a browser's events that are
    nobody's; the other half of the archive: the comparison of both engines sees each.
    """
    archived(*run("twice"), outcome("no", "Scenario Not Entered", reason="audience"), first=800)
    kept = {key: body for key, body in files().items() if key.startswith(raw.RAW)}
    compact({}, None)
    archived(visit("g2", "/since", ENTERED + DAY), first=850)  # somebody's browser, and the raw row does not say so
    for key, body in kept.items():
        put(key, body)
    erasure.note(Person(id="l_g1", members={"a:g1": Member(first_at=NOW, last_at=NOW)}))
    beside.plant = lambda statement: statement.replace(right, wrong)
    here, there = both(monkeypatch, beside)
    assert here != there
    assert any(right in statement for statement in beside.statements)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["run", "view", "show", "click", "skip", "alert", "band", "night", "erase", "become", "again", "refuse"]
        ),
        st.integers(0, 5),
        st.sampled_from(ODD),
        st.integers(0, 20),
    ),
    min_size=3,
    max_size=14,
)


@hypothesis_settings(max_examples=effort(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(
    steps=[
        ("run", 1, "x'; DROP TABLE events; --", 2),
        ("view", 1, "'", 3),
        ("show", 1, "'", 2),
        ("show", 1, "'", 3),
        ("night", 0, "", 0),
        ("again", 1, "", 2),
        ("run", 2, "改行\nと、空白 ", 1),
        ("skip", 2, "?", 1),
        ("alert", 2, "'", 1),
        ("refuse", 3, "%_\\", 1),
        ("erase", 1, "", 0),
        ("view", 1, "faq", 0),
    ]
)
def test_both_engines_answer_the_same_of_any_archive(shop, beside, monkeypatch, steps):
    """Whatever people send and in whatever order it is archived, compacted, said twice and erased: every question has
    one answer. No word of theirs stands in any statement.
    """
    _clear()
    for number, step in enumerate(steps):
        _happen(number, *step)
    beside.statements.clear()
    here, there = both(monkeypatch, beside)
    assert here == there
    assert beside.statements and not any(
        word in statement for statement in beside.statements for word in ODD if len(word) > 3 and word not in OURS
    )


OURS = ("faq", "NULL", '"$path"')
"""Of those, what statements of ours hold anyway."""


def _clear():
    s3, dynamodb = boto3.client("s3", region_name=REGION), boto3.client("dynamodb", region_name=REGION)
    for key in files():
        s3.delete_object(Bucket="archive", Key=key)
    for item in dynamodb.scan(TableName="state")["Items"]:
        if item["pk"]["S"].startswith("person#"):
            dynamodb.delete_item(TableName="state", Key={"pk": item["pk"], "sk": item["sk"]})
    _RAW.clear()


def _happen(number, act, person, word, days):
    moment, name = NOW - days * DAY - number, str(person)
    packets = []
    match act:
        case "run":
            packets = [*run(name, moment, variant=word or "A"), outcome(name, "Goal Reached", moment + HOUR)]
        case "view":
            packets = [visit(f"b{person}", word or "/", moment, source=word or None)]
            with suppress(Conflict):  # known already
                somebody(name, f"b{person}")
        case "show":
            names = ("Form Viewed", "Form Submitted", "Promotion Viewed", "Promotion Clicked", "Coupon Applied")
            said = {"form": word, "promotion_id": "price", "creative": word}
            packets = [did(f"b{person}", names[days % len(names)], number, **said)]
        case "click":
            packets = [reader(name, "Mail Clicked", link=word or None, by=("human", "machine", "unknown")[days % 3])]
        case "skip":
            packets = [outcome(name, "Mail Skipped", moment, step=word, variant="B", mail=f"s-{name}", reason=word)]
        case "alert":
            packets = [outcome(name, "Alert Decided", moment, alert=f"a-{name}", band=word, reason=word)]
            packets += [outcome(name, "Alert Sent", moment + 1, alert=f"a-{name}")]
        case "band":
            packets = [outcome(name, "Band Changed", moment, band=word or "hot")]
        case "refuse":
            packets = [outcome(name, "Scenario Not Entered", moment, reason=word or "audience")]
        case "again":
            for key, body in _RAW.items():
                put(key, body)
        case "become":
            with suppress(Conflict):
                put_alias(f"v_{name}", 0, f"l_{name}")
        case "erase":
            erasure.note(Person(id=f"l_{name}"))
        case "night":
            _RAW.update({key: body for key, body in files().items() if key.startswith(raw.RAW)})
            compact({}, None)
    for key, body in raw.files_of((f"{number}{n}", each) for n, each in enumerate(packets)).items():
        put(key, body)


_RAW: dict[str, bytes] = {}


def test_the_function_counts_by_athena_as_it_does_by_duckdb(night, beside, monkeypatch):
    """Roll-ups, the night's answers, weeks and lists: the same files, whoever counted; nothing new asks nothing."""
    before = {name: _counted(name) for name in (counted.SCENARIOS, counted.NIGHT, counted.WEEK, counted.WEEK_LISTS)}
    for name in before:
        put(name, b"")
    with athenas.chosen(monkeypatch, beside):
        assert handler({}, None) == {"counted": True, "looked_back": True, "weeks": True, "weighed": 0, "hours": 0}
        asked = len(beside.statements)
        assert handler({}, None) == {"counted": False, "looked_back": False, "weeks": False, "weighed": 0, "hours": 0}
    assert asked == len(beside.statements) == 26 + 19  # as docs/results.md says
    assert before == {name: _counted(name) for name in before}


def _counted(name):
    """What was counted, without its moment."""
    made = counted.read(name)
    assert made
    if name == counted.WEEK:
        return {week: each["numbers"] for week, each in made["weeks"].items()}
    return made.get("weeks") or (made["answers"], made["lists"])


def test_who_was_erased_is_in_no_answer_at_once(night, beside, monkeypatch):
    """Before the next night, of days and of what came since; the one beside stays. No mark, no question for it."""

    def entered():
        with engine.opened(rollup.OUTCOMES) as base:
            return {row["person"] for row in base.stream(WHO_ENTERED)}

    with athenas.chosen(monkeypatch, beside):
        assert {"l_g1", "l_g2"} <= entered()
        assert not any("DISTINCT subject" in statement for statement in beside.statements)
        erasure.note(Person(id="l_g1"))
        archived(*run("g1"), first=700)
        assert "l_g1" not in entered() and "l_g2" in entered()
        assert any("DISTINCT subject" in statement for statement in beside.statements)
