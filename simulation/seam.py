"""What stands in the place of `mikomi.aws.api`'s attempts: AWS's faults, and deaths between two calls.

Rules
1. Every attempt of every call of every function passes `Wire.attempt`: it takes time to get there and back, and others
   act meanwhile.
2. How often a call is tried is the product's own rule (`api.carry`), and is judged with it: here is only one attempt,
   and the time that passes before the next.
3. What is raised is what `mikomi.aws` raises, named as AWS names it.
"""

import hashlib
from random import Random
from typing import Any, NamedTuple

from botocore import xform_name
from mikomi.aws.refusals import AwsRefusal, Silence, refusal

from simulation.engine.dynamodb import BadBatch, ConditionFailed
from simulation.engine.services import Denied
from simulation.faults import Rates
from simulation.time import Time

Params = dict[str, Any]
THROTTLED = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "sqs": ("ThrottlingException", 400),
    "scheduler": ("ThrottlingException", 429),
    "sesv2": ("TooManyRequestsException", 429),
    "s3": ("SlowDown", 503),
    "secretsmanager": ("ThrottlingException", 400),
}


class Died(BaseException):
    """The process is gone. Not an Exception: no handler hears of its own death."""


class Site(NamedTuple):
    """A call of a client: by which function, in which of its invocations."""

    function: str
    operation: str
    invocation: int


class Strike(NamedTuple):
    """One fault on purpose: at the call of this number, counted from 1, and at its repetitions."""

    call: int
    fault: str


DEATHS = ("die_before", "die_after")


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

    def begin(self, caller: Any, operation: str) -> None:
        """A call begins, with all its attempts."""
        self.carried.append(Site(caller.function, xform_name(operation), caller.id))
        caller.struck = self.strike.fault if self.strike and self.strike.call == len(self.carried) else None

    def attempt(self, caller: Any, service: str, operation: str, params: Params) -> Params:
        """One attempt of the call that this caller began last."""
        return self._once(caller, service, xform_name(operation), params, caller.struck)

    def pause(self, caller: Any, attempt: int) -> None:
        """What passes before the next attempt."""
        caller.wait(int(self.time.chance.of("pause", caller.function).random() * 100 * 2**attempt))

    def _once(self, caller: Any, service: str, operation: str, params: Params, struck: str | None) -> Params:
        chance, rates = self.time.chance.of("wire", caller.function, operation), self.rates
        self.calls += 1
        caller.calls += 1
        if struck in DEATHS or (rates.die and chance.random() < rates.die):
            self._meet("die", caller, operation)
            death = struck or ("die_before" if chance.random() < 0.5 else "die_after")
            if death == "die_after":
                self._apply(caller, service, operation, params)
            self.trace.note(self.time.now, caller.id, operation, death)
            raise Died
        caller.wait(self._latency(chance))
        if fault := struck or self._fault(service, chance):
            self._meet(fault, caller, operation)
            self._misbehave(fault, caller, service, operation, params, chance)
        answer = self._apply(caller, service, operation, params)
        caller.wait(self._latency(chance))
        if isinstance(answer, AwsRefusal):
            raise answer
        return answer

    def _latency(self, random: Random) -> int:
        if self.rates.slow and random.random() < self.rates.slow:
            return int(random.random() ** 3 * 4_000)
        return 1 + int(random.random() * 8)

    def _fault(self, service: str, chance: Random) -> str | None:
        rates, random = self.rates, chance.random
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

    def _misbehave(self, fault: str, caller: Any, service: str, operation: str, params: Params, chance: Random) -> None:
        self.trace.note(self.time.now, caller.id, operation, fault)
        if fault in ("error_applied", "lost_answer", "ses_lost_answer"):
            self._apply(caller, service, operation, params)
        elif fault == "late":
            self.time.after(
                10_000 + int(chance.random() * 5_000),
                lambda: self._apply(caller, service, operation, params),
            )
        if fault in ("lost_answer", "ses_lost_answer", "late"):
            caller.wait(10_000)
            raise Silence("TimeoutError")
        caller.wait(self._latency(chance))
        if fault in ("throttle", "outage", "ses_throttle"):
            raise refusal(*THROTTLED[service])
        if fault == "ses_reject":
            raise refusal("MessageRejected", 400)
        code = {"dynamodb": "InternalServerError", "s3": "InternalError"}.get(service, "InternalServiceErrorException")
        raise refusal(code, 500)

    def _apply(self, caller: Any, service: str, operation: str, params: Params) -> Any:
        """What AWS does and answers (an error of AWS is answered, not raised)."""
        engine, self.acting = self.services[service], caller.id
        try:
            answer = getattr(engine, operation)(params)
        except ConditionFailed as failed:
            answer = refusal("ConditionalCheckFailedException", 400, item=failed.item)
        except BadBatch:
            answer = refusal("ValidationException", 400)
        except Denied as denied:
            answer = refusal(denied.code, denied.status)
        self.trace.note(self.time.now, caller.id, operation, "refused" if isinstance(answer, AwsRefusal) else "done")
        return answer

    def _meet(self, fault: str, caller: Any, operation: str) -> None:
        self.met_by(fault, caller.function, operation)

    def met_by(self, fault: str, function: str, operation: str) -> None:
        """Count that this function met this fault in this operation."""
        key = (fault, function, operation)
        self.met[key] = self.met.get(key, 0) + 1


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
