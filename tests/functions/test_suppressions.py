"""The list of those to whom no marketing mail goes: who stands there and why, stopped and let go by hand, by whom; and
an address that is stopped gets none from that moment on."""

import json
from typing import Any

import boto3
import pytest
from mikomi import clock, keys, own_events
from mikomi.aws import addresses, log, people, suppressions
from mikomi.cli.__main__ import _parser
from mikomi.core.people import consent, rights
from mikomi.core.telling import consent_record
from mikomi.model.limit import Limit
from mikomi.model.person import Person
from mikomi.shell.operator import suppression
from mikomi.shell.operator.suppression import NotDone
from mikomi.shell.people import fold, proofs

from tests.core.mails import NOW
from tests.functions.outbox import at_each_call, set_clock
from tests.functions.test_opt_in import HOLDER, fill_in, holder, link_of, press
from tests.functions.test_opt_in import office as office

OTHER = "jiro@example.com"


def verdict(address: str = HOLDER, now: int = NOW, marketing: bool = True) -> str:
    return addresses.admit(address, f"m-{now}", now, Limit(99, 1), marketing=marketing).verdict


def told(*arguments: str) -> int:
    asked = _parser().parse_args(["suppression", *arguments])
    return int(asked.act(asked))


def stopped(address: str) -> suppressions.Suppression:
    there = suppressions.read(address)
    assert there
    return there


def as_of_old(address: str, reason: str = "unsubscribed") -> None:
    """A row as the release before wrote it."""
    addresses.suppress(address, reason, NOW)
    boto3.client("dynamodb").update_item(
        TableName="state",
        Key={"pk": {"S": suppressions.key_of(address)}, "sk": {"S": "address"}},
        UpdateExpression="REMOVE due_shard, due_at, address, unsubscribed_at",
    )


def fold_of_person() -> Person:
    """Fold what was noted on the holder."""
    owner = people.find_alias(keys.email_alias(HOLDER))
    assert owner
    fold.fold_packets(list(log.packets(f"p:{owner}")))
    return holder()


def all_listed() -> list[suppressions.Suppression]:
    there, after = suppressions.listed(100, {})
    assert after is None
    return there


def test_the_list_says_who_why_and_since_when(world):
    """The latest first, over pages of any size; who was lifted is gone, who was erased has no address any more and
    never gets it back."""
    for number in range(23):
        addresses.suppress(f"a{number}@example.com", "bounce", NOW + number // 5)
    for size in (1, 4, 23, 100):
        met: list[str | None] = []
        after: dict[str, suppressions.Place] | None = {}
        while after is not None:
            some, after = suppressions.listed(size, after)
            met += [each.address for each in some]
        assert sorted(met, key=str) == sorted(f"a{number}@example.com" for number in range(23))
    assert [each.at for each in all_listed()] == sorted((each.at for each in all_listed()), reverse=True)
    addresses.suppress("a1@example.com", "erasure", NOW + 99)
    addresses.suppress("a1@example.com", "complaint", NOW + 100)
    verdict("a1@example.com")
    erased = all_listed()[0]
    assert (erased.reason, erased.address, erased.at) == ("erasure", None, NOW + 99)
    assert "a1@example.com" not in json.dumps(world.rows())


@pytest.mark.parametrize("there_before", [False, True])
@pytest.mark.parametrize("call", range(3))
def test_no_mail_is_admitted_after_its_address_was_stopped(world, there_before, call):
    """I16: the act is done right before call number `call`: only what was admitted already goes out."""
    if there_before:
        verdict()

    def meet(number, name, carry_out):
        names.append(name)
        if number == call:
            suppression.add(HOLDER, "sato", "phone", NOW)
        return carry_out()

    names: list[str] = []
    with at_each_call(meet):
        said = verdict(now=NOW + 1)
    assert (said == "ok") == (call >= len(names))
    assert call >= len(names) or verdict(now=NOW + 2) == "suppressed"


def test_what_was_asked_for_still_comes(world):
    """Stopped by hand as if somebody had unsubscribed: their orders' mails are none of it; a bounce stops those too."""
    suppression.add(HOLDER, "sato", "phone", NOW)
    suppression.add(OTHER, "sato", "list of 2024", NOW, "bounce")
    assert verdict(marketing=False) == "ok" and verdict(OTHER, marketing=False) == "suppressed"


def test_stopping_by_hand_is_recorded_on_the_lead(office):
    """The lead is unsubscribed from then on, without being taken for alive; by whom and why stands on the record, and a
    second telling changes nothing."""
    fill_in("b-1")
    press(link_of(office_mail()))
    fold_of_person()
    last = holder().last_at
    set_clock(NOW + 5_000)
    for _ in range(2):
        suppression.add(HOLDER.upper(), "sato", "phone on Nov 20", clock.now())
    person = fold_of_person()
    assert person.is_unsubscribed and person.last_at == last
    (stop,) = all_listed()
    assert (stop.stopped_by, stop.by, stop.because) == ("by_hand", "sato", "phone on Nov 20")
    noted = [event for event in _events(office) if event.name in ("Unsubscribed", "Suppression Added")]
    assert len(noted) == 2 and {event.properties["by"] for event in noted} == {"sato"}


def test_the_holders_own_word_is_not_replaced_by_a_hand(world):
    """Or a colleague could add what they then may lift."""
    addresses.suppress(HOLDER, "unsubscribed", NOW)
    assert suppression.add(HOLDER, "sato", "tidy", NOW + 5).how == "there"
    assert stopped(HOLDER).stopped_by == "unsubscribed"
    with pytest.raises(NotDone) as why:
        suppression.lift(HOLDER, "colleague", "sato", "tidy", "a mail", NOW + 6)
    assert why.value.code == "suppression_kept_admin"


@pytest.mark.parametrize("stopped_by", sorted({*rights.LIFTS} - {"soft_bounces", *consent.WISHES}))
@pytest.mark.parametrize("lifter", ["colleague", "admin"])
def test_who_may_lift_what_is_the_table(world, stopped_by, lifter):
    """Each cell; what the person said wants evidence besides; and what is not lifted stands as it stood."""
    if stopped_by == "by_hand":
        suppression.add(HOLDER, "sato", "phone", NOW)
    else:
        addresses.suppress(HOLDER, stopped_by, NOW)
    before = suppressions.read(HOLDER)
    wants = stopped_by in rights.WANT_EVIDENCE
    if wants and rights.may_lift(lifter, stopped_by):
        with pytest.raises(NotDone, match="wants_evidence"):
            suppression.lift(HOLDER, lifter, "sato", "asked", "  ", NOW + 1)
    with pytest.raises(NotDone, match="wants_reason"):
        suppression.lift(HOLDER, lifter, "sato", " ", "letter", NOW + 1)
    assert suppressions.read(HOLDER) == before
    if rights.may_lift(lifter, stopped_by):
        suppression.lift(HOLDER, lifter, "sato", "asked", "letter", NOW + 1)
        assert suppressions.read(HOLDER) is None and all_listed() == [] and verdict(now=NOW + 2) == "ok"
        suppression.lift(HOLDER, lifter, "sato", "asked", "letter", NOW + 9)  # again: told again, and nothing else
        with pytest.raises(NotDone, match="none"):
            suppression.lift(HOLDER, lifter, "tanaka", "asked", "letter", NOW + 9)
    else:
        with pytest.raises(NotDone, match="kept"):
            suppression.lift(HOLDER, lifter, "sato", "asked", "letter", NOW + 1)
        assert suppressions.read(HOLDER) == before and verdict(now=NOW + 2) == "suppressed"


def test_what_is_older_than_the_lifting_stops_nothing_again(world):
    """A late event of SES, a replay of the unsubscription: neither; a new one does."""
    for reason in ("bounce", "complaint", "unsubscribed"):
        addresses.suppress(HOLDER, reason, NOW)
        suppression.lift(HOLDER, "admin", "sato", "asked", "letter", NOW + 5)
        addresses.suppress(HOLDER, reason, NOW + 4)
        assert verdict(now=NOW + 6) == "ok", reason
    addresses.suppress(HOLDER, "bounce", NOW + 7)
    assert verdict(now=NOW + 8) == "suppressed"


def test_an_unsubscription_below_a_bounce_stands_again(world):
    """Lifting the bounce is not lifting what the person said."""
    addresses.suppress(HOLDER, "unsubscribed", NOW)
    addresses.suppress(HOLDER, "bounce", NOW + 1)
    suppression.lift(HOLDER, "colleague", "sato", "mailbox works again", "", NOW + 2)
    left = stopped(HOLDER)
    assert (left.reason, left.at) == ("unsubscribed", NOW) and all_listed() == [left]
    assert verdict(now=NOW + 3) == "suppressed" and verdict(now=NOW + 3, marketing=False) == "ok"
    assert addresses.lift(HOLDER, NOW + 4) and all_listed() == []


def test_the_lead_gets_mail_again_when_lifted(office):
    """The person's own state follows the address's: unsubscribed, and an address that had come back."""
    fill_in("b-1")
    press(link_of(office_mail()))
    for at, reason in ((NOW + 5_000, "unsubscribed"), (NOW + 7_000, "bounce")):
        set_clock(at)
        if reason == "unsubscribed":
            suppression.add(HOLDER, "sato", "phone", at)
            assert fold_of_person().is_unsubscribed
        else:
            addresses.suppress(HOLDER, reason, at)
            _bounced(at)
            assert fold_of_person().undeliverable == {HOLDER: "bounce"}
        set_clock(at + 1_000)
        suppression.lift(HOLDER, "admin", "sato", "works again", "mail of today", clock.now())
        person = fold_of_person()
        assert not person.is_unsubscribed and person.undeliverable == {}


def test_rows_of_before_are_shown_honestly_and_named_when_met(office, capsys):
    """They stand in no list at first. A mail that meets one names it; `list --all` enters the rest, with the address
    where a lead has it."""
    fill_in("b-1")
    for address in (HOLDER, OTHER, "met@example.com"):
        as_of_old(address)
    as_of_old("gone@example.com", "erasure")
    assert all_listed() == []
    assert verdict("met@example.com") == "suppressed" and verdict("gone@example.com") == "suppressed"
    assert {each.address for each in all_listed()} == {"met@example.com", None}
    assert told("list", "--all", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["suppressions"]
    assert sorted(str(each["address"]) for each in listed) == sorted([HOLDER, "met@example.com", "None", "None"])
    assert sorted(each["erased"] for each in listed) == [False, False, False, True]
    assert told("list", "--all", "--lang", "en") == 0
    said = capsys.readouterr()
    assert said.err == "" and "address not known (an earlier release's)" in said.out and "erased person" in said.out


def test_a_list_of_another_system_is_taken_in(world, tmp_path, capsys):
    """Addresses as they are in life; each line is added, repeated, or refused with its number and why; again it is the
    same."""
    lines = [
        "メール,氏名",
        "taro..san.@docomo.ne.jp,太郎",
        '"hanako+news"@Example.com',
        "ＪＩＲＯ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "yuki@例え.jp",
        "ji\u200bro@example.com",
        "# a comment",
        "",
        "たなか@example.com",
        "nobody",
        "a@example.com,b@example.com",
        "田中 太郎 <tanaka@example.com>",
        "=cmd()@x",
    ]
    file = tmp_path / "old.csv"
    for number, encoding in enumerate(("utf-8-sig", "utf-16")):
        file.write_bytes("\r\n".join(lines).encode(encoding))
        assert told("add", "--file", str(file), "--because", "old system", "--by", "sato", "--json") == 1
        said = json.loads(capsys.readouterr().out)
        assert (said["new"], said["there"], said["twice"]) == ((5, 0, 1) if number == 0 else (0, 5, 1))
        assert [(each["line"], each["code"]) for each in said["lines"]] == [
            (9, "address_out_of_reach"),
            (10, "address_invalid"),
            (11, "address_several"),
            (13, "address_invalid"),
        ]
    known = {each.address for each in all_listed()}
    plain = {"taro..san.@docomo.ne.jp", "hanako+news@example.com", OTHER, "tanaka@example.com"}
    assert known == plain | {"yuki@xn--r8jz45g.jp"}
    file.write_bytes("氏名\nsjis@example.com,日本語".encode("cp932"))
    assert told("add", "--file", str(file), "--because", "old system", "--lang", "ja") == 0
    assert "登録 1 件" in capsys.readouterr().out


def test_the_command_says_what_it_did(world, capsys):
    """In both languages, with the way out of each refusal; exit codes 0, 1, 2."""
    assert told("add", HOLDER, "--because", "phone", "--by", "sato", "--lang", "en") == 0
    assert told("list", "--lang", "en") == told("list", HOLDER, "--lang", "ja") == 0
    said = capsys.readouterr().out
    assert f"{HOLDER}  added by hand  since" in said and "sato: phone" in said and "手で登録" in said
    assert told("lift", HOLDER, "--because", "a mistake", "--lang", "en") == 0
    assert told("list", HOLDER) == 1
    addresses.suppress(HOLDER, "complaint", clock.now() + 1)
    assert told("lift", HOLDER, "--because", "a mistake", "--lang", "en") == 1
    assert "Name what shows that they wish mail again" in capsys.readouterr().err
    assert told("add", "nobody", "--because", "x") == told("add", "--because", "x") == 2


def test_who_left_a_topic_gets_it_again_when_an_admin_says_so(office, capsys):
    """Told by the command in both languages, noted on the lead and on its record of consent; the wish may stand with
    the lead alone, because the address was another one then."""
    fill_in("b-1")
    press(link_of(office_mail()))
    subject = f"p:{fold_of_person().id}"
    for number, (name, said) in enumerate((("Topic Unsubscribed", {"topic": "news"}), ("Mail Paused", {}))):
        at = NOW + 5_000 + number
        event = own_events.note(name, subject, HOLDER, at=at, origin="mail", proof=2, properties=said)
        log.append(own_events.packet(subject, event, at))
    person = fold_of_person()
    assert person.is_unsubscribed_from("news") and person.paused_until
    set_clock(NOW + 9_000)
    assert told("list", HOLDER, "--lang", "en") == told("list", HOLDER, "--lang", "ja") == 0
    said = capsys.readouterr().out
    assert "no mail of “news”" in said and "--topic news lifts it" in said and "休止中" in said
    because = ("--because", "phone", "--by", "sato")
    assert told("lift", HOLDER, "--topic", "news", *because, "--lang", "en") == 1
    assert "Name what shows that they wish mail again" in capsys.readouterr().err
    assert told("lift", HOLDER, "--topic", "news", "--evidence", "mail of today", *because, "--lang", "en") == 0
    assert told("lift", HOLDER, "--pause", "--evidence", "mail of today", *because) == 0
    assert "Mail of “news” may go to" in capsys.readouterr().out
    person = fold_of_person()
    assert not person.is_unsubscribed_from("news") and person.paused_until is None
    assert told("list", HOLDER) == 1
    titles = [consent_record.in_words(each, {}, "en", "UTC").title for each in proofs.of_person(person).proofs]
    assert titles[-2:] == ["Mail of “news” was let go again by hand", "The pause was ended by hand"]


def office_mail() -> Any:
    from tests.functions.outbox import sent

    return sent()[-1]


def _bounced(at: int) -> None:
    from mikomi import own_events

    subject = f"p:{holder().id}"
    said = {"mail": "m", "reason": "General", "address": HOLDER}
    event = own_events.note("Mail Bounced", subject, "m", at=at, origin="mail", properties=said)
    log.append(own_events.packet(subject, event, at))


def _events(world: Any) -> list[Any]:
    return [event for item in world.rows("events") for event in log.decode(item).events]
