"""What became of an upload or a push, laid down for whoever made it, and kept with the version.

Rules
1. `reports/latest` tells what was published or refused last. A check that finds nothing new never covers that up: where
   nothing has changed it is the report of what runs.
2. Beside it lies one for each file that the notice tells of, and one for each push, under its own name.
3. A version keeps its record and its files. Who dies before that leaves it to the next check of the same workspace.
4. Whom settings.json names is told by mail (`effects.publish_report`), before anything says that all were told. Which
   attempt that was follows from what came, so that a check repeated tells nothing twice.
"""

from collections.abc import Iterable
from typing import Any

from mikomi import clock, keys
from mikomi.aws import candidates, uploads, versions
from mikomi.aws.candidates import Proposal
from mikomi.core.checking import paragraph
from mikomi.core.checking.announcement import Announcement
from mikomi.core.checking.report import Outcome, Report
from mikomi.core.checking.version_record import VersionRecord
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem
from mikomi.model.push import FOLDER, Push, packed
from mikomi.pages import report as report_page
from mikomi.settings import settings
from mikomi.shell import insiders

LATEST = "latest"
FILES = 50
"""Files of a push or of many uploads that get a report each; the others are named in it."""


def refused(
    running: Plan,
    uploaded: tuple[str, ...],
    problems: tuple[Problem, ...],
    language: str,
    push: Push | None = None,
    *,
    latest: bool = True,
) -> Report:
    """`latest`: whether this concerns more people than whoever pushed. `push`: what was refused, as far as it could be
    read."""
    report = _report("refused", running, uploaded, problems)
    _announce(_occasion(running, uploaded, push), report, running, push)
    _lay_down(report, running, language, (*((LATEST,) if latest else ()), *uploaded))
    return report


def waiting(
    candidate: Proposal,
    plan: Plan,
    running: Plan,
    uploaded: tuple[str, ...],
    push: Push,
    problems: tuple[Problem, ...],
    language: str,
) -> Report:
    """Nothing that runs has changed; somebody has to say yes first."""
    inside, as_of = insiders.inside(plan, running)
    of_it = {"candidate": candidate.number, "inside": inside, "inside_as_of": as_of}
    report = _report("waiting", running, uploaded, problems).model_copy(update=of_it)
    _announce(f"c{candidate.number}", report, running, push)
    _lay_down(report, running, language, (LATEST, *uploaded[:FILES]))
    return report


def is_told(key: str) -> bool:
    """Whether this push was dealt with."""
    return uploads.read_report(f"reports/{key}.json") is not None


def published(
    plan: Plan,
    uploaded: tuple[str, ...],
    push: Push,
    problems: tuple[Problem, ...],
    language: str,
    over: Plan | None = None,
) -> Report:
    """The version is kept, too. `over` is the version that ran before, where that is still known."""
    over = over or plan
    before, withdrawn = record_of(over.version), tuple(sorted({*plan.withdrawn} - {*over.withdrawn}))
    held = push.manifest.files
    changed = () if over.version and not before else _changed(before.files if before else {}, held)
    files = tuple(key for key in uploaded if not key.startswith(FOLDER))
    report = _report("published", plan, tuple(dict.fromkeys((*files, *changed))), problems, withdrawn)
    inside, as_of = insiders.inside(plan, over)
    report = report.model_copy(update={"inside": inside, "inside_as_of": as_of})
    pushed = next((key for key in uploaded if key.startswith(FOLDER)), "")
    known = None if over is plan else over.version
    before_it = plan.version - 1 if known is None else known
    assets = tuple(name for name in changed if name.startswith("assets/"))
    beside: Json = {"over": before_it, "assets": assets, "approved_by": _approved_by(pushed, known)}
    _announce(f"v{plan.version}", report, plan, push, **beside)
    _keep(report, push, pushed, known)
    _lay_down(report, plan, language, (LATEST, *uploaded, *changed[:FILES]))
    return report


def unchanged(
    running: Plan, uploaded: tuple[str, ...], push: Push, problems: tuple[Problem, ...], language: str
) -> Report:
    """Who pushed is told that nothing has changed; everybody else sees the report of what runs."""
    record = record_of(running.version)
    if record is None:
        return published(running, uploaded, push, problems, language)
    pushed = tuple(key for key in uploaded if key.startswith(FOLDER))
    _lay_down(record.report, running, language, (LATEST, *(key for key in uploaded if key not in pushed)))
    is_told_again = record.pushed in pushed
    report = record.report if is_told_again else _report("unchanged", running, (), problems)
    _lay_down(report, running, language, pushed)
    return report


def record_of(number: int) -> VersionRecord | None:
    """What was kept of this version; None of a version that an earlier release published."""
    body = versions.read_record(number) if number else None
    return VersionRecord.read(body) if body else None


def _announce(occasion: str, report: Report, running: Plan, push: Push | None, **beside: Any) -> None:
    """Most plans name nobody."""
    if not running.settings.publish_reports:
        return
    from mikomi.shell.effects import publish_report

    said: Json = {"by": push.manifest.by, "note": push.manifest.note, "of": push.manifest.of} if push else {}
    publish_report.attempted(occasion, Announcement(report=report, **said, **beside), running, clock.now())


def _occasion(running: Plan, uploaded: tuple[str, ...], push: Push | None) -> str:
    """What was refused: this push, or what lay in the bucket over the version that runs, however often noticed."""
    pushed = [key for key in uploaded if key.startswith(FOLDER)]
    marks = sorted(f"{name} {of}" for name, of in push.manifest.files.items()) if push and not pushed else ()
    return "r" + keys.digest(*pushed, f"{running.version}" if marks else "", *marks, length=26)


def _changed(before: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name)))


def _report(
    outcome: Outcome,
    running: Plan,
    uploaded: tuple[str, ...],
    problems: tuple[Problem, ...],
    withdrawn: tuple[str, ...] = (),
) -> Report:
    return Report(
        outcome=outcome,
        version=running.version,
        published_at=running.published_at,
        checked_at=clock.now(),
        uploaded=tuple(sorted(uploaded)),
        problems=problems,
        withdrawn=withdrawn,
    )


def _keep(report: Report, push: Push, pushed: str, over: int | None) -> None:
    """The files first: a version whose record is there can be brought back."""
    said = push.manifest
    texts = {name: body for name, body in push.contents.items() if not name.startswith("assets/")}
    versions.write_files(report.version, packed(Push(manifest=said, contents=texts)))
    record = VersionRecord(
        report=report,
        files=said.files,
        pushed=pushed,
        by=said.by,
        note=said.note,
        of=said.of,
        over=over,
        approved_by=_approved_by(pushed, over),
    )
    versions.write_record(report.version, record.model_dump_json(exclude_none=True).encode())


def _approved_by(pushed: str, over: int | None) -> str:
    number = candidates.number_in(pushed)
    candidate = candidates.read(number) if number is not None else None
    return candidate.decided_by if candidate and (candidate.state, candidate.over) == ("approved", over) else ""


def _lay_down(report: Report, running: Plan, language: str, names: Iterable[str]) -> None:
    guide = settings().api_url + paragraph.CONSOLE  # a report in the bucket is read elsewhere
    page = report_page.html(report, language, running.settings.timezone, guide).encode("utf-8", "replace")
    for name in dict.fromkeys(names):
        uploads.write_report(f"reports/{name}.html", page, "text/html; charset=utf-8")
        uploads.write_report(f"reports/{name}.json", report.as_json(guide), "application/json")
