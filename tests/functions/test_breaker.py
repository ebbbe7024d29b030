"""Marketing mail stops when too much of it comes back, says so, waits, and goes on: each mail out once, none lost."""

import json
from datetime import timedelta
from zlib import crc32

import pytest
from mikomi import clock, keys
from mikomi.aws import breaker, ledger, people
from mikomi.aws.ledger import Key, Row
from mikomi.aws.refusals import AwsRefusal
from mikomi.cli.__main__ import _parser
from mikomi.core.mails import sending
from mikomi.model.breaker import EchoReading, Tally
from mikomi.model.person import READ, SAID
from mikomi.settings import settings
from mikomi.shell import breaker as marketing
from mikomi.shell.effects import step_mail
from mikomi.shell.effects.echo import SAMPLE
from mikomi.shell.everybody import controls
from msgspec.structs import replace

from functions.feedback import app as feedback
from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions.outbox import at_each_call, sent, set_clock
from tests.functions.ses_events import body, queued
from tests.functions.test_mailing_pages import token
from tests.functions.test_mailings import DUE, ID, LEADS, mailed, run
from tests.functions.test_mailings import crowd as crowd
from tests.functions.test_mailings import wake as wake_walk
from tests.functions.test_segment_pages import HERE, get, post

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
TODAY = "2026-11-24"


@pytest.fixture
def office(world):
    """A published plan, ten o'clock on a Tuesday in Tokyo, a day on which 500 marketing mails went out."""
    world.publish(mail_plan())
    set_clock(NOW)
    breaker.count(TODAY, Tally(mails=500, shown=500), NOW)
    yield world
    clock.shift(timedelta())


@pytest.fixture
def at_home(monkeypatch):
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


def row(number: int, step: str = "faq") -> Row:
    found = ledger.read(Key.of_mail(f"l_{number}", decided(step, number).id))
    assert found is not None
    return found


def send(number: int, step: str = "faq", proof: int = READ) -> Key:
    person = replace(lead(number), email_proof=proof)
    people.commit(person)
    step_mail.send(decided(step, number), person)
    return row(number, step).key


def wake(number: int) -> None:
    set_clock(row(number).due_at or 0)
    step_mail.resume(*row(number).key)


def comes_back(kind: str, key: Key, number: int, times: int = 1) -> None:
    said = body(kind, key, to=f"yamada{number}@example.com")
    for _ in range(times):
        assert feedback.handler(queued(said), None) == {"batchItemFailures": []}


def bounces(many: int, step: str = "faq", proof: int = READ, first: int = 1) -> None:
    for number in range(first, first + many):
        comes_back("bounce", send(number, step, proof), number)


def go_over() -> None:
    bounces(21)
    assert marketing.stopped()


def test_it_stops_at_the_bounce_that_is_one_too_many(office, capsys):
    """20 of 519 are under the share, 21 of 521 over it: from then on no marketing mail leaves, a metric rings."""
    bounces(20)
    assert marketing.stopped() is None and "MarketingStopped" not in capsys.readouterr().out
    bounces(1, first=21)
    said = capsys.readouterr().out
    assert "MarketingStopped" in said and "marketing_stopped" in said
    stop = breaker.read().stop
    assert stop and (stop.cause, stop.reading) == ("bounces", EchoReading(21, 521))
    asked = len(sent())
    send(99)
    assert (row(99).status, row(99).reason) == ("held", "breaker") and len(sent()) == asked


def test_what_people_asked_for_goes_on(office):
    """Thanks and documents leave while marketing mail is stopped."""
    go_over()
    send(99, "thanks")
    assert row(99, "thanks").status == "sent"


def test_complaints_stop_it_too(office):
    """Five, and one in 1,250."""
    breaker.count(TODAY, Tally(mails=5_000), NOW)
    for number in range(1, 6):
        assert marketing.stopped() is None
        comes_back("complaint", send(number), number)
    stop = breaker.read().stop
    assert stop and (stop.cause, stop.reading.bad) == ("complaints", 5)


def test_said_twice_it_counts_once(office):
    """SES's events come again, and in another batch."""
    comes_back("bounce", send(1), 1, times=30)
    counted = 501
    for number in range(2, 34):
        delivered = send(number)
        comes_back("delivery", delivered, number, times=3)
        counted += SAMPLE * (crc32(delivered.sk.encode()) % SAMPLE == 0)
    assert breaker.counted_on(TODAY) == Tally(mails=counted, shown=counted, bounced=1)
    assert marketing.stopped() is None


def test_one_mail_in_four_stands_for_four():
    """Over many days of 500 mails, the estimate is right on average, and seldom a sixth off."""
    days = [
        SAMPLE * sum(crc32(f"mail#{keys.digest(f'{day}/{number}')}".encode()) % SAMPLE == 0 for number in range(500))
        for day in range(400)
    ]
    assert abs(sum(days) / len(days) - 500) < 10
    assert sum(abs(each - 500) > 500 / 6 for each in days) < 0.05 * len(days)


@pytest.mark.parametrize(("step", "proof"), [("faq", SAID), ("thanks", READ), ("thanks", SAID)])
def test_a_stranger_stops_nothing_with_made_up_addresses(office, step, proof):
    """Forty bounces of what was only typed into a form, or of mail that anybody may ask for: marketing mail goes on."""
    bounces(40, step, proof)
    assert marketing.stopped() is None and breaker.counted_on(TODAY).bounced == 0
    send(99)
    assert row(99).status == "sent"


def test_stopped_mails_wait_unworn_and_each_goes_once_when_it_goes_on(office):
    """However long, and however often they are woken: none is lost, none fails, none goes twice."""
    go_over()
    before = len(sent())
    for number in (50, 51, 52):
        send(number)
    while clock.now() < NOW + 14 * DAY:
        for number in (50, 51, 52):
            wake(number)
    assert {row(number).waits for number in (50, 51, 52)} == {1} and len(sent()) == before
    assert marketing.resume() and not marketing.resume()
    for _ in range(3):
        for number in (50, 51, 52):
            step_mail.resume(*row(number).key)
            set_clock(max(row(number).due_at or 0, clock.now()))
    assert {row(number).status for number in (50, 51, 52)} == {"sent"} and len(sent()) == before + 3


def test_after_a_month_a_stopped_mail_ends_where_somebody_sees_it(office):
    """I30: no mail is woken for ever; it is no earlier than four weeks, and an operator may send it again."""
    go_over()
    send(50)
    while row(50).status == "held":
        wake(50)
    assert (row(50).status, row(50).reason) == ("failed", "waited_too_long")
    assert NOW + 28 * DAY < clock.now() < NOW + 45 * DAY


def test_what_is_past_its_last_moment_is_skipped_with_its_reason(office):
    """A mail of a mailing that may not leave later."""
    go_over()
    person = replace(lead(50), email_proof=READ)
    people.commit(person)
    step_mail.send(replace(decided(number=50), not_after=NOW + HOUR), person)
    assert row(50).reason == "breaker"
    set_clock(NOW + 2 * HOUR)
    step_mail.resume(*row(50).key)
    assert (row(50).status, row(50).reason) == ("skipped", "too_late")


def test_who_stood_in_line_is_asked_again(office):
    """A mail that had its turn, or that SES was too busy for, stops as any other."""

    def busy(_number, name, carry_out):
        if name == "SendEmail":
            raise AwsRefusal("TooManyRequestsException", 429)
        return carry_out()

    with at_each_call(busy):
        send(50)
    assert row(50).reason in sending.HAD_ITS_TURN
    marketing.stop("taro@example.co.jp")
    wake(50)
    assert (row(50).status, row(50).reason) == ("held", "breaker") and not sent()


def test_resumed_it_takes_as_many_again_to_stop_it(office):
    """What was counted before is forgiven, also of the same day: else the next bounce would stop it again."""
    go_over()
    marketing.resume()
    assert marketing.look().readings["bounces"] == EchoReading(0, 0)
    bounces(19, first=30)
    assert marketing.stopped() is None and marketing.look().readings["bounces"] == EchoReading(19, 19)
    bounces(1, first=49)
    assert marketing.stopped()


def test_it_goes_on_by_itself_where_the_settings_say_so(office, world):
    """At that very moment, by whoever comes first; not what a person stopped."""
    world.publish(mail_plan(breaker={"resume_after": "1d"}, version=2))
    go_over()
    send(50)
    ends = marketing.look().ends_at
    assert ends and NOW + DAY < ends < NOW + DAY + MINUTE
    set_clock(ends - HOUR)
    step_mail.resume(*row(50).key)
    assert row(50).reason == "breaker" and marketing.stopped()
    set_clock(ends)
    assert marketing.look().stop is None and marketing.stopped() is None, "looking tells it, and changes nothing"
    assert breaker.read().stop
    set_clock(max(row(50).due_at or 0, ends))
    step_mail.resume(*row(50).key)
    assert row(50).status == "sent" and breaker.read().stop is None
    marketing.stop("taro@example.co.jp")
    set_clock(clock.now() + 9 * DAY)
    assert marketing.stopped()


def test_of_two_who_resume_one_does(office):
    """A stop that came after the look is not ended by who saw the one before."""
    marketing.stop("one")
    seen = breaker.read().stop
    assert seen and not marketing.stop("two")
    assert breaker.resume(seen, TODAY, Tally())
    set_clock(NOW + 1)
    marketing.stop("three")
    assert not breaker.resume(seen, TODAY, Tally()) and marketing.stopped()


def test_a_mailing_deals_out_no_turns_meanwhile(crowd):
    """The rest of the list is exactly who had none; resumed, each of the list has one mail."""
    set_clock(DUE)
    marketing.stop("taro@example.co.jp")
    for _ in range(4):
        wake_walk(ID)
        set_clock(clock.now() + HOUR)
    assert controls.standing(ID).turns == 0 and not mailed()
    marketing.resume()
    run(ID)
    assert controls.standing(ID).turns == LEADS and all(len(each) == 1 for each in mailed().values())


@pytest.mark.parametrize(
    ("language", "why", "do"),
    [("ja", "バウンスしています", "名簿を確かめ"), ("en", "marketing mails bounced", "Check the list")],
)
def test_the_console_says_why_and_its_button_lets_it_go_on(office, at_home, language, why, do):
    """On the start page, and on a page of its own with the numbers; whoever presses twice does it once."""
    assert "521" not in get("/console", language)["body"]
    go_over()
    for place in ("/console", "/console/sending"):
        html = get(place, language)["body"]
        assert why in html and do in html and "21" in html and "521" in html
    fields = {"csrf": token(get("/console/sending")["body"])}
    for _ in range(2):
        assert post("/console/sending/resume", fields, Origin=HERE)["headers"]["location"] == "/console/sending"
    assert marketing.stopped() is None and why not in get("/console/sending", language)["body"]
    post("/console/sending/stop", fields, Origin=HERE)
    assert marketing.stopped() and get("/console/sending/stop")["statusCode"] == 404


def test_the_command_says_the_same(office, capsys):
    """0 it goes out, 1 it is stopped; in either language, and for programs."""

    def says(*words: str) -> tuple[int, str]:
        asked = _parser().parse_args(["sending", *words])
        code = asked.act(asked)
        return code, capsys.readouterr().out

    assert says("status", "--lang", "en")[0] == 0
    go_over()
    capsys.readouterr()
    code, said = says("status", "--lang", "en")
    assert code == 1 and "21 of 521 mails bounced" in said and "mikomi sending resume" in said
    assert "521 通中 21 通" in says("status")[1]
    told = json.loads(says("status", "--json")[1])
    assert told["stopped"]["because"] == "bounces" and told["bounces"] == {"bad": 21, "of": 521}
    assert says("resume")[0] == 0 and says("resume")[0] == 0 and says("stop")[0] == 1 and says("stop")[0] == 1
