"""Two people who turn out to be one: laws over every field of a person, made from the model's own fields, so that a
new field cannot be forgotten.
"""

import types
import typing
from typing import Any, Literal, Union

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.behaviour.rulebook import compile
from mikomi.core.people import merging, union
from mikomi.core.people.merging import COUNTS_EACH
from mikomi.core.people.recall import MARK
from mikomi.model.events import Event
from mikomi.model.person import Heard, Person
from mikomi.model.plan import EDITION

from tests.core.filled import fields_of, is_model
from tests.core.story import plan_of

FEW = st.integers(0, 3)
"""Small numbers, and few of them: laws break where two things have the same time."""
FIELDS = [name for name in fields_of(Person) if name not in union.OWN]


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field, from what the model says that it holds. An unknown kind of field is an error."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return any_of(inner[1] if typing.get_origin(inner[1]) is Literal else inner[0])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*(any_of(each) for each in inner))
    if origin is dict:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=3)
    if origin is tuple:
        if inner[1:] == (Ellipsis,):
            return st.lists(any_of(inner[0]), max_size=3).map(tuple)
        return st.tuples(*map(any_of, inner))
    if kind is Any:
        return st.one_of(FEW, st.sampled_from(["", "x"]))
    if kind is Heard:
        marks = st.lists(st.sampled_from("abc"), max_size=3).map(lambda each: "".join(mark * MARK for mark in each))
        return st.builds(Heard, since=FEW, until=FEW, marks=marks)
    if is_model(kind):
        return st.builds(kind, **{name: any_of(one) for name, one in fields_of(kind).items()})
    plain = {int: FEW, float: FEW.map(float), bool: st.booleans(), str: st.sampled_from("abc"), type(None): st.none()}
    return plain[kind]


people = any_of(Person)


def as_read(person: Person) -> Person:
    """A person as some order of events makes it: joined with nobody, so that its lists stand as a union leaves them."""
    return union.absorb(person, Person(id="v_"))


def parts(person: Person) -> dict[str, Any]:
    """Every field; of the marks of events which there are, because in which handful they lie says nothing."""
    marks = {each.marks[at : at + MARK] for each in person.heard for at in range(0, len(each.marks), MARK)}
    return {**{name: getattr(person, name) for name in FIELDS}, "heard": marks}


def test_every_field_of_a_person_has_its_way_to_be_joined() -> None:
    """A field that is added to the model alone is forgotten by every merge; here it is named."""
    assert union.JOINED.keys() | set(union.OWN) == fields_of(Person).keys() | {"beside"}
    assert union.JOINED.keys().isdisjoint(union.OWN)


@given(one=people, other=people)
@hypothesis_settings(max_examples=150, deadline=None)
def test_a_union_is_the_same_whoever_absorbs_whom(one: Person, other: Person) -> None:
    """Commutative, field by field."""
    assert parts(union.absorb(one, other)) == parts(union.absorb(other, one))


@given(one=people, other=people, third=people)
@hypothesis_settings(max_examples=150, deadline=None)
def test_a_union_is_the_same_in_any_order(one: Person, other: Person, third: Person) -> None:
    """Associative, field by field: which browser was recognised first does not show."""
    left = union.absorb(union.absorb(one, other), third)
    right = union.absorb(one, union.absorb(other, third))
    assert parts(left) == parts(right)


@given(one=people, other=people)
@hypothesis_settings(max_examples=150, deadline=None)
def test_a_union_repeated_changes_nothing(one: Person, other: Person) -> None:
    """Idempotent, field by field."""
    once = union.absorb(one, other)
    assert parts(union.absorb(once, other)) == parts(once)


@given(visitor=people.map(as_read))
@hypothesis_settings(max_examples=150, deadline=None)
def test_a_union_with_somebody_new_forgets_nothing(visitor: Person) -> None:
    """A lead of whom nothing is known has, in every field, what the visitor had: frozen, snoozed, alerted, owned."""
    assert parts(union.absorb(Person(id="l_x"), visitor)) == parts(visitor)


def test_what_reps_said_of_a_browser_holds_for_the_lead_that_it_turns_out_to_be() -> None:
    """A lead of its own that a rep froze, put off or was told of is no fresh lead after the merge."""
    visitor = Person(id="v_1", frozen_at=5, snoozed_until=90, alerted_at=50, crossings=2, owner="sato")
    lead = union.absorb(Person(id="l_1", email="a@example.com", alerted_at=40, crossings=1), visitor)
    assert (lead.frozen_at, lead.snoozed_until, lead.alerted_at) == (5, 90, 50)
    assert (lead.crossings, lead.owner, lead.id, lead.email) == (2, "sato", "l_1", "a@example.com")


@pytest.mark.parametrize("field", ["frozen_at", "snoozed_until", "alerted_at", "crossings", "owner"])
def test_a_union_that_forgets_is_found(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One way to join replaced by "keep the lead's": the words of reps are gone, and the test above sees it."""
    monkeypatch.setitem(union.JOINED, field, lambda lead, _visitor: lead)
    with pytest.raises(AssertionError):
        test_what_reps_said_of_a_browser_holds_for_the_lead_that_it_turns_out_to_be()


def test_of_two_owners_the_first_by_name_keeps_the_lead():
    """Whoever absorbs whom; and an owner goes before none."""
    for one, other, owner in (("sato", "mori", "mori"), ("mori", "sato", "mori"), (None, "sato", "sato")):
        assert union.absorb(Person(id="l_1", owner=one), Person(id="l_2", owner=other)).owner == owner


def test_two_mails_of_one_moment_stay_two_from_edition_6_on() -> None:
    """Of a merge that was interrupted and done again too; plans of before count as they did."""
    lead = Person(id="l_1", email="yamada@example.com", mailed=(5, 7, 7))
    event = Event(id="e", type="identify", at=9, received_at=9)
    for edition, mailed in ((EDITION, (5, 7, 7)), (COUNTS_EACH - 1, (5, 7))):
        rules = compile(plan_of([]).model_copy(update={"edition": edition}))
        joined = merging.join(lead, Person(id="v_1", mailed=(7,)), event, rules, 9, brings=True)
        assert merging.join(joined, Person(id="v_1", mailed=(7,)), event, rules, 9, brings=True).mailed == mailed
