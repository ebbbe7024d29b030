"""A plan that a newer release published, under an older one: what it knows it does, what it does not know waits."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.conditions import Facts, holds, truth
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.checking.diagnose import diagnose
from mikomi.core.checking.document import Document
from mikomi.core.scenarios import journey
from mikomi.core.score.totals import standing_sum
from mikomi.model import formats, stored_json
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario, UnknownStep
from mikomi.model.trigger import UnknownTrigger
from msgspec.structs import replace
from pydantic import ValidationError

from tests.core.plans import NOON
from tests.core.story import Story, at, plan_of, tokyo

MAIL = {"id": "hello", "mail": {"template": "hello", "subject": "こんにちは", "kind": "transactional"}}
AGAIN = {**MAIL, "id": "again"}
WHEN = {"trigger": {"when": {"submitted": "download"}}}
CALL = {"id": "call", "note_call": {"why": "熱い"}}
KNOWN = {"id": "s", **WHEN, "steps": [MAIL, {"add_tag": "x"}, AGAIN]}


def published(scenarios: list[dict[str, Any]], scoring: dict[str, Any] | None = None, **more: Any) -> Plan:
    """The plan as this release reads what another one published."""
    body = json.loads(plan_of([]).model_dump_json(by_alias=True, exclude_none=True))
    whole = [{"name": "-", "status": "active", **one} for one in scenarios]
    body |= {"version": 1, "scenarios": {one["id"]: one for one in whole}, "scoring": scoring or {}, **more}
    return Plan.read(json.dumps(body).encode())


def story_of(*steps: dict[str, Any], **more: Any) -> Story:
    return Story(published([{"id": "s", **WHEN, "steps": list(steps), **more}]))


def run_of(story: Story) -> Any:
    (run,) = story.person.enrolments
    return run


# --- steps


@pytest.mark.parametrize("call", [CALL, {"note_call": {}}, {**CALL, "unless": {"tag": "x"}}, {"a": 1, "b": 2}])
def test_a_run_waits_at_a_step_that_only_a_newer_release_knows(call):
    """It does not go on, does not end, says once why, and is looked at each hour."""
    story = story_of(MAIL, call, AGAIN).submit("download")
    assert [step for _, step in story.mails] == ["hello"]
    assert (run_of(story).status, run_of(story).position) == ("active", "1")
    assert tokyo(run_of(story).due_at) == "2026-11-24 11:00"
    story.until("2026-11-26 09:30")
    assert run_of(story).status == "active" and tokyo(run_of(story).due_at) == "2026-11-26 10:00"
    assert story.codes("waiting") == ["unknown_step"] and [step for _, step in story.mails] == ["hello"]


def test_the_release_that_knows_the_step_goes_on_from_there():
    """As soon as it is back: the same plan version, read by who can."""
    story = story_of(MAIL, CALL, AGAIN).submit("download").until("2026-11-24 15:00")
    story.publish(plan_of([{**KNOWN, **WHEN}]))
    story.until("2026-11-24 16:00")
    assert [step for _, step in story.mails] == ["hello", "again"] and "x" in story.person.tags
    assert run_of(story).status == "finished"


def test_inside_a_branch_of_an_unknown_step_nobody_moves():
    """A newer release let the person into a branch of its own verb: the older finds no way there, and waits."""
    story = story_of(MAIL, {"id": "each", "for_each": [{"steps": [MAIL]}]}, AGAIN).submit("download")
    for position in ("1/0/0", "1/then/1", "0/on_failure/0", "goal", "1-2"):
        inside = replace(run_of(story), position=position, due_at=story.now)
        story.person = replace(story.person, enrolments=(inside,))
        story.until(tokyo(story.now + 3_600_000)).visit("/anything")
        assert (run_of(story).status, run_of(story).position) == ("active", position)
        assert run_of(story).due_at > story.now - 3_600_000
    assert [step for _, step in story.mails] == ["hello"]


def test_what_a_newer_release_waits_for_is_not_brought_forward():
    """An event does not move the moment at which a run whose scenario cannot be read falls due."""
    plan = published([KNOWN, {**KNOWN, "id": "odd", "status": "archived"}])
    assert plan.unread == ("scenarios/odd",) and set(plan.scenarios) == {"s"}
    story = Story(plan).submit("download").until("2026-11-24 10:30")
    (run,) = story.person.enrolments
    far = at("2026-12-24 10:00")
    odd = replace(run, id="o", scenario="odd", status="active", ended_at=None, due_at=far, position="0")
    story.person = replace(story.person, enrolments=(run, odd))
    story.visit("/price").submit("download")
    assert story.person.due_at == far
    story.until("2026-12-24 10:20")
    (kept,) = [one for one in story.person.enrolments if one.scenario == "odd"]
    assert kept.status == "active" and tokyo(kept.due_at) == "2026-12-24 11:00"


# --- conditions

TRUE, FALSE, ODD = {"tag": "yes"}, {"tag": "no"}, {"owns": {"product": "x"}}


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (ODD, None),
        ({"not": ODD}, None),
        ({"all": [TRUE, ODD]}, None),
        ({"all": [ODD, FALSE]}, False),
        ({"any": [ODD, TRUE]}, True),
        ({"any": [FALSE, ODD]}, None),
        ({"not": {"any": [ODD, TRUE]}}, False),
        ({"all": [TRUE, {"not": FALSE}]}, True),
        ({"tag": "yes", "trait": "x"}, None),
    ],
)
def test_a_condition_that_hangs_on_what_is_unknown_is_neither_true_nor_false(written, answer):
    """What the known parts settle is settled; the rest holds of nobody, and a `not` does not make it hold of all."""
    plan = published([{**KNOWN, "audience": written}])
    audience = plan.scenarios["s"].audience
    assert audience is not None
    facts = Facts(Person(id="l_1", tags={"yes": NOON}), NOON, compile(plan))
    assert truth(audience, facts) is answer and holds(audience, facts) is (answer is True)


@pytest.mark.parametrize("branch", [ODD, {"not": ODD}])
@pytest.mark.parametrize("patience", [{}, {"wait_up_to": "2h"}])
def test_a_branch_that_hangs_on_what_is_unknown_waits(branch, patience):
    """Neither `then` nor `else`, not when time is up either; the release that knows it answers it."""
    question = {"id": "q", "if": branch, **patience, "then": [MAIL], "else": [AGAIN]}
    story = story_of(question).submit("download").until("2026-11-25 09:30")
    assert run_of(story).status == "active" and run_of(story).position == "0" and not story.mails
    story.publish(plan_of([{"id": "s", **WHEN, "steps": [{**question, "if": {"submitted": "download"}}]}]))
    story.until("2026-11-25 12:00").submit("other")
    assert run_of(story).status == "finished" and len(story.mails) == 1


def test_unknown_triggers_audiences_goals_and_exits_move_nobody():
    """Nobody enters by them, nobody leaves by them."""
    scenarios = [
        {**KNOWN, "id": "a", "trigger": {"when": ODD}},
        {**KNOWN, "id": "b", "trigger": {"when": {"not": ODD}}},
        {**KNOWN, "id": "c", "trigger": {"in_segment": "vip"}},
        {**KNOWN, "id": "d", "audience": {"not": ODD}},
        {**KNOWN, "id": "e", "steps": [{"wait": "1d"}], "goal": {"name": "g", "when": {"not": ODD}, "then": "exit"},
         "exit_when": [{"not": ODD}]},
    ]  # fmt: skip
    plan = published(scenarios)
    assert isinstance(plan.scenarios["c"].trigger, UnknownTrigger) and len(plan.unread) == 2
    story = Story(plan).submit("download").visit("/price").identify({"company": "x"})
    assert {run.scenario: run.status for run in story.person.enrolments} == {"e": "active"}
    assert run_of(story).goal_at is None


def test_points_of_rules_that_only_a_newer_release_reads_stand_as_it_left_them():
    """Under an unknown condition, and of a rule that cannot be read at all: neither taken away nor given anew; a rule
    that we know goes on as ever."""
    rules = [
        {"id": "odd", "name": "-", "when": {"not": ODD}, "points": 7, "axis": "fit"},
        {"id": "gone", "name": "-", "when": TRUE, "points": 5, "axis": "health"},
        {"id": "fit", "name": "-", "when": {"trait": "industry", "is": "製造業"}, "points": 15, "axis": "fit"},
    ]
    plan = published([KNOWN], {"rules": rules})
    assert plan.unread == ("owns", "scoring/rules/gone")
    story = Story(plan)
    held = {rule: {"axis": "fit", "points": 9, "event_id": "e", "at": NOON, "plan": 1} for rule in ("odd", "gone")}
    told = {**json.loads(stored_json.written(story.person)), "standing": held, "memory": {"newerkey": [1]}}
    told["plans"] = [{"plan": 7, "from_": 1}]
    story.person = stored_json.read(Person, json.dumps(told))
    story.identify({"industry": "製造業"})
    assert standing_sum(story.person) == 33 and set(story.person.standing) == {"odd", "gone", "fit"}
    assert story.person.memory["newerkey"] == (1,), "what its conditions look back at is not forgotten either"
    story.until("2026-11-24 11:00").identify({"industry": "小売"})
    assert standing_sum(story.person) == 18


@pytest.mark.parametrize(("active", "entered"), [([ODD], []), ([], [ODD]), ([], [])])
def test_what_one_plan_of_several_may_look_back_at_is_not_forgotten(active, entered):
    """The active plan or that of an enrolment: one that is not read whole is enough to keep what nobody asks for."""
    now, then = (
        compile(published([{**KNOWN, "exit_when": odd}], version=version))
        for version, odd in ((2, active), (1, entered))
    )
    (run,) = story_of(MAIL, CALL).submit("download").person.enrolments
    person = Person(id="l_1", memory={"newerkey": (NOON,)}, enrolments=(run,))
    assert run.plan == 1 and run.status == "active"
    assert set(Rulebooks(now, {1: then}).forget(person).memory) == ({"newerkey"} if active or entered else set())


# --- what is read, and what is refused


def test_what_cannot_be_read_is_left_out_and_named():
    """One form, one slot, one mail, one scenario: the others go on."""
    plan = published(
        [KNOWN, {**KNOWN, "id": "odd", "steps": [{"id": "m", "mail": {"template": "t", "kind": "survey"}}]}],
        forms={
            "odd": {"id": "odd", "name": "-", "fields": [{"trait": "x", "label": "x", "type": "signature"}]},
            "good": {"id": "good", "name": "-", "fields": [{"trait": "x", "label": "x"}]},
        },
        slots={"odd": {"id": "odd", "choices": [{"id": "a", "video": "x"}]}},
        segments={"odd": {"id": "odd", "name": 5, "when": TRUE}, "good": {"id": "good", "name": "-", "when": TRUE}},
        mails={"odd": {"id": "odd", "html": {"ja": "x"}, "text": "x"}, "t": {"id": "t", "html": "x", "text": "x"}},
    )
    assert set(plan.scenarios) == {"s"} and set(plan.forms) == {"good"} and set(plan.mails) == {"t"}
    assert plan.unread == ("scenarios/odd", "mails/odd", "forms/odd", "slots/odd", "segments/odd")
    assert set(plan.segments) == {"good"}


@given(st.data())
def test_unknown_keys_of_a_published_plan_change_nothing(data):
    """Strewn over it at any depth, they are passed over: the very same plan."""
    body = json.loads(published([KNOWN]).model_dump_json(by_alias=True, exclude_none=True))
    places = [body, body["settings"], body["settings"]["company"], body["scoring"], body["scenarios"]["s"],
              body["scenarios"]["s"]["trigger"], body["scenarios"]["s"]["trigger"]["when"],
              *body["scenarios"]["s"]["steps"], body["scenarios"]["s"]["steps"][0]["mail"]]  # fmt: skip
    for number in data.draw(st.lists(st.sampled_from(range(len(places))), min_size=1)):
        places[number][f"newer_{number}"] = data.draw(st.none() | st.integers() | st.text())
    assert Plan.read(json.dumps(body).encode()) == published([KNOWN])


def test_an_unknown_step_is_written_as_it_was_read():
    """Condition, step and trigger too: a plan that is written again loses none of them."""
    odd = {**KNOWN, "steps": [CALL], "trigger": {"in_segment": "vip", "x": [1]}, "audience": {"not": ODD}}
    plan = published([odd])
    (step,) = plan.scenarios["s"].steps
    assert isinstance(step, UnknownStep) and step.id == "call"
    told = json.loads(plan.model_dump_json(by_alias=True, exclude_none=True))["scenarios"]["s"]
    assert {key: told[key] for key in ("steps", "trigger", "audience")} == {
        key: odd[key] for key in ("steps", "trigger", "audience")
    }


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"steps": [CALL]}, "E-step", "/steps/0"),
        ({"steps": [{**MAIL, "wait": "1d"}]}, "E-two-verbs", "/steps/0/wait"),
        ({"audience": ODD}, "E-condition", "/audience"),
        ({"audience": {"not": ODD}}, "E-condition", "/audience/not"),
        ({"trigger": {"in_segment": "vip"}}, "E-trigger", "/trigger"),
        ({"newer": 1}, "E-unknown", "/newer"),
    ],
)
def test_in_a_file_the_same_is_an_error_where_it_stands(change, code, pointer):
    """Strictness stays for what people write: with line and column."""
    text = json.dumps({"name": "-", **KNOWN, **change}, indent=2)
    document = Document("scenarios/s.json", text.encode())
    diagnose(document, Scenario)
    (problem,) = document.source.problems
    assert (problem.code, problem.pointer) == (code, pointer) and problem.line > 1 and problem.column > 1
    with pytest.raises(ValidationError):
        Scenario.model_validate_json(text)


def test_a_plan_of_a_newer_format_is_not_read():
    """Not even in part; one that says nothing is of format 1."""
    body = json.loads(plan_of([]).model_dump_json(by_alias=True, exclude_none=True))
    assert body.pop("format") == formats.FORMATS["plan"]
    assert Plan.read(json.dumps(body).encode()) == plan_of([])
    for more in ({}, {"settings": 1}):
        with pytest.raises(formats.NewerFormat):
            Plan.read(json.dumps({**body, "format": formats.FORMATS["plan"] + 1, **more}).encode())
    with pytest.raises(ValidationError):
        Plan.read(b'{"settings": 1}')


def test_a_plan_that_is_read_whole_and_cannot_be_followed_still_ends_its_run():
    """Waiting is for what a newer release may know, not for what is broken."""
    broken = {"id": "b", **WHEN, "steps": [{"wait": {"until": "2026-02-30T10:00"}}]}
    story = Story(plan_of([broken])).submit("download")
    assert run_of(story).status == "exited" and journey.PAUSE_LOOK == 3_600_000
