"""python -m tests.deployed: create, send a form, get the mail, update, delete, create again; and how long each took."""

import json
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tests.deployed import emulator, stack, tools
from tests.deployed.emulator import wait
from tests.deployed.stack import Account
from tests.deployed.template_here import PARAMETERS
from tests.deployed.visitor import PATIENCE, Visitor
from tests.house.template import raw

T = TypeVar("T")
PYTHON = Path(sys.executable)
PRICE_POINTS = 10
"""What the starter gives for a look at the prices."""


class Steps:
    """What is done, told as it is, with how long it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, does: Callable[[], T]) -> T:
        print(f"{name} …", flush=True)
        begun = time.monotonic()
        answer = does()
        self.seconds[name] = time.monotonic() - begun
        print(f"  {self.seconds[name]:.0f} s" + (f": {answer}" if isinstance(answer, str) else ""), flush=True)
        return answer


def main() -> int:
    """0: the whole cycle went through."""
    begun, steps = time.monotonic(), Steps()
    try:
        python = steps("the tools are installed", tools.install)
        template = steps("sam build", lambda: tools.build(python))
        print("what is other than in an account:", *(f"  {line}" for line in template.says), sep="\n")
        port = _free_port()
        with emulator.running(tools.EMULATOR / "bin/python", tools.RUNTIME, port, tools.HOME) as address:
            _cycle(steps, Account(address), python)
    except (tools.Failed, AssertionError, TimeoutError) as why:
        print(f"\n{why or type(why).__name__}\nThe emulator's log: {tools.HOME / 'emulator.log'}", file=sys.stderr)
        return 1
    print("", *(f"{seconds:5.0f} s  {name}" for name, seconds in steps.seconds.items()), sep="\n")
    print(f"{time.monotonic() - begun:5.0f} s  the whole cycle")
    return 0


def _cycle(steps: Steps, account: Account, python: str) -> None:
    account.client("sesv2").create_email_identity(EmailIdentity=PARAMETERS["SenderDomain"])
    steps("the stack is created", lambda: _created(account))
    steps("the workspace is pushed", lambda: _pushed(account))
    steps(
        "a form is sent: the mail comes, a look at the prices counts, the mail's link leads on",
        lambda: _story(account, "1"),
    )
    steps("other code is built", lambda: _built_again(python))
    steps("the stack is updated: another parameter, other code", lambda: _updated(account))
    steps("the same once more, and who was there is there still", lambda: _story(account, "2", "1"))
    steps("the stack is deleted", lambda: _deleted(account))
    steps("the stack is created again", lambda: _created(account))
    steps("the workspace is pushed again", lambda: _pushed(account))
    steps("the form once more", lambda: _story(account, "3"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _created(account: Account) -> str:
    stack.deploy(account, PARAMETERS)
    return f"{len(stack.resources(account))} resources"


def _pushed(account: Account) -> str:
    folder = tools.HOME / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    tools.run(PYTHON, "-m", "mikomi.cli", "init", "document", folder, "--domain", PARAMETERS["SenderDomain"])
    return stack.mikomi(account, PYTHON, "push", folder).strip().splitlines()[-1]


def _story(account: Account, number: str, *before: str) -> str:
    """A visitor becomes a lead. AssertionError: somebody is not there, or has not the points."""
    visitor = Visitor(account, f"browser-{number}", f"yamada{number}@factory.example")
    visitor.sends_form()
    mail = visitor.mail()
    visitor.looks_at("/price")
    wait(lambda: _points(account).get(visitor.email) == PRICE_POINTS, PATIENCE)
    leads_to = visitor.follows_link(mail)
    assert leads_to.startswith("https://example.co.jp/price"), leads_to
    there = sorted(_points(account))
    assert there == sorted({visitor.email, *(f"yamada{each}@factory.example" for each in before)}), there
    return f"{mail['Subject']}; points {_points(account)}; {leads_to.partition('?')[0]}"


def _points(account: Account) -> dict[str, float]:
    leads = json.loads(stack.mikomi(account, PYTHON, "leads", "--json"))
    return {each["email"]: float(each["score"]) for each in leads}


def _built_again(python: str) -> None:
    """Every function's code is other by a line."""
    for app in (tools.SOURCE / "functions").glob("*/app.py"):
        app.write_text(app.read_text(encoding="utf-8") + "\nUPDATED = True\n", encoding="utf-8")
    tools.build_again(python)


def _updated(account: Account) -> str:
    """Logs are kept for longer, and every function has the other code."""
    before = _codes(account)
    stack.deploy(account, {**PARAMETERS, "LogDays": "60"})
    after = _codes(account)
    assert before.keys() == after.keys() and not set(before.values()) & set(after.values()), "a function kept its code"
    days = {each.get("retentionInDays") for each in _logs(account)}
    assert days == {60}, days
    return f"{len(stack.resources(account))} resources, {len(after)} functions with other code"


def _codes(account: Account) -> dict[str, str]:
    functions = [name for kind, name in stack.resources(account).values() if kind == "AWS::Lambda::Function"]
    lambdas = account.client("lambda")
    return {name: lambdas.get_function_configuration(FunctionName=name)["CodeSha256"] for name in functions}


def _logs(account: Account) -> list[dict[str, Any]]:
    names = {name for kind, name in stack.resources(account).values() if kind == "AWS::Logs::LogGroup"}
    pages = account.client("logs").get_paginator("describe_log_groups").paginate()
    return [each for page in pages for each in page["logGroups"] if each["logGroupName"] in names]


def _deleted(account: Account) -> str:
    """What the template keeps is there afterwards, and nothing else."""
    before = stack.resources(account)
    stack.delete(account)
    stays = stack.remaining(account, before)
    kept = {name for name, each in raw()["Resources"].items() if each.get("DeletionPolicy") == "RetainExceptOnCreate"}
    assert set(stays) == kept & before.keys(), stays
    return f"of {len(before)} resources these stay: {', '.join(stays)}"


if __name__ == "__main__":
    sys.exit(main())
