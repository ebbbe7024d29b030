"""The histories of weights beside the plans, and the decisions that go by them, over the real functions."""

from mikomi import clock
from mikomi.aws import lots, plans
from mikomi.aws.lots import LotsPlace, LotsStanding
from mikomi.model.lots import Lots
from mikomi.model.person import Person
from mikomi.shell import rulebooks

from tests.core.test_lots import ARMS, only, plan
from tests.functions.outbox import set_clock

PLACE = LotsPlace("s", "one", "0123456789abcdef")


def entry(number: int, begins: int = 0) -> Lots:
    return only("ABC"[number % 3], number, begins)


def test_a_night_adds_one_entry_whoever_else_judges_it(world):
    """The second judge of a night is told so, whatever came of its own counting; a night without an entry is judged
    too; and what stood there stands there."""
    empty = lots.standing(PLACE)
    assert empty == LotsStanding()
    assert lots.judged(PLACE, empty, "2026-11-25", entry(1))
    assert not lots.judged(PLACE, empty, "2026-11-25", entry(2))
    first = lots.standing(PLACE)
    assert (first.judged, [each.number for each in first.history]) == ("2026-11-25", [1])
    assert lots.judged(PLACE, first, "2026-11-26", None) and not lots.judged(PLACE, first, "2026-11-26", entry(2))
    second = lots.standing(PLACE)
    assert second.history == first.history and lots.judged(PLACE, second, "2026-11-27", entry(2))
    assert lots.standing(PLACE).history == (*first.history, entry(2))
    lots.noted(PLACE, 2)
    assert lots.standing(PLACE).told_up_to == 2
    assert lots.standing(PLACE._replace(digest="another")) == LotsStanding()


def test_a_history_is_kept_for_ten_minutes(world):
    """Nobody misses anything by that: an entry begins an hour after it was written."""
    began = clock.now()
    assert lots.history(PLACE) == ()
    lots.judged(PLACE, LotsStanding(), "2026-11-25", entry(1))
    assert lots.history(PLACE) == ()
    set_clock(began + 590_000)
    assert lots.history(PLACE) == ()
    set_clock(began + 610_000)
    assert lots.history(PLACE) == (entry(1),)
    lots.forget_all()
    assert lots.history(PLACE) == (entry(1),)


def test_a_decision_has_the_weights_of_each_version_that_it_needs(world):
    """By version, scenario and step; none for a plan whose variants have their own weights, and nothing is read."""
    still, moving = plan(winner=False), plan(version=2)
    world.publish(still)
    assert rulebooks.for_person(Person(id="l_a")).lots == {}
    world.publish(moving)
    running = plans.active()
    books = rulebooks.holding(running, {running.version})
    assert books.lots == {(running.version, "s", step): () for step in ("one", "two")}
    (digest,) = {place.digest for place in rulebooks._alone(running).followed.values()}
    lots.forget_all()
    lots.judged(LotsPlace("s", "two", digest), LotsStanding(), "2026-11-25", entry(1, 7))
    books = rulebooks.for_person(Person(id="l_a"))
    assert books.lots[running.version, "s", "two"] == (entry(1, 7),)
    assert set(books.lots[running.version, "s", "two"][0].weights) == set(ARMS)
