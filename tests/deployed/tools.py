"""What the run needs beside this repository, in `.deployed`; and the build, of a copy of what is here."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from tests.deployed.template_here import Fitted, fitted
from tests.house.template import ROOT

HOME = ROOT / ".deployed"
SAM, EMULATOR, RUNTIME = HOME / "sam", HOME / "emulator", HOME / "runtime"
SOURCE = HOME / "source"


class Failed(Exception):
    """A command said no; its words are the message."""


def run(*command: str | Path, cwd: Path = ROOT, also: dict[str, str] | None = None) -> str:
    """What it printed. Failed."""
    # SAM builds with a Python that is called as the runtime is
    path = f"{SAM / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "SAM_CLI_TELEMETRY": "0", **(also or {})}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment)
    if done.returncode:
        said = (done.stdout + done.stderr)[-4000:]
        raise Failed(f"{' '.join(map(str, command[:5]))} … ended with {done.returncode}\n{said}")
    return done.stdout


def sam(*command: str, also: dict[str, str] | None = None) -> None:
    """A command of SAM, about the copy. Failed."""
    run(SAM / "bin/python", Path(__file__).parent / "sam_here.py", *command, cwd=SOURCE, also=also)


def python() -> tuple[str, Path]:
    """Lambda's Python if this machine has it, else the one that runs this: its name, and where it is."""
    for named in ("python3.13", sys.executable):
        asks = "import sys; print(*sys.version_info[:2], sys.base_prefix, sep='\\n')"
        # a shim of pyenv may be there, and say that there is none
        done = subprocess.run([named, "-c", asks], capture_output=True, text=True) if shutil.which(named) else None
        if done and done.returncode == 0:
            major, minor, prefix = done.stdout.split("\n")[:3]
            name = f"python{major}.{minor}"
            return name, Path(prefix) / "bin" / name
    raise Failed("no Python runs")


def install() -> str:
    """Each in an environment of its own, for what they ask for excludes one another. The name of their Python."""
    name, interpreter = python()
    for place in (SAM, EMULATOR):
        listed = ROOT / f"requirements/{place.name}.txt"
        if _is_new(place, f"{interpreter}\n{listed.read_text()}"):
            run(interpreter, "-m", "venv", "--clear", place)
            _pip(place / "bin/python", "-r", listed)
            _keep(place, f"{interpreter}\n{listed.read_text()}")
    install_runtime()
    return name


def install_runtime() -> None:
    """What functions find beside their layers: of no Python in particular."""
    listed = ROOT / "requirements/runtime.txt"
    if _is_new(RUNTIME, listed.read_text()):
        shutil.rmtree(RUNTIME, ignore_errors=True)
        _pip(Path(sys.executable), "--target", RUNTIME, "-r", listed)
        _keep(RUNTIME, listed.read_text())


def _pip(interpreter: Path, *what: str | Path) -> None:
    # the lists are whole; an older pip does not find a pin of theirs again behind a requirement with extras
    run(interpreter, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", *what)


def _is_new(place: Path, wanted: str) -> bool:
    mark = place / ".installed"
    return not mark.exists() or mark.read_text() != wanted


def _keep(place: Path, wanted: str) -> None:
    (place / ".installed").write_text(wanted)


def build(name: str) -> Fitted:
    """What `make build` does, of a copy of the functions and layers with the template as the emulator takes it."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    for folder in ("functions", "layers"):
        shutil.copytree(ROOT / folder, SOURCE / folder, ignore=shutil.ignore_patterns("__pycache__"))
    machine = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
    template = fitted((ROOT / "template.yaml").read_text(encoding="utf-8"), name, machine)
    (SOURCE / "template.yaml").write_text(template.text, encoding="utf-8")
    build_again(name)
    return template


def build_again(name: str) -> None:
    """Of the copy as it is now."""
    sam("build")
    compiled = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", ".aws-sam/build"]
    run(SAM / "bin" / name, *compiled, cwd=SOURCE)
