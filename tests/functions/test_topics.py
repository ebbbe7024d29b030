"""The page of a mail's link to unsubscribe: one topic, everything, or a pause; and the address's row that every mail
asks before it leaves."""

from contextlib import nullcontext

import pytest
from mikomi.aws import addresses, suppressions
from mikomi.core.people.rights import Lifter
from mikomi.model.company import Topic
from mikomi.model.events import MAIL_PAUSED, TOPIC_UNSUBSCRIBED, UNSUBSCRIBED
from mikomi.model.limit import Limit
from mikomi.model.person import PAUSE
from mikomi.model.plan import Plan
from mikomi.model.words import Localised
from mikomi.shell.operator import suppression
from mikomi.shell.operator.suppression import NotDone

from tests.functions.outbox import at_each_call
from tests.functions.test_links import LEAVE, get, link, post, stored
from tests.functions.test_links import plan as company

NOW = 1_795_000_000_000
ADDRESS = LEAVE["a"]
ONE_CLICK = "List-Unsubscribe=One-Click"
OF_NEWS = {**LEAVE, "t": "news"}
plain = company


@pytest.fixture
def plan(world, plain):
    topics = [Topic(id="news", name=Localised(ja="お役立ち情報", en="Tips")), Topic(id="sale", name="セール")]
    settings = plain.settings.model_copy(update={"topics": topics})
    return world.publish(Plan(version=plain.version + 1, settings=settings, scoring=plain.scoring))


def verdict(topic: str | None = None, now: int = NOW, marketing: bool = True) -> tuple[str, str | None]:
    said = addresses.admit(ADDRESS, f"m-{topic}-{now}", now, Limit(99, 1), marketing=marketing, topic=topic)
    return said.verdict, said.reason


def test_the_page_offers_each_and_changes_nothing(world, plan):
    """The mail's own topic comes first and is chosen; of a mail without one, everything. GET writes nothing."""
    page = get(link("u", "unsubscribe", OF_NEWS)).text
    first, *_ = choices = [each.split('"')[0] for each in page.split('name="choice" value="')[1:]]
    assert choices == ["topic:news", "topic:sale", "all", "pause"] and f'value="{first}" checked' in page
    assert "「お役立ち情報」の配信を停止する" in page and page.count("checked") == 1
    english = get(link("u", "unsubscribe", LEAVE), {"accept-language": "en"}).text
    assert english.split('name="choice" value="')[1].startswith("all")
    assert "Stop “Tips”" in english and "Pause all marketing emails for 30 days" in english
    assert stored(world) == []


@pytest.mark.parametrize(
    ("bears", "body", "event", "topic", "reason"),
    [
        ("news", ONE_CLICK, TOPIC_UNSUBSCRIBED, "news", "one_click"),
        ("news", "", TOPIC_UNSUBSCRIBED, "news", "page"),
        ("news", "choice=nonsense", TOPIC_UNSUBSCRIBED, "news", "page"),
        ("news", "choice=topic:unheard", TOPIC_UNSUBSCRIBED, "news", "page"),
        ("news", "choice=topic:sale", TOPIC_UNSUBSCRIBED, "sale", "page"),
        ("news", "choice=all", UNSUBSCRIBED, None, "page"),
        ("news", "choice=pause", MAIL_PAUSED, None, "page"),
        ("gone", ONE_CLICK, TOPIC_UNSUBSCRIBED, "gone", "one_click"),
        (None, ONE_CLICK, UNSUBSCRIBED, None, "one_click"),
        (None, "choice=topic:news", TOPIC_UNSUBSCRIBED, "news", "page"),
        (None, "choice=topic:unheard", UNSUBSCRIBED, None, "page"),
        (None, "choice=pause", MAIL_PAUSED, None, "page"),
    ],
)
def test_what_is_pressed_is_done_and_recorded(world, plan, bears, body, event, topic, reason):
    """RFC 8058's post leaves the topic of the mail, of a mail without one everything, and so does what nobody can read;
    a topic that a mail bears can be left when no settings speak of it any more."""
    answer = post(link("u", "unsubscribe", {**LEAVE, **({"t": bears} if bears else {})}), body)
    assert answer.status == 200
    (note,) = stored(world)
    assert (note.name, note.origin, note.proof, note.properties.get("topic")) == (event, "mail", 2, topic)
    assert (note.properties["reason"], note.properties["mail"]) == (reason, "mail-1")
    assert addresses.is_suppressed(ADDRESS) == ("unsubscribed" if event == UNSUBSCRIBED else None)


def test_a_topic_that_was_left_stops_its_mail_alone(world):
    """I16, and marketing mail alone: whoever left the news gets offers, and what they asked for."""
    addresses.want_less(ADDRESS, "news", NOW)
    assert verdict("news") == ("unwanted", "unsubscribed_topic")
    assert verdict("sale") == verdict(None) == verdict("news", marketing=False) == ("ok", None)


@pytest.mark.parametrize(("later", "said"), [(0, "unwanted"), (PAUSE - 1, "unwanted"), (PAUSE, "ok")])
def test_a_pause_stops_all_marketing_mail_for_its_time(world, later, said):
    addresses.want_less(ADDRESS, None, NOW)
    assert verdict("sale", NOW + later)[0] == verdict(None, NOW + later)[0] == said
    assert verdict(None, NOW, marketing=False)[0] == "ok"


def test_a_wish_is_told_once_and_a_replay_turns_nothing_back(world):
    """I17: what is older changes nothing; a confirmed opt-in ends what is older than it, and only that."""
    addresses.want_less(ADDRESS, "news", NOW)
    addresses.want_less(ADDRESS, "news", NOW - 5)
    assert addresses.lift(ADDRESS, NOW) and verdict("news")[0] == "unwanted", "at the same moment what stands stays"
    assert addresses.lift(ADDRESS, NOW + 1) and verdict("news")[0] == "ok"
    assert not addresses.lift(ADDRESS, NOW + 1)
    addresses.want_less(ADDRESS, None, NOW + 2)
    assert verdict("sale", NOW + 3) == ("unwanted", "paused")
    addresses.suppress(ADDRESS, "complaint", NOW + 4)
    assert not addresses.lift(ADDRESS, NOW + 9) and verdict("sale", NOW + 9) == ("suppressed", "complaint")


@pytest.mark.parametrize("there_before", [False, True])
@pytest.mark.parametrize("call", range(3))
def test_no_mail_is_admitted_after_its_topic_was_left(world, there_before, call):
    """I16: the wish is written right before call number `call`: only what was admitted already goes out."""
    if there_before:
        verdict("sale")

    def meet(number, name, carry_out):
        names.append(name)
        if number == call:
            addresses.want_less(ADDRESS, "news", NOW)
        return carry_out()

    names: list[str] = []
    with at_each_call(meet):
        said = verdict("news", NOW + 1)
    assert (said[0] == "ok") == (call >= len(names))


def put_back(
    topic: str | None, at: int = NOW + 9, lifter: Lifter = "admin", shows: str = "his mail", by: str = "sato"
) -> None:
    suppression.put_back(ADDRESS, topic, lifter, by, "asked by phone", shows, at)


@pytest.mark.parametrize("topic", ["news", None])
def test_a_hand_lifts_one_wish_and_the_holders_next_word_holds(world, topic):
    """A topic, or a pause, by an admin who names evidence; nobody else, and nothing else is lifted by it. What was said
    before stops nothing anew, what is said later does, and can be lifted again."""
    for each in ("news", "sale", None):
        addresses.want_less(ADDRESS, each, NOW)
    with pytest.raises(NotDone, match="kept_admin"):
        put_back(topic, lifter="colleague")
    with pytest.raises(NotDone, match="wants_evidence"):
        put_back(topic, shows=" ")
    with pytest.raises(NotDone, match="none"):
        put_back("unheard")
    before = suppressions.wishes(ADDRESS, NOW)
    put_back(topic)
    assert suppressions.wishes(ADDRESS, NOW + 9) == [each for each in before if each.topic != topic]
    addresses.want_less(ADDRESS, topic, NOW + 5)
    assert topic not in {each.topic for each in suppressions.wishes(ADDRESS, NOW + 9)}, "said before it was lifted"
    put_back(topic)  # the same act again
    with pytest.raises(NotDone, match="none"):
        put_back(topic, by="tanaka")
    addresses.want_less(ADDRESS, topic, NOW + 10)
    assert topic in {each.topic for each in suppressions.wishes(ADDRESS, NOW + 10)}
    put_back(topic, NOW + 7)  # by a clock that is behind the holder's
    assert topic not in {each.topic for each in suppressions.wishes(ADDRESS, NOW + 11)}


def test_mail_of_a_topic_that_was_put_back_is_admitted(world):
    addresses.want_less(ADDRESS, "news", NOW)
    put_back("news")
    assert verdict("news", NOW + 10) == ("ok", None)


def test_beneath_a_stop_of_all_mail_no_wish_is_lifted(world):
    """Whatever stopped it; and lifting an unsubscription lifts the topics with it, lifting a bounce does not."""
    addresses.want_less(ADDRESS, "news", NOW)
    for reason, at, left in (("bounce", NOW + 1, True), ("unsubscribed", NOW + 3, False)):
        addresses.suppress(ADDRESS, reason, at)
        with pytest.raises(NotDone, match="of_all"):
            put_back("news")
        suppression.lift(ADDRESS, "admin", "sato", "asked", "letter", at + 1)
        assert bool(suppressions.wishes(ADDRESS, at + 2)) == left


@pytest.mark.parametrize("call", range(4))
def test_a_wish_that_comes_in_between_is_kept(world, call):
    """Said right before call number `call` of the lifting: what the hand had not seen is not lifted, and it says so."""
    addresses.want_less(ADDRESS, "news", NOW)

    def meet(number, name, carry_out):
        names.append(name)
        if number == call:
            addresses.want_less(ADDRESS, "news", NOW + 8)
        return carry_out()

    names: list[str] = []
    unseen = 3  # when the row is written, all is read
    with at_each_call(meet), pytest.raises(NotDone, match="changed") if call == unseen else nullcontext():
        put_back("news")
    assert names[unseen] == "UpdateItem"
    assert bool(suppressions.wishes(ADDRESS, NOW + 10)) == (call == unseen)


@pytest.mark.parametrize(
    "bears", [{}, {"m": "mail-1"}, {"m": "gone", "t": "gone"}, {"m": "gone", "s": "gone", "e": "x"}]
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_mail_ever_sent_can_be_answered(world, plain, bears, language):
    """Without a login: of a release that named no mail yet, of a scenario, mail and topic that are deleted, of a lead
    that is gone. Each choice is there, and each is done."""
    token = link("u", "unsubscribe", {"p": "l_gone", "a": ADDRESS, **bears})
    page = get(token, {"accept-language": language})
    assert page.status == 200 and 'value="all"' in page.text and 'value="pause"' in page.text
    assert ('value="topic:gone"' in page.text) == ("t" in bears)
    for number, (body, said) in enumerate((("choice=pause", "paused"), ("choice=all", "suppressed"))):
        assert post(token, body, {"accept-language": language}).status == 200
        assert stored(world)[-1].type == "track" and len(stored(world)) == number + 1
        admission = addresses.admit(ADDRESS, f"m-{said}", NOW, None, topic="x")
        assert said in (admission.verdict, admission.reason)
