"""The ways through the console: a few groups, each with its pages. A group leads to its first.

Rules
1. Every page that is reached without an address stands in one group. A page below one of those (a lead, a mail) is its.
2. What only the local stack has stands in the last group.
3. What a manager asks is answered two clicks from the start page at most, so that what is asked for most stands first
   in its group, or makes one of its own.
"""

from typing import NamedTuple

from mikomi.console import roles
from mikomi.console.words import say
from mikomi.core.session import Session
from mikomi.model.base import Json


class NavWay(NamedTuple):
    """`here` are the names by which pages say where they are, `name` the sentence that the way is called by."""

    name: str
    to: str
    here: tuple[str, ...]
    local: bool = False

    @property
    def place(self) -> list[str]:
        """Below `/console/`."""
        return self.to.split("/")[2:]


GROUPS: dict[str, tuple[NavWay, ...]] = {
    "start": (NavWay("start", "/console", ("start",)),),
    "people": (
        NavWay("leads", "/console/leads", ("leads", "lead", "visitor")),
        NavWay("today", "/console/today", ("today",)),
        NavWay("companies", "/console/companies", ("companies",)),
        NavWay("like", "/console/proposals", ("like",)),
        NavWay("imports", "/console/imports", ("imports",)),
    ),
    "segments": (NavWay("segments.title", "/console/segments", ("segments",)),),
    "sendings": (
        NavWay("scenarios", "/console/scenarios", ("scenarios",)),
        NavWay("sample.title", "/console/preview", ("preview",)),
        NavWay("mailings.title", "/console/mailings", ("mailings",)),
        NavWay("coming", "/console/next", ("next",)),
        NavWay("sending.title", "/console/sending", ("sending",)),
        NavWay("stopped_list.title", "/console/suppressions", ("suppressions",)),
    ),
    "results": (
        NavWay("sources", "/console/sources", ("sources",)),
        NavWay("sales", "/console/sales", ("sales",)),
        NavWay("showings", "/console/showings", ("showings",)),
        NavWay("coupons.title", "/console/coupons", ("coupons",)),
    ),
    "operation": (
        NavWay("attention", "/console/attention", ("attention",)),
        NavWay("work.title", "/console/work", ("work",)),
        NavWay("published.title", "/console/versions", ("versions",)),
        NavWay("guide", "/console/guide", ("guide",)),
        NavWay("mailbox", "/console/mailbox", ("mailbox",), local=True),
        NavWay("clock", "/console/clock", ("clock",), local=True),
    ),
}


def ways(here: str, language: str, who: Session, *, local: bool) -> list[Json]:
    """The groups that are shown to them; of the one in which the reader is, its pages."""
    made = []
    for group, pages in GROUPS.items():
        shown = [way for way in pages if (local or not way.local) and roles.sees(who, way.place)]
        if not shown:
            continue
        inside = any(here in way.here for way in shown)
        made.append(
            {
                "says": _said(f"nav.{group}", language),
                "to": shown[0].to,
                "inside": inside,
                "here": len(shown) == 1 and inside,
                "pages": [_page(way, here, language) for way in shown] if inside and len(shown) > 1 else [],
            }
        )
    return made


def _page(way: NavWay, here: str, language: str) -> Json:
    return {"says": _said(way.name, language), "to": way.to, "here": here in way.here}


def _said(name: str, language: str) -> str:
    told = say(name, language)
    return told[:1].upper() + told[1:]
