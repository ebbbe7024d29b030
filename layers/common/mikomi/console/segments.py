"""The pages of segments: how many are in each, how that went, and who is in one now."""

from itertools import islice
from typing import Any

from mikomi import clock, http
from mikomi.aws import plans, walks
from mikomi.aws.segment_sizes import Sizes
from mikomi.console import door, frame
from mikomi.console.views import Screen, clipped, iso
from mikomi.console.words import say
from mikomi.core.mails.honorific import full_name
from mikomi.core.pictures.days import Day, days
from mikomi.core.sales import address_list
from mikomi.core.words import moments
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.model.segment import Segment
from mikomi.model.words import in_language
from mikomi.shell.everybody import audience

HERE = "/console/segments"
SHOWN = 50
DAYS = 90
"""Of the course of a size."""
MOST_SAVED = 20_000
"""People of a CSV that is made while somebody waits."""


def known(segment: str) -> Segment | None:
    return plans.active().segments.get(segment)


def listed(screen: Screen) -> Json:
    """All segments with their sizes, and how far a count is that is under way."""
    return {"segments": [_row(segment, sizes, screen) for segment, sizes in audience.sizes()], **_counting(screen)}


def one(segment: Segment, request: Request, screen: Screen) -> Json:
    """One segment: its size and course, and a page of its people. Raises audience.NoSuchPage."""
    sizes = next(sizes for each, sizes in audience.sizes() if each.id == segment.id)
    return {"segment": {**_row(segment, sizes, screen), **_course(sizes, screen)}, **people(segment, request, screen)}


def people(segment: Segment, request: Request, screen: Screen) -> Json:
    """A page of the people who are in it now. Raises audience.NoSuchPage."""
    page = audience.listed(segment, SHOWN, request.query.get("cursor") or None)
    more = f"{HERE}/{segment.id}?cursor={page.next}" if page.next else ""
    return {"people": [_person(person, screen) for person in page.people], "more": more}


def count() -> Response:
    """Have them counted now, unless that is under way."""
    walk = walks.read(audience.TASK)
    if walk is None or walk.status != "going":
        audience.count(clock.now())
    return http.redirect(HERE)


def saved(segment: Segment, screen: Screen) -> Response:
    """All who are in it now, as CSV."""
    found = list(islice(audience.everyone_in(segment), MOST_SAVED + 1))
    if len(found) > MOST_SAVED:
        text = say("segments.too_many_why", screen.language, most=_many(MOST_SAVED))
        data = {"title": say("segments.too_many", screen.language), "text": text, "link": f"{HERE}/{segment.id}"}
        return frame.page(
            "message.html", screen.language, status=413, **data, link_text=say("segments.back", screen.language)
        )
    lines = "".join(address_list.csv_lines(found, screen.language))
    return frame.csv("\ufeff" + lines, f"{segment.id}.csv")


def gone(language: str) -> Response:
    return door.message(language, 404, "segments.gone", "segments.gone_why", HERE, "segments.back")


def _row(segment: Segment, sizes: Sizes | None, screen: Screen) -> Json:
    language = screen.language
    told: Json = {
        "id": segment.id,
        "name": in_language(segment.name, language, segment.id),
        "description": in_language(segment.description, language),
        "size": _many(sizes.size) if sizes else "",
        "as_of": "",
        "at": "",
        "change": "",
        "tone": "",
    }
    if sizes:
        told["at"] = iso(sizes.as_of)
        moment = moments.full(sizes.as_of, screen.zone, language, screen.now)
        told["as_of"] = say("segments.as_of", language, at=moment)
        if (change := _in_a_week(sizes)) is not None:
            signed = f"{change:+,}".replace("-", "−")
            told["change"] = say("segments.week" if change else "segments.week_same", language, change=signed)
            told["tone"] = "plus" if change > 0 else "minus" if change < 0 else ""
    return told


def _in_a_week(sizes: Sizes) -> int | None:
    """How many more there are than seven days before the last count; None where another condition was counted then."""
    if len(sizes.days) < 8:
        return None
    then, last = sizes.days[-8], sizes.days[-1]
    return last.size - then.size if then.rule == last.rule else None


def _course(sizes: Sizes | None, screen: Screen) -> Json:
    """The picture of the last days, and the same as a table."""
    shown = sizes.days[-DAYS:] if sizes else ()
    if not shown:
        return {"course": None, "changed": False}
    told = {
        "first": shown[0].day,
        "from_": _many(shown[0].size),
        "last": shown[-1].day,
        "to": _many(shown[-1].size),
        "most": _many(max(day.size for day in shown)),
    }
    picture = days(
        [Day(day.day, day.size, day.rule) for day in shown],
        say("segments.chart", screen.language, **told),
        (say("segments.day", screen.language), say("segments.size", screen.language)),
    )
    return {"course": picture, "changed": len({day.rule for day in shown}) > 1}


def _counting(screen: Screen) -> Json:
    walk = walks.read(audience.TASK)
    if walk is None or walk.status != "going":
        return {"counting": ""}
    seen, of = _many(walk.seen), _many(walk.seen_last or 0)
    key = "segments.counting_of" if walk.seen_last else "segments.counting"
    return {"counting": say(key, screen.language, seen=seen, all=of)}


def _person(person: Person, screen: Screen) -> dict[str, Any]:
    name = clipped(full_name(person.traits_plain, screen.language))
    below = [clipped(person.trait("company")), clipped(person.trait("title")), person.email if name else ""]
    return {
        "id": person.id,
        "name": name or person.email or say("nameless", screen.language),
        "below": " · ".join(part for part in below if part),
    }


def _many(people: int) -> str:
    return f"{people:,}"
