"""The list of a shadow's day as people read it.

Rules
1. The self-check comes first, then who is in none of it, then how much differs, then whom it concerns.
2. A label stands behind each difference: `unknown` is what hangs on a reaction to a mail that nobody got.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mikomi.core.backtest import lines
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.lines import Names
from mikomi.core.backtest.nights import SHOWN
from mikomi.core.backtest.report import FEW
from mikomi.core.backtest.shadow import ORDER
from mikomi.core.words import backtest_lines, moments
from mikomi.core.words.shadow_lines import say
from mikomi.core.words.wording import word
from mikomi.model.base import Json

_PLACES = ("scenario", "step", "reason")
"""What a difference is of, and not what differs."""
_OF_DAY = ("points", "band")
"""What is of the whole day, and no moment of it."""


class CountedRow(NamedTuple):
    """How much of one kind differs."""

    name: str
    more: int
    less: int
    otherwise: int
    unknown: int


def cautions(night: Json, days: TriedDays, names: Names, language: str, called: Names) -> Iterator[str]:
    """What has to be known before a difference is read."""
    if night["state"] == "not_understood":
        yield say("not_understood", language)
        return
    yield from lines.of_check(night["self_check"], days, names, language, called)
    if night["state"] == "partly":
        yield say("partly", language, n=f"{night['people']:,}")
    if not night["people"]:
        yield say("nobody", language)
    elif night["people"] < FEW:
        yield say("few", language, n=night["people"])
    if night["people"] and not night["events"]:
        yield say("quiet", language)
    yield from lines.of_left_out(night, language)


def totals(night: Json, language: str) -> Iterator[str]:
    """How much is the same, and how much is not."""
    counts = {name: f"{night[name]:,}" for name in ("people", "active", "equal")}
    if night["people"]:
        yield say("whole", language, **counts, differ=f"{night['people_differ']:,}")
    if night["unknown"]:
        yield say("unknown", language)
    if night["people_differ"] > SHOWN:
        yield say("first", language, n=len(night["named"]))


def rows(night: Json, language: str) -> list[CountedRow]:
    """How much of each kind differs."""
    made = []
    for what in ORDER:
        more, less, otherwise = (night["differ"].get(f"{what}/{how}", 0) for how in ("more", "less", "otherwise"))
        if more or less or otherwise:
            unknown = sum(n for name, n in night["unknown"].items() if name.startswith(f"{what}/"))
            made.append(CountedRow(say(f"count.{what}", language), more, less, otherwise, unknown))
    return made


def difference(each: Json, days: TriedDays, names: Names, language: str) -> str:
    """One difference: `14:02 the mail “Guide” of “Guide request”: the candidate would, it did not happen [exact]`."""
    about = each["was"] | each["came"]
    scenario, step = about.get("scenario"), about.get("step")
    what = say(
        f"what.{each['what']}",
        language,
        scenario=names.get(f"scenario:{scenario}", scenario),
        step=names.get(f"step:{scenario}/{step}", step),
        to=_reps(about.get("to", []), names, language),
        rule=names.get(f"rule:{each['id']}", each["id"]),
    )
    how = each["how"]
    skip = each["was" if how == "more" else "came"].get("skip")
    why = say(f"skipped.{how}", language, reason=word(f"skip.{skip}", language)) if skip else ""
    was, came = (_listed(each[side], days, names, language) for side in ("was", "came"))
    said = say(how, language, what=what, why=why, was=was, came=came)
    moment = "" if each["what"] in _OF_DAY else f"{moments.brief(each['at'], days.zone, language, days.end)}  "
    label = backtest_lines.say(f"label.{each['label']}", language)
    return f"{moment}{said} [{label}]"


def counted(row: CountedRow, language: str) -> str:
    """The row in a line."""
    parts = [say(f"counted.{name}", language, n=f"{n:,}") for name, n in row._asdict().items() if name != "name" and n]
    return say("counted", language, name=row.name, said=("、", ", ")[language == "en"].join(parts))


def _listed(said: Json, days: TriedDays, names: Names, language: str) -> str:
    parts = [_field(name, value, days, names, language) for name, value in said.items() if name not in _PLACES]
    return ("、", ", ")[language == "en"].join(filter(None, parts)) or say("nothing", language)


def _field(name: str, value: Any, days: TriedDays, names: Names, language: str) -> str:
    if value is None:
        return ""
    match name:
        case "at":
            value = moments.full(value, days.zone, language, days.end)
        case "to":
            value = _reps(value, names, language)
        case "band":
            value = names.get(f"band:{value}", value)
        case "template" | "variant" | "points" | "crm":
            pass
        case _:
            return ""
    return say(f"field.{name}", language, value=lines.number(value) if name == "points" else value)


def _reps(ids: list[str], names: Names, language: str) -> str:
    return ("、", ", ")[language == "en"].join(names.get(f"rep:{id}", id) for id in ids) or lines.DASH
