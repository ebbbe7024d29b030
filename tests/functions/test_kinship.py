"""Two leads are said to be one person, and to be two again (P6, P10): by hand, by a server's `alias`; cut off at any
call; told apart they are proposed no more; erased together."""

import json
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import erasures, everybody, log, people
from mikomi.aws.people import Alias
from mikomi.cli.__main__ import _parser
from mikomi.core.replay import retell
from mikomi.model.person import Person
from mikomi.shell.erasure import looks
from mikomi.shell.operator import kinship, proposals
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.people import fold, footprints, rebuild, separation

from functions.schedule_step import app
from tests.core.story import plan_of
from tests.functions import envelopes
from tests.functions.outbox import Died, at_each_call, dying
from tests.functions.test_fold import SCORING, identify, view
from tests.functions.world import packet

DAY = 86_400_000
A, B = "a@example.com", "b@example.com"
SCENARIO = {
    "id": "s",
    "trigger": {"when": {"visited": "/price", "times": 2, "within": "30d"}},
    "reentry": "after_exit",
    "steps": [{"add_points": 3}, {"wait": "2d"}, {"add_tag": "waited"}, {"wait": "90d"}],
}


@pytest.fixture
def shop(world, tmp_path) -> Any:
    world.publish(plan_of([SCENARIO], SCORING))
    yield world
    clock.shift(clock.shifted() * 0)


class Lives:
    """Packets a minute apart, folded as they come."""

    def __init__(self) -> None:
        self.at = clock.now() - 20 * DAY
        self.made = 0

    def tell(self, subject: str, *events: Any) -> None:
        self.at += 60_000
        one = packet(subject, *events, at=self.at)
        assert log.append(one)
        fold.fold_packets([one])

    def met(self, email: str, browser: str, **traits: str) -> None:
        self.made += 1
        context = {"consent": {"marketing": True, "text": email, "source": "form:x"}}
        self.tell(browser, identify(self.made, email, origin="form", traits=traits, context=context))

    def known(self, user: str, email: str, browser: str | None = None, **traits: str) -> None:
        self.made += 1
        event = identify(self.made, email, user=user, proof=2, origin="server", traits=traits)
        self.tell(browser or f"u:{user}", event)

    def views(self, browser: str, path: str = "/price") -> None:
        self.made += 1
        self.tell(browser, view(self.made, path))


def lead(email: str) -> str:
    return people.find_alias(keys.email_alias(email)) or ""


def there(person: str) -> Person:
    found = people.load(person)
    assert found is not None
    return found


def catch_up() -> None:
    """The stream brings what was said by hand, twice."""
    for subject in [each for each in log.subjects() if each.startswith("p:")]:
        for made in list(log.packets(subject))[-6:]:  # a stream brings what is a day old, not everything for ever
            fold.fold_packets([made])
            fold.fold_packets([made])


def merged(one: str, other: str) -> kinship.SaidAsOne:
    said = kinship.merge(one, other, "sato")
    catch_up()
    return said


def command(*arguments: str) -> int:
    asked = _parser().parse_args(list(arguments))
    return int(asked.act(asked))


def two() -> Lives:
    lives = Lives()
    lives.views("a:1")
    lives.met(A, "a:1", lastName="山田", industry="製造業")
    lives.views("a:1", "/recruit/1")
    lives.views("a:2")
    lives.known("U2", B, "a:2", lastName="山田", firstName="太郎")
    lives.views("a:2", "/recruit/2")
    return lives


def story(person: Person) -> list[Any]:
    """The person's steps, without what was said of the two."""
    steps = retell(person, footprints.of(person), footprints.under_version, clock.now())
    return [step for step in steps if getattr(step.cause, "name", "") != "Rep Acted"]


def facts(person: Person) -> Any:
    """What the log says of somebody; what was said of the two, and what depends on when it was said, left out."""
    own = {name: member for name, member in person.members.items() if not name.startswith("p:")}
    return (
        person.id, person.email, person.user_id, person.traits, person.tags, person.consent, own, person.standing,
        [run.id for run in person.enrolments], person.first_at, person.last_at, person.first_touch, person.memory,
    )  # fmt: skip


def test_two_leads_become_one(shop):
    """Points, traits, runs and browsers of both; what led to the one leads to the other; a rebuild says the same."""
    lives = two()
    one, other = there(lead(A)), there(lead(B))
    said = merged(one.id, other.id)
    assert (said.lead, said.other) == (one.id, other.id)
    whole = there(one.id)
    assert whole.traits_plain == {"email": B, "lastName": "山田", "firstName": "太郎", "industry": "製造業"}
    assert (whole.email, whole.user_id) == (A, "U2")
    assert {"a:1", "a:2"} <= whole.members.keys() and [each.id for each in whole.merged] == [other.id]
    earned = {rule: each.count for member in whole.members.values() for rule, each in member.points.items()}
    assert earned == {"price": 1, "recruit": 1}
    assert people.look(other.id) == people.look(keys.visitor_id("a:2")) == Alias(one.id)
    assert lead(B) == people.find_alias(keys.user_alias("U2")) == one.id

    lives.views("a:2")
    lives.known("U2", B, firstName="次郎")
    lives.met(B, "a:9", lastName="別")
    whole = there(one.id)
    assert whole.conflicts == () and whole.email == A and whole.trait("firstName") == "次郎"
    rebuild.rebuild_person(one.id)
    assert facts(there(one.id)) == facts(whole) and there(one.id).merged == whole.merged
    assert {event.id for step in story(whole) if (event := step.cause) and hasattr(event, "id")} >= {"v1", "v4"}


@pytest.mark.parametrize("seed", range(8))
def test_parted_each_has_its_own_history(shop, seed):
    """As if nobody had ever said that they are one: the same events, points, traits, runs (P10), whatever came between,
    and however often it was rebuilt or brought again."""
    chance = Random(seed)
    lives = two()

    def something(count: int) -> None:
        for _ in range(count):
            browser, mine, user = chance.choice([("a:1", A, "U1"), ("a:2", B, "U2")])
            match chance.randrange(4):
                case 0:
                    lives.known(user, mine, industry=chance.choice(["製造業", "商社"]))
                case 1:
                    lives.met(mine, browser, title=chance.choice(["部長", "課長"]))
                case _:
                    lives.views(browser, chance.choice(["/price", "/recruit/x", "/"]))

    something(chance.randrange(6))
    for email in (A, B):
        fold.wake(lead(email), clock.now())
    one, other = there(lead(A)), there(lead(B))
    before = story(one), story(other)
    merged(one.id, other.id)
    if chance.random() < 0.5:
        rebuild.rebuild_person(one.id)
    assert separation.part(other.id)
    catch_up()
    assert (story(there(one.id)), story(there(other.id))) == before
    assert facts(there(one.id)) == facts(one) and facts(there(other.id)) == facts(other)
    assert (lead(A), lead(B)) == (one.id, other.id)
    assert not there(one.id).merged and not separation.part(other.id)

    something(3)
    for person in (one.id, other.id):
        fold.wake(person, clock.now())
        live = there(person)
        rebuild.rebuild_person(person)
        assert facts(there(person)) == facts(live)


def test_what_came_since_goes_to_whom_it_names(shop):
    """A browser that came while they were one, and named the other, is the other's."""
    lives = two()
    one, other = lead(A), lead(B)
    merged(one, other)
    lives.at = clock.now() + 1_000
    clock.shift(clock.shifted() + timedelta(hours=1))
    lives.views("a:3")
    lives.known("U2", B, "a:3")
    lives.views("a:1")
    lives.views("a:2")
    kinship.part(other, "sato")
    catch_up()
    assert {"a:2", "a:3"} <= there(other).members.keys() and "a:3" not in there(one).members
    assert there(one).members["a:1"].events == 4 and there(other).members["a:2"].events == 4
    assert people.look(keys.visitor_id("a:3")) == Alias(other)
    assert there(one).user_id is None and there(other).user_id == "U2"


@pytest.mark.parametrize("before", [True, False])
def test_cut_off_at_any_call_it_is_completed(shop, before):
    """Merging by the stream that brings it again, parting by the same command again; another two at each call."""
    lives = Lives()
    for place in range(30):
        mail, user, browsers = f"{place}a@example.com", f"U{place}", (f"a:{place}x", f"a:{place}y")
        lives.met(mail, browsers[0])
        lives.known(user, f"{place}b@example.com", browsers[1])
        one, other = lead(mail), people.find_alias(keys.user_alias(user)) or ""
        kinship.merge(one, other, "sato")
        (said,) = log.packets(f"p:{one}")
        with at_each_call(dying(place, before)) as begun, suppress(Died):
            fold.fold_packets([said])
        fold.fold_packets([said])
        assert people.look(other) == people.look(keys.visitor_id(browsers[1])) == Alias(one)
        assert people.find_alias(keys.user_alias(user)) == one and browsers[1] in there(one).members
        with at_each_call(dying(place, before)) as parted, suppress(Died):
            separation.part(other)
        separation.part(other)
        fold.fold_packets([said])
        assert people.find_alias(keys.user_alias(user)) == other and not there(one).merged
        assert people.look(keys.visitor_id(browsers[1])) == Alias(other) and browsers[1] not in there(one).members
        assert there(other).user_id == user and there(one).user_id is None
        if len(begun) <= place and len(parted) <= place:
            return
    raise AssertionError("there were more calls than were tried")


def test_a_servers_alias_makes_two_known_users_one(shop):
    """It answered 200 and did nothing."""
    lives = two()
    lives.known("U1", A)
    one, other = lead(A), lead(B)
    alias = {"id": "al", "type": "alias", "previous_id": "U2", "user_id": "U1", "proof": 2, "origin": "server"}
    lives.tell("u:U1", {**alias, "proof": 1, "origin": "client", "id": "no"})
    assert isinstance(people.look(other), Person)
    lives.tell("u:U1", alias)
    assert people.look(other) == Alias(one) and there(one).user_id == "U1"
    lives.known("U2", B, title="部長")
    assert there(one).trait("title") == "部長" and there(one).user_id == "U1"
    assert separation.part(other) and there(other).user_id == "U2"


def test_proposed_refused_and_remembered(shop, capsys):
    """By command: listed with reasons, taken or refused; a merge takes the refusal along."""
    lives = Lives()
    for browser, email in (("a:1", A), ("a:2", B), ("a:3", "c@example.com")):
        lives.met(email, browser, name="山田 太郎", company="㈱青空")
    assert command("proposals", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) == 3 and listed[0]["reasons"][0] == "氏名が同じです（山田 太郎）。"
    ids = [lead(each) for each in (A, B, "c@example.com")]
    assert command("proposals", "refuse", ids[0], ids[1]) == 0
    catch_up()
    assert command("proposals", "list", ids[0], "--lang", "en") == 0
    told = capsys.readouterr().out
    assert ids[2] in told and ids[1] not in told and "The names are the same" in told
    assert command("proposals", "accept", ids[2], ids[1], "--json") == 0
    catch_up()
    assert not proposals.pairs(lambda _: None)
    assert command("unmerge", ids[1], "--lang", "en") == 0
    catch_up()
    assert "are two again" in capsys.readouterr().out and there(ids[1]).email == B
    assert not proposals.pairs(lambda _: None, ids[1]) and len(proposals.pairs(lambda _: None)) == 1


def test_what_cannot_be_is_said(shop, capsys):
    two()
    one, other = lead(A), lead(B)
    for arguments, said in (
        (("merge", one, one), "one person already"),
        (("merge", one, "l_nobody"), "no lead with this id"),
        (("merge", one, "x" * 300), "no lead with this id"),
        (("unmerge", other), "became part of nobody"),
        (("proposals", "refuse", one, "v_x"), "no lead with this id"),
    ):
        assert command(*arguments, "--lang", "en") == 2 and said in capsys.readouterr().err


def test_several_become_one_and_are_parted_in_any_order(shop):
    """Of two of which one is made of several that one stays; two of them are not made one."""
    lives = two()
    lives.met("c@example.com", "a:5")
    lives.met("d@example.com", "a:6")
    lives.met("e@example.com", "a:7")
    a, b, c, d, e = (lead(each) for each in (A, B, "c@example.com", "d@example.com", "e@example.com"))
    merged(a, b)
    assert merged(c, a) == kinship.SaidAsOne(merged_event(a, c), a, c)
    merged(d, e)
    with pytest.raises(NotPossible):
        kinship.merge(a, d, "sato")
    assert {each.id for each in there(a).merged} == {b, c}
    kinship.part(b, "sato")
    catch_up()
    assert [each.id for each in there(a).merged] == [c] and there(b).email == B
    kinship.part(c, "sato")
    catch_up()
    assert not there(a).merged and "a:5" in there(c).members and people.look(c) == there(c)


def merged_event(one: str, other: str) -> str:
    return next(each.event for each in there(one).merged if each.id == other)


def test_erased_together(shop):
    """Nothing of either is left, and neither place leads anywhere."""
    two()
    one, other = lead(A), lead(B)
    merged(one, other)
    found = looks.find(B)
    assert found and set(found.known.ids) >= {one, other} and {A, B} <= set(found.known.addresses)
    asked = looks.ask(found, "dpo")
    app.handler(envelopes.queue({"pk": asked.pk, "sk": erasures.ERASURE, "due_at": 0}), None)
    assert not [person for person in everybody.page(None, 100).people if person.members]
    assert not lead(A) and not lead(B)
    left = [event for subject in log.subjects() for made in log.packets(subject) for event in made.events]
    assert left == []
