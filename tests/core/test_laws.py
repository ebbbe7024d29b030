"""Laws of `decide` that no example can show: order and repetition of deliveries, time asked often or seldom, merges."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.people import union
from mikomi.core.score import half_lives
from mikomi.core.score.totals import parts, total
from mikomi.model.effects import Effect, SendMail
from mikomi.model.events import FORM_SUBMITTED, Due, Event
from mikomi.model.person import Person
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace

from tests.core.story import at, plan_of
from tests.effort import effort

HOUR = 3_600_000
START = at("2026-11-24 10:00")

UNCAPPED = {
    "rules": [
        {"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 10},
        {"id": "form", "name": "フォーム", "when": {"submitted": "download"}, "points": 30},
        {"id": "bad", "name": "採用", "when": {"visited": "/recruit/**"}, "points": -20},
        {"id": "fit", "name": "製造業", "when": {"trait": "industry", "is": "製造業"}, "points": 15, "axis": "fit"},
    ],
    "decay": {"half_life": "30d"},
}
SCENARIOS = [
    {
        "id": "s",
        "trigger": {"when": {"submitted": "download"}},
        "reentry": "after_exit",
        "goal": {"name": "g", "when": {"visited": "/recruit/**", "times": 2}, "then": "exit"},
        "steps": [
            {"id": "a", "mail": {"template": "t"}},
            {"wait": "2h"},
            {
                "id": "b",
                "if": {"visited": "/price"},
                "wait_up_to": "3h",
                "then": [{"add_points": 5}],
                "else": [{"add_tag": "x"}],
            },
            {"wait": {"for": "1h", "at": "10:00", "on": "weekdays"}},
            {"id": "c", "mail": {"template": "t"}},
        ],
    },
    {"id": "t", "trigger": {"when": {"tag": "x"}}, "steps": [{"wait": "1d"}, {"id": "call", "alert": {"why": "w"}}]},
]  # fmt: skip
BOOKS = Rulebooks(compile(plan_of(SCENARIOS, UNCAPPED)), {})
SCORING_ONLY = Rulebooks(compile(plan_of((), UNCAPPED)), {})


def event(number: int, kind: str, hours: float, late: float = 0) -> Event:
    happened = {
        "price": {"type": "page", "context": {"page": {"path": "/price"}}},
        "recruit": {"type": "page", "context": {"page": {"path": "/recruit/a"}}},
        "form": {"type": "track", "name": FORM_SUBMITTED, "properties": {"form": "download"}, "origin": "form"},
        "industry": {"type": "identify", "traits": {"industry": "製造業"}},
        "other": {"type": "identify", "traits": {"industry": "小売"}},
    }[kind]
    moment = START + int(hours * HOUR)
    return of_plain(
        Event,
        {"subject": "a:b", "id": f"m{number}", "at": moment, "received_at": moment + int(late * HOUR), **happened},
    )


kinds = st.sampled_from(["price", "recruit", "form", "industry", "other"])
lives = st.lists(st.tuples(kinds, st.floats(0, 20), st.floats(0, 3)), min_size=1, max_size=12).map(
    lambda told: [event(number, kind, hours, late) for number, (kind, hours, late) in enumerate(told)]
)


def fold(events, books=SCORING_ONLY, person=None):
    person = person or Person(id="l_x", email="x@example.com")
    for one in events:
        person = decide(person, one, books, one.received_at).person
    return person


@given(life=lives, data=st.data())
def test_points_without_caps_do_not_depend_on_order_or_repetition_of_deliveries(life, data):
    """I6: any order, any repeats within the day, the same totals and the same traits."""
    mixed = data.draw(st.permutations(life + data.draw(st.lists(st.sampled_from(life), max_size=5))))
    one, other = fold(life), fold(mixed)
    assert abs(total(one, START, half_lives.of(None)) - total(other, START, half_lives.of(None))) < 1e-6
    half = half_lives.of(30 * 24 * HOUR)
    assert abs(total(one, START + 50 * HOUR, half) - total(other, START + 50 * HOUR, half)) < 1e-6
    assert one.traits_plain == other.traits_plain


@given(life=lives)
def test_a_replay_of_the_same_arrivals_is_the_same_person_bit_for_bit(life):
    """I9: folding again in the order of arrival answers the same person and the same effects."""
    life = sorted(life, key=lambda e: e.received_at)
    runs = []
    for _ in range(2):
        person = Person(id="l_x", email="x@example.com")
        effects: list[Effect] = []
        for one in life:
            decision = decide(person, one, BOOKS, one.received_at)
            person, effects = decision.person, effects + list(decision.effects)
        runs.append((person, effects))
    assert runs[0] == runs[1]


@given(life=lives, looks=st.lists(st.floats(0, 200), max_size=8))
@hypothesis_settings(max_examples=effort(60))
def test_how_often_somebody_looks_whether_time_came_changes_nothing(life, looks):
    """A step's time is its due time: extra wake-ups, early or late, decide the same effects under the same ids."""

    def run(moments):
        person = Person(id="l_x", email="x@example.com")
        effects: list[Effect] = []
        inputs = [(one.received_at, 1, one) for one in life] + [(START + int(h * HOUR), 0, None) for h in moments]
        for moment, _, one in sorted(inputs, key=lambda i: i[:2]):
            decision = decide(person, one or Due(at=moment), BOOKS, moment)
            person, effects = decision.person, effects + list(decision.effects)
        last = decide(person, Due(at=START + 900 * HOUR), BOOKS, START + 900 * HOUR)
        return last.person, effects + list(last.effects)

    assert run(looks) == run([])


@given(life=lives)
@hypothesis_settings(max_examples=effort(60))
def test_no_step_comes_before_its_time_or_twice(life):
    """I10, I15: per enrolment each step is decided at most once, in order, never before the step before it."""
    person = Person(id="l_x", email="x@example.com")
    effects: list[Effect] = []
    for one in sorted(life, key=lambda e: e.received_at):
        decision = decide(person, one, BOOKS, one.received_at)
        person, effects = decision.person, effects + list(decision.effects)
    effects += decide(person, Due(at=START + 900 * HOUR), BOOKS, START + 900 * HOUR).effects
    ids = [effect.id for effect in effects]
    assert len(ids) == len(set(ids))
    for enrolment in {e.enrolment for e in effects if isinstance(e, SendMail)}:
        mails = [e for e in effects if isinstance(e, SendMail) and e.enrolment == enrolment]
        assert [e.step for e in mails] == ["a", "c"][: len(mails)]
        assert [e.at for e in mails] == sorted(e.at for e in mails)


@given(life=lives, now=st.floats(0, 5000))
def test_the_parts_add_up_to_the_total_exactly(life, now):
    person = fold(life)
    taken = parts(person, START + int(now * HOUR), half_lives.of(30 * 24 * HOUR))
    assert round(sum(row.points for row in taken.rows) + taken.decay, 1) == taken.total
    assert round(taken.interest + taken.fit, 1) == taken.total


@given(lives=st.lists(lives, min_size=2, max_size=3), data=st.data())
@hypothesis_settings(max_examples=effort(60))
def test_merging_is_idempotent_and_the_same_in_any_order(lives, data):
    """I21: browsers absorbed in any order, twice or once, make the same lead."""
    browsers = []
    for number, life in enumerate(lives):
        person = Person(id=f"v_{number}")
        for one in life:
            mine = replace(one, subject=f"a:b{number}", id=f"{number}-{one.id}")
            person = decide(person, mine, SCORING_ONLY, mine.received_at).person
        browsers.append(person)
    lead = Person(id="l_x", email="x@example.com")
    forward, mixed = lead, lead
    for browser in browsers:
        forward = union.absorb(forward, browser)
    for browser in data.draw(st.permutations(browsers + browsers[:1])):
        mixed = union.absorb(mixed, browser)
    assert abs(total(forward, START, half_lives.of(None)) - total(mixed, START, half_lives.of(None))) < 1e-9
    for name in ("traits", "tags", "members", "recent", "first_at", "last_at", "memory", "caps", "seen"):
        assert getattr(forward, name) == getattr(mixed, name), name
