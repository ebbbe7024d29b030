"""Variants that are dealt by weights which follow what is known: who gets which, by what, and that it stays so."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core import replay
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.replay import Footprints
from mikomi.core.scenarios import lots
from mikomi.core.telling import portrait
from mikomi.core.words import wording
from mikomi.model.base import DAY, Millis
from mikomi.model.effects import SendMail
from mikomi.model.events import Event, Packet
from mikomi.model.lots import History, Lots
from mikomi.model.person import Person
from mikomi.model.plan import MailTemplate, Plan
from mikomi.model.scenario import MailStep
from msgspec.structs import replace

from tests.core.story import SUBJECT, Story, at, plan_of, tokyo
from tests.effort import effort

START = "2026-11-02 10:00"
NIGHT = DAY
ARMS = ("A", "B", "C")


def plan(winner: bool = True, version: int = 1, **mail: Any) -> Plan:
    """Two mails that are dealt, six days apart."""
    told = {"template": "t", "variants": [{"id": arm, "subject": arm} for arm in ARMS], "winner": winner, **mail}
    steps = [{"id": "one", "mail": told}, {"wait": "6d"}, {"id": "two", "mail": told}]
    goal = {"name": "相談", "when": {"submitted": "contact"}, "within": "10d"}
    made = plan_of(
        [{"id": "s", "trigger": {"when": {"submitted": "f"}}, "steps": steps, "goal": goal, "reentry": "after_exit"}],
        version=version,
    )
    return made.model_copy(update={"mails": {"t": MailTemplate(id="t", html="<p>x</p>", text="x", subject="a")}})


def only(arm: str, number: int, begins: Millis) -> Lots:
    return Lots(number=number, from_=begins, weights={each: float(each == arm) for each in ARMS})


class Dealt(Story):
    """A person whose mails are dealt by the entries that are known at each moment; what happens is kept."""

    def __init__(self, of: Plan, entries: Mapping[Millis, Lots], who: str = "someone", consent: bool = True) -> None:
        self.entries = entries
        self.folded: list[Event] = []
        self.who = who
        super().__init__(of, start=START, consent=consent)

    @property
    def books_now(self) -> Rulebooks:
        known = tuple(entry for written, entry in self.entries.items() if written <= self.now)
        return Rulebooks(self.books[self.active], self.books, dealt(self.books[self.active].plan, known))

    def happens(self, **event: Any) -> "Story":
        return super().happens(**{"id": f"{self.who}-{len(self.folded)}", **event})

    def fold(self, event: Event) -> "Story":
        if not self.folded:
            self.person = Person(id=f"l_{self.who}", email="yamada@example.com", proof=1)
        self.folded.append(event)
        return super().fold(event)

    def told_again(self, history: History, books: Rulebooks | None = None) -> list[SendMail]:
        """The mails that the log makes where these entries are known."""
        packets = [Packet(subject=e.subject, sort=e.id, received_at=e.received_at, events=(e,)) for e in self.folded]
        asked = books or Rulebooks(self.books[self.active], self.books, dealt(self.books[self.active].plan, history))
        steps = replay.retell(self.person, Footprints(packets, [SUBJECT]), lambda *_: asked, self.now)
        return [effect for step in steps for effect in step.effects if isinstance(effect, SendMail)]


def dealt(of: Plan, history: History) -> dict[tuple[int, str, str], History]:
    return {(of.version, *which): history for which in lots.followed(of)}


def drawn(mails: list[SendMail]) -> list[tuple[str, str | None, int | None]]:
    return [(mail.step, mail.variant, mail.lots) for mail in mails]


entries = st.lists(
    st.tuples(st.lists(st.floats(0.05, 1), min_size=3, max_size=3), st.integers(lots.AHEAD, 2 * DAY)), max_size=12
)


@settings(max_examples=effort(60), deadline=None)
@given(entries, st.lists(st.sampled_from(["f", "wait", "other"]), min_size=1, max_size=6), st.integers(0, 9_999))
def test_folded_again_everybody_has_the_arm_that_they_drew(
    drawn_entries: list[tuple[list[float], Millis]], acts: list[str], who: int
) -> None:
    """Each night adds an entry that begins at least an hour later, while somebody goes through the scenario. Whatever
    was appended since, the log gives the same arms by the same numbers."""
    begin, known, number = at(START), {}, 0
    for night, (weights, ahead) in enumerate(drawn_entries):
        written, number = begin + night * NIGHT, number + 1
        shares = dict(zip(ARMS, weights, strict=True))
        known[written] = Lots(number=number, from_=written + ahead, weights=shares, at=written)
    story = Dealt(plan(), known, str(who))
    for act in acts:
        if act == "wait":
            story.until(tokyo(story.now + 2 * DAY))
        else:
            story.submit(act)
        story.now += DAY // 2
    story.until(tokyo(story.now + 8 * DAY))
    assert drawn(story.told_again(tuple(known.values()))) == drawn(story.letters)


def test_what_holds_is_asked_for_the_steps_time_and_not_for_now() -> None:
    """Weights that begin between the step's time and the moment at which it is carried out are not drawn by; those that
    begin at its time are. An entry that begins in the past changes what was drawn: the log says so."""
    due = at(START) + 6 * DAY
    late = {at(START): only("C", 1, due + 60_000)}
    story = Dealt(plan(), late)
    story.submit("f").until(tokyo(due + 2 * DAY))
    assert story.letters[1].lots == 0
    (held,) = (only("B", 1, due),)
    in_time = Dealt(plan(), {at(START): held})
    in_time.submit("f").until(tokyo(due + 2 * DAY))
    assert drawn(in_time.letters)[1] == ("two", "B", 1)
    assert drawn(story.told_again((only("B", 2, due - DAY),)))[1] != drawn(story.letters)[1]


def test_an_entry_of_the_same_moment_takes_the_place_of_the_one_before() -> None:
    history = (only("A", 1, 100), only("B", 2, 100), only("C", 3, 900))
    assert [lots.in_force(history, moment) for moment in (99, 100, 899, 900)] == [None, *history[1:2] * 2, history[2]]
    assert lots.in_force((), 5) is None


def test_other_words_or_arms_begin_anew() -> None:
    """A history is of these words, arms and measure: what another version calls the same step has another digest. A
    note, a tag, the goal's name and its target change none."""
    of = plan()
    (own, other) = lots.followed(of).values()
    assert own == other  # the step's own name stands beside it
    changed = [
        plan(subject="x"),
        plan(variants=[{"id": arm} for arm in ARMS]),
        plan(variants=[{"id": arm, "subject": arm} for arm in "ABD"]),
        plan(judged_by="goal"),
        of.model_copy(update={"mails": {"t": of.mails["t"].model_copy(update={"text": "y"})}}),
    ]
    assert all(set(lots.followed(each).values()).isdisjoint({own, other}) for each in changed)
    assert not set(lots.followed(plan(winner=False)).values())
    by_goal = plan(judged_by="goal")
    goal = by_goal.scenarios["s"].goal
    assert goal
    for update, same in (({"name": "別名"}, True), ({"within": goal.within.model_copy(update={"amount": 9})}, False)):
        one = by_goal.scenarios["s"].model_copy(update={"goal": goal.model_copy(update=update)})
        again = lots.followed(by_goal.model_copy(update={"scenarios": {"s": one}}))
        assert (again == lots.followed(by_goal)) is same
    noted = plan(variants=[{"id": arm, "subject": arm, "note": "メモ"} for arm in ARMS])
    assert lots.followed(noted) == lots.followed(of)


def test_each_arm_gets_its_share() -> None:
    """Over two thousand runs, evenly before the first entry and by its weights after it."""
    step = next(each for each in plan().scenarios["s"].steps if isinstance(each, MailStep))
    entry = Lots(number=1, from_=at(START) + DAY, weights={"A": 0.7, "B": 0.2, "C": 0.1})
    (run,) = Dealt(plan(), {}).submit("f").person.enrolments
    for since, shares in ((at(START), (1 / 3,) * 3), (at(START) + DAY, (0.7, 0.2, 0.1))):
        runs = (replace(run, id=f"run-{number}", since=since) for number in range(2_000))
        counts = Counter(dealing.variant for each in runs if (dealing := lots.deal((entry,), each, step)))
        assert all(abs(counts[arm] / 2_000 - share) < 0.04 for arm, share in zip(ARMS, shares, strict=True))


def test_without_winner_the_plans_own_weights_are_dealt() -> None:
    """An entry that is there all the same is not asked; the effect names no number, and its stored form is as ever."""
    story = Dealt(plan(winner=False), {0: only("C", 1, 0)})
    story.submit("f")
    bare = Dealt(plan(winner=False), {})
    bare.submit("f")
    assert drawn(story.letters) == drawn(bare.letters) and story.letters[0].lots is None


def test_why_somebody_got_an_arm_is_told() -> None:
    """Which weights, their number and since when; before the first, that the lots are even."""
    due = at(START) + 6 * DAY
    story = Dealt(plan(), {at(START): only("B", 3, due - DAY)})
    story.submit("f").until(tokyo(due))
    first, second = (each for each in story.because if each.kind == "mail")
    assert "33%" in wording.sentence(first, "ja") and "均等" in wording.sentence(first, "ja")
    for language, moment in (("ja", "11月7日(土)10:00"), ("en", "Sat 7 Nov, 10:00")):
        said = wording.sentence(second, language)
        assert all(part in said for part in ("100%", moment, "3", "B")), said
    assert wording.sentence(first, "en").endswith(f"(variant {story.letters[0].variant}, by even lots of 33% each)")


@pytest.mark.parametrize("winner", [True, False])
def test_who_waits_for_a_mail_is_told_its_variant_if_anybody_can_know(winner: bool) -> None:
    """By weights that may still move, nobody can."""
    of = plan(winner=winner)
    story = Dealt(of, {})
    story.submit("f")
    (run,) = portrait.portray(story.person, of, lambda _: of, story.now).runs
    assert (run.step, run.variant is None) == ("two", winner)
