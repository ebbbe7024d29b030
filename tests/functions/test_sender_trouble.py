"""What only a person can mend: SES takes nothing, the mails wait and wear nothing out, somebody is told, and once it is
mended all of them go out, once."""

from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.aws import ledger, people, sender_trouble, ses
from mikomi.aws.ledger import Key, Row
from mikomi.aws.refusals import AwsRefusal
from mikomi.console import start
from mikomi.console.views import Screen
from mikomi.core.mails import sending
from mikomi.shell.effects import step_mail

from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions.outbox import at_each_call, sent, set_clock

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
PAUSED = AwsRefusal("SendingPausedException", 400)
NOT_VERIFIED = AwsRefusal("MessageRejected", 400, "Email address is not verified: news@example.co.jp")


@pytest.fixture
def office(world):
    """A published plan, three leads, ten o'clock on a Tuesday."""
    world.publish(mail_plan())
    for number in (1, 2, 3):
        people.commit(lead(number))
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def refusing(error: Exception):
    def meet(_number, name, carry_out):
        if name == "SendEmail":
            raise error
        return carry_out()

    return meet


def row(number: int) -> Row:
    found = ledger.read(Key.of_mail(f"l_{number}", decided(number=number).id))
    assert found is not None
    return found


def wake(number: int, at: int | None = None) -> None:
    """Its time has come."""
    set_clock(at if at is not None else row(number).due_at or 0)
    step_mail.resume(*row(number).key)


@pytest.mark.parametrize("code", sorted(ses.UNREADY))
def test_what_only_a_person_can_mend_waits_and_is_told(office, code, capsys):
    """SES is asked once; the row waits with SES's reason; a line and a metric say so at once."""
    with at_each_call(refusing(AwsRefusal(code, 400))) as made:
        step_mail.send(decided(), lead())
    assert made.count("SendEmail") == 1
    assert (row(1).status, row(1).reason, row(1).detail) == ("held", "set_up", code)
    assert sender_trouble.read(clock.now()) is not None
    said = capsys.readouterr().out
    assert "SenderNotReady" in said and "sender_not_ready" in said


def test_the_others_wait_without_asking_and_go_out_when_it_is_mended(office):
    """One tries every five minutes, nobody else; the first that SES takes tells the others; each goes out once."""
    with at_each_call(refusing(PAUSED)) as made:
        for number in (1, 2, 3):
            step_mail.send(decided(number=number), lead(number))
        assert made.count("SendEmail") == 1 and [row(number).reason for number in (1, 2, 3)] == ["set_up"] * 3
        for number in (1, 2, 3):
            wake(number, NOW + 6 * MINUTE)
        assert made.count("SendEmail") == 2 and [row(number).status for number in (1, 2, 3)] == ["held"] * 3
    later = NOW + 20 * MINUTE
    for _ in range(2):
        for number in (1, 2, 3):
            wake(number, later)
    assert sorted(message["To"] for message in sent()) == [f"yamada{number}@example.com" for number in (1, 2, 3)]
    assert {row(number).status for number in (1, 2, 3)} == {"sent"}
    assert sender_trouble.read(clock.now()) is None


def test_waiting_wears_nothing_out_and_ends_after_eight_days(office):
    """I30: far more looks than a mail may have tries, and it still goes out; what nobody mends fails visibly."""
    with at_each_call(refusing(PAUSED)) as made:
        for number in (1, 2):
            step_mail.send(decided(number=number), lead(number))
        while (row(1).due_at or 0) < NOW + 7 * DAY:
            wake(1)
        assert sending.MOST_ATTEMPTS < made.count("SendEmail") < 400
    wake(1)
    assert row(1).status == "sent"
    with at_each_call(refusing(PAUSED)):
        wake(2, NOW + 7 * DAY + HOUR)
        while row(2).status == "held":
            wake(2)
    assert (row(2).status, row(2).reason) == ("failed", "waited_too_long")
    assert NOW + 7 * DAY < clock.now() < NOW + 15 * DAY


def test_after_it_was_mended_a_throttle_counts_from_its_beginning(office):
    """What the set-up refused is no try of the mail's."""
    with at_each_call(refusing(PAUSED)):
        step_mail.send(decided(), lead())
        for _ in range(sending.MOST_ATTEMPTS + 5):
            wake(1)
    with at_each_call(refusing(AwsRefusal("TooManyRequestsException", 429))):
        wake(1)
    assert (row(1).status, row(1).reason) == ("held", "throttled")
    wake(1)
    assert row(1).status == "sent"


def test_in_the_sandbox_nobody_waits_for_anothers_address(office):
    """An address that is not verified may be this one's alone: its row waits, the next mail is tried at once."""
    with at_each_call(refusing(NOT_VERIFIED)):
        step_mail.send(decided(number=1), lead(1))
    assert (row(1).status, row(1).detail) == ("held", "IdentityNotVerified")
    step_mail.send(decided(number=2), lead(2))
    assert row(2).status == "sent"
    wake(1)
    assert row(1).status == "sent" and sender_trouble.read(clock.now()) is None


@pytest.mark.parametrize(("language", "said"), [("ja", "送信が止められています"), ("en", "Sending is paused")])
def test_the_start_page_says_so_until_it_is_mended(office, language, said):
    """Above everything else that needs somebody, with what to do; gone with the first mail that SES takes."""

    def told() -> str:
        return str(start.attention(Screen(language, clock.now(), mail_plan())))

    with at_each_call(refusing(PAUSED)):
        step_mail.send(decided(), lead())
    assert said in told() and "mikomi doctor --sender example.co.jp" in told()
    wake(1)
    assert said not in told()


def test_a_trouble_of_yesterday_is_over_and_a_new_one_has_its_own_beginning(office):
    """Where nobody tried for a day, nothing waits."""
    sender_trouble.note("AccessDeniedException", NOW)
    assert sender_trouble.note("AccessDeniedException", NOW + HOUR).since == NOW
    over = NOW + HOUR + DAY + 1
    assert sender_trouble.read(over) is None
    assert sender_trouble.note("AccessDeniedException", over).since == over
