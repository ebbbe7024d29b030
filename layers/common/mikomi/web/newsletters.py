"""The public archive of newsletters: a list that anybody may read, and each of them as it was sent to nobody.

Rules
1. What is shown is what was sent, by the plan version of that mailing, whatever is published since.
2. A scenario that says no to the public archive by now is taken out of it, with all that went out before.
3. A page says nothing of who reads it, so it is the same for everybody and may be kept by whoever stands between.
"""

import re
from collections.abc import Iterable

from mikomi import pages
from mikomi.aws import newsletters, plans
from mikomi.aws.newsletters import Issue
from mikomi.core.mails import newsletter
from mikomi.core.mails.render import Unrenderable
from mikomi.core.words import moments
from mikomi.errors import Refused
from mikomi.http import Request, Response, page, respond
from mikomi.model.base import Millis
from mikomi.model.plan import Plan
from mikomi.model.words import in_language
from mikomi.settings import settings
from mikomi.web import mail_view

SHOWN = 100
_ISSUE = re.compile(r"\d{8}T\d{6}-[a-z2-7]{8}")
FOR_MINUTES = "public, max-age=300"


def listed(request: Request) -> Response:
    """The list, the latest first. `Refused` (`not_found`) where the company has no public archive."""
    plan, language = plans.active(), _language(request)
    issues = list(_shown(newsletters.latest(SHOWN), plan))
    if not issues and not any(each.public_archive for each in plan.scenarios.values()):
        raise Refused("not_found")
    company = in_language(plan.settings.company.name, language)
    html = pages.render(
        "newsletters",
        language,
        title=pages.in_language(language)["newsletters.title"],
        company=company,
        issues=[
            {"id": each.id, "title": each.title, "on": _day(each.at, plan, "en"), "day": _day(each.at, plan, language)}
            for each in issues
        ],
        written_in=plan.settings.language,
    )
    answer = page(html)
    kept = {name: value for name, value in answer["headers"].items() if name != "x-robots-tag"}
    return {**answer, "headers": {**kept, "cache-control": FOR_MINUTES, "vary": "accept-language"}}


def show(issue: str) -> Response:
    """One of them. `Refused` (`not_found`) if there is none, or if it is not shown any more."""
    found = newsletters.read(issue) if _ISSUE.fullmatch(issue) else None
    if found is None or not list(_shown([found], plans.active())):
        raise Refused("not_found")
    plan = plans.version(found.plan)
    try:
        told = newsletter.of_nobody(plan.scenarios[found.scenario], plan, f"{settings().api_url}/n/{found.id}")
    except Unrenderable:
        raise Refused("not_found") from None
    headers = {name: value for name, value in mail_view.HEADERS.items() if name != "x-robots-tag"}
    return respond(200, told.html, {**headers, "cache-control": FOR_MINUTES})


def _shown(issues: Iterable[Issue], plan: Plan) -> Iterable[Issue]:
    """Those of scenarios that are in the archive, or are no more; what one plan sent several times is there once."""
    seen: set[tuple[str, int]] = set()
    for each in issues:
        now = plan.scenarios.get(each.scenario)
        if (now is None or now.public_archive) and (each.scenario, each.plan) not in seen:
            seen.add((each.scenario, each.plan))
            yield each


def _day(moment: Millis, plan: Plan, language: str) -> str:
    day = moments.local(moment, plan.settings.timezone)
    return f"{day.year}年{day.month}月{day.day}日" if language == "ja" else f"{day:%Y-%m-%d}"


def _language(request: Request) -> str:
    asked = request.query.get("lang")
    return asked if asked in ("ja", "en") else request.language
