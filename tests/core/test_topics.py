"""Topics of marketing mail and pauses: who left one keeps the others, and who asked for quiet has it for 30 days."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi import tokens
from mikomi.core.mails.links import Links
from mikomi.core.people import consent, union
from mikomi.model.base import DAY
from mikomi.model.events import SUPPRESSION_LIFTED, Event
from mikomi.model.person import PAUSE, Consent, Person
from msgspec.structs import replace

from tests.core.story import Story, plan_of
from tests.effort import effort

TOPICS = [{"id": "news", "name": "お役立ち情報"}, {"id": "offers", "name": "セールのご案内"}]


def mail(step: str, topic: str | None = None, kind: str = "marketing") -> dict:
    return {"id": step, "mail": {"template": "faq", "kind": kind, **({"topic": topic} if topic else {})}}


COURSE = {
    "id": "s", "trigger": {"when": {"submitted": "download"}},
    "steps": [
        mail("thanks", kind="transactional"), {"wait": "1d"},
        mail("news", "news"), mail("offer", "offers"), mail("any"),
    ],
}  # fmt: skip
LEFT = {
    "id": "gone", "trigger": {"when": {"unsubscribed_from": "news"}}, "steps": [{"add_tag": "no news"}],
}  # fmt: skip
PLAN = plan_of([COURSE, LEFT], topics=TOPICS)


def test_who_leaves_a_topic_keeps_the_others():
    story = Story(PLAN).submit("download").leave("news").until("2026-11-26 10:00")
    assert [what for _, what in story.mails] == ["thanks", "news (unsubscribed_topic)", "offer", "any"]
    assert story.letters[1].topic == "news" and "no news" in story.person.tags
    assert "topic" in story.codes("unsubscribed")


def test_who_leaves_everything_has_left_each_topic():
    """The condition says so too: nobody has to ask for both."""
    story = Story(PLAN).submit("download").unsubscribe().until("2026-11-26 10:00")
    assert [what for _, what in story.mails][1:] == [
        "news (unsubscribed)",
        "offer (unsubscribed)",
        "any (unsubscribed)",
    ]
    assert "no news" in story.person.tags


@pytest.mark.parametrize(("days", "arrives"), [(1, False), (29, False), (30, True), (31, True)])
def test_a_pause_lasts_thirty_days_and_nothing_piles_up(days, arrives):
    """What falls into the pause is skipped, not kept; a transactional mail comes all the same."""
    wait = {**COURSE, "steps": [mail("thanks", kind="transactional"), {"wait": f"{days}d"}, mail("news", "news")]}
    story = Story(plan_of([wait], topics=TOPICS)).pause().submit("download")
    story.until("2027-01-24 10:00")
    assert [what for _, what in story.mails] == ["thanks", "news" if arrives else "news (paused)"]


def test_a_pause_that_is_asked_for_again_begins_anew():
    story = Story(PLAN).pause()
    first = story.person.paused_until
    story.now += 10 * DAY
    assert first is not None and story.pause().person.paused_until == first + 10 * DAY


def test_only_a_confirmed_consent_brings_mail_back():
    """A form's tick is no answer of the address's holder; the button of the confirmation mail is."""
    agreed = {"consent": {"marketing": True, "text": "はい", "source": "form:download"}}
    story = Story(PLAN).leave("news").pause()
    story.now += 1000
    story.identify({"email": "yamada@example.com"}, context=agreed, origin="form")
    assert story.person.is_unsubscribed_from("news") and story.person.paused_until
    story.identify({"email": "yamada@example.com"}, context=agreed, origin="mail", proof=2)
    assert not story.person.is_unsubscribed_from("news") and story.person.paused_until is None
    story.now += 1000
    assert story.leave("news").person.is_unsubscribed_from("news")


def test_a_stranger_can_neither_leave_nor_pause_for_somebody():
    """The events are ours: only what a link of our mail wrote counts."""
    story = Story(PLAN)
    for name, said in (("Topic Unsubscribed", {"topic": "news"}), ("Mail Paused", {})):
        story.happens(type="track", name=name, properties=said)
        story.happens(type="track", name=name, properties=said, origin="server", proof=2)
    assert story.person.unsubscribed_from == {} and story.person.paused_at is None


def test_a_hand_puts_back_one_wish_and_the_persons_later_word_holds_again():
    """A topic alone, or the pause alone; said in the timeline by whom; and nothing of it is a sign of life."""
    story = Story(PLAN).leave("news").leave("offers").pause()
    story.now += 1000
    last = story.person.last_at
    put_back(story, "news")
    left = [topic for topic in ("news", "offers") if story.person.is_unsubscribed_from(topic)]
    assert left == ["offers"] and story.person.paused_until and "lifted_topic" in story.codes("unsubscribed")
    put_back(story, None)
    assert story.person.paused_until is None and "lifted_pause" in story.codes("unsubscribed")
    assert story.person.last_at == last
    story.now += 1000
    assert story.leave("news").pause().person.is_unsubscribed_from("news") and story.person.paused_until


@pytest.mark.parametrize("origin", ["tag", "server", "form", "mail", "import"])
def test_nobody_but_a_hand_of_ours_puts_back(origin):
    story = Story(PLAN).leave("news")
    story.now += 1000
    put_back(story, "news", origin)
    assert story.person.is_unsubscribed_from("news")


def put_back(story: Story, topic: str | None, origin: str = "rep") -> None:
    story.happens(
        type="track", name=SUPPRESSION_LIFTED, properties=lifting(topic), origin=origin, proof=2,
        subject=f"p:{story.person.id}",
    )  # fmt: skip


def lifting(topic: str | None) -> dict:
    about = {"reason": "paused"} if topic is None else {"reason": "unsubscribed_topic", "topic": topic}
    return {**about, "by": "sato", "because": "phone", "evidence": "his mail"}


SAID = ["news", "offers", "pause", "all", "confirm", "back news", "back pause"]
WISHES = st.lists(st.tuples(st.sampled_from(SAID), st.integers(0, 60 * DAY)))


@hypothesis_settings(max_examples=effort(100))
@given(WISHES, WISHES, st.integers(0, 90 * DAY), st.sampled_from(["news", "offers", None]))
def test_two_who_are_one_get_what_both_allow(one, other, now, topic):
    """I17: a merge lifts nothing, in any order of the two; a wish is ended by a later confirmation of either alone."""
    people = [made(one), made(other)]
    merged = [union.absorb(a, b) for a, b in (people, people[::-1])]
    said = [consent.obstacle(each, True, now, topic) for each in merged]
    assert said[0] == said[1]
    lifted = {end: max((at for what, at in one + other if what == end), default=0) for end in SAID[4:]}
    later = [
        (what, at)
        for what, at in one + other
        if what in SAID[:4] and at >= max(lifted["confirm"], lifted.get(f"back {what}", 0))
    ]
    wanted = [
        what == "all" or what == topic or (what == "pause" and now < max(at for w, at in later if w == "pause") + PAUSE)
        for what, _ in later
    ]
    assert (said[0] is not None) == any(wanted)


@hypothesis_settings(max_examples=effort(100))
@given(WISHES, st.data())
def test_neither_order_nor_repetition_of_wishes_and_liftings_matters(said, data):
    """The latest moment holds, whatever is told first, and however often."""
    again = data.draw(st.permutations(said + said[: data.draw(st.integers(0, len(said)))]))
    assert made(said) == made(again)


def made(wishes: list[tuple[str, int]]) -> Person:
    agreed = Consent(text="-", source="-", at=0, event_id="-")
    person = Person(id="l_1", email="a@example.com", consent=agreed)
    for what, at in wishes:
        if what == "confirm":
            person = replace(person, confirmed_at=max(at, person.confirmed_at or 0))
        elif what == "pause":
            person = consent.pause(person, at)
        elif what.startswith("back "):
            topic = None if what == "back pause" else what.removeprefix("back ")
            event = Event(
                id="e", subject="p:l_1", type="track", name=SUPPRESSION_LIFTED, at=at, received_at=at, origin="rep",
                properties=lifting(topic),
            )  # fmt: skip
            person = consent.lifted(person, event, at)
        elif what == "all":
            person = consent.unsubscribe(person, at)
        else:
            person = consent.unsubscribe_from(person, what, at)
    return person


def test_the_link_of_a_mail_says_its_topic():
    """What the mail program's button posts to leaves this topic alone; a mail without one leaves everything."""
    links = Links("root", "https://ma.example.co.jp")
    for topic, said in (("news", {"t": "news"}), (None, {})):
        token = links.unsubscribe("l_1", "a@example.com", "m1", topic).rpartition("/")[2]
        assert tokens.unseal("root", "unsubscribe", token) == {"p": "l_1", "a": "a@example.com", "m": "m1", **said}
