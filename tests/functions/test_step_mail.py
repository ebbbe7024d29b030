"""Step mails on moto's SES: each is accepted at most once whatever dies, is repeated or refused; never against a
suppression, a limit, a window or the order of steps. Judged by what SES accepted and what stands in the rows."""

from datetime import timedelta
from typing import get_args

import pytest
from mikomi import clock, keys
from mikomi.aws import addresses, ledger, line, people
from mikomi.aws.ledger import Key
from mikomi.aws.refusals import AwsRefusal, NotReached, Silence
from mikomi.core.words.glossary import WORDS
from mikomi.model import delivery
from mikomi.model.person import Member
from mikomi.shell.effects import step_mail
from msgspec.structs import replace

from functions.identify.app import handler
from tests.core.mails import LINKS, NOW, SCENARIO, decided, lead, mail_plan, template
from tests.functions.http_api import asked
from tests.functions.outbox import Died, at_each_call, dying, part, sent, set_clock

HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture
def office(world):
    """A published plan, a lead in the table, ten o'clock on a Tuesday."""
    world.publish(mail_plan(limits={"marketing_mails": 2, "per": "7d"}))
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def row(effect, number=1):
    found = ledger.read(Key.of_mail(f"l_{number}", effect.id))
    assert found is not None
    return found


def item(world, effect):
    return next(each for each in world.rows() if each["sk"]["S"] == keys.mail_sk(effect.id))


def test_the_mail_that_ses_gets(office):
    """Subject, both parts, sender, RFC 8058 headers and tags, as a mail program and SES's events show them."""
    with at_each_call(lambda _number, _name, carry_out: carry_out()) as made:
        step_mail.send(decided(), lead())
    assert made.count("SendEmail") == 1
    (message,) = sent()
    assert (message["To"], message["From"]) == ("yamada1@example.com", "サンプル商店 <news@example.co.jp>")
    assert message["Subject"] == "よくあるご質問"
    assert "山田様" in part(message, "html") and "山田様" in part(message, "plain")
    assert message["List-Unsubscribe"].startswith("<https://ma.example.co.jp/u/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    held = item(office, decided())
    assert held["status"]["S"] == "sent" and held["subject"]["S"] == "よくあるご質問" and held["ses_id"]["S"]


def test_a_repeated_effect_does_nothing(office):
    """Streams deliver twice: the row is there, and neither SES nor the limit sees the second."""
    for _ in range(3):
        step_mail.send(decided(), lead())
    assert len(sent()) == 1 and row(decided()).attempt == 1


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(9))
def test_dying_between_any_two_calls_never_sends_twice(office, call, before):
    """I13: die before or after each AWS call, deliver again: at most one mail, none only if the claim stayed."""
    with at_each_call(dying(call, before)) as begun:
        try:
            step_mail.send(decided(), lead())
        except Died:
            died = True
        else:
            died = False
    assert died == (call < len(begun)) or not died
    for _ in range(2):
        step_mail.send(decided(), lead())
    status = row(decided()).status
    assert len(sent()) == (1 if status == "sent" or "SendEmail" in begun[: call + (not before)] else 0)
    assert status == "sent" or status == "claimed", (
        "an interrupted mail is sent, or stays claimed for whoever finds out"
    )
    if "PutItem" not in begun[: call + (not before)]:
        assert status == "sent", "nothing was claimed, so the repetition sends it"


def test_a_claim_whose_answer_was_lost_is_still_ours(office):
    """The SDK repeats a put that was applied: the refusal of the second is recognised, and the mail goes out."""

    def applied_twice(_number, name, carry_out):
        if name in ("PutItem", "UpdateItem"):
            carry_out()
        return carry_out()

    with at_each_call(applied_twice):
        step_mail.send(decided(), lead())
    step_mail.send(decided(), lead())
    assert len(sent()) == 1 and row(decided()).status == "sent"


def answering(error, then=False):
    """SES answers with this error; `then`: after it has accepted the mail."""

    def meet(_number, name, carry_out):
        if name == "SendEmail":
            if then:
                carry_out()
            raise error
        return carry_out()

    return meet


@pytest.mark.parametrize(
    "error",
    [
        AwsRefusal("TooManyRequestsException", 429),
        AwsRefusal("LimitExceededException", 400),
        AwsRefusal("SendingPausedException", 400),
        AwsRefusal("NotFoundException", 404),
        NotReached("ConnectionRefusedError"),
    ],
)
def test_what_ses_surely_did_not_take_is_tried_again(office, error):
    """A throttle releases the row: it waits, is woken, and the mail goes out once."""
    with at_each_call(answering(error)) as made:
        step_mail.send(decided(), lead())
    assert made.count("SendEmail") == 1, "the SDK itself does not retry"
    waiting = row(decided())
    assert waiting.status == "held" and waiting.due_at and waiting.due_at > NOW
    set_clock(NOW - HOUR)  # a place in the line is a tenth of a second away, and a test may take longer than that
    step_mail.resume(*waiting.key)
    assert not sent(), "woken too early, it goes on waiting"
    set_clock(waiting.due_at)
    for _ in range(2):
        step_mail.resume(*waiting.key)
    assert len(sent()) == 1 and (row(decided()).status, row(decided()).attempt) == ("sent", 2)


@pytest.mark.parametrize("code", ["TooManyRequestsException", "ThrottlingException", "Throttling", "SendingPaused"])
def test_what_came_too_fast_joins_the_line(office, code):
    """SES's three names for "too fast" give the mail its place in the line; any other refusal waits by itself."""
    with at_each_call(answering(AwsRefusal(code, 429))):
        step_mail.send(decided(), lead())
    waiting = row(decided())
    assert waiting.status == "held" and (waiting.due_at == line.look(NOW).ends_at) == (code != "SendingPaused")


def test_trying_again_ends(office):
    """I30: a mail that SES never takes fails in the end, with SES's reason."""
    with at_each_call(answering(AwsRefusal("TooManyRequestsException", 429))) as made:
        step_mail.send(decided(), lead())
        for _ in range(40):
            set_clock(row(decided()).due_at or clock.now())
            step_mail.resume(*row(decided()).key)
    assert made.count("SendEmail") == 30 and row(decided()).status == "failed"


def test_what_ses_refuses_for_good_fails_visibly(office):
    """`MessageRejected`: failed, with the reason, and never again."""
    with at_each_call(answering(AwsRefusal("MessageRejected", 400))):
        step_mail.send(decided(), lead())
    step_mail.send(decided(), lead())
    failed = item(office, decided())
    assert (failed["status"]["S"], failed["reason"]["S"], failed["detail"]["S"]) == (
        "failed",
        "refused",
        "MessageRejected",
    )
    assert not sent()


@pytest.mark.parametrize("then", [True, False])
@pytest.mark.parametrize("error", [Silence("TimeoutError"), AwsRefusal("InternalFailure", 500)])
def test_silence_leaves_the_claim(office, error, then):
    """Nobody knows whether SES took it: the row stays claimed, and no repetition sends a second one."""
    with at_each_call(answering(error, then)):
        step_mail.send(decided(), lead())
    for _ in range(2):
        step_mail.send(decided(), lead())
        step_mail.resume(*row(decided()).key)
    assert row(decided()).status == "claimed" and len(sent()) == int(then)


@pytest.mark.parametrize("call", range(8))
def test_no_mail_is_admitted_after_a_suppression(office, call):
    """I16: the address is suppressed right before call number `call`: only a mail that was admitted already is sent."""

    def meet(number, name, carry_out):
        names.append(name)
        if number == call:
            addresses.suppress("yamada1@example.com", "unsubscribed", NOW)
        return carry_out()

    names: list[str] = []
    with at_each_call(meet):
        step_mail.send(decided(), lead())
    admitted = "UpdateItem" in names[:call]
    assert len(sent()) == int(admitted or call >= len(names))
    assert row(decided()).status == ("sent" if sent() else "skipped")


def test_a_limit_holds_over_all_scenarios(office):
    """I18: two mails a week; the third waits until the first is a week old, and is then sent by itself."""
    effects = [decided(number=n, scenario=f"s{n}") for n in (1, 2, 3)]
    for effect in effects:
        step_mail.send(effect, lead())
    waiting = row(effects[2])
    assert [row(each).status for each in effects] == ["sent", "sent", "held"]
    assert waiting.due_at is not None and abs(waiting.due_at - (NOW + 7 * DAY)) < 5_000
    set_clock(waiting.due_at)
    step_mail.resume(*waiting.key)
    assert len(sent()) == 3


def test_a_transactional_mail_passes_limit_and_unsubscription_but_no_complaint(office):
    """Somebody who unsubscribed still gets what they asked for; whoever complained gets nothing."""
    addresses.suppress("yamada1@example.com", "unsubscribed", NOW)
    step_mail.send(decided("thanks"), lead())
    addresses.suppress("yamada1@example.com", "complaint", NOW)
    step_mail.send(decided("thanks", id="again.thanks"), lead())
    assert len(sent()) == 1 and item(office, decided("thanks", id="again.thanks"))["detail"]["S"] == "complaint"


def test_a_skipped_step_leaves_a_row_and_no_mail(office):
    """I14: the step ended, and the row says why."""
    for _ in range(2):
        step_mail.send(decided(skip="no_consent"), lead())
    skipped = item(office, decided())
    assert (skipped["status"]["S"], skipped["reason"]["S"]) == ("skipped", "no_consent") and not sent()


def test_a_step_waits_for_the_one_before(office):
    """I15: decided together, delivered in the wrong order, sent in the right one."""
    first, second = decided("faq"), decided("cases", variant="A", after="run1.faq")
    step_mail.send(second, lead())
    assert row(second).status == "held" and not sent()
    step_mail.send(first, lead())
    set_clock(row(second).due_at or 0)
    step_mail.resume(*row(second).key)
    assert [message["Subject"] for message in sent()] == ["よくあるご質問", "導入企業3社の成功事例"]


def test_a_step_waits_as_long_as_the_one_before_does(office):
    """The one before waits for its window until tomorrow: so does the next, and is not looked at every minute."""
    window = {"days": "weekdays", "from": "09:00", "to": "18:00", "outside": "next_open"}
    version = office.publish(mail_plan(scenario={**SCENARIO, "send_window": window})).version
    set_clock(NOW + 9 * HOUR)
    first, second = decided("faq", plan=version), decided("cases", variant="A", after="run1.faq")
    for each in (first, second):
        step_mail.send(each, lead())
    assert row(first).due_at == row(second).due_at == NOW + 23 * HOUR


def test_a_step_before_may_have_ended_while_the_lead_was_a_visitor(office):
    """Its row stands where it was decided; nobody waits for it in vain after the merge."""
    visitor = replace(lead(), id=keys.visitor_id("a:b1"), email=None)
    step_mail.send(decided("thanks", skip="no_address"), visitor)
    known = replace(lead(), members={"a:b1": Member(first_at=1, last_at=1)})
    step_mail.send(decided("faq", after="run1.thanks"), known)
    assert row(decided("faq")).status == "sent" and len(sent()) == 1


def test_a_closed_window_is_waited_for_or_skipped(office):
    """I15: nothing leaves outside the window, and what waited for it leaves when it opens."""
    for outside, expected in (("next_open", "held"), ("skip", "skipped")):
        window = {"days": "weekdays", "from": "09:00", "to": "18:00", "outside": outside}
        version = office.publish(mail_plan(scenario={**SCENARIO, "send_window": window})).version
        set_clock(NOW + 9 * HOUR)
        effect = decided(id=f"w.{outside}", plan=version)
        step_mail.send(effect, lead())
        assert row(effect).status == expected and not sent()
    waiting = row(decided(id="w.next_open"))
    assert waiting.due_at == NOW + 23 * HOUR
    set_clock(waiting.due_at)
    step_mail.resume(*waiting.key)
    assert len(sent()) == 1


def test_what_waited_is_asked_again(office):
    """Whoever unsubscribed or left the scenario while the mail waited gets none."""
    for number in (1, 2):
        step_mail.send(decided(number=number), lead())
    waiting = decided(number=3)
    step_mail.send(waiting, lead())
    stored = people.load("l_1")
    assert stored is not None
    people.commit(replace(stored, unsubscribed_at=NOW))
    set_clock(row(waiting).due_at or 0)
    step_mail.resume(*row(waiting).key)
    assert len(sent()) == 2 and item(office, waiting)["reason"]["S"] == "unsubscribed"


def test_an_address_that_nobody_has_shown_to_be_theirs_gets_three_thanks_a_day(office):
    """Ten browsers claim one address and each of them earns a thanks mail: three go out, the others end with a reason
    and never come later; who is proven gets theirs, and tomorrow is another day."""
    victim = "Yamada1@example.com"
    for number in range(10):
        claimer = replace(lead(number), email=victim, proof=1)
        step_mail.send(decided("thanks", number), claimer)
    assert len(sent()) == 3
    reasons = [item(office, decided("thanks", n)).get("reason", {}).get("S") for n in range(10)]
    assert reasons == 3 * [None] + 7 * ["too_often"]
    step_mail.send(decided("thanks", 11), lead(1))
    assert len(sent()) == 4
    set_clock(NOW + DAY + HOUR)
    step_mail.send(decided("thanks", 12), replace(lead(12), email=victim, proof=1))
    assert len(sent()) == 5


def test_a_mail_without_words_fails_visibly(office):
    """A template that breaks on this lead, an address that is none: failed, with a reason, and no limit used up."""
    version = office.publish(mail_plan(template("faq", html="{{ offer.deadline }}"))).version
    step_mail.send(decided(plan=version), lead())
    step_mail.send(decided(number=2), replace(lead(), email="山田@example.com"))
    assert [item(office, decided(number=n))["reason"]["S"] for n in (1, 2)] == ["render", "address"]
    assert not sent() and not [each for each in office.rows() if each["pk"]["S"].startswith("address#")]


def test_no_row_shows_the_address(office):
    """Neither the address row nor the mail row holds the address in readable form."""
    step_mail.send(decided(), lead())
    rows = [each for each in office.rows() if each["sk"]["S"] != "person"]
    assert rows and "yamada1@" not in str(rows)


def test_the_mail_can_be_read_in_the_browser(office):
    """`view_url`: the HTML as it was sent, to who has the signed link, without script or form."""
    step_mail.send(decided(), lead())
    token = LINKS.view("l_1", decided().id).removeprefix("https://ma.example.co.jp/v/")
    page = handler(asked("GET", f"/v/{token}"), None)
    assert page["statusCode"] == 200 and page["body"] == part(sent()[0], "html").rstrip("\n")
    policy = page["headers"]["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy and "sandbox" in policy
    assert handler(asked("GET", f"/v/{token[:-2]}xx"), None)["statusCode"] == 404
    unsent = LINKS.view("l_1", decided("cases").id)
    assert handler(asked("GET", unsent.removeprefix("https://ma.example.co.jp")), None)["statusCode"] == 404


def test_every_state_of_a_row_has_its_word():
    """No state of a mail or an alert reaches a reader as a code."""
    assert [status for status in get_args(delivery.Status) if f"status.{status}" not in WORDS] == []
