"""A task step: sales have something to do with the lead, once, until somebody has done it, and hear if nobody does."""

import pytest
from mikomi.model.base import DAY
from mikomi.model.sales_settings import SalesSettings

from tests.core.story import Story, at, plan_of, tokyo
from tests.core.test_slips import changed, told

CALL = {"id": "call", "task": {"kind": "call", "why": "2通に反応なし"}}
AGAIN = "after_exit"
NOON, TWO = tokyo(at("2026-11-24 12:00")), tokyo(at("2026-11-24 14:00"))


def story(*steps, kinds=None, start="2026-11-24 10:00"):
    """Whoever asks for something comes to these steps."""
    scenario = {
        "id": "s",
        "trigger": {"when": {"submitted": "contact"}},
        "reentry": AGAIN,
        "steps": list(steps) or [CALL],
    }
    sales = {"tasks": kinds} if kinds else {}
    plan = plan_of([scenario]).model_copy(update={"sales": SalesSettings.model_validate(sales)})
    return Story(plan, start)


def tasks(life):
    return [(act.value, act.of, tokyo(act.due_at), act.step) for act in life.person.dealings.tasks]


def test_a_task_stands_among_the_leads_own():
    """For its owner, within the kind's time, counted in office hours: Tuesday, ten o'clock, and four hours."""
    life = story().submit("contact")
    assert tasks(life) == [("call", "", TWO, "s/call")]
    assert life.codes("task") == [None] and life.status_of("s") == "finished"


def test_the_step_says_for_whom_and_by_when():
    step = {"id": "v", "task": {"kind": "visit", "to": "sato", "due": "2h"}}
    life = story(step).submit("contact")
    assert tasks(life) == [("visit", "sato", NOON, "s/v")]


def test_a_kind_without_a_time_has_none():
    life = story(kinds=[{"id": "call", "name": "電話"}]).submit("contact")
    assert [act.due_at for act in life.person.dealings.tasks] == [None] and not life.person.waiting


def test_a_task_that_nobody_did_is_told_to_its_rep_once():
    life = story().submit("contact").until("2026-12-24 10:00")
    assert [(alert.reason, alert.task, alert.to) for alert in life.alerts] == [("task", "call", ("sato",))]


@pytest.mark.parametrize("verb", ["done", "undo"])
def test_a_task_that_was_done_or_taken_back_is_over(verb):
    life = story().submit("contact")
    life.acts(verb, of=life.person.dealings.tasks[0].id, value="reached")
    assert tasks(life) == [] and not life.until("2026-12-24 10:00").alerts


def test_who_enters_twice_is_called_once():
    """While the first task is open; done, there is another."""
    life = story().submit("contact").submit("contact")
    assert len(tasks(life)) == 1 and life.codes("task") == [None, "there"]
    life.acts("done", of=life.person.dealings.tasks[0].id, value="reached")
    assert len(tasks(life.submit("contact"))) == 1 and life.codes("task")[-1] is None


def test_nobody_has_more_tasks_than_somebody_can_see():
    kinds = [{"id": f"t{n}", "task": {"kind": "call"}} for n in range(23)]
    life = story(*kinds).submit("contact")
    assert len(tasks(life)) == 20 and life.codes("task") == [None] * 20 + ["too_many"] * 3
    assert life.status_of("s") == "finished"


def test_who_is_no_customer_is_nobodys_task():
    life = story().acts("exclude", value="competitor").submit("contact")
    assert tasks(life) == [] and life.codes("task") == ["excluded"]


def test_who_is_held_out_is_not_called():
    """What a call brings is part of what is measured."""
    arms = [{"id": "a", "weight": 0, "steps": []}, {"id": "none", "weight": 1, "holdout": True}]
    life = story({"id": "lot", "split": arms}, CALL).submit("contact")
    assert tasks(life) == [] and life.codes("task") == []


def test_two_mails_no_answer_three_days_and_a_call():
    """The whole way; whoever answers in the meantime is not called."""
    mail = {"kind": "transactional", "template": "t"}
    asked = {"id": "in", "if": {"visited": "/price"}, "wait_up_to": "3d", "then": [], "else": [CALL]}
    steps = [{"id": "m1", "mail": mail}, {"wait": "2d"}, {"id": "m2", "mail": mail}, asked]
    silent = story(*steps).submit("contact").until("2026-11-29 09:59")
    assert len(silent.mails) == 2 and tasks(silent) == []
    assert [act[0] for act in tasks(silent.until("2026-11-29 10:00"))] == ["call"]
    awake = story(*steps).submit("contact").until("2026-11-27 12:00").visit("/price").until("2026-12-24 10:00")
    assert len(awake.mails) == 2 and tasks(awake) == []


def test_a_weekend_is_no_office_hour():
    """Saturday, eleven: four hours of office time are over on Monday."""
    life = story(start="2026-11-28 11:00").submit("contact")
    (act,) = life.person.dealings.tasks
    assert act.due_at is not None and act.due_at - life.now > DAY


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"kind": "cal"}, "E-task"), ({"kind": "call", "to": "nobody"}, "E-rep")],
)
def test_what_no_file_has_is_told_in_its_place(wrong, code):
    (problem,) = told(changed("scenarios/customer-upgrade.json", steps=[{"id": "t", "task": wrong}]), code)
    assert problem.file == "scenarios/customer-upgrade.json"
