"""What an operator's audit finds and repairs (I8, I9). Judged where an operator came."""

from collections.abc import Iterator

from simulation.invariants import scoring
from simulation.invariants.sight import Sight


def the_audit_finds_who_lags(sight: Sight) -> Iterator[str]:
    """I8: the audit finds each subject that its people do not hold in full, and no other; afterwards none is left."""
    if sight.repair is None or sight.before is None:
        return
    for subject in sorted(scoring.lacking(sight.before) - set(sight.repair.accused)):
        yield f"{subject} lags behind the log, and the audit does not say so"
    lost = sight.before.unfolded_subjects
    for subject in sorted(set(sight.repair.accused) - lost):
        yield f"the audit says that {subject} lags behind the log, which it does not"
    for subject in sight.repair.still:
        yield f"{subject} still lags behind the log after it was caught up with"
