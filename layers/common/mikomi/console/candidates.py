"""What waits for approval, as a page: who asks, what it changes, whom that concerns; and yes or no.

Rules
1. Yes or no is said by whoever is in the group for it (`roles`), of what the page showed: over the version that ran
   then.
2. Whom it concerns is counted after the page has been shown, so far as there is time for it (`PATIENCE`).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from mikomi import http
from mikomi.aws import candidates, everybody, plans, uploads
from mikomi.aws.candidates import Proposal
from mikomi.console import backtests, door, frame
from mikomi.console.views import Screen, iso
from mikomi.console.words import say
from mikomi.core.session import Session
from mikomi.core.telling import revision
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.shell import approval
from mikomi.shell.approval import DecidedAlready, NoSuchCandidate

HERE = "/console/versions"
PATIENCE, ROWS = 20, 1_000
"""Pages of everybody, and people of each, that are looked at while somebody waits."""
LONGEST = 500
MOST = 50
"""Candidates that can be looked at, the latest ones."""


def respond(
    request: Request, who: Session, of: Sequence[str], screen: Screen, shown: Callable[[str, Json], Response]
) -> Response | None:
    """The answer to this place below the candidates; None if there is none. A POST is known as ours."""
    number = int(of[0]) if of and of[0].isascii() and of[0].isdecimal() and len(of[0]) < 9 else 0
    candidate = next((each for each in candidates.latest(MOST) if each.number == number), None)
    if candidate is None:
        return door.message(screen.language, 404, "approval.gone", "approval.gone_why", HERE, "published.title")
    match request.method, of[1:]:
        case "GET", []:
            return shown("candidate.html", one(candidate, screen))
        case "GET", ["backtest"]:
            return shown("backtest.html", {"it": backtests.candidate(approval.plan_of(candidate), number, screen)})
        case "GET", ["people"]:
            return frame.page("candidate_people.html", screen.language, **_people(candidate, screen))
        case "POST", [("approve" | "refuse") as verb]:
            return _decide(candidate, verb, who, request.form(), screen)
        case _:
            return None


def waiting(screen: Screen) -> Json | None:
    """What the list of versions says of the one that waits."""
    last = next(iter(candidates.latest()), None)
    return _row(last, screen) if last and last.state == "waiting" else None


def one(candidate: Proposal, screen: Screen) -> Json:
    """Who asks and why, the report, and what it changes."""
    language, plan = screen.language, approval.plan_of(candidate)
    over = plans.pointer_version()
    revised = revision.revision(plans.version(over), plan, language) if plan else ()
    return {
        "candidate": _row(candidate, screen),
        "over": over,
        "changed": say("approval.changes", language, n=over),
        "changes": [{"title": revision.title(each, language), "differences": each.differences} for each in revised],
        "warnings": _warnings(candidate, language),
        "waits": candidate.state == "waiting",
        # whoever pressed may have died before its push went out: pressed again it goes out once all the same
        "goes_out": candidate.state == "approved" and candidate.over == over,
        "concerns": bool(_concerned(plan, over)),
    }


def _row(candidate: Proposal, screen: Screen) -> Json:
    language = screen.language
    by = visible(candidate.by)
    decided = {"by": visible(candidate.decided_by), "because": visible(candidate.because)}
    decided["at"] = (
        moments.full(candidate.decided_at, screen.zone, language, screen.now) if candidate.decided_at else ""
    )
    return {
        "number": candidate.number,
        "name": say("approval.one", language, n=candidate.number),
        "at": iso(candidate.asked_at),
        "moment": moments.full(candidate.asked_at, screen.zone, language, screen.now),
        "way": say("approval.pushed" if by else "approval.uploaded", language, by=by),
        "note": visible(candidate.note),
        "state": candidate.state,
        "told": say(f"approval.{candidate.state}", language, **decided),
    }


def _warnings(candidate: Proposal, language: str) -> list[Json]:
    """What the check warned of, as its report says."""
    body = uploads.read_report(f"reports/{candidate.pushed or 'latest'}.json")
    report = json.loads(body) if body else {}
    if report.get("candidate") != candidate.number:
        return []
    return [
        {
            "where": f"{each['file']}:{each['line']}" if each.get("line") else each["file"],
            "text": each["message"][language],
        }
        for each in report["problems"]
    ]


def _concerned(plan: Plan | None, over: int) -> list[str]:
    """The scenarios that it changes, of those that run."""
    now = plans.version(over).scenarios
    return [name for name, scenario in now.items() if plan and plan.scenarios.get(name) != scenario]


def _people(candidate: Proposal, screen: Screen) -> Json:
    """How many are in each of them now."""
    plan, over = approval.plan_of(candidate), plans.pointer_version()
    names, inside, seen = _concerned(plan, over), Counter[str](), 0
    pages = _pages()
    for page in islice(pages, PATIENCE):
        seen += len(page)
        for scenarios in page:
            inside.update(scenarios & {*names})
    whole, language = next(pages, None) is None, screen.language
    called = screen.names
    return {
        "rows": [
            say(
                "approval.inside" if plan and name in plan.scenarios else "approval.inside_gone",
                language,
                name=called.get(f"scenario:{name}", name),
                n=f"{inside[name]:,}",
            )
            for name in names
        ],
        "partly": "" if whole else say("approval.partly", language, n=f"{seen:,}"),
    }


def _pages() -> Iterator[list[set[str]]]:
    """Of everybody, page by page, the scenarios in which each is."""
    after = None
    while True:
        page = everybody.page(after, ROWS)
        yield [{run.scenario for run in person.enrolments if run.status == "active"} for person in page.people]
        if (after := page.after) is None:
            return


def _decide(candidate: Proposal, verb: str, who: Session, form: dict[str, str], screen: Screen) -> Response:
    language, there = screen.language, f"{HERE}/candidates/{candidate.number}"

    def no(status: int, why: str) -> Response:
        return door.message(language, status, "approval.not_done", why, there, "approval.back")

    by, over = who.email or who.user, form.get("over", "")
    because = form.get("because", "").strip()[:LONGEST]
    if verb == "refuse" and not because:
        return no(400, "approval.why_needed")
    try:
        if verb == "approve":
            approval.approve(candidate.number, int(over) if over.isdecimal() and len(over) < 9 else 0, by)
        else:
            approval.refuse(candidate.number, by, because)
    except (DecidedAlready, NoSuchCandidate):
        return no(409, "approval.too_late")
    return http.redirect(there)
