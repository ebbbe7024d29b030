"""What left can be shown again exactly: out of what its row says, after the reader, the plans and the catalogs changed;
of each attempt that may have left, and of none that did not."""

import json
from datetime import timedelta

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mikomi import clock, keys
from mikomi.aws import ledger, people
from mikomi.aws.ledger import Key
from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.core.mails import as_sent
from mikomi.model.person import Trait
from mikomi.shell import sent_mails
from mikomi.shell.effects import step_mail
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from msgspec.structs import replace

from functions.identify.app import handler
from tests.core.mails import LINKS, NOW, SCENARIO, decided, lead, mail_plan, template
from tests.effort import effort
from tests.functions.http_api import asked
from tests.functions.outbox import at_each_call, part, sent, set_clock
from tests.functions.world import REGION

DAY = 86_400_000
SHOWS = template(
    "faq", html="<p>{{ lead.honorific }} {{ lead.company }}</p><a href='https://a.jp/'>a</a>", text="{{ lead.memo }}"
)


@pytest.fixture
def office(world):
    world.publish(mail_plan(SHOWS, template("thanks")))
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def given_to_ses() -> list[bytes]:
    """The very bytes, oldest first."""
    raw = [message.raw_data for message in ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages]
    return [each.encode() if isinstance(each, str) else each for each in raw]


def ses_falls_silent(_number, name, carry_out):
    """SES takes the mail, and its answer is lost."""
    made = carry_out()
    if name == "SendEmail":
        raise Silence("SendEmail", "read timeout")
    return made


def everything_changes(office):
    """Another plan with other words runs, and of the reader other things are known."""
    office.publish(mail_plan(template("faq", html="anders", text="anders"), template("thanks")))
    there = people.load("l_1")
    assert there is not None
    traits = {"lastName": Trait(value="佐藤", at=2), "company": Trait(value="別の会社", at=2)}
    people.commit(replace(there, email="other@example.com", traits=traits, version=there.version))
    set_clock(NOW + 3 * DAY)


def view(token_of=LINKS):
    return handler(asked("GET", token_of.view("l_1", decided().id).removeprefix("https://ma.example.co.jp")), None)


@settings(max_examples=effort(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["lastName", "company", "memo"]), st.text(max_size=40)), st.integers(0, 10**6))
def test_what_is_shown_again_equals_what_ses_was_given(office, traits, number):
    """Whatever was known of the reader; after the reader, the plan and the moment changed."""
    effect, person = decided(id=f"run.{number}.{len(given_to_ses())}"), lead(**traits)
    set_clock(NOW)
    step_mail.send(effect, person)
    office.publish(mail_plan(template("faq", html="anders", text="anders")))
    set_clock(NOW + 2 * DAY)
    look = sent_mails.look("l_1", effect.id)
    assert look is not None and look.latest is not None and look.latest.likeness == "same"
    assert [shown.raw for _, shown in look.attempts] == given_to_ses()[-1:]


def test_the_readers_link_shows_the_mail_that_was_sent(office):
    """Not what would be sent by now."""
    step_mail.send(decided(), lead())
    everything_changes(office)
    shown = view()
    assert shown["statusCode"] == 200 and shown["body"] == part(sent()[0], "html").rstrip("\n")
    assert "山田様 ABC製作所" in shown["body"] and "佐藤" not in shown["body"]


def test_a_mail_of_a_release_that_noted_nothing_is_made_of_what_is_known_now(office):
    """As it was before: nobody's link breaks."""
    step_mail.send(decided(), lead())
    table = boto3.client("dynamodb", region_name=REGION)
    key = {"pk": {"S": keys.person_pk("l_1")}, "sk": {"S": keys.mail_sk(decided().id)}}
    table.update_item(TableName="state", Key=key, UpdateExpression="REMOVE made_of_1")
    everything_changes(office)
    assert "佐藤様 別の会社" in view()["body"]
    look = sent_mails.look("l_1", decided().id)
    assert look is not None and look.attempts == () and look.latest is None


def test_both_attempts_are_there_that_may_have_left(office):
    """SES took the first and its answer was lost: the second is another mail, made of what is known by then."""

    with at_each_call(ses_falls_silent):
        step_mail.send(decided(), lead())
    people.commit(replace(lead(company="新しい会社"), version=1))
    set_clock(NOW + 16 * 60_000)
    step_mail.resume(keys.person_pk("l_1"), keys.mail_sk(decided().id))
    look = sent_mails.look("l_1", decided().id)
    assert look is not None and [number for number, _ in look.attempts] == [2, 1]
    assert [shown.raw for _, shown in reversed(look.attempts)] == given_to_ses()
    assert {shown.likeness for _, shown in look.attempts} == {"same"} and len(given_to_ses()) == 2


@pytest.mark.parametrize("status", ["held", "unknown"])
def test_what_may_have_left_stays_though_something_stands_against_the_next_attempt(office, status):
    """Nobody learned of the first attempt; the second waits for its window, or comes too late: the first may be shown
    all the same."""
    window = {"days": "weekdays", "from": "09:00", "to": "10:10", "outside": "next_open"}
    version = office.publish(mail_plan(SHOWS, scenario={**SCENARIO, "send_window": window})).version
    more = {"plan": version} if status == "held" else {"not_after": NOW + 600_000}
    with at_each_call(ses_falls_silent):
        step_mail.send(decided(**more), lead())
    set_clock(NOW + 16 * 60_000)
    step_mail.resume(keys.person_pk("l_1"), keys.mail_sk(decided().id))
    row = ledger.read(Key.of_mail("l_1", decided().id))
    assert row is not None and row.status == status
    look = sent_mails.look("l_1", decided().id)
    assert look is not None and [shown.raw for _, shown in look.attempts] == given_to_ses()
    assert len(given_to_ses()) == 1


@pytest.mark.parametrize("code", ["TooManyRequestsException", "MessageRejected", "SendingPausedException"])
def test_of_what_ses_surely_refused_nothing_is_kept(office, code):
    def refused(_number, name, carry_out):
        if name == "SendEmail":
            raise AwsRefusal(code, 400, "no")
        return carry_out()

    with at_each_call(refused):
        step_mail.send(decided(), lead())
    row = ledger.read(Key.of_mail("l_1", decided().id))
    assert row is not None and row.status in ("held", "failed") and row.made_of == {}
    assert sent_mails.look("l_1", decided().id) is None


def test_attempts_in_doubt_are_bounded(world):
    """However often somebody sends again what nobody knows of: the row stays small, and has the latest."""
    key = Key.of_mail("l_1", "m")
    assert ledger.begin(key, "claimed", "{}", NOW, b"1")
    for number in range(2, 31):
        row = ledger.read(key)
        assert row is not None and ledger.take(row, NOW + number, b"%d" % number)
    row = ledger.read(key)
    assert row is not None and row.made_of == {number: b"%d" % number for number in range(19, 31)}


def test_no_row_shows_what_was_read(office):
    """What was noted is packed, as a person's own item is: no trait stands there to be read by the eye."""
    step_mail.send(decided(), lead())
    (row,) = [each for each in office.rows() if each["sk"]["S"] == keys.mail_sk(decided().id)]
    assert "ABC製作所" not in str(row) and "made_of_1" in row
    noted = as_sent.unpacked(row["made_of_1"]["B"])
    assert noted is not None and noted.reader.lead["company"] == "ABC製作所"
    assert len(json.dumps(row, default=str)) < 2_000
