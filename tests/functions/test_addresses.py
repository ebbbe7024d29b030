"""One row for each address: the mail limit as a law, competition for its last place, suppression that only grows."""

from contextlib import nullcontext
from itertools import count

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.aws import addresses
from mikomi.model.base import DAY
from mikomi.model.limit import Limit

from tests.core.mails import NOW
from tests.effort import effort
from tests.functions.outbox import at_each_call

numbers = count()


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["new", "again", "transactional"])), max_size=25))
@hypothesis_settings(max_examples=effort(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_more_than_the_limit_in_any_window(world, asked):
    """I18 as a law: whatever is asked when, and asked again, no window of the limit's length holds more mails; mails
    that are no marketing are counted apart."""
    limit, others, now = Limit(2, 20), Limit(100, 20, "transactional"), 1_000
    admitted: dict[str, int] = {}
    address = f"law{next(numbers)}@example.com"
    for number, (later, kind) in enumerate(asked):
        now += later
        name = f"m{number}" if kind == "new" or not admitted else next(reversed(admitted))
        marketing = kind != "transactional"
        answer = addresses.admit(address, name, now, limit if marketing else others, marketing=marketing)
        if kind == "transactional":
            assert answer.verdict == "ok"
        elif answer.verdict == "ok":
            admitted.setdefault(name, now)
        else:
            assert answer.until is not None and answer.until > now
    times = sorted(admitted.values())
    assert all(sum(start <= at < start + limit.per for at in times) <= limit.mails for start in times)


def test_a_competing_mail_takes_its_place_in_the_limit(world):
    """Two mails ask at the same moment for the last place: one gets it, however the calls fall."""
    limit = Limit(1, DAY)

    def meet(_number, name, carry_out):
        if name == "UpdateItem" and made.count(name) == 1:
            addresses.admit("a@example.com", "first", NOW, limit)
        return carry_out()

    with at_each_call(meet) as made:
        answer = addresses.admit("a@example.com", "second", NOW, limit)
    assert answer.verdict == "limited" and addresses.admit("a@example.com", "first", NOW, limit).verdict == "ok"


def test_suppression_only_grows(world):
    """I17: a stronger reason replaces a weaker one; only a newer opt-in lifts an unsubscription, and nothing else."""
    address = "Yamada@Example.com "
    addresses.suppress(address, "unsubscribed", 100)
    assert not addresses.lift(address, 99), "an older opt-in (a replay) lifts nothing"
    assert addresses.lift(address, 101) and addresses.is_suppressed("yamada@example.com") is None
    addresses.suppress(address, "unsubscribed", 100)
    assert addresses.is_suppressed(address) is None, "a replayed unsubscription is older than the opt-in"
    addresses.suppress(address, "complaint", 102)
    addresses.suppress(address, "unsubscribed", 103)
    assert not addresses.lift(address, 104) and addresses.is_suppressed(address) == "complaint"


def test_a_mail_counts_from_when_it_leaves(world):
    """I18: SES could not take a mail for two days; what is sent is counted from then on, not from the first try."""
    limit, day = Limit(2, 7 * DAY), DAY
    assert addresses.admit("a@example.com", "late", NOW, limit).verdict == "ok"
    assert addresses.admit("a@example.com", "late", NOW + 2 * day, limit).verdict == "ok"
    assert addresses.admit("a@example.com", "next", NOW + 3 * day, limit).verdict == "ok"
    third = addresses.admit("a@example.com", "third", NOW + 8 * day, limit)
    assert third.verdict == "limited" and third.until == NOW + 9 * day, "the late one left two days after it was tried"


def test_other_mails_are_counted_apart(world):
    """Thanks mails fill neither the place of a marketing mail nor the other way round; an unsubscription stops only
    marketing, even one that comes while a thanks mail is being admitted."""
    one, other = Limit(1, DAY), Limit(1, DAY, "transactional")
    assert addresses.admit("a@example.com", "thanks", NOW, other, marketing=False).verdict == "ok"
    assert addresses.admit("a@example.com", "faq", NOW, one).verdict == "ok"
    assert addresses.admit("a@example.com", "again", NOW, other, marketing=False).verdict == "limited"

    def meet(_number, name, carry_out):
        if name == "UpdateItem" and made.count(name) == 1:
            addresses.suppress("b@example.com", "unsubscribed", NOW)
        return carry_out()

    with at_each_call(meet) as made:
        assert addresses.admit("b@example.com", "thanks", NOW, other, marketing=False).verdict == "ok"
    assert addresses.admit("b@example.com", "faq", NOW, one).verdict == "suppressed"
    assert addresses.admit("b@example.com", "again", NOW, other, marketing=False).verdict == "limited"


def test_what_was_said_last_counts_to_the_millisecond(world):
    """Unsubscribing and agreeing anew at the same moment: what stands stays. A millisecond later it is lifted, or
    holds again."""
    address = "a@example.com"
    addresses.suppress(address, "unsubscribed", 100)
    assert not addresses.lift(address, 100) and addresses.lift(address, 101)
    addresses.suppress(address, "unsubscribed", 101)
    assert addresses.is_suppressed(address) is None
    addresses.suppress(address, "unsubscribed", 102)
    assert addresses.is_suppressed(address) == "unsubscribed"
    addresses.suppress(address, "unsubscribed", 110)
    addresses.suppress(address, "unsubscribed", 105)
    assert not addresses.lift(address, 110), "said again later, it holds from then on; a replay turns nothing back"
    assert addresses.lift(address, 111) and not addresses.lift(address, 112), "there is nothing left to lift"


def test_a_stronger_reason_stands_whenever_it_was_said(world):
    """A bounce of yesterday outweighs an unsubscription of today, and nothing weaker takes its place."""
    for place, weaker in enumerate(reasons := list(addresses.STRENGTH)):
        for stronger in reasons[place + 1 :]:
            address = f"{weaker}-{stronger}@example.com"
            addresses.suppress(address, weaker, 200)
            addresses.suppress(address, stronger, 100)
            addresses.suppress(address, weaker, 300)
            assert addresses.is_suppressed(address) == stronger and not addresses.lift(address, 400)


def test_a_place_is_free_again_when_its_window_has_passed(world):
    """Two an hour: the third may go an hour after the first, not a millisecond earlier; what is said is that moment."""
    limit, hour = Limit(2, 3_600_000), 3_600_000
    for name, at in (("one", NOW), ("two", NOW + 10)):
        assert addresses.admit("a@example.com", name, at, limit).verdict == "ok"
    for moment in (NOW + 10, NOW + hour - 1):
        assert addresses.admit("a@example.com", "three", moment, limit) == ("limited", None, NOW + hour)
    assert addresses.admit("a@example.com", "three", NOW + hour, limit).verdict == "ok"
    assert addresses.admit("a@example.com", "four", NOW + hour, limit) == ("limited", None, NOW + 10 + hour)


@pytest.mark.parametrize(("quicker", "admitted"), [(7, True), (8, False)])
def test_a_row_that_never_stands_still_is_given_up_for_now(world, quicker, admitted):
    """Eight tries: seven times somebody else is quicker and the mail still gets its place, eight times and it waits."""
    others: list[str] = []

    def meet(_number, name, carry_out):
        if name == "UpdateItem" and len(others) < quicker:
            others.append(f"other{len(others)}")
            addresses.admit("a@example.com", others[-1], NOW, Limit(100, DAY))
        return carry_out()

    with at_each_call(meet), nullcontext() if admitted else pytest.raises(addresses.Contended):
        assert addresses.admit("a@example.com", "mine", NOW, Limit(100, DAY)).verdict == "ok"
    assert len(others) == quicker
