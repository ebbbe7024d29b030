"""The log folded again is the person that was folded live; the audit finds who lags behind it."""

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people
from mikomi.aws.people import Alias
from mikomi.core import decide
from mikomi.core.people import recall
from mikomi.shell.people import audit, fold, footprints, rebuild
from msgspec.structs import replace

from tests.core.story import plan_of
from tests.functions.test_fold import SCORING, identify, points, view
from tests.functions.world import packet

SCENARIO = {
    "id": "s",
    "trigger": {"when": {"visited": "/price", "times": 2, "within": "7d"}},
    "reentry": "after_exit",
    "steps": [{"add_points": 3}, {"wait": "2d"}, {"add_tag": "waited"}],
}
DAY = 86_400_000
CONSENT = {"consent": {"marketing": True, "text": "はい", "source": "form:x"}}


@pytest.fixture
def shop(world):
    world.publish(plan_of([SCENARIO], SCORING))
    return world


def live(*packets):
    for one in packets:
        assert log.append(one)
        fold.fold_packets([one])


def life(start):
    return [
        packet("a:b1", view(1), view(2, "/"), at=start),
        packet("a:b2", view(3), at=start + 10),
        packet("a:b1", identify(1, "a@example.com", origin="form", context=CONSENT), view(4), at=start + 20),
        packet("a:b2", identify(2, "a@example.com"), view(5), at=start + 30),
        packet("u:U1", identify(3, "a@example.com", user="U1", proof=2), at=start + 40),
        packet("a:b1", view(6), at=start + 3 * DAY),
        packet("a:b1", view(7), view(8), at=start + 5 * DAY),
    ]


def the_lead():
    person = people.load(keys.visitor_id("a:b1"))
    assert person is not None
    return person


def test_a_rebuild_is_the_live_fold_bit_for_bit(shop):
    """I9: merges, scenarios, points and all; only the item's version is newer if somebody had spoiled it."""
    live(*life(clock.now() - 10 * DAY))
    fold.wake(the_lead().id, clock.now())
    before = the_lead()
    assert before.tags and points(before) > 50 and len(before.members) == 3
    assert rebuild.rebuild_person(before.id) is False, "nothing is different"
    spoiled = replace(before, tags={"wrong": 1}, members={})
    fold.commit(replace(spoiled, members=before.members), (), clock.now(), before)
    assert rebuild.rebuild_person(before.id) is True
    assert the_lead() == replace(before, version=before.version + 2)
    assert rebuild.rebuild_person(before.id) is False


def test_a_rebuild_goes_by_the_plan_versions_of_the_time(shop):
    start = clock.now() - 10 * DAY
    live(*life(start)[:5])
    dearer = {**SCORING, "rules": [{"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 99}]}
    shop.publish(plan_of([SCENARIO], dearer))
    live(*life(start)[5:])
    fold.wake(the_lead().id, clock.now())
    before = the_lead()
    assert {mark.plan for mark in before.plans} == {1, 2}
    assert rebuild.rebuild_person(before.id) is False


def test_a_visitor_is_rebuilt_too(shop):
    """I9 for somebody who never said who they are: nothing is lost with the lead that they are not."""
    live(packet("a:b1", view(1), at=clock.now() - DAY))
    assert points(the_lead()) > 9
    assert rebuild.rebuild_person(the_lead().id) is False


def test_a_readers_form_is_heard_live_as_in_the_rebuild(shop):
    """A click makes the lead proven before its browser shows the click's token: the form that the browser sends
    afterwards counts for the lead, and writes nothing of it.
    """
    start = clock.now() - 3 * DAY
    live(packet("a:b1", identify(1, "a@example.com", origin="form"), at=start))
    lead = the_lead().id
    live(
        packet(
            f"p:{lead}",
            {"id": "c", "type": "track", "name": "Mail Clicked", "proof": 2, "origin": "mail"},
            at=start + 1,
        )
    )
    shown = {**view(2), "proof": 2, "context": {"recognised": lead, "page": {"path": "/price"}}}
    live(packet("a:b1", shown, at=start + 2))
    live(packet("a:b1", identify(3, "a@example.com", origin="form", traits={"inquiry": "費用は?"}), at=start + 3))
    read = the_lead()
    assert (read.trait("inquiry"), read.members["a:b1"].proof, read.members["a:b1"].own) == (None, 2, False)
    assert read.members["a:b1"].events == 3
    assert rebuild.rebuild_person(lead) is False


def test_the_audit_finds_what_the_stream_never_brought_and_catches_up_with_its_effects(shop):
    """I8: the stream was down for days; afterwards every person is as if it had not been."""
    packets = life(clock.now() - 10 * DAY)
    live(*packets[:5])
    for one in packets[5:]:
        log.append(one)
    log.append(packet("a:never", view(1), at=clock.now() - 2 * DAY))
    found = {finding.subject: finding for finding in audit.lags(clock.now()) if finding.lacks}
    assert {subject: finding.late for subject, finding in found.items()} == {"a:b1": 2, "a:never": 1}
    for finding in found.values():
        audit.catch_up(finding)
    assert not any(finding.lacks for finding in audit.lags(clock.now()))
    assert people.load(keys.visitor_id("a:never")) is not None
    caught_up = the_lead()
    assert rebuild.rebuild_person(caught_up.id) is False
    assert caught_up.members["a:b1"].events == 7


def test_what_was_overtaken_and_never_brought_is_told_late_while_it_would_be_remembered(shop):
    """A view that came a moment before others of its browser, and that the stream lost, is no case for a rebuild, which
    tells nobody: with it the scenario is entered."""
    start = clock.now() - 5 * DAY
    live(packet("a:b1", identify(1, "a@example.com", origin="form", context=CONSENT), view(2), at=start))
    lost = packet("a:b1", view(3), at=start + 999)
    assert log.append(lost)
    live(packet("a:b1", view(4, "/"), at=start + 1_000))
    assert not the_lead().enrolments
    (lacking,) = [finding for finding in audit.lags(clock.now()) if finding.lacks]
    assert (lacking.late, lacking.missing) == (0, 1)
    audit.catch_up(lacking)
    assert [run.scenario for run in the_lead().enrolments] == ["s"] and the_lead().effects
    assert not any(finding.lacks for finding in audit.lags(clock.now()))


def test_a_long_packet_that_was_folded_is_told_to_nobody_again(shop):
    """It is remembered as one, not event by event: what was lost beside it is told, and nothing of it counts twice."""
    start = clock.now() - 5 * DAY
    live(packet("a:b1", identify(1, "a@example.com", origin="form", context=CONSENT), view(2), at=start))
    many = [view(number, "/") for number in range(100, 100 + 2 * recall.PROMISED)]
    live(packet("a:b1", *many, at=start + 1_000))
    later = start + 2 * recall.OVERTAKEN
    assert log.append(packet("a:b1", view(3), at=later))
    live(packet("a:b1", view(4, "/"), at=later + 1))
    fold.commit(replace(the_lead(), effects=(), check_at=None), (), later, the_lead())  # all is done, and looked after
    audit.catch_up(audit.lag_of("a:b1", clock.now()))
    assert (the_lead().check_at or 0) > clock.now(), "what was begun just now has its quarter of an hour"
    assert [run.scenario for run in the_lead().enrolments] == ["s"]
    assert the_lead().members["a:b1"].events == 4 + len(many)


@pytest.mark.parametrize("origin", ["form", "client"])
def test_who_was_named_and_never_heard_it_is_no_nameless_visitor_with_a_name(shop, origin):
    """Told by a rebuild, its traits stood in a visitor without an address, whom an erasure of the address did not find:
    folded late, it makes the lead that it would have made, however long ago it was."""
    start = clock.now() - 10 * DAY
    live(packet("a:b1", view(1), at=start))
    assert log.append(packet("a:b1", identify(2, "a@example.com", origin=origin), at=start + 10))
    live(*(packet("a:b1", view(number), at=start + number * DAY) for number in range(3, 6)))
    (lacking,) = [finding for finding in audit.lags(clock.now()) if finding.lacks]
    audit.catch_up(lacking)
    found = the_lead()
    assert found.email == "a@example.com" and found.members["a:b1"].events == 5
    assert isinstance(people.look(keys.visitor_id("a:b1")), Alias)
    assert not any(finding.lacks for finding in audit.lags(clock.now()))


def test_what_a_client_repeated_is_lacking_nowhere(shop):
    """A retry batched anew lies in the log a second time and counts once; the audit knows that."""
    start = clock.now() - 5 * DAY
    live(packet("a:b1", view(1), view(2), view(3), at=start))
    live(packet("a:b1", view(1), at=start + 10), packet("a:b1", view(2), view(3), at=start + 20))
    assert points(the_lead()) == 33 and the_lead().members["a:b1"].events == 3
    assert not any(finding.lacks for finding in audit.lags(clock.now()))


def test_a_rebuild_keeps_a_browser_that_joined_before_the_lead_was_proven(shop):
    """Live the claim came first; by the order of arrival the server had proven the lead before. Nothing is lost."""
    start = clock.now() - 5 * DAY
    claim = packet("a:b1", view(1), identify(2, "a@example.com", origin="form"), at=start + 10)
    proof = packet("u:U1", identify(3, "a@example.com", user="U1", proof=2), at=start)
    for one in (claim, proof):
        assert log.append(one)
    fold.fold_packets([claim])
    fold.fold_packets([proof])
    before = the_lead()
    rebuild.rebuild_person(before.id)
    assert points(the_lead()) == points(before) == 10
    assert the_lead().members.keys() == before.members.keys() == {"a:b1", "u:U1"}
    assert not any(finding.lacks for finding in audit.lags(clock.now()))


def test_a_rebuild_mends_the_place_in_the_ranking(shop):
    """A key that an earlier release wrote by another half-life is written anew, though nothing else is different."""
    live(*life(clock.now() - 10 * DAY))
    fold.wake(the_lead().id, clock.now())
    lead = the_lead()
    right = people.rank_of(lead.id)
    assert right is not None and right.key > 0
    people.commit(lead, (), right._replace(key=right.key + 700))
    assert rebuild.rebuild_person(lead.id) is True
    assert people.rank_of(lead.id) == right
    assert rebuild.rebuild_person(lead.id) is False


def test_what_was_not_believed_is_found_and_counted_late(shop):
    """I8: of a browser's two claims about other people the stream brought only the second, which was refused. The audit
    accuses the first, a rebuild counts it where it would have been told, and nothing is left to accuse."""
    start = clock.now() - 10 * DAY
    for number, email in enumerate(("one@example.com", "two@example.com"), 1):
        live(packet(f"u:U{number}", identify(number, email, user=f"U{number}", proof=2, origin="server"), at=start))
    lost = packet("a:b9", identify(8, "one@example.com", traits={"lastName": "EVIL"}), at=start + DAY)
    assert log.append(lost)
    live(packet("a:b9", identify(9, "two@example.com", traits={"lastName": "EVIL"}), at=start + 2 * DAY))
    (lacking,) = [finding for finding in audit.lags(clock.now()) if finding.lacks]
    assert (lacking.subject, lacking.missing) == ("a:b9", 1)
    audit.catch_up(lacking)
    assert not any(finding.lacks for finding in audit.lags(clock.now()))
    others = [people.load(keys.lead_id(f"user:U{n}")) for n in (1, 2)]
    assert [other and other.trait("lastName") for other in others] == [None, None], "and nobody else hears of it"
    assert all(others)


def test_of_those_whom_a_packet_names_one_holds_it(shop):
    """A browser's claim that was not believed was told to its visitor alone, and is folded all the same."""
    now = clock.now()
    live(packet("u:U1", identify(1, "one@example.com", user="U1", proof=2, origin="server"), at=now - DAY))
    claim = packet("a:b9", identify(8, "one@example.com"), at=now)
    assert log.append(claim) and not audit.is_folded(claim, now)
    fold.fold_packets([claim])
    assert len(footprints.people_of([claim])) == 2 and audit.is_folded(claim, now)


def test_what_is_older_than_the_memory_is_known_by_its_count(shop):
    """Two days later nobody remembers the packet: the count of the subject's events says that it is folded, and of
    one that the stream never brought, that it is not."""
    then = clock.now() - 2 * DAY
    folded, lost = packet("a:b1", view(1), at=then), packet("a:b2", view(2), at=then)
    live(folded, packet("a:b1", view(3), at=then + DAY + DAY // 2))
    assert log.append(lost)
    (holder,) = footprints.people_of([folded])
    assert not decide.remembers(holder, folded.events[0])
    assert audit.is_folded(folded, clock.now()) and not audit.is_folded(lost, clock.now())
