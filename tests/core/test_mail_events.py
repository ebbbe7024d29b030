"""SES's events, in the shapes that SES documents, and what they mean."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import keys
from mikomi.core.mails import mail_events
from mikomi.core.people import consent
from mikomi.model.events import MAIL_BOUNCED, MAIL_COMPLAINED, Event
from mikomi.model.person import Person
from msgspec.structs import replace

EVENTS = Path(__file__).parents[1] / "events"
MEANING = {
    "send": "sent",
    "delivery": "delivered",
    "delivery_delay": "delayed",
    "bounce": "bounced",
    "bounce_transient": "returned",
    "complaint": "complained",
    "complaint_not_spam": "other",
    "reject": "rejected",
    "rendering_failure": "rejected",
}


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_each_documented_event_is_read(name):
    """What it means, of which row and attempt, and the address that we wrote to, not the one it was forwarded to."""
    event = mail_events.read((EVENTS / f"{name}.json").read_text())
    assert event is not None
    assert (event.what, event.pk, event.sk, event.attempt) == (MEANING[name], "person#l_1", "mail#run1.faq", 1)
    assert event.address == "yamada1@example.com" and event.at >= 1_795_482_000_400 and event.ses_id.startswith("0106")


def test_what_is_none_of_ours_is_passed_over():
    """SNS's test notice, a mail without our tags, tags that we did not write."""
    assert mail_events.read((EVENTS / "sns_test_notice.txt").read_text()) is None
    event = json.loads((EVENTS / "send.json").read_text())
    for tags in ({}, {"owner": ["é"], "row": ["\u3042"]}, {"owner": [], "row": ["bWFpbA"]}):
        event["mail"]["tags"] = tags
        assert mail_events.read(json.dumps(event)) is None


@given(st.text(min_size=1))
def test_a_tag_brings_the_key_back(text):
    """Any key comes back from the value of a tag, which SES would accept."""
    written = text.encode("utf-8", "replace").decode()
    assert keys.of_tag(keys.as_tag(written)) == written
    assert set(keys.as_tag(written)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def told(name, address="taro@example.com"):
    return Event(id="e", type="track", name=name, at=1, received_at=1, origin="mail", properties={"address": address})


def test_a_returned_mail_closes_the_address_and_not_the_person():
    """Nothing more goes to the address, not even what was asked for; a new address of the person starts afresh."""
    person = consent.give_up_address(Person(id="l_1", email="Taro@example.com"), told(MAIL_BOUNCED))
    assert consent.obstacle(person, marketing=False, now=0) == "suppressed"
    moved = replace(person, email="taro@elsewhere.example")
    assert consent.obstacle(moved, marketing=False, now=0) is None


@given(st.lists(st.sampled_from([MAIL_BOUNCED, MAIL_COMPLAINED]), max_size=5))
def test_a_complaint_outweighs_in_any_order(names):
    """Suppression only grows: however bounces and complaints come, a complaint stays one."""
    person = Person(id="l_1")
    for name in names:
        person = consent.give_up_address(person, told(name))
    expected = "complaint" if MAIL_COMPLAINED in names else "bounce" if names else None
    assert person.undeliverable.get("taro@example.com") == expected
