"""Bugs of publishing put in on purpose, small and honest: what somebody could have written. Each must break a promise
in a seed of the siege that holds without it.
"""

from collections.abc import Callable
from typing import Any

from mikomi.aws import candidates, plans, uploads
from mikomi.model.push import Push
from mikomi.shell import approval, publication, pushes, reports

Patch = tuple[Any, str, Any]


def laid_out_over_others() -> list[Patch]:
    """Who publishes does not look whether the files of a push are being laid out."""
    seen = plans.pointer
    return [(plans, "pointer", lambda: seen()._replace(pushed=""))]


def laid_out_before_it_runs() -> list[Patch]:
    """The files are laid out first and published then, so that the bucket shows what runs at any time."""
    check = publication._check

    def eager(seen: Any, *more: Any) -> Any:
        if seen.key:
            pushes._lay(seen.push, seen.key)
        return check(seen, *more)

    return [(publication, "_check", eager)]


def struck_before_it_is_done() -> list[Patch]:
    """The pointer forgets the push before its files lie there."""
    lay = pushes._lay

    def hasty(push: Push, key: str) -> None:
        plans.laid_out(key)
        lay(push, key)

    return [(pushes, "_lay", hasty)]


def published_over_anything() -> list[Patch]:
    """A push is published over whatever runs by now: of two at once the second takes back the first unseen."""
    of_push = publication._of_push

    def over_all(key: str, running: Any) -> Any:
        seen = of_push(key, running)
        if not isinstance(seen, publication._Seen):
            return seen
        manifest = seen.push.manifest.model_copy(update={"over": running.version})
        return publication._Seen(seen.files, seen.push.model_copy(update={"manifest": manifest}), seen.key)

    return [(publication, "_of_push", over_all)]


def nothing_new_is_told() -> list[Patch]:
    """A check that finds nothing new says so, over the report of what was published."""

    def unchanged(running: Any, uploaded: Any, push: Any, problems: Any, language: str) -> Any:
        report = reports._report("unchanged", running, uploaded, problems)
        reports._lay_down(report, running, language, (reports.LATEST, *uploaded))
        return report

    return [(reports, "unchanged", unchanged)]


def a_push_goes_round_approval() -> list[Patch]:
    """Approval is asked for what is uploaded file by file alone."""
    allows = approval.allows
    return [(approval, "allows", lambda plan, push, key, running: bool(key) or allows(plan, push, key, running))]


def single_files_go_round_approval() -> list[Patch]:
    """Approval is asked for pushes alone."""
    allows = approval.allows
    return [(approval, "allows", lambda plan, push, key, running: not key or allows(plan, push, key, running))]


def a_yes_is_noted_after_the_push() -> list[Patch]:
    """The push goes out first: it may be looked at before anybody has said yes."""
    write, decide = uploads.write, candidates.decide
    noted: list[Any] = []

    def late(key: str, body: bytes) -> None:
        write(key, body)
        for said in noted:
            decide(*said)
        noted.clear()

    def later(candidate: Any, state: Any, *more: Any) -> bool:
        if state != "approved":
            return decide(candidate, state, *more)
        noted.append((candidate, state, *more))
        return True

    return [(uploads, "write", late), (candidates, "decide", later)]


def a_yes_is_for_anything() -> list[Patch]:
    """What was approved is not compared with what comes."""

    def approved(_plan: Any, _push: Any, key: str, running: Any) -> bool:
        number = candidates.number_in(key)
        one = next(iter(candidates.latest()), None) if number is None else candidates.read(number)
        return one is not None and (one.state, one.over) == ("approved", running.version)

    return [(approval, "_is_approved", approved)]


OF_APPROVAL: tuple[Callable[[], list[Patch]], ...] = (
    a_push_goes_round_approval,
    single_files_go_round_approval,
    a_yes_is_noted_after_the_push,
    a_yes_is_for_anything,
)
BUGS: tuple[Callable[[], list[Patch]], ...] = (
    laid_out_over_others,
    laid_out_before_it_runs,
    struck_before_it_is_done,
    published_over_anything,
    nothing_new_is_told,
)
FOUND = {
    "laid_out_over_others": 6,
    "laid_out_before_it_runs": 0,
    "struck_before_it_is_done": 3,
    "published_over_anything": 0,
    "nothing_new_is_told": 0,
    "a_push_goes_round_approval": 0,
    "single_files_go_round_approval": 0,
    "a_yes_is_noted_after_the_push": 8,
    "a_yes_is_for_anything": 1,
}
"""The seed in which each was found last."""
