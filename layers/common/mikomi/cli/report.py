"""`mikomi report preview`: the weekly report as it would go out now, before anybody gets it."""

import argparse
import sys
from pathlib import Path

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, Pair, say
from mikomi.core import week
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import moments
from mikomi.shell.archive import counted
from mikomi.shell.effects import weekly_report

NOT_YET: Pair = (
    "まだ何も集計されていないので、お見せできるものがありません",
    "Nothing has been counted yet, so there is nothing to show",
)
NOBODY: Pair = (
    "settings.json に report がないので、誰にも送られません",
    "settings.json has no report, so nobody gets it",
)
NEXT: Pair = ("次の送信: {at}  宛先: {to}", "goes out next: {at}, to {to}")
SUBJECT: Pair = ("件名: {subject}", "Subject: {subject}")
WRITTEN: Pair = ("HTML を {file} に書きました", "the HTML is in {file}")


def preview(asked: argparse.Namespace) -> int:
    """0, or 1 where nothing was counted yet."""
    rolled, plan, now = counted.week(), plans.active(), clock.now()
    if rolled is None:
        print(say(NOT_YET, asked), file=sys.stderr)
        return LEFT
    company = plan.settings
    to = weekly_report.receivers(company)
    language = asked.lang or (company.report.language if company.report else None) or company.language
    if company.report is None:
        print(say(NOBODY, asked), file=sys.stderr)
    else:
        due_at = week.report_at(now, company.report, Calendar.of(company))
        at = moments.full(due_at, company.timezone, "en" if asked.lang == "en" else "ja", now)
        print(say(NEXT, asked, at=at, to=", ".join(each.address for each in to)), file=sys.stderr)
    words = weekly_report.words(rolled, plan, language)
    print(say(SUBJECT, asked, subject=words.subject))
    print()
    print(words.text)
    if asked.html:
        Path(asked.html).write_text(words.html, encoding="utf-8")
        print(say(WRITTEN, asked, file=asked.html), file=sys.stderr)
    return DONE
