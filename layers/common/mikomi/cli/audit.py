"""`mikomi audit`: hold the log against the people, and fold what is missing. `mikomi rebuild`: people made of the log
anew.

Both go through everything in an order that stays the same, and say from where to go on when they are stopped. Neither
repeats a mail or an alert.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from mikomi import clock
from mikomi.aws import everybody, people
from mikomi.aws.people import Conflict
from mikomi.cli.speaking import DONE, LEFT, STOPPED, WRONG, Pair, say
from mikomi.shell import failures
from mikomi.shell.archive import past
from mikomi.shell.archive.past import Past
from mikomi.shell.archive.shelf import Unreadable
from mikomi.shell.people import audit as log_audit
from mikomi.shell.people import rebuild as person_rebuild
from mikomi.shell.people import separation
from mikomi.shell.people.audit import Lag

EVERY = 100
TRIES = 5

LAGS: Pair = (
    "{subject}  反映されていない足あと: 新しいもの {late}、古いもの {missing}",
    "{subject}  lags behind the log: {late} late, {missing} missing",
)
REPAIRED: Pair = ("{what}  補いました", "{what}  caught up")
REBUILT: Pair = ("{what}  作り直しました", "{what}  rebuilt: it differed from the log")
SAME: Pair = ("{what}  変わりありません", "{what}  matches the log")
NOBODY: Pair = ("{what}  この id の人はいません", "{what}  there is no such person")
FAILED: Pair = ("{what}  できませんでした: {why}", "{what}  failed: {why}")
AUDITED: Pair = (
    "照合 {seen} 件、遅れ {found} 件、補ったもの {mended} 件",
    "{seen} checked against the log: {found} lagged behind, {mended} caught up",
)
GONE_THROUGH: Pair = (
    "確認 {seen} 人、作り直し {mended} 人、失敗 {failed} 人",
    "{seen} people: {mended} rebuilt, {failed} failed",
)
SO_FAR: Pair = ("… {seen} 件 (続きは --from '{place}')", "… {seen} so far (to go on: --from '{place}')")
STOPPED_AT: Pair = ("止まりました。続きは --from '{place}'", "Stopped. To go on: --from '{place}'")
UNREADABLE: Pair = (
    "履歴のファイルを読めないため、誰も作り直していません: {file}。mikomi archive audit で確かめてください",
    "Nobody was rebuilt, because a file of the archive cannot be read: {file}. See mikomi archive audit",
)
WHOM: Pair = ("人の id か、--all を指定してください", "Name people by their ids, or --all")


def audit(asked: argparse.Namespace) -> int:
    """0 if everybody is up to date by now, 1 if somebody is not."""
    lacking = mended = 0
    with _progress(asked) as progress:
        for lag in log_audit.lags(clock.now(), asked.begin):
            if lag.lacks:
                lacking += 1
                missing = max(lag.missing, 0)
                print(say(LAGS, asked, subject=lag.subject, late=lag.late, missing=missing))
                if asked.repair:
                    mended += _try(lag.subject, partial(_catch_up, lag), asked) is REPAIRED
            progress.passed(lag.subject)
    print(say(AUDITED, asked, seen=progress.seen, found=lacking, mended=mended))
    return DONE if lacking == mended else LEFT


def rebuild(asked: argparse.Namespace) -> int:
    """0 if all of them are as the log says by now, 1 if one of them could not be rebuilt, 2 if nobody was named."""
    if bool(asked.people) == asked.all:
        print(say(WHOM, asked), file=sys.stderr)
        return WRONG
    try:
        outcomes = _rebuild_each(asked)
    except Unreadable as why:
        print(say(UNREADABLE, asked, file=why), file=sys.stderr)
        return WRONG
    failed = sum(outcome in (NOBODY, FAILED) for outcome in outcomes)
    mended = outcomes.count(REBUILT)
    print(say(GONE_THROUGH, asked, seen=len(outcomes), mended=mended, failed=failed))
    return LEFT if failed else DONE


def _rebuild_each(asked: argparse.Namespace) -> list[Pair]:
    outcomes: list[Pair] = []
    with past.opened(clock.now()) as gone, _progress(asked) as progress:
        for person in everybody.ids(asked.begin) if asked.all else asked.people:
            outcomes.append(_try(person, partial(_rebuild, person, gone), asked))
            progress.passed(person)
    return outcomes


def _catch_up(lag: Lag) -> Pair:
    log_audit.catch_up(lag)
    return REPAIRED


def _rebuild(person: str, gone: Past) -> Pair:
    there = people.load(person)
    if there is None:
        return NOBODY
    separation.complete(there, gone.packets)
    return REBUILT if person_rebuild.rebuild_person(person, gone.packets) else SAME


def _try(what: str, act: Callable[[], Pair], asked: argparse.Namespace) -> Pair:
    """Do it, again if somebody was folded meanwhile, and say how it ended. What fails stops no other."""
    for _ in range(TRIES):
        try:
            outcome = act()
        except Conflict as busy:
            why = failures.reason_of(busy)
        except Exception as error:
            why = failures.reason_of(error)
            break
        else:
            if outcome is not SAME or not asked.all:
                print(say(outcome, asked, what=what), file=sys.stderr if outcome is NOBODY else sys.stdout)
            return outcome
    print(say(FAILED, asked, what=what, why=why), file=sys.stderr)
    return FAILED


@dataclass
class _Progress:
    """How far it has come: `place` is the last one that was dealt with."""

    asked: argparse.Namespace
    place: str | None
    seen: int = 0

    def passed(self, place: str) -> None:
        self.place, self.seen = place, self.seen + 1
        if self.seen % EVERY == 0:
            print(say(SO_FAR, self.asked, seen=self.seen, place=place), file=sys.stderr)


@contextmanager
def _progress(asked: argparse.Namespace) -> Iterator[_Progress]:
    """Whatever stops it, Ctrl+C or AWS, it says from where to go on."""
    progress = _Progress(asked, asked.begin)
    try:
        yield progress
    except BaseException as stop:
        if progress.place:
            print(say(STOPPED_AT, asked, place=progress.place), file=sys.stderr)
        if isinstance(stop, KeyboardInterrupt):
            raise SystemExit(STOPPED) from None
        raise
