"""The report as people read it: what is to be known before the figures, and the figures in rows.

Rules
1. The self-check comes first, and where it is not equal every difference that is told names its person.
2. What cannot be known is a dash, never a number; why it is one is said above.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mikomi.core.backtest.counts import DOLLARS
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.report import FEW
from mikomi.core.words import moments
from mikomi.core.words.backtest_lines import say
from mikomi.core.words.wording import word
from mikomi.model.base import Json

SHOWN = 20
DASH = "–"
Names = Mapping[str, str]


class FigureRow(NamedTuple):
    """One figure, in words; `people` are the ids behind it."""

    name: str
    label: str
    value: str
    before: str
    without: str
    n: str
    people: tuple[str, ...]


def cautions(report: Json, days: TriedDays, names: Names, language: str, called: Names) -> list[str]:
    """What has to be known before a figure is read; `called`: what people are called, by their ids."""
    return [*of_check(report["self_check"], days, names, language, called), *_of_people(report, days, language)]


def of_check(check: Json, days: TriedDays, names: Names, language: str, called: Names) -> Iterator[str]:
    """Whether what really ran comes out again, and where it does not."""
    counted = {"effects": check["effects"], "people": check["people"], "differ": check["people_differ"]}
    ordered = check["explained"]
    n = check["effects"] - check["equal"] - ordered
    if not check["effects"]:
        yield say("nothing_checked", language)
        return
    yield say("not_equal" if n else "ordered" if ordered else "equal", language, n=n or ordered, **counted)
    shown = sorted(check["differences"], key=lambda each: each["explained"] is not None)
    for each in shown[:SHOWN]:
        yield "  " + difference(each, days, names, language, called)
    if n + ordered > SHOWN:
        yield "  " + say("more", language, n=n + ordered - SHOWN)


def difference(each: Json, days: TriedDays, names: Names, language: str, called: Names) -> str:
    """One difference, with whom it concerns."""
    about = each["was"] or each["came"]
    place = {
        "scenario": names.get(f"scenario:{about.get('scenario')}", about.get("scenario", DASH)),
        "step": names.get(f"step:{about.get('scenario')}/{about.get('step')}", about.get("step", DASH)),
    }
    effect = f"effect.{each['what']}"
    said = say(
        each["how"],
        language,
        person=called.get(each["person"], each["person"]),
        what=say(effect, language, **place) + ("" if each["how"] == "points" else f" [{each['id']}]"),
        at=moments.full(each["at"], days.zone, language, days.end),
        was=_listed(each["was"]),
        came=_listed(each["came"]),
    )
    return said + say("by_order", language) if each["explained"] else said


def _listed(said: Json) -> str:
    return ", ".join(f"{name} {DASH if value is None else value}" for name, value in said.items())


def of_left_out(report: Json, language: str) -> Iterator[str]:
    """How many are in no figure, by reason; the first by name, unless they were erased since."""
    for why, n in report["left_out"].items():
        first = report.get(f"first_{why}") or {}
        yield say(f"left_out.{why}", language, n=n, **{name: first.get(name) or DASH for name in ("person", "why")})


def _of_people(report: Json, days: TriedDays, language: str) -> Iterator[str]:
    begins = report["begins"]
    if not report["people"]:
        yield say("nobody", language)
    elif report["people"] < FEW:
        yield say("few", language, n=report["people"])
    if begins is not None and begins > days.begin:
        yield say("begins", language, at=moments.full(begins, days.zone, language, days.end))
    yield from of_left_out(report, language)
    if report["unsent"]:
        yield say("unsent", language, n=report["unsent"])
    if report["drew_other"]:
        yield say("drew_other", language, n=report["drew_other"])
    yield from _of_assumptions(report.get("figures", ()), language)
    contamination = report["contamination"]
    if contamination["visits"]:
        yield say("contaminated", language, **contamination)
    elif contamination["events"]:
        yield say("contaminated_else", language, **contamination)


def _of_assumptions(figures: Iterable[Json], language: str) -> Iterator[str]:
    """By which rates it is assumed, each once."""
    made = {(each["rate"], each["of"]) for each in figures if each["label"] == "assumed"}
    for rate, of in sorted(made, key=lambda each: (each[1] or 0, each[0])):
        given = "assumed_given" if of is None else "assumed_near"
        yield say(given, language, rate=f"{rate * 100:.3g}", of=of)


def rows(figures: list[Json], names: Names, language: str) -> list[FigureRow]:
    """The figures, each as a row."""
    return [_row(each, names, language) for each in figures]


def is_plain_day(figure: Json) -> bool:
    """Whether it is a rep's alerts of a day, or the mails of a step, where nothing changes."""
    return figure["name"].count("/") > 1 and figure["value"] == figure.get("before")


def _row(figure: Json, names: Names, language: str) -> FigureRow:
    return FigureRow(
        name=figure_name(figure["name"], names, language),
        label=say(f"label.{figure['label']}", language),
        value=_with_range(figure),
        before=number(figure["before"], of=figure["name"]) if "before" in figure else "",
        without=number(figure["without"], of=figure["name"]) if "without" in figure else "",
        n=f"{figure['n']:,}",
        people=tuple(figure["people"]),
    )


def figure_name(name: str, names: Names, language: str) -> str:
    """What a figure is called."""
    kind, _, of = name.partition("/")
    if kind == "hot":
        return say(f"figure.hot_{of}", language)
    if kind == "skips":
        said = say("figure.postponed", language)
        return said if of == "postponed" else say("figure.skips", language, reason=word(f"skip.{of}", language))
    if kind == "alerts":
        rep, _, day = of.partition("/")
        rep = names.get(f"rep:{rep}", rep)
        return say("figure.alerts_day" if day else "figure.alerts", language, rep=rep, day=day)
    if kind == "step_mails":
        scenario, _, step = of.partition("/")
        place = names.get(f"scenario:{scenario}", scenario), names.get(f"step:{of}", step)
        return say("figure.step_mails", language, scenario=place[0], step=place[1])
    if kind == "points":
        return say("figure.points", language, rule=names.get(f"rule:{of}", of))
    return say(f"figure.{kind}", language, scenario=names.get(f"scenario:{of}", of))


def as_text(row: FigureRow, language: str) -> str:
    """The row in a line."""
    beside = {"before": row.before, "without": row.without}
    said = [say(f"beside.{name}", language, n=value) for name, value in beside.items() if value]
    said.append(say("beside.people", language, n=row.n))
    joined = ("、", ", ")[language == "en"].join(said)
    return say("row", language, name=row.name, value=row.value, label=row.label, beside=joined)


def _with_range(figure: Json) -> str:
    value = number(figure["value"], of=figure["name"])
    return value if figure["low"] is None else f"{value} ({number(figure['low'])}–{number(figure['high'])})"


def number(value: Any, of: str = "") -> str:
    """A dash where nobody knows; dollars as money."""
    if value is None:
        return DASH
    return f"{value:,.{2 if value >= 1 else 4}f}" if of == DOLLARS else f"{value:,}"
