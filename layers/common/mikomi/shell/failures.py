"""A failure is noted as a dead letter, beside being reported to whoever delivers: so that an operator sees what failed,
and why.

Rules
1. Noting never stands in for the failure: the record is reported as failed all the same, and comes again. Only a
   packet is passed by once it is noted, so that its stream goes on: the sweep has it tried again (`shell.people.fold`).
2. What fails while noting is logged and forgotten; what then nobody noted is found in the dead-letter queues.
3. What passes by itself (AWS is busy, somebody else committed first) is not noted.
4. The reason is the kind of error and the place in our code, because what an error says may be somebody's data.
"""

from traceback import walk_tb

from mikomi import clock, observe
from mikomi.aws import dead_letters, trouble
from mikomi.aws.dead_letters import Kind
from mikomi.aws.people import Conflict


def failed(kind: Kind, whose: str, what: str, error: Exception) -> bool:
    """Note that this failed (see `aws.dead_letters.DeadLetter` for `whose` and `what`); whether it stands there now.
    Raises nothing.
    """
    if passes(error):
        return False
    observe.count("RecordFailed")
    try:
        dead_letters.note(kind, whose, what, reason_of(error), clock.now())
    except Exception as failure:
        observe.log("failure_not_noted", level="ERROR", kind=kind, error=trouble.name_of(failure))
        return False
    return True


def passes(error: Exception) -> bool:
    """Whether this failure is nobody's fault and gone in a while."""
    return isinstance(error, Conflict) or trouble.passes(error)


def reason_of(error: Exception) -> str:
    """`KeyError mikomi.core.points.scoring:42`: what was raised, and the innermost line of ours."""
    frames = [(frame.f_globals.get("__name__", ""), line) for frame, line in walk_tb(error.__traceback__)]
    ours = [f"{module}:{line}" for module, line in frames if module.partition(".")[0] == "mikomi"]
    return " ".join([trouble.name_of(error), *ours[-1:]])
