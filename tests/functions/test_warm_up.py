"""A new domain's daily ceiling: never more leave on a day, whoever is faster; the rest leaves later, each once."""

import json
from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.aws import ledger, line, people, waiting_mails, warm_up
from mikomi.aws.api import call
from mikomi.aws.ledger import Key, Row
from mikomi.cli.__main__ import _parser
from mikomi.cli.sender import account
from mikomi.core.mails import sending
from mikomi.model.base import DAY
from mikomi.settings import settings
from mikomi.shell import warm_up as door
from mikomi.shell.effects import step_mail
from mikomi.shell.everybody.preview import Preview
from msgspec.structs import replace

from tests.core.mails import NOW, decided, lead, mail_plan
from tests.core.story import at
from tests.functions.outbox import at_each_call, sent, set_clock
from tests.functions.test_breaker import at_home as at_home
from tests.functions.test_segment_pages import get

TODAY, TOMORROW = "2026-11-24", "2026-11-25"
MIDNIGHT = at("2026-11-25 00:00")


@pytest.fixture
def office(world):
    """Ten o'clock on the first day: two marketing mails may leave, four tomorrow."""
    world.publish(mail_plan(warm_up={"from": TODAY, "start": 2, "grow": 2}))
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def row(number: int, step: str = "faq") -> Row:
    found = ledger.read(Key.of_mail(f"l_{number}", decided(step, number).id))
    assert found is not None
    return found


def send(number: int, step: str = "faq") -> Row:
    people.commit(lead(number))
    step_mail.send(decided(step, number), lead(number))
    return row(number, step)


def wake(number: int) -> Row:
    set_clock(row(number).due_at or 0)
    step_mail.resume(*row(number).key)
    return row(number)


def test_what_is_above_the_ceiling_leaves_on_a_later_day(office):
    """Two today, four tomorrow, the seventh on the third day."""
    for number in range(1, 8):
        send(number)
    assert [row(n).status for n in range(1, 8)] == ["sent"] * 2 + ["held"] * 5
    assert {row(n).reason for n in range(3, 8)} == {"warm_up"}
    assert all(MIDNIGHT <= (row(n).due_at or 0) < MIDNIGHT + 24 * 3_600_000 for n in range(3, 8))
    for number in range(3, 8):
        wake(number)
    assert [row(n).status for n in range(3, 8)] == ["sent"] * 4 + ["held"]
    assert wake(7).status == "sent" and len(sent()) == 7


def test_what_people_asked_for_has_no_ceiling(office):
    """Thanks leave, and take no place."""
    assert [send(number, "thanks").status for number in range(1, 5)] == ["sent"] * 4
    assert [send(number).status for number in range(11, 14)] == ["sent", "sent", "held"]


@pytest.mark.parametrize("moment", range(0, 14, 2))
def test_the_last_place_is_one_mails(office, moment):
    """Another mail is sent whole between any two calls of one: one of both has the place, never a third leaves."""
    send(1)
    for number in (2, 3):
        people.commit(lead(number))

    def meet(number, _name, carry_out):
        if number == moment:
            step_mail.send(decided("faq", 3), lead(3))
        return carry_out()

    with at_each_call(meet):
        step_mail.send(decided("faq", 2), lead(2))
    step_mail.send(decided("faq", 3), lead(3))
    assert sorted([row(2).status, row(3).status]) == ["held", "sent"] and len(sent()) == 2
    assert warm_up.read().on(TODAY) == 2


def test_the_day_is_counted_by_one_conditional_write(world):
    """The ceiling is asked where the place is taken; a new day begins at one; an older one gives nothing."""
    assert [warm_up.take(TODAY, 2) for _ in range(3)] == [True, True, False]
    assert [warm_up.take(TOMORROW, 1) for _ in range(2)] == [True, False]
    assert not warm_up.take(TODAY, 9) and warm_up.read() == (TOMORROW, 1, "")


def test_who_is_known_to_find_none_does_not_try(office):
    """No claim, no place, no second note that the day is full."""
    for number in range(1, 4):
        send(number)
    assert (row(3).status, row(3).attempt, line.look(NOW).warm_up.full) == ("held", 0, TODAY)
    assert (send(4).attempt, warm_up.read().taken) == (0, 2)


def test_a_busy_ses_takes_no_second_place(office):
    """Refused for the rate, it comes back the same day with the place that it has."""
    send(1)
    held = replace_reason(send(2), "throttled")
    assert held.status == "held" and warm_up.read().taken == 2
    assert wake(2).status == "sent" and warm_up.read().taken == 2


def replace_reason(sent_row: Row, reason: str) -> Row:
    """The row as if SES had been too busy for it."""
    call(
        "dynamodb",
        "UpdateItem",
        TableName=settings().state_table,
        Key={"pk": {"S": sent_row.key.pk}, "sk": {"S": sent_row.key.sk}},
        UpdateExpression="SET #s = :held, reason = :why, due_at = :due",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":held": {"S": "held"}, ":why": {"S": reason}, ":due": {"N": str(NOW + 60_000)}},
    )
    found = ledger.read(sent_row.key)
    assert found is not None
    return found


def test_nothing_leaves_in_the_last_minutes_of_a_day(office):
    """What has a place at 23:58 has left by midnight, and counts for the day that it has."""
    set_clock(MIDNIGHT - 120_000)
    assert (send(1).status, row(1).reason) == ("held", "warm_up")
    set_clock(MIDNIGHT - 130_000)
    assert send(2).status == "sent" and warm_up.read().day == TODAY


def test_after_a_full_day_everybody_has_their_turn(office):
    """Who falls due on the next day does not overtake who has waited since yesterday."""
    for number in range(1, 4):
        send(number)
    set_clock(MIDNIGHT + 1_000)
    assert (send(9).reason, row(9).status) == ("warm_up", "held")
    assert (row(3).due_at or 0) < (row(9).due_at or 0)


def test_it_waits_for_its_window_and_dies_when_it_is_too_late(office):
    """`not_after` is the mailing's own: after it the mail ends without having been sent, visibly."""
    send(1), send(2)
    people.commit(lead(3))
    step_mail.send(replace(decided("faq", 3), not_after=MIDNIGHT), lead(3))
    ended = wake(3)
    assert (ended.status, ended.reason) == ("skipped", "too_late") and len(sent()) == 2


def test_who_waits_is_counted_by_what_for(office, monkeypatch):
    """Those that wait for tomorrow or for marketing mail to go on, on each shard, page by page; not those whose window
    is closed, who left meanwhile, or who are due later; no more than `MOST` are counted."""
    for number in range(1, 13):
        send(number)
    asked = (sending.WARM_UP,), NOW + 2 * DAY
    assert waiting_mails.count(*asked) == (10, False)
    assert waiting_mails.count((sending.BREAKER,), NOW + 2 * DAY) == (0, False)
    assert waiting_mails.count((sending.WARM_UP,), NOW) == (0, False)
    wake(3)
    assert waiting_mails.count(*asked) == (9, False)
    for most, said in ((9, (9, False)), (8, (8, True))):
        monkeypatch.setattr(waiting_mails, "MOST", most)
        assert waiting_mails.count(*asked) == said


def test_whoever_asks_is_told(office, at_home, capsys):
    """The command, the page in both languages, and how many days a mailing takes."""
    for number in range(1, 4):
        send(number)
    asked = _parser().parse_args(["sending", "status", "--json"])
    assert asked.act(asked) == 0
    told = json.loads(capsys.readouterr().out)
    said = told["warm_up"]
    assert told["waiting"] == {"number": 1, "is_more": False} and said == {
        "day": 1,
        "days": 15,
        "sent": 2,
        "ceiling": 2,
        "tomorrow": 4,
        "waits": True,
    }
    asked = _parser().parse_args(["sending", "status", "--lang", "en"])
    assert asked.act(asked) == 0
    assert "day 1 of 15: 2 of today’s 2 have left. Tomorrow 4 may." in capsys.readouterr().out
    assert "Day 1 of 15: 2 of today’s 2 marketing mails have left." in get("/console/sending", "en")["body"]
    assert "15 日のうち 1 日目です" in get("/console/sending")["body"]
    assert "1 mails wait now." in get("/console/sending", "en")["body"]
    looks = list(account.of_warm_up())
    assert [(look.code, look.standing, look.says["waiting"]) for look in looks] == [("warm_up_waits", "hint", "1")]
    assert "1 mails wait for tomorrow (4 may)" in looks[0].sentence("en") and "1 通が明日" in looks[0].sentence("ja")
    assert [door.days_for(many) for many in (1, 4, 5, 12, 13)] == [2, 2, 3, 3, 4]
    assert [Preview(gets=many).lasts // DAY for many in (0, 4, 5)] == [0, 1, 2]


def test_without_a_warm_up_nobody_asks(world):
    """No call more for who has none."""
    world.publish(mail_plan())
    set_clock(NOW)
    assert send(1).status == "sent" and warm_up.read().day == "" and door.look() is None
    assert sending.WARM_UP == "warm_up"
    clock.shift(timedelta())
