"""Who clicked: signs at the door, what is waited for, and what a plan makes of it, over a corpus of shapes."""

import pytest
from mikomi.core.doers import evidence, lists, traces
from mikomi.core.doers.evidence import MailRequest
from mikomi.core.people import union
from mikomi.core.words import reasons
from mikomi.model.effects import Note
from mikomi.model.events import FILE_DOWNLOADED, MAIL_CLICKED, Event
from mikomi.model.person import Person
from mikomi.model.trace import Trace

from tests.core import gateways
from tests.core.gateways import ANYWHERE, BARE, BROWSER, CHROME, MINUTE, Ask, played
from tests.core.story import Story, plan_of

AGENT = {"user-agent": CHROME}


def asked(method="GET", agent=CHROME, headers=BROWSER, ip=ANYWHERE, age=None, hidden=False):
    return MailRequest(method, {**headers, **({"user-agent": agent} if agent else {})}, ip, age, hidden)


@pytest.mark.parametrize(
    ("given", "by", "why"),
    [
        (asked(), "human", "browser"),
        (asked(age=evidence.SETTLED), "human", "browser"),
        (asked(age=evidence.SETTLED - 1), "unknown", "early"),
        (asked("HEAD"), "machine", "head"),
        (asked(hidden=True), "machine", "hidden_link"),
        (asked(headers={**BROWSER, "purpose": "prefetch"}), "machine", "prefetch"),
        (asked(headers={**BROWSER, "sec-purpose": "prefetch;prerender"}), "machine", "prefetch"),
        (asked(agent=""), "machine", "no_agent"),
        (asked(agent="curl/8.5.0"), "machine", "agent"),
        (asked(agent=f"{CHROME} Mimecast"), "machine", "agent"),
        (asked(ip="85.158.137.1"), "machine", "network"),
        (asked(ip="85.158.144.1"), "human", "browser"),
        (asked(headers=BARE), "unknown", "no_browser"),
        (asked(headers=gateways.TONGUE), "unknown", "no_browser"),
        (asked(agent=gateways.OLD_CHROME), "unknown", "no_browser"),
        (asked(agent=gateways.FIREFOX, headers=gateways.TONGUE), "unknown", "no_browser"),
        (asked(agent=gateways.OLD_IPHONE, headers=gateways.TONGUE), "human", "browser"),
        (asked(agent="Something 1.0"), "unknown", "no_browser"),
    ],
)
def test_what_one_request_for_a_link_shows(given, by, why):
    """The first sign that fits; what is only odd is unknown, never a machine's."""
    assert evidence.of_click(given) == (by, why)


@pytest.mark.parametrize(
    ("given", "by", "why"),
    [
        (asked(agent=gateways.OUTLOOK, headers={}), "human", "browser"),
        (asked(agent=gateways.APPLE, headers=BARE), "machine", "apple"),
        (asked(agent=gateways.GMAIL, headers=BARE), "unknown", "proxy"),
        (asked(agent="", headers=BARE), "unknown", "no_agent"),
        (asked(agent="Go-http-client/2.0"), "machine", "agent"),
        (asked("HEAD"), "machine", "head"),
        (asked(age=evidence.AT_ONCE - 1), "unknown", "early"),
        (asked(age=evidence.AT_ONCE), "human", "browser"),
    ],
)
def test_what_one_request_for_the_picture_shows(given, by, why):
    """Apple loads every picture, whoever reads; Gmail's and Yahoo's proxies say nothing of their readers."""
    assert evidence.of_open(given) == (by, why)


def test_no_address_is_no_network():
    assert not any(map(lists.is_gateway, ("", "x", "::1", "999.1.1.1"))) and lists.is_gateway("104.47.0.1")


def test_every_reason_for_a_person_has_its_sentence():
    assert {f"human.{how}" for how in ("page", "hand", "quiet", "click")} <= reasons.REASONS.keys()


# ── the corpus ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_at_most_one_machine_of_a_hundred_is_taken_for_a_person():
    """Of every shape many lives; and what a scenario does: no points, no branch, no file."""
    lives = list(gateways.lives(gateways.MACHINES))
    human = [name for name, life in lives if life.points["click"] or life.points["file"] or life.branch == "clicked"]
    assert len(human) / len(lives) <= 0.01, human


def test_at_most_two_people_of_a_hundred_are_taken_for_a_machine():
    """Nobody's own click is a machine's at the door; and it is lost for the plan with few, who stay unknown."""
    lives = list(gateways.lives(gateways.PEOPLE))
    machines = [
        name for name, life in lives if not life.points["click"] and ("machine" in {by for _, by, _ in life.doors})
    ]
    assert len(machines) / len(lives) <= 0.02, machines
    lost = [name for name, life in lives if life.branch != "clicked"]
    assert len(lost) / len(lives) <= 0.03, lost


def test_who_is_never_known_and_who_does_all_that_people_do():
    """What we cannot tell is written down: unknown people count for nothing, programs that act like one count."""
    assert {life.branch for _, life in gateways.lives(gateways.UNTOLD, 10)} == {"silent"}
    assert {life.branch for _, life in gateways.lives(gateways.BEYOND, 10)} == {"clicked"}


# ── what turns an unknown click into a person's ──────────────────────────────────────────────────────────────────────

EARLY = Ask(60_000, 0)
OPENED = Ask(50_000, "open", gateways.OUTLOOK, {})


@pytest.mark.parametrize(
    ("asks", "because"),
    [
        ([EARLY], []),
        ([OPENED, EARLY], ["human.quiet"]),
        ([EARLY, Ask(61_000, "page 0")], []),
        ([EARLY, Ask(61_000, "page 0"), Ask(65_000, "stayed 0"), Ask(90_000, "stayed 0")], []),
        ([EARLY, Ask(61_000, "page 0"), Ask(66_000, "moved 0")], ["human.page"]),
        ([EARLY, Ask(61_000, "page 0"), Ask(80_000, "moved 0")], ["human.hand"]),
        ([EARLY, Ask(61_000, "page 0"), Ask(62_000, "hand 0")], ["human.hand"]),
        ([OPENED, EARLY, Ask(61_000, "page 0")], ["human.quiet"]),
        ([EARLY, Ask(61_000, "old page 0")], ["human.page"]),
        ([EARLY, Ask(80_000, "old page 0")], ["human.page"]),
        ([EARLY, Ask(61_000, "old page 0"), Ask(90_000, "old page 0")], ["human.page"]),
        ([OPENED, EARLY, Ask(61_400, 1)], []),
        ([OPENED, EARLY, Ask(61_501, 1)], ["human.quiet", "human.quiet"]),
        ([EARLY, Ask(61_000, "moved 0"), Ask(65_000, 1), Ask(69_999, 2)], []),
        ([OPENED, EARLY, Ask(65_000, 1), Ask(70_001, 2)], ["human.quiet", "human.quiet"]),
        ([OPENED, EARLY, Ask(110_000, 1, "curl/8", BARE)], []),
        ([OPENED, EARLY, Ask(120_001, 1, "curl/8", BARE)], ["human.quiet"]),
        ([OPENED, EARLY, Ask(110_000, "hidden")], []),
        ([EARLY, Ask(110_000, "hidden"), Ask(130_000, "moved 0")], []),
        ([EARLY, Ask(110_000, "hidden"), Ask(130_000, "hand 0")], ["human.hand"]),
        ([Ask(60_000, 0, CHROME, BARE), Ask(61_000, "page 0")], []),
        ([Ask(60_000, 0, CHROME, BARE), Ask(61_000, "moved 0")], ["human.page"]),
        ([Ask(50_000, "open", gateways.GMAIL, BARE), Ask(45 * MINUTE, 0)], ["human.click"]),
        ([Ask(50_000, "open", gateways.APPLE, BARE), EARLY], []),
        ([Ask(60_000, 0, "curl/8", BARE), Ask(61_000, "page 0")], []),
    ],
)
def test_what_tells_that_it_was_a_person(asks, because):
    """A hand on the page with the click's own token, that page where its tag cannot tell of hands, or silence after the
    mail was opened; and what speaks against it on both sides of each bound."""
    assert played(asks).because == because


def test_it_is_told_once():
    """Points, branch and note once, however often the page reports and whatever comes later."""
    asks = [EARLY, *(Ask(61_000 + n * 30_000, "old page 0") for n in range(5)), Ask(300_000, "hand 0")]
    life = played(asks)
    assert (life.points["click"], life.branch, life.because) == (1, "clicked", ["human.page"])


def test_the_moment_at_which_it_is_known_is_the_one_at_which_it_counts():
    """The branch that waits goes on when silence has lasted a minute, by the click's own id."""
    story = Story(plan_of([gateways.SCENARIO], {"rules": gateways.RULES})).submit("download")
    said = {"mail": "m1", "scenario": "s", "step": "m", "link": "https://x/"}
    of_mail = {"origin": "mail", "subject": "p:l_someone"}
    story.happens(type="track", name="Mail Opened", properties={**said, "by": "human"}, **of_mail)
    story.now += 1_000
    story.happens(
        type="track", name=MAIL_CLICKED, properties={**said, "by": "unknown", "why": "early"}, id="c", **of_mail
    )
    assert story.person.tags == {} and story.person.due_at == story.now + traces.QUIET
    clicked = story.now
    story.until("2026-11-24 12:00")
    (entry,) = [each for each in story.because if each.kind == "points" and each.rule == "click"]
    known = clicked + traces.QUIET
    assert (entry.event_id, entry.at, story.person.tags) == ("c", clicked, {"clicked": known})
    noted = [
        line
        for effect in story.effects
        if isinstance(effect, Note)
        for line in effect.lines
        if line.name == MAIL_CLICKED
    ]
    assert [(line.properties["by"], line.properties["why"], line.properties["mail"]) for line in noted] == [
        ("human", "quiet", "m1")
    ]


# ── plans of before, and events of before ────────────────────────────────────────────────────────────────────────────


def test_a_plan_of_before_goes_by_every_click_and_by_none_twice():
    """Edition 2 counts what it counted; what is told of a click later it knows already."""
    machine = [Ask(60_000, 0, "curl/8", BARE)]
    assert (played(machine, 2).points["click"], played(machine).points["click"]) == (1, 0)
    told = [EARLY, Ask(61_000, "moved 0")]
    assert played(told, 2).points["click"] == played(told).points["click"] == 1


def test_a_plan_of_before_is_told_by_a_page_that_was_merely_shown():
    """Edition 4 goes on as it was published; from 5 on it takes a hand, where the tag can tell of one."""
    shown = [EARLY, Ask(61_000, "page 0"), Ask(90_000, "stayed 0")]
    assert [played(shown, edition).because for edition in (4, 5)] == [["human.page"], []]


@pytest.mark.parametrize(
    ("library", "tells"),
    [
        ({"name": "mikomi-tag", "version": "1.2.0"}, True),
        ({"name": "mikomi-tag", "version": "1.10"}, True),
        ({"name": "mikomi-tag", "version": "2.0.0"}, True),
        ({"name": "mikomi-tag", "version": "1.1.9"}, False),
        ({"name": "mikomi-tag", "version": "²." + "9" * 5_000}, False),
        ({"name": "mikomi-tag"}, False),
        ({"name": "analytics.js", "version": "2.0.0"}, False),
        ("mikomi-tag 1.2.0", False),
    ],
)
def test_which_tag_tells_of_hands(library, tells):
    """Ours from 1.2 on. Of any other client a page that was shown is all that there will be."""
    seen = Event(subject="a:b", id="1", type="page", at=1, received_at=1, context={"library": library})
    assert traces._would_tell(seen) is tells


def test_what_counted_before_a_publishing_counts_no_second_time_after_it():
    """The first plan of edition 4 comes between a click and what tells who made it."""
    plan = plan_of([gateways.SCENARIO], {"rules": gateways.RULES})
    story = Story(plan.model_copy(update={"edition": 3})).submit("download")
    of_mail = {"origin": "mail", "subject": f"p:{story.person.id}"}
    said = {"mail": "m1", "scenario": "s", "step": "m", "link": "https://x/", "by": "unknown", "why": "early"}
    story.happens(type="track", name=MAIL_CLICKED, properties=said, id="c", **of_mail)
    story.publish(plan)
    story.now += MINUTE
    page = {"recognised": story.person.id, "clicked": "c", "page": {"path": "/price"}}
    story.happens(type="page", context=page, proof=2)
    assert [each.event_id for each in story.because if each.kind == "points" and each.rule == "click"] == ["c"]
    assert [each.code for each in story.because if each.kind == "human"] == ["page"]


def test_an_event_without_by_is_a_persons():
    story = Story(plan_of([gateways.SCENARIO], {"rules": gateways.RULES})).submit("download").click("s", "m")
    assert story.person.tags.keys() == {"clicked"} and story.person.traces == ()


def test_a_condition_that_names_by_looks_at_all_of_them():
    """Whoever wants to know of machines says so."""
    rule = {"id": "r", "name": "-", "when": {"event": MAIL_CLICKED, "where": {"by": "machine"}}, "points": 1}
    story = Story(plan_of([], {"rules": [rule]}))
    for by in ("machine", "unknown", "human"):
        of_mail = {"origin": "mail", "subject": "p:l_someone"}
        story.happens(type="track", name=MAIL_CLICKED, properties={"by": by}, **of_mail)
    assert [each.points for each in story.because if each.kind == "points"] == [1]


def test_what_a_machine_does_shows_nobodys_address_and_is_no_sign_of_life():
    """A stranger types an address; the filter of its holder follows the thanks' link: nobody is shown to be anybody."""
    story = Story(plan_of([]))
    seen, story.now = story.person.last_at, story.now + MINUTE
    story.happens(
        type="track", name=MAIL_CLICKED, properties={"by": "machine"}, origin="mail", subject="p:l_someone", proof=1
    )
    assert (story.person.proof, story.person.email_proof, story.person.last_at) == (1, 0, seen)
    story.click("s", "m")
    assert story.person.proof == 2


def test_what_the_site_calls_by_is_its_own_business():
    """An event of the company's own server under that name counts whatever its `by` says."""
    rule = {"id": "r", "name": "-", "when": {"event": FILE_DOWNLOADED}, "points": 1}
    story = Story(plan_of([], {"rules": [rule]}))
    story.happens(type="track", name=FILE_DOWNLOADED, properties={"by": "machine"})
    assert [each.points for each in story.because if each.kind == "points"] == [1]


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_traces_are_few_and_what_waits_stays():
    """A day, thirty at most; the oldest go, but for what is still waited for."""
    waits = Trace(id="w", subject="p:l", name=MAIL_CLICKED, at=0, by="unknown", due_at=5)
    kept = traces._latest(
        [waits, *(Trace(id=f"{n:03}", subject="p:l", name=MAIL_CLICKED, at=n, by="machine") for n in range(90))]
    )
    assert len(kept) == traces.MOST and kept[0] is waits and kept[-1].at == 89
    later = Trace(id="z", subject="p:l", name=MAIL_CLICKED, at=traces.LASTS, by="machine")
    old = Trace(id="o", subject="p:l", name=MAIL_CLICKED, at=0, by="machine")
    assert traces._latest([old, later, waits]) == (waits, later)


def test_who_turns_out_to_be_one_is_told_of_a_click_once():
    """Known on one side, it is known: a merge that comes again does not ask again."""
    trace = Trace(id="c", subject="p:l", name=MAIL_CLICKED, at=1, by="unknown", due_at=5)
    known = Trace(id="c", subject="p:l", name=MAIL_CLICKED, at=1, by="human")
    lead, visitor = Person(id="l_1", traces=(known,)), Person(id="v_1", traces=(trace,))
    assert union.absorb(lead, visitor).traces == union.absorb(visitor, lead).traces == (known,)
