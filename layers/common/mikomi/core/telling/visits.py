"""What one browser did in one go: runs of its events without a long pause, and the pages that were seen in them."""

from dataclasses import dataclass, replace
from typing import Any

from mikomi.core.behaviour.paths import path_of, plain
from mikomi.model.base import Millis
from mikomi.model.events import PAGE_ENGAGED, Event

PAUSE = 30 * 60_000


@dataclass(frozen=True, slots=True)
class PageSeen:
    """One page of a visit. `ms` is the engaged time, which counts only while the page was in front of somebody."""

    path: str
    at: Millis
    title: str = ""
    ms: int = 0


def visits_of(events: list[Event]) -> list[list[Event]]:
    """Runs of one browser's events without a longer pause (they come in the order of their time)."""
    visits: list[list[Event]] = []
    for event in events:
        if not visits or event.at - visits[-1][-1].at > PAUSE:
            visits.append([])
        visits[-1].append(event)
    return visits


def pages_of(events: list[Event]) -> tuple[PageSeen, ...]:
    """The pages of a visit in order, each with its engaged time, which arrives in pieces under the page view's id."""
    seen: dict[str, PageSeen] = {}
    current: dict[str, str] = {}
    for number, event in enumerate(events):
        told = path_of(event)
        path = plain(told) if told else event.name
        view = _text(event.context.get("pageId"))
        if event.type in ("page", "screen"):
            key = current[path] = view or f"{number}"
            seen[key] = PageSeen(path=path, title=title_of(event), at=event.at)
        elif event.name == PAGE_ENGAGED:
            key = view if view in seen else current.get(path, f"{number}")
            ms = event.properties.get("engaged_ms")
            page = seen.get(key) or PageSeen(path=path, at=event.at)
            more = int(ms) if isinstance(ms, int | float) and ms > 0 else 0
            seen[key] = replace(page, ms=page.ms + more)
            current.setdefault(path, key)
    return tuple(seen.values())


def title_of(event: Event) -> str:
    """The title of the page that the event was sent from; empty if it does not say."""
    page = event.context.get("page")
    beside = page.get("title") if isinstance(page, dict) else None
    return _text(event.properties.get("title")) or _text(beside)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
