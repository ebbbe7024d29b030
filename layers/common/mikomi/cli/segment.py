"""`mikomi segment`: the segments of a deployment with their sizes, and who is in one, on a screen or as CSV.

The list of people is made when it is asked for. The sizes are those of the last count; `list --count` counts anew, and
waits for it.
"""

import argparse
import getpass
import json
import sys
import time
from datetime import UTC, datetime
from itertools import islice

from mikomi import clock
from mikomi.aws import plans, walks
from mikomi.aws.segment_sizes import Sizes
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.checking.near import nearest
from mikomi.core.sales import address_list
from mikomi.core.words import moments
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.model.segment import Segment
from mikomi.model.words import in_language
from mikomi.shell.everybody import audience
from mikomi.shell.operator import list_export

PATIENCE = 300
"""Seconds that a count gets while somebody waits."""
_LOOK = 0.5

NONE: Pair = (
    "セグメントはまだありません。segments/ にファイルを置いて公開してください。",
    "There are no segments yet. Put a file into segments/ and publish it.",
)
LINE: Pair = ("{size:>8} 人  {id:<24} {name}", "{size:>8}  {id:<24} {name}")
AS_OF: Pair = ("{at} に数えました。今の人数は --count で分かります。", "Counted {at}. --count counts anew.")
UNCOUNTED: Pair = ("まだ数えていません。--count で数えます。", "Not counted yet: --count does so.")
COUNTING: Pair = ("… {seen} 人を確認", "… {seen} people looked at")
SLOW: Pair = (
    "まだ数え終わりません。しばらくしてから、もう一度ご覧ください。",
    "Still counting. Please look again in a while.",
)
UNKNOWN: Pair = ("「{name}」というセグメントは公開されていません。", 'No segment "{name}" is published.')
MEANT: Pair = ("もしかして「{name}」？", 'Did you mean "{name}"?')
SHOWN: Pair = ("{n} 人", "{n} people")
MORE: Pair = ("{n} 人まで表示しました。続きは --limit か export で。", "The first {n}. For more: --limit, or export.")


def listed(asked: argparse.Namespace) -> int:
    """0; 1 if a count was asked for and has not come to its end."""
    counted = not asked.count or _counted(asked)
    rows = audience.sizes()
    if asked.json:
        print(json.dumps([_row(segment, sizes, asked) for segment, sizes in rows], ensure_ascii=False))
        return DONE if counted else LEFT
    if not rows:
        print(say(NONE, asked))
    for segment, sizes in rows:
        name = in_language(segment.name, asked.lang or "ja", segment.id)
        print(say(LINE, asked, size=sizes.size if sizes else "–", id=segment.id, name=name))
    moment = min((sizes.as_of for _, sizes in rows if sizes), default=None)
    if moment is not None:
        zone = plans.active().settings.timezone
        print(say(AS_OF, asked, at=moments.full(moment, zone, asked.lang or "ja", clock.now())))
    elif rows:
        print(say(UNCOUNTED, asked))
    return DONE if counted else LEFT


def people(asked: argparse.Namespace) -> int:
    """0; 2 if there is no such segment."""
    segment = _known(asked)
    if segment is None:
        return WRONG
    found = list(islice(audience.everyone_in(segment), asked.limit + 1))
    shown, more = found[: asked.limit], len(found) > asked.limit
    if asked.json:
        print(json.dumps([_short(person, asked) for person in shown], ensure_ascii=False))
        return DONE
    for person in shown:
        told = address_list.row(person, asked.lang or "ja")
        print("  ".join(told[name] or "" for name in ("id", "email", "name", "company")).rstrip())
    print(say(MORE if more else SHOWN, asked, n=len(shown)))
    return DONE


def export(asked: argparse.Namespace) -> int:
    """CSV (UTF-8 with a mark, so that Excel reads it) to a file or to standard output; who takes it is noted. 0; 2 if
    there is no such segment."""
    segment = _known(asked)
    if segment is None:
        return WRONG
    everyone = list_export.noted(audience.everyone_in(segment), {"segment": segment.id}, asked.by or getpass.getuser())
    if asked.json:
        for person in everyone:
            print(json.dumps(address_list.row(person, asked.lang or "ja"), ensure_ascii=False))
        return DONE
    lines = address_list.csv_lines(everyone, asked.lang or "ja")
    if asked.to is None:
        for line in lines:
            sys.stdout.write(line)
        return DONE
    with open(asked.to, "w", encoding="utf-8-sig", newline="") as file:
        count = sum(1 for line in lines if file.write(line)) - 1
    print(say(SHOWN, asked, n=count))
    return DONE


def _counted(asked: argparse.Namespace) -> bool:
    """Count them anew; False if that takes longer than anybody waits."""
    now = clock.now()
    audience.count(now)
    end, seen = time.monotonic() + PATIENCE, 0
    while time.monotonic() < end:
        walk = walks.read(audience.TASK)
        if walk is None or (walk.status == "ended" and walk.run >= now):
            return True
        if walk.seen != seen:
            seen = walk.seen
            print(say(COUNTING, asked, seen=seen), file=sys.stderr)
        time.sleep(_LOOK)
    print(say(SLOW, asked), file=sys.stderr)
    return False


def _known(asked: argparse.Namespace) -> Segment | None:
    """The segment that was named; None, and what is there, if there is none of this name."""
    there = plans.active().segments
    if asked.segment in there:
        return there[asked.segment]
    print(say(UNKNOWN, asked, name=asked.segment), file=sys.stderr)
    if meant := nearest(asked.segment, there):
        print(say(MEANT, asked, name=meant), file=sys.stderr)
    return None


def _row(segment: Segment, sizes: Sizes | None, asked: argparse.Namespace) -> Json:
    name = in_language(segment.name, asked.lang or "ja", segment.id)
    counted = {"size": sizes.size, "as_of": _iso(sizes.as_of)} if sizes else {"size": None, "as_of": None}
    return {"id": segment.id, "name": name, **counted}


def _short(person: Person, asked: argparse.Namespace) -> Json:
    told = address_list.row(person, asked.lang or "ja")
    return {name: told[name] for name in ("id", "email", "name")}


def _iso(moment: Millis) -> str:
    at = datetime.fromtimestamp(moment / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
