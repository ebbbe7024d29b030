"""The weekly report on moto: once a week to each receiver, at the hour of settings.json, whatever is repeated or dies;
with the numbers of the last week and the ways to the people.
"""

import re
from contextlib import suppress

import pytest
from mikomi import clock, keys
from mikomi.aws import ledger, people, plans, timers
from mikomi.aws.ledger import Key
from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.cli.__main__ import main
from mikomi.settings import settings
from mikomi.shell.archive import counted
from mikomi.shell.effects import due_work, weekly_report

from functions.results.app import handler as results
from tests.core.mails import lead
from tests.core.story import at, plan_of
from tests.functions.archive import archived
from tests.functions.outbox import Died, at_each_call, dying, part, sent, set_clock
from tests.functions.read_api import SCORING
from tests.functions.test_results import SCENARIO, outcome
from tests.functions.test_step_mail import answering

TUESDAY = at("2026-11-24 10:00")
MONDAY, NEXT = at("2026-11-30 08:30"), at("2026-12-07 08:30")
DAY, HOUR = 86_400_000, 3_600_000
REPS = [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}]
REPORT = {"to": ["sato", "marketing@example.co.jp"], "on": "mon", "at": "08:30"}


@pytest.fixture
def office(world, monkeypatch):
    """A plan with a report is published on Tuesday; last week is a week with two goals."""
    monkeypatch.setenv("MIKOMI_API_URL", "https://ma.example.co.jp")
    settings.cache_clear()
    set_clock(TUESDAY)
    publish(world)
    people.commit(lead(1))
    archived(
        outcome("yamada1", "Band Changed", TUESDAY - 8 * DAY, band="hot"),
        outcome("yamada1", "Goal Reached", TUESDAY - HOUR),
        outcome("old", "Goal Reached", TUESDAY - HOUR + 1),
        outcome("old", "Goal Reached", TUESDAY - 6 * DAY, enrolment="earlier"),
        outcome(lead(1).id.removeprefix("l_"), "Band Changed", TUESDAY + HOUR, band="hot"),
    )
    yield world
    settings.cache_clear()
    clock.shift(clock.shifted() * 0)


def publish(world, report=REPORT, **more):
    plan = world.publish(plan_of([SCENARIO], SCORING, reps=REPS, **({"report": report} if report else {}), **more))
    weekly_report.published(plans.active(), clock.now())
    return plan


def rows(world):
    """What waits and what has ended, by week and state."""
    return sorted(
        (item["pk"]["S"].rpartition("#")[2], item["status"]["S"])
        for item in world.rows()
        if item["sk"]["S"] == "report"
    )


def it_becomes(moment, *, counts=True):
    """The clock moves, what came is counted, and everything that is due is woken, each twice."""
    set_clock(moment)
    if counts:
        results({"count": True}, None)
    wake_all()


def wake_all():
    for _ in range(2):
        for item in due():
            due_work.wake(item.pk, item.sk)


def due():
    return waiting(clock.now() + 1)


def waiting(before=NEXT):
    return [Key(pk, sk) for n in range(keys.SHARDS) for pk, sk, _ in timers.overdue(n, before) if sk == "report"]


def test_everybody_named_gets_one_at_the_hour(office):
    """Not a millisecond early, once however often it is woken, and the next row waits already."""
    it_becomes(MONDAY - 1000)
    assert not sent()
    it_becomes(MONDAY)
    wake_all()
    assert sorted(mail["To"] for mail in sent()) == ["marketing@example.co.jp", "sato@example.co.jp"]
    assert rows(office) == [("2026-11-30", "sent")] * 2 + [("2026-12-07", "held")] * 2
    it_becomes(NEXT)
    assert len(sent()) == 4 and rows(office)[-1] == ("2026-12-14", "held")


def test_it_tells_the_last_week_beside_the_one_before(office):
    """Results first, then activity; each number and each person with the way there; text and HTML say the same."""
    it_becomes(MONDAY)
    mail = next(each for each in sent() if each["To"] == "sato@example.co.jp")
    assert mail["Subject"] == "先週のまとめ 11/23〜11/29｜ゴール2件・新しい見込み客1人"
    text, html = part(mail, "plain"), part(mail, "html")
    assert "ゴールの達成: 2 / 1 / +1" in text and "ようこそ: 2 / 1 / +1" in text
    assert text.index("■ 結果") < text.index("■ ゴールの達成（シナリオごと）") < text.index("■ 動き")
    assert "https://ma.example.co.jp/console/week/2026-11-23/goals" in text
    assert f"https://ma.example.co.jp/console/leads/{lead(1).id}" in text
    links = re.findall(r'href="(https://[^"]+)"', html)
    assert sorted(links) == sorted(re.findall(r"https://\S+", text))
    assert "{" not in text and "None" not in text


def test_each_reads_it_in_their_language(office):
    """The report's own, else the rep's, else the company's."""
    reps = [{**REPS[0], "language": "en"}]
    office.publish(plan_of([SCENARIO], SCORING, reps=reps, report=REPORT))
    assert [each.language for each in weekly_report.receivers(plans.active().settings)] == ["en", "ja"]
    it_becomes(MONDAY)
    by_to = {mail["To"]: part(mail, "plain") for mail in sent()}
    assert "Goals reached: 2 / 1 / +1" in by_to["sato@example.co.jp"]
    assert "ゴールの達成: 2 / 1 / +1" in by_to["marketing@example.co.jp"]


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(14))
def test_dying_between_any_two_calls_never_reports_twice(office, call, before):
    """Die before or after each AWS call, be woken again: at most one mail, none only while a claim is silent; the row
    of the next week is there in every case.
    """
    publish(office, {**REPORT, "to": ["sato"]})
    set_clock(MONDAY)
    results({"count": True}, None)
    (mine,) = [key for key in due() if _is_of("sato", key)]
    with suppress(Died), at_each_call(dying(call, before)) as begun:
        weekly_report.go_on(mine.pk, clock.now())
    wake_all()
    row = ledger.read(mine)
    assert row and row.status in ("sent", "claimed")
    to_sato = [mail for mail in sent() if mail["To"] == "sato@example.co.jp"]
    assert len(to_sato) <= 1
    if row.status == "sent" or "SendEmail" in begun[: call + (not before)]:
        assert len(to_sato) == 1
    assert ("2026-12-07", "held") in rows(office)


def _is_of(rep, key):
    (receiver,) = [each for each in weekly_report.receivers(plans.active().settings) if each.address.startswith(rep)]
    return weekly_report._key(receiver, "2026-11-30") == key


def test_silence_is_followed_by_another_attempt_and_at_last_by_a_person(office):
    """SES never answers: every fifteen minutes once more, and after the third time the row asks for somebody."""
    publish(office, {**REPORT, "to": ["sato"]})
    (mine,) = [key for key in waiting() if _is_of("sato", key)]
    with at_each_call(answering(Silence("TimeoutError"))):
        it_becomes(MONDAY)
        for quarter in range(1, 4):
            claimed = ledger.read(mine)
            assert claimed and (claimed.status, claimed.attempt) == ("claimed", quarter)
            assert claimed.due_at and claimed.due_at >= MONDAY + quarter * 15 * 60_000
            set_clock(claimed.due_at)
            wake_all()
    assert [(row.key, row.status) for row in ledger.in_trouble(9)] == [(mine, "unknown")] and not sent()


def test_a_throttled_report_goes_out_later_once(office):
    """SES is busy: the row waits, and its own timer brings it."""
    with at_each_call(answering(AwsRefusal("TooManyRequestsException", 429))):
        it_becomes(MONDAY)
    assert not sent()
    it_becomes(MONDAY + HOUR)
    assert len(sent()) == 2


def test_nothing_is_told_before_the_week_was_counted_to_its_end(office):
    """On Monday the counts are those of Sunday: it waits, and tells when they are there."""
    set_clock(MONDAY - 10 * HOUR)
    results({"count": True}, None)
    it_becomes(MONDAY, counts=False)
    assert not sent()
    it_becomes(MONDAY + 11 * 60_000)
    assert len(sent()) == 2


def test_what_was_missed_for_weeks_is_not_sent_afterwards(office):
    """The stack was off until a Wednesday three weeks later: the weeks in between are skipped, this week's goes out."""
    it_becomes(at("2026-12-16 12:00"))
    wake_all()
    assert len(sent()) == 2 and all("12/7〜12/13" in mail["Subject"] for mail in sent())
    assert ("2026-11-30", "skipped") in rows(office) and ("2026-12-21", "held") in rows(office)


def test_another_hour_or_day_moves_what_waits(office):
    """Published on Tuesday for Wednesday at noon: this week's goes out then; nothing on Monday; once a week all the
    same when the day moves back.
    """
    publish(office, {**REPORT, "on": "wed", "at": "12:00"})
    it_becomes(at("2026-11-25 12:00"))
    assert len(sent()) == 2
    it_becomes(MONDAY)
    assert len(sent()) == 2
    publish(office, {**REPORT, "on": "fri"})
    publish(office, REPORT)
    it_becomes(at("2026-12-04 08:30"))
    it_becomes(NEXT)
    weeks = [week for week, status in rows(office) if status == "sent"]
    assert len(weeks) == len(sent()) and max(weeks.count(week) for week in weeks) == 2


def test_a_publisher_that_died_before_the_rows_is_made_good(office):
    """The hour changed and no row was moved: the row, woken, goes by settings.json and waits on."""
    office.publish(plan_of([SCENARIO], SCORING, reps=REPS, report={**REPORT, "at": "17:00"}))
    it_becomes(MONDAY)
    assert not sent()
    it_becomes(MONDAY + 9 * HOUR)
    assert len(sent()) == 2


def test_who_is_not_named_any_more_gets_nothing(office):
    """Taken off the list, or the report taken out: the row ends, and no other is made."""
    publish(office, {**REPORT, "to": ["sato"]})
    it_becomes(MONDAY)
    assert [mail["To"] for mail in sent()] == ["sato@example.co.jp"]
    publish(office, None)
    it_becomes(NEXT)
    assert len(sent()) == 1 and "held" not in dict(rows(office)).values()


def test_published_again_changes_nothing(office):
    """However often the same workspace is published: two rows, one report."""
    for _ in range(3):
        publish(office)
    assert len(rows(office)) == 2
    it_becomes(MONDAY)
    publish(office)
    it_becomes(MONDAY + HOUR)
    assert len(sent()) == 2


def test_a_preview_is_what_would_go_out(office, capsys, tmp_path):
    """`mikomi report preview`: the words of the mail, its next moment and receivers; HTML into a file."""
    assert counted.week() is None and main(["report", "preview"]) == 1
    set_clock(MONDAY - HOUR)
    results({"count": True}, None)
    file = tmp_path / "report.html"
    assert main(["report", "preview", "--lang", "en", "--html", str(file)]) == 0
    told = capsys.readouterr()
    assert "Goals reached:" in told.out and "Mon 30 Nov, 08:30, to sato@example.co.jp, marketing@" in told.err
    assert file.read_text().startswith("<!doctype html>")
    publish(office, None)
    assert main(["report", "preview", "--lang", "en"]) == 0
    assert "nobody gets it" in capsys.readouterr().err


def test_a_report_that_failed_is_where_an_operator_looks(office):
    """SES refuses it for good: it stands among what needs attention, by its name."""
    with at_each_call(answering(AwsRefusal("MessageRejected", 400))):
        it_becomes(MONDAY)
    assert {row.key.sk for row in ledger.in_trouble(9)} == {"report"}
