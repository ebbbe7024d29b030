"""First and last touch: what is a landing, and that no order of events and merges matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.people import union
from mikomi.core.people.touch import landing_of
from mikomi.core.tracking.segment_context import trimmed
from mikomi.model.events import Event
from mikomi.model.person import Person
from msgspec.structs import replace

from tests.core.story import at, plan_of

NOW = at("2026-11-24 10:00")
HERE = "https://www.example.co.jp/price?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=Abc"
BOOKS = Rulebooks(compile(plan_of()), {})


def view(url: str = "https://www.example.co.jp/price", referrer: str = "", number: int = 0, at: int = NOW) -> Event:
    """A page view as the log has it."""
    path = "/" + url.split("/", 3)[3].partition("?")[0]
    context = trimmed({"page": {"url": url, "path": path, "referrer": referrer}}, secret=False)
    return Event(subject="a:b", id=f"e{number}", type="page", at=at, received_at=at, context=context)


def test_a_landing_says_where_from() -> None:
    """Campaign, the advertisement's click id by name (its value stays in the log), the other site's host, the page."""
    landed = landing_of(view(HERE, "https://www.google.com/search?q=secret"))
    assert landed and (landed.source, landed.medium, landed.campaign) == ("google", "cpc", "spring")
    assert (landed.click, landed.referrer, landed.path) == ("gclid", "google.com", "/price")
    assert "Abc" not in str(landed) and "secret" not in str(landed)


@pytest.mark.parametrize(
    ("referrer", "lands"),
    [
        ("https://www.example.co.jp/", False),
        ("https://example.co.jp/a", False),
        ("https://shop.example.co.jp/cart", False),
        ("https://other.co.jp/", True),
        ("https://notexample.co.jp/", True),
        ("android-app://com.google.android.gm/", True),
        ("http://[", True),
        ("", True),
    ],
)
def test_a_view_that_follows_from_the_site_itself_is_none(referrer: str, lands: bool) -> None:
    """The site is the host, with www. or without, and what lies within it; anything unreadable is direct."""
    assert (landing_of(view(referrer=referrer)) is not None) == lands
    assert landing_of(view(HERE, referrer)) is not None, "a campaign in the address is a landing whatever led there"


def test_a_link_of_our_mail_is_a_touch() -> None:
    """Out of our mail, without words of its own: it came by mail; nothing but a page view is a landing."""
    event = view()
    mailed = replace(event, context={**event.context, "recognised": "l_1"})
    landed = landing_of(mailed)
    assert landed and (landed.source, landed.medium) == ("mikomi", "email")
    assert landing_of(replace(event, type="track", name="Page Engaged")) is None


CAME = {
    "ad": (HERE, ""),
    "search": ("https://www.example.co.jp/", "https://www.google.com/"),
    "direct": ("https://www.example.co.jp/", ""),
    "inside": ("https://www.example.co.jp/cases", "https://www.example.co.jp/"),
}
visits = st.lists(st.tuples(st.sampled_from(sorted(CAME)), st.integers(NOW, NOW + 4)), max_size=6)


def see(person: Person, number: int, how: str, moment: int) -> Person:
    event = view(*CAME[how], number=number, at=moment)
    return decide(person, event, BOOKS, event.received_at).person


@given(visits, st.data())
def test_no_order_of_events_and_merges_matters(seen: list[tuple[str, int]], data: st.DataObject) -> None:
    """The first is the earliest landing, the last the latest that says where from, in whatever order events arrive and
    parts are merged."""
    numbered = list(enumerate(seen))
    whole, shuffled, parts = Person(id="l_1"), Person(id="l_1"), [Person(id="l_1"), Person(id="v_2"), Person(id="v_3")]
    for number, (how, moment) in numbered:
        whole = see(whole, number, how, moment)
        part = data.draw(st.integers(0, 2))
        parts[part] = see(parts[part], number, how, moment)
    for number, (how, moment) in data.draw(st.permutations(numbered)):
        shuffled = see(shuffled, number, how, moment)
    one, other, third = data.draw(st.permutations(parts))
    merged = union.absorb(union.absorb(one, other), third)
    for person in (shuffled, merged):
        assert (person.first_touch, person.last_touch) == (whole.first_touch, whole.last_touch)
    landings = [(moment, f"e{number}") for number, (how, moment) in numbered if how != "inside"]
    telling = [(moment, f"e{number}") for number, (how, moment) in numbered if how in ("ad", "search")]
    first, last = whole.first_touch, whole.last_touch
    assert (first and (first.at, first.event_id)) == min(landings, default=None)
    assert (last and (last.at, last.event_id)) == max(telling, default=None)
