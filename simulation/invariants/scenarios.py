"""Scenarios: who goes through them, and on which plan (I10 to I12)."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from simulation.installation import read_once
from simulation.invariants import in_flight, outcomes
from simulation.invariants.entries import as_reentry_and_groups_say
from simulation.invariants.sight import Sight
from simulation.time import SECOND

Json = dict[str, Any]


def one_enrolment_an_occasion(sight: Sight) -> Iterator[str]:
    """I10: nobody enters beside a run of the same scenario or group, nor again before its time, and once where it says
    `never`. A browser that was a lead of its own may bring another run along when both turn out to be one."""
    yield from as_reentry_and_groups_say(sight)
    own: dict[str, set[str]] = {}
    for _, state in sight.person_writes:
        own.setdefault(state["id"], set()).update(
            run["id"] for run in state.get("enrolments", []) if run["scenario"] == "request"
        )
    for person, runs in own.items():
        brought = {run for visitor, lead in sight.aliases.items() if lead == person for run in own.get(visitor, ())}
        if len(runs - brought) > 1:
            yield f"{person} entered request {len(runs - brought)} times of its own: {sorted(runs - brought)}"


def steps_of(steps: list[Json]) -> Iterator[Json]:
    for step in steps:
        yield step
        for name in ("then", "else"):
            yield from steps_of(step.get(name, []))


def an_enrolment_keeps_its_plan(sight: Sight) -> Iterator[str]:
    """I11: a mail says what the plan says on which its enrolment began, or to which somebody changed it, and that is
    the one that it was sent under."""
    yield from in_flight.no_step_is_repeated_or_skipped(sight)
    began: dict[str, int] = {}
    at_once = outcomes.at_once(sight)
    moved = in_flight.versions_of(sight)
    for _, state in sight.person_writes:
        for run in state.get("enrolments", []):
            began.setdefault(run["id"], run["plan"])
    for mail, row, effect in sight.step_mails:
        if not effect:
            yield f"a mail went out for {row} that no commit decided"
            continue
        if effect.get("confirms"):
            continue  # of a form, in words of ours
        unseen = sight.repair or effect["enrolment"] in at_once
        plan = began.get(effect["enrolment"], effect["plan"] if unseen else None)
        if effect["plan"] in moved.get((sight.resolved(effect["person"]), effect["scenario"]), ()):
            plan = effect["plan"]
        if plan is None or plan != effect["plan"]:
            yield f"{row}: the enrolment began on plan {plan}, the mail was decided on {effect['plan']}"
            continue
        scenario = sight.plans[plan]["scenarios"][effect["scenario"]]
        said = next(
            (step["mail"]["subject"] for step in steps_of(scenario["steps"]) if step.get("id") == effect["step"]), None
        )
        if mail.message["Subject"] != said:
            yield f"{row}: the mail says {mail.message['Subject']!r}, plan {plan} says {said!r}"


def the_newest_valid_upload_is_active(sight: Sight) -> Iterator[str]:
    """I12: each version is a workspace that was really uploaded and is valid; versions never go back in time; at rest
    the newest upload is active, if it is valid and no notice of an upload stands in the dead letters."""
    uploads = [(at, read_once(files)[0]) for at, files in sight.world.evidence.uploads]
    active = sight.activated
    newest = -1
    for at, version in active:
        plan = _without_origin(sight.plans[version])
        matching = [
            n for n, (when, upload) in enumerate(uploads) if upload and when <= at + SECOND and _said(upload) == plan
        ]
        if not matching:
            yield f"version {version} is no valid upload"
        elif matching[-1] < newest:
            yield f"version {version} is upload {matching[-1]}, but upload {newest} was active before"
        else:
            newest = max(newest, matching[0])
    last = uploads[-1][1]
    shown = sight.world.notices.given_up  # in the dead letters, where whoever uploads is told to upload again
    if last and not shown and active and _said(last) != _without_origin(sight.plans[active[-1][1]]):
        yield f"the newest upload is valid and not active (version {active[-1][1]} is)"
    if any(version > later for (_, version), (_, later) in pairwise(active)):
        yield "the active version went down"


_ORIGIN = ("version", "published_at", "sequencers", "standing_range", "half_lives", "withdrawn")


_told: dict[int, tuple[Any, Json]] = {}


def _said(upload: Any) -> Json:
    """What a plan says, as the body of a version has it; worked out once a process."""
    held = _told.get(id(upload))
    if held is None or held[0] is not upload:
        said = _without_origin(json.loads(upload.model_dump_json(by_alias=True, exclude_none=True)))
        held = _told[id(upload)] = (upload, said)
    return held[1]


def _without_origin(plan: Json) -> Json:
    return {name: value for name, value in plan.items() if name not in _ORIGIN}
