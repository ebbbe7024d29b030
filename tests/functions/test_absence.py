"""While a rep is away, their deputy is told in their place, and for whom: by mail, in the digest, in the chat, on the
page of what is to be done. Once, also when the absence begins or ends between two tries.
"""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import ledger, people, secrets
from mikomi.aws.ledger import Key
from mikomi.aws.refusals import AwsRefusal
from mikomi.outward import client
from mikomi.outward.client import Replied
from mikomi.shell.effects import channel_delivery, due_work, sales_alert

from tests.core.mails import NOW, SCENARIO, lead
from tests.core.story import at, plan_of
from tests.functions.outbox import Died, at_each_call, dying, part, sent, set_clock
from tests.functions.test_channels import CHAT, PROGRAM, SECRETS, Outside
from tests.functions.test_sales_alert import MORNING, REPS, SCORING, alert, deliver, record
from tests.functions.test_step_mail import answering

SATO, SUZUKI = "sato@example.co.jp", "suzuki@example.co.jp"
FOR_SATO = "To you in place of 佐藤, who is away until 25 Nov"
TODAY = {"from": "2026-11-24", "until": "2026-11-25", "deputy": "suzuki"}
"""The day of these stories, and the one after it."""
LATER = {**TODAY, "from": "2026-11-25"}
LAST, BACK = at("2026-11-25 23:59"), at("2026-11-26 00:00")
BUSY = answering(AwsRefusal("TooManyRequestsException", 429))


def publish(world, away, *channels, reps=REPS, **more):
    first, *others = reps
    there = [{**first, "away": [away] if away else []}, *others]
    plan = plan_of([SCENARIO], SCORING, reps=there, webhook_secrets=["crm"], **more)
    made = plan.sales.model_validate({"channels": list(channels)})
    world.publish(plan.model_copy(update={"sales": made}))


@pytest.fixture
def office(world):
    set_clock(NOW)
    channel_delivery._slow.clear()
    people.commit(lead(1))
    for name, value in SECRETS.items():
        secrets.put_away(name, value)
    publish(world, TODAY)
    yield world
    clock.shift(timedelta())


@pytest.fixture
def outside(monkeypatch):
    made = Outside()
    monkeypatch.setattr(client, "post", made.post)
    return made


def row(rep=None, effect="band-1"):
    return ledger.read(Key.of_alert("l_1", effect, rep))


def resume(rep=None, effect="band-1"):
    for _ in range(2):
        due_work.wake(*Key.of_alert("l_1", effect, rep))


def addressed():
    return [message["To"] for message in sent()]


@pytest.mark.parametrize("reason", ["band", "step", "form", "return", "task", "company"])
def test_whatever_rings_it_rings_the_deputy_who_reads_for_whom(office, reason):
    """In the deputy's language, with the deputy's links; the row is the rep's, and so is the lead. Told again when the
    rep is back, it is there already."""
    effect = alert(reason=reason)
    for _ in range(2):
        deliver(record(effect))
    set_clock(BACK)
    deliver(record(effect))
    (message,) = sent()
    assert message["To"] == SUZUKI and (row().status, row().rep) == ("sent", "sato")
    assert all(FOR_SATO in part(message, kind) for kind in ("plain", "html"))
    assert "Owner: 佐藤" in part(message, "plain")


def test_what_nobody_answered_in_time_rings_the_deputy_of_whom_it_is_told(office):
    """An overdue alert is told to whom its file names, as any other."""
    deliver(record(alert(id="late-1", to=("sato",), urgency="now")))
    assert addressed() == [SUZUKI]


@pytest.mark.parametrize(
    ("away", "then", "whom", "says"),
    [(TODAY, LAST, SUZUKI, True), (TODAY, BACK, SATO, False), (LATER, at("2026-11-25 00:00"), SUZUKI, True)],
    ids=["still away", "back by then", "away by then"],
)
def test_what_waited_goes_to_whoever_is_there_by_then_once(office, away, then, whom, says):
    """SES was busy: the next try is at another time, of the same row."""
    publish(office, away)
    with at_each_call(BUSY):
        deliver(record(alert()))
    assert row().status == "held" and not sent()
    set_clock(then)
    resume()
    deliver(record(alert()))
    (message,) = sent()
    assert message["To"] == whom and ("in place of" in part(message, "plain")) is says
    assert row().status == "sent" and row().rep == "sato"


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("call", range(9))
def test_whoever_dies_at_the_end_of_an_absence_leaves_one_mail_at_most(office, call, before):
    """In the last minute of the absence, at each call to AWS; brought again when the rep is back, before anybody may
    take the claim for a silent one."""
    set_clock(LAST)
    with suppress(Died), at_each_call(dying(call, before)) as begun:
        deliver(record(alert()))
    set_clock(BACK)
    deliver(record(alert()))
    resume()
    assert len(sent()) <= 1 and row().status in ("sent", "claimed")
    if "PutItem" not in begun[: call + (not before)]:
        assert addressed() == [SATO]


def test_a_deputy_who_is_told_anyway_gets_it_once(office):
    """By their own row; that of the rep who is away says why it went nowhere, whichever of them is named first, and
    whoever brings it again."""
    for number, to in enumerate((("sato", "suzuki"), ("suzuki", "sato")), 1):
        effect = alert(number, to=to)
        for moment in (NOW, LAST, BACK):
            set_clock(moment)
            deliver(record(effect))
        rows = {each.rep: each for each in (row(effect=effect.id), row(to[1], effect.id))}
        assert (rows["sato"].status, rows["sato"].reason) == ("skipped", "deputy_has_it")
        assert rows["suzuki"].status == "sent" and addressed() == [SUZUKI] * number
        assert "in place of" not in part(sent()[-1], "plain")


def test_a_row_that_waited_for_the_rep_is_not_told_to_a_deputy_who_has_it(office):
    """Both waited for SES, and the absence began meanwhile."""
    publish(office, LATER)
    with at_each_call(BUSY):
        deliver(record(alert(to=("sato", "suzuki"))))
    set_clock(at("2026-11-25 00:00"))
    resume()
    resume("suzuki")
    assert addressed() == [SUZUKI] and row().reason == "deputy_has_it"


@pytest.mark.parametrize("digest", [False, True], ids=["mail", "digest"])
def test_a_deputy_to_whom_the_lead_was_given_since_is_told_of_what_rang_before(office, digest):
    """Whoever owns the lead by now has no row of an alert that rang before: the absent rep's is the only one."""
    publish(office, LATER, owner={"default": "sato"})
    with at_each_call(BUSY):
        deliver(record(alert(to=("owner",), digest=digest)))
    publish(office, LATER, owner={"default": "suzuki"})
    set_clock(MORNING)
    if digest:
        sales_alert.send_digest(keys.digest_pk("sato", "2026-11-25"), MORNING)
    else:
        resume()
    assert addressed() == [SUZUKI] and row().status == ("digest" if digest else "sent")


def test_a_deputy_whose_own_row_reached_nobody_is_told_by_the_other(office):
    """SES refused it when it went to the deputy; what the absent rep's row waited with goes there all the same."""
    publish(office, LATER)
    refused = [AwsRefusal("MessageRejected", 400), AwsRefusal("TooManyRequestsException", 429)]  # the further one first

    def answer(_number, name, carry_out):
        if name == "SendEmail":
            raise refused.pop(0)
        return carry_out()

    with at_each_call(answer):
        deliver(record(alert(to=("sato", "suzuki"))))
    assert (row().status, row("suzuki").status) == ("held", "failed")
    set_clock(at("2026-11-25 00:00"))
    resume()
    assert addressed() == [SUZUKI] and "in place of" in part(sent()[0], "plain")


def test_of_two_who_are_away_one_row_reaches_their_deputy_whatever_became_of_the_other(office):
    """The row that was skipped for the other's sake keeps nobody from being told by the other's."""
    first, second, *others = REPS
    both = [{**first, "away": [{**TODAY, "deputy": "ito"}]}, {**second, "away": [{**TODAY, "deputy": "ito"}]}]
    deputy = {"id": "ito", "name": "伊藤", "email": "ito@example.co.jp"}
    office.publish(plan_of([SCENARIO], SCORING, reps=[*both, *others, deputy]))
    with at_each_call(BUSY):
        deliver(record(alert(to=("sato", "suzuki"))))
    assert (row().status, row("suzuki").reason) == ("held", "deputy_has_it")
    set_clock(NOW + 3_600_000)
    resume()
    resume("suzuki")
    assert addressed() == ["ito@example.co.jp"] and row().status == "sent"


@pytest.mark.parametrize(
    ("away", "whom"), [(TODAY, SUZUKI), (LATER, SUZUKI), ({**TODAY, "until": "2026-11-24"}, SATO), (None, SATO)]
)
def test_the_digest_goes_to_whoever_is_there_on_its_morning(office, away, whom):
    """Also what was gathered before; sent once, whoever comes back after it."""
    publish(office, away)
    deliver(record(alert(digest=True, urgency="digest")))
    pk = keys.digest_pk("sato", "2026-11-25")
    for moment in (MORNING, MORNING, BACK):
        set_clock(moment)
        sales_alert.send_digest(pk, moment)
    (message,) = sent()
    assert message["To"] == whom
    assert all((FOR_SATO in part(message, kind)) is (whom == SUZUKI) for kind in ("plain", "html"))


def test_a_digest_leaves_out_what_the_deputy_has(office):
    """The alert that went to both is in the deputy's own digest alone; the rep's, with nothing else in it, says why."""
    people.commit(lead(2))
    deliver(record(alert(1, digest=True, to=("sato", "suzuki"))))
    mine, own = (keys.digest_pk(rep, "2026-11-25") for rep in ("sato", "suzuki"))
    set_clock(MORNING)
    sales_alert.send_digest(mine, MORNING)
    ended = next(each for each in office.rows() if each["pk"]["S"] == mine and "status" in each)
    assert not sent() and (ended["status"]["S"], ended["reason"]["S"]) == ("skipped", "deputy_has_it")
    sales_alert.send_digest(own, MORNING)
    assert addressed() == [SUZUKI] and "in place of" not in part(sent()[0], "plain")
    set_clock(MORNING - 1)
    publish(office, {**TODAY, "until": "2026-11-26"})
    set_clock(MORNING + 1)
    for number, to in ((1, ("suzuki", "sato")), (2, ("sato",))):
        deliver(record(alert(number, id=f"more-{number}", digest=True, to=to), number))
    morning = MORNING + 86_400_000
    set_clock(morning)
    sales_alert.send_digest(keys.digest_pk("sato", "2026-11-26"), morning)
    said = part(sent()[-1], "plain")
    assert "yamada2@" in said and "yamada1@" not in said and "in place of 佐藤" in said


# --- by channels

MINE = {**CHAT["slack"], "id": "mine", "reps": ["sato"], "mail": "fallback"}
THEIRS = {**CHAT["slack"], "reps": ["suzuki"], "mail": "fallback"}


def wake(channel="room"):
    for _ in range(2):
        due_work.wake(*Key.of_channel("l_1", "band-1", channel))


def in_chat(channel="room"):
    return ledger.read(Key.of_channel("l_1", "band-1", channel))


def test_a_rep_who_is_away_reads_no_chat_and_the_deputys_is_told(office, outside):
    """Not in the room that nobody looks into; so the mail waits for the deputy's room alone."""
    publish(office, TODAY, MINE, THEIRS, {**PROGRAM, "reps": ["suzuki"]})
    deliver(record(alert()))
    for channel in ("mine", "room", "desk"):
        wake(channel)
    assert in_chat("mine") is None and in_chat().status == "sent" and in_chat().rep == "sato"
    said = [body.decode() for _, _, body in outside.posts]
    assert len(said) == 2 and FOR_SATO in json.dumps(json.loads(said[0]), ensure_ascii=False)
    told = json.loads(said[1])["data"]["alert"]
    assert (told["to"], told["deputy"]) == (["sato"], "suzuki")
    set_clock(row().due_at)
    resume()
    assert not sent() and row().status == "sent"


def test_who_has_no_channel_for_the_deputy_writes_a_mail_at_once(office, outside):
    publish(office, TODAY, MINE)
    deliver(record(alert()))
    assert not outside.posts and in_chat("mine") is None and addressed() == [SUZUKI]


@pytest.mark.parametrize("rings", ["away", "back"])
def test_a_room_that_answers_when_it_is_no_longer_theirs_is_left_and_the_mail_goes_once(office, outside, rings):
    """The room could not take it before the absence ended, or began: whoever is there by then gets the mail."""
    away, then, whom, channel = (
        (TODAY, BACK, SATO, THEIRS) if rings == "away" else (LATER, at("2026-11-25 00:00"), SUZUKI, MINE)
    )
    publish(office, away, channel)
    set_clock(then - 60_000)
    outside.says = [Replied(500, b""), Replied(200, b"ok")]
    deliver(record(alert(at=then - 60_000)))
    wake(channel["id"])
    assert in_chat(channel["id"]).status == "held" and len(outside.posts) == 1
    while (waits := row()).status == "held":
        set_clock(max(waits.due_at, in_chat(channel["id"]).due_at or 0, then))
        wake(channel["id"])
        resume()
    assert (in_chat(channel["id"]).status, in_chat(channel["id"]).reason) == ("skipped", "not_carried")
    assert len(outside.posts) == 1 and addressed() == [whom] and row().status == "sent"


def test_everybodys_room_is_told_once_across_the_end_and_says_who_it_is_for_by_then(office, outside):
    publish(office, TODAY, CHAT["slack"], PROGRAM)
    set_clock(LAST)
    outside.says = [Replied(500, b""), Replied(500, b""), Replied(200, b"ok")]
    deliver(record(alert(at=LAST)))
    for channel in ("room", "desk"):
        wake(channel)
    set_clock(BACK + 60_000)
    for channel in ("room", "desk"):
        wake(channel)
    deliver(record(alert(at=LAST)))
    first, program, again, last = [body.decode() for _, _, body in outside.posts]
    assert "in place of" in first and "in place of" not in again and "代わり" not in again
    assert [json.loads(each)["data"]["alert"]["deputy"] for each in (program, last)] == ["suzuki", None]
    assert in_chat().status == "sent" and addressed() == [SUZUKI]
