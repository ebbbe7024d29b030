"""What an operator's audit finds and repairs (I8, I9). Judged where an operator came."""

from collections import Counter
from collections.abc import Iterator

from simulation.invariants import scoring
from simulation.invariants.sight import Json, Sight
from simulation.workload.workspace import RULES


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


def a_rebuild_tells_nobody_anything_else(sight: Sight) -> Iterator[str]:
    """I9: who is rebuilt was told by each browser what it had been told: nothing that had been somebody else's, and
    nothing less. (Where something had been lost, or came meanwhile, there is more.)"""
    if sight.repair is None or sight.before is None:
        return
    was, now = _events_of(sight.before), _events_of(sight)
    other = sight.before.unfolded_subjects | set(sight.repair.accused)
    settled = {each for each in was if each.startswith("a:") and each not in other and was[each] == now[each]}
    for person, state in sight.before.people.items():
        after = sight.people.get(person, state)
        live, anew = _with_joined(sight.before, state, after), after.get("members", {})
        for subject in sorted(settled & (live.keys() | anew.keys())):
            if (had := _told(live.get(subject, {}))) != (has := _told(anew.get(subject, {}))):
                yield f"{person} was told {had} by {subject}, and rebuilt {has}"


def _with_joined(before: Sight, state: Json, after: Json) -> Json:
    """What this person was told by each browser, and who became part of it because the audit found that to be lost."""
    then = {each["id"] for each in state.get("merged", [])}
    joined = [each["id"] for each in after.get("merged", []) if each["id"] not in then]
    theirs = [before.people.get(each, {}).get("members", {}) for each in joined]
    return {subject: member for members in (*theirs, state.get("members", {})) for subject, member in members.items()}


def _events_of(sight: Sight) -> Counter[str]:
    return Counter(event.subject for event in sight.log)


def _told(member: Json) -> dict[str, int]:
    earned = {rule: held.get("count", 1) for rule, held in member.get("points", {}).items() if rule in RULES}
    return {**earned, "events": member.get("events", 0)}
