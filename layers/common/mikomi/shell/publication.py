"""A workspace file or a push arrived: gather the workspace, decide whether it is a plan, publish it, report.

Rules
1. What is checked is the whole workspace as it stands in the bucket, never the one file of the notice. So notices may
   come late, twice or in any order, and a workspace of which half has arrived is reported and waits for the other
   half. Of a push it is exactly what the push names.
2. The pointer is read before the files and moves only from what was read (`aws.plans`): a publisher that saw older
   files than another never has the last word.
3. The same content makes no new version. A workspace with an error leaves the running version alone.
4. Either way a report lies in the bucket (`shell.reports`).
5. Files that arrive together wait for a quiet moment (`shell.arrivals`), and become one version.
6. Where what runs asks for approval, what is not approved waits for it (`shell.approval`); by no way round it.
7. While others upload, one notice looks several times; each look reads the files alone whose ETag is another than that
   of the body that was read before.
8. Of a push the pointer names it as it moves, then its files are laid out; whoever finds it so finishes that first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mikomi import clock, observe
from mikomi.aws import plans, uploads
from mikomi.aws.plans import Pointer
from mikomi.aws.uploads import TaggedFile
from mikomi.core.checking import workspace
from mikomi.core.checking.report import Report
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem
from mikomi.model.push import Manifest, NoPush, Push
from mikomi.settings import settings
from mikomi.shell import approval, pushes, reports
from mikomi.shell.everybody import audience, look_back, mailing

TRIES = 8
"""Checks of one notice while others upload and publish; after that Lambda brings the notice again."""


class StillChanging(RuntimeError):
    """Others kept publishing. The notice comes again."""


class BeingLaidOut(RuntimeError):
    """The files of a push are being laid out: nobody publishes until they are."""


@dataclass(frozen=True)
class UploadNotice:
    """What a notice tells: a file was written or removed, and S3's number of that change (larger is later)."""

    key: str
    sequencer: str = ""


@dataclass(frozen=True)
class _Seen:
    """A workspace as it was gathered: of assets only the names. `key` is that of the push that it came by."""

    files: dict[str, bytes]
    push: Push
    key: str = ""


def receive(notices: Iterable[UploadNotice]) -> Report | None:
    """What became of the workspace; None if none of the files belongs to it (a report of ours, a hidden file)."""
    uploaded = _newest(notice for notice in notices if workspace.belongs(notice.key))
    return _until_settled(uploaded) if uploaded else None


def receive_push(key: str) -> Report | None:
    """What became of this push; None if that was told before, or it is not there any more."""
    if reports.is_told(key):
        return None
    return _until_settled({key: ""}, key)


def _until_settled(uploaded: dict[str, str], key: str = "") -> Report | None:
    read: dict[str, TaggedFile | None] = {}
    for attempt in range(TRIES):
        pointer = plans.pointer()
        if pointer.pushed:
            if pointer.is_being_laid(clock.now()):
                raise BeingLaidOut(pointer.pushed)
            _finish(pointer)
            continue
        running = plans.version(pointer.version)
        seen = _of_push(key, running) if key else _gathered(read, settled=attempt < TRIES - 1)
        if isinstance(seen, Report):
            return seen
        if key and not seen:
            return None
        if seen and (report := _check(seen, pointer, running, uploaded)):
            return report
    raise StillChanging(f"the workspace kept changing during {TRIES} checks")


def _gathered(read: dict[str, TaggedFile | None], *, settled: bool) -> _Seen | None:
    """The bucket's files as they are now; None if they changed while they were read, where `settled` asks. `read`: what
    this notice read in its looks before, and reads in this one; nothing where the file was gone since the listing."""
    seen = _workspace_part(uploads.listing())
    texts = [key for key in seen if not workspace.is_asset(key)]
    for key in texts:
        if _tag(read.get(key)) != seen[key]:
            read[key] = uploads.read_tagged(key)
    is_as_listed = all(_tag(read[key]) == seen[key] for key in texts)
    if settled and not (is_as_listed and _workspace_part(uploads.listing()) == seen):
        return None
    files = {key: upload.body for key in texts if (upload := read[key])}
    assets = {key: b"" for key in seen if workspace.is_asset(key)}
    return _Seen({**files, **assets}, Push(manifest=Manifest(files=seen), contents=files))


def _tag(upload: TaggedFile | None) -> str:
    return upload.tag if upload else ""


def _of_push(key: str, running: Plan) -> _Seen | Report | None:
    """What the push holds, or the report on why it cannot be taken; None if it is not there any more."""
    try:
        push = pushes.read(key)
        problems = pushes.problems(push) if push else ()
    except NoPush as wrong:
        push, problems = None, (pushes.flaw(key, wrong),)
    if problems:
        return reports.refused(running, (key,), problems, running.settings.language, push)
    return _with_assets(push, key) if push else None


def _with_assets(push: Push, key: str) -> _Seen:
    assets = {name: b"" for name in push.manifest.files if workspace.is_asset(name)}
    return _Seen({**_without_assets(push.contents), **assets}, push, key)


def _workspace_part(listing: uploads.Listing) -> uploads.Listing:
    return {key: tag for key, tag in listing.items() if workspace.belongs(key)}


def _without_assets(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: body for name, body in files.items() if not workspace.is_asset(name)}


def _check(seen: _Seen, pointer: Pointer, running: Plan, uploaded: dict[str, str]) -> Report | None:
    """One check. None if the ground moved: another publisher was faster."""
    plan, problems = _read(seen)
    language = workspace.language_of(seen.files)
    if plan is None:
        observe.log("workspace refused", level="WARNING", errors=sum(problem.is_error for problem in problems))
        return reports.refused(running, tuple(uploaded), problems, language, seen.push)
    if running.version and plan.says_the_same(running):
        known = all(_at_most(number, running.sequencers.get(key, "")) for key, number in uploaded.items())
        if (seen.key or not known) and not plans.confirm(running.version, pushed=seen.key):
            return None
        if seen.key and not pushes.lay(seen.push, seen.key):
            raise BeingLaidOut(seen.key)
        look_back.resume(clock.now())
        if not seen.key:
            approval.taken_back(running)
        _await_reports(running)
        mailing.published(running, clock.now())
        return reports.unchanged(running, tuple(uploaded), seen.push, problems, language)
    if seen.key and seen.push.manifest.over != running.version:
        late = pushes.problem(seen.key, "E-push-over", version=running.version)
        return reports.refused(running, (seen.key,), (late,), language, seen.push, latest=False)
    if not approval.allows(plan, seen.push, seen.key, running):
        waits = approval.ask(plan, seen.push, seen.key, running)
        return reports.waiting(waits, plan, running, tuple(uploaded), seen.push, problems, language) if waits else None
    looks_back = look_back.announce(plan, running)
    published = plans.publish(_prepared(plan, running, uploaded), over=pointer, pushed=seen.key)
    if published is None:
        return None
    if looks_back:
        look_back.published(clock.now())
    observe.log("plan published", version=published.version, over=running.version)
    audience.published(published, clock.now())
    _await_reports(published)
    mailing.published(published, clock.now())
    if seen.key and not pushes.lay(seen.push, seen.key):
        raise BeingLaidOut(seen.key)
    # a push that was told is not looked at again, so this comes last
    return reports.published(published, tuple(uploaded), seen.push, problems, language, running)


def _read(seen: _Seen) -> tuple[Plan | None, tuple[Problem, ...]]:
    return workspace.read(seen.files, clock.now(), sender_domain=settings().sender_domain)


def _finish(pointer: Pointer) -> None:
    """What another began, who is gone: its files are laid out, and whoever pushed them is told."""
    push = pushes.finish(pointer)
    if push:
        seen, running = _with_assets(push, pointer.pushed), plans.version(pointer.version)
        _, problems = _read(seen)
        reports.unchanged(running, (seen.key,), push, problems, workspace.language_of(seen.files))


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
    notices = (UploadNotice(key, number) for of in (running.sequencers, uploaded) for key, number in of.items())
    return plan.model_copy(
        update={
            "published_at": clock.now(),
            "sequencers": _newest(notice for notice in notices if notice.sequencer),
            "standing_range": (min(low, running.standing_range[0]), max(high, running.standing_range[1])),
        }
    )


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
