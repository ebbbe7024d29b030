"""What we stored is read whoever wrote it: this release, an earlier one, or a newer one that was rolled back."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import packing
from mikomi.core import replay
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.people import union
from mikomi.core.replay import Footprints
from mikomi.core.session import Login, Session
from mikomi.model import formats, stored_json
from mikomi.model.effects import Confirms, SendAlert, SendMail, Suppress, UnknownEffect
from mikomi.model.events import Due, Event, Packet
from mikomi.model.person import IS, READ, SAID, Enrolment, Member, Person, Trait, WaitingAlert
from mikomi.model.plan import Plan
from mikomi.model.stored import Stored
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace
from pydantic import ValidationError

from tests.core.filled import NOON, fields_of, filled, is_model, models_in
from tests.core.story import plan_of

KINDS = (Person, Event, Packet, SendMail, SendAlert, Suppress, Login, Session)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
BOOKS = Rulebooks(
    compile(plan_of([{"id": "s", "trigger": {"when": {"visited": "/p"}}, "steps": [{"wait": "1d"}]}])), {}
)


def strewn(kind: Any, value: Any = None) -> dict[str, Any]:
    """The JSON of a value of this model, with a key that nobody knows in every object that is a model."""
    written = write(value or filled(kind))
    for number, one in enumerate(list(models_in(kind, written))):
        one[f"newer_{number}"] = {"said": [number]}
    return dict(written)


def unknown_in(written: Any) -> list[str]:
    """Every key that nobody knows, sorted."""
    if isinstance(written, dict):
        mine = [key for key in written if key.startswith("newer_")]
        return sorted([*mine, *(key for value in written.values() for key in unknown_in(value))])
    return sorted(key for value in written for key in unknown_in(value)) if isinstance(written, list) else []


def read(kind: Any, written: Any) -> Any:
    text = json.dumps(written)
    return stored_json.read(kind, text)


def write(value: Any) -> Any:
    return json.loads(stored_json.written(value))


@pytest.mark.parametrize("kind", KINDS)
def test_every_model_that_lies_in_what_we_store_keeps_what_it_does_not_know(kind):
    """Of the models themselves: whatever class is inside a stored one is stored too, so a new one cannot be strict."""
    seen: list[Any] = [kind]
    for one in seen:
        assert issubclass(one, Stored) and one.__struct_config__.frozen, one
        for annotation in fields_of(one).values():
            seen += [inner for inner in _classes(annotation) if inner not in seen]
    if kind is Person:
        assert {Member, Enrolment, Trait, WaitingAlert, SendMail, Confirms} <= set(seen)


def _classes(annotation: Any) -> list[Any]:
    if is_model(annotation):
        return [annotation]
    return [inner for one in getattr(annotation, "__args__", ()) for inner in _classes(one)]


@given(kind=st.sampled_from(KINDS), data=st.data())
def test_unknown_keys_at_any_depth_are_read_and_written_back(kind, data):
    """The law: any stored form plus unknown keys, read and written back, is the same JSON."""
    written = write(filled(kind))
    places = list(models_in(kind, written))
    for one in data.draw(st.lists(st.sampled_from(range(len(places))), min_size=1, unique=True)):
        places[one][data.draw(st.text(min_size=1, max_size=6).map("newer_{}".format))] = data.draw(JSON)
    assert write(read(kind, written)) == written


def test_a_fold_keeps_what_only_a_newer_release_knows():
    """An event and time passing change the person; what is unknown in it, in its members, runs, effects stays."""
    run = Enrolment(id="n", scenario="s", plan=1, entered_at=NOON, event_id="e", since=NOON, due_at=NOON)
    person = replace(filled(Person), enrolments=(run,), frozen_at=None, plans=(), waiting=(), snoozed_until=None)
    written = strewn(Person, person)
    before = read(Person, written)
    event = Event(subject="a:browser-1", id="x", type="page", at=NOON + 1, received_at=NOON + 1)
    after = decide(before, event, BOOKS, NOON + 1).person
    after = decide(after, Due(at=NOON + 90_000_000), BOOKS, NOON + 90_000_000).person
    assert after.enrolments[0].status == "finished" and after.members["a:browser-1"].events == NOON + 1
    expected = [key for key in unknown_in(written) if key not in unknown_in(written["standing"])]
    assert [key for key in unknown_in(write(after)) if key in expected] == expected


@given(JSON, JSON)
def test_a_merge_keeps_what_both_know_beside_us(mine, theirs):
    """The union; of what both say the lead's word; and a second time it changes nothing."""
    lead = read(Person, {"id": "l_1", "newer_both": mine, "newer_lead": 1, "newer_map": {"a": 1}})
    visitor = read(
        Person,
        {
            "id": "v_1",
            "newer_both": theirs,
            "newer_visitor": 2,
            "newer_map": {"a": 2, "b": 3},
            "members": {"a:1": {"first_at": 1, "last_at": 2, "newer_member": 4}},
        },
    )
    merged = union.absorb(lead, visitor)
    assert merged.unknown["newer_lead"] == 1 and merged.unknown["newer_visitor"] == 2
    assert merged.unknown["newer_map"] == {"a": 1, "b": 3} and merged.members["a:1"].unknown == {"newer_member": 4}
    if not isinstance(mine, dict | list):
        assert merged.unknown["newer_both"] == mine
    assert union.absorb(merged, visitor) == merged


def test_the_same_member_and_run_in_both_keep_both_words():
    """A merge that was interrupted: the fuller member, the lead's run, and all that is unknown in either."""
    run = {"id": "n", "scenario": "s", "plan": 1, "entered_at": 1, "event_id": "e", "since": 1}
    member = {"first_at": 1, "last_at": 2}
    lead = read(
        Person,
        {"id": "l_1", "members": {"a:1": {**member, "newer_a": 1}}, "enrolments": [{**run, "newer_a": 1}]},
    )
    visitor = read(
        Person,
        {
            "id": "v_1",
            "members": {"a:1": {**member, "events": 5, "newer_b": 2}},
            "enrolments": [{**run, "newer_b": 2}],
        },
    )
    merged = union.absorb(lead, visitor)
    assert merged.members["a:1"].events == 5
    assert merged.members["a:1"].unknown == merged.enrolments[0].unknown == {"newer_a": 1, "newer_b": 2}


def test_a_visitor_that_was_absorbed_already_leaves_what_we_do_not_know():
    """Cut off before its alias stood, and meanwhile written by a newer release: its keys and its effect move too, what
    it did does not count again, and without anything unknown the lead is the very same."""
    member = {"first_at": 1, "last_at": 2, "events": 3}
    lead = read(Person, {"id": "l_1", "members": {"a:1": member}, "memory": {"k": [1]}, "check_at": 90})
    plain = read(Person, {"id": "v_1", "members": {"a:1": {**member, "events": 1}}, "memory": {"k": [1]}})
    assert union.has_absorbed(lead, plain) and union.absorb(lead, plain) == lead
    sms = {"kind": "sms", "id": "x", "to": "090"}
    told = {**write(plain), "newer": 1, "effects": [sms], "check_at": 7}
    told["members"]["a:1"]["newer_member"] = 2
    after = union.absorb(lead, read(Person, told))
    assert (after.unknown, after.members["a:1"].unknown, after.check_at) == ({"newer": 1}, {"newer_member": 2}, 7)
    assert [effect.id for effect in after.effects] == ["x"] and after.memory == {"k": (1,)}
    assert after.members["a:1"].events == 3 and union.absorb(after, read(Person, told)) == after


def test_a_rebuild_keeps_what_the_log_cannot_tell():
    """Folded anew by a release that does not know it, the person has it still: at the top, in members and traits, and
    beside the person in its item."""
    identify = Event(
        subject="a:1", id="i", type="identify", at=NOON, received_at=NOON, anonymous_id="1", traits={"email": "a@b.co"}
    )
    packet = Packet(subject="a:1", sort="s", received_at=NOON, events=(identify,))
    person = Person(id="l_1", email="a@b.co")
    folded = replay.refold(
        replace(person, members={"a:1": Member(first_at=NOON, last_at=NOON)}),
        Footprints([packet], {"a:1"}), lambda _version, _person: BOOKS, NOON,
    )  # fmt: skip
    written = strewn(Person, folded)
    before = replace(read(Person, written), beside={"newer": {"N": "1"}})
    assert unknown_in(written["traits"]) and unknown_in(written["members"])
    anew = replay.refold(before, Footprints([packet], {"a:1"}), lambda _version, _person: BOOKS, NOON)
    assert anew == before and unknown_in(write(anew)) == unknown_in(written)


@pytest.mark.parametrize("email_proof", [SAID, READ, IS])
@pytest.mark.parametrize("user_proof", [SAID, IS])
def test_a_rebuild_keeps_how_well_each_identifier_was_shown(email_proof, user_proof):
    """Links of mails and keys gave those marks, and the log of one person need not hold them all: a proven address that
    became hearsay would be anybody's."""
    given = {"email": "a@b.co", "email_proof": email_proof, "user_id": "7", "user_proof": user_proof}
    person = Person(id="l_1", proof=1, **given)
    anew = replay.refold(person, Footprints([], set()), lambda _version, _person: BOOKS, NOON)
    assert {name: getattr(anew, name) for name in given} == given and anew.proof == 1


@pytest.mark.parametrize(
    ("kind", "path", "word"),
    [
        (Event, ("type",), "survey"),
        (Event, ("origin",), "webhook"),
        (Person, ("enrolments", 0, "status"), "paused"),
        (Person, ("standing", "k", "axis"), "health"),
        (Person, ("effects", 0, "skip"), "quiet_hours"),
        (SendMail, ("on_unknown",), "ask"),
        (SendAlert, ("urgency",), "weekend"),
        (SendAlert, ("reason",), "goal"),
    ],
)
def test_a_word_that_only_a_newer_release_knows_is_kept(kind, path, word):
    """Of every closed set that a stored form has: read as it is, and written back."""
    written = write(filled(kind))
    place = written
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = word
    assert write(read(kind, written)) == written


def test_an_effect_of_an_unknown_kind_or_shape_is_kept_whole():
    """In the person's list and among waiting alerts; a mail of a shape that we cannot read too."""
    sms = {"kind": "sms", "id": "x", "person": "l_1", "at": 5, "to": "090", "parts": [{"n": 1}]}
    odd = {"kind": "mail", "id": "y", "person": "", "at": 6, "template": {"by_language": True}}
    written = {"id": "l_1", "effects": [sms, odd], "waiting": [{"effect": sms, "due_at": 7}]}
    person = read(Person, written)
    assert all(isinstance(effect, UnknownEffect) for effect in person.effects)
    told = write(person)
    assert told["effects"] == [sms, {key: value for key, value in odd.items() if value != ""}]
    assert told["waiting"] == written["waiting"]
    assert json.loads(stored_json.written(person.effects)) == told["effects"]


def test_a_run_whose_state_only_a_newer_release_knows_is_left_alone():
    """It is not woken, not ended with its scenario's next run, and its moment stays known."""
    run = replace(filled(Enrolment), scenario="s", plan=1, status="parked", due_at=NOON, entered_at=1)
    person = Person(id="l_1", email="a@b.co", enrolments=(run,))
    assert person.due_at is None and person.due_to_newer == NOON
    visit = Event(subject="a:1", id="1", type="page", at=NOON, received_at=NOON, context={"page": {"path": "/p"}})
    plan = plan_of(
        [{"id": "s", "reentry": "after_exit", "trigger": {"when": {"visited": "/p"}}, "steps": [{"exit": True}]}]
    )
    after = decide(person, visit, Rulebooks(compile(plan), {}), NOON).person
    assert [one.status for one in after.enrolments] == ["parked", "exited"] and after.enrolments[0] == run


@given(JSON)
def test_a_packet_keeps_what_stands_in_it_and_its_events(said):
    """Unknown keys of the packet and of its events survive the log's own form; so does an unknown type."""
    event = {"id": "1", "type": "survey", "at": NOON, "subject": "a:1", "received_at": NOON, "newer_score": said}
    packet = of_plain(
        Packet, {"subject": "a:1", "sort": "s", "received_at": NOON, "events": [event], "newer_batch": said}
    )
    packed = packing.pack_models(packet)
    again = packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events)
    assert again == packet and again.events[0].unknown == {"newer_score": said}
    assert again.unknown == {"newer_batch": said} and str(again.events[0].type) == "survey"


def test_what_the_log_says_beside_the_packet_never_replaces_what_the_packet_knows():
    """A line that claims a subject or an arrival of its own is read, and the packet's own word holds."""
    line = {"id": "1", "type": "page", "at": 1, "subject": "a:evil", "received_at": 0, "context": {"x": 1}}
    packed = packing.pack("a:1", "s", NOON, [line])
    (event,) = packing.unpack("a:1", "s", NOON, packed.events).events
    assert (event.subject, event.received_at, event.context) == ("a:1", NOON, {"x": 1})


def test_an_event_of_an_unknown_type_is_counted_and_changes_nothing_else():
    """It is one of the person's events, and no page, no form and no identification."""
    odd = of_plain(
        Event,
        {"subject": "a:1", "id": "1", "type": "survey", "at": NOON, "received_at": NOON, "traits": {"email": "a@b.co"}},
    )
    person = decide(Person(id="v_1"), odd, BOOKS, NOON).person
    assert person.members["a:1"].events == 1 and person.email is None and not person.traits and not person.enrolments


@pytest.mark.parametrize("form", formats.FORMATS)
def test_a_newer_format_is_refused_and_every_older_one_read(form):
    """To the number."""
    formats.check(form, formats.FORMATS[form])
    formats.check(form, "1")
    with pytest.raises(formats.NewerFormat):
        formats.check(form, formats.FORMATS[form] + 1)


def test_a_stored_value_is_equal_only_with_all_that_it_holds():
    """Two people who differ in what only a newer release knows are two: a rebuild sees it."""
    one = read(Person, {"id": "l_1", "newer": 1})
    assert one != Person(id="l_1") and one == copy.copy(one)


def test_people_still_write_strictly():
    """The plan's parts are what people write: a key that nobody knows is refused where we are not reading a version."""
    body = json.loads(plan_of([]).model_dump_json())
    for part in (body["settings"], body["scoring"], body["settings"]["company"]):
        part["newer_key"] = 1
        with pytest.raises(ValidationError):
            Plan.model_validate_json(json.dumps(body))
        assert Plan.read(json.dumps(body).encode()) == plan_of([])
        del part["newer_key"]
