"""The start page: this week beside the last, what comes next, what needs somebody; and the list behind each number.

A number and its list are of the same count (`core.week`), so a number is as long as the list that it opens.
"""

import json

from mikomi.aws import sender_trouble, ses, uploads
from mikomi.console import marketing_stop, outlook
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core import week
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Link, Table, as_csv
from mikomi.core.words import moments
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell import breaker
from mikomi.shell.archive import counted
from mikomi.shell.operator import recovery, unsettled

HERE = "/console/week"
LOOKED_AT = 50
"""Of what needs attention so many are counted; beyond that it is so many or more."""
SHORT = 50
"""Room for a number beside its bar: the picture is as wide as a phone."""
COMING = 6
"""Rows of what comes next; the rest has a page of its own."""
GROUPS = {"results": week.RESULTS, "activity": week.ACTIVITY}


def seen(screen: Screen) -> Json:
    """What the template prints."""
    rolled = counted.week()
    coming = outlook.listed(screen)["table"]
    return {
        "span": _span(rolled, screen) if rolled else "",
        "groups": [_group(name, rolled, screen) for name in GROUPS] if rolled else [],
        "is_new": not rolled or not any(any(each["numbers"].values()) for each in rolled["weeks"].values()),
        "coming": Table(coming.head, coming.rows[:COMING]),
        "attention": attention(screen),
    }


def file(screen: Screen) -> str:
    """All numbers of the page as a file."""
    rolled = counted.week()
    names = [name for group in GROUPS.values() for name in group]
    return as_csv(Table(_head(screen), _rows(names, rolled, screen) if rolled else ()))


def number_name(number: str, hot: str | None, screen: Screen) -> str:
    """`「Hot」に上がった見込み客`."""
    band = next((band for band in screen.plan.scoring.bands if band.id == hot), None)
    return say(f"week.{number}", screen.language, band=in_language(band.name, screen.language) if band else hot or "–")


def attention(screen: Screen) -> list[Json]:
    """What needs somebody: how many, what, and where it is dealt with; of the workspace's problems each."""
    rows = len(unsettled.open_rows(LOOKED_AT + 1))
    cases, more = recovery.cases(LOOKED_AT)
    problems = _problems(screen)
    told = [
        *_sender(screen),
        *_stopped(screen),
        {"many": _many(rows, screen), "what": "mails", "to": "/console/attention/mails", "lines": []} if rows else None,
        {"many": f"{len(cases) + more:,}", "what": "letters", "to": "/console/attention", "lines": []}
        if cases or more
        else None,
        {"many": f"{len(problems):,}", "what": "refused", "to": "", "lines": problems[:LOOKED_AT]}
        if problems
        else None,
    ]
    return [each for each in told if each]


def _sender(screen: Screen) -> list[Json]:
    """Why SES takes none of our mail, and how that is mended."""
    trouble = sender_trouble.read(screen.now)
    if trouble is None:
        return []
    since = moments.full(trouble.since, screen.zone, screen.language, screen.now)
    domain = screen.plan.settings.sender.address.rpartition("@")[2]
    lines = [say(f"sender.{ses.fault_of(trouble.code)}", screen.language)]
    lines.append(say("sender.how", screen.language, since=since, code=trouble.code, domain=domain))
    return [{"many": "", "what": "sender", "to": "", "lines": lines}]


def _stopped(screen: Screen) -> list[Json]:
    """That marketing mail is stopped, why, and what to do."""
    now = breaker.stopped()
    if now is None:
        return []
    return [{"many": "", "what": "stopped", "to": marketing_stop.HERE, "lines": marketing_stop.lines(*now, screen)}]


def _span(rolled: Json, screen: Screen) -> str:
    return say("start.span", screen.language, **_ends(rolled["weeks"]["this"]["from"], rolled["as_of"], screen))


def _ends(begins: int, ends: int, screen: Screen) -> dict[str, str]:
    zone, language = screen.zone, screen.language
    return {
        "begins": moments.full(begins, zone, language, screen.now),
        "ends": moments.full(ends, zone, language, screen.now),
    }


def _group(group: str, rolled: Json, screen: Screen) -> Json:
    """Some numbers as a picture, and as a table."""
    names = _shown(GROUPS[group], rolled)
    title = say(f"start.{group}", screen.language)
    label = say("start.picture", screen.language, title=title)
    picture = bars(
        [bar for name in names for bar in _pair(name, rolled, screen)],
        label,
        (say("week.number", screen.language),),
        said=SHORT,
    )
    return {"title": title, "svg": picture.svg, "table": Table(_head(screen), _rows(names, rolled, screen))}


def _shown(names: tuple[str, ...], rolled: Json) -> list[str]:
    return [name for name in names if name != "hot" or rolled["hot"]]


def _pair(name: str, rolled: Json, screen: Screen) -> list[Bar]:
    """This week's bar, and below it that of last week's same stretch."""
    this, then = (_cell(name, which, rolled) for which in ("this", "then"))
    label = number_name(name, rolled["hot"], screen)
    return [
        Bar(label, _of(name, "this", rolled), this.shown, (), to=this.to),
        Bar(say("week.then", screen.language), _of(name, "then", rolled), then.shown, (), tone="before", to=then.to),
    ]


def _head(screen: Screen) -> tuple[str, ...]:
    return tuple(say(f"week.{name}", screen.language) for name in ("number", "this", "then", "change", "last"))


def _rows(names: list[str], rolled: Json, screen: Screen) -> tuple[tuple[str | Link, ...], ...]:
    return tuple(
        (
            number_name(name, rolled["hot"], screen),
            _cell(name, "this", rolled),
            _cell(name, "then", rolled),
            signed(_of(name, "this", rolled) - _of(name, "then", rolled)),
            _cell(name, "last", rolled),
        )
        for name in _shown(tuple(names), rolled)
    )


def signed(change: int) -> str:
    """`+3`, `−12`, `±0`."""
    return f"{change:+,}".replace("-", "−") if change else "±0"


def _of(name: str, which: str, rolled: Json) -> int:
    return int(rolled["weeks"][which]["numbers"][name])


def _cell(name: str, which: str, rolled: Json) -> Link:
    """The number, and the way to what it counts."""
    span = rolled["weeks"][which]
    until = f"?until={span['until']}" if which == "then" else ""
    return Link(f"{_of(name, which, rolled):,}", f"{HERE}/{span['name']}/{name}{until}")


def _many(rows: int, screen: Screen) -> str:
    return say("start.at_least", screen.language, n=LOOKED_AT + 1) if rows > LOOKED_AT else f"{rows:,}"


def _problems(screen: Screen) -> list[str]:
    """What kept the last upload from being published: `settings.json:3 …`."""
    body = uploads.read_report("reports/latest.json")
    report: Json = json.loads(body) if body else {}
    if report.get("outcome") != "refused":
        return []
    wrong = [each for each in report["problems"] if each["severity"] == "error"]
    return [f"{each['file']}{_line(each)} {each['message'][screen.language]}" for each in wrong]


def _line(problem: Json) -> str:
    return f":{problem['line']}" if problem.get("line") else ""
