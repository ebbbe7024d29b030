"""What a request asks for, as a search: the same words for programs, for a page's address and for a command.

    q=山田 青空  owner=sato  band=hot  tag=vip  stage=mql  scenario=doc-request  segment=price-fans
    active_since=7d  updated_since=2026-11-29T00:00:00Z  on_site=true  work=sato|anybody
    sort=score|rise|recent|due

A moment is written as people write one, or as how long ago it is. What is empty is not asked.
"""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from mikomi.core import written_moment
from mikomi.core.directory.company_list import COMPANY_SORTS, TARGETS, CompanySearch
from mikomi.core.directory.search import ANYBODY, SORTS, Search
from mikomi.core.directory.written_form import LONGEST
from mikomi.model import duration
from mikomi.model.base import Millis
from mikomi.model.plan import Plan

SINCE = ("active_since", "updated_since")
PARAMETERS = ("q", "owner", "band", "tag", "stage", "scenario", "segment", *SINCE, "on_site", "work", "sort")
OF_COMPANIES = ("q", "owner", "stage", "target", "sort")
"""What may be asked of companies."""
MOST_NAMED = 20
"""Names that a refusal counts up."""
S = TypeVar("S", bound=str)


class BadSearch(Exception):
    """What cannot be asked: the code of its sentence, the parameter, and what the sentence says beside."""

    def __init__(self, code: str, name: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.name, self.params = code, name, {"name": name, **params}


def read(query: Mapping[str, str], plan: Plan, now: Millis) -> Search:
    """The search that the parameters ask for; others are not looked at. Raises BadSearch."""
    given = {name: value for name in PARAMETERS if (value := query.get(name, "").strip())}
    if given.get("on_site", "true") not in ("true", "false"):
        raise BadSearch("truth_invalid", "on_site")
    sort = _sort(given, SORTS)
    known: dict[str, Iterable[str]] = {
        "owner": [rep.id for rep in plan.settings.reps],
        "work": [ANYBODY, *(rep.id for rep in plan.settings.reps)],
        "band": [band.id for band in plan.scoring.bands],
        "scenario": plan.scenarios,
        "segment": plan.segments,
    }
    _check(given, known)
    zone = ZoneInfo(plan.settings.timezone)
    return Search(
        text=given.get("q", ""),
        owner=given.get("owner"),
        band=given.get("band"),
        tag=given.get("tag"),
        stage=given.get("stage"),
        scenario=given.get("scenario"),
        segment=given.get("segment"),
        active_since=_moment("active_since", given, zone, now),
        updated_since=_moment("updated_since", given, zone, now),
        on_site=given.get("on_site") == "true",
        work=given.get("work"),
        sort=sort,
    )


def of_companies(query: Mapping[str, str], plan: Plan) -> CompanySearch:
    """The same of companies: `q`, `owner`, `stage`, `target=yes|open`, `sort=score|recent|people`. Raises BadSearch."""
    given = {name: value for name in OF_COMPANIES if (value := query.get(name, "").strip())}
    sort = _sort(given, COMPANY_SORTS)
    _check(given, {"owner": [rep.id for rep in plan.settings.reps], "target": TARGETS})
    target = next((each for each in TARGETS if each == given.get("target")), None)
    return CompanySearch(given.get("q", ""), given.get("owner"), given.get("stage"), sort, target)


def _sort(given: Mapping[str, str], sorts: tuple[S, ...]) -> S:
    asked = given.get("sort", sorts[0])
    for sort in sorts:
        if sort == asked:
            return sort
    raise BadSearch("sort_unknown", "sort", given=asked[:40], allowed=", ".join(sorts))


def _check(given: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> None:
    """What is typed is short, and what is named is there."""
    if len(given.get("q", "")) > LONGEST:
        raise BadSearch("text_too_long", "q", most=str(LONGEST))
    for name, names in known.items():
        if name in given and given[name] not in names:
            allowed = ", ".join(list(names)[:MOST_NAMED]) or "–"
            raise BadSearch("filter_unknown", name, given=given[name][:40], allowed=allowed)


def _moment(name: str, given: Mapping[str, str], zone: tzinfo, now: Millis) -> Millis | None:
    if (written := given.get(name)) is None:
        return None
    try:
        return now - duration.parse(written).millis
    except (PydanticCustomError, ValueError):
        pass
    read = written_moment.read(written)
    if read is None:
        raise BadSearch("since_invalid", name, given=written[:40])
    at = read.at if read.at.tzinfo else read.at.replace(tzinfo=zone)
    return int(at.timestamp() * 1000)
