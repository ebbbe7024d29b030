"""python -m tests.deployed.older PYTEST'S OPTIONS: tests on the boto3 of requirements/runtime.in instead of ours.

The layer holds no boto3. Which one a function finds is Lambda's affair: it comes some months later than ours, and moves
while nobody deploys.
"""

import os
import re
import subprocess
import sys

from tests.deployed import tools
from tests.house.template import ROOT


def main(options: list[str]) -> int:
    """pytest's exit code; 2 if another boto3 would have been tried."""
    tools.install_runtime()
    environment = {**os.environ, "PYTHONPATH": str(tools.RUNTIME)}
    wanted = re.search(r"(?m)^boto3==(\S+)", (ROOT / "requirements/runtime.txt").read_text())
    asks = "import boto3, botocore; print(boto3.__version__, botocore.__version__)"
    there = subprocess.run([sys.executable, "-c", asks], env=environment, capture_output=True, text=True, check=True)
    print(f"boto3 and botocore: {there.stdout.strip()}", flush=True)
    if wanted is None or there.stdout.split() != [wanted[1]] * 2:
        print(f"wanted: {wanted and wanted[1]}", file=sys.stderr)
        return 2
    return subprocess.run([sys.executable, "-m", "pytest", *options], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
