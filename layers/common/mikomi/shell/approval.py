"""Where the running version asks for approval, what arrives waits for somebody's yes, and nothing that runs changes.

Rules
1. What runs decides whether approval is asked for: so what switches it off has to be approved itself.
2. Approved is what a plan says, over the version that ran when somebody said yes: a push of it goes out then, and is
   published as any other. Whatever says something else, whichever way it came, waits anew.
3. Going back to a version that has run, and that asks for approval itself, needs none.
4. One waits at a time: the later takes the place of the earlier. Who decided, when and why stays with it.
5. What was uploaded and taken back before anybody decided waits no more.
"""

from collections.abc import Mapping
from hashlib import sha256

from mikomi import clock
from mikomi.aws import candidates, plans, uploads
from mikomi.aws.candidates import Proposal
from mikomi.core.checking import workspace
from mikomi.model.plan import Plan
from mikomi.model.push import Push, packed, unpacked
from mikomi.shell import reports


class NoSuchCandidate(LookupError):
    """There is none of this number."""


class DecidedAlready(Exception):
    """Somebody else decided, a later one took its place, or another version runs by now."""


def allows(plan: Plan, push: Push, key: str, running: Plan) -> bool:
    """Whether this may be published over the running version."""
    if not running.version or not running.settings.approval:
        return True
    return _is_approved(plan, push, key, running) or _has_run(plan, push)


def ask(plan: Plan, push: Push, key: str, running: Plan) -> Proposal | None:
    """Let it wait for a yes; None if another came between. What waits or was refused already does so still."""
    digest, last = _digest(plan, push.manifest.files), next(iter(candidates.latest()), None)
    same = last if last and (last.digest, last.over) == (digest, running.version) else None
    if same and (same.state in ("waiting", "approved") or (same.state == "refused" and not key)):
        return same
    number, said = last.number + 1 if last else 1, push.manifest
    files = candidates.write(number, packed(push), plan.model_dump_json(by_alias=True, exclude_none=True).encode())
    asked = Proposal(
        number=number,
        digest=digest,
        over=running.version,
        files=files,
        asked_at=clock.now(),
        pushed=key,
        by=said.by,
        note=said.note,
    )
    return asked if candidates.begin(asked) else None


def taken_back(running: Plan) -> None:
    """The workspace says what runs: whatever of it waited waits no more. A push waits whatever lies in the bucket."""
    last = next(iter(candidates.latest()), None) if running.settings.approval else None
    if last and last.state == "waiting" and not last.pushed:
        candidates.decide(last, "taken_back", "", last.over, clock.now())


def approve(number: int, over: int, by: str) -> str:
    """Say yes to it, over the version that was looked at; the key of the push that goes out. NoSuchCandidate,
    DecidedAlready."""
    candidate = _the_last(number)
    if plans.pointer_version() != over:
        raise DecidedAlready(number)
    # pressed again after the first time died before its push, it goes out under the same name
    again = candidate.state == "approved" and candidate.over == over
    if not again and not candidates.decide(candidate, "approved", by, over, clock.now()):
        raise DecidedAlready(number)
    body = candidates.read_files(candidate)
    if body is None:
        raise NoSuchCandidate(number)
    push = unpacked(body)
    manifest = push.manifest.model_copy(update={"over": over})
    key = candidates.key_of(number, over)
    uploads.write(key, packed(push.model_copy(update={"manifest": manifest})))
    return key


def refuse(number: int, by: str, because: str) -> None:
    """Say no to it. NoSuchCandidate, DecidedAlready."""
    candidate, now = _the_last(number), clock.now()
    running = plans.version(plans.pointer_version())
    if running.settings.publish_reports:
        from mikomi.shell.effects import publish_report

        publish_report.is_to_be_refused(number, running, now)
    if not candidates.decide(candidate, "refused", by, candidate.over, now, because):
        raise DecidedAlready(number)


def plan_of(candidate: Proposal) -> Plan | None:
    """What it would be; None if that is not there any more."""
    body = candidates.read_plan(candidate)
    return Plan.read(body) if body else None


def _the_last(number: int) -> Proposal:
    if candidates.read(number) is None:
        raise NoSuchCandidate(number)
    last = candidates.latest()[0]
    if last.number != number:
        raise DecidedAlready(number)
    return last


def _is_approved(plan: Plan, push: Push, key: str, running: Plan) -> bool:
    number = candidates.number_in(key)
    one = next(iter(candidates.latest()), None) if number is None else candidates.read(number)
    digest = _digest(plan, push.manifest.files)
    return one is not None and (one.state, one.over, one.digest) == ("approved", running.version, digest)


def _has_run(plan: Plan, push: Push) -> bool:
    """Whether it brings back, to the letter, a version that has run and asks for approval itself."""
    number = push.manifest.of
    record = reports.record_of(number) if number else None
    if record is None or not plan.settings.approval:
        return False
    then = plans.version(record.number)
    # the language may have another edition by now
    same = plan.model_copy(update={"edition": then.edition}).says_the_same(then)
    return same and _assets(record.files) == _assets(push.manifest.files)


def _digest(plan: Plan, files: Mapping[str, str]) -> str:
    """Of all that it says, and of the content of its assets."""
    said = plan.content().model_dump_json(by_alias=True, exclude_none=True)
    return sha256("\n".join([said, *_assets(files)]).encode()).hexdigest()


def _assets(files: Mapping[str, str]) -> list[str]:
    return sorted(f"{name} {mark}" for name, mark in files.items() if workspace.is_asset(name))
