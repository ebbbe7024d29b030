"""Until when somebody else's browser is believed of a lead, and from when on again; on both sides of each."""

import pytest
from mikomi.core.people import belief
from mikomi.model.events import Event
from mikomi.model.person import IS, READ, SAID, Member, Person
from msgspec.structs import replace

BROWSER = "a:tablet"
LAST, ANEW = 1_000, 2_000


def says(at, **more):
    said = {"type": "identify", "origin": "form", "traits": {"email": "b@example.com"}, **more}
    return Event(subject=BROWSER, id=f"e{at}", at=5, received_at=at, **said)


def lead(*, shown, **member):
    told = {BROWSER: Member(first_at=1, last_at=1, events=2, last_received=LAST, **member)}
    return Person(id="l_b", email="b@example.com", email_proof=shown, proof=2 if shown > SAID else 1, members=told)


def by_key(at):
    return says(at, origin="server", proof=2)


@pytest.mark.parametrize("shown", [READ, IS])
def test_a_lead_that_was_shown_to_be_somebody_was_believed_until_it_was_told_last(shown):
    """… to the millisecond of that arrival, whatever the visitor's clock says; of others it is believed as ever."""
    assert belief.was_believed(lead(shown=shown), says(LAST))
    assert not belief.was_believed(lead(shown=shown), says(LAST + 1))
    assert belief.was_believed(lead(shown=SAID), says(LAST + 1))


def test_a_browser_that_a_lead_does_not_hold_told_it_nothing():
    """Not even if nobody has shown who the lead is: it had no room for one more browser."""
    nobody = Person(id="l_b", email="b@example.com", email_proof=SAID, proof=1)
    assert not belief.was_believed(nobody, says(LAST))


def test_the_secret_key_and_a_link_are_believed_at_any_moment():
    known = lead(shown=IS)
    assert belief.was_believed(known, by_key(LAST + 1))
    assert belief.was_believed(known, says(LAST + 1, origin="client", proof=2, context={"recognised": "l_b"}))
    assert not belief.was_believed(known, says(LAST + 1, origin="client"))


def test_what_was_said_before_the_browser_was_shown_to_be_the_leads_own_stays_unbelieved():
    """From the last event that was told on until the one that showed it, neither of them among these."""
    known = lead(shown=IS, proof=2, own=True, gap=(LAST, ANEW))
    moments = (LAST, LAST + 1, ANEW - 1, ANEW, ANEW + 1)
    assert [belief.was_believed(known, says(at)) for at in moments] == [True, False, False, True, True]
    assert belief.was_believed(lead(shown=IS, proof=2), says(ANEW - 1)), "an item of a release that noted no gap"


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        (lead(shown=IS), (LAST, ANEW)),
        (lead(shown=READ), (LAST, ANEW)),
        (lead(shown=SAID), None),
        (Person(id="l_b", email="b@example.com", email_proof=SAID, proof=1), (0, ANEW)),
        (lead(shown=IS, proof=2), None),
        (lead(shown=IS, proof=2, gap=(3, 4)), (3, 4)),
    ],
    ids=["proven", "read", "unproven", "not held", "shown before", "noted before"],
)
def test_the_gap_is_noted_once_where_there_may_be_one(before, gap):
    """Where nobody had shown who the lead is, its every word was believed until then, and there is none."""
    member = before.members.get(BROWSER) or Member(first_at=1, last_at=1)
    shown = replace(before, members={BROWSER: replace(member, proof=2)})
    assert belief.with_gap(shown, before, by_key(ANEW)).members[BROWSER].gap == gap


def test_an_event_that_shows_nothing_notes_nothing():
    assert belief.with_gap(lead(shown=IS), lead(shown=IS), says(ANEW)) == lead(shown=IS)
