"""What sales have to do: tasks and unanswered alerts of all leads, the most pressing first, and who is on the site now.

Rules
1. Mine, a colleague's or everybody's: `rep` in the address. Without it whoever is logged in, where they are a rep, else
   everybody's. Who sees their own leads alone sees their own work alone.
2. Beside a rep's own work stands that of whoever is away and in whose place they stand, marked. It stays the other's.
3. What was just done may not have reached the lead yet (`acted`): the lead is left out, and the page looks again.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi.console import roles
from mikomi.console.acts import latest_of
from mikomi.console.desk import task_row
from mikomi.console.views import Screen, row
from mikomi.console.words import say
from mikomi.core.directory.search import ANYBODY, Search
from mikomi.core.people import absence, open_work
from mikomi.core.people.absence import Recipient
from mikomi.core.people.open_work import OpenWork
from mikomi.core.sales.phone import phone
from mikomi.core.sales.why_now import occasion_of
from mikomi.core.session import Session
from mikomi.core.telling.portrait import Portrait
from mikomi.core.words import moments
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.shell.people import directory

HERE = "/console/today"
MOST = 100
"""Leads with something to do that are shown; what is less pressing comes when these are done."""
ON_SITE = 10
GROUPS = ("late", "today", "later", "untimed")


class _Item(NamedTuple):
    group: str
    presses: float
    shown: Json


def seen(request: Request, who: Session, screen: Screen) -> Json:
    """The page's data."""
    settings = screen.plan.settings
    mine, given = roles.rep_of(who, settings), request.query.get("rep", "")
    known = [ANYBODY, *(rep.id for rep in settings.reps)]
    chosen = given if given in known else mine or ANYBODY
    if roles.sees_own(who):
        known, chosen = [], mine or ""
    rep = None if chosen == ANYBODY else chosen
    covered = absence.covered_by(chosen, settings, screen.now)
    search = Search(work=chosen, sort="due", stands_in_for=tuple(each.named.id for each in covered))
    lead, _, event = request.query.get("acted", "").partition("~")
    found = directory.searched(search, MOST, None, screen.language)
    waits = any(each.person.id == lead and each.person.dealings.act(event) is None for each in found.leads)
    items = [
        _item(each, work, screen, rep, covered)
        for each in found.leads
        if not (waits and each.person.id == lead)
        for work in open_work.of_reps(each.person, screen.plan, search.workers)
    ]
    items.sort(key=lambda item: item.presses)
    on_site = directory.searched(Search(owner=rep, on_site=True, sort="recent"), ON_SITE, None, screen.language)
    return {
        "rep": chosen,
        "ways": [_way(each, mine, chosen, screen) for each in known],
        "groups": [
            {"title": say(f"today.{group}", screen.language), "late": group == "late", "items": shown}
            for group in GROUPS
            if (shown := [item.shown for item in items if item.group == group])
        ],
        "more": say("today.more", screen.language, n=MOST) if found.next else "",
        "waits": waits,
        "on_site": [row(each, screen) for each in on_site.leads],
        "pressed": str(screen.now),
    }


def _way(rep: str, mine: str | None, chosen: str, screen: Screen) -> Json:
    name = screen.names.get(f"rep:{rep}", rep)
    says = say("today.all" if rep == ANYBODY else "today.mine", screen.language) if rep in (ANYBODY, mine) else name
    return {"says": says, "to": f"{HERE}?rep={rep}", "here": rep == chosen}


def _item(portrait: Portrait, work: OpenWork, screen: Screen, rep: str | None, covered: Sequence[Recipient]) -> _Item:
    person = portrait.person
    lead = row(portrait, screen)
    told = task_row(work.act, screen) if work.act else _alert(work, screen)
    called = phone(person.trait("phone"), screen.plan.settings.calendar.country)
    whose = open_work.whose(work.reps, person, screen.plan.settings)
    reps = [screen.names.get(f"rep:{each}", each) for each in whose]
    away = [] if rep in whose else [each for each in covered if each.named.id in whose]
    shown = {
        **told,
        "lead": person.id,
        "name": lead["name"],
        "company": lead["company"],
        "band": lead["band"],
        "heat": lead["heat"],
        "call": called,
        "seen": latest_of(person),
        "in_place": _in_place(away[0], screen) if away else "",
        "reps": say("today.reps", screen.language, reps=("、" if screen.language == "ja" else ", ").join(reps)),
    }
    return _Item(_group(work, screen), work.presses, shown)


def _in_place(one: Recipient, screen: Screen) -> str:
    name, day = screen.names.get(f"rep:{one.named.id}", one.named.id), moments.day(one.until, screen.language)
    return say("today.in_place", screen.language, name=name, day=day)


def _alert(work: OpenWork, screen: Screen) -> Json:
    alert = work.alert
    assert alert is not None, "work is a task or an alert"
    when = moments.full(work.due_at or screen.now, screen.zone, screen.language, screen.now)
    return {
        "id": "",
        "kind": say("today.alert", screen.language),
        "why": occasion_of(alert, screen.names, screen.language),
        "due": say("desk.due", screen.language, when=when),
        "late": False,
        "link": "",
        "is_call": True,
    }


def _group(work: OpenWork, screen: Screen) -> str:
    if work.due_at is None:
        return "untimed"
    if work.due_at <= screen.now:
        return "late"
    days = [moments.local(each, screen.zone).date() for each in (work.due_at, screen.now)]
    return "today" if days[0] == days[1] else "later"
