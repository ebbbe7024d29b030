"""Laws of time as an occasion: the first rise is the first, nobody is woken without end, a rebuild finds the same."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from mikomi.core import replay
from mikomi.core.behaviour import rises
from mikomi.core.behaviour.conditions import Facts, truth
from mikomi.core.behaviour.leaves import leaf_key
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.decide import decide
from mikomi.core.replay import Footprints
from mikomi.core.scenarios import wakes
from mikomi.model.events import Due, Event, Packet
from mikomi.model.person import Person, Trait

from tests.core.plans import book, condition
from tests.core.story import SUBJECT, Story, at, plan_of, tokyo
from tests.core.test_wakes import DAY, START, dormant, looked_back
from tests.effort import effort


class Kept(Story):
    """A story that keeps its events, as the log does."""

    folded: list[Event]

    def fold(self, event: Event) -> Story:
        self.__dict__.setdefault("folded", []).append(event)
        return super().fold(event)


HOURS = st.integers(min_value=0, max_value=60)
LEAVES = st.one_of(
    st.builds(lambda n, w: {"visited": "/a", "times": n, "within": f"{w}h"}, st.integers(1, 3), st.integers(1, 12)),
    st.builds(lambda w: {"submitted": "f", "within": f"{w}h"}, st.integers(1, 12)),
    st.just({"visited": "/b"}),
    st.just({"tag": "t"}),
    st.builds(lambda w: {"trait": "day", "is": f"within {w}h"}, st.integers(1, 48)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: {"not": one}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=5,
)
HOUR = 3_600_000
BEGIN = at("2026-11-24 00:00")


@settings(max_examples=effort(300))
@given(CONDITIONS, st.lists(HOURS, max_size=4), st.lists(HOURS, max_size=2), HOURS, st.booleans())
@example({"not": {"visited": "/a", "times": 2, "within": "3h"}}, [1, 1, 4], [], 4, False)
def test_the_first_rise_is_the_one_that_trying_every_moment_finds(
    written: dict[str, Any], views: list[int], forms: list[int], since: int, tagged: bool
) -> None:
    """Of a person to whom nothing happens, tried at each full hour, a millisecond before and after."""
    asked, rules = condition(written), book()
    moments = {"/a": views, "f": forms}
    memory = {
        leaf_key(condition({"visited": "/a"})): tuple(BEGIN + hour * HOUR for hour in sorted(moments["/a"])),  # type: ignore[arg-type]
        leaf_key(condition({"submitted": "f"})): tuple(BEGIN + hour * HOUR for hour in sorted(moments["f"])),  # type: ignore[arg-type]
    }
    now = BEGIN + max([since, *views, *forms]) * HOUR
    day = Trait(value="2026-11-25", at=BEGIN)
    person = Person(id="l_1", memory=memory, tags={"t": BEGIN} if tagged else {}, traits={"day": day})

    def facts(moment: int) -> Facts:
        return Facts(person, moment, rules)

    tried = [now + hour * HOUR + more for hour in range(140) for more in (-1, 0, 1)]
    rising = [m for m in tried if m > now and truth(asked, facts(m)) is True and truth(asked, facts(m - 1)) is False]
    assert rises.first_rise(asked, facts, now) == (rising[0] if rising else None)
    assert rises.is_timed(asked) or not rising


ACTS = st.lists(
    st.tuples(st.integers(0, 20 * 24), st.sampled_from(["/a", "/b", "f", "day"]), st.integers(0, 72)),
    max_size=12,
)


@settings(max_examples=effort(80))
@given(st.lists(CONDITIONS, min_size=1, max_size=3), ACTS)
def test_nobody_is_woken_more_often_than_what_they_did_grows_old(
    triggers: list[dict[str, Any]], acts: list[tuple[int, str, int]]
) -> None:
    """Whatever somebody does, late or on time: each wake lies behind the one before, each leaf that grows old wakes at
    most once for each thing that was done and each day that a trait names, and afterwards there is silence. What was
    folded in one piece is folded the same when somebody looks at every wake."""
    scenarios = [
        {"id": f"s{n}", "trigger": {"when": when}, "steps": [{"add_tag": f"s{n}"}], "reentry": "after_exit"}
        for n, when in enumerate(triggers)
    ]
    plan = plan_of(scenarios)
    lived, slept = (Story(plan, start="2026-11-24 00:00") for _ in range(2))
    woken, last = 0, 0
    for wait, what, late in acts:
        until = lived.now + wait * HOUR
        while (wakes_at := lived.person.wakes_at) is not None and wakes_at <= until:
            assert wakes_at > last
            last, woken = wakes_at, woken + 1
            lived._take(decide(lived.person, Due(at=wakes_at), lived.books_now, wakes_at))
        for story in (lived, slept):
            story.now = until
            _act(story, what, max(BEGIN, until - late * HOUR))
    for _ in range(200):
        if lived.person.wakes_at is None:
            break
        woken += 1
        lived._take(decide(lived.person, Due(at=lived.person.wakes_at), lived.books_now, lived.person.wakes_at))
    assert lived.person.wakes_at is None
    leaves = sum(str(when).count("within") for when in triggers)
    assert woken <= 2 * leaves * (len(acts) + 1)
    slept._take(decide(slept.person, Due(at=lived.now + 400 * DAY), slept.books_now, lived.now + 400 * DAY))
    assert slept.person == lived.person


def _act(story: Story, what: str, moment: int) -> None:
    if what == "f":
        story.submit("f")
    elif what == "day":
        story.identify({"day": tokyo(moment)[:10]})
    else:
        story.happens(type="page", context={"page": {"path": what}}, at=moment)


DAYS = st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["/a", "f"])), min_size=1, max_size=6)


@settings(max_examples=effort(40))
@given(DAYS, st.integers(0, 60))
@example([(1, "f"), (12, "/a"), (1, "f")], 60)
def test_a_rebuild_finds_the_wake_and_what_it_brought(acts: list[tuple[int, str]], after: int) -> None:
    """Folded again the person is the same, bit for bit: the points that a wake brought, and the next wake; under a plan
    that was published on the way too, which the person met by being woken."""
    steps = [{"add_points": 5, "reason": "静か"}]
    asked: list[dict[str, Any]] = [{"submitted": "f", "within": "10d"}, {"visited": "/a", "within": "15d"}]
    first, second = (
        plan_of([dormant({"not": each}, steps=steps, reentry="after_exit")], version=number + 1)
        for number, each in enumerate(asked)
    )
    story = Kept(first, start=START)
    for number, (days, what) in enumerate(acts):
        story.until(tokyo(story.now + days * DAY))
        if number == len(acts) // 2:
            story.publish(second)
            if (wake := wakes.next_entry(story.person, story.books[2], story.now)) is not None:
                looked_back(story, wake, 2)
        _act(story, what, story.now)
    story.until(tokyo(story.now + after * DAY))
    packets = [Packet(subject=e.subject, sort=e.id, received_at=e.received_at, events=(e,)) for e in story.folded]
    books = story.books_now
    anew = replay.refold(
        story.person,
        Footprints(packets, [SUBJECT]),
        lambda version, _: Rulebooks(books.versions[version], books.versions),
        story.now,
    )
    assert anew.wakes_at == story.person.wakes_at
    assert anew.memory == story.person.memory
    for subject in anew.members.keys() | story.person.members.keys():
        assert anew.members[subject].points == story.person.members[subject].points
