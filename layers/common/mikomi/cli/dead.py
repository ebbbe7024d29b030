"""`mikomi dead list | show | retry | drop`: what could not be processed, and what is to become of it.

A retry happens in the deployed function, with its code and its permissions; the command waits for what comes of it.
"""

import argparse
import json
import sys
import time
from typing import Any

from mikomi.aws import dead_letters, plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.telling import letters
from mikomi.core.words import moments
from mikomi.model import stored_json
from mikomi.shell.operator import recovery
from mikomi.shell.operator.names_then import names_then
from mikomi.shell.operator.recovery import Case

MOST = 10_000
PATIENCE = 90
"""Seconds that a retry is waited for: the queue's way, and the functions' start."""

NOTHING: Pair = ("対応が必要なものはありません", "Nothing needs attention")
NOTHING_DROPPED: Pair = ("対応しないと決めたものはありません", "Nothing has been dismissed")
COUNTED: Pair = ("{n} 件", "{n} in all")
FACTS: Pair = ("{tries} 回失敗 · 最後 {at} · {reason}", "failed {tries} times · last {at} · {reason}")
DROPPED: Pair = ("対応しない理由: {because}", "dismissed: {because}")
PERSON: Pair = ("人: {person}", "person: {person}")
UNKNOWN: Pair = (
    "{id}  ありません。すでに解決したか、id が違います (mikomi dead list で確かめてください)",
    "{id}  cannot be found: it has been resolved, or the id is wrong (see mikomi dead list)",
)
NOT_RETRIED: Pair = ("{id}  ここからはやり直せません。{advice}", "{id}  cannot be tried again from here. {advice}")
REVIVED: Pair = ("{id}  できました", "{id}  done")
AGAIN: Pair = ("{id}  また失敗しました: {reason}", "{id}  failed again: {reason}")
WAITING: Pair = (
    "{id}  {seconds} 秒待ちましたが、まだ結果が出ません。あとで mikomi dead list で確かめてください",
    "{id}  is not finished after {seconds} seconds: check mikomi dead list later",
)
GIVEN_UP: Pair = ("{id}  対応しないことにしました", "{id}  dismissed")
NO_REASON: Pair = ("--because に理由を書いてください", "Give a reason: --because TEXT")
WHICH: Pair = ("id か、--all を指定してください", "Name letters by their ids, or --all")


def listed(asked: argparse.Namespace) -> int:
    """0 if there is nothing, 1 if there is something."""
    cases, _ = recovery.cases(MOST, dropped=asked.dropped)
    if asked.json:
        print(json.dumps([_as_data(case) for case in cases], ensure_ascii=False, indent=2))
        return LEFT if cases else DONE
    for case in cases:
        _print(case, asked)
    if not cases:
        print(say(NOTHING_DROPPED if asked.dropped else NOTHING, asked))
        return DONE
    print(say(COUNTED, asked, n=len(cases)))
    return LEFT


def show(asked: argparse.Namespace) -> int:
    """One letter with its event; 1 if there is none."""
    try:
        case = recovery.case_of(asked.letter)
    except recovery.NoSuchLetter:
        return _unknown(asked.letter, asked)
    _print(case, asked)
    if told := _event(case):
        print(json.dumps(told, ensure_ascii=False, indent=2))
    return DONE


def retry(asked: argparse.Namespace) -> int:
    """0 if all of them were done, 1 if one was not."""
    if bool(asked.letters) == asked.all:
        print(say(WHICH, asked), file=sys.stderr)
        return WRONG
    cases = recovery.cases(MOST)[0] if asked.all else []
    wanted = [case.letter.id for case in cases if case.letter.kind in recovery.RETRIED] or asked.letters
    outcomes = [_retried(letter, asked) for letter in wanted]
    return DONE if all(outcomes) else LEFT


def drop(asked: argparse.Namespace) -> int:
    """0 if it is given up now, 1 if there is none, 2 without a reason."""
    try:
        recovery.drop(asked.letter, asked.because)
    except recovery.NoSuchLetter:
        return _unknown(asked.letter, asked)
    except ValueError:
        print(say(NO_REASON, asked), file=sys.stderr)
        return WRONG
    print(say(GIVEN_UP, asked, id=asked.letter))
    return DONE


def _retried(letter_id: str, asked: argparse.Namespace) -> bool:
    before = dead_letters.read(letter_id)
    try:
        recovery.ask(letter_id)
    except recovery.NoSuchLetter:
        return _unknown(letter_id, asked) == DONE
    except recovery.NotRetried as refused:
        advice = letters.advice(str(refused), asked.lang or "ja")
        print(say(NOT_RETRIED, asked, id=letter_id, advice=advice), file=sys.stderr)
        return False
    for _ in range(PATIENCE):
        time.sleep(1)
        letter = dead_letters.read(letter_id)
        if letter is None:
            print(say(REVIVED, asked, id=letter_id))
            return True
        if before and letter.tries > before.tries:
            reason = letters.reason(letter.reason, asked.lang or "ja")
            print(say(AGAIN, asked, id=letter_id, reason=reason), file=sys.stderr)
            return False
    print(say(WAITING, asked, id=letter_id, seconds=PATIENCE), file=sys.stderr)
    return False


def _unknown(letter_id: str, asked: argparse.Namespace) -> int:
    print(say(UNKNOWN, asked, id=letter_id), file=sys.stderr)
    return LEFT


def _print(case: Case, asked: argparse.Namespace) -> None:
    letter, language, plan = case.letter, asked.lang or "ja", plans.active()
    names = names_then(case.effect, plan, language)
    at = moments.full(letter.last_at, plan.settings.timezone, language)
    print(f"{letter.id}  {letters.title(letter.kind, letter.what, case.packet, case.effect, names, language)}")
    print("  " + say(FACTS, asked, tries=letter.tries, at=at, reason=letters.reason(letter.reason, language)))
    print(f"  {letter.kind}: {letter.whose} {letter.what}")
    if case.person:
        print("  " + say(PERSON, asked, person=case.person))
    if letter.dropped_because:
        print("  " + say(DROPPED, asked, because=letter.dropped_because))
    elif letter.kind not in recovery.RETRIED:
        print("  " + letters.advice(letter.kind, language))


def _as_data(case: Case) -> dict[str, object]:
    return {"id": case.letter.id, **case.letter._asdict(), "person": case.person, "event": _event(case)}


def _event(case: Case) -> Any:
    """What could not be folded or carried out, as it is stored."""
    if case.packet:
        return stored_json.plain_of(case.packet)
    return stored_json.plain_of(case.effect) if case.effect else None
