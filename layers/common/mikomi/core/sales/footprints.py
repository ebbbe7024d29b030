"""What somebody did lately, as lines to read: the last pages with their minutes, forms, clicks in our mails.

Rules
1. The timeline is the one reading of the log (`core.telling.timeline`); here its entries become short lines, newest
   first.
2. Why now: what somebody wrote to us within a day leads, then a form or a reply of the last hour, then what the
   decision names. A price page never hides the question that was sent beside it.
3. Opens are left out: machines open mails. A page is called by its title up to the site's name, else by its path.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from mikomi.core.behaviour import page_view, paths, values
from mikomi.core.behaviour.page_view import LONGEST_TITLE
from mikomi.core.behaviour.values import text
from mikomi.core.telling import timeline
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import Names, mail_name, word
from mikomi.model.base import Millis
from mikomi.model.events import FORM_SUBMITTED, PAGE_ENGAGED, Event

HOUR = 3_600_000
DAY = 24 * HOUR
WEEK = 168 * HOUR
LONGEST_NAME = 60
"""Characters of what a page, a form or an event is called."""
_SITE_NAME_AFTER = (" | ", "｜", " - ", " – ", " — ", "|")


class Line(NamedTuple):
    """One thing done: when, what (in the reader's language), for how long (`ms`, 0 unknown) or which variant."""

    at: Millis
    what: str
    ms: int = 0
    note: str = ""


class Fact(NamedTuple):
    """Why now: what was done (`what`), short for a subject (`brief`), when, and the how-manieth time within a week.
    `sent` is the form that was sent, if that is it.
    """

    what: str
    brief: str
    at: Millis
    times: int = 1
    page: bool = False
    sent: Event | None = None


def lines(events: Sequence[Event], language: str, names: Names, limit: int = 6) -> tuple[Line, ...]:
    """The latest `limit` deeds, newest first."""
    titles = _titles(events)
    deeds: list[Line] = []
    for entry in timeline.tell(timeline.Decided(event, (), ()) for event in sorted(events, key=lambda e: e.at)):
        if entry.kind == "visit":
            deeds += [
                Line(page.at, word("did.viewed", language, page=_page_name(page.title, page.path, titles)), page.ms)
                for page in entry.pages
            ]
            deeds += [Line(act.at, word("did.event", language, name=_short(act.name))) for act in entry.actions]
        elif entry.kind in ("form", "clicked", "answer", "unsubscribed", "event"):
            deeds.append(_deed(entry, language, names))
    return tuple(sorted(deeds, key=lambda line: -line.at)[:limit])


def fact(
    events: Sequence[Event],
    event_id: str,
    decided_at: Millis,
    language: str,
    names: Names,
    inquiries: Collection[str] = (),
) -> Fact | None:
    """The strongest of late; else what the event `event_id` says, or the latest deed: if that event is not among them,
    or so old when the decision fell that it cannot be why (a scenario decided, long after the event that let the person
    in). `inquiries`: the forms by which people write to us."""
    if strongest := _strongest(events, decided_at, inquiries):
        form = text(strongest.properties.get("form"), LONGEST_NAME)
        name = names.get(f"form:{form}", form)
        said = "did.wrote" if form in inquiries else "did.submitted"
        return Fact(word(said, language, form=name), word(said, language, form=name), strongest.at, sent=strongest)
    titles = _titles(events)
    cause = next((event for event in events if event.id == event_id and event.received_at > decided_at - HOUR), None)
    path = paths.path_of(cause) if cause else None
    if cause and path and (cause.type == "page" or cause.name == PAGE_ENGAGED):
        page = _page_name("", path, titles)
        times = sum(_is_view(event, path) and cause.at - WEEK < event.at <= cause.at for event in events)
        what = word("did.viewed", language, page=page)
        brief = (
            word("did.viewed_nth", language, page=page, count=times, ordinal=moments.ordinal(times))
            if times > 1
            else what
        )
        return Fact(what, brief, cause.at, times, page=True)
    deeds = lines(events, language, names, limit=50)
    done = next((line for line in deeds if cause and line.at == cause.at), None) or next(iter(deeds), None)
    return Fact(done.what, done.what, done.at) if done else None


def _strongest(events: Sequence[Event], decided_at: Millis, inquiries: Collection[str]) -> Event | None:
    """The latest form by which somebody wrote to us, within a day; else the latest form of the hour."""
    forms = [each for each in events if each.type == "track" and each.name == FORM_SUBMITTED]
    written = [each for each in forms if values.text(each.properties.get("form")) in inquiries]
    late = [each for each in written if each.received_at > decided_at - DAY]
    late = late or [each for each in forms if each.received_at > decided_at - HOUR]
    return max(late, key=lambda each: (each.at, each.id), default=None)


def _deed(entry: timeline.Entry, language: str, names: Names) -> Line:
    said = entry.what.get("properties", {})
    match entry.kind:
        case "form":
            form = text(said.get("form"), LONGEST_NAME)
            return Line(entry.at, word("did.submitted", language, form=names.get(f"form:{form}", form)))
        case "clicked":
            step, variant = text(said.get("step"), LONGEST_NAME), text(said.get("variant"), LONGEST_NAME)
            mail = mail_name(names, text(said.get("scenario")), step, variant)
            note = word("did.variant", language, variant=variant) if variant else ""
            return Line(entry.at, word("did.clicked", language, mail=mail), note=note)
        case "answer":
            key = text(said.get("answer"), LONGEST_NAME)
            return Line(entry.at, word("did.answered", language, answer=names.get(f"answer:{key}", key)))
        case "unsubscribed":
            return Line(entry.at, word("did.unsubscribed", language))
        case _:
            return Line(entry.at, word("did.event", language, name=_short(entry.what.get("name", ""))))


def _is_view(event: Event, path: str) -> bool:
    own = paths.path_of(event) if event.type == "page" else None
    return own is not None and paths.segments(own) == paths.segments(path)


def _titles(events: Iterable[Event]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for event in events:
        path, title = paths.path_of(event), page_view.title_of(event)
        if path and title:
            titles[paths.plain(path)] = _without_site(title)
    return titles


def _page_name(title: str, path: str, titles: dict[str, str]) -> str:
    return _without_site(title) or titles.get(paths.plain(path)) or _short(paths.plain(path))


def _without_site(title: str) -> str:
    for mark in _SITE_NAME_AFTER:
        first = title.partition(mark)[0].strip()
        if first:
            title = first
    return _short(title)


def _short(name: str) -> str:
    return " ".join(visible(name[:LONGEST_TITLE]).split())[:LONGEST_NAME]
