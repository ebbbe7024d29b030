"""Engaged time: "Page Engaged" events tell how much longer a page view has held its reader; here the parts add up.

Rules
1. A page view is `context.pageId` on one path. A client without page ids has one view a path until half an hour
   passes in silence.
2. Deltas are sums, so their order does not matter (`page_view.engaged_ms`: never less than nothing, at most a day).
3. A person remembers the latest few views only: a reader has few pages open at once.
"""

from typing import NamedTuple

from msgspec.structs import replace

from mikomi.core.behaviour import page_view
from mikomi.core.behaviour.paths import path_of, plain
from mikomi.model.duration import MINUTE
from mikomi.model.events import Event
from mikomi.model.person import PageView

VIEWS_KEPT = 5
SILENCE = 30 * MINUTE

Views = tuple[PageView, ...]


class Engagement(NamedTuple):
    """How long one page view has held its reader: milliseconds `before` and `after` the event at hand."""

    path: str
    before: int
    after: int


def engage(views: Views, event: Event) -> tuple[Views, Engagement | None]:
    """The views after the event, and how the view that it belongs to went on; None if the event tells of no
    engagement."""
    ms = page_view.engaged_ms(event)
    path = path_of(event) if ms else None
    if path is None:
        return views, None
    path = plain(path)[:300]
    key = page_view.id_of(event) or path
    known = next((view for view in views if view.path == path and view.key == key), None)
    if known is not None and key == path and abs(event.at - known.at) > SILENCE:
        known = None
    before = known.ms if known else 0
    after = before + ms
    others = [view for view in views if view.path != path or view.key != key]
    if known:
        view = replace(known, ms=after, at=max(event.at, known.at))
    else:
        view = PageView(key=key, path=path, ms=after, at=event.at)
    kept = sorted([*others, view], key=lambda one: (one.at, one.key))[-VIEWS_KEPT:]
    return tuple(kept), Engagement(path, before, after)
