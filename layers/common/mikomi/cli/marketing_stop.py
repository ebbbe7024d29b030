"""`mikomi sending`: whether marketing mail goes out, and how much of it comes back; stop it, let it go on."""

import argparse
import json
import sys

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, Pair, say
from mikomi.core.mails import breaker as rule
from mikomi.core.words import moments
from mikomi.model.breaker import MarketingStop
from mikomi.shell import breaker
from mikomi.shell.breaker import MarketingState

GOES: Pair = ("マーケティングメールは送信されています。", "Marketing mail goes out.")
WHY: dict[str, Pair] = {
    "bounces": (
        "マーケティングメールを止めています（{at} から）。{of} 通中 {bad} 通がバウンスしました。",
        "Marketing mail is stopped since {at}: {bad} of {of} mails bounced.",
    ),
    "complaints": (
        "マーケティングメールを止めています（{at} から）。{of} 通中 {bad} 通が迷惑メールとして通報されました。",
        "Marketing mail is stopped since {at}: {bad} of {of} mails were reported as spam.",
    ),
    "by_hand": (
        "マーケティングメールを止めています（{at} から、{by}）。",
        "Marketing mail is stopped since {at} by {by}.",
    ),
}
NEXT: Pair = (
    "メールは失われずに待っています。原因を確かめてから: mikomi sending resume",
    "The mails wait and are not lost. Once you know the cause: mikomi sending resume",
)
UNTIL: Pair = ("{at} に自動で再開します。", "It goes on by itself at {at}.")
READ: dict[str, Pair] = {
    "bounces": (
        "バウンス  {of} 通中 {bad} 通（{share} 以上かつ {least} 通以上で止まります）",
        "bounces     {bad} of {of} mails (it stops at {share}, and {least} at least)",
    ),
    "complaints": (
        "苦情      {of} 通中 {bad} 通（{share} 以上かつ {least} 通以上で止まります）",
        "complaints  {bad} of {of} mails (it stops at {share}, and {least} at least)",
    ),
}
WARM: Pair = (
    "ウォームアップ  {days} 日のうち {day} 日目。今日は {ceiling} 通まで、{sent} 通を送りました。{rest}",
    "warm-up     day {day} of {days}: {sent} of today’s {ceiling} have left. {rest}",
)
TOMORROW: Pair = ("明日は {tomorrow} 通までです。", "Tomorrow {tomorrow} may.")
LAST: Pair = ("今日で終わります。", "Today is its last day.")
WAITS: Pair = (
    "今日の上限に達したメールは、明日、優先度の高いものから送られます。",
    "What found no room today leaves tomorrow, the most important first.",
)
WAITING: Pair = ("待っているメール  {n} 通", "waiting     {n} mails")
WAITING_MOST: Pair = ("待っているメール  {n} 通以上", "waiting     {n} mails or more")
ALREADY: Pair = ("もう止まっています。", "It is stopped already.")
NOT_STOPPED: Pair = ("止まっていません。", "It is not stopped.")
TERMINAL = "mikomi sending stop"


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("sending", help="マーケティングメールの送信 / marketing mail as a whole: stop it, go on")
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="status | stop | resume")
    for name, act_of, told in (
        ("status", status, "送信されているか、どれだけ戻っているか / whether it goes out, how much of it comes back"),
        ("stop", stop, "止める。メールは待つ / nothing more of it leaves; the mails wait"),
        ("resume", resume, "再開する / it goes on"),
    ):
        act = acts.add_parser(name, parents=where, help=told)
        act.add_argument("--json", action="store_true", help="for programs")
        act.set_defaults(act=act_of)


def status(asked: argparse.Namespace) -> int:
    """0; 1 while it is stopped."""
    return _shown(breaker.look(), asked)


def stop(asked: argparse.Namespace) -> int:
    """1: it is stopped."""
    if not breaker.stop(TERMINAL):
        print(say(ALREADY, asked), file=sys.stderr)
    return _shown(breaker.look(), asked)


def resume(asked: argparse.Namespace) -> int:
    """0; 1 if somebody stopped it again meanwhile."""
    if not breaker.resume():
        print(say(NOT_STOPPED, asked), file=sys.stderr)
    return _shown(breaker.look(), asked)


def _shown(stands: MarketingState, asked: argparse.Namespace) -> int:
    if asked.json:
        waiting = breaker.waiting(stands)
        print(json.dumps(stands.plain() | ({"waiting": waiting._asdict()} if waiting else {}), ensure_ascii=False))
    else:
        print("\n".join(_lines(stands, asked)))
    return LEFT if stands.stop else DONE


def _lines(stands: MarketingState, asked: argparse.Namespace) -> list[str]:
    lines = [_why(stands.stop, asked), say(NEXT, asked)] if stands.stop else [say(GOES, asked)]
    if stands.ends_at is not None:
        lines.append(say(UNTIL, asked, at=_moment(stands.ends_at, asked)))
    for each, read in stands.readings.items():
        measure = rule.MEASURES[each]
        share = f"{measure.share * 100:g}%"
        lines.append(say(READ[each], asked, bad=read.bad, of=read.of, share=share, least=measure.least))
    if warm := stands.warm_up:
        rest = say(TOMORROW, asked, tomorrow=warm.tomorrow) if warm.tomorrow else say(LAST, asked)
        lines.append(say(WARM, asked, day=warm.day, days=warm.days, sent=warm.sent, ceiling=warm.ceiling, rest=rest))
        lines += [say(WAITS, asked)] if warm.waits else []
    if waiting := breaker.waiting(stands):
        lines.append(say(WAITING_MOST if waiting.is_more else WAITING, asked, n=waiting.number))
    return lines


def _why(stop: MarketingStop, asked: argparse.Namespace) -> str:
    reading = stop.reading
    return say(WHY[stop.cause], asked, at=_moment(stop.at, asked), by=stop.by, bad=reading.bad, of=reading.of)


def _moment(moment: int, asked: argparse.Namespace) -> str:
    return moments.full(moment, plans.active().settings.timezone, asked.lang or "ja", clock.now())
