"""Consent that waits for a confirmation: what an event asks for, and that no order of events and merges matters."""

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.people import confirmation, consent, union
from mikomi.model.effects import Confirms, SendMail
from mikomi.model.events import UNSUBSCRIBED, Event, Origin
from mikomi.model.form import Form
from mikomi.model.person import Consent, Member, Person
from mikomi.model.plan import Plan
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace

from tests.core.story import at, plan_of

NOW = at("2026-11-24 10:00")
ADDRESS = "hanako@example.com"


def plan(confirm: str = "mail", text: object = "はい", language: str = "ja") -> Plan:
    form = {
        "id": "news",
        "name": "news",
        "fields": [{"trait": "email", "label": "m"}],
        "consent": {"text": text, "confirm": confirm},
    }
    return plan_of(language=language).model_copy(update={"forms": {"news": Form.model_validate(form)}})


def form(number: int, at: int, origin: Origin = "form", marketing: object = "unconfirmed", text: str = "はい") -> Event:
    return Event(
        subject="a:b",
        id=f"f{number}",
        type="identify",
        at=at,
        received_at=at,
        origin=origin,
        traits={"email": ADDRESS},
        context={"consent": {"marketing": marketing, "text": text, "source": "form:news"}},
    )


def fold(person: Person, event: Event, held: Plan) -> tuple[Person, list[SendMail]]:
    decision = decide(person, event, Rulebooks(compile(held), {}), event.received_at)
    return decision.person, [effect for effect in decision.effects if isinstance(effect, SendMail)]


def lead(proof: int = 1) -> Person:
    member = Member(first_at=NOW, last_at=NOW, proof=proof)
    return Person(id="l_1", email=ADDRESS, proof=proof, members={"a:b": member})


def test_a_form_with_double_opt_in_asks_and_grants_nothing() -> None:
    """One mail of our own words under an id of its own; the same form again is the same; no basis until confirmed."""
    person, (mail,) = fold(lead(), form(1, NOW), plan())
    assert mail.confirms == Confirms(form="news", language="ja") and not mail.marketing and mail.plan == 1
    assert (
        person.asked and not person.asked.confirmed and consent.obstacle(person, marketing=True, now=0) == "no_consent"
    )
    again, mails = fold(person, form(1, NOW), plan())
    assert again == person and mails == []


def test_only_our_own_form_asks() -> None:
    """A client that says `unconfirmed` by itself, a form that asks for no confirmation any more, one that is gone, or
    an address that is not the person's makes us write to nobody."""
    assert fold(lead(), form(1, NOW, origin="client"), plan())[1] == []
    assert fold(lead(), form(1, NOW), plan(confirm="none"))[1] == []
    assert fold(lead(), form(1, NOW), plan_of())[1] == []
    person, mails = fold(replace(lead(), email="other@example.com"), form(1, NOW), plan())
    assert mails == [] and person.asked is None


def test_a_browser_that_is_not_shown_to_be_the_leads_asks_and_changes_nothing() -> None:
    """I23: on a proven lead such a browser's form causes the question to the holder, and nothing of the lead's is
    different by it: neither a trait nor what is asked."""
    proven = replace(lead(), proof=2)
    person, (mail,) = fold(proven, form(1, NOW), plan())
    assert mail.confirms and (person.asked, person.consent, person.traits) == (None, None, {})


def test_the_words_are_those_that_were_read() -> None:
    """The language is known by the words; where they are the same in both, it is the company's."""
    both = {"ja": "はい", "en": "Yes"}
    asked = Consent(text="Yes", source="form:news", at=NOW, event_id="e")
    assert confirmation.asked_for(asked, plan(text=both)) == Confirms(form="news", language="en")
    same = replace(asked, text="OK")
    assert confirmation.asked_for(same, plan(text="OK", language="en")) == Confirms(form="news", language="en")


moments = st.integers(NOW, NOW + 5)
said = st.tuples(st.sampled_from(["asked", "confirmed", "agreed", "left"]), moments)


def hear(person: Person, what: str, moment: int, number: int) -> Person:
    given_by = {"subject": f"p:{number}", "id": f"e{number}", "at": moment, "received_at": moment, "proof": 2}
    words = {"consent": {"marketing": True, "text": "はい", "source": "form:news"}}
    match what:
        case "asked":
            event = form(number, moment)
        case "agreed":
            event = form(number, moment, marketing=True)
        case "confirmed":
            event = of_plain(Event, {**given_by, "type": "identify", "origin": "mail", "context": words})
        case _:
            event = of_plain(Event, {**given_by, "type": "track", "name": UNSUBSCRIBED, "origin": "mail"})
    return fold(person, event, plan())[0]


def standing(person: Person) -> object:
    """Whether and on what basis the person may be written to, and what is still asked."""
    asked = person.asked and (person.asked.at, person.asked.event_id)
    basis = person.consent and (person.consent.at, person.consent.event_id)
    return person.is_unsubscribed, basis, asked, person.confirmed_at, person.unsubscribed_at


@given(st.lists(said, max_size=5), st.data())
def test_no_order_of_events_and_merges_matters(happened: list[tuple[str, int]], data: st.DataObject) -> None:
    """I17, I21: asked, agreed, confirmed, unsubscribed, told to one lead in any order, or to parts of it that are
    merged later: the same in the end. What was said last counts, and a tie is against us."""
    numbered = list(enumerate(happened))
    whole = {"lead": lead(2), "shuffled": lead(2)}
    for number, (what, moment) in numbered:
        whole["lead"] = hear(whole["lead"], what, moment, number)
    for number, (what, moment) in data.draw(st.permutations(numbered)):
        whole["shuffled"] = hear(whole["shuffled"], what, moment, number)
    parts = [lead(2) for _ in range(3)]
    for number, (what, moment) in numbered:
        part = data.draw(st.integers(0, 2))
        parts[part] = hear(parts[part], what, moment, number)
    one, other, third = data.draw(st.permutations(parts))
    merged = union.absorb(union.absorb(one, other), third)
    assert standing(whole["lead"]) == standing(whole["shuffled"]) == standing(merged)
    left = max((moment for what, moment in happened if what == "left"), default=None)
    confirmed = max((moment for what, moment in happened if what == "confirmed"), default=0)
    assert whole["lead"].is_unsubscribed == (left is not None and left >= confirmed)


def unsubscribed() -> Person:
    agreed = Consent(text="はい", source="form:news", at=NOW - 9, event_id="f0")
    return replace(lead(), consent=agreed, unsubscribed_at=NOW - 5)


def test_who_unsubscribed_and_ticks_a_box_again_is_asked_by_mail() -> None:
    """Also by a form that confirms nothing, where nothing would ever come. Nothing is lifted before the button is
    pressed."""
    person, (mail,) = fold(unsubscribed(), form(1, NOW, marketing=True), plan(confirm="none"))
    assert mail.confirms == Confirms(form="news", language="ja") and not mail.marketing
    assert consent.obstacle(person, marketing=True, now=NOW) == "unsubscribed"
    pressed = replace(form(2, NOW + 9, origin="mail", marketing=True), proof=2, subject="p:l_1")
    person, mails = fold(person, pressed, plan(confirm="none"))
    assert mails == [] and consent.obstacle(person, marketing=True, now=NOW + 9) is None


def test_who_left_a_topic_or_paused_is_asked_too_and_nobody_else() -> None:
    """A box that is not ticked, somebody who wants their mail, a server's word: no question."""
    plain, free = plan(confirm="none"), replace(unsubscribed(), unsubscribed_at=None)
    for person, asked in [
        (replace(free, unsubscribed_from={"news": NOW - 5}), 1),
        (replace(free, paused_at=NOW - 5), 1),
        (replace(free, paused_at=NOW - 40 * 86_400_000), 0),
        (replace(unsubscribed(), confirmed_at=NOW - 1), 0),
        (free, 0),
    ]:
        assert len(fold(person, form(1, NOW, marketing=True), plain)[1]) == asked
    assert fold(unsubscribed(), form(1, NOW, marketing=False), plain)[1] == []
    assert fold(unsubscribed(), form(1, NOW, origin="server", marketing=True), plain)[1] == []


def test_a_plan_of_before_asks_nobody_again() -> None:
    """What an older release published is folded as it was."""
    old = plan(confirm="none").model_copy(update={"edition": 2})
    assert fold(unsubscribed(), form(1, NOW, marketing=True), old)[1] == []
