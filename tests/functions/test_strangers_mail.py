"""What strangers can make us write: counted by mailbox, and for all unproven addresses together."""

from mikomi.settings import settings
from mikomi.shell.effects import step_mail, strangers_mail
from msgspec.structs import replace

from tests.core.mails import NOW, decided, lead
from tests.functions.outbox import sent, set_clock
from tests.functions.test_step_mail import item, office

__all__ = ["office"]  # the fixture
HOUR, DAY = 3_600_000, 86_400_000


def thanked(number, email, **more):
    """Somebody who typed this address in gets the form's thanks mail."""
    step_mail.send(decided("thanks", number), replace(lead(number), email=email, proof=1, **more))


def test_addresses_of_one_mailbox_have_one_count(office):
    """Ten tags of one address are one mailbox: three thanks a day, as for the address without them."""
    for number in range(10):
        thanked(number, f"victim+{number}@example.com")
    assert len(sent()) == 3
    thanked(11, "victim@example.com")
    assert len(sent()) == 3 and item(office, decided("thanks", 11))["reason"]["S"] == "too_often"


def test_first_mails_to_strangers_have_a_ceiling_a_day(office, monkeypatch, capsys):
    """Of five addresses that nobody has shown to be theirs the first three are written to, and an alarm's metric
    counts the others; who had a first mail gets a second one, and a proven lead does not count."""
    monkeypatch.setenv("MIKOMI_FIRST_MAILS_A_DAY", "3")
    settings.cache_clear()
    step_mail.send(decided("thanks", 20), lead(20))
    for number in range(5):
        thanked(number, f"new{number}@example.com")
    assert [message["To"] for message in sent()] == ["yamada20@example.com", *(f"new{n}@example.com" for n in range(3))]
    assert [item(office, decided("thanks", n))["reason"]["S"] for n in (3, 4)] == ["too_many_new"] * 2
    assert capsys.readouterr().out.count('"FirstMailsAtCeiling":[1') == 2
    thanked(30, "new0@example.com")
    step_mail.send(decided("thanks", 21), lead(21))
    assert len(sent()) == 6
    set_clock(NOW + DAY)
    thanked(31, "new4@example.com")
    assert len(sent()) == 7
    settings.cache_clear()


def test_a_first_mail_counts_once_whatever_is_repeated(office, monkeypatch):
    """Asked again, as after a crash, the same mail has its place already, and takes no second one."""
    monkeypatch.setenv("MIKOMI_FIRST_MAILS_A_DAY", "2")
    settings.cache_clear()
    effect, stranger = decided("thanks"), replace(lead(), proof=1)
    for _ in range(3):
        assert strangers_mail.over(effect, stranger, "one@example.com", NOW) is None
    assert strangers_mail.over(effect, stranger, "two@example.com", NOW) is None
    assert strangers_mail.over(effect, stranger, "three@example.com", NOW) == "too_many_new"
    settings.cache_clear()


def test_who_was_written_to_is_no_first_mail_though_the_company_has_no_limit(office, monkeypatch):
    """Marketing mail without a limit leaves no count in the address's row: tomorrow's mail to the same people takes no
    place of that day's first mails."""
    monkeypatch.setenv("MIKOMI_FIRST_MAILS_A_DAY", "1")
    settings.cache_clear()
    effect, agreed = decided(), replace(lead(), proof=1)
    assert effect.marketing
    assert strangers_mail.over(effect, agreed, "one@example.com", NOW) is None
    assert strangers_mail.over(decided(number=2), agreed, "two@example.com", NOW) == "too_many_new"
    assert strangers_mail.over(decided(number=3), agreed, "two@example.com", NOW + DAY) is None
    assert strangers_mail.over(decided(number=4), agreed, "one@example.com", NOW + DAY) is None
    settings.cache_clear()


def test_midnight_gives_no_stranger_three_more(office):
    """The mailbox is counted by days, the address by the last 24 hours: what comes just after midnight ends with its
    reason, and a day after the first three there is room again."""
    midnight = NOW - NOW % DAY + DAY
    set_clock(midnight - HOUR)
    for number in range(3):
        thanked(number, "victim@example.com")
    for number, moment, mails in ((3, midnight, 3), (4, midnight + DAY - 2 * HOUR, 3), (5, midnight + DAY, 4)):
        set_clock(moment)
        thanked(number, "victim@example.com")
        assert len(sent()) == mails
    for number in (3, 4):
        told = item(office, decided("thanks", number))
        assert (told["status"]["S"], told["reason"]["S"]) == ("skipped", "too_often")
