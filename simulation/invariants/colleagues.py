"""Several people of one company did the same: told once, of enough people who did it in time (I45)."""

from collections.abc import Iterator
from itertools import pairwise

from simulation.invariants.sight import Json, LoggedEvent, Sight, earns
from simulation.time import DAY
from simulation.workload.colleagues import ALERT, ENOUGH, KEY, WITHIN, OfOneCompany

TIME = WITHIN * DAY


def told_once_of_enough_who_did_it_in_time(sight: Sight) -> Iterator[str]:
    """I45: each event names so many different people of the company, who did it within the alert's time; two are never
    closer than that time; each raises one alert at most; and where enough did it, one was told."""
    if not isinstance(sight.story, OfOneCompany):
        return
    events = [each for each in sight.log if each.said.get("name") == "Company Acted"]
    notes = [step.effect for step in sight.effects if step.effect["kind"] == "company"]
    yield from _of_enough(sight, events, notes)
    yield from _never_twice(sight, events)
    yield from _none_left_out(sight, events, notes)


def _of_enough(sight: Sight, events: list[LoggedEvent], notes: list[Json]) -> Iterator[str]:
    for event in events:
        said, at = event.said["properties"], event.said["properties"]["at"]
        if (said["alert"], said["company"]) != (ALERT, KEY):
            yield f"{event.id} is of {said}"
        if len(set(said["people"])) < ENOUGH:
            yield f"{event.id} tells of {said['people']}"
        did = {sight.resolved(note["person"]) for note in notes if at - TIME <= note["did_at"] <= at}
        for person in said["people"]:
            if sight.resolved(person) not in did:
                yield f"{event.id} tells of {person}, who did nothing within the time before {at}"
    looked = {event.said["at"] for event in sight.log if earns(event.said, "page", "/price")}
    for note in notes:
        if note["did_at"] not in looked:
            yield f"{note['id']} is of {note['did_at']}, when nobody looked"


def _never_twice(sight: Sight, events: list[LoggedEvent]) -> Iterator[str]:
    moments = sorted(event.said["properties"]["at"] for event in events)
    for before, after in pairwise(moments):
        if after - before < TIME:
            yield f"told of {before}, and again of {after}"
    rung: dict[str, set[str]] = {}
    for step in sight.decided:
        if step.effect["kind"] == "alert" and step.effect["reason"] == "company":
            rung.setdefault(step.effect["event_id"], set()).add(step.effect["id"])
    known = {event.id for event in events}
    for event_id, alerts in rung.items():
        if len(alerts) > 1:
            yield f"{event_id} raised {sorted(alerts)}"
        if event_id not in known:
            yield f"{sorted(alerts)} are of {event_id}, which the log has not"


def _none_left_out(sight: Sight, events: list[LoggedEvent], notes: list[Json]) -> Iterator[str]:
    """Of those who are people of the company at rest; where a stream's record was never read, nothing can be said."""
    if (sight.given_up or sight.lost) and not sight.repair:
        return
    told = [event.said["properties"]["at"] for event in events]
    counting = {id for id, person in sight.people.items() if not person.get("frozen_at")}
    mine = [(note["did_at"], sight.resolved(note["person"])) for note in notes if note["company"] == KEY]
    for ends, _ in mine:
        people = {person for at, person in mine if ends - TIME <= at <= ends} & counting
        if len(people) >= ENOUGH and not any(abs(at - ends) <= TIME for at in told):
            yield f"{sorted(people)} did it before {ends}, and nobody was told"
