"""What stands behind `boto3.client`: the SDK's retries, AWS's faults, and deaths between two calls.

Rules
1. Every call of every function passes `Wire.carry`: it takes time to get there and back, and others act meanwhile.
2. The SDK retries as its configuration says, and its default where a client says nothing: so a client that must not
   retry shows it.
3. Errors are botocore's own classes, made from AWS's service descriptions.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from botocore.errorfactory import ClientExceptionsFactory
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.loaders import Loader
from botocore.model import ServiceModel

from simulation.engine.dynamodb import ConditionFailed
from simulation.engine.services import Denied
from simulation.faults import Rates
from simulation.time import Time

Params = dict[str, Any]
SDK_DEFAULT_ATTEMPTS = 5
"""boto3's `legacy` mode, for a client that is not told otherwise."""

THROTTLED = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "sqs": ("ThrottlingException", 400),
    "scheduler": ("ThrottlingException", 429),
    "sesv2": ("TooManyRequestsException", 429),
    "s3": ("SlowDown", 503),
    "secretsmanager": ("ThrottlingException", 400),
}
RETRIED = {code for code, _ in THROTTLED.values()}


class Died(BaseException):
    """The process is gone. Not an Exception: no handler hears of its own death."""


class Site(NamedTuple):
    """A call of a client: by which function, in which of its invocations."""

    function: str
    operation: str
    invocation: int


class Strike(NamedTuple):
    """One fault on purpose: at the call of this number, counted from 1, and at the SDK's repetitions of it."""

    call: int
    fault: str


DEATHS = ("die_before", "die_after")


@cache
def exceptions_of(service: str) -> Any:
    """The exception classes of a service's client, as botocore makes them."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    return ClientExceptionsFactory().create_client_exceptions(model)


def refusal(service: str, operation: str, code: str, status: int, item: Any = None) -> ClientError:
    """The error that botocore raises for this code."""
    exceptions = exceptions_of(service)
    kind = exceptions.from_code(code)
    response: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    if item is not None:
        response["Item"] = item
    return kind(response, operation)


class Wire:
    """The way from a function to AWS and back."""

    def __init__(self, time: Time, services: dict[str, Any], trace: "Trace") -> None:
        self.time = time
        self.services = services
        self.trace = trace
        self.rates = Rates()
        self.outages: list[tuple[int, int]] = []
        self.calls = 0
        self.acting = 0
        """The invocation whose call takes effect at this moment."""
        self.met: dict[tuple[str, str, str], int] = {}
        """(fault, function, operation) → how often."""
        self.carried: list[Site] = []
        """Every call of a client, in order."""
        self.strike: Strike | None = None

    def carry(self, caller: Any, service: str, operation: str, params: Params, attempts: int) -> Params:
        """One call of a client, with the SDK's attempts."""
        self.carried.append(Site(caller.function, operation, caller.id))
        struck = self.strike.fault if self.strike and self.strike.call == len(self.carried) else None
        for attempt in range(1, attempts + 1):
            try:
                return self._once(caller, service, operation, params, struck)
            except ReadTimeoutError:
                if attempt == attempts:
                    raise
            except ClientError as refused:
                status = refused.response["ResponseMetadata"]["HTTPStatusCode"]
                if attempt == attempts or (status < 500 and refused.response["Error"]["Code"] not in RETRIED):
                    raise
            caller.wait(int(self.time.random.random() * 100 * 2**attempt))
        raise AssertionError("unreachable")

    def _once(self, caller: Any, service: str, operation: str, params: Params, struck: str | None) -> Params:
        random, rates = self.time.random.random, self.rates
        self.calls += 1
        caller.calls += 1
        if struck in DEATHS or (rates.die and random() < rates.die):
            self._meet("die", caller, operation)
            death = struck or ("die_before" if random() < 0.5 else "die_after")
            if death == "die_after":
                self._apply(caller, service, operation, params)
            self.trace.note(self.time.now, caller.id, operation, death)
            raise Died
        caller.wait(self._latency())
        if fault := struck or self._fault(service):
            self._meet(fault, caller, operation)
            self._misbehave(fault, caller, service, operation, params)
        answer = self._apply(caller, service, operation, params)
        caller.wait(self._latency())
        if isinstance(answer, ClientError):
            raise answer
        return answer

    def _latency(self) -> int:
        random = self.time.random
        if self.rates.slow and random.random() < self.rates.slow:
            return int(random.random() ** 3 * 4_000)
        return 1 + int(random.random() * 8)

    def _fault(self, service: str) -> str | None:
        rates, random = self.rates, self.time.random.random
        if service == "dynamodb" and any(begin <= self.time.now < end for begin, end in self.outages):
            return "outage"
        if service == "sesv2":
            for name in ("ses_throttle", "ses_reject", "ses_lost_answer"):
                if (rate := getattr(rates, name)) and random() < rate:
                    return name
        for name in ("throttle", "error", "error_applied", "lost_answer", "late"):
            if (rate := getattr(rates, name)) and random() < rate:
                return name
        return None

    def _misbehave(self, fault: str, caller: Any, service: str, operation: str, params: Params) -> None:
        self.trace.note(self.time.now, caller.id, operation, fault)
        if fault in ("error_applied", "lost_answer", "ses_lost_answer"):
            self._apply(caller, service, operation, params)
        elif fault == "late":
            self.time.after(
                10_000 + int(self.time.random.random() * 5_000),
                lambda: self._apply(caller, service, operation, params),
            )
        if fault in ("lost_answer", "ses_lost_answer", "late"):
            caller.wait(10_000)
            raise ReadTimeoutError(endpoint_url=service)
        caller.wait(self._latency())
        if fault in ("throttle", "outage", "ses_throttle"):
            raise refusal(service, operation, *THROTTLED[service])
        if fault == "ses_reject":
            raise refusal(service, operation, "MessageRejected", 400)
        code = {"dynamodb": "InternalServerError", "s3": "InternalError"}.get(service, "InternalServiceErrorException")
        raise refusal(service, operation, code, 500)

    def _apply(self, caller: Any, service: str, operation: str, params: Params) -> Any:
        """What AWS does and answers (an error of AWS is answered, not raised)."""
        engine, self.acting = self.services[service], caller.id
        try:
            answer = getattr(engine, operation)(params)
        except ConditionFailed as failed:
            answer = refusal(service, operation, "ConditionalCheckFailedException", 400, failed.item)
        except Denied as denied:
            answer = refusal(service, operation, denied.code, denied.status)
        self.trace.note(self.time.now, caller.id, operation, "refused" if isinstance(answer, ClientError) else "done")
        return answer

    def _meet(self, fault: str, caller: Any, operation: str) -> None:
        self.met_by(fault, caller.function, operation)

    def met_by(self, fault: str, function: str, operation: str) -> None:
        """Count that this function met this fault in this operation."""
        key = (fault, function, operation)
        self.met[key] = self.met.get(key, 0) + 1


class Client:
    """A boto3 client as the functions use it."""

    def __init__(self, service: str, attempts: int, carry: Callable[[str, str, Params, int], Params]) -> None:
        self._service = service
        self._attempts = attempts
        self._carry = carry
        self.exceptions = exceptions_of(service)

    def __getattr__(self, operation: str) -> Callable[..., Params]:
        def call(**params: Any) -> Params:
            return self._carry(self._service, operation, params, self._attempts)

        self.__dict__[operation] = call
        return call

    def get_paginator(self, operation: str) -> Any:
        return _OnePage(getattr(self, operation))


class _OnePage:
    """The simulation's listings fit one page."""

    def __init__(self, call: Callable[..., Params]) -> None:
        self._call = call

    def paginate(self, **params: Any) -> list[Params]:
        return [self._call(**params)]


def attempts_of(config: Any) -> int:
    """How often the SDK tries, by the client's configuration."""
    retries = (getattr(config, "retries", None) or {}) if config else {}
    if "total_max_attempts" in retries:
        return int(retries["total_max_attempts"])
    if "max_attempts" in retries:
        return int(retries["max_attempts"]) + 1
    return SDK_DEFAULT_ATTEMPTS if retries.get("mode", "legacy") == "legacy" else 3


class Trace:
    """Everything that happened, as a hash: the same seed gives the same one. `lines` are kept where somebody reads."""

    def __init__(self, keep: bool = False) -> None:
        self._hash = hashlib.blake2b(digest_size=12)
        self.lines: list[str] | None = [] if keep else None

    def note(self, *what: object) -> None:
        line = " ".join(map(str, what))
        self._hash.update(line.encode())
        if self.lines is not None:
            self.lines.append(line)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()
