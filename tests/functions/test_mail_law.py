"""What leaves is watched (`tests.mail_watch`), and the link to unsubscribe of a mail that went out is followed."""

from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.aws import addresses, people, ses
from mikomi.core.mails.links import Links
from mikomi.shell.effects import step_mail

from functions.identify.app import handler
from tests import mail_watch
from tests.core.mails import LINKS, NOW, decided, lead, mail_plan
from tests.functions.http_api import asked
from tests.functions.outbox import sent, set_clock

DAY = 86_400_000


@pytest.fixture
def office(world):
    world.publish(mail_plan())
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def unsubscribe(method, body=""):
    """What a mail program does with the last mail's header: no cookie, no login, nothing but the link."""
    path = sent()[-1]["List-Unsubscribe"].strip("<>").partition("example.co.jp")[2]
    return handler(asked(method, path, body, {"content-type": "application/x-www-form-urlencoded"}), None)


@pytest.mark.parametrize("days", [0, 61, 1095])
def test_the_link_of_a_mail_works_at_once_and_for_years(office, days):
    """R20, R23, R25: so long after the mail a look changes nothing, and one post ends marketing mail."""
    step_mail.send(decided(), lead())
    set_clock(NOW + days * DAY)
    (to,) = [mail["To"] for mail in sent()]
    assert unsubscribe("GET")["statusCode"] == 200 and addresses.is_suppressed(to) is None
    assert unsubscribe("POST", "List-Unsubscribe=One-Click")["statusCode"] == 200
    assert addresses.is_suppressed(to) == "unsubscribed"


UNLAWFUL = {
    "R5": lambda raw: raw.replace(b"text/html", b"text/x-html"),
    "R9": lambda raw: raw.replace(b"To: yamada1@", b"To: yamada2@"),
    "R26": lambda raw: raw.replace(b"List-Unsubscribe:", b"X-Unsubscribe:"),
    "R30": lambda raw: raw.replace(b"\r\n", b"\n"),
}


@pytest.mark.parametrize("rule", UNLAWFUL)
def test_an_unlawful_mail_of_any_test_is_seen(office, monkeypatch, rule):
    """Planted: what goes out is spoilt on its way, and the test that sent it would fail for it."""
    send, spoil, looked = ses.send, UNLAWFUL[rule], mail_watch.looked
    monkeypatch.setattr(ses, "send", lambda raw, to, row: send(spoil(raw), to, row))
    step_mail.send(decided(), lead())
    assert mail_watch.looked == looked + 1
    assert any(f" {rule}: " in seen for seen in mail_watch.taken())


def test_a_link_of_another_mail_is_seen(office, monkeypatch):
    """Planted: the link to unsubscribe is well formed, and another reader's."""
    another = Links.unsubscribe(LINKS, "l_2", "yamada2@example.com", "run2.faq")
    monkeypatch.setattr(Links, "unsubscribe", lambda *_: another)
    step_mail.send(decided(), lead())
    (seen,) = mail_watch.taken()
    assert "R9" in seen
