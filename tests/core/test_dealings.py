"""What a person remembers of what sales did: the same in any order and any number of times, bounded, and what is taken
back is as if it had not been."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.people import dealings
from mikomi.model import stored_json
from mikomi.model.sales import NOTHING_DONE, Sales, SalesAct, SalesVerb

from tests.effort import effort

VERBS: tuple[SalesVerb, ...] = (
    "note",
    "call",
    "task",
    "done",
    "stage",
    "owner",
    "tag",
    "untag",
    "points",
    "exclude",
    "include",
)


@st.composite
def histories(draw, most: int = 60):
    """Acts as reps do them, one after another, some of them taking others back."""
    acts: list[SalesAct] = []
    for number in range(draw(st.integers(0, most))):
        verb = draw(st.sampled_from((*VERBS, "undo", "undo")))
        of = draw(st.sampled_from([act.id for act in acts])) if acts and verb in ("undo", "done") else ""
        acts.append(
            SalesAct(
                id=f"m-{number:02}",
                verb=verb,
                at=1_000 + number // 2,  # some at the very same moment
                value=draw(st.sampled_from("abc")),
                of=of or draw(st.sampled_from(("x", "y"))),
                due_at=draw(st.sampled_from((None, 5_000))) if verb == "call" else None,
            )
        )
    return acts


def heard(acts, sales=NOTHING_DONE) -> Sales:
    for act in acts:
        sales = dealings.noted(sales, act)
    return sales


def told(sales: Sales) -> tuple[object, ...]:
    """What is shown of it."""
    return sales.stage, sales.owner, sales.excluded, tuple(act.id for act in sales.tasks)


@given(histories(most=10), st.randoms(use_true_random=False))
@settings(max_examples=effort(150), deadline=None)
def test_the_order_in_which_acts_are_heard_makes_no_difference(acts, chance):
    mixed = [*acts, *acts]
    chance.shuffle(mixed)
    assert heard(mixed) == heard(acts)


@given(histories())
@settings(max_examples=effort(100), deadline=None)
def test_a_memory_joined_with_itself_or_a_part_is_the_same(acts):
    whole = heard(acts)
    assert dealings.joined(whole, whole) == whole == dealings.joined(whole, None)
    part = heard(acts[: len(acts) // 2])
    assert told(dealings.joined(whole, part)) == told(dealings.joined(part, whole))


@given(histories(most=12), st.sampled_from(VERBS), st.sampled_from("abc"))
@settings(max_examples=effort(150), deadline=None)
def test_what_is_taken_back_is_as_if_it_had_not_been(acts, verb, value):
    before = heard(acts)
    act = SalesAct(id="m-new", verb=verb, at=2_000, value=value, of="x")
    undo = SalesAct(id="m-undo", verb="undo", at=2_001, of=act.id)
    after = heard([act, undo], before)
    assert told(after) == told(before)
    assert dealings.is_tagged(after, "x") in (dealings.is_tagged(before, "x"), False)
    assert told(heard([undo, act], before)) == told(before), "heard the other way round"


@given(histories())
@settings(max_examples=effort(100), deadline=None)
def test_what_holds_outlives_what_is_forgotten(acts):
    """The memory is bounded, and yet the stage and the owner are those of the whole history."""
    kept = heard(acts)
    assert told(kept)[:3] == told(Sales(acts=tuple(acts)))[:3]


def test_a_memory_does_not_grow():
    sales = NOTHING_DONE
    for number in range(2_000):
        verb = get_args(SalesVerb)[number % 12]
        of = f"m-{number - 1 - number % 5}" if verb in ("undo", "done") else f"tag-{number % 40}" + "x" * 90
        act = SalesAct(
            id=f"m-{number}",
            verb=verb,
            at=number,
            value="v" * 40,
            of=of,
            due_at=9_000,
        )
        sales = dealings.noted(sales, act)
    assert len(sales.acts) < 160 and len(stored_json.written(sales)) < 40_000


def test_open_tasks_stay_before_those_that_were_done():
    sales = NOTHING_DONE
    for number in range(30):
        sales = dealings.noted(sales, SalesAct(id=f"t-{number:02}", verb="task", at=number, value="call"))
        if number % 2:
            sales = dealings.noted(sales, SalesAct(id=f"d-{number:02}", verb="done", at=number, of=f"t-{number:02}"))
    assert [act.id for act in sales.tasks] == [f"t-{number:02}" for number in range(0, 30, 2)]
