"""A dump becomes an empty deployment, which carries on where the other one stopped.

Rules
1. Nothing is written before every file was read and found as the manifest says, and nothing into a deployment that
   holds anything.
2. Everything is put down still: effects and timers stay behind, what waits stands in no index, packets say that they
   were loaded. So no reader of a stream, no queue and no sweep does anything while half of it is there.
3. Of a mailing's list come the pages that its row knows of. The buckets are as they are now, the tables perhaps as they
   were: a page is written once, so one of a later run would stand where this one's belongs, with other people on it.
4. Then what the log holds of the last days and nobody had folded is folded, and told; and two who were being made one
   become one. What was decided then is done as always; what was done before has its row, and is not done again.
5. What became of mails just before the rows' moment is told to the log anew: AWS tells the moment of a restore by the
   second, and the notes of that second stayed behind (`departure`). Who is sending is done within `CLAIM_LASTS`.
6. Who was asked to be erased and is there still, goes before anybody is woken: an erasure that was under way, and one
   of the time since the moment to which the tables were restored.
7. Last of all what waits is woken. A timer that was lost, and an effect that nobody had carried out, is found by the
   sweep and the look after the person, as ever.
8. It can be stopped anywhere, and goes on behind the file that was put down last.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from mikomi import clock, keys
from mikomi.aws import (
    digests,
    erasures,
    ledger,
    mailings,
    people,
    plans,
    raw,
    secrets,
    uploads,
    versions,
    walks,
)
from mikomi.aws.people import Alias
from mikomi.aws.raw import Item
from mikomi.core.checking import workspace
from mikomi.model.delivery import ENDED
from mikomi.model.dump import Dump, DumpFile
from mikomi.model.push import LARGEST, Manifest, Push, mark, unpacked
from mikomi.settings import settings
from mikomi.shell import pushes
from mikomi.shell.dump import files
from mikomi.shell.effects import chronicle
from mikomi.shell.erasure import again
from mikomi.shell.people import audit

RECENT = 7 * 86_400_000
"""How long before the dump (milliseconds) a packet arrived that perhaps nobody had folded: a stream keeps it for a day,
and a deployment that was stopped may have waited for some."""
_TOGETHER, _LATE, _ENDS, _ERASED = 500, "late", "ends", "erased"
_TOLD_OF = (keys.mail_sk(""), keys.alert_sk(""), digests.DIGEST)
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""What is being done, how many steps are done, of how many."""


class Occupied(Exception):
    """The deployment holds something, or this dump was loaded already (`is_done`)."""

    def __init__(self, is_done: bool = False) -> None:
        super().__init__(is_done)
        self.is_done = is_done


class OtherSecret(Exception):
    """The deployment has another secret than the one under which the dump was made, and was not given that."""


class Loaded(NamedTuple):
    """`taken`: how many items found another in their place; `folded`: of how many subjects something was folded that
    nobody had folded before the dump; `erased`: how many erasures were carried out that the dump's tables had not seen
    carried out."""

    taken: int
    folded: int
    erased: int = 0


class _Step(NamedTuple):
    name: str
    does: Callable[[], int]


def load(folder: Path, *, secret: bool, progress: Progress) -> Loaded:
    """Load the dump, or the rest of it. Raises NoDump, Occupied, OtherSecret."""
    dump = files.read_manifest(folder)
    for file in dump.files:
        files.check(folder, file)
    state = _begun(folder, dump, secret)
    steps, done = _steps(folder, dump), int(state["steps"])
    for number, step in enumerate(steps[done:], done + 1):
        counted = {_LATE: "folded", _ERASED: "erased"}.get(step.name, "taken")
        state |= {"steps": str(number), counted: str(int(state.get(counted, "0")) + step.does())}
        if number == len(steps):
            state["done"] = str(clock.now())
        raw.note_load(state)
        progress(step.name, number, len(steps))
    return Loaded(*(int(state.get(counted, "0")) for counted in Loaded._fields))


def _begun(folder: Path, dump: Dump, secret: bool) -> dict[str, str]:
    name = keys.digest(dump.secret, str(dump.begun_at), *(file.digest for file in dump.files), length=32)
    state = raw.loading()
    if (state and state["dump"] != name) or (not state and not raw.is_empty()):
        raise Occupied
    if "done" in state:
        raise Occupied(is_done=True)
    kept = files.read_secret(folder) if secret else None
    if secrets.known_by() != dump.secret:
        if kept is None or secrets.known_by(kept) != dump.secret:
            raise OtherSecret
        secrets.take_over(kept)
    if not state:
        state = {"dump": name, "begun": str(clock.now()), "steps": "0", "taken": "0", "folded": "0"}
        raw.note_load(state)
    return state


def _steps(folder: Path, dump: Dump) -> list[_Step]:
    objects = dump.of(("plans", "workspace", "raw", "archive"))
    items, waiting = dump.of(("rows", "events", "people")), dump.of(("rows", "people"))
    return [
        *(_Step(file.name, partial(_put_objects, folder, dump, file)) for file in objects),
        *(_Step(file.name, partial(_put_items, folder, file)) for file in items),
        _Step("workspace", partial(_lay_workspace, folder, dump)),
        _Step(_LATE, partial(_fold_late, folder, dump)),
        _Step(_ENDS, partial(_tell_ends, folder, dump)),
        _Step(_ERASED, partial(_erase, folder, dump)),
        *(_Step(f"{file.name} …", partial(_wake, folder, file)) for file in waiting),
    ]


def _put_items(folder: Path, file: DumpFile) -> int:
    """How many found another in their place."""
    return sum(not there for there in _each(lambda item: raw.put(file.kind, item), files.read_items(folder, file)))


def _put_objects(folder: Path, dump: Dump, file: DumpFile) -> int:
    listed = _listed(folder, dump) if file.kind == "plans" else {}
    for key, stored in files.read_objects(folder, file):
        page = mailings.page_at(key) if file.kind == "plans" else None
        is_later = page is not None and page[1] >= listed.get(page[0], 0)
        if not is_later and (file.kind != "workspace" or not workspace.belongs(key)):
            raw.write(file.kind, key, stored)
    return 0


def _listed(folder: Path, dump: Dump) -> dict[str, int]:
    """How many pages of its list each mailing has written down, as its row says."""
    begins = keys.walk_pk(mailings.TASK, "")
    rows = (item for item in files.read_rows(folder, dump) if item["sk"]["S"] == walks.WALK)
    found = [walks.decode(item["pk"]["S"], item) for item in rows if item["pk"]["S"].startswith(begins)]
    return {walk.of: walk.carried.get("pages", 0) for walk in found if walk.carried}


def _lay_workspace(folder: Path, dump: Dump) -> int:
    """Its files come as a push of what runs: one by one, each would be checked and perhaps published without the rest.
    What lay in the bucket and was not published stays in the dump.
    """
    running = plans.pointer_version()
    kept = versions.read_files(running) if running else None
    texts = dict(unpacked(kept).contents) if kept else {}
    there = {
        key: stored
        for file in dump.of(("workspace",))
        for key, stored in files.read_objects(folder, file)
        if workspace.belongs(key)
    }
    if not texts:
        texts = {key: stored.body for key, stored in there.items() if not workspace.is_asset(key)}
    if not texts:
        return 0
    room, contents = LARGEST // 2, dict(texts)
    for key, stored in there.items():
        if workspace.is_asset(key) and len(stored.body) <= room:
            contents[key] = stored.body
            room -= len(stored.body)
        elif workspace.is_asset(key):
            raw.write("workspace", key, stored)
    lies = {key: tag for key, tag in uploads.listing("assets/").items() if key not in contents}
    marks = {key: mark(body) for key, body in contents.items()}
    pushes.send(Push(manifest=Manifest(over=running, files={**lies, **marks}, by="mikomi load"), contents=contents))
    return 0


def _recent(folder: Path, dump: Dump) -> set[str]:
    """The subjects of whom something arrived shortly before the dump, or while it was taken."""
    since = dump.begun_at - RECENT
    return {
        item["pk"]["S"]
        for file in dump.of(("events",))
        for item in files.read_items(folder, file)
        if int(item["received_at"]["N"]) >= since and not item["pk"]["S"].startswith(keys.NOTED)
    }


def _fold_late(folder: Path, dump: Dump) -> int:
    """Of how many subjects something was folded."""
    until = clock.now() + 1  # all of it was put down just now, and a replica may not have it yet
    lags = [audit.lag_of(subject, until, surely=True) for subject in sorted(_recent(folder, dump))]
    for lag in lags:
        audit.make_one(lag, surely=True)
    lacking = [lag for lag in lags if lag.lacks]
    for lag in lacking:
        audit.catch_up(lag, surely=True)
    return len(lacking)


def _tell_ends(folder: Path, dump: Dump) -> int:
    """What became of mails and alerts just before the rows' moment, told anew: what stands in the log is not told
    twice."""
    last = max((int(item["at"]["N"]) for item in _ends(folder, dump)), default=0)
    ends = (item for item in _ends(folder, dump) if int(item["at"]["N"]) > last - ledger.CLAIM_LASTS)
    for _ in _each(lambda item: chronicle.tell_anew(ledger.row_of(item)), ends):
        pass
    return 0


def _ends(folder: Path, dump: Dump) -> Iterator[Item]:
    rows = (item for item in files.read_rows(folder, dump) if item["sk"]["S"].startswith(_TOLD_OF))
    return (item for item in rows if item.get("status", {}).get("S") in ENDED and "at" in item)


def _erase(folder: Path, dump: Dump) -> int:
    """How many erasures were carried out."""
    rows = files.read_rows(folder, dump)
    return again.carry_out(item["pk"]["S"] for item in rows if item["sk"]["S"] == erasures.ERASURE)


def _wake(folder: Path, file: DumpFile) -> int:
    waiting = (item for item in files.read_items(folder, file) if raw.waits(item))
    for _ in _each(lambda item: raw.wake(item, _moment(item)), waiting):
        pass
    return 0


def _moment(item: Item) -> int | None:
    """When a timer is to go off: for a person the moment that the person waits for, which is not always the first at
    which somebody looks."""
    if item["sk"]["S"] != keys.PERSON:
        return int(item["due_at"]["N"])
    person = people.decode(item)
    return None if isinstance(person, Alias) else person.due_at


def _each(does: Callable[[Item], R], items: Iterable[Item]) -> Iterator[R]:
    """Do it with each of them, several at a time where the tables bear that."""
    left = iter(items)
    with ThreadPoolExecutor(settings().writers) as threads:
        while some := list(islice(left, _TOGETHER)):
            begun = [threads.submit(copy_context().run, does, item) for item in some]
            yield from [each.result() for each in begun]
