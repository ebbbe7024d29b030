"""What an event tells of a page view: its title, its id, how much longer it was read. One reading, for the fold, the
timeline and the alerts: what one of them passes over, the others pass over too.
"""

from mikomi.core.behaviour import values
from mikomi.model.base import Millis
from mikomi.model.duration import MINUTE
from mikomi.model.events import PAGE_ENGAGED, Event

LONGEST_TITLE = 300
LONGEST_ID = 64
MOST_ENGAGED = 1440 * MINUTE
"""Of one event at most a day counts."""


def title_of(event: Event) -> str:
    """`properties.title`, else `context.page.title`; "" without one."""
    page = event.context.get("page")
    beside = page.get("title") if isinstance(page, dict) else None
    told = (event.properties.get("title"), beside)
    titles = (" ".join(title[:LONGEST_TITLE].split()) for title in told if isinstance(title, str))
    return next((title for title in titles if title), "")


def id_of(event: Event) -> str:
    """`context.pageId`; "" for a client without page ids."""
    told = event.context.get("pageId")
    return told[:LONGEST_ID] if isinstance(told, str) else ""


def engaged_ms(event: Event) -> Millis:
    """How much longer the page has held its reader, by this event; 0 for one that tells of no engagement."""
    if event.name != PAGE_ENGAGED or event.type != "track":
        return 0
    ms = values.number(event.properties.get("engaged_ms"))
    return int(min(max(ms, 0), MOST_ENGAGED)) if ms is not None else 0
