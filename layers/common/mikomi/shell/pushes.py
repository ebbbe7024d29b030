"""A push is taken out of the bucket, and when it is published its files are laid out there.

Rules
1. Nothing is laid out that was not published: a refused push leaves the bucket's files alone. Nor is anything where no
   workspace's file lies: a push cannot bring reports, or further pushes.
2. Laying out twice is laying out once. What stands already as it should is left alone, and so is a file that somebody
   uploads meanwhile; what the push does not name stays, unless the push says that it goes.
3. Whoever finds the pointer naming a push finishes it first, once whoever began is surely gone (`aws.plans`).
"""

from mikomi import clock, observe
from mikomi.aws import plans, uploads
from mikomi.aws.plans import Pointer
from mikomi.core.checking import workspace
from mikomi.core.checking.sentences import sentence
from mikomi.model.problem import Problem
from mikomi.model.push import FOLDER, Flaw, NoPush, Push, mark, packed, unpacked
from mikomi.shell.operator import list_orders

_OURS = ("reports/", FOLDER, list_orders.FOLDER)
_FLAWS: dict[Flaw, str] = {"whole": "E-push", "large": "E-push-large", "file": "E-push-file"}


def send(push: Push) -> str:
    """Put it where the publisher is told of it; its key, under which a report will lie."""
    body = packed(push)
    key = f"{FOLDER}{clock.now():013d}-{mark(body)[1:9]}.zip"
    uploads.write(key, body)
    return key


def read(key: str) -> Push | None:
    """None if it is not there any more. Raises NoPush."""
    body = uploads.read(key)
    return unpacked(body) if body is not None else None


def problems(push: Push) -> tuple[Problem, ...]:
    """Why it cannot be taken."""
    foreign = [name for name in push.manifest.files if not _may_lie(name)]
    if foreign:
        return tuple(problem(name, "E-push-name") for name in foreign)
    missing = [name for name in push.awaited if not workspace.is_asset(name)]
    if missing:
        return tuple(problem(name, "E-push-file") for name in missing)
    if not push.awaited:
        return ()
    there = uploads.listing("assets/")
    return tuple(problem(name, "E-push-asset") for name, of in push.awaited.items() if there.get(name) != of)


def flaw(key: str, wrong: NoPush) -> Problem:
    """Why the file under this key is no push."""
    return problem(wrong.file or key, _FLAWS[wrong.flaw])


def _may_lie(name: str) -> bool:
    """Whether it may be laid out under this name: a file in the workspace, never where reports and pushes lie."""
    return not name.startswith(_OURS) and not {"", ".", ".."} & set(name.split("/"))


def lay(push: Push, key: str) -> bool:
    """Put its files where they belong: the pointer names this push, and does not any more when this has ended. False if
    somebody else is at it, who was brought the same push."""
    if not plans.begin_laying(key):
        return False
    _lay(push, key)
    return True


def finish(pointer: Pointer) -> Push | None:
    """Lay out what somebody left behind who is gone; None if another does, or it is not there any more."""
    if not plans.take_over(pointer):
        return None
    try:
        push = read(pointer.pushed)
    except NoPush:  # somebody wrote over it since
        push = None
    if push:
        _lay(push, pointer.pushed)
    else:
        observe.log("push_gone", level="WARNING")
        plans.laid_out(pointer.pushed)
    return push


def _lay(push: Push, key: str) -> None:
    there = uploads.listing()
    for name, of in push.manifest.files.items():
        if name in push.contents and there.get(name) != of:
            uploads.lay(name, push.contents[name], there.get(name))
    for name in push.manifest.removes:
        if name in there and name not in push.manifest.files and workspace.belongs(name):
            uploads.remove(name)
    plans.laid_out(key)


def problem(file: str, code: str, version: int = 0) -> Problem:
    ja, en = sentence(code, version=version)
    return Problem(file=file, code=code, ja=ja, en=en)
