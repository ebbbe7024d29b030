"""Double opt-in, from the form to the press of the button: who is asked, how often, what is recorded, for whom."""

import re
from datetime import timedelta

import pytest
from mikomi import clock, keys, tokens
from mikomi.aws import addresses, everybody, log, people
from mikomi.core.mails.links import CONFIRM_WITHIN
from mikomi.model.form import Form
from mikomi.model.person import Consent, Person
from mikomi.shell.effects import dispatch
from mikomi.shell.people import fold

from functions.identify import app as identify
from tests.core.mails import NOW, mail_plan
from tests.functions.http_api import asked, seen
from tests.functions.outbox import part, sent, set_clock
from tests.functions.tracking import stored
from tests.functions.world import ROOT, packet

HOUR, DAY = 3_600_000, 86_400_000
TEXT = {"ja": "お役立ち情報を受け取ります", "en": "Send me news"}
NEWS = {
    "id": "news",
    "name": "メルマガ",
    "fields": [{"trait": "email", "label": "メール", "type": "email", "required": True}],
    "consent": {"text": TEXT, "version": "2026-11", "confirm": "mail"},
}
HOLDER = "hanako@example.com"


@pytest.fixture
def office(world):
    """A form with double opt-in, ten o'clock on a Tuesday."""
    plan = mail_plan().model_copy(update={"forms": {"news": Form.model_validate(NEWS)}})
    world.publish(plan)
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def fill_in(browser, email=HOLDER, language="ja"):
    """The form over HTTP, the fold, and what the fold decided."""
    fields = {"email": email, "consent": True, "anonymousId": browser, "messageId": f"{browser}-{clock.now()}"}
    headers = {"content-type": "application/json", "accept-language": language}
    assert seen(identify.handler(asked("POST", "/v1/forms/news", fields, headers), None)).status == 200
    deliver()


def deliver():
    """Fold the whole log, as a stream would that brings everything again; carry out what is open."""
    for subject in log.subjects():
        fold.fold_packets(sorted(log.packets(subject), key=lambda each: each.received_at))
    for each in everybody.ids():
        person = person_at(each)
        dispatch.tried_all([effect for effect in person.effects if not dispatch.has_ended(effect, person)], person)


def link_of(mail):
    (token,) = set(re.findall(r"https://ma\.example\.co\.jp(/k/[\w.\-]+)", part(mail, "plain")))
    assert token in part(mail, "html")
    return token


def press(link):
    return seen(identify.handler(asked("POST", link, "confirm=1"), None))


def person_at(place) -> Person:
    found = people.load(place)
    assert found
    return found


def holder() -> Person:
    owner = people.find_alias(keys.email_alias(HOLDER))
    assert owner
    return person_at(owner)


def agreed() -> Consent:
    given = holder().consent
    assert given
    return given


def stranger() -> Person:
    return person_at(keys.visitor_id("a:stranger"))


def test_nobody_has_agreed_before_the_button_is_pressed(office):
    """The form is a question; the mail holds nothing that who typed the address chose; looking at the page, as a
    scanner does, changes nothing; pressing records the form's words and version for the lead, who is proven now."""
    fill_in("b1")
    (mail,) = sent()
    assert mail["To"] == HOLDER and "サンプル商店" in mail["Subject"] and mail["List-Unsubscribe"] is None
    assert TEXT["ja"] in part(mail, "plain") and "/o/" not in part(mail, "html") + part(mail, "plain")
    lead = holder()
    assert lead.consent is None and lead.asked and lead.asked.text == TEXT["ja"] and lead.proof == 1
    link, before = link_of(mail), office.rows("events")
    page = seen(identify.handler(asked("GET", link), None))
    assert page.status == 200 and TEXT["ja"] in page.text and '<form method="post">' in page.text
    assert office.rows("events") == before
    set_clock(NOW + HOUR)
    assert "登録が完了しました" in press(link).text
    deliver()
    given = agreed()
    assert (given.text, given.version, given.source) == (TEXT["ja"], "2026-11", "form:news")
    assert (holder().asked, holder().proof) == (None, 2) and given.confirmed


def test_the_mail_speaks_the_language_in_which_the_form_was_read(office):
    """Mail, page and recorded words are English for who read the form in English."""
    fill_in("b1", language="en")
    (mail,) = sent()
    assert TEXT["en"] in part(mail, "plain") and "You are registered" in press(link_of(mail)).text
    deliver()
    assert agreed().text == TEXT["en"]


def test_one_question_a_day_whoever_says_so(office):
    """Ten browsers type the address: one mail, and the console says why there are no more; the next day, one again."""
    for number in range(10):
        set_clock(NOW + number * HOUR // 2)
        fill_in(f"b{number}")
    assert len(sent()) == 1
    rows = [each for each in office.rows() if each["sk"]["S"].startswith("mail#")]
    assert sorted(each.get("reason", {}).get("S", "") for each in rows) == [""] + 9 * ["too_often"]
    set_clock(NOW + DAY + HOUR)
    fill_in("b11")
    assert len(sent()) == 2


def test_the_holder_agrees_and_the_stranger_gains_nothing(office):
    """A stranger types the address of a proven lead, and the lead presses the button: the lead agreed, once; the
    stranger stays a lead of its own, without consent, and neither is part of the other."""
    identified = {"id": "i", "type": "identify", "traits": {"email": HOLDER, "company": "山田製作所"}, "proof": 2}
    fold.fold_packets([packet("a:hers", identified, at=NOW - DAY)])
    fill_in("stranger")
    assert stranger().id.startswith("v_") and stranger().asked and holder().asked is None
    press(link_of(sent()[0]))
    deliver()
    lead = holder()
    assert lead.consent and "a:stranger" not in lead.members and lead.traits_plain["company"] == "山田製作所"
    assert stranger().id.startswith("v_") and stranger().consent is None and stranger().proof == 1


def test_pressing_twice_is_agreeing_once(office):
    """The button, pressed again an hour later, renews the consent and changes nothing else."""
    fill_in("b1")
    link = link_of(sent()[0])
    for hours in (1, 2):
        set_clock(NOW + hours * HOUR)
        assert press(link).status == 200
        deliver()
    assert agreed().at >= NOW + 2 * HOUR and len(sent()) == 1


def test_a_confirmation_lifts_an_older_unsubscription_only(office):
    """I17: who unsubscribed and agrees anew is written to again, until they unsubscribe once more."""
    addresses.suppress(HOLDER, "unsubscribed", NOW - DAY)
    fill_in("b1")
    left = {"id": "u", "type": "track", "name": "Unsubscribed", "origin": "mail", "proof": 2}
    fold.fold_packets([packet(f"p:{holder().id}", left, at=NOW + 1_000)])
    deliver()
    assert holder().is_unsubscribed
    set_clock(NOW + HOUR)
    press(link_of(sent()[0]))
    deliver()
    assert not holder().is_unsubscribed and addresses.is_suppressed(HOLDER) is None
    set_clock(NOW + 2 * HOUR)
    fold.fold_packets([packet(f"p:{holder().id}", {**left, "id": "u2"}, at=NOW + 2 * HOUR)])
    deliver()
    assert holder().is_unsubscribed and addresses.is_suppressed(HOLDER) == "unsubscribed"


@pytest.mark.parametrize("reason", ["bounce", "complaint", "erasure"])
def test_nothing_stronger_is_lifted(office, reason):
    """I17: a press of the button is an opt-in, and no address comes back by it that mail came back from, or whose
    holder complained."""
    fill_in("b1")
    addresses.suppress(HOLDER, reason, NOW - DAY)
    press(link_of(sent()[0]))
    deliver()
    assert addresses.is_suppressed(HOLDER) == reason


def test_nobody_is_asked_at_an_address_that_complained(office):
    """Not even the question goes to who complained or is gone."""
    addresses.suppress(HOLDER, "complaint", NOW - DAY)
    fill_in("b1")
    assert sent() == []


def test_only_our_own_fresh_links_confirm(office):
    """Another purpose, another root, an end that has come, a form that the plan never had, an address that is
    nobody's: nothing is recorded."""
    fill_in("b1")
    link = link_of(sent()[0])
    payload = tokens.unseal(ROOT, "confirm", link.removeprefix("/k/"))
    assert payload
    count = len(stored(office))
    refused = {
        tokens.seal(ROOT, "unsubscribe", payload): 404,
        tokens.seal("other root", "confirm", payload): 404,
        tokens.seal(ROOT, "confirm", {**payload, "f": "no-such-form"}): 404,
        tokens.seal(ROOT, "confirm", {**payload, "a": "nobody@example.com"}): 404,
        "x": 404,
    }
    for token, status in refused.items():
        assert press(f"/k/{token}").status == status
    set_clock(payload["x"] + 1)
    assert press(link).status == 410 and payload["x"] - CONFIRM_WITHIN <= clock.now()
    assert len(stored(office)) == count


def test_who_agreed_before_stays_agreed_while_asked_again(office):
    """A second form does not take the consent back that stands; whose browser sent it, nobody has shown."""
    fill_in("b1")
    press(link_of(sent()[0]))
    deliver()
    set_clock(NOW + 2 * DAY)
    fill_in("b1")
    lead = holder()
    assert lead.consent and lead.asked is None and len(sent()) == 2
