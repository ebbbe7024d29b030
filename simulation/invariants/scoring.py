"""Scoring: each event counts once, in one person (I5 to I7)."""

from collections import Counter
from collections.abc import Iterator

from simulation.invariants.sight import Sight, path_of
from simulation.time import DAY
from simulation.workload.workspace import CAPPED, HALVES, ONCE, RULES


def _expected(sight: Sight) -> dict[str, Counter[str]]:
    """How often each subject's events earn by each rule: every event once, however often it was sent."""
    counted: dict[str, Counter[str]] = {event.subject: Counter() for event in sight.log}
    for event, rule in sight.earning:
        counted[event.subject][rule] += 1
    return counted


def totals_are_the_sum_of_the_log(sight: Sight) -> Iterator[str]:
    """I5: what each subject earned, by rule and over all people, equals what its events in the log earn, in both
    directions. (An event that a mail's link brought may be another lead's than its browser's: it is one person's.)"""
    yield from _answers_count_once(sight)
    expected = _expected(sight)
    found: dict[str, Counter[str]] = {}
    for state in sight.people.values():
        for subject, member in state.get("members", {}).items():
            counted = found.setdefault(subject, Counter())
            for rule, held in member.get("points", {}).items():
                if rule in RULES:
                    counted[rule] += held.get("count", 1)
                    if abs(held["raw"] - RULES[rule][2] * held.get("count", 1)) > 1e-6:
                        yield f"{subject}: {rule} gave {held['raw']} points for {held.get('count', 1)} times"
    for subject in expected.keys() | found.keys():
        wanted, counted = expected.get(subject, Counter()), found.get(subject, Counter())
        if subject not in found and subject not in sight.unfolded_subjects:
            yield f"{subject} is in the log and in nobody"
        for rule in RULES:
            lags = subject in sight.unfolded_subjects and counted[rule] <= wanted[rule]
            if counted[rule] != wanted[rule] and not lags:
                yield f"{subject}: {rule} counted {counted[rule]} times, the log says {wanted[rule]}"


def _answers_count_once(sight: Sight) -> Iterator[str]:
    """A rep's answer that halves the points does so once for its alert, however often and late it is pressed."""
    alerts: dict[str, set[str]] = {}
    for event in sight.log:
        said = event.said.get("properties", {})
        if event.said.get("name") == "Rep Answered" and said.get("answer") == HALVES:
            alerts.setdefault(event.subject, set()).add(said["alert"])
    for person, state in sight.people.items():
        for subject, member in state.get("members", {}).items():
            times = member.get("points", {}).get(f"feedback/{HALVES}", {}).get("count", 0)
            if times > len(alerts.get(subject, ())):
                yield f"{person}: {HALVES} counted {times} times for {len(alerts.get(subject, ()))} alerts"


def _is_alone(sight: Sight, subject: str) -> bool:
    """Whether the subject's events are one person's (those of a shared browser are each somebody's)."""
    return sum(subject in state.get("members", {}) for state in sight.people.values()) == 1


def lacking(sight: Sight) -> set[str]:
    """Subjects of which the log holds more than their people do."""
    earned: dict[str, Counter[str]] = {}
    for state in sight.people.values():
        for subject, member in state.get("members", {}).items():
            points = member.get("points", {})
            earned.setdefault(subject, Counter()).update({rule: points[rule].get("count", 1) for rule in points})
    return {
        subject
        for subject, wanted in _expected(sight).items()
        if subject not in earned or any(earned[subject][rule] < times for rule, times in wanted.items())
    }


def rules_without_caps_count_each_event(sight: Sight) -> Iterator[str]:
    """I6: a rule that counts once counts once a person, however many of its browsers did it, in whatever order;
    one with a cap gives no more than that."""
    yield from _within_the_cap(sight)
    for person, state in sight.people.items():
        times = sum(
            member["points"][ONCE[0]].get("count", 1)
            for member in state.get("members", {}).values()
            if ONCE[0] in member.get("points", {})
        )
        subjects = {subject for subject in state.get("members", {}) if _is_alone(sight, subject)}
        did = any(
            event.subject in subjects
            and event.said["type"] == "page"
            and path_of(event.said) == ONCE[1]
            and "recognised" not in event.said["context"]
            for event in sight.log
        )
        if times > 1 or (did and not times and not subjects & sight.unfolded_subjects):
            yield f"{person}: the once-rule counted {times} times"


def _within_the_cap(sight: Sight) -> Iterator[str]:
    """A capped rule gives a subject no more than its events within any period allow, however they are chosen; and
    where clocks and clients are right, a person no more within half a period of writes."""
    moments: dict[str, list[int]] = {}
    for event in {(event.subject, event.id): event for event in sight.log}.values():
        if event.said["type"] == "page" and path_of(event.said).startswith(CAPPED[1]):
            moments.setdefault(event.subject, []).append(event.said["at"])
    for person, state in sight.people.items():
        for subject, member in state.get("members", {}).items():
            held = member.get("points", {}).get(CAPPED[0])
            if held and held.get("count", 1) > _most(moments.get(subject, [])):
                yield f"{person}: {CAPPED[0]} gave {subject} {held['raw']} points"
    rates = sight.story.rates
    if sight.repair or rates.skew or rates.client_retries or rates.outage:
        return
    gains: dict[str, list[int]] = {}
    last: dict[str, tuple[set[str], int]] = {}
    for write, state in sight.person_writes:
        members = state.get("members", {})
        given = [member["points"][CAPPED[0]] for member in members.values() if CAPPED[0] in member.get("points", {})]
        count = sum(held.get("count", 1) for held in given)
        before, had = last.get(state["id"], (set(), 0))
        joined = [subject for subject in members.keys() - before if subject.startswith("a:")]
        # what a merge brings was granted before, and a lead may begin with one
        is_gained = not joined if before else state["id"].startswith("v_")
        if count > had and is_gained and not _is_late(sight, write.at):
            gains.setdefault(state["id"], []).extend([write.at] * (count - had))
        last[state["id"]] = set(members), count
    for person, at in gains.items():
        for first, over in zip(at, at[CAPPED[2] :], strict=False):
            if over - first < DAY // 2:
                yield f"{person}: {CAPPED[0]} gave points {CAPPED[2] + 1} times within {(over - first) / DAY:.2f} days"


def _is_late(sight: Sight, at: int) -> bool:
    """Whether this was written while restored tables were loaded: what is folded then happened long before."""
    restored = sight.story.restored
    return restored is not None and restored.ended_at is not None and restored.then.at < at <= restored.ended_at


def _most(moments: list[int]) -> int:
    """How many of these moments at most lie so that no period holds more than the cap allows."""
    taken: list[int] = []
    for moment in sorted(moments):
        if len(taken) < CAPPED[2] or moment - taken[-CAPPED[2]] >= DAY:
            taken.append(moment)
    return len(taken)


def what_failed_is_shown(sight: Sight) -> Iterator[str]:
    """I7: every stream record was carried out or stands in the dead letters; nothing still waits."""
    for mapping in sight.world.mappings:
        if mapping.waiting:
            yield f"{mapping.function}: {mapping.waiting} records still wait"
        passed_on = len(mapping.given_up) - mapping.shown_before
        queue = sight.world.queue(mapping.dead_letters)
        if passed_on > len(queue.messages):
            yield f"{mapping.function}: {passed_on} positions were given up, {len(queue.messages)} are shown"
