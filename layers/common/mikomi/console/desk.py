"""What is printed of sales' work on a lead: the stage, the owner, what is to be done, and the forms of each act.

Rules
1. The page carries the latest act that it knows (`seen`): whoever acts on an older page is told that others did, too.
2. An act that was just noted may not have reached the person yet (`acted`): the page says so and looks again.
"""

from collections.abc import Mapping

from mikomi.console.acts import latest_of
from mikomi.console.stories import Acts
from mikomi.console.views import Screen, clipped, iso
from mikomi.console.words import say
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import owner_of
from mikomi.core.sales import asked
from mikomi.core.words import moments
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.sales import CUSTOMER, SalesAct
from mikomi.model.sales_settings import StageStops
from mikomi.model.words import in_language
from mikomi.shell.people.portraits import StoryPage


def shown(person: Person, screen: Screen, query: Mapping[str, str]) -> Json:
    """What the page needs beside the lead's card. `query`: what stands in the address."""
    sales, language, dealings = screen.plan.sales, screen.language, person.dealings
    acted = query.get("acted", "")[: asked.LONGEST]
    is_known = not acted or dealings.act(acted) is not None
    stage = sales.stage(dealings.stage)
    owner = owner_of(person, screen.plan.settings)
    return {
        "seen": latest_of(person) if is_known else acted,
        "waits": not is_known,
        "meanwhile": "meanwhile" in query,
        "stage": in_language(stage.name, language, stage.id) if stage else dealings.stage,
        "stages": [(each.id, in_language(each.name, language, each.id), each.asks or "") for each in sales.stages],
        "stage_id": stage.id if stage else "",
        "owner": screen.names.get(f"rep:{owner}") or say("person.no_owner", language),
        "reps": [(rep.id, in_language(rep.name, language, rep.id)) for rep in screen.plan.settings.reps],
        "kinds": [(each.id, in_language(each.name, language, each.id)) for each in sales.tasks],
        "exclusion": [(each.id, in_language(each.name, language, each.id)) for each in sales.exclusion],
        "is_excluded": exclusion_of(person, sales) is not None,
        "tasks": [task_row(act, screen) for act in sorted(dealings.tasks, key=lambda act: (act.due_at or 0, act.at))],
        "notices": _notices(person, screen),
        "has_address": bool(person.email),
    }


def for_programs(person: Person, plan: Plan) -> Json:
    """What the read API says of it. `excluded` is as what, or null; `tasks` are those that are open."""
    excluded = exclusion_of(person, plan.sales)
    return {
        "excluded": excluded.id if excluded else None,
        "tasks": [
            {
                "id": act.id,
                "kind": act.value if act.verb == "task" else "call",
                "due_at": iso(act.due_at) if act.due_at is not None else None,
                "rep": act.of or None,
                "step": act.step or None,
            }
            for act in person.dealings.tasks
        ],
    }


def acts_of(person: Person, page: StoryPage) -> Acts:
    """The acts that the story tells of, and those that were taken back: as the person remembers, and as it says."""
    said = [entry.what.get("properties") or {} for entry in page.entries if entry.kind == "act"]
    gone = person.dealings.taken_back | {str(each.get("of")) for each in said if each.get("act") == "undo"}
    return Acts(person.id, frozenset(act.id for act in person.dealings.standing) - gone, gone)


def task_row(act: SalesAct, screen: Screen) -> Json:
    """A task that is open, as it is printed."""
    known = screen.plan.sales.task(act.value) if act.verb == "task" else None
    kind = in_language(known.name, screen.language, known.id) if known else say("act.again", screen.language)
    due = ""
    if act.due_at is not None:
        when = moments.full(act.due_at, screen.zone, screen.language, screen.now)
        due = say("desk.overdue" if act.due_at <= screen.now else "desk.due", screen.language, when=when)
    rep = screen.names.get(f"rep:{act.of}", "")
    return {
        "id": act.id,
        "kind": kind if act.verb == "call" or known else clipped(act.value),
        "due": due,
        "late": act.due_at is not None and act.due_at <= screen.now,
        "rep": say("desk.for", screen.language, rep=rep) if rep else "",
        "link": known.link if known and known.link else "",
        "why": screen.names.get(f"step:{act.step}", "") if act.step else "",
        "is_call": act.verb == "call" or act.value == "call",
    }


def _notices(person: Person, screen: Screen) -> list[str]:
    """Why nobody is rung, why mail stops."""
    said, language, sales = [], screen.language, screen.plan.sales
    if excluded := exclusion_of(person, sales):
        by_hand = person.dealings.excluded not in ("", CUSTOMER)
        parts = [
            say("desk.excluded", language, kind=in_language(excluded.name, language, excluded.id)),
            say("desk.excluded_by_hand" if by_hand else "desk.excluded_by_file", language),
            say("desk.no_mail", language) if excluded.marketing == "stop" else "",
        ]
        said.append(("" if language == "ja" else " ").join(filter(None, parts)))
    stage = sales.stage(person.dealings.stage)
    if stage and stage.stops == "marketing":
        said.append(say("desk.stage_stops", language, stage=in_language(stage.name, language, stage.id)))
    elif stage and isinstance(stage.stops, StageStops):
        names = [screen.names.get(f"topic:{each}", each) for each in stage.stops.topics]
        names += [screen.names.get(f"scenario:{each}", each) for each in stage.stops.scenarios]
        what = ("、" if language == "ja" else ", ").join(names)
        said.append(
            say("desk.stage_stops_some", language, stage=in_language(stage.name, language, stage.id), what=what)
        )
    return said
