"""`mikomi channel`: the channels of alerts: how each does, a test of one, and the secret that opens it."""

import argparse
import getpass
import json
import sys
import time
from typing import Any

from mikomi import clock
from mikomi.aws import ledger, plans, secrets
from mikomi.aws.ledger import Row
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.channels.table import CHANNELS
from mikomi.core.words import moments, wording
from mikomi.model.base import Millis
from mikomi.shell.operator import channel_trials
from mikomi.shell.operator.channel_trials import ChannelSeen, NoSuchChannel

PATIENCE = 120
"""Seconds that the deployment gets to carry out a test."""
_LOOK = 0.5

UNKNOWN: Pair = (
    "公開中の sales.json に「{name}」というチャンネルはありません。",
    'sales.json as it is published has no channel "{name}".',
)
NONE: Pair = ("公開中の sales.json にチャンネルはありません。", "sales.json as it is published has no channels.")
FINE: Pair = ("✓ {name}  {kind}  最後に届いたのは {at}", "✓ {name}  {kind}  last taken {at}")
NOT_YET: Pair = ("・ {name}  {kind}  まだ何も送っていません", "· {name}  {kind}  nothing was sent yet")
FAILING: Pair = (
    "✗ {name}  {kind}  {at} から届いていません: {why} ({detail})",
    "✗ {name}  {kind}  takes nothing since {at}: {why} ({detail})",
)
TAKEN: Pair = ("届きました。", "It was taken.")
NOT_TAKEN: Pair = ("届きませんでした: {why} ({detail})", "It was not taken: {why} ({detail})")
SLOW: Pair = (
    "{seconds} 秒たっても結果が分かりません。mikomi channel list で確かめてください。",
    "Nothing is known of it after {seconds} seconds. Look again: mikomi channel list.",
)
ASK: Pair = ("{name} の鍵（アドレスかトークン）: ", "The secret {name} (an address, or a token): ")
OTHER: Pair = (
    "「{name}」は {kind} の鍵として読めません。登録しませんでした。",
    '"{name}" was given nothing that is a secret of {kind}. Nothing was kept.',
)
KEPT: Pair = ("登録しました。5分以内に使われます。", "Kept. It is used within five minutes.")
FORGOTTEN: Pair = ("削除しました。", "It is kept no more.")


def add(verbs: Any, where: list[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("channel", help="営業通知のチャンネル / the channels of alerts")
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="list | test | secret")
    act = acts.add_parser("list", parents=where, help="どれが届いているか / how each does")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=listed)
    act = acts.add_parser("test", parents=where, help="テストを送る / send a test by one")
    act.add_argument("name", metavar="NAME", help="sales.json の channels の id / the id of a channel")
    act.set_defaults(act=test)
    act = acts.add_parser(
        "secret", parents=where, help="鍵を登録する（標準入力から）/ keep a secret (from standard input)"
    )
    act.add_argument("name", metavar="NAME", help="sales.json の secret の名前 / the name that sales.json gives it")
    act.add_argument("--forget", action="store_true", help="削除する / keep it no more")
    act.set_defaults(act=secret)


def listed(asked: argparse.Namespace) -> int:
    """0 if all of them do; 1 if one takes nothing."""
    found = channel_trials.listed()
    if asked.json:
        print(json.dumps([_plain(each) for each in found], ensure_ascii=False))
    elif not found:
        print(say(NONE, asked))
    else:
        print("\n".join(_line(each, asked) for each in found))
    return LEFT if any(each.state.failing_since is not None for each in found) else DONE


def test(asked: argparse.Namespace) -> int:
    """0 if it was taken; 1 if not; 2 if there is no such channel."""
    try:
        key = channel_trials.begin(asked.name)
    except NoSuchChannel:
        print(say(UNKNOWN, asked, name=asked.name), file=sys.stderr)
        return WRONG
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        row = ledger.read(key)
        if row is not None and row.has_ended:
            return _ended(row, asked)
        time.sleep(_LOOK)
    print(say(SLOW, asked, seconds=PATIENCE), file=sys.stderr)
    return LEFT


def secret(asked: argparse.Namespace) -> int:
    """0; 2 if what was given is no secret of that kind of channel."""
    if asked.forget:
        secrets.put_away(asked.name, None)
        print(say(FORGOTTEN, asked))
        return DONE
    given = (getpass.getpass(say(ASK, asked, name=asked.name)) if sys.stdin.isatty() else sys.stdin.read()).strip()
    kinds = {each.kind for each in plans.active().sales.channels if each.secret == asked.name} or set(CHANNELS)
    if not any(CHANNELS[kind].accepts(given) for kind in kinds - {"webhook"}):
        names = " / ".join(sorted(CHANNELS[kind].name for kind in kinds))
        print(say(OTHER, asked, name=asked.name, kind=names), file=sys.stderr)
        return WRONG
    secrets.put_away(asked.name, given)
    print(say(KEPT, asked))
    return DONE


def _ended(row: Row, asked: argparse.Namespace) -> int:
    if row.status == "sent":
        print(say(TAKEN, asked))
        return DONE
    print(say(NOT_TAKEN, asked, why=_why(row.reason or "", asked), detail=row.detail or "-"))
    return LEFT


def _line(seen: ChannelSeen, asked: argparse.Namespace) -> str:
    kind, state = CHANNELS[seen.channel.kind].name, seen.state
    named = {"name": seen.channel.id, "kind": kind}
    if state.failing_since is not None:
        at, why = _moment(state.failing_since, asked), _why(state.how, asked)
        return say(FAILING, asked, **named, at=at, why=why, detail=state.detail)
    if state.taken_at is not None:
        return say(FINE, asked, **named, at=_moment(state.taken_at, asked))
    return say(NOT_YET, asked, **named)


def _plain(seen: ChannelSeen) -> dict[str, Any]:
    trial = {"at": seen.trial.at, "status": seen.trial.status, "reason": seen.trial.reason} if seen.trial else None
    return {"id": seen.channel.id, "kind": seen.channel.kind, **seen.state._asdict(), "trial": trial}


def _why(reason: str, asked: argparse.Namespace) -> str:
    return wording.word(f"reason.{reason}", asked.lang or "ja")


def _moment(moment: Millis, asked: argparse.Namespace) -> str:
    return moments.full(moment, plans.active().settings.timezone, asked.lang or "ja", clock.now())
