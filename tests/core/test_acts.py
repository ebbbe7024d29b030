"""What sales do by hand, as the one decision takes it: by nobody but a rep, once, in any order; what stages and
exclusions stop; what is taken back is as if it had not been."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.decide import decide
from mikomi.core.people import exclusion
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import totals
from mikomi.core.words import wording
from mikomi.model import stored_json
from mikomi.model.base import DAY
from mikomi.model.duration import Span
from mikomi.model.events import REP_ACTED, Event
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings, Stage, usual_exclusion
from mikomi.model.stored_json import of_plain

from tests.core.story import Story, at, plan_of
from tests.core.workspaces import examples
from tests.effort import effort

SCORING: dict[str, Any] = {
    "rules": [{"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 90}],
    "bands": [{"id": "hot", "name": "Hot", "from": 80}],
    "alert": {"on_enter": "hot", "sla": "2h", "escalate": "sato"},
    "decay": {"half_life": "30d"},
}
FOLLOW = {
    "id": "follow", "trigger": {"when": {"stage": "returned"}},
    "steps": [
        {"id": "m", "mail": {"template": "t", "topic": "news"}},
        {"id": "ring", "alert": {"to": "sato", "why": "w"}},
    ],
}  # fmt: skip


def story(*scenarios: dict[str, Any], **sales: Any) -> Story:
    plan = plan_of(scenarios, SCORING, topics=[{"id": "news", "name": "n"}])
    return Story(plan.model_copy(update={"sales": SalesSettings.model_validate(sales)}))


def act(number: int, verb: str, moment: int, **said: Any) -> Event:
    return of_plain(
        Event,
        {
            "subject": "p:l_someone",
            "id": f"m-{number:03}",
            "type": "track",
            "name": REP_ACTED,
            "origin": "rep",
            "proof": 2,
            "at": moment,
            "received_at": moment,
            "properties": {"act": verb, **said},
        },
    )


ACTS = st.one_of(
    st.builds(lambda value: ("stage", {"value": value}), st.sampled_from(["lead", "won", "lost"])),
    st.builds(lambda tag: ("tag", {"of": tag}), st.sampled_from("xy")),
    st.builds(lambda tag: ("untag", {"of": tag}), st.sampled_from("xy")),
    st.builds(lambda points: ("points", {"points": points}), st.sampled_from([5, -3, 20])),
    st.builds(lambda rep: ("owner", {"value": rep}), st.sampled_from(["sato", ""])),
    st.just(("task", {"value": "call"})),
    st.builds(lambda n: ("undo", {"of": f"m-{n:03}"}), st.integers(0, 8)),
    st.builds(lambda n: ("done", {"of": f"m-{n:03}", "value": "done"}), st.integers(0, 8)),
)


def shown(life: Story, now: int) -> Any:
    person = life.person
    parts = totals.parts(person, now, life.books_now.active.half_lives)
    tasks = [each.id for each in person.dealings.tasks]
    return person.dealings.stage, person.dealings.owner, set(person.tags), tasks, parts.total, parts.rows


@given(st.lists(ACTS, max_size=9), st.randoms(use_true_random=False))
@settings(max_examples=effort(120), deadline=None)
def test_acts_in_any_order_and_repeated_come_to_the_same(acts, chance):
    """Acts that two streams bring in another order, each several times."""
    began = at("2026-11-24 11:00")
    events = [act(n, verb, began + n * 60_000, **said) for n, (verb, said) in enumerate(acts)]
    mixed = [*events, *events]
    chance.shuffle(mixed)
    lives = []
    for listed in (events, mixed):
        life = story()
        life.visit("/price")
        for event in listed:
            life.fold(event)
        lives.append(shown(life, began + DAY))
    assert lives[0] == lives[1]


@given(st.lists(ACTS, max_size=6), ACTS, st.integers(0, 20))
@settings(max_examples=effort(120), deadline=None)
def test_what_is_taken_back_days_later_is_as_if_it_had_not_been(acts, last, days):
    verb, said = last
    if verb in ("undo", "done"):
        return
    life, began = story(), at("2026-11-24 11:00")
    life.visit("/price")
    for n, (each, more) in enumerate(acts):
        life.fold(act(n, each, began + n * 60_000, **more))
    then = began + DAY + days * DAY
    before = shown(life, then)
    life.fold(act(100, verb, began + DAY, **said))
    life.fold(act(101, "undo", then, of="m-100"))
    assert shown(life, then) == before


@pytest.mark.parametrize(
    "odd",
    [
        {"origin": "client", "proof": 1},
        {"origin": "server", "proof": 2},
        {"origin": "form"},
        {"subject": "a:browser-1"},
        {"type": "page"},
        {"properties": {"act": "fly"}},
        {"properties": {"act": ["stage"]}},
        {"properties": {}},
    ],
    ids=str,
)
def test_nobody_but_a_rep_does_it(odd):
    """A stranger, a server's event, a browser's subject, an act that only a newer release knows: nothing."""
    life = story()
    before = life.person.dealings
    event = {
        "subject": "p:l_someone", "type": "track", "name": REP_ACTED, "origin": "rep", "proof": 2,
        "properties": {"act": "stage", "value": "won"},
    } | odd  # fmt: skip
    life.happens(**event)
    assert life.person.dealings == before


def test_odd_values_of_an_act_are_no_fault():
    life = story()
    for said in ({"points": "many"}, {"points": float("1e300")}, {"points": True}, {"due_at": "x"}, {"of": 7}):
        for verb in ("points", "task", "tag", "undo", "done", "call"):
            life.acts(verb, **said)
    assert stored_json.read(Person, stored_json.written(life.person)) == life.person


def test_a_stage_lets_people_in_and_stops_mail_by_the_running_plan():
    life = story(FOLLOW)
    life.acts("stage", value="returned", text="まだ早い")
    assert life.status_of("follow") == "finished" and [each.skip for each in life.letters] == [None]
    other = story(FOLLOW, stages=[{"id": "lead", "name": "l"}, {"id": "returned", "name": "r", "stops": "marketing"}])
    other.acts("stage", value="returned")
    assert [each.skip for each in other.letters] == ["stage"]


@pytest.mark.parametrize(
    ("stops", "skip"),
    [
        ({"topics": ["news"]}, "stage"),
        ({"scenarios": ["follow"]}, "stage"),
        ({"topics": ["other"], "scenarios": ["else"]}, None),
        ({}, None),
    ],
)
def test_a_stage_may_stop_some_mails_alone(stops, skip):
    life = story(FOLLOW, stages=[{"id": "lead", "name": "l"}, {"id": "returned", "name": "r", "stops": stops}])
    life.acts("stage", value="returned")
    assert [each.skip for each in life.letters] == [skip]


def test_whoever_is_excluded_rings_by_no_way():
    """By a band, by a step, by an alert that waits; and by hand the other way round."""
    life = story(FOLLOW)
    life.acts("exclude", value="competitor")
    life.visit("/price")
    life.acts("stage", value="returned")
    assert not life.alerts and [each.skip for each in life.letters] == ["excluded"]
    assert [why.params["excluded"] for why in life.because if why.kind == "no_alert"] == ["competitor", "competitor"]
    names = wording.names_of(life.books_now.active.plan, "ja")
    said = [wording.sentence(why, "ja", names) for why in life.because if why.kind == "no_alert"]
    assert said[0] == "営業の対象外（競合）のため、通知しませんでした"
    late = Story(plan_of([], SCORING), start="2026-11-28 12:00")
    late.visit("/price")
    assert not late.alerts and late.person.waiting, "it waits for Monday"
    late.acts("exclude", value="competitor")
    late.until("2026-12-03 12:00")
    assert not late.alerts


def test_a_call_is_an_answer_for_who_waits_for_one():
    silent, called = story(), story()
    for life in (silent, called):
        life.visit("/price")
    called.acts("call", value="reached")
    for life in (silent, called):
        life.until("2026-11-26 12:00")
    assert len(silent.alerts) == 2 and len(called.alerts) == 1


def test_an_overdue_task_is_told_once_to_whose_it_is():
    """And to whom its kind names; one that was done, dropped or taken back in time is not."""
    kinds = [{"id": "call", "name": "電話", "sla": "4h", "escalate": "sato"}]
    due = at("2026-11-24 14:00")
    life = story(tasks=kinds)
    life.acts("task", value="call", due_at=due)
    life.until("2026-11-25 12:00")
    (alert,) = life.alerts
    assert (alert.reason, alert.task, alert.to, alert.at) == ("task", "call", ("sato",), due)
    (why,) = [each for each in life.because if each.kind == "alert"]
    names = wording.names_of(life.books_now.active.plan, "ja")
    assert "タスク「電話」の期限が過ぎた" in wording.sentence(why, "ja", names)
    for verb in ("done", "undo"):
        done = story(tasks=kinds)
        done.acts("task", value="call", due_at=due)
        (task,) = done.person.dealings.tasks
        done.acts(verb, of=task.id, value="done")
        assert not done.person.waiting
        done.until("2026-11-25 12:00")
        assert not done.alerts


def test_a_call_again_is_a_task_too():
    life = story()
    life.acts("call", value="again", due_at=at("2026-11-24 14:00"))
    life.until("2026-11-25 12:00")
    assert [each.task for each in life.alerts] == ["call"]


def test_a_frozen_lead_earns_no_points_by_hand():
    life = story()
    life.person = Person(**{**{f: getattr(life.person, f) for f in life.person.__struct_fields__}, "frozen_at": 1})
    life.acts("points", points=10)
    assert not any("hand" in member.points for member in life.person.members.values())
    assert "frozen" in {why.code for why in life.because}


@pytest.mark.parametrize(
    ("company", "same"),
    [
        ("株式会社ライバル工業", True),
        ("ライバル工業（株）", True),
        ("ﾗｲﾊﾞﾙ 工業㈱", True),
        ("株式会社　ライバル・工業", True),
        ("ライバル工業販売", False),
        ("株式会社", False),
        ("", False),
        (7, False),
    ],
)
def test_companies_are_compared_without_what_kind_they_are(company, same):
    sales = SalesSettings.model_validate(
        {"exclusion": [{"id": "c", "name": "c", "companies": ["株式会社ライバル工業"]}]}
    )
    life = story()
    life.identify({"company": company})
    assert (exclusion.exclusion_of(life.person, sales) is not None) == same
    assert exclusion.comparable("Rival Industries, Inc.") == exclusion.comparable("rival industries")
    assert exclusion.comparable("Cooltd") == "cooltd"


@pytest.mark.parametrize(
    ("email", "out"),
    [("a@rival.jp", True), ("a@x.rival.jp", True), ("a@notrival.jp", False), ("a@rival.jp.com", False)],
)
def test_a_domain_is_also_every_host_below_it(email, out):
    sales = SalesSettings.model_validate({"exclusion": [{"id": "c", "name": "c", "domains": ["@Rival.jp"]}]})
    person = Person(id="l_1", email=email)
    assert (exclusion.exclusion_of(person, sales) is not None) == out


@pytest.mark.parametrize(
    ("begun", "span", "due"),
    [
        ("2026-11-24 10:00", "4h", "2026-11-24 14:00"),
        ("2026-11-27 17:00", "4h", "2026-11-30 12:00"),
        ("2026-11-27 14:00", "4h", "2026-11-27 18:00"),
        ("2026-11-28 12:00", "30m", "2026-11-30 09:30"),
        ("2026-11-24 08:00", "20h", "2026-11-26 11:00"),
        ("2026-12-28 17:30", "1h", "2027-01-04 09:30"),
        ("2026-11-27 17:00", "1bd", "2026-11-30 17:00"),
        ("2026-11-27 20:00", "1d", "2026-11-30 09:00"),
    ],
)
def test_an_sla_is_counted_while_the_office_is_open(begun, span, due):
    calendar = Calendar.of(plan_of().settings)
    unit = "bd" if span.endswith("bd") else span[-1]
    length = Span(amount=int(span.removesuffix(unit)), unit=unit)
    assert calendar.add_open(at(begun), length) == at(due)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ({"stages": [{"id": "a", "name": "a"}, {"id": "a", "name": "b"}]}, {"E-twice"}),
        ({"stages": [{"id": "a", "name": "a", "stops": {"topics": ["nothing"]}}]}, {"E-topic"}),
        ({"stages": [{"id": "a", "name": "a", "stops": {"scenarios": ["nothing"]}}]}, {"E-scenario"}),
        ({"tasks": [{"id": "a", "name": "a", "link": "booking"}]}, {"E-url"}),
        ({"tasks": [{"id": "a", "name": "a", "sla": "0h"}]}, {"E-zero"}),
        ({"exclusion": [{"id": "a", "name": "a", "domains": ["https://x"]}]}, {"E-host"}),
        ({"exclusion": [{"id": "a", "name": "a", "companies": ["株式会社"]}]}, {"E-length"}),
        ({"exclusion": [{"id": "customer", "name": "a"}]}, {"E-twice"}),
    ],
)
def test_a_file_that_means_nothing_is_told(written, codes):
    files = examples() | {"sales.json": json.dumps({"version": 1, **written}).encode()}
    plan, problems = workspace.read(files)
    assert plan is None and {each.code for each in problems if each.is_error} == codes


def test_without_a_file_the_usual_stages_hold():
    plan = plan_of()
    assert [each.id for each in plan.sales.stages][:2] == ["lead", "mql"] and isinstance(plan.sales.stages[0], Stage)
    assert plan.sales.exclusion == usual_exclusion()
    life = Story(plan)
    decided = decide(life.person, act(1, "stage", life.now, value="gone"), life.books_now, life.now)
    assert decided.person.dealings.stage == "gone", "a stage that the plan has no more is kept"
