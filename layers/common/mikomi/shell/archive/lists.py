"""The people behind each number: made in one go with the numbers, read a list at a time.

Rules
1. One file holds all lists, each by itself as gzip; where a list begins stands beside the answers. So a page reads the
   one that it shows, and a list is as long as its number says, always: both are of the same counting.
2. The file is named by what is in it, and stands there before the answers that lead to it; the one before goes
   afterwards.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from mikomi.aws import archive
from mikomi.core.results.numbers import OF_MAILS, Number, Stretch, places
from mikomi.model.base import Json, Millis
from mikomi.shell.archive import counted, questions
from mikomi.shell.archive.base import Base

FOLDER = "rollup/people/"
TRIES = 3


class Behind(NamedTuple):
    """Somebody behind a number, and since when; where that is known, when they entered, and by which plan."""

    person: str
    at: Millis
    entered_at: Millis | None = None
    plan: int | None = None


def made(base: Base, which: Sequence[str]) -> tuple[bytes, dict[str, Stretch]]:
    """The file of all lists of these questions, and where in it each number's stands."""
    body, index = bytearray(), dict[str, Stretch]()
    for question in which:
        for number, group in groupby(base.stream(questions.text_of(question)), _number):
            people = [_line(row) for row in group]
            part = gzip.compress(json.dumps(people, separators=(",", ":")).encode(), 6, mtime=0)
            index[number.key] = Stretch(len(body), len(part), len(people))
            body += part
    return bytes(body), index


def write(body: bytes, index: dict[str, Stretch]) -> Json:
    """Put the file there. Answers what stands beside the answers."""
    name = f"{FOLDER}{sha256(body).hexdigest()[:32]}"
    archive.write(name, body)
    return {"file": name, "index": index}


def there() -> list[str]:
    """The files that there are, before a counting begins."""
    return [kept.key for kept in archive.listing(FOLDER)]


def clear(before: Iterable[str]) -> None:
    """Take away those files of `before` that no answers lead to any more. One that came since may be another
    counting's, whose answers are on their way: it is for the next.
    """
    led = {rolled["lists"]["file"] for rolled in (counted.read(), counted.read(counted.NIGHT)) if rolled}
    for key in before:
        if key not in led:
            archive.remove(key)


def people(*numbers: Number, of: str = counted.SCENARIOS) -> list[Behind]:
    """Everybody behind these numbers as they were counted last; as often as they are in them, the latest first.

    `of`: the roll-up whose numbers they are.
    """
    for _ in range(TRIES):
        rolled = counted.read(of)
        if rolled is None:
            return []
        file, index = rolled["lists"]["file"], rolled["lists"]["index"]
        parts = [archive.read_part(file, place.begin, place.length) for place in places(numbers, index)]
        if None not in parts:
            found = [each for part in parts if part for each in _behind(part)]
            return sorted(found, key=lambda each: (-each.at, each.person))
    raise LookupError(f"the lists were counted anew {TRIES} times while they were read")


def _behind(part: bytes) -> Iterator[Behind]:
    for person, at, *more in json.loads(gzip.decompress(part)):
        yield Behind(person, at, *more)


def _line(row: questions.Row) -> tuple[str | int | None, ...]:
    since = row["moment"]  # of a lead whose events the log and the archive have left behind there is none
    line = row["person"], questions.millis(since) if since else 0
    if (entered := row.get("entered_at")) is None:
        return line
    return (*line, questions.millis(entered), row["plan"])


def _number(row: questions.Row) -> Number:
    what: str = OF_MAILS.get(row["what"]) or row["what"]
    plan = row.get("plan")
    detail = row.get("detail") or ("" if plan is None else str(plan))
    return Number(row["scenario"], what, row.get("step") or "", row.get("variant") or "", detail)
