"""The vocabulary is closed: whatever has a name has a meaning. What is added without one is asked for here."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from mikomi.core.telling.deeds import deed
from mikomi.core.words.glossary import WORDS
from mikomi.core.words.reasons import REASONS
from mikomi.model import delivery, events
from mikomi.model.condition import BEHAVIOUR_VERBS, VERBS, BehaviourLeaf, Condition, verb_of
from mikomi.model.decision import BecauseKind
from mikomi.model.effects import Effect, RowKind, UnknownEffect
from mikomi.model.events import Event
from mikomi.model.scenario import STEP_VERBS, AnyStep, Step, step_verb_of
from mikomi.model.step_tree import steps_of
from mikomi.model.trigger import TRIGGERS, Trigger
from pydantic import BaseModel, Tag, TypeAdapter

from tests.core.filled import NOON
from tests.core.story import Story, plan_of

ENTRY = {"trigger": {"when": {"submitted": "download"}}}
Seen = Callable[[Story], Any]

STEPS: dict[str, tuple[dict[str, Any], Seen]] = {
    "wait": ({"wait": "1d"}, lambda story: story.person.tags["after"] > story.person.enrolments[0].entered_at),
    "mail": ({"id": "m", "mail": {"template": "t"}}, lambda story: story.mails),
    "if": (
        {"id": "q", "if": {"tag": "x"}, "then": [{"add_tag": "yes"}], "else": [{"add_tag": "no"}]},
        lambda story: "no" in story.person.tags,
    ),
    "split": (
        {"id": "ab", "split": [{"id": "a", "steps": [{"add_tag": "arm"}]}, {"id": "b", "steps": [{"add_tag": "arm"}]}]},
        lambda story: "arm" in story.person.tags,
    ),
    "alert": ({"id": "call", "alert": {"to": "sato", "why": "w"}}, lambda story: story.alerts),
    "task": (
        {"id": "ring", "task": {"kind": "call"}},
        lambda story: [act.value for act in story.person.dealings.tasks] == ["call"],
    ),
    "webhook": (
        {"id": "crm", "webhook": {"url": "https://example.co.jp/hook", "secret": "crm"}},
        lambda story: [each for each in story.effects if each.kind == "hook"],
    ),
    "add_tag": ({"add_tag": "x"}, lambda story: "x" in story.person.tags),
    "remove_tag": ({"remove_tag": "old"}, lambda story: "old" not in story.person.tags),
    "add_points": ({"add_points": 5}, lambda story: "points" in {why.kind for why in story.because}),
    "set_trait": ({"set_trait": {"stage": "mql"}}, lambda story: story.person.trait("stage") == "mql"),
    "enter": ({"enter": "other"}, lambda story: story.status_of("other")),
    "exit": ({"exit": "other"}, lambda story: story.status_of("waiting") == "active"),
}
"""A step of each verb, and what is seen of it a month later."""

CONDITIONS: dict[str, tuple[dict[str, Any], Callable[[Story], Any]]] = {
    "visited": ({"visited": "/price"}, lambda story: story.visit("/price")),
    "engaged": ({"engaged": "/price", "seconds": 10}, lambda story: story.engage("/price", 20)),
    "opened": ({"opened": "*"}, lambda story: story.happens(type="track", name=events.MAIL_OPENED, origin="mail")),
    "clicked": ({"clicked": "*"}, lambda story: story.click("x", "y")),
    "submitted": ({"submitted": "contact"}, lambda story: story.submit("contact")),
    "event": ({"event": "Called"}, lambda story: story.happens(type="track", name="Called")),
    "score": ({"score": ">= 10"}, lambda story: story.visit("/points")),
    "band": ({"band": "hot"}, lambda story: story.visit("/points")),
    "tag": ({"tag": "vip"}, lambda story: tagged(story, "vip")),
    "trait": ({"trait": "industry", "is": "製造業"}, lambda story: story.identify({"industry": "製造業"})),
    "unsubscribed": ({"unsubscribed": True}, lambda story: story.unsubscribe()),
    "unsubscribed_from": ({"unsubscribed_from": "news"}, lambda story: story.leave("news")),
    "stage": ({"stage": "won"}, lambda story: story.acts("stage", value="won")),
    "company": ({"company": ["青空", "海"]}, lambda story: story.identify({"company": "㈱青空"})),
    "affinity": ({"affinity": "料金"}, lambda story: [story.visit("/price") for _ in range(3)]),
    "segment": ({"segment": "vips"}, lambda story: tagged(story, "vip")),
    "all": ({"all": [{"tag": "vip"}, {"not": {"tag": "x"}}]}, lambda story: tagged(story, "vip")),
    "any": ({"any": [{"tag": "x"}, {"visited": "/price"}]}, lambda story: story.visit("/price")),
    "not": ({"not": {"trait": "industry", "exists": False}}, lambda story: story.identify({"industry": "小売"})),
}
"""A condition of each verb, and what makes it true."""

SEGMENTS: dict[str, dict[str, Any]] = {"vips": {"tag": "vip"}}

CLASSES = {"/price": "料金", "/cases/**": "事例"}

SCORING: dict[str, list[Any]] = {
    "rules": [{"id": "p", "name": "p", "when": {"visited": "/points"}, "points": 20}],
    "bands": [{"id": "hot", "name": "Hot", "from": 10}],
}


def tagged(story: Story, tag: str) -> Story:
    return story.identify({"tags": [tag]}, proof=2, origin="server")


def members(union: Any) -> dict[str, type[BaseModel]]:
    """The classes of a union of verbs, by the verb of their tag."""
    found = {}
    for member in get_args(get_args(union)[0]):
        kind, *more = get_args(member)
        (tag,) = [one.tag for one in more if isinstance(one, Tag)]
        found[tag.strip("<>")] = kind
    return found


# --- what is named in two places says the same in both


@pytest.mark.parametrize(("union", "verbs"), [(Step, STEP_VERBS), (Condition, VERBS), (Trigger, TRIGGERS)])
def test_every_verb_that_is_named_can_be_read_and_the_other_way_round(union, verbs):
    """The list of verbs, the choices of the union, and the field that has the verb's name."""
    assert set(members(union)) - {"unknown"} == set(verbs) and "unknown" in members(union)
    for verb in verbs:
        fields = members(union)[verb].model_fields
        assert verb in [field.alias or name for name, field in fields.items()], verb


def test_behaviour_is_what_the_list_of_behaviour_says():
    """Every other condition looks at the person; both lists and the type are one."""
    assert {members(Condition)[verb] for verb in BEHAVIOUR_VERBS} == set(get_args(BehaviourLeaf))


def test_a_model_knows_its_own_verb():
    """Read from a file, or at hand as a model: the same verb."""
    steps: TypeAdapter[Any] = TypeAdapter(Step)
    for verb, (written, _) in STEPS.items():
        assert step_verb_of(written) == step_verb_of(steps.validate_python(written)) == verb
    conditions: TypeAdapter[Any] = TypeAdapter(Condition)
    for verb, (written, _) in CONDITIONS.items():
        assert verb_of(written) == verb_of(conditions.validate_python(written)) == verb


# --- steps


@pytest.mark.parametrize("verb", STEP_VERBS)
def test_every_verb_does_something_and_leads_on(verb):
    """A step of this verb between two others: it is seen, and the run comes to its end."""
    assert verb in STEPS, f"STEPS has no step of the verb {verb}: write one, and what is seen of it"
    step, seen = STEPS[verb]
    scenarios = [
        {"id": "s", **ENTRY, "steps": [{"add_tag": "old"}, step, {"add_tag": "after"}]},
        {"id": "other", "trigger": {"manual": True}, "steps": [{"wait": "60d"}]},
        {"id": "waiting", **ENTRY, "steps": [{"wait": "60d"}]},
    ]
    story = Story(plan_of(scenarios)).submit("download").until("2026-12-24 10:00")
    assert story.status_of("s") == "finished" and "after" in story.person.tags
    assert seen(story), verb


def test_every_step_that_holds_steps_says_so():
    """Whatever model has a list of steps in it is gone through by the one walk (`model.step_tree`)."""
    inner = {"add_tag": "inside"}
    for verb, kind in members(Step).items():
        inside = [str(field.annotation) for field in kind.model_fields.values()]
        holds_steps = any(part in each for each in inside for part in ("list[Step]", "WaitStep", "scenario.Arm"))
        assert holds_steps == (getattr(kind, "branches", None) is not AnyStep.branches), verb
    steps: TypeAdapter[Any] = TypeAdapter(list[Step])
    tree = [
        {"id": "q", "if": {"tag": "x"}, "then": [inner], "else": [inner]},
        {"id": "ab", "split": [{"id": "a", "steps": [inner]}, {"id": "b", "steps": [inner]}]},
    ]
    assert [step_verb_of(step) for step in steps_of(steps.validate_python(tree))].count("add_tag") == 4


# --- conditions


@pytest.mark.parametrize("verb", VERBS)
def test_every_condition_is_found_by_what_makes_it_true(verb):
    """As a trigger: nobody is in before, somebody is afterwards. A condition that no index knows would stay dead."""
    assert verb in CONDITIONS, f"CONDITIONS has none of the verb {verb}: write one, and what makes it true"
    written, happens = CONDITIONS[verb]
    plan = plan_of(
        [{"id": "s", "trigger": {"when": written}, "steps": [{"wait": "1d"}]}],
        SCORING,
        segments=SEGMENTS,
        page_classes=CLASSES,
    )
    story = Story(plan)
    assert story.status_of("s") is None
    happens(story)
    assert story.status_of("s") == "active", verb


@pytest.mark.parametrize("verb", VERBS)
def test_every_condition_is_asked_of_an_enrolment_too(verb):
    """As a goal: reached by the same."""
    written, happens = CONDITIONS[verb]
    goal = {"name": "g", "when": {**written, "since": "ever"} if verb in BEHAVIOUR_VERBS else written, "then": "exit"}
    scenario = {"id": "s", **ENTRY, "goal": goal, "steps": [{"wait": "9d"}]}
    story = Story(plan_of([scenario], SCORING, segments=SEGMENTS, page_classes=CLASSES)).submit("download")
    assert story.status_of("s") == "active"
    happens(story)
    assert story.status_of("s") == "goal", verb


@pytest.mark.parametrize("verb", sorted(set(VERBS) - set(BEHAVIOUR_VERBS) - {"any"}))
def test_every_condition_on_the_person_gives_points_to_whoever_fulfils_it_already(verb):
    """As an attribute rule of a new version: found through what the person has, with nothing changing any more."""
    written, happens = CONDITIONS[verb]
    story = Story(plan_of([], SCORING, page_classes=CLASSES))
    happens(story)
    attribute = {"id": "a", "name": "a", "when": written, "points": 7, "axis": "fit"}
    scoring = {**SCORING, "rules": [*SCORING["rules"], attribute]}
    story.publish(plan_of([], scoring, version=2, segments=SEGMENTS, page_classes=CLASSES))
    story.visit("/anything")
    assert story.person.standing["a"].points == 7, verb


# --- what is told


@pytest.mark.parametrize("kind", get_args(BecauseKind))
def test_every_reason_has_a_sentence(kind):
    """Of its kind at least, in both languages."""
    assert all(REASONS[kind])


def test_every_state_of_a_row_has_its_words_and_its_way_in():
    """The states, the words and the moves are of one set; each is reached, and what has not ended can go on."""
    states = set(get_args(delivery.Status))
    assert set(delivery.STATES) == states
    assert {one for move in delivery.MOVES for one in move if one} == states
    for state in states:
        assert all(WORDS[f"status.{state}"]) and any(to == state for _, to in delivery.MOVES)
        if not delivery.STATES[state].has_ended:
            assert any(was == state and to != state for was, to in delivery.MOVES)


def test_every_kind_of_effect_names_itself():
    """By a kind of its own, which no newer release's effect is taken for."""
    *known, unknown = get_args(Effect)
    kinds = [kind.kind for kind in known]
    assert kinds == [kind.__struct_config__.tag for kind in known]
    assert unknown is UnknownEffect and len(set(kinds)) == len(kinds) >= 3 and "unknown" not in kinds
    sent = set(kinds) - WITHOUT_ROW
    assert sent == set(get_args(RowKind)) - {
        "person",
        "digest",
        "channel",
        "walk",
        "report",
        "announcement",
        "erasure",
    }, "RowKind and the effects that are sent are not the same"


@pytest.mark.parametrize("name", sorted(value for key, value in vars(events).items() if key.isupper()))
def test_every_event_of_ours_is_called_by_words(name):
    """Not by its name alone, which is for programs: in the story as a deed, or as an event of the tag's."""
    event = Event(id="1", type="track", name=name, at=NOON, received_at=NOON, origin="mail")
    told = {language: deed(event, language, {}) for language in ("ja", "en")}
    plain = {"ja": f"「{name}」", "en": f"“{name}”"}
    assert told != plain or name in BY_NAME, name


WITHOUT_ROW = {"company", "suppress", "note"}
"""Effects that end at once: nothing of theirs waits for its time."""

BY_NAME = {events.ENTER_SCENARIO, events.FORM_VIEWED, events.SLOT_SHOWN}
"""Told by what they are about (`console.stories`), or sent by a company's own server under this very name."""
