"""MiniStack as it is started here, by its own Python: what it does otherwise than AWS in a way that hurts, with why.

1. An upload of a workspace is some fifty notices at once. AWS begins as many environments as it likes, on other
   machines; MiniStack does so on this one: fifty interpreters that unpack the layers and import boto3 side by side,
   until requests run out of time and are tried again. So a function has a few environments here, and what comes
   meanwhile waits for one. (Its `ReservedConcurrentExecutions` would refuse instead.) No function of ours calls a
   function, so none waits for itself.
2. MiniStack runs functions with what itself has installed, a newer boto3 among it. Lambda has what AWS put there,
   behind the layers: so do they, by PYTHONPATH, which says nothing to this process any more.
3. CloudFormation gives what has no name a new one in every stack. MiniStack makes it of the stack's name and the
   resource's (of buckets alone anew), so a stack that is created again would meet the tables that the first one left.
   It keeps what it draws for a name beside the resource; here it draws for every kind.
4. MiniStack unpacks the layers for each environment, and removes them when the function changes, while nobody else is
   served: an update of all functions takes minutes. Here a layer is unpacked once, and environments look at that.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services.cloudformation import stacks

ENVIRONMENTS = 2
"""Of one function at a time: more than one, so that two of them do meet."""

_acquire, _release = lambda_svc.acquire_worker, lambda_svc.release_worker
_rooms: dict[str, threading.Semaphore] = {}
_guard = threading.Lock()
_of_thread = threading.local()


def acquire_worker(function: str, *rest: Any, **named: Any) -> Any:
    """A warm environment, as soon as one of the function is free."""
    with _guard:
        room = _rooms.setdefault(function, threading.Semaphore(ENVIRONMENTS))
    room.acquire()
    worker, reason = _acquire(function, *rest, **named)
    assert worker is not None, reason
    _of_thread.room = room
    return worker, reason


def release_worker(worker: Any) -> None:
    """Give it back, and let the next in; None is one that broke, and is in no pool any more."""
    _release(worker)
    _of_thread.room.release()


def provision(*resource: Any) -> tuple[Any, str]:
    """What came of making it, and the seed of its name, which updates of the resource go by."""
    seed = new_uuid()[:8]
    token = stacks._NAME_SEED.set(seed)
    try:
        return stacks._provision_resource(*resource), seed
    finally:
        stacks._NAME_SEED.reset(token)


class SharedZip(zipfile.ZipFile):
    """A layer, where it was unpacked first."""

    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
        """`path`, empty so far, becomes a link to it; a function's own code is unpacked as ever."""
        here = Path(path)
        if not here.name.startswith("layer_"):
            return super().extractall(path, members, pwd)
        content = repr([(each.filename, each.CRC) for each in self.infolist()])
        place = Path(tempfile.gettempdir(), "layers", hashlib.sha256(content.encode()).hexdigest())
        with _unpacking:
            if not place.exists():
                unpacked = tempfile.mkdtemp()
                super().extractall(unpacked)
                place.parent.mkdir(exist_ok=True)
                shutil.move(unpacked, place)
        here.rmdir()
        here.symlink_to(place, target_is_directory=True)


_unpacking = threading.Lock()
lambda_runtime.zipfile = SimpleNamespace(
    ZipFile=SharedZip, BadZipFile=zipfile.BadZipFile, LargeFileError=zipfile.LargeZipFile
)
stacks._provision_keeping_seed = provision
lambda_svc.acquire_worker, lambda_svc.release_worker = acquire_worker, release_worker

if __name__ == "__main__":
    os.environ["PYTHONPATH"] = os.environ.pop("MIKOMI_RUNTIME")
    main()
