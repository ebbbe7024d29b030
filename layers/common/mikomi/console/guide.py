"""The guide, as it is served: to anybody, because it says nothing of the company, and a link to it may stand in the log
of a build or in a report that somebody was sent.
"""

import re
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any, NamedTuple

PAGES = (
    "index", "scenarios", "steps", "conditions", "durations-and-dates", "mails", "forms", "slots", "segments",
    "scoring", "sales", "settings", "tests", "problems",
)  # fmt: skip
"""In the order in which they are read."""


class GuideEntry(NamedTuple):
    """A page of the guide, as the list of them names it."""

    url: str
    title: str
    is_here: bool


def shown(place: list[str], language: str) -> dict[str, Any] | None:
    """What the page at this place is made of; None where there is none."""
    name = place[0] if place else "index"
    if name not in PAGES or len(place) > 1:
        return None
    html = text(name, language)
    return {"title": title(html), "html": html, "entries": [_entry(each, name, language) for each in PAGES]}


def _entry(name: str, here: str, language: str) -> GuideEntry:
    url = "/console/guide" if name == "index" else f"/console/guide/{name}"
    return GuideEntry(url, title(text(name, language)), name == here)


@cache
def text(name: str, language: str) -> str:
    """The page's HTML, as `mikomi schemas` made it of docs/guide."""
    return (files(__package__) / "guide_pages" / f"{name}.{language}.html").read_text(encoding="utf-8")


def title(html: str) -> str:
    """What stands over it."""
    first = re.search(r"<h1>(.*?)</h1>", html)
    return unescape(re.sub(r"<[^>]*>", "", first[1])) if first else ""
