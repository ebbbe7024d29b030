"""Soft bounces on moto: an address from which mail keeps coming back is left in peace until one arrives, whatever is
repeated, comes late or dies on the way; and everybody can see why."""

import json
from contextlib import suppress
from datetime import timedelta

import boto3
import pytest
from mikomi import clock
from mikomi.aws import addresses, log, people, soft_bounces, suppressions
from mikomi.aws.ledger import Key
from mikomi.cli.__main__ import _parser
from mikomi.core.mails import bounces
from mikomi.core.people import rights
from mikomi.shell.effects import step_mail
from mikomi.shell.operator import suppression
from mikomi.shell.operator.suppression import NotDone
from mikomi.shell.people import portraits

from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions.outbox import Died, at_each_call, dying, sent, set_clock
from tests.functions.ses_events import body
from tests.functions.test_ses_events import hear
from tests.functions.test_step_mail import item, row
from tests.functions.world import REGION

ADDRESS = "yamada1@example.com"
HOUR = 3_600_000


@pytest.fixture
def office(world):
    """Three in a row within two weeks; ten o'clock on a Tuesday."""
    world.publish(mail_plan())
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def mailed(number, **more):
    """The lead's mail of this hour has left."""
    set_clock(NOW + number * HOUR)
    effect = decided(id=f"run1.m{number}", **more)
    step_mail.send(effect, lead())
    return effect


def told(number, kind="Transient", sub="MailboxFull", status="5.2.2"):
    """SES says that this mail came back."""
    said = json.loads(body("bounce_transient", Key.of_mail("l_1", f"run1.m{number}"), at=_at(number)))
    said["bounce"] |= {"bounceType": kind, "bounceSubType": sub}
    said["bounce"]["bouncedRecipients"][0] |= {"status": status}
    return json.dumps(said)


def delivered(number):
    return body("delivery", Key.of_mail("l_1", f"run1.m{number}"), at=_at(number, 30))


def _at(number, seconds=60):
    return f"2026-11-24T{1 + number:02d}:{seconds // 60:02d}:{seconds % 60:02d}.000Z"


def came_back(*numbers):
    for number in numbers:
        assert row(mailed(number)).status == "sent"
        assert hear(told(number)) == []


def noted():
    return [(event.name, event.properties) for packet in log.packets("p:l_1") for event in packet.events]


def names():
    return [name for name, _ in noted()]


def test_three_in_a_row_stop_marketing_mail_alone(office):
    """Two do not; after the third the next is skipped with its reason, and what was asked for still goes out."""
    came_back(0, 1)
    assert not soft_bounces.is_suspended(ADDRESS) and row(mailed(2)).status == "sent"
    assert hear(told(2)) == []
    stopped = item(office, mailed(3))
    assert (stopped["status"]["S"], stopped["reason"]["S"]) == ("skipped", "soft_bounces")
    assert row(mailed(4, marketing=False)).status == "sent" and len(sent()) == 4
    assert [said["in_a_row"] for _, said in noted()] == [1, 2, 3] and noted()[-1][1]["suspends"] is True
    assert portraits.suppressed(lead()) == "soft_bounces" and addresses.is_suppressed(ADDRESS) is None
    assert addresses.suppressed_among([ADDRESS]) == {ADDRESS}


def test_a_delivery_heals(office):
    """A mail that was asked for arrives: marketing mail goes on, and it is told once."""
    came_back(0, 1, 2)
    mailed(3, marketing=False)
    assert hear(delivered(3), delivered(3)) == []
    assert names().count("Mail Got Through") == 1 and not soft_bounces.is_suspended(ADDRESS)
    assert row(mailed(4)).status == "sent"
    assert hear(told(4)) == [] and not soft_bounces.is_suspended(ADDRESS)


def test_a_delivery_between_begins_anew(office):
    """Two, one delivered, one: three came back, and not in a row; told late, the delivery counts all the same."""
    came_back(0, 1)
    mailed(2)
    came_back(3)
    assert soft_bounces.is_suspended(ADDRESS)
    assert hear(delivered(2)) == []
    assert not soft_bounces.is_suspended(ADDRESS)


def test_a_gateway_that_takes_everything_first_heals_nothing(office):
    """Each mail is delivered and comes back a moment later."""
    for number in range(3):
        mailed(number)
        assert hear(delivered(number), told(number)) == []
    assert soft_bounces.is_suspended(ADDRESS)


@pytest.mark.parametrize(
    ("kind", "sub", "status", "name"),
    [
        ("Transient", "MessageTooLarge", "5.3.4", "Mail Soft Bounced"),
        ("Transient", "ContentRejected", "5.7.1", "Mail Soft Bounced"),
        ("Permanent", "General", "5.3.4", "Mail Soft Bounced"),
        ("Transient", "General", "", "Mail Auto-Replied"),
    ],
)
def test_what_is_no_fault_of_the_address_never_counts(office, kind, sub, status, name):
    """However often: it is told, and the address is written to."""
    for number in range(5):
        assert row(mailed(number)).status == "sent"
        assert hear(told(number, kind, sub, status)) == []
    assert names() == [name] * 5 and not soft_bounces.is_suspended(ADDRESS)
    assert addresses.is_suppressed(ADDRESS) is None


def test_settings_say_how_many(office):
    """One is enough where the running version says so."""
    office.publish(mail_plan(soft_bounces={"in_a_row": 1, "within": "1d"}))
    came_back(0)
    assert soft_bounces.is_suspended(ADDRESS)


def test_who_has_unsubscribed_stays_so(office):
    """A suspension comes and goes beside the unsubscription."""
    came_back(0, 1, 2)
    addresses.suppress(ADDRESS, "unsubscribed", clock.now())
    mailed(3, marketing=False)
    assert hear(delivered(3)) == []
    assert addresses.is_suppressed(ADDRESS) == "unsubscribed"
    assert item(office, mailed(4))["reason"]["S"] == "suppressed"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(9))
def test_dying_anywhere_counts_once(office, call, before):
    """Whoever dies while the third comes back, or while a mail arrives again, is brought the event anew."""
    came_back(0, 1)
    mailed(2)
    for event, is_suspended in ((told(2), True), (delivered(3), False)):
        if not is_suspended:
            mailed(3, marketing=False)
        with suppress(Died), at_each_call(dying(call, before)):
            hear(event)
        assert hear(event, event) == []
        assert soft_bounces.is_suspended(ADDRESS) is is_suspended
    assert names() == ["Mail Soft Bounced"] * 3 + ["Mail Got Through"]


def test_what_is_remembered_has_bounds(office):
    """A hundred mails that came back and were delivered by turns: a row of bounded size."""
    office.publish(mail_plan(soft_bounces={"in_a_row": 20, "within": "365d"}))
    for number in range(100):
        soft_bounces.note_return(ADDRESS, f"a{number}", NOW + 2 * number)
        standing = soft_bounces.note_delivery(ADDRESS, f"b{number}", NOW + 2 * number + 1)
        assert standing
        soft_bounces.forget(ADDRESS, standing, 0)
    assert len([name for name in addresses._read(ADDRESS) if "#" in name]) == soft_bounces.MOST


def test_an_address_that_nothing_came_back_from_costs_one_read(office):
    """Most mails are delivered: nothing is noted at their address, and it is read with the mail's own row."""
    mailed(0)
    with at_each_call(lambda _number, _name, do: do()) as calls:
        assert hear(delivered(0)) == []
    assert calls[:2] == ["BatchGetItem", "PutItem"] and calls.count("GetItem") == 0
    assert "soft_noted" not in addresses._read(ADDRESS)


def test_counting_words_instead_of_mails_would_stop_too_early(office, monkeypatch):
    """A bug put in on purpose: each word of SES counts as one more. SES tells twice, and two mails are four."""
    words = iter(range(99))
    monkeypatch.setattr(soft_bounces, "_short", lambda _mail: f"w{next(words)}")
    came_back(0)
    mailed(1)
    assert hear(told(1), told(1)) == []
    assert soft_bounces.is_suspended(ADDRESS)


def test_healing_by_the_latest_word_would_heal_a_dead_mailbox(office, monkeypatch):
    """Another one: a delivery heals whatever becomes of that mail; a gateway that takes everything is never noticed."""
    in_a_row = bounces.in_a_row
    naive = lambda came_back, delivered, within: in_a_row(  # noqa: E731
        came_back, {f"{mail}!": at for mail, at in delivered.items()}, within
    )
    monkeypatch.setattr(bounces, "in_a_row", naive)
    for number in range(5):
        mailed(number)
        assert hear(delivered(number), told(number)) == []
    assert not soft_bounces.is_suspended(ADDRESS)


def test_somebody_may_let_mail_go_there_again(office):
    """By hand, with who and why: the next mail goes out, and one that comes back is the first again. Where nothing is
    suspended there is nothing to lift.
    """
    came_back(0, 1, 2)
    suppression.lift(ADDRESS, "colleague", "sato", "they emptied it", "", clock.now())
    assert not soft_bounces.is_suspended(ADDRESS) and row(mailed(3)).status == "sent"
    assert hear(told(3)) == [] and not soft_bounces.is_suspended(ADDRESS)
    with pytest.raises(suppression.NotDone):
        suppression.lift(ADDRESS, "colleague", "sato", "again", "", clock.now())


def listed():
    return [(each.address, each.reason) for each in suppressions.listed(100, {})[0]]


def is_told(*arguments):
    asked = _parser().parse_args(["suppression", *arguments])
    return int(asked.act(asked))


def test_the_list_names_who_is_left_in_peace_until_a_delivery(office, capsys):
    """With the reason, since when and what ends it, in the list and asked for by address, at the terminal and for
    programs; a delivery takes it out again."""
    came_back(0, 1)
    assert listed() == []
    came_back(2)
    assert listed() == [(ADDRESS, "soft_bounces")]
    capsys.readouterr()
    assert is_told("list", "--json") == 0 and is_told("list", ADDRESS.upper()) == 0
    printed = capsys.readouterr().out
    [plain] = json.loads(printed.splitlines()[0])["suppressions"]
    assert plain["reason"] == "soft_bounces" and plain["ends"] == "delivery"
    assert plain["may_lift"] == ["colleague", "admin"] and "自動で再開" in printed
    mailed(3, marketing=False)
    assert hear(delivered(3)) == [] and listed() == [] and is_told("list", ADDRESS) == 1


@pytest.mark.parametrize("lifter", ["colleague", "admin"])
def test_who_may_lift_may_try_again(office, lifter):
    """It is nobody's wish, so no evidence is asked for; the address is out of the list, and mail goes there."""
    came_back(0, 1, 2)
    with pytest.raises(NotDone, match="wants_reason"):
        suppression.lift(ADDRESS, lifter, "sato", " ", "", clock.now())
    suppression.lift(ADDRESS, lifter, "sato", "phoned", "", clock.now())
    assert listed() == [] and row(mailed(3)).status == "sent"
    assert rights.may_lift(lifter, "soft_bounces") and not rights.may_lift("holder", "soft_bounces")


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("suspended_first", [False, True])
def test_what_is_stopped_besides_stands_before_it_and_comes_back_after(office, by_hand, suspended_first):
    """Whoever unsubscribed is listed so; lifted, by the holder or by hand, the row says again that mail came back."""
    if not suspended_first:
        came_back(0, 1)
        mailed(2)
        addresses.suppress(ADDRESS, "unsubscribed", clock.now())
        assert hear(told(2)) == []
    else:
        came_back(0, 1, 2)
        addresses.suppress(ADDRESS, "unsubscribed", clock.now())
    assert soft_bounces.is_suspended(ADDRESS) and listed() == [(ADDRESS, "unsubscribed")]
    if by_hand:
        suppression.lift(ADDRESS, "admin", "sato", "wrote to us", "mail of today", clock.now() + 1)
    else:
        assert addresses.lift(ADDRESS, clock.now() + 1)
    assert listed() == [(ADDRESS, "soft_bounces")]
    suppression.lift(ADDRESS, "admin", "sato", "phoned", "", clock.now() + 2)
    assert listed() == []


def test_who_was_erased_is_not_named_by_what_comes_back(office):
    """A bounce that is told late puts no address in again; nor does a delivery take the hash out."""
    came_back(0, 1)
    mailed(2)
    addresses.suppress(ADDRESS, "erasure", clock.now())
    assert hear(told(2)) == [] and listed() == [(None, "erasure")]
    assert ADDRESS not in str([each for each in office.rows() if each["sk"]["S"] == "address"])
    assert hear(delivered(2)) == [] and listed() == [(None, "erasure")]


def test_one_of_before_there_was_a_list_is_entered_by_gathering(office):
    """What is suspended and stands in no index is found by the scan."""
    came_back(0, 1, 2)
    boto3.client("dynamodb", region_name=REGION).update_item(
        TableName="state",
        Key={"pk": {"S": suppressions.key_of(ADDRESS)}, "sk": {"S": "address"}},
        UpdateExpression="REMOVE due_shard, due_at, address",
    )
    assert listed() == []
    assert list(suppressions.gather({suppressions.key_of(ADDRESS): ADDRESS})) == [True]
    assert listed() == [(ADDRESS, "soft_bounces")]
