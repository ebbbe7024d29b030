"""The stack's state machine, for whoever runs it from a terminal: no function may.

Rules
1. It is named by its ARN, which a command finds among the stack's resources (`aws.deployment`).
2. Each execution has a name of its own: Step Functions takes none twice within ninety days.
"""

import json
from typing import Literal

from mikomi.aws.api import call
from mikomi.model.base import Json
from mikomi.settings import settings

Status = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]


def start(name: str, said: Json) -> str:
    """Run it with this; the execution's ARN."""
    asked = {"stateMachineArn": settings().backtest_machine, "name": name, "input": json.dumps(said)}
    execution: str = call("stepfunctions", "StartExecution", **asked)["executionArn"]
    return execution


def status(execution: str) -> Status:
    """How it stands."""
    stands: Status = call("stepfunctions", "DescribeExecution", executionArn=execution)["status"]
    return stands


def stop(execution: str) -> None:
    """Begin nothing more of it; what is being done at this moment ends by itself."""
    call("stepfunctions", "StopExecution", executionArn=execution)
