"""`mikomi work`: what is done with everybody at once, how far it is; stop it, and let it go on."""

import argparse
import json
import sys
from collections.abc import Callable

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.words import moments
from mikomi.core.words.wording import word
from mikomi.shell.everybody import work
from mikomi.shell.everybody.work import NoSuchWork, NotUnderWay, Work

NONE: Pair = ("全員に対する処理はまだありません。", "Nothing was done with everybody yet.")
LINE: Pair = ("{id}  {state}  {done} 人まで{of}", "{id}  {state}  {done} people{of}")
OF: Pair = ("(約 {of} 人のうち)", " of about {of}")
NEXT: Pair = ("  次は {at}", "  next {at}")
UNKNOWN: Pair = (
    "「{id}」という処理はありません。mikomi work list で一覧を見られます。",
    'There is no work "{id}": mikomi work list shows them.',
)
OVER: Pair = ("できません。「{id}」は終わっています。", 'That cannot be done: "{id}" is over.')


def listed(asked: argparse.Namespace) -> int:
    """0."""
    there = work.listed()
    if asked.json:
        print(json.dumps({"work": [each.plain() for each in there]}, ensure_ascii=False))
        return DONE
    if not there:
        print(say(NONE, asked))
    for each in there:
        _print(each, asked)
    return DONE


def stop(asked: argparse.Namespace) -> int:
    return _moved(work.stop, asked)


def resume(asked: argparse.Namespace) -> int:
    return _moved(work.resume, asked)


def _moved(move: Callable[[str], Work], asked: argparse.Namespace) -> int:
    """0; 1 if it has ended; 2 if there is none of this name."""
    try:
        stands = move(asked.id)
    except NoSuchWork:
        print(say(UNKNOWN, asked, id=asked.id), file=sys.stderr)
        return WRONG
    except NotUnderWay:
        print(say(OVER, asked, id=asked.id), file=sys.stderr)
        return LEFT
    if asked.json:
        print(json.dumps(stands.plain(), ensure_ascii=False))
    else:
        _print(stands, asked)
    return DONE


def _print(each: Work, asked: argparse.Namespace) -> None:
    language = asked.lang or "ja"
    of = "" if each.of is None else say(OF, asked, of=each.of)
    print(say(LINE, asked, id=each.id, state=word(f"work.{each.state}", language), done=each.done, of=of))
    if each.next_at is not None and each.state in ("waiting", "ended"):
        zone = plans.active().settings.timezone
        print(say(NEXT, asked, at=moments.full(each.next_at, zone, language, clock.now())))
