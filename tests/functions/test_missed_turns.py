"""A turn in a mailing whose packet the stream never brought: the audit gives it, once, whatever came after it."""

import pytest
from mikomi import clock, keys
from mikomi.aws import log, mailings, people, walks
from mikomi.model.events import BROADCAST_DUE
from mikomi.model.outcomes import NOT_ENTERED
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import controls
from mikomi.shell.people import audit, fold, rebuild

from tests.functions.outbox import set_clock
from tests.functions.read_api import view
from tests.functions.test_mailings import DAY, DUE, HOUR, ID, NOW, mailed
from tests.functions.test_mailings import crowd as crowd
from tests.functions.world import packet

ADDRESS = "p1@example.co.jp"


def the_lead():
    person = people.load(keys.visitor_id("a:b1"))
    assert person is not None and person.email == ADDRESS
    return person


def turns():
    """All the turns that were dealt out, as packets."""
    subjects = [one for one in log.subjects() if one.startswith("p:")]
    packets = [made for subject in subjects for made in log.packets(subject)]
    return [made for made in packets if any(event.name == BROADCAST_DUE for event in made.events)]


@pytest.fixture
def overtaken(crowd):
    """All have had their turn but for one lead: that packet was lost, and a later event of the lead came through."""
    set_clock(DUE)
    while (stands := controls.standing(ID)).next_at is not None:
        set_clock(max(stands.next_at, clock.now()))
        due_work.wake(keys.walk_pk(mailings.TASK, ID), walks.WALK)
    lost = f"p:{the_lead().id}"
    for turn in turns():
        if turn.subject != lost:
            fold.fold_packets([turn])
    set_clock(clock.now() + HOUR)
    opened = {"id": "o", "type": "track", "name": "Mail Opened", "origin": "mail", "proof": 1}
    later = packet(lost, opened, at=clock.now())
    log.append(later)
    fold.fold_packets([later])
    assert ADDRESS not in mailed()
    set_clock(clock.now() + DAY)
    return crowd


def make_good():
    """As an operator does; again, nothing is lacking."""
    for finding in [finding for finding in audit.lags(clock.now()) if finding.lacks]:
        audit.catch_up(finding)
    assert not any(finding.lacks for finding in audit.lags(clock.now()))


def test_a_turn_that_a_later_event_overtook_is_given(overtaken):
    make_good()
    assert [mail.mailing for mail in mailed()[ADDRESS]] == [ID]
    make_good()
    assert len(mailed()[ADDRESS]) == 1


def test_a_turn_that_was_answered_is_not_given_again_for_another_event_that_is_missing(overtaken):
    """The lead has had it, long ago: what is lacking is something else of the same subject."""
    make_good()
    subject = f"p:{the_lead().id}"
    missing = {"id": "o2", "type": "track", "name": "Unsubscribed", "origin": "mail", "proof": 1}
    log.append(packet(subject, missing, at=clock.now()))
    set_clock(clock.now() + 3 * DAY)
    found = packet(subject, {**missing, "id": "o3", "name": "Mail Opened"}, at=clock.now())
    log.append(found)
    fold.fold_packets([found])
    set_clock(clock.now() + DAY)
    make_good()
    assert len(mailed()[ADDRESS]) == 1 and the_lead().members[subject].events == 4
    assert the_lead().unsubscribed_at is not None
    assert rebuild.rebuild_person(the_lead().id) is False, "what was missing is not made good"


@pytest.mark.parametrize(("mailing", "times"), [(ID, 0), ("another", 1)])
def test_a_turn_that_was_refused_is_not_given_again(overtaken, mailing, times):
    """Nothing of it stands in the lead, but its answer is noted."""
    refused = {"id": "n", "type": "track", "name": NOT_ENTERED, "origin": "note", "properties": {"mailing": mailing}}
    log.append(packet(keys.noted_subject(the_lead().id), refused, at=clock.now() - DAY))
    make_good()
    assert len(mailed().get(ADDRESS, [])) == times


def test_a_rebuild_for_another_subject_swallows_no_turn(crowd):
    """An older page view is missing too: whoever is rebuilt for it is first told what is late of the rest."""
    missing = packet("a:b1", view("old"), at=NOW - 2 * HOUR)
    log.append(missing)
    opened = {"id": "o", "type": "track", "name": "Mail Opened", "origin": "mail", "proof": 1}
    before = packet(f"p:{the_lead().id}", opened, at=NOW)
    log.append(before)
    fold.fold_packets([before])
    set_clock(DUE)
    while (stands := controls.standing(ID)).next_at is not None:
        set_clock(max(stands.next_at, clock.now()))
        due_work.wake(keys.walk_pk(mailings.TASK, ID), walks.WALK)
    set_clock(clock.now() + DAY)
    make_good()
    assert [mail.mailing for mail in mailed()[ADDRESS]] == [ID]
