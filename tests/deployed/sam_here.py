"""SAM as it is started here, by its own Python: what it holds against a machine that Lambda would hold against it.

For Python 3.11 SAM takes wheels for Amazon Linux 2 alone, whose libc is too old for one of the layer's. The template's
Python runs on Amazon Linux 2023; where this machine has no other than 3.11, the wheels are for this machine.
"""

from aws_lambda_builders.workflows.python_pip.packager import DependencyBuilder
from samcli.cli.main import cli

DependencyBuilder._RUNTIME_GLIBC["cp311"] = DependencyBuilder._RUNTIME_GLIBC["cp313"]

if __name__ == "__main__":
    cli()
