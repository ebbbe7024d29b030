"""A night's weights over the real functions: counted, written once whoever dies or comes again, told to the log, dealt
from their hour on, and told of in the results."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import log, lots, plans
from mikomi.core.results.winners import begins
from mikomi.model.base import DAY
from mikomi.shell import rulebooks
from mikomi.shell.archive import intake, winners

from functions.results.app import handler
from tests.core.story import at, plan_of
from tests.functions import beginnings
from tests.functions.outbox import Died, at_each_call, dying
from tests.functions.read_api import it_is
from tests.functions.test_results import SCENARIO, outcome, results
from tests.functions.world import REGION

NOW = at("2026-11-24 10:00")
ARMS = ("A", "B", "C")
HOUR = 3_600_000
MAIL: dict[str, Any] = {"template": "faq", "winner": True, "variants": [{"id": arm} for arm in ARMS]}
FOLLOWED = {**SCENARIO, "steps": [{"id": "faq", "mail": MAIL}]}


@pytest.fixture
def shop(world):
    it_is(NOW)
    world.publish(plan_of([FOLLOWED]))
    yield world
    clock.shift(clock.shifted() * 0)


def mailed(arm, people, clicks, first, number=0, moment=NOW - 20 * DAY):
    """So many got the variant, drawn by the weights of this number; some of them clicked within the hour."""
    rows = []
    for person in range(people):
        who = f"{arm}{number}-{person}"
        said = {"step": "faq", "variant": arm, "mail": f"m-{who}", "lots": number}
        rows += [outcome(who, "Scenario Entered", moment), outcome(who, "Mail Delivered", moment, **said)]
        if person < clicks:
            rows.append(outcome(who, "Mail Clicked", moment + HOUR, "p", **said))
    intake.write([(f"{first + place:025}", each) for place, each in enumerate(rows)])


@pytest.fixture
def known(shop):
    """A hundred and twenty of each arm; B is clicked three times as often."""
    beginnings.once("three arms", all_mailed)
    return shop


def all_mailed():
    for number, (arm, clicks) in enumerate(zip(ARMS, (8, 24, 8), strict=True)):
        mailed(arm, 120, clicks, first=1 + number * 10_000)


def place():
    (only,) = winners.places_of(plans.active())
    return only


def forget():
    """As if the night had not been judged yet."""
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    dynamodb.delete_item(TableName="state", Key=lots._key(place()))
    for packet in list(log.packets("o:lots:welcome/faq")):
        dynamodb.delete_item(TableName="events", Key={"pk": {"S": packet.subject}, "sk": {"S": packet.sort}})


def told():
    return [event for packet in log.packets("o:lots:welcome/faq") for event in packet.events]


def test_a_night_moves_the_weights_once(known):
    """What is known of the arms makes one entry that begins at least an hour later, and one event; nothing else that
    night, however often it is counted. The next night goes on from there."""
    assert handler({"count": True}, None)["weighed"] == 1
    standing = lots.standing(place())
    (entry,) = standing.history
    assert (standing.judged, entry.number, standing.told_up_to) == ("2026-11-24", 1, 1)
    assert entry.from_ == begins(entry.at) >= entry.at + HOUR and entry.from_ % HOUR == 0
    assert entry.weights["B"] == max(entry.weights.values()) > 0.5 and sum(entry.weights.values()) == pytest.approx(1)
    assert (entry.why["B"].reached, entry.why["B"].of) == (24, 120) and entry.why["B"].best > 0.9
    (event,) = told()
    assert event.name == "Weights Changed" and event.properties["weights"] == entry.weights
    assert (event.properties["lots"], event.properties["from"], event.properties["step"]) == (1, entry.from_, "faq")
    for _ in range(2):
        assert handler({"count": True}, None)["weighed"] == 0
    assert lots.standing(place()).history == (entry,) and len(told()) == 1
    it_is(NOW + DAY)
    assert handler({"count": True}, None)["weighed"] == 1
    first, second = lots.standing(place()).history
    assert first == entry and second.number == 2 and second.weights["B"] > entry.weights["B"]
    assert [each.properties["lots"] for each in told()] == [1, 2]


def test_nothing_moves_before_each_arm_is_known(shop):
    """Ninety-nine of one arm are too few; the night is judged all the same, and nothing is told."""
    for number, (arm, people) in enumerate(zip(ARMS, (99, 120, 120), strict=True)):
        mailed(arm, people, 10 * number, first=1 + number * 10_000)
    assert handler({"count": True}, None)["weighed"] == 1
    assert lots.standing(place()).history == () and lots.standing(place()).judged == "2026-11-24" and told() == []


def test_where_the_lots_are_broken_no_weight_moves(shop):
    """Twice as many of A as its lot was to give: something is lost or counted twice."""
    for number, (arm, people) in enumerate(zip(ARMS, (300, 120, 120), strict=True)):
        mailed(arm, people, 30 * number, first=1 + number * 10_000)
    handler({"count": True}, None)
    assert lots.standing(place()).history == ()
    (compared,) = results()["variants"]
    assert compared["lots"]["broken"] and compared["choice"]["variant"] is None


def test_whoever_dies_between_the_two_writes_is_followed(known):
    """Cut off at any of its calls, the night ends in one entry and one event that says the same, as soon as it is
    counted again; two judges of one night at once end so as well."""
    handler({"count": True}, None)
    whole = lots.standing(place()).history[0]
    calls = 0
    for cut in range(7):
        for before in (True, False):
            forget()
            try:
                with at_each_call(dying(cut, before)):
                    winners.judge(plans.active())
            except Died:
                calls += 1
            winners.judge(plans.active())
            (entry,), (event,) = lots.standing(place()).history, told()
            assert entry.weights == whole.weights == event.properties["weights"]
            assert lots.standing(place()).told_up_to == 1
    assert calls >= 8


def test_who_is_dealt_after_it_is_counted_apart(known):
    """From its hour on a decision draws by the entry, before that evenly; results tell both stretches, each with its
    people, one choice and no verdict."""
    handler({"count": True}, None)
    lots.forget_all()
    (entry,) = lots.standing(place()).history
    books = rulebooks.book_of(plans.active())
    assert rulebooks.holding(plans.active(), set()).lots == {(books.version, "welcome", "faq"): (entry,)}
    for number, (arm, people) in enumerate(zip(ARMS, (30, 70, 31), strict=True)):
        mailed(arm, people, 5, first=40_000 + number * 10_000, number=1, moment=entry.from_ + HOUR)
    it_is(entry.from_ + 20 * DAY)
    handler({"count": True}, None)
    (compared,) = results()["variants"]
    assert compared["verdicts"] == [] and compared["before"] is None and not compared["lots"]["broken"]
    first, second, *_ = compared["winner"]["stretches"]
    assert [first["number"], first["from"], second["number"], second["from"]] == [0, None, 1, entry.from_]
    assert [arm["of"] for arm in first["arms"]] == [120, 120, 120]
    assert [(arm["of"], arm["weight"]) for arm in second["arms"]] == [
        (of, round(entry.weights[arm], 4)) for arm, of in zip(ARMS, (30, 70, 31), strict=True)
    ]
    assert [arm["of"] for arm in compared["arms"]] == [150, 190, 151]
    assert all(
        arm["of"] <= whole["of"]
        for arm, whole in zip(compared["winner"]["side_by_side"], compared["arms"], strict=True)
    )


def test_other_words_begin_anew(known):
    """A version with another subject has a history of its own, which is empty; the one before keeps its own."""
    handler({"count": True}, None)
    before = place()
    other = {**MAIL, "subject": "別の件名"}
    known.publish(plan_of([{**FOLLOWED, "steps": [{"id": "faq", "mail": other}]}], version=2))
    assert place() != before and lots.standing(place()).history == () and len(lots.standing(before).history) == 1
    assert datetime.fromtimestamp(lots.standing(before).history[0].at / 1000, UTC).year == 2026
