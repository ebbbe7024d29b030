"""The mails of a mailing at the moment of sending: held while it is paused, none after it was cancelled or is over."""

from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import mailings, plans, walks
from mikomi.aws.mailings import Mailing
from mikomi.core.mails import sending
from mikomi.shell.effects import step_mail
from msgspec.structs import replace

from tests.core.mails import NOW, decided, lead
from tests.functions.outbox import sent, set_clock
from tests.functions.test_step_mail import HOUR, row
from tests.functions.test_step_mail import office as office

ID = "campaign@2026-11-24T1000"


@pytest.fixture
def campaign(office):
    """A mailing whose list is being gone through."""
    mailings.note(Mailing(ID, "doc-request", NOW, "schedule", NOW), NOW)
    yield office


def of_it(**more: Any):
    return replace(decided(), mailing=ID, **more)


def walk():
    found = walks.read(mailings.TASK, ID)
    assert found is not None
    return found


def resumed(effect) -> None:
    """Woken when its row says, as the sweep does."""
    due_at = row(effect).due_at
    assert due_at is not None
    set_clock(due_at)
    key = ("person#l_1", keys.mail_sk(effect.id))
    step_mail.resume(*key)


def test_a_mail_of_a_paused_mailing_waits_and_goes_when_it_is_resumed(campaign):
    """As often as it is woken meanwhile; then it goes once."""
    walks.stop(walk())
    effect = of_it()
    step_mail.send(effect, lead())
    for _ in range(4):
        assert (row(effect).status, row(effect).reason) == ("held", "stopped") and not sent()
        resumed(effect)
    walks.resume(walk(), clock.now())
    resumed(effect)
    assert row(effect).status == "sent" and len(sent()) == 1


def test_a_mail_of_a_cancelled_mailing_is_not_sent(campaign):
    """Neither one that comes now nor one that waited; the row says why, and a mail of no mailing goes as always."""
    waiting = of_it()
    walks.stop(walk())
    step_mail.send(waiting, lead())
    walks.cancel(walk())
    resumed(waiting)
    assert (row(waiting).status, row(waiting).reason) == ("skipped", "mailing_cancelled")
    late = of_it(id="late.faq", enrolment="late")
    step_mail.send(late, lead())
    assert row(late).reason == "mailing_cancelled" and not sent()
    step_mail.send(decided("other"), lead())
    assert len(sent()) == 1


@pytest.mark.parametrize(("after", "goes"), [(0, True), (1, False)])
def test_nothing_leaves_after_the_last_moment(campaign, after, goes):
    """At that very moment it does; a millisecond later the row says that it was too late."""
    effect = of_it(not_after=NOW + HOUR)
    walks.stop(walk())
    step_mail.send(effect, lead())
    walks.resume(walk(), clock.now())
    plan = plans.version(effect.plan)
    told = sending.look(effect, lead(), plan, NOW + HOUR + after)
    assert told is None if goes else isinstance(told, sending.Skip) and told.reason == "too_late"
    set_clock(NOW + 2 * HOUR)
    step_mail.resume("person#l_1", keys.mail_sk(effect.id))
    assert (row(effect).status, row(effect).reason) == ("skipped", "too_late") and not sent()
