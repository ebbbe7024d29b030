"""Bugs of publishing put in on purpose, small and honest: what somebody could have written. Each must break a promise
in a seed of the siege that holds without it.
"""

from collections.abc import Callable
from typing import Any

from mikomi.aws import plans
from mikomi.model.push import Push
from mikomi.shell import publication, pushes, reports

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
}
"""The seed in which each was found last."""
