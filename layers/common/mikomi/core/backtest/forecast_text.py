"""A forecast as people read it: what its figures are and are not, what would be overrun, and the figures in rows."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mikomi.core.backtest import lines
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Contamination
from mikomi.core.words import moments
from mikomi.core.words.forecast_lines import say
from mikomi.model.base import Json, Millis

Names = Mapping[str, str]
SUMS = ("mails", "alerts")


class ForecastRow(NamedTuple):
    """One figure, in words."""

    name: str
    range: str
    before: str


def cautions(forecast: Json, tried: Json, days: TriedDays, names: Names, language: str, called: Names) -> list[str]:
    """All that has to be known before a figure is read, the self-check first; `tried`: the report of what it is made
    of."""
    # what came of mails that would not be sent is told in the forecast's own words
    clean = {**tried, "contamination": vars(Contamination())}
    return [
        *lines.cautions(clean, days, names, language, called),
        *said(forecast, tried["contamination"], language),
    ]


def said(forecast: Json, contamination: Json, language: str) -> list[str]:
    """What its figures are and are not, or why there is none."""
    if forecast["why"]:
        return [say(f"why.{forecast['why']}", language, n=forecast["weeks"]["n"], people=forecast["people"])]
    weeks = forecast["weeks"]
    begin, end = (moments.dated(weeks[name], language) for name in ("from", "to"))
    told = [say("how", language, n=weeks["n"], begin=begin, end=end), say("not_in_it", language)]
    if contamination["events"]:
        told.append(say("contaminated", language, **contamination))
    return told


def warnings(forecast: Json, names: Names, language: str) -> list[str]:
    """What would be overrun, a sentence each."""
    return [say(each["code"], language, **_worded(each, names, language)) for each in forecast["warnings"]]


def _worded(warning: Json, names: Names, language: str) -> Json:
    numbers = {name: f"{value:,}" for name, value in warning.items() if isinstance(value, int | float)}
    rep = {"rep": names.get(f"rep:{warning['rep']}", warning["rep"])} if "rep" in warning else {}
    day = {"day": moments.dated(warning["day"], language)} if "day" in warning else {}
    return {**numbers, **rep, **day}


def rows(forecast: Json, names: Names, language: str) -> list[ForecastRow]:
    """The figures, each as a row."""
    return [
        ForecastRow(
            _name(each["name"], names, language),
            range_of(each, language),
            lines.number(each["before"], of=each["name"]),
        )
        for each in forecast["figures"]
    ]


def pace(last_week: int, a_second: int, lasts: Millis, language: str) -> str:
    """How a mailing stands beside what leaves anyhow."""
    numbers = {"n": last_week, "day": round(last_week / 7), "rate": a_second}
    span = moments.span(max(lasts, 1000), language)
    return say("pace", language, **{name: f"{value:,}" for name, value in numbers.items()}, span=span)


def _name(name: str, names: Names, language: str) -> str:
    return say(f"figure.{name}", language) if name in SUMS else lines.figure_name(name, names, language)


def range_of(figure: Json, language: str) -> str:
    """`24 (18–31)`, or why there is no number."""
    if figure["label"] == "unknown" and figure["low"] is not None:
        return say("at_least", language, low=lines.number(figure["low"], of=figure.get("name", "")))
    numbers = {name: lines.number(figure[name], of=figure.get("name", "")) for name in ("low", "value", "high")}
    return say(figure["label"], language, **numbers, n=figure["n"])


def as_text(row: ForecastRow, language: str) -> str:
    """The row in a line."""
    beside = say("before", language, n=row.before)
    return say("row", language, name=row.name, range=row.range) + say("beside", language, said=beside)


def spans(parts: list[Json], language: str) -> Iterator[tuple[str, str, str]]:
    """Days, or weeks: which, its mails, its alerts."""
    for each in parts:
        begin, end = (moments.dated(each[name], language) for name in ("from", "to"))
        when = begin if begin == end else say("days", language, begin=begin, end=end)
        yield when, range_of(each["mails"], language), range_of(each["alerts"], language)
