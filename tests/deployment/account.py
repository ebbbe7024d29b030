"""An account that `make deploy` meets: CloudFormation's answers written out as AWS gives them, because moto has none
without forty more packages; SES and S3 are moto's. SAM and make are programs that write down how they were called.
"""

import io
from pathlib import Path

from botocore.exceptions import ClientError


class Account:
    """Stacks by name, as CloudFormation describes them. One that is asked for once `sam deploy` has run is there;
    deleting one takes it away, but for what is `stuck`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stacks: dict[str, dict] = {}
        self.deployed: dict = {"StackStatus": "CREATE_COMPLETE", "Outputs": []}
        self.resources: list[dict] = []
        self.deleted: list[str] = []
        self.stuck: list[dict] = []

    def answer(self, name: str, params: dict) -> dict:
        if called(self.folder)[-1:] == ["sam deploy"]:
            self.stacks.setdefault(params["StackName"], self.deployed)
        stack = self.stacks.get(params["StackName"])
        if name == "DeleteStack":
            self.deleted.append(params["StackName"])
            self.stacks.pop(params["StackName"], None)
            if self.stuck:
                self.stacks[params["StackName"]] = {"StackStatus": "DELETE_FAILED"}
                self.resources = self.stuck
            return {}
        if name == "ListStackResources":
            return {"StackResourceSummaries": self.resources}
        if stack is None:
            told = {"Error": {"Code": "ValidationError", "Message": "Stack with id x does not exist"}}
            raise ClientError({**told, "ResponseMetadata": {"HTTPStatusCode": 400}}, name)
        return {"Stacks": [stack]}


def typed(monkeypatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def called(folder: Path) -> list[str]:
    path = folder / "called"
    return path.read_text().splitlines() if path.exists() else []


def stack_with(**outputs: str) -> dict:
    listed = [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()]
    return {"StackStatus": "CREATE_COMPLETE", "Outputs": listed}


ANSWERS = ("", "", "example.co.jp", "ann@example.co.jp", "-", "", "")
"""Stack and region as usual, the domain, a user, no alarms, no address of one's own, nothing more."""
