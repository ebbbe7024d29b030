"""Fill this interpreter's environment from a pinned list, a line for each package: pip alone is silent for minutes.

`python requirements/install.py requirements/run.txt` needs the standard library only. Exit code: pip's own; what pip
complains about is passed on as it is.
"""

import re
import subprocess
import sys
from pathlib import Path

PIP = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--require-hashes"]
_PINNED = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==", re.MULTILINE)
_TAKEN_UP = re.compile(
    r"^(?:Collecting |Requirement already satisfied: |Processing .*/)(\w[\w.-]*?)(?:-\d.*)?(?:==.*| .*)?$"
)


def main(listed: Path) -> int:
    waiting, done = len(_PINNED.findall(listed.read_text())), 0
    with subprocess.Popen([*PIP, "-r", str(listed)], stdout=subprocess.PIPE, text=True) as pip:  # noqa: S603
        assert pip.stdout
        for line in pip.stdout:
            if line.startswith("Ignoring "):  # a package of other systems
                waiting -= 1
            elif found := _TAKEN_UP.match(line):
                done += 1
                print(f"  {done:>3}/{waiting}  {found[1]}", flush=True)
            elif line.startswith("Installing "):
                print("  展開しています… / unpacking…", flush=True)
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
