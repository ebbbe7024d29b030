"""What one browser did in one go: runs of its events without a long pause, and the pages that were seen in them."""

from dataclasses import dataclass, replace

from mikomi.core.behaviour import page_view
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
        view = page_view.id_of(event)
        if event.type in ("page", "screen"):
            key = current[path] = view or f"{number}"
            seen[key] = PageSeen(path=path, title=page_view.title_of(event), at=event.at)
        elif event.name == PAGE_ENGAGED:
            key = view if view in seen else current.get(path, f"{number}")
            page = seen.get(key) or PageSeen(path=path, at=event.at)
            seen[key] = replace(page, ms=page.ms + page_view.engaged_ms(event))
            current.setdefault(path, key)
    return tuple(seen.values())
