"""A workspace file arrived: gather the workspace as it is now, decide whether it is a plan, publish it, report.

Rules
1. What is checked is the whole workspace as it stands in the bucket, never the one file of the notice. So notices may
   come late, twice or in any order, and a workspace of which half has arrived is reported and waits for the other
   half.
2. The pointer is read before the files and moves only from what was read (`aws.plans`): a publisher that saw older
   files than another never has the last word.
3. The same content makes no new version. A workspace with an error leaves the running version alone.
4. Either way a report lies in the bucket: of the last check under `reports/latest`, and beside it one for each file.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mikomi import clock, observe
from mikomi.aws import plans, uploads
from mikomi.core.checking import workspace
from mikomi.core.checking.report import Outcome, Report
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem
from mikomi.pages import report as report_page
from mikomi.shell.everybody import audience, look_back, mailing

TRIES = 8
"""Checks of one notice while others upload and publish; after that Lambda brings the notice again."""


class StillChanging(RuntimeError):
    """Others kept publishing. The notice comes again."""


@dataclass(frozen=True)
class UploadNotice:
    """What a notice tells: a file was written or removed, and S3's number of that change (larger is later)."""

    key: str
    sequencer: str = ""


def receive(notices: Iterable[UploadNotice]) -> Report | None:
    """What became of the workspace; None if none of the files belongs to it (a report of ours, a hidden file)."""
    uploaded = _newest(notice for notice in notices if workspace.belongs(notice.key))
    if not uploaded:
        return None
    for attempt in range(TRIES):
        report = _check(uploaded, settled=attempt < TRIES - 1)
        if report:
            return report
    raise StillChanging(f"the workspace kept changing during {TRIES} checks")


def _check(uploaded: dict[str, str], *, settled: bool) -> Report | None:
    """One check. None if the ground moved: another publisher was faster, or (where `settled` asks) files changed."""
    pointer = plans.pointer()
    running = plans.version(pointer.version)
    seen = uploads.listing()
    files = _files(seen)
    plan, problems = workspace.read(files, clock.now())
    if settled and _workspace_part(uploads.listing()) != _workspace_part(seen):
        return None
    language = workspace.language_of(files)
    if plan is None:
        observe.log("workspace refused", level="WARNING", errors=sum(p.is_error for p in problems))
        return _report("refused", running, uploaded, problems, language)
    if running.version and plan.says_the_same(running):
        known = all(_at_most(number, running.sequencers.get(key, "")) for key, number in uploaded.items())
        if not known and not plans.confirm(running.version):
            return None
        look_back.resume(clock.now())
        _await_reports(running)
        mailing.published(running, clock.now())
        return _report("published" if known else "unchanged", running, uploaded, problems, language)
    looks_back = look_back.announce(plan, running)
    published = plans.publish(_prepared(plan, running, uploaded), over=pointer)
    if published is None:
        return None
    if looks_back:
        look_back.published(clock.now())
    observe.log("plan published", version=published.version, over=running.version)
    audience.published(published, clock.now())
    _await_reports(published)
    mailing.published(published, clock.now())
    withdrawn = tuple(sorted({*published.withdrawn} - {*running.withdrawn}))
    return _report("published", published, uploaded, problems, language, withdrawn)


def _await_reports(plan: Plan) -> None:
    """Weekly reports have rows that wait for their moment; most plans have none."""
    if plan.settings.report:
        from mikomi.shell.effects import weekly_report

        weekly_report.published(plan, clock.now())


def _prepared(plan: Plan, running: Plan, uploaded: dict[str, str]) -> Plan:
    """With the marks of its publishing. The range of standing points is that of all versions so far: people fold over
    from one to the next at their own pace, and the ranking must hold for each of them.
    """
    low, high = plan.standing_range
    return plan.model_copy(
        update={
            "published_at": clock.now(),
            "sequencers": _newest(
                UploadNotice(key, number) for of in (running.sequencers, uploaded) for key, number in of.items()
            ),
            "standing_range": (min(low, running.standing_range[0]), max(high, running.standing_range[1])),
        }
    )


def _files(seen: uploads.Listing) -> dict[str, bytes]:
    """The workspace's files as they are now. Of assets only the names matter."""
    keys = [key for key in seen if workspace.belongs(key)]
    read = {key: b"" if workspace.is_asset(key) else uploads.read(key) for key in keys}
    return {key: body for key, body in read.items() if body is not None}


def _report(
    outcome: Outcome,
    running: Plan,
    uploaded: dict[str, str],
    problems: tuple[Problem, ...],
    language: str,
    withdrawn: tuple[str, ...] = (),
) -> Report:
    """Laid down beside the workspace: of the last check, and of each file of the notice."""
    report = Report(
        outcome=outcome,
        version=running.version,
        published_at=running.published_at,
        checked_at=clock.now(),
        uploaded=tuple(sorted(uploaded)),
        problems=problems,
        withdrawn=withdrawn,
    )
    page = report_page.html(report, language, running.settings.timezone).encode()
    for name in ("latest", *report.uploaded):
        uploads.write_report(f"reports/{name}.html", page, "text/html; charset=utf-8")
        uploads.write_report(f"reports/{name}.json", report.as_json(), "application/json")
    return report


def _workspace_part(listing: uploads.Listing) -> uploads.Listing:
    return {key: tag for key, tag in listing.items() if workspace.belongs(key)}


def _newest(notices: Iterable[UploadNotice]) -> dict[str, str]:
    """Key → the largest sequencer."""
    newest: dict[str, str] = {}
    for notice in notices:
        if notice.key not in newest or _at_most(newest[notice.key], notice.sequencer):
            newest[notice.key] = notice.sequencer
    return newest


def _at_most(one: str, other: str) -> bool:
    """S3's order: hexadecimal numbers, of which the shorter is filled up with zeros on the right."""
    length = max(len(one), len(other))
    return one.ljust(length, "0") <= other.ljust(length, "0")
