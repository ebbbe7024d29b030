"""What was counted last, as pages and programs read it: one small file, and no DuckDB."""

import json

from mikomi.aws import archive
from mikomi.aws.refusals import AwsRefusal
from mikomi.core.results.counted import Counted
from mikomi.core.week import Thing
from mikomi.model.base import Json, Millis

SCENARIOS, NIGHT = "rollup/scenarios.json", "rollup/looked_back.json"
WEEK, WEEK_LISTS = "rollup/week.json", "rollup/week_lists.json"
SCHEMA = 5


def scenarios() -> Counted:
    """The answers about scenarios; none where nothing was counted yet."""
    rolled = read()
    return Counted(rolled["as_of"], rolled["answers"]) if rolled else Counted(None, {})


def looked_back() -> Counted:
    """The answers of the last night, about everything that anybody did."""
    rolled = read(NIGHT)
    return Counted(rolled["as_of"], rolled["answers"]) if rolled else Counted(None, {})


def week() -> Json | None:
    """The numbers of the weeks: `{"as_of", "hot", "weeks": {"this": {"name", "from", "until", "numbers"}, …}}`; None
    where nothing was counted yet.
    """
    return read(WEEK)


def listed(week: str, number: str, until: Millis | None = None) -> list[Thing] | None:
    """What a number of the week that began on this day counts, `until` a moment of it; None where that is not told (any
    more).
    """
    rolled = read(WEEK_LISTS)
    found = rolled["weeks"].get(week, {}).get(number) if rolled else None
    if found is None:
        return None
    things = [Thing(*each) for each in found]
    return things if until is None else [each for each in things if each.at < until]


def read(name: str = SCENARIOS) -> Json | None:
    """The file; None where there is none, and for one of another release's schema."""
    try:
        body = archive.read(name)
    except AwsRefusal as refused:
        if refused.code != "AccessDenied":  # what is not there S3 tells those alone who may list
            raise
        return None
    rolled: Json | None = json.loads(body) if body else None
    return rolled if rolled and rolled.get("schema") == SCHEMA else None


def write(made: Json, name: str = SCENARIOS) -> None:
    """Put the file in the place of the one before."""
    whole = {"schema": SCHEMA, **made}
    archive.write(name, json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())
