"""A test of a mail goes to the company's own people only, is marked as one, and leaves no trace in what is counted."""

from argparse import Namespace
from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.aws import people
from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.cli import trial as command
from mikomi.core.mails import sample, trial_mail
from mikomi.core.mails.links import SAMPLE, SampleLinks
from mikomi.core.mails.sample import SampleMail, SampleSending
from mikomi.shell.operator import trial

from functions.identify.app import handler
from tests.core.mails import NOW, lead, mail_plan
from tests.functions.http_api import asked
from tests.functions.outbox import at_each_call, part, sent, set_clock

REPS = [{"id": "sato", "name": "佐藤", "email": "Sato@example.co.jp"}]


@pytest.fixture
def office(world):
    """A published plan with one rep, a lead, ten o'clock on a Tuesday."""
    world.publish(mail_plan(reps=REPS))
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def made(marketing: bool = True) -> SampleMail:
    plan = mail_plan(reps=REPS)
    way = next(sample.sendings(plan, next(iter(plan.mails))))
    sending = SampleSending(**{**way.model_dump(), "marketing": marketing})
    return sample.made(sending, lead(), plan, SampleLinks("root", "https://ma.example.co.jp"), NOW)


def said(to: str, language: str = "en") -> int:
    return command.sent(made(), to, mail_plan(reps=REPS).settings, Namespace(lang=language))


def test_it_is_marked_and_nobody_can_unsubscribe_by_it(office):
    """Subject, a line in both parts, a header; no List-Unsubscribe, no pixel, no counted link, no lead as receiver."""
    assert said("sato") == 0
    (message,) = sent()
    assert message["To"] == "sato@example.co.jp" and message["Subject"].startswith("[テスト] ")
    assert message["X-Mikomi-Test"] == "yes" and message["List-Unsubscribe"] is None
    for kind in ("html", "plain"):
        body = part(message, kind)
        assert "これはテスト送信です" in body and "/c/" not in body and "/o/" not in body
        assert "山田様" in body and f"/u/{SAMPLE}" in body


def test_nothing_of_it_is_noted(office):
    """No row but the count of this hour, no event, neither tags nor a configuration set that would bring events."""
    before = {(row["pk"]["S"], row["sk"]["S"]) for row in office.rows()}
    with at_each_call(lambda _number, _name, carry_out: carry_out()) as calls:
        assert said("sato@example.co.jp") == 0
    assert sorted(set(calls) - {"GetSecretValue"}) == ["SendEmail", "UpdateItem"]
    new = {(row["pk"]["S"], row["sk"]["S"]) for row in office.rows()} - before
    assert {sk for _, sk in new} == {"limit"}


@pytest.mark.parametrize("to", ["yamada1@example.com", "nobody", "sato@example.com", "", "a@b\r\nBcc: c@d", "tanaka"])
def test_it_goes_to_nobody_else(office, to, capsys):
    """Not to a lead, not to an address that merely looks like a rep's: what there is to choose from is said."""
    assert said(to) == 2 and sent() == []
    assert "Sato@example.co.jp" in capsys.readouterr().err


def test_who_may_get_one():
    """The reps, who gets the report, the company's own addresses, each once however it is written."""
    report = {"to": ["sato", "boss@example.co.jp"]}
    settings = mail_plan(reps=[*REPS, {"id": "b", "name": "b", "email": "sato@EXAMPLE.co.jp"}], report=report).settings
    allowed = trial_mail.receivers(settings)
    assert "boss@example.co.jp" in allowed and settings.sender.address in allowed
    assert len({one.lower() for one in allowed}) == len(allowed)


def test_it_is_no_cannon(office, capsys):
    """So many within an hour, of everybody together; in the next hour again."""
    for number in range(trial.MOST + 1):
        set_clock(NOW + 1000 * number)
        last = said("sato")
    assert (last, len(sent())) == (1, trial.MOST) and "within this hour" in capsys.readouterr().err
    set_clock(NOW + trial.HOUR)
    assert said("sato") == 0


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (AwsRefusal("ThrottlingException", 429), "ThrottlingException", "nothing was sent"),
        (AwsRefusal("MessageRejected", 400), "MessageRejected", "SES refused it"),
        (Silence("ReadTimeout"), "ReadTimeout", "may have been sent"),
    ],
)
def test_what_ses_answered_is_said(office, error, code, told, capsys):
    """In either language, with exit code 1, and without a second try."""

    def answering(_number, name, carry_out):
        if name == "SendEmail":
            raise error
        return carry_out()

    with at_each_call(answering) as made_calls:
        assert (said("sato"), said("sato", "ja")) == (1, 1)
    err = capsys.readouterr().err
    assert told in err and err.count(code) == 2 and made_calls.count("SendEmail") == 2


@pytest.mark.parametrize(("method", "path"), [("GET", "/u/sample"), ("POST", "/u/sample"), ("GET", "/v/sample")])
def test_its_links_lead_to_a_page_that_says_what_they_are(office, method, path):
    """Nothing is suppressed, and the reader learns that it was a test."""
    before = office.rows()
    answer = handler(asked(method, path, headers={"Accept": "text/html", "Accept-Language": "en"}), None)
    assert answer["statusCode"] == 404 and "nobody was unsubscribed" in answer["body"]
    assert office.rows() == before
