"""`mikomi results [SCENARIO]`, `--week`: what was counted of a scenario, of all of them, of this week, and who is
behind a number; the figures of the read API.
"""

import argparse
import getpass
import json
import sys

from pydantic import ValidationError

from mikomi.aws import plans
from mikomi.cli.diff import NO_VERSION
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core import week
from mikomi.core.figures import sentences
from mikomi.core.results import around, handovers, journeys, outline, sales_outline, sources, timings, variants, winners
from mikomi.core.results import scenarios as results
from mikomi.core.results.counted import Counted
from mikomi.core.results.numbers import NAMES
from mikomi.core.results.scenarios import MAIL_NUMBERS
from mikomi.core.sales import address_list
from mikomi.core.telling.comparison import Contender, comparison
from mikomi.core.telling.moving_shares import SharesSeen, moving
from mikomi.core.words import wording
from mikomi.core.words.around_lines import around_line
from mikomi.model.base import Json
from mikomi.model.formats import NewerFormat
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.shell.archive import behind, counted
from mikomi.shell.backtest import tried
from mikomi.shell.backtest.tried import NotUnderstood
from mikomi.shell.history import NeverPublished
from mikomi.shell.operator import list_export
from mikomi.shell.people import deals

MOST = 1_000_000
"""People of one list."""
ONE_OF: Pair = (
    "シナリオと --week は、どちらか一つだけ指定してください",
    "Either a scenario or --week, not both",
)
NUMBER: dict[str, Pair] = {
    "goals": ("ゴールの達成", "goals reached"),
    "hot": ("一番上のランクに上がった見込み客", "leads who became hot"),
    "leads": ("新しい見込み客", "new leads"),
    "visitors": ("サイトの訪問者", "visitors"),
    "sent": ("送ったメール", "emails sent"),
    "delivered": ("届いたメール", "emails delivered"),
    "clicked": ("クリックされたメール", "emails clicked"),
}
WEEK: Pair = (
    "{number}: 今週 {this}、先週の同じ曜日・時刻まで {then}、先週の全体 {last}",
    "{number}: {this} this week, {then} last week up to now, {last} in all of it",
)
UNKNOWN: Pair = (
    "シナリオ「{scenario}」はありません。mikomi results で一覧を見られます",
    "There is no scenario {scenario!r}: mikomi results lists them",
)
NO_NUMBER: Pair = (
    "「{what}」という数字はありません。次のどれかです: {names}",
    "There is no number {what!r}: it is one of {names}",
)
NOT_YET: Pair = ("まだ集計されていません", "Nothing has been counted yet")
AS_OF: Pair = ("{at} 現在 (UTC)", "as of {at} (UTC)")
RUNS: Pair = ("開始 {entered}、進行中 {under_way}", "{entered} entered, {under_way} under way")
STEP: Pair = ("  {step}: 到達 {reached}", "  {step}: {reached} reached it")
MAIL: Pair = (
    "  {step}: 予定 {decided}、送信 {sent}、到着 {delivered}、開封 {opened}、クリック {clicked}"
    "（人か不明 {clicked_unknown}、機械だけ {clicked_machine}）、返信 {replied}、"
    "配信停止 {unsubscribed}、この種類だけ停止 {left_topic}、不達 {bounced}",
    "  {step}: {decided} decided, {sent} sent, {delivered} delivered, {opened} opened, {clicked} clicked "
    "({clicked_unknown} not known by whom, {clicked_machine} by machines only), "
    "{replied} replied, "
    "{unsubscribed} unsubscribed, {left_topic} left its topic, {bounced} bounced",
)
SKIPPED: Pair = ("    見送り: {reasons}", "    skipped: {reasons}")
GOAL: Pair = (
    "ゴール: {of} 人中 {reached} 人 ({rate})、まだ分からない {not_yet} 人",
    "goal: {reached} of {of} ({rate}), {not_yet} not yet",
)
VARIANTS: dict[str, Pair] = {
    "clicked": (
        "案の比較: {step} (7日以内にクリックした人の割合)",
        "variants of {step}, by who clicked within seven days",
    ),
    "goal": ("案の比較: {step} (ゴールに達した人の割合)", "variants of {step}, by who reached the goal"),
}
TIMED: Pair = (
    "送る時刻の比較: {step} (7日以内にクリックした人の割合)",
    "hours of {step}, by who clicked within seven days",
)
TIMING: dict[str, Pair] = {"everybody": ("皆さまの時刻", "everybody's hour"), "own": ("ご本人の時刻", "their own hour")}
STEPS: Pair = ("ステップ", "steps")
MAILS: Pair = ("メール", "mails")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser("results", parents=where, help="シナリオの結果 / what became of a scenario, in numbers")
    act.add_argument(
        "scenario", metavar="SCENARIO", nargs="?", help="シナリオの id。なければ一覧 / without it: all of them"
    )
    act.add_argument("--week", action="store_true", help="今週と先週 / this week beside the last")
    act.add_argument("--json", action="store_true", help="for programs")
    act.add_argument("--goal", action="store_true", help="ゴールの詳細(JSON) / its goal by day and arm, as JSON")
    act.add_argument("--journey", action="store_true", help="ゴールまでの道のり(JSON) / the way to its goal, as JSON")
    act.add_argument("--sources", action="store_true", help="流入元(JSON) / where people came from, as JSON")
    act.add_argument("--sales", action="store_true", help="営業(JSON) / what was handed over to sales, as JSON")
    act.add_argument("--version", type=int, metavar="N", help="その版の前と後 / before and after this version")
    act.add_argument("--people", metavar="WHAT", help="その数の人を CSV で / who is behind a number, as CSV")
    for name in ("step", "variant", "detail", "plans"):
        act.add_argument(f"--{name}", help="--people の対象 / of which number")
    act.add_argument("--by", metavar="NAME", help="--people: 行う人 / who does it (default: your user name)")
    act.set_defaults(act=tell)


def tell(asked: argparse.Namespace) -> int:
    """0, or 2 for a scenario that there is not."""
    if asked.week and asked.scenario:
        print(say(ONE_OF, asked), file=sys.stderr)
        return WRONG
    if asked.week:
        return _week(week.results(counted.week()), asked)
    plan, answers = plans.active(), counted.scenarios()
    if asked.scenario is None:
        done = _of_no_scenario(plan, asked)
        return done if done is not None else _all(results.overview(answers, plan, asked.lang or "ja"), asked)
    of_it = results.scenario_results(asked.scenario, answers, plan)
    if of_it is None:
        print(say(UNKNOWN, asked, scenario=asked.scenario), file=sys.stderr)
        return WRONG
    scenario = plan.scenarios.get(asked.scenario)
    if asked.people and scenario:
        return _people(scenario, asked)
    if asked.goal and scenario:
        _dump(outline.goal(scenario, answers))
    elif asked.journey and scenario:
        way = journeys.journey(counted.looked_back(), scenario.id)
        _dump(journeys.told_of(way) if way else None)
    elif asked.json:
        _dump(of_it)
    else:
        _print(of_it, asked)
        if scenario:
            _print_variants(scenario, plan, answers, asked)
            _print_timings(scenario, answers, asked)
    return DONE


def _of_no_scenario(plan: Plan, asked: argparse.Namespace) -> int | None:
    """Where people came from, what was handed over, and who is behind their numbers; None if that is not asked for."""
    if asked.version is not None:
        return _around(asked)
    if asked.people:
        return _people(None, asked)
    if asked.sources:
        _dump(sources.told_of(counted.looked_back(), [each.id for each in plan.scenarios.values() if each.goal]))
        return DONE
    if asked.sales:
        _dump(sales_outline.outline(counted.looked_back(), plan, deals.outline()))
        return DONE
    return None


def _around(asked: argparse.Namespace) -> int:
    """What came before and after a version, or why that cannot be compared."""
    try:
        plan = tried.version(asked.version)
    except (NeverPublished, NotUnderstood, NewerFormat, ValidationError):
        print(say(NO_VERSION, asked, version=asked.version), file=sys.stderr)
        return WRONG
    night, answers, language = counted.looked_back(), counted.scenarios(), asked.lang or "ja"
    made = around.of_version(plan, answers, handovers.handovers(night, plans.active()))
    if asked.json:
        _dump(around.outline(plan.version, answers, made))
        return DONE
    _print_moment(answers.moment, asked)
    for each in made:
        print(around_line("handed_over", language) if each.scenario is None else each.scenario)
        for side, weeks in (("before", each.before), ("after", each.after)):
            if weeks:
                rate = sentences.of_rate(weeks.rate, language)
                said = around_line("side", language, first=weeks.first, last=weeks.last, rate=rate)
                print(f"  {around_line(side, language)} {said}")
        print(f"  {around.sentence(each, language)}")
        if each.meanwhile:
            print(f"  {around_line('meanwhile', language, versions=', '.join(map(str, each.meanwhile)))}")
    return DONE


def _people(scenario: Scenario | None, asked: argparse.Namespace) -> int:
    """A line for each, as often as they are counted; who takes them is noted."""
    given = {name: getattr(asked, name) for name in ("step", "variant", "detail", "plans")}
    query = {"what": asked.people, **{name: value for name, value in given.items() if value is not None}}
    wanted = behind.asked(scenario, query)
    if wanted is None:
        print(say(NO_NUMBER, asked, what=asked.people, names=", ".join(sorted(NAMES))), file=sys.stderr)
        return WRONG
    found = behind.page(wanted, 0, MOST)
    of = {"scenario": scenario.id, **query} if scenario else query
    people = list_export.noted((each.person for each in found.people), of, asked.by or getpass.getuser())
    for line in address_list.csv_lines(people, asked.lang or "ja"):
        print(line, end="")
    return DONE


def _dump(of_it: Json | None) -> None:
    print(json.dumps(of_it, ensure_ascii=False, indent=2))


def _week(counts: Json, asked: argparse.Namespace) -> int:
    if asked.json:
        _dump(counts)
        return DONE
    _print_moment(counts["as_of"], asked)
    for number in week.NUMBERS if counts["as_of"] else ():
        print(
            say(WEEK, asked, number=say(NUMBER[number], asked), **{name: counts[name][number] for name in week.WEEKS})
        )
    return DONE


def _all(overview: Json, asked: argparse.Namespace) -> int:
    if asked.json:
        _dump(overview)
        return DONE
    _print_moment(overview["as_of"], asked)
    for each in overview["scenarios"]:
        print(f"{each['id']}  {each['name']}  {say(RUNS, asked, **each)}")
    return DONE


def _print(of_it: Json, asked: argparse.Namespace) -> None:
    _print_moment(of_it["as_of"], asked)
    print(say(RUNS, asked, **of_it))
    print(say(STEPS, asked))
    for step in of_it["steps"]:
        print(say(STEP, asked, step=step["id"], reached=step["reached"]))
    if of_it["mails"]:
        print(say(MAILS, asked))
    for mail in of_it["mails"]:
        place = mail["step"] + (f" ({mail['variant']})" if mail["variant"] else "")
        print(say(MAIL, asked, **{name: mail[name] for name in MAIL_NUMBERS}, step=place))
        if mail["skipped"]:
            language = asked.lang or "ja"
            reasons = [f"{wording.word(f'skip.{reason}', language)} {n}" for reason, n in mail["skipped"].items()]
            print(say(SKIPPED, asked, reasons=("、", ", ")[language == "en"].join(reasons)))
    if goal := of_it["goal"]:
        rate = "–" if goal["rate"] is None else f"{goal['rate']:.1%}"
        print(say(GOAL, asked, **{**goal, "rate": rate}))


def _print_variants(scenario: Scenario, plan: Plan, answers: Counted, asked: argparse.Namespace) -> None:
    """What may be said of the variants of each mail: their lots, what a verdict takes, verdicts, a choice."""
    for mail in variants.dealt_mails(scenario, plan, answers):
        language = asked.lang or "ja"
        if mail.spans:
            seen = SharesSeen(answers.as_of or 0, plan.settings.timezone, language)
            alike, ruling = winners.side_by_side(mail.spans), variants.judged(mail, answers)
            said = moving([arm.id for arm in mail.arms], mail.spans, alike, ruling, seen).said
        else:
            arms = [Contender(*each) for each in mail.arms]
            said = comparison(arms, mail.step, answers.today, language, mail.before).said
        print(say(VARIANTS[mail.judged_by], asked, step=mail.step))
        for sentence in said:
            print(f"  {sentence}")


def _print_timings(scenario: Scenario, answers: Counted, asked: argparse.Namespace) -> None:
    """Whether a person's own hours pay, for each mail after a wait for the best one."""
    for mail in timings.timed_mails(scenario, answers):
        arms = [Contender(say(TIMING[arm.id], asked), arm.weight, arm.days) for arm in mail.arms]
        print(say(TIMED, asked, step=mail.step))
        for sentence in comparison(arms, mail.step, answers.today, asked.lang or "ja").said:
            print(f"  {sentence}")


def _print_moment(at: str | None, asked: argparse.Namespace) -> None:
    print(say(AS_OF, asked, at=at) if at else say(NOT_YET, asked))
