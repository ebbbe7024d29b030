"""`mikomi mailing`: look at a mailing before it goes, send it, pause it, resume it, cancel it, see how it stands.

A scenario names its mailing: the one under way, else the next, else the last. What is asked twice happens once.
"""

import argparse
import json
import sys
from collections.abc import Callable

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.backtest import forecast_text
from mikomi.core.checking.near import nearest
from mikomi.core.results.numbers import NAMES
from mikomi.core.words import moments
from mikomi.core.words.wording import names_of, sentence, word
from mikomi.model.base import Json, Millis
from mikomi.model.decision import Because
from mikomi.shell import warm_up
from mikomi.shell.everybody import controls
from mikomi.shell.everybody.controls import CannotBe, MailingCourse, Nobody, NoSuchNumber, NotThere
from mikomi.shell.everybody.preview import Preview, pace, preview_of

UNKNOWN: Pair = (
    "「{name}」というシナリオもセグメントも公開されていません。",
    'No scenario or segment "{name}" is published.',
)
NO_NUMBER: Pair = (
    "「{what}」という数字はありません。次のどれかです: {names}",
    "There is no number {what!r}: it is one of {names}",
)
NO_MAILING: Pair = ("「{name}」の配信はまだありません。", 'There is no mailing of "{name}" yet.')
MEANT: Pair = ("もしかして「{name}」？", 'Did you mean "{name}"?')
LOOKING: Pair = ("… {seen} 人を確認", "… {seen} people looked at")
FITS: Pair = ("対象 {n} 人", "{n} people are meant")
GETS: Pair = ("  すぐ届く {n} 人", "  {n} get it at once")
LATER: Pair = (
    "  後で届く {n} 人(配信数の上限か、時間帯のため)",
    "  {n} get it later (the email limit, or a closed window)",
)
ENTERS: Pair = ("  入るが、最初のメールは待ち時間の後 {n} 人", "  {n} enter, and get their first mail after a wait")
REASON: Pair = ("  届かない {n} 人: {why}", "  {n} do not get it: {why}")
COST: Pair = (
    "送信料はおよそ {dollars} ドル。いま始めると、最後の一通は {at} ごろに出ます。",
    "Sending costs about {dollars} dollars. Begun now, the last one leaves at about {at}.",
)
WARM: Pair = (
    "新しいドメインのウォームアップ中なので、全員に届くまで {days} 日かかります（ほかの配信がなければ）。",
    "The new domain is warming up: it takes {days} days to reach everybody, if nothing else is sent.",
)
NOBODY: Pair = ("誰にも届きません。", "Nobody would get it.")
CANNOT: Pair = ("できません。この配信は「{state}」です。", "That cannot be done: the mailing is {state}.")
LINE: Pair = ("{id}  {state}", "{id}  {state}")
AT: Pair = ("  予定 {at}", "  due {at}")
COUNTS: Pair = (
    "  名簿 {listed} 人、順番が来た人 {turns} 人、残り {left} 人",
    "  {listed} on the list, {turns} had their turn, {left} to go",
)
WHY: Pair = ("  {why}", "  {why}")


def preview(asked: argparse.Namespace) -> int:
    """0; 1 if nobody would get it; 2 if there is no such scenario, segment or number."""
    told = Preview()
    try:
        for told in preview_of(asked.scenario, asked.segment, _people(asked)):
            if not asked.json:
                print(say(LOOKING, asked, seen=told.seen), file=sys.stderr)
    except NotThere as unknown:
        return _unknown(unknown, asked)
    if asked.json:
        print(json.dumps(preview_json(told), ensure_ascii=False))
        return DONE
    for line, n in ((FITS, told.fits), (GETS, told.gets), (LATER, told.later), (ENTERS, told.enters)):
        if n or line in (FITS, GETS):
            print(say(line, asked, n=n))
    for reason, n in told.reasons.most_common():
        print(say(REASON, asked, n=n, why=_why(reason, asked)))
    if told.gets or told.later or told.enters:
        print(say(COST, asked, dollars=f"{told.dollars:.2f}", at=_moment(clock.now() + told.lasts, asked)))
        if beside := pace(told):
            print(forecast_text.pace(*beside, asked.lang or "ja"))
        if (days := warm_up.days_for(told.gets)) and days > 1:
            print(say(WARM, asked, days=days))
        return DONE
    print(say(NOBODY, asked))
    return LEFT


def send(asked: argparse.Namespace) -> int:
    """0; 1 if there is nobody behind the number; 2 if there is no such scenario, segment or number."""
    try:
        return _show(controls.send(asked.scenario, asked.segment, _people(asked), again=asked.again), asked)
    except NotThere as unknown:
        return _unknown(unknown, asked)
    except Nobody:
        print(say(NOBODY, asked), file=sys.stderr)
        return LEFT


def status(asked: argparse.Namespace) -> int:
    """0; 2 if there is no such mailing."""
    try:
        return _show(_meant(asked), asked)
    except NotThere as unknown:
        return _no_mailing(str(unknown), asked)


def pause(asked: argparse.Namespace) -> int:
    return _moved(controls.pause, asked)


def resume(asked: argparse.Namespace) -> int:
    return _moved(controls.resume, asked)


def cancel(asked: argparse.Namespace) -> int:
    return _moved(controls.cancel, asked)


def preview_json(preview: Preview) -> Json:
    """As programs read it."""
    return {
        "fits": preview.fits,
        "gets": preview.gets,
        "later": preview.later,
        "enters": preview.enters,
        "reasons": dict(sorted(preview.reasons.items())),
        "dollars": round(preview.dollars, 4),
        "lasts_seconds": preview.lasts // 1000,
        **(beside.plain() if (beside := pace(preview)) else {}),
        **({"warm_up_days": days} if (days := warm_up.days_for(preview.gets)) else {}),
    }


def _moved(move: Callable[[str], MailingCourse], asked: argparse.Namespace) -> int:
    """0; 1 if the mailing is not where this could be done; 2 if there is none."""
    try:
        return _show(move(_meant(asked).mailing.id), asked)
    except NotThere as unknown:
        return _no_mailing(str(unknown), asked)
    except CannotBe as cannot:
        print(say(CANNOT, asked, state=word(f"mailing.{cannot.state}", asked.lang or "ja")), file=sys.stderr)
        return LEFT


def _meant(asked: argparse.Namespace) -> MailingCourse:
    """What is named may be a mailing's id, too."""
    return controls.standing(asked.scenario) if "@" in asked.scenario else controls.of_scenario(asked.scenario)


def _show(standing: MailingCourse, asked: argparse.Namespace) -> int:
    if asked.json:
        print(json.dumps(standing.plain(), ensure_ascii=False))
        return DONE
    language = asked.lang or "ja"
    print(say(LINE, asked, id=standing.mailing.id, state=word(f"mailing.{standing.state}", language)))
    if standing.state == "planned":
        print(say(AT, asked, at=_moment(standing.mailing.at, asked)))
    if standing.listed is not None:
        print(say(COUNTS, asked, listed=standing.listed, turns=standing.turns, left=standing.remaining))
    if standing.why_not:
        print(say(WHY, asked, why=word(f"mailing.why.{standing.why_not}", language)))
    return DONE


def _why(reason: str, asked: argparse.Namespace) -> str:
    language = asked.lang or "ja"
    kind, _, code = reason.partition(".")
    if kind != "not_entered":
        return word(reason, language)
    because = Because(kind="not_entered", code=code, at=0, plan=0, event_id="", scenario=asked.scenario)
    return sentence(because, language, names_of(plans.active(), language))


def _people(asked: argparse.Namespace) -> dict[str, str] | None:
    """The number of the results behind which they stand; None where none is named."""
    if not asked.people:
        return None
    scenario, _, step = (asked.of or "").partition("/")
    of = {"scenario": scenario, "step": step, "variant": asked.variant, "detail": asked.detail}
    return {"what": asked.people, **{name: value for name, value in of.items() if value}}


def _unknown(unknown: NotThere, asked: argparse.Namespace) -> int:
    name = str(unknown)
    if isinstance(unknown, NoSuchNumber):
        print(say(NO_NUMBER, asked, what=name, names=", ".join(sorted(NAMES))), file=sys.stderr)
        return WRONG
    print(say(UNKNOWN, asked, name=name), file=sys.stderr)
    plan = plans.active()
    if meant := nearest(name, (*plan.scenarios, *plan.segments)):
        print(say(MEANT, asked, name=meant), file=sys.stderr)
    return WRONG


def _no_mailing(name: str, asked: argparse.Namespace) -> int:
    if name in plans.active().scenarios:
        print(say(NO_MAILING, asked, name=name), file=sys.stderr)
        return WRONG
    return _unknown(NotThere(name), asked)


def _moment(moment: Millis, asked: argparse.Namespace) -> str:
    return moments.full(moment, plans.active().settings.timezone, asked.lang or "ja", clock.now())
