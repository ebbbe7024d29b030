"""Keeping the local state over a restart: moto's backends, the clock, checkpoints and the mailbox in one file.

Rules
1. The file is replaced as a whole (written beside, flushed, renamed): a crash leaves the old one or the new one.
2. It is written under the stack's lock, a few seconds after something changed and at the end. A crash loses what came
   since.
3. A file of another moto version or another shape is put aside under a name that says so, never guessed at.
"""

import copyreg
import io
import os
import pickle
import threading
from pathlib import Path
from typing import Any

import moto
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.scheduler.models import scheduler_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ses.models import ses_backends
from moto.sesv2.models import sesv2_backends
from moto.sqs.models import sqs_backends

from local.template import ACCOUNT, Body

SHAPE = f"2 moto {moto.__version__}"
_BACKENDS = {
    "dynamodb": dynamodb_backends,
    "s3": s3_backends,
    "scheduler": scheduler_backends,
    "secretsmanager": secretsmanager_backends,
    "ses": ses_backends,
    "sesv2": sesv2_backends,
    "sqs": sqs_backends,
}


class _Pickler(pickle.Pickler):
    """Locks are made anew: whoever reads the file holds none of them."""

    dispatch_table = copyreg.dispatch_table | {
        type(threading.Lock()): lambda lock: (threading.Lock, ()),
        type(threading.RLock()): lambda lock: (threading.RLock, ()),
        threading.Condition: lambda condition: (threading.Condition, ()),
    }


def picture() -> bytes:
    """What moto holds now, to be put back later in this process."""
    return bytes(_pickled(_held()))


def put_back(picture: bytes) -> None:
    """Let moto hold what it held when the picture was taken."""
    _hold(pickle.loads(picture))  # noqa: S301 (made by this process)


def save(path: Path, own: Body) -> None:
    """Write moto's state and `own` (the stack's) to the file."""
    kept = _pickled({"shape": SHAPE, "moto": _held(), "own": own})
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(kept)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path) -> Body | None:
    """Put moto's state back and return the stack's own; None if there is none that can be used."""
    if not path.exists():
        return None
    try:
        kept: Any = pickle.loads(path.read_bytes())  # noqa: S301 (our own file, in the developer's folder)
        fits = kept["shape"] == SHAPE
    except Exception:
        fits = False
    if not fits:
        aside = path.with_suffix(".unreadable")
        path.replace(aside)
        print(f"保存された状態が読めません。{aside} に移しました / the kept state cannot be read: moved to {aside}")
        return None
    _hold(kept["moto"])
    own: Body = kept["own"]
    return own


def _held() -> Body:
    return {name: dict(backends[ACCOUNT]) for name, backends in _BACKENDS.items()}


def _hold(held: Body) -> None:
    for name, regions in held.items():
        _BACKENDS[name][ACCOUNT].clear()
        _BACKENDS[name][ACCOUNT].update(regions)


def _pickled(value: Body) -> memoryview:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getbuffer()
