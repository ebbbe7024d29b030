"""A segment means what its condition says, wherever it is named; what cannot be one is refused where it stands."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.segments import DEEPEST, MOST_PARTS
from mikomi.core.checking import workspace
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem

from tests.core.story import Story, plan_of
from tests.core.workspaces import EXAMPLES, examples
from tests.effort import effort

Written = dict[str, Any]

LEAVES: list[Written] = [
    {"visited": "/price"}, {"visited": "/cases/**", "times": 2, "within": "7d"}, {"submitted": "contact"},
    {"event": "Order Completed", "where": {"revenue": ">= 5"}}, {"clicked": "doc-request/thanks"}, {"tag": "vip"},
    {"trait": "title", "matches": "部長"}, {"score": ">= 10"}, {"band": "hot"}, {"unsubscribed": False},
]  # fmt: skip
CONDITION = st.recursive(
    st.sampled_from(LEAVES) | st.sampled_from(["a", "b", "c"]).map(lambda name: {"segment": name}),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)


def segment(name: str, when: Written, more: Written | None = None) -> dict[str, bytes]:
    written = {"version": 1, "id": name, "name": name, "when": when, **(more or {})}
    return {f"segments/{name}.json": json.dumps(written, ensure_ascii=False).encode()}


def problems(files: dict[str, bytes], file: str | None = None) -> list[Problem]:
    return [one for one in workspace.read(examples() | files)[1] if file in (None, one.file)]


def in_place(condition: Any, says: dict[str, Written]) -> Any:
    """What a person would write who knows no segments."""
    if isinstance(condition, list):
        return [in_place(one, says) for one in condition]
    if not isinstance(condition, dict):
        return condition
    if set(condition) == {"segment"}:
        return in_place(says[condition["segment"]], says)
    return {key: in_place(value, says) for key, value in condition.items()}


def everywhere(condition: Written) -> dict[str, bytes]:
    """Files that ask the condition in each place that takes one."""
    slot = {"version": 1, "id": "place", "choices": [{"id": "x", "when": condition, "text": "x"}]}
    rule = {"id": "r", "name": "r", "when": condition, "points": 3}
    scoring = json.loads(examples()["scoring.json"])
    scenario = {
        "version": 1, "id": "asks", "name": "asks", "status": "active", "trigger": {"when": condition},
        "audience": condition, "goal": {"name": "g", "when": condition}, "exit_when": [condition],
        "steps": [
            {"id": "q", "if": condition, "then": [{"id": "p", "if": {"not": condition}, "then": [{"wait": "1d"}]}]},
        ],
    }  # fmt: skip
    made = {
        "slots/place.json": slot,
        "scoring.json": {**scoring, "rules": [*scoring["rules"], rule]},
        "scenarios/asks.json": scenario,
    }
    return {name: json.dumps(written, ensure_ascii=False).encode() for name, written in made.items()}


def plan(files: dict[str, bytes]) -> Plan | None:
    return workspace.read({**examples(), **files})[0]


@hypothesis_settings(max_examples=effort(60), deadline=None)
@given(CONDITION, st.tuples(CONDITION, st.sampled_from(LEAVES), st.sampled_from(LEAVES)))
def test_a_segment_means_what_its_condition_would_mean_in_its_place(condition: Written, of: Any) -> None:
    """In a trigger, audience, goal, exit, branch, rule and slot, and in a segment: the plan is the one of the same
    files with the condition written out; both are refused, or neither."""
    inner = of[0] if "segment" not in json.dumps(of[0]) else {"any": [{"segment": "b"}, {"not": {"segment": "c"}}]}
    says = {"a": inner, "b": of[1], "c": of[2]}
    named = {name: raw for each, when in says.items() for name, raw in segment(each, when).items()}
    written = {name: raw for each in says for name, raw in segment(each, in_place(says[each], says)).items()}
    one = plan({**everywhere(condition), **named})
    other = plan({**everywhere(in_place(condition, says)), **written})
    assert one == other
    assert one is None or '"segment"' not in one.model_dump_json(by_alias=True, exclude={"segments"})


def test_what_a_segment_looks_back_at_is_remembered_though_nobody_else_asks() -> None:
    """From the publishing on, for everybody: whoever did it often enough is in, as of any later moment."""
    readers = {"visited": "/price", "times": 2, "within": "7d"}
    made = plan_of(segments={"readers": readers, "others": {"not": {"segment": "readers"}}})
    story = Story(made).visit("/price")
    book = story.books_now.active

    def inside(name: str, days: int) -> bool:
        return holds(made.segments[name].when, Facts(story.person, story.now + days * 86_400_000, book))

    assert not inside("readers", 0) and inside("others", 0)
    story.visit("/price")
    assert [inside("readers", days) for days in (0, 7, 8)] == [True, True, False]
    assert [inside("others", days) for days in (0, 7, 8)] == [False, False, True]


def test_both_examples_have_ready_segments() -> None:
    """Recency, frequency and money, and two personas; each has people for whom it holds, and people for whom not."""
    for folder in ("examples", "examples-en"):
        there = EXAMPLES.parent / folder
        files = {f.relative_to(there).as_posix(): f.read_bytes() for f in there.rglob("*") if f.is_file()}
        made, wrong = workspace.read(files)
        assert made is not None and not wrong
        assert set(made.segments) == {"rfm-best", "rfm-new", "rfm-fading", "persona-decider", "persona-user"}
        assert all(one.description for one in made.segments.values())


def bought(story: Story, revenue: int) -> Story:
    return story.happens(
        type="track", name="Order Completed", properties={"revenue": revenue}, origin="server", proof=2
    )


def test_the_ready_segments_tell_customers_apart() -> None:
    """A first order: new. A third and a large one: best. Four months of silence: fading."""
    made = plan({})
    assert made is not None
    story = Story(made, start="2026-11-24 10:00")

    def inside() -> set[str]:
        facts = Facts(story.person, story.now, story.books_now.active)
        return {name for name, one in made.segments.items() if name.startswith("rfm") and holds(one.when, facts)}

    assert inside() == set()
    assert bought(story, 3_000) and inside() == {"rfm-new"}
    assert bought(story, 100_000) and bought(story, 3_000) and inside() == {"rfm-best"}
    story.now += 121 * 86_400_000
    assert inside() == {"rfm-fading"}


# --- what is refused


CIRCLES: list[tuple[dict[str, Written], dict[str, str]]] = [
    ({"a": {"segment": "a"}}, {"a": "a → a"}),
    (
        {"a": {"not": {"segment": "b"}}, "b": {"all": [{"tag": "x"}, {"segment": "a"}]}},
        {"a": "a → b → a", "b": "b → a → b"},
    ),
    (
        {"a": {"segment": "b"}, "b": {"segment": "c"}, "c": {"any": [{"segment": "b"}]}},
        {"b": "b → c → b", "c": "c → b → c"},
    ),
]


@pytest.mark.parametrize(("says", "way"), CIRCLES)
def test_a_segment_that_leads_back_to_itself_is_refused(says: dict[str, Written], way: dict[str, str]) -> None:
    """At the name that begins the way, in each file of the circle; whoever merely names one of them is not at fault."""
    files = {name: raw for each, when in says.items() for name, raw in segment(each, when).items()}
    found = {one.file: one for one in problems(files) if one.code == "E-segment-circle"}
    assert set(found) == {f"segments/{name}.json" for name in way}
    for name, said in way.items():
        one = found[f"segments/{name}.json"]
        assert said in one.ja and said in one.en and one.pointer.endswith("/segment") and one.column > 1
    assert plan(files) is None


@pytest.mark.parametrize("place", ["segments/vips.json", "scenarios/asks.json", "scoring.json", "slots/place.json"])
def test_a_segment_that_is_not_there_is_named_with_what_was_meant(place: str) -> None:
    """At its place in whichever file names it, with the file that is missing and the nearest of those there are."""
    files = (
        segment("vips", {"segment": "rfm-bets"})
        if place.startswith("segments")
        else everywhere({"segment": "rfm-bets"})
    )
    found = [one for one in problems(files, place) if one.code == "E-segment"]
    assert found and all(one.suggestion == "rfm-best" and one.needs == "segments/rfm-bets.json" for one in found)
    assert all("rfm-bets" in one.ja and "rfm-bets" in one.en for one in found)
    assert [one.line for one in found] == [1] * len(found) and all(
        one.excerpt[one.caret - 1 :][:1] == '"' for one in found
    )


@pytest.mark.parametrize(("more", "codes"), [(0, []), (1, ["E-condition-size"])])
def test_a_condition_has_a_bound_on_what_its_segments_add_up_to(more: int, codes: list[str]) -> None:
    """A hundred parts each ten times: at the bound it is published, one beyond it is refused, at once."""
    tens = {"all": [{"tag": f"t{number}"} for number in range(98)]}  # 99 with itself
    outer = {"any": [*[{"segment": "tens"}] * 10, *[{"tag": "x"}] * (MOST_PARTS - 991 + more)]}
    found = problems(segment("tens", tens) | segment("outer", outer), "segments/outer.json")
    assert [one.code for one in found] == codes


def test_segments_upon_segments_are_refused_before_they_are_written_out() -> None:
    """Each names the one before it twice: forty of them would be a million million parts. So would a thousand in a row
    be too deep, each of them the opposite of the one before."""
    doubling = {"s0": {"tag": "x"}} | {f"s{n}": {"any": [{"segment": f"s{n - 1}"}] * 2} for n in range(1, 41)}
    row = {"n0": {"tag": "x"}} | {f"n{n}": {"not": {"segment": f"n{n - 1}"}} for n in range(1, 1_000)}
    for says, bound in ((doubling, MOST_PARTS), (row, DEEPEST)):
        files = {name: raw for each, when in says.items() for name, raw in segment(each, when).items()}
        found = [one for one in problems(files) if one.code == "E-condition-size"]
        assert found and len(found) < len(says) and str(bound) in found[0].en


NOBODY: list[Written] = [
    {"all": [{"tag": "x"}, {"not": {"tag": "x"}}]},
    {"all": [{"tag": "x"}, {"all": [{"tag": "y"}, {"not": {"any": [{"tag": "x"}, {"tag": "z"}]}}]}]},
    {"all": [{"band": "hot"}, {"band": "cool"}]},
    {"all": [{"band": "hot"}, {"score": "< 70"}]},
    {"all": [{"score": ">= 50"}, {"score": "< 50"}]},
    {"all": [{"unsubscribed": True}, {"unsubscribed": False}]},
    {"all": [{"trait": "title", "exists": False}, {"trait": "title", "matches": "部長"}]},
    {"trait": "title", "in": []},
    {"any": [{"all": [{"tag": "x"}, {"not": {"tag": "x"}}]}, {"trait": "title", "in": []}]},
    {"all": [{"segment": "other"}, {"not": {"tag": "x"}}]},
]
SOMEBODY: list[Written] = [
    {"any": [{"tag": "x"}, {"not": {"tag": "x"}}]},
    {"all": [{"band": "hot"}, {"score": "< 71"}]},
    {"all": [{"score": ">= 50"}, {"score": "<= 50"}]},
    {"all": [{"trait": "title", "exists": True}, {"trait": "title", "matches": "部長"}]},
    {"any": [{"all": [{"tag": "x"}, {"not": {"tag": "x"}}]}, {"tag": "y"}]},
    {"all": [{"segment": "other"}, {"tag": "x"}]},
]


@pytest.mark.parametrize("when", NOBODY)
def test_a_segment_that_nobody_can_be_in_is_warned_of(when: Written) -> None:
    """With the reason; it is published all the same."""
    files = segment("other", {"tag": "x"}) | segment("s", when)
    found = problems(files, "segments/s.json")
    assert [one.code for one in found] == ["W-segment-nobody"] and found[0].pointer == "/when"
    assert plan(files) is not None


@pytest.mark.parametrize("when", SOMEBODY)
def test_a_segment_that_somebody_can_be_in_is_not(when: Written) -> None:
    """On the other side of each bound."""
    assert problems(segment("other", {"tag": "x"}) | segment("s", when), "segments/s.json") == []


@pytest.mark.parametrize(
    ("written", "code", "pointer"),
    [
        ({"when": {"visited": "/price", "times": 2}}, "E-within", "/when/times"),
        ({"when": {"visited": "/price", "since": "entry"}}, "E-since", "/when/since"),
        ({"when": {"opened": "thanks"}}, "E-mail-elsewhere", "/when/opened"),
        ({"when": {"clicked": "doc-request/thank"}}, "E-mail-step", "/when/clicked"),
        ({"when": {"band": "hott"}}, "E-band", "/when/band"),
        ({"when": {"vistied": "/"}}, "E-unknown", "/when/vistied"),
        ({"when": {"segment": "s", "tag": "x"}}, "E-two-verbs", "/when/tag"),
        ({"when": {"segment": 5}}, "E-type", "/when/segment"),
        ({"name": None}, "E-type", "/name"),
        ({"wenn": {"tag": "x"}}, "E-unknown", "/wenn"),
        ({"id": "other"}, "E-id-file", "/id"),
        ({"version": 2}, "E-choice", "/version"),
    ],
)
def test_what_is_wrong_in_a_segment_is_said_where_it_stands(written: Written, code: str, pointer: str) -> None:
    """As in every other file."""
    files = segment("s", {"tag": "x"}, written) if "when" not in written else segment("s", written["when"])
    found = problems(files, "segments/s.json")
    assert (code, pointer) in [(one.code, one.pointer) for one in found]


def test_a_segment_without_a_name_or_a_condition_is_refused() -> None:
    """Each key that must be there is missed by name; a folder of nearly the right name is pointed at."""
    bare = {"segments/s.json": b'{"version": 1, "id": "s"}'}
    assert [one.code for one in problems(bare)] == ["E-missing", "E-missing"]
    (stray,) = problems({"segment/s.json": b"{}"})
    assert (stray.code, stray.suggestion) == ("W-file", "segments/s.json")
