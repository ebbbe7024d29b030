"""S5: no value that anybody sent makes a fold, a timeline or an alert fail, and all of them read it alike.

What ingestion refuses today may have been stored before, so every reader of an event is tried on values of any kind:
numbers of thousands of digits, NaN, truth values, lists, nested objects, moments that no calendar holds.
"""

import json
import math
from functools import cache
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mikomi import packing
from mikomi.core.behaviour import page_view, values
from mikomi.core.behaviour.engagement import engage
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.people import identity
from mikomi.core.people.absence import Recipient
from mikomi.core.sales import alert_mail, alerts, footprints
from mikomi.core.sales.alerts import Occasion
from mikomi.core.telling import portrait, timeline
from mikomi.core.telling.timeline import Decided
from mikomi.core.words import wording
from mikomi.model import stored_json
from mikomi.model.company import Rep
from mikomi.model.effects import SendAlert
from mikomi.model.events import Event, Packet
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.stored_json import plain_of

from tests.core.mails import LINKS, SCENARIO
from tests.core.story import at, plan_of

NOW = at("2026-11-20 14:05")
RELAXED = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
HUGE = 10**3999 + 7
ODD: list[Any] = [
    HUGE, -HUGE, 2**63, -(2**63) - 1, 1e308, -1e308, math.nan, math.inf, -math.inf, 0, -0.0, -1, 1.5, True, False, None,
    "", " ", "5000", "９９", "1e999", "nan", "9" * 4000, "x" * 30_000, "/" * 5_000, "%" * 3_000, "https://[", "//",
    "\x00", "a\r\nb", "\u202eexe.fdp", "\u200b", "👩\u200d👩\u200d👧", "あ" * 5_000, [], {}, [[]], [HUGE],
    [math.nan, True, None, {}], {"name": HUGE}, [[["/price"]]], {"a": {"b": [1, {"c": "d"}]}}, ["x"] * 3_000,
    [["x"] * 100] * 100,
]  # fmt: skip
VALUES = st.sampled_from(ODD) | st.recursive(
    st.integers() | st.floats() | st.text(max_size=8) | st.booleans() | st.none(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=4), each, max_size=3),
    max_leaves=6,
)
PROPERTIES = [
    *("engaged_ms", "scroll_percent", "path", "url", "title", "form", "scenario", "step", "variant", "mail", "answer"),
    *("rep", "slot", "choice", "link", "enrolment", "price", "reason", "address", "plan", "href"),
]
TRAITS = [
    *("email", "firstName", "lastName", "name", "company", "title", "phone", "industry", "department", "city", "tags"),
    *("age", "birthday", "plan", "vip"),
]
CONSENT = ["marketing", "text", "source", "version"]
PAGE = ["path", "url", "title", "referrer", "search"]
CONTEXT = {
    "page": st.dictionaries(st.sampled_from(PAGE), VALUES, max_size=4) | VALUES,
    "campaign": st.dictionaries(st.sampled_from(["source", "medium", "name", "gclid"]), VALUES, max_size=3) | VALUES,
    "consent": st.dictionaries(st.sampled_from(["marketing", "text", "source", "version"]), VALUES, max_size=4)
    | VALUES,
    "traits": st.dictionaries(st.sampled_from(TRAITS), VALUES, max_size=3) | VALUES,
    **dict.fromkeys(("pageId", "recognised", "locale", "timezone", "userAgent"), VALUES),
}
NAMES = [
    *("Page Engaged", "Form Submitted", "Mail Opened", "Mail Clicked", "Mail Bounced", "Mail Complained"),
    *("Unsubscribed", "Rep Answered", "Slot Shown", "Enter Scenario", "Order Placed", "x" * 5_000, "\u202eevil\r\n"),
]
EVENTS = st.builds(
    lambda number, moment, **told: Event(
        id=f"e{number}", subject="a:b1", anonymous_id="b1", at=moment, received_at=NOW, **told
    ),
    number=st.integers(0, 10**6),
    moment=st.integers(NOW - 10**7, NOW) | st.sampled_from([0, 1, -1, 10**18, -(10**18), NOW]),
    type=st.sampled_from(["track", "track", "track", "page", "screen", "identify", "group", "alias"]),
    name=st.sampled_from(NAMES),
    origin=st.sampled_from(["client", "server", "form", "slot", "mail", "rep", "import"]),
    proof=st.sampled_from([1, 2]),
    properties=st.dictionaries(st.sampled_from(PROPERTIES), VALUES, max_size=5),
    traits=st.dictionaries(st.sampled_from(TRAITS), VALUES, max_size=4),
    context=st.fixed_dictionaries({}, optional=CONTEXT),
)


def _engaged(ms):
    told = {"engaged_ms": ms, "path": "/price"}
    return Event(
        id="e", subject="a:b1", type="track", name="Page Engaged", at=NOW - 9, received_at=NOW, properties=told
    )


@cache
def plan() -> Plan:
    """A plan in which every property and trait is looked at by something."""
    asks = [
        {"visited": "/price/**"},
        {"engaged": "/price", "seconds": 60},
        {"submitted": "download"},
        {"event": "Order Placed", "where": {"price": ">= 100", "plan.name": "pro"}},
        {"event": "Order Placed", "where": {"price": [5000, "x"]}},
        {"clicked": "*", "link": "/offer/**"},
        {"opened": "*"},
        {"trait": "title", "matches": "部長|x+"},
        {"trait": "age", "in": [5, "x"]},
        {"trait": "company", "is": "x"},
        {"trait": "phone", "exists": True},
    ]
    rules = [{"id": f"r{n}", "name": f"r{n}", "when": when, "points": 30} for n, when in enumerate(asks)]
    answers = {"good": {"label": "良", "tag": "good", "score": "halve"}, "5000": {"label": "5000", "snooze": "3d"}}
    scoring = {
        "rules": rules,
        "decay": {"half_life": "30d"},
        "bands": [{"id": "hot", "name": "Hot", "from": 20}, {"id": "cool", "name": "Cool", "from": 0}],
        "alert": {"on_enter": "hot", "cooldown": "24h"},
        "feedback": answers,
    }
    manual = {"id": "x", "name": "x", "status": "active", "trigger": {"manual": True}, "steps": [{"wait": "1d"}]}
    return plan_of([SCENARIO, manual], scoring)


@cache
def rules() -> Rulebooks:
    return Rulebooks(compile(plan()), {})


def folded(events):
    """The person after these events, and what was decided at each."""
    person, steps = Person(id="l_1", email="hanako@example.co.jp"), []
    for event in events:
        identity.claim_of(event)
        decision = decide(person, event, rules(), NOW)
        steps.append(Decided(event, decision.effects, decision.because))
        person = decision.person
    return person, steps


@RELAXED
@given(events=st.lists(EVENTS, min_size=1, max_size=5), language=st.sampled_from(["ja", "en"]))
@example(events=[_engaged(HUGE), _engaged(math.nan), _engaged(-HUGE), _engaged([1]), _engaged(True)], language="ja")
def test_no_event_makes_a_fold_a_timeline_or_an_alert_fail(events, language):
    """Folded, kept as the table keeps it, told, portrayed, and told to sales: every event has its entry, every moment
    and span its words, and the alert goes out."""
    person, steps = folded(events)
    assert stored_json.read(Person, stored_json.written(person)).id == person.id
    entries = timeline.tell(steps)
    assert {id for entry in entries for id in entry.events} == {event.id for event in events}
    names = wording.names_of(plan(), language)
    for entry in entries:
        assert all(isinstance(page.ms, int) and 0 <= page.ms < 10**10 for page in entry.pages)
        assert all(wording.sentence(reason, language, names) for reason in entry.why)
    assert portrait.portray(person, plan(), lambda _: plan(), NOW, language).score.total < math.inf
    effect = SendAlert(
        id="band-1", at=NOW, event_id=events[-1].id, plan=1, reason="band", to=("sato",), band="hot", before=1
    )
    rep = Rep(id="sato", name="佐藤", email="sato@example.co.jp", language=language)
    alert = alerts.compose(Occasion(effect, person, events, Recipient(rep), NOW, NOW), plan(), LINKS)
    words = alert_mail.alert_words(alert)
    assert len(words.subject) < 1_000 and len(words.html) < 60_000
    assert not set("\r\n\x00\u202e\u200b") & set(words.subject)
    assert footprints.lines(events, language, names) is not None


@RELAXED
@given(ms=VALUES)
@example(ms=HUGE)
@example(ms="5000")
@example(ms=True)
def test_engaged_time_is_read_once(ms):
    """The fold's page view and the timeline's page say the same span of the same event, whatever it tells."""
    event = _engaged(ms)
    views, _ = engage((), event)
    (entry,) = timeline.tell([Decided(event, (), ())])
    (page,) = entry.pages
    assert page.ms == sum(view.ms for view in views) == page_view.engaged_ms(event) <= page_view.MOST_ENGAGED


@given(title=VALUES, beside=VALUES)
def test_a_title_is_read_once(title, beside):
    """The timeline's title and the alert's are of the same reading: a text of one line, or none."""
    event = Event(
        id="e", subject="a:b1", type="page", at=NOW, received_at=NOW,
        properties={"path": "/price", "title": title}, context={"page": {"title": beside}},
    )  # fmt: skip
    (entry,) = timeline.tell([Decided(event, (), ())])
    assert entry.pages[0].title == page_view.title_of(event) == " ".join(page_view.title_of(event).split())
    assert len(page_view.title_of(event)) <= page_view.LONGEST_TITLE


@RELAXED
@given(told=VALUES, wanted=st.sampled_from(["x", 5000, True, "５０００", ">= 10", "/price"]), pattern=st.just("x|部長"))
def test_whatever_was_told_is_compared(told, wanted, pattern):
    """Comparing answers yes or no; an item of a list fits exactly if the list does."""
    assert values.fits(told, wanted) in (True, False) and values.text_matches(pattern, told) in (True, False)
    assert len(values.text(told, 50)) <= 50
    if isinstance(told, (str, int, float)):
        assert values.same(told, wanted) == values.same([None, told], wanted)


@given(values=st.lists(VALUES.filter(lambda value: "\\u" not in repr(value)), max_size=4))
def test_what_was_stored_before_the_bounds_is_read(values):
    """A packet with numbers that JSON does not know is unpacked, and what is read is JSON for everybody."""
    events = [
        {"id": f"e{n}", "type": "track", "name": "x", "at": 1, "properties": {"v": value}, "context": {"v": value}}
        for n, value in enumerate(values)
    ]  # fmt: skip
    written = packing.pack("a:b1", "s", NOW, events)
    packet = packing.unpack(written.subject, written.sort, NOW, written.events)
    assert isinstance(packet, Packet) and len(packet.events) == len(values)
    json.dumps([plain_of(event) for event in packet.events], allow_nan=False)
