"""Whose fault a bounce is, by SES's words and the server's; and how many in a row are too many."""

import itertools

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.mails.bounces import CASES, fault_of, in_a_row
from mikomi.model.base import DAY
from mikomi.model.events import MAIL_AUTO_REPLIED, MAIL_BOUNCED, MAIL_GOT_THROUGH, MAIL_SOFT_BOUNCED

from tests.core.story import Story, plan_of
from tests.effort import effort

TWO_WEEKS = 14 * DAY


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (("Permanent", "General", "5.1.1"), "dead"),
        (("Permanent", "NoEmail", ""), "dead"),
        (("Permanent", "OnAccountSuppressionList", "5.7.1"), "dead"),
        (("Permanent", "General", ""), "dead"),
        (("Permanent", "General", "5.2.1"), "dead"),
        (("Permanent", "General", "5.3.4"), "message"),
        (("Permanent", "General", "5.2.3"), "message"),
        (("Permanent", "General", "5.6.1"), "message"),
        (("Permanent", "General", "5.7.1"), "address"),
        (("Transient", "MessageTooLarge", "5.3.4"), "message"),
        (("Transient", "ContentRejected", ""), "message"),
        (("Transient", "AttachmentRejected", "5.7.0"), "message"),
        (("Transient", "General", "4.7.1"), "message"),
        (("Transient", "General", "smtp; 421 4.7.0 try again later"), "message"),
        (("Transient", "MailboxFull", "5.2.2"), "address"),
        (("Transient", "MailboxFull", ""), "address"),
        (("Transient", "General", "4.4.7"), "address"),
        (("Transient", "General", "5.2.2 (mailbox full)"), "address"),
        (("Transient", "General", "15.2.31"), "reply"),
        (("Transient", "General", ""), "reply"),
        (("Undetermined", "Undetermined", ""), "address"),
        (("SomethingNew", "", "5.2.3"), "message"),
        (("SomethingNew", "", ""), "address"),
    ],
)
def test_a_bounce_is_somebodys_fault(said, fault):
    """Message faults never count against the address, nor what may be an absence note; SES's new words pass as soft."""
    assert fault_of(*said) == fault


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=30))
def test_whatever_ses_says_has_an_answer(type, sub_type, status):
    """The last case fits everything; only what SES calls permanent closes an address."""
    assert CASES[-1][:3] == (None, None, None)
    assert fault_of(type, sub_type, status) != "dead" or type == "Permanent"


def test_three_in_a_row_and_a_delivery_between():
    """The fourth after a delivery is the first again."""
    assert in_a_row({"a": 1, "b": 2, "c": 3}, {}, TWO_WEEKS) == 3
    assert in_a_row({"a": 1, "b": 2, "d": 4}, {"c": 3}, TWO_WEEKS) == 1
    assert in_a_row({"a": 1, "b": 2}, {"c": 3}, TWO_WEEKS) == 0
    assert in_a_row({}, {"c": 3}, TWO_WEEKS) == 0


def test_what_was_delivered_and_came_back_was_not_delivered():
    """A gateway takes everything at first: each mail is delivered, and comes back a second later."""
    delivered = {"a": 10, "b": 20, "c": 30}
    assert in_a_row({mail: at + 1 for mail, at in delivered.items()}, delivered, TWO_WEEKS) == 3


@pytest.mark.parametrize(("apart", "count"), [(TWO_WEEKS - 1, 2), (TWO_WEEKS, 1)])
def test_what_is_long_ago_does_not_count(apart, count):
    assert in_a_row({"a": 0, "b": apart}, {}, TWO_WEEKS) == count


TOLD = st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans(), st.integers(0, 9)), max_size=9)


@hypothesis_settings(max_examples=effort(200))
@given(TOLD, st.integers(1, 9), st.randoms())
def test_in_any_order_and_twice_it_is_the_same(told, within, chance):
    """A law: each mail's first word stands, whenever and however often it is told."""
    told = {(mail, back): at for mail, back, at in reversed(told)}

    def counted(words):
        came_back: dict[str, int] = {}
        delivered: dict[str, int] = {}
        for (mail, back), at in words:
            (came_back if back else delivered).setdefault(mail, at)
        return in_a_row(came_back, delivered, within)

    words = list(told.items())
    again = words * 2
    chance.shuffle(again)
    assert counted(words) == counted(again)


@given(st.lists(st.integers(0, 99), unique=True, max_size=8))
def test_a_later_delivery_heals_always(times):
    """Whatever came back before it; and one more that comes back never lowers the count."""
    came_back = {f"m{at}": at for at in times}
    assert in_a_row(came_back, {"x": 100}, TWO_WEEKS) == 0
    for less, more in itertools.pairwise(range(len(times) + 1)):
        assert in_a_row(dict(sorted(came_back.items(), key=lambda each: each[1])[:less]), {}, TWO_WEEKS) <= in_a_row(
            dict(sorted(came_back.items(), key=lambda each: each[1])[:more]), {}, TWO_WEEKS
        )


COURSE = {
    "id": "s",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [{"wait": "1d"}, {"id": "faq", "mail": {"template": "faq"}}],
}


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        (MAIL_SOFT_BOUNCED, {"fault": "address", "in_a_row": 2, "suspends": False}, "soft"),
        (MAIL_SOFT_BOUNCED, {"fault": "address", "in_a_row": 3, "suspends": True}, "suspended"),
        (MAIL_SOFT_BOUNCED, {"fault": "message", "suspends": True}, "message"),
        (MAIL_AUTO_REPLIED, {}, "reply"),
        (MAIL_GOT_THROUGH, {}, "through"),
    ],
)
def test_what_servers_say_is_told_and_no_sign_of_life(name, said, code):
    """A reason each; no address is given up, and nobody has been there for it. A hard bounce still ends everything."""
    story = Story(plan_of([COURSE])).submit("download")
    seen = story.person.last_at
    story.until("2026-11-24 12:00")
    story.happens(
        type="track", name=name, origin="mail", subject=f"p:{story.person.id}",
        properties={"address": "taro@example.com", **said},
    )  # fmt: skip
    assert code in story.codes("undeliverable")
    assert story.person.last_at == seen and not story.person.undeliverable


@pytest.mark.parametrize("name", [MAIL_SOFT_BOUNCED, MAIL_GOT_THROUGH, MAIL_AUTO_REPLIED, MAIL_BOUNCED])
def test_a_strangers_word_is_no_mail_of_ours(name):
    """Said with the public key it is an event like any other: nothing is decided by it."""
    story = Story(plan_of([COURSE])).submit("download")
    story.happens(type="track", name=name, origin="client", properties={"suspends": True, "address": "a@example.com"})
    assert not story.codes("undeliverable") and not story.person.undeliverable
