"""MiniStack as a process of its own: on this machine alone, and gone when this process goes on."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0
_HERE = Path(__file__).parent / "ministack_here.py"


@contextmanager
def running(python: Path, runtime: Path, port: int, home: Path) -> Iterator[str]:
    """Its address, while it runs; `runtime`: what its functions find beside their layers. Its words are in `home`."""
    scratch = home / "tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "MIKOMI_RUNTIME": str(runtime),
        "TMPDIR": str(scratch),
    }
    with (home / "emulator.log").open("w") as lines:
        process = subprocess.Popen([python, _HERE], env=environment, stdout=lines, stderr=lines, start_new_session=True)
        address = f"http://127.0.0.1:{port}"
        try:
            wait(lambda: process.poll() is not None or asked(f"{address}/_ministack/health") is not None, PATIENCE)
            assert process.poll() is None, f"MiniStack has ended: see {home / 'emulator.log'}"
            yield address
        finally:
            # Asked to end, it waits for connections that idle; its functions are processes of its group.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            shutil.rmtree(scratch, ignore_errors=True)


def asked(address: str) -> Any:
    """What it answers, as JSON; None if it does not."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def wait(holds: Callable[[], Any], patience: float) -> Any:
    """What `holds` answers as soon as it is true. TimeoutError: it was not, within so many seconds."""
    last = time.monotonic() + patience
    while not (answer := holds()):
        if time.monotonic() > last:
            raise TimeoutError(f"not within {patience:.0f} s")
        time.sleep(0.2)
    return answer
