"""`mikomi forecast SCENARIO|DIR|VERSION --days N`: what the next days bring, as the last weeks went under that plan.

A number is a version of the deployment, a folder a workspace; anything else is a scenario of what runs. Nothing is
changed, and nothing is sent.

Exit codes: 0 it was told and nothing is overrun, 1 something is, or too little is known, or the self-check does not
hold, 2 it cannot be told, 130 it was stopped.
"""

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli import backtest, backtest_walk
from mikomi.cli.backtest import Cannot, NamedPlan
from mikomi.cli.backtest_walk import Unfinished
from mikomi.cli.sender import account
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.backtest import forecast, forecast_text, report
from mikomi.core.backtest.forecast import AskedFor
from mikomi.core.backtest.overrun import SendingLimits
from mikomi.core.backtest.trial import Trial
from mikomi.core.checking.near import nearest
from mikomi.core.words import moments
from mikomi.core.words.wording import names_of
from mikomi.model.base import Json
from mikomi.settings import settings
from mikomi.shell.backtest import run
from mikomi.shell.backtest.tried import ToTry

TITLE: Pair = ("{plan}: {begin}から{end}までの見込み", "{plan}: from {begin} to {end}")
OF_SCENARIO: Pair = ("シナリオ「{scenario}」（{plan}）", "“{scenario}” of {plan}")
NO_SCENARIO: Pair = (
    "「{name}」というシナリオはありません{meant}。",
    'There is no scenario "{name}"{meant}.',
)
MEANT: Pair = ("（もしかして「{name}」？）", ' (did you mean "{name}"?)')
BY_WEEK: Pair = ("週ごと", "By week")
BY_DAY: Pair = ("日ごと", "By day")
SPAN: Pair = ("  {when}  メール {mails}  通知 {alerts}", "  {when}  mails {mails}  alerts {alerts}")
DAYS_SHOWN = 14


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser(
        "forecast", parents=where, help="これから何通、何件になるか / mails, alerts and cost of the next days"
    )
    act.add_argument(
        "plan",
        metavar="SCENARIO|DIR|VERSION",
        help="公開中のシナリオ、フォルダー、版の番号 / a scenario that runs, a folder, or the number of a version",
    )
    act.add_argument("--scenario", metavar="ID", help="その中のこのシナリオだけ / this scenario of it alone")
    act.add_argument("--days", type=_days, default=14, metavar="N", help="何日分 / so many days (default: 14)")
    backtest_walk.add(act)
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=foretell)


def foretell(asked: argparse.Namespace) -> int:
    """See the module."""
    try:
        candidate, scenario = _meant(asked)
    except Cannot as why:
        print(why, file=sys.stderr)
        return WRONG
    zone = plans.active().settings.timezone
    to_try = ToTry(candidate.plan, None, run.whole_weeks(zone, forecast.MOST_WEEKS), clock.now())
    try:
        walked = backtest_walk.walked(to_try, ["forecast", candidate.plain], asked)
    except Unfinished as it:
        return it.code
    trial, to_try = walked.trial, walked.to_try
    limits = SendingLimits(settings().mails_per_second, account.quota_of_a_day())
    plain = forecast.plain(trial, candidate.plan, to_try.days, AskedFor(asked.days, scenario), limits)
    _tell(plain, trial, to_try, candidate, asked)
    fine = trial.is_to_be_trusted and not plain["why"] and not plain["warnings"]
    return DONE if fine else LEFT


def _days(written: str) -> int:
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= forecast.MOST_DAYS):
        raise argparse.ArgumentTypeError(f"1–{forecast.MOST_DAYS}")
    return int(written)


def _meant(asked: argparse.Namespace) -> tuple[NamedPlan, str | None]:
    """The plan, and of which of its scenarios it is told; None: of all. Cannot."""
    name = asked.plan
    if (name.isascii() and name.isdecimal()) or Path(name).is_dir():
        candidate, scenario = backtest.named(name, asked), asked.scenario
    else:
        _known(name, plans.active().scenarios, asked)
        candidate, scenario = backtest.named(str(plans.pointer_version()), asked), name
    if scenario is not None:
        _known(scenario, candidate.plan.scenarios, asked)
    return candidate, scenario


def _known(name: str, scenarios: Collection[str], asked: argparse.Namespace) -> None:
    if name not in scenarios:
        near = nearest(name, scenarios)
        meant = say(MEANT, asked, name=near) if near else ""
        raise Cannot(say(NO_SCENARIO, asked, name=name, meant=meant))


def _tell(plain: Json, trial: Trial, to_try: ToTry, candidate: NamedPlan, asked: argparse.Namespace) -> None:
    language = asked.lang or candidate.plan.settings.language
    names = {**names_of(plans.active(), language), **names_of(candidate.plan, language)}
    tried = backtest_walk.without_erased(report.plain(trial, to_try.days))
    said = forecast_text.cautions(plain, tried, to_try.days, names, language, backtest.called(tried, language))
    warned = forecast_text.warnings(plain, names, language)
    if asked.json:
        whole = {"self_check": tried["self_check"], **plain, "plan": candidate.plain, "said": said, "warned": warned}
        print(json.dumps(whole, ensure_ascii=False))
        return
    print(*said, sep="\n", end="\n\n")
    if plain["why"]:
        return
    begin, end = (moments.dated(plain["period"][name], language) for name in ("from", "to"))
    called, scenario = candidate.name, plain["scenario"]
    if scenario:
        called = say(OF_SCENARIO, asked, scenario=names.get(f"scenario:{scenario}", scenario), plan=called)
    print(say(TITLE, asked, plan=called, begin=begin, end=end), end="\n\n")
    for sentence in warned:
        print(f"⚠ {sentence}")
    for row in forecast_text.rows(plain, names, language):
        print(forecast_text.as_text(row, language))
    for heading, parts in ((BY_WEEK, plain["by_week"]), (BY_DAY, plain["days"][:DAYS_SHOWN])):
        print(f"\n{say(heading, asked)}")
        for when, mails, alerts in forecast_text.spans(parts, language):
            print(say(SPAN, asked, when=when, mails=mails, alerts=alerts))
