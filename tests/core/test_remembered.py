"""What one event leaves in a person, on both sides of each bound: what was seen, when, and what fell due on the way."""

from typing import Any

from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide, remembers
from mikomi.core.people import consent, identity, recall, rights
from mikomi.model.decision import Decision
from mikomi.model.effects import SendAlert
from mikomi.model.events import Due, Event
from mikomi.model.person import IS, READ, SAID, Member, Person, WaitingAlert
from mikomi.model.stored_json import of_plain

from tests.core.plans import NOON, enrolment
from tests.core.story import Story, plan_of

WAITING = {"id": "s", "trigger": {"when": {"tag": "x"}}, "steps": [{"wait": "1d"}, {"add_tag": "y"}]}
BOOKS = Rulebooks(compile(plan_of([WAITING])), {})


def view(id: str, at: int, received_at: int | None = None) -> Event:
    told: dict[str, Any] = {"subject": "a:b", "id": id, "type": "page", "at": at, "received_at": received_at or at}
    return of_plain(Event, told)


def fold(person: Person, *events: Event) -> Person:
    for event in events:
        person = decide(person, event, BOOKS, event.received_at).person
    return person


def wait_until(person: Person, moment: int) -> Decision:
    return decide(person, Due(at=moment), BOOKS, moment)


def test_an_event_is_remembered_for_a_day_and_no_longer() -> None:
    """To the millisecond: a handful whose youngest arrived just as long ago as the memory lasts is still known, a
    millisecond later it is forgotten; the youngest are all kept."""
    first, second = view("1", NOON), view("2", NOON + 1)
    person = fold(Person(id="v_1"), first, second, view("3", NOON + 1 + recall.REMEMBERED))
    assert fold(person, first) is person and fold(person, second) is person, "the repetition is one"
    later = view("4", NOON + 2 + recall.REMEMBERED)
    person = fold(person, later)
    assert not remembers(person, first) and not remembers(person, second)
    assert remembers(person, later) and [each.since for each in person.heard] == [NOON + 1 + recall.REMEMBERED]


def test_a_subjects_times_span_all_its_events_in_any_order() -> None:
    """First and last by the events' own time, the latest arrival by the packets': a late event turns none back."""
    events = [view("1", NOON), view("2", NOON + 100), view("3", NOON + 50, NOON + 200)]
    for order in (events, events[::-1]):
        person = fold(Person(id="v_1"), *order)
        (member,) = person.members.values()
        assert (member.first_at, member.last_at, member.last_received) == (NOON, NOON + 100, NOON + 200)
        assert (person.first_at, person.last_at, member.events) == (NOON, NOON + 100, 3)


def alerts_of(told: Decision) -> list[SendAlert]:
    return [effect for effect in told.effects if isinstance(effect, SendAlert)]


def test_an_alert_that_waits_goes_out_at_its_moment_and_the_next_one_stays() -> None:
    """Two alerts wait for two mornings: from its moment on the first is told, and the second still waits."""
    alerts = [SendAlert(id=f"a{n}", at=NOON, event_id="e", plan=1, reason="step", to=("owner",)) for n in (1, 2)]
    waiting = tuple(WaitingAlert(effect=alert, due_at=NOON + 10 * n) for n, alert in enumerate(alerts, 1))
    person = Person(id="l_1", email="a@example.com", waiting=waiting)
    assert wait_until(person, NOON + 9).effects == ()
    for moment in (NOON + 10, NOON + 19):
        told = wait_until(person, moment)
        assert [alert.id for alert in alerts_of(told)] == ["a1"] and told.person.waiting == waiting[1:]
    assert [alert.id for alert in alerts_of(wait_until(person, NOON + 20))] == ["a1", "a2"]


def test_who_waits_for_an_event_alone_is_no_obstacle_to_who_waits_for_time() -> None:
    """A run without a due time stays where it is while another one falls due."""
    still = enrolment("s", "n1")
    due = enrolment("s", "n2", due_at=NOON + 10)
    person = Person(id="l_1", enrolments=(still, due))
    assert wait_until(person, NOON + 9).person == person
    after = {run.id: run for run in wait_until(person, NOON + 10).person.enrolments}
    assert after["n1"] == still and after["n2"].status == "finished"


def test_the_latest_unsubscription_counts_and_the_story_tells_of_it() -> None:
    """A confirmation may lie between two: the later moment stands, in either order, and each is said."""
    person = Person(id="l_1")
    for first, second in ((NOON, NOON + 1), (NOON + 1, NOON)):
        assert consent.unsubscribe(consent.unsubscribe(person, first), second).unsubscribed_at == NOON + 1
    story = Story(plan_of()).unsubscribe()
    assert len(story.codes("unsubscribed")) == 1 and story.person.is_unsubscribed


def test_a_readers_link_never_makes_an_address_less_proven() -> None:
    """Who is recognised by a mail's link has read what came there: an address that was only said is then shown, and
    one that a server vouched for stays as well shown as it was."""
    link = Event(id="e", type="page", subject="a:b", at=1, received_at=1, proof=2, context={"recognised": "l_1"})
    claim = identity.claim_of(link)
    assert claim and claim.recognised
    assert rights.shown_by(link) == READ
    for held, kept in ((SAID, READ), (READ, READ), (IS, IS)):
        person = Person(id="l_1", email="a@example.com", email_proof=held)
        assert identity.introduce(person, claim, link, email=None, user_id=None).email_proof == kept


def test_a_trait_that_may_not_be_said_is_refused_and_told() -> None:
    """Of a proven lead a stranger says nothing new: the story tells of the claim. What is so already is no claim."""
    story = Story(plan_of())
    story.person = Person(id="l_1", email="yamada@example.com", email_proof=IS, proof=2)
    story.identify({"company": "青空"}, proof=2, origin="server")
    story.identify({"company": "青空"})
    assert story.codes("claim_refused") == []
    story.identify({"company": "海"})
    assert story.codes("claim_refused") == ["proven"] and story.person.trait("company") == "青空"


def test_what_was_shown_already_is_asked_of_nobody_again() -> None:
    """An event gives no new marks only where it could give none: to whoever was named, if nobody shows anything; to a
    browser that is known for its holder's, if the address and the user id that it names are shown as well as that."""
    told: dict[str, Any] = {"subject": "a:b", "id": "1", "type": "identify", "at": NOON, "received_at": NOON}
    told |= {"traits": {"email": "a@example.com"}, "user_id": "7", "anonymous_id": "b"}
    said = of_plain(Event, told)
    keyed = of_plain(Event, {**told, "origin": "server", "proof": 2})

    def shown(event: Event, **more: Any) -> bool:
        claim = identity.claim_of(event)
        assert claim is not None
        member = Member(first_at=NOON, last_at=NOON, proof=more.get("proof", 0), own=more.pop("own", False))
        person = Person(id="l_1", email="a@example.com", user_id="7", members={"a:b": member}, **more)
        return identity.is_shown_already(person, claim, event)

    assert shown(said, proof=1) is True and shown(said, proof=0) is False
    marks = {"proof": 2, "email_proof": IS, "user_proof": IS, "own": True}
    assert shown(keyed, **marks)
    for less in ({"proof": 1}, {"email_proof": READ}, {"user_proof": SAID}, {"own": False}):
        assert not shown(keyed, **{**marks, **less})
