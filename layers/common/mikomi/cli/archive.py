"""`mikomi archive audit`: is every event of the log in the archive, once, word for word? Day by day; what is missing is
written anew out of the log with `--repair`.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from mikomi import clock
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.model.base import Json

if TYPE_CHECKING:
    from mikomi.shell.archive.audit import DayAudit

SAME: Pair = ("{day}  一致しています: 足あと {events} 件", "{day}  equal: {events} events")
ON_THE_WAY: Pair = ("、保存待ち {n} 件", ", {n} packets on their way")
DIFFERS: Pair = ("{day}  一致しません: {what}", "{day}  not equal: {what}")
WHAT: dict[str, Pair] = {
    "missing": ("履歴にない {n} 件 (--repair で補えます)", "{n} packets missing (--repair writes them anew)"),
    "different": ("内容が違う {n} 件", "{n} packets differ"),
    "twice": ("重複 {n} 件", "{n} events twice"),
    "only": ("履歴にだけある {n} 件", "{n} packets in the archive only"),
    "damaged": ("壊れたファイル {n} 件", "{n} damaged files"),
    "unreadable": ("読めないファイル {file}", "{file} cannot be read"),
}
REPAIRED: Pair = ("{day}  補いました: {n} 件", "{day}  written anew: {n} packets")
COUNTED: Pair = ("{days} 日分を照合、一致しない日 {wrong} 日", "{days} days checked: {wrong} not equal")
NOTHING: Pair = ("まだ何も記録されていません", "Nothing has been recorded yet")
NO_DUCKDB: Pair = (
    "DuckDB がありません。pip install duckdb のあと、もう一度実行してください",
    "DuckDB is not installed: pip install duckdb, then try again",
)


def audit(asked: argparse.Namespace) -> int:
    """0 if archive and log are equal by now, 1 if they are not."""
    try:
        from mikomi.shell.archive import audit as audits
    except ModuleNotFoundError:
        print(say(NO_DUCKDB, asked), file=sys.stderr)
        return WRONG
    days, wrong = [], 0
    for day in audits.days(clock.now()):
        mended = audits.repair(day) if asked.repair else 0
        is_left = not day.is_equal and not (mended and mended == len(day.missing) and _lacks_only(day))
        wrong += is_left
        days.append(_as_data(day, mended))
        if not asked.json:
            print(_line(days[-1], asked))
            if mended:
                print(say(REPAIRED, asked, day=day.day, n=mended))
    if asked.json:
        print(json.dumps({"equal": not wrong, "days": days}, ensure_ascii=False, indent=2))
    else:
        print(say(COUNTED, asked, days=len(days), wrong=wrong) if days else say(NOTHING, asked))
    return LEFT if wrong else DONE


def _lacks_only(day: "DayAudit") -> bool:
    return not (day.different or day.twice or day.only or day.damaged or day.unreadable)


def _as_data(day: "DayAudit", mended: int) -> Json:
    return {
        "day": day.day,
        "equal": day.is_equal,
        "packets": day.packets,
        "events": day.events,
        "on_the_way": day.on_the_way,
        "missing": [{"subject": subject, "sort": sort} for subject, sort in day.missing],
        "different": [{"subject": subject, "sort": sort} for subject, sort in day.different],
        "twice": day.twice,
        "only": day.only,
        "damaged": day.damaged,
        "unreadable": day.unreadable,
        "repaired": mended,
    }


def _line(day: Json, asked: argparse.Namespace) -> str:
    if day["equal"]:
        waiting = say(ON_THE_WAY, asked, n=day["on_the_way"]) if day["on_the_way"] else ""
        return say(SAME, asked, day=day["day"], events=day["events"]) + waiting
    wrong = [
        say(pair, asked, n=len(day[name]) if isinstance(day[name], list) else day[name], file=day["unreadable"])
        for name, pair in WHAT.items()
        if day[name]
    ]
    return say(DIFFERS, asked, day=day["day"], what=("、", ", ")[asked.lang == "en"].join(wrong))
