"""A browser that several people share, rebuilt: each is told what it was told live, whatever was shown since.

Each story is told packet by packet; some are lost, and an audit catches up with them.
"""

import pytest
from mikomi import clock, keys
from mikomi.aws import everybody, log, people
from mikomi.core.telling.timeline import Entry
from mikomi.shell.people import audit, fold, portraits, rebuild

from tests.core.story import plan_of
from tests.functions.test_fold import SCORING, identify, points, view
from tests.functions.world import packet

DAY = 86_400_000
TABLET = "a:t"
OWNER, GUEST, THIRD = "a@example.com", "b@example.com", "c@example.com"


@pytest.fixture
def shop(world):
    world.publish(plan_of([], SCORING))
    return world


class Story:
    """Packets a minute apart, told live unless they are lost."""

    def __init__(self):
        self.at = clock.now() - 10 * DAY
        self.made = 0

    def tell(self, subject, *events, lost=False):
        self.at += 60_000
        one = packet(subject, *events, at=self.at)
        assert log.append(one)
        if not lost:
            fold.fold_packets([one])

    def form(self, email, browser=TABLET, *, lost=False):
        self.made += 2
        sent = {"type": "track", "name": "Form Submitted", "properties": {"form": "download"}, "origin": "form"}
        sent |= {"id": f"s{self.made}", "traits": {"email": email}}
        self.tell(browser, identify(self.made, email, origin="form"), sent, lost=lost)

    def server(self, email, user, browser, *, lost=False):
        self.made += 1
        self.tell(browser, identify(self.made, email, user=user, proof=2, origin="server"), lost=lost)

    def says(self, email):
        """With the public key, in no form."""
        self.made += 1
        self.tell(TABLET, identify(self.made, email, traits={"lastName": "別人"}))

    def views(self):
        self.made += 1
        self.tell(TABLET, view(self.made))


def place(email):
    found = people.find_alias(keys.email_alias(email))
    assert found is not None
    return found


def beside(email):
    return keys.beside_id(TABLET, email)


def heard(*who):
    """What each was told by the tablet, and what it came to."""
    loaded = [people.load(each) for each in who]
    return [(person.members[TABLET].events, round(points(person))) if person else None for person in loaded]


def counted():
    """How many events of each subject each person was told."""
    found = {each: people.load(each) for each in everybody.ids()}
    return {each: {name: held.events for name, held in one.members.items()} for each, one in found.items() if one}


def rebuilt_as_it_was(*who):
    """Nobody is different after a rebuild, in whatever order it goes; what the tablet had told these people."""
    before, told = heard(*who), counted()
    for each in [*sorted(told), *sorted(told, reverse=True)]:
        rebuild.rebuild_person(each)
    assert heard(*who) == before and counted() == told
    return before


def test_forms_before_and_after_their_address_was_shown(shop):
    """The lead has the first, the tablet's other person the second: a rebuild tells neither the other's."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.form(GUEST)
    story.server(GUEST, "U2", "a:b")
    story.form(GUEST)
    assert rebuilt_as_it_was(place(GUEST), beside(GUEST)) == [(2, 30), (2, 30)]


def test_the_order_in_which_they_were_folded_says_it_not_that_of_arrival(shop):
    """The server's word arrived before the form and was folded after it: the form was believed, and stays so."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.server(GUEST, "U2", "a:b", lost=True)
    story.form(GUEST)
    (word,) = log.packets("a:b")
    fold.fold_packets([word])
    story.form(GUEST)
    assert rebuilt_as_it_was(place(GUEST), beside(GUEST)) == [(2, 30), (2, 30)]


def test_a_browser_that_is_shown_to_be_a_leads_own_later(shop):
    """Believed, not believed, believed again: the second form stays that of the tablet's other person."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.form(GUEST)
    story.server(GUEST, "U2", "a:b")
    story.form(GUEST)
    story.server(GUEST, "U2", TABLET)
    story.form(GUEST)
    assert rebuilt_as_it_was(place(GUEST), beside(GUEST)) == [(5, 60), (2, 30)]
    story.views()
    assert rebuilt_as_it_was(place(OWNER), place(GUEST), beside(GUEST))[1:] == [(5, 60), (2, 30)]


def test_a_lead_that_holds_the_browser_only_since_it_was_shown(shop):
    """What was not believed before is not the lead's, though it holds the browser now."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.server(GUEST, "U2", "a:b")
    story.form(GUEST)
    story.server(GUEST, "U2", TABLET)
    assert rebuilt_as_it_was(place(GUEST), beside(GUEST)) == [(1, 0), (2, 30)]


def test_what_is_said_in_no_form_and_not_believed_stays_with_the_browsers_owner(shop):
    """The owner heard that there was something, and nothing of what it said; the lead nothing at all."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.form(GUEST)
    story.server(GUEST, "U2", "a:b")
    story.says(GUEST)
    assert rebuilt_as_it_was(place(OWNER), place(GUEST)) == [(2, 0), (2, 30)]
    told = people.load(place(GUEST))
    assert told and told.trait("lastName") is None


def test_a_link_that_was_mailed_to_the_tablets_other_person_and_clicked_there(shop):
    """A place that is no browser's own is led to by no link: the click is the owner's, rebuilt too."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.server(GUEST, "U2", "a:b")
    story.form(GUEST)
    clicked = {**view(99), "proof": 2, "context": {"recognised": beside(GUEST), "page": {"path": "/price"}}}
    story.tell(TABLET, clicked)
    assert rebuilt_as_it_was(place(OWNER), beside(GUEST)) == [(2, 10), (2, 30)]


def test_the_timeline_tells_each_what_it_was_told(shop):
    """It is the log folded again: the form that was not believed stands in the other person's story alone."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.form(GUEST)
    story.server(GUEST, "U2", "a:b")
    story.form(GUEST)

    def forms(who, tell):
        person = people.load(who)
        assert person is not None
        entries: tuple[Entry, ...] = tell(person)
        return [entry.kind for entry in entries].count("form")

    def page(person):
        return portraits.story_page(person, 50, None).entries

    for tell in (portraits.story, page):
        assert [forms(each, tell) for each in (place(OWNER), place(GUEST), beside(GUEST))] == [0, 1, 1]


# --- what the stream lost


def caught_up():
    """Everybody after an audit that has nothing left to find."""
    for finding in [finding for finding in audit.lags(clock.now()) if finding.lacks]:
        audit.catch_up(finding)
    assert not [finding for finding in audit.lags(clock.now()) if finding.lacks]


@pytest.mark.parametrize("first", [GUEST, THIRD], ids=["who sent another", "who sent none"])
def test_a_lost_form_is_told_to_whom_it_is_about(shop, first):
    """The owner's later views came through. The form is nobody else's, nor lost, whoever had been told what."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.form(first, lost=True)
    story.form(GUEST)
    story.views()
    caught_up()
    forms = {GUEST: 60, THIRD: None} if first == GUEST else {GUEST: 30, THIRD: 30}
    for email, worth in forms.items():
        lead = people.find_alias(keys.email_alias(email))
        assert (heard(lead)[0][1] if lead else None) == worth
    assert heard(place(OWNER)) == [(2, 10)]
    rebuilt_as_it_was(place(OWNER), place(GUEST))


@pytest.mark.parametrize("known", ["before", "later"])
def test_a_lost_form_about_somebody_who_was_shown_is_the_tablets_other_persons(shop, known):
    """Nobody had been told anything of it: it is folded late, as it would be now."""
    story = Story()
    story.server(OWNER, "U1", TABLET)
    if known == "before":
        story.server(GUEST, "U2", "a:b")
    story.form(GUEST, lost=True)
    story.views()
    if known == "later":
        story.server(GUEST, "U2", "a:b")
    caught_up()
    assert rebuilt_as_it_was(place(OWNER), beside(GUEST)) == [(2, 10), (2, 30)]
