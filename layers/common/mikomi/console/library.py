"""The library of mails: each as a small picture of itself, what it is for, where it is used; and the same for programs.

GET /v1/mails?search=&stage=&persona=&theme=   {"mails": [{"id", "subject", "stage", "persona", "theme", "uses":
                                               [{"scenario", "step", "variant", "kind"}]}], "tags": {aspect: {tag: n}}}

Rules
1. A picture is the mail's own HTML for nobody in particular, made small by the sheet, in a frame that can do nothing.
2. The search is a form: nothing is asked while somebody is still writing (or converting) their words.
"""

from urllib.parse import quote

from mikomi import clock
from mikomi.aws import plans
from mikomi.console.parameters import check
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.mails import library
from mikomi.core.mails.library import LibraryMail
from mikomi.core.mails.sample import SampleSending
from mikomi.core.words import moments
from mikomi.core.words.wording import mail_name
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.model.mail_tags import ASPECTS
from mikomi.shell.everybody import controls

PREVIEW = "/console/preview"
LONGEST = 200
MAILINGS = 3
"""The latest of a scenario that are named."""


def seen(request: Request, screen: Screen) -> Json:
    """The mails that fit what was asked, what can be asked, and how many there are."""
    every = library.library(screen.plan, screen.language)
    search, tags = _asked(request)
    fitting = library.among(every, search, tags)
    sent = _mailings(screen)
    return {
        "mails": [_card(mail, sent, screen) for mail in fitting],
        "all": len(every),
        "search": search,
        "aspects": [
            {
                "id": aspect,
                "name": say(f"library.{aspect}", screen.language),
                "chosen": library.folded(tags[aspect]),
                "tags": [
                    {"tag": tag, "n": n, "folded": library.folded(tag)}
                    for tag, n in library.tags_of(every, aspect).items()
                ],
            }
            for aspect in ASPECTS
        ],
        "narrowed": bool(search or any(tags.values())),
    }


def answer(request: Request) -> Json:
    """The same for programs."""
    check(request, ("search", *ASPECTS))
    every = library.library(plans.active(), request.language)
    search, tags = _asked(request)
    return {
        "mails": [library.plain(mail) for mail in library.among(every, search, tags)],
        "tags": {aspect: library.tags_of(every, aspect) for aspect in ASPECTS},
    }


def _asked(request: Request) -> tuple[str, dict[str, str]]:
    search = request.query.get("search", "").strip()[:LONGEST]
    return search, {aspect: request.query.get(aspect, "").strip()[:LONGEST] for aspect in ASPECTS}


def _card(mail: LibraryMail, sent: dict[str, list[Json]], screen: Screen) -> Json:
    return {
        "id": mail.id,
        "subject": mail.subject,
        "frame": f"{PREVIEW}/{quote(mail.id)}/html",
        "to": f"{PREVIEW}/{quote(mail.id)}",
        "tags": [
            {"tag": tag, "to": f"{PREVIEW}?{aspect}={quote(tag)}", "aspect": say(f"library.{aspect}", screen.language)}
            for aspect in ASPECTS
            for tag in mail.tags[aspect]
        ],
        "uses": [_use(use, screen) for use in mail.uses],
        "mailings": [each for name in dict.fromkeys(use.scenario for use in mail.uses) for each in sent.get(name, [])],
    }


def _use(use: SampleSending, screen: Screen) -> Json:
    step = mail_name(screen.names, use.scenario, use.step, use.variant)
    return {
        "scenario": screen.names.get(f"scenario:{use.scenario}", use.scenario),
        "to": f"/console/scenarios/{use.scenario}",
        "step": f"{use.variant}: {step}" if use.variant else step,
        "results": f"/console/scenarios/{use.scenario}/mails/{use.step}",
    }


def _mailings(screen: Screen) -> dict[str, list[Json]]:
    """The latest mailings by scenario."""
    told: dict[str, list[Json]] = {}
    for course in controls.latest():
        of = told.setdefault(course.mailing.scenario, [])
        if len(of) < MAILINGS:
            at = moments.full(course.mailing.at, screen.zone, screen.language, clock.now())
            of.append({"to": f"/console/mailings/{course.mailing.id}", "at": at})
    return told
