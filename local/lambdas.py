"""Running the functions as Lambda does: each with its own environment, one at a time.

Rules
1. A function sees the environment that the template gives it, and nothing of the others'.
2. Handlers run one at a time in the whole process (moto loses racing writes): whoever invokes holds the stack's lock.
3. What a handler raises is shown and passed on; what it means (500, retry, dead letter) is the caller's matter.
"""

import importlib
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import nullcontext, redirect_stdout
from typing import Any, TextIO

from mikomi import clock
from mikomi.aws import plans, secrets
from mikomi.settings import PREFIX, settings

from local.recorder import running
from local.template import ACCOUNT, REGION, Body, Template

ONLY_HERE = ("MIKOMI_CONSOLE_OPEN", "MIKOMI_UPLOADS_URL")


class Context:
    """The Lambda context that handlers get: its names are AWS's."""

    def __init__(self, function: str, timeout: int, number: int) -> None:
        self.function_name = function
        self.function_version = "$LATEST"
        self.invoked_function_arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
        self.memory_limit_in_mb = 512
        self.aws_request_id = f"00000000-0000-4000-8000-{number:012d}"
        self.log_group_name = f"/aws/lambda/{function}"
        self.log_stream_name = "local"
        self._ends = clock.now() + timeout * 1000

    def get_remaining_time_in_millis(self) -> int:
        return self._ends - clock.now()


class Lambdas:
    """The template's functions, by logical id. What they log goes to `output` (None: to standard output)."""

    def __init__(self, template: Template, overrides: dict[str, str]) -> None:
        shared = template.body.get("Globals", {}).get("Function", {})
        self._shared = {**shared.get("Environment", {}).get("Variables", {})}
        self._defaults = shared
        self._template = template
        self._overrides = overrides
        self._functions = template.of_type("AWS::Serverless::Function")
        self.output: TextIO | None = None
        self._invocations = 0
        self._started: dict[str, tuple[Callable[[Any, Any], Any], dict[str, str]]] = {}

    @property
    def names(self) -> list[str]:
        return list(self._functions)

    def environment(self, function: str) -> dict[str, str]:
        """What the template tells this function; an override replaces what it was told, and tells it nothing new (but
        `ONLY_HERE`).
        """
        own = self._functions[function].get("Environment", {}).get("Variables", {})
        told = {name: str(value) for name, value in self._template.resolve({**self._shared, **own}).items()}
        return {**told, **{name: value for name, value in self._overrides.items() if name in told or name in ONLY_HERE}}

    def tell(self, more: dict[str, str]) -> None:
        """Override more, from each function's next start on."""
        self._overrides = {**self._overrides, **more}
        self._started.clear()

    def invoke(self, function: str, event: Body) -> Any:
        """The handler's answer. Raises what the handler raises, after showing it."""
        self._invocations += 1
        timeout = int(self._template.resolve({**self._defaults, **self._functions[function]}.get("Timeout", 3)))
        token = running.set(function)
        try:
            with redirect_stdout(self.output) if self.output else nullcontext():
                handler, environment = self._start(function)
                _wear(environment)
                return handler(event, Context(function, timeout, self._invocations))
        except Exception:
            print(f"── {function} ──", file=sys.stderr)
            traceback.print_exc()
            raise
        finally:
            running.reset(token)

    def wear(self, function: str) -> None:
        """Let this process see what the function sees, for who calls our code without its handler."""
        _wear(self.environment(function))

    def _start(self, function: str) -> tuple[Callable[[Any, Any], Any], dict[str, str]]:
        if function not in self._started:
            properties = self._functions[function]
            file, _, name = properties.get("Handler", self._defaults.get("Handler")).rpartition(".")
            folder = properties["CodeUri"].strip("./").replace("/", ".")
            environment = self.environment(function)
            _wear(environment)
            module = importlib.import_module(f"{folder}.{file}")
            self._started[function] = (getattr(module, name), environment)
        return self._started[function]


def _wear(environment: dict[str, str]) -> None:
    """Make this process's environment the function's: of our variables, exactly these."""
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in environment]:
        del os.environ[name]
    if any(os.environ.get(name) != value for name, value in environment.items()):
        os.environ.update(environment)
    settings.cache_clear()


def cold_start() -> None:
    """Forget what handlers of an earlier stack in this process kept: environment, clients, secrets, plans, settings."""
    _wear({})
    for name in ONLY_HERE:
        os.environ.pop(name, None)
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("mikomi", "functions"):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
    plans.forget_all()  # version 1 of an earlier stack is not this one's
    secrets.forget()
