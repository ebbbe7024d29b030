"""publish on moto, met by what is spoilt: it is published whole, or what runs goes on untouched and a report says which
file, where and why. Never an exception, so never a dead letter.

The workspaces are those of `tests/core/test_spoilt.py`; `make proof` sends a thousand of them, here and there by hand.
"""

import json
import random
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import plans
from mikomi.core.checking import workspace
from mikomi.model import push as pushed
from mikomi.model.push import NoPush, mark, unpacked
from mikomi.shell import pushes

from tests.core import spoilt
from tests.core.workspaces import examples
from tests.effort import effort
from tests.functions import spoilt_pushes
from tests.functions.spoilt_pushes import SPOILT, Files, Sent, whole
from tests.functions.test_publish import bring, notice, put, report
from tests.functions.test_push import plain, send
from tests.functions.world import REGION, World


@pytest.fixture
def running(world: World) -> World:
    """The examples, pushed as version 1."""
    bring(notice(send(whole(examples(), 0))))
    assert plans.pointer()[:3] == (1, 0, "")
    return world


def seen() -> tuple[Any, ...]:
    """All that a refused upload must leave alone: the pointer, every plan and what is kept of its version, byte for
    byte, the bucket's own files. (Who is told of the refusal stands beside them, in `announcements/`.)"""
    s3 = boto3.client("s3", region_name=REGION)
    listed = s3.list_objects_v2(Bucket="plans")["Contents"]
    of_plans = {each["Key"]: each["ETag"] for each in listed if not each["Key"].startswith("announcements/")}
    return plans.pointer()[::2], of_plans, plain()


def bring_spoilt(body: bytes) -> tuple[str, dict[str, Any]]:
    """The outcome of this push, and its report; the law holds."""
    before, files_before = seen(), examples_of_version()
    key = send(body)
    bring(notice(key))
    told = report(key)
    after = seen()
    if told["outcome"] == "published":
        number = before[0][0] + 1
        assert after[0] == (number, "") and plans.active().version == number == told["version"]
        named = {name: of for name, of in unpacked(body).manifest.files.items() if workspace.belongs(name)}
        assert after[2].items() >= named.items(), "it lies there whole"
    else:
        assert after == before and examples_of_version() == files_before, told
        check_report(told)
    bring(notice(key))
    assert (seen(), report(key)) == (after, told), "S3's notice, once more"
    return told["outcome"], told


def check_report(told: dict[str, Any]) -> None:
    """Which file, where in it (where something in it is wrong), and why, in both languages."""
    assert told["outcome"] in ("refused", "unchanged")
    errors = [each for each in told["problems"] if each["severity"] == "error"]
    assert told["outcome"] == "unchanged" or errors
    for each in errors:
        assert each["file"] and all(len(each["message"][language]) > 5 for language in ("ja", "en")), each
        assert "Traceback" not in json.dumps(each)


def examples_of_version() -> bytes:
    return plans.active().model_dump_json().encode()


@pytest.mark.parametrize("make", SPOILT, ids=lambda make: make.__name__)
def test_what_is_nearly_a_push_changes_nothing(running: World, make: Callable[[Files, int], Sent]) -> None:
    """Each is refused in its own words, or it was right after all."""
    meets_its_end(make)


def meets_its_end(make: Callable[[Files, int], Sent]) -> None:
    changed = {**examples(), "scoring.json": examples()["scoring.json"].replace(b'"points": 50', b'"points": 49')}
    sent = make(changed, 1)
    outcome, told = bring_spoilt(sent.body)
    if sent.code is None:
        assert outcome in ("published", "refused")
        return
    assert outcome == "refused"
    errors = [each for each in told["problems"] if each["severity"] == "error"]
    assert sent.code in {each["code"] for each in errors}, errors
    if sent.file:
        assert sent.file in {each["file"] for each in errors}


def drawn(seed: int) -> Files:
    """The spoilt workspace of this seed; none asks for approval, behind which nothing more would run
    (`test_approval.py`)."""
    files = spoilt.slip(random.Random(seed)).files
    said = files.get("settings.json", b"")
    return {**files, "settings.json": said.replace(b'"approval": true', b'"approval": false')} if said else files


def push_spoilt(seed: int) -> str:
    """A spoilt workspace, pushed over what runs: it runs now exactly if the check says so."""
    files = drawn(seed)
    plan, problems = workspace.read(files)
    if any(each.code == "E-file-path" for each in problems):
        return "refused"  # no ZIP can spell it, and `mikomi push` never sends what has an error
    outcome, told = bring_spoilt(whole(files, plans.pointer_version()))
    foreign = {each["code"] for each in told["problems"]} == {"E-push-name"}
    assert foreign or (plan is None) == (outcome == "refused"), (outcome, problems)
    return outcome


def by_hand(seed: int) -> str:
    """The same files put into the bucket one by one, as an S3 client does, and noticed together."""
    files = drawn(seed)
    plan, problems = workspace.read(files)
    if "E-file-path" in {each.code for each in problems} or not all(name.strip("/.") for name in files):
        return "refused"  # S3 takes no such name
    s3 = boto3.client("s3", region_name=REGION)
    gone = [name for name in plain() if name not in files]
    for name in gone:
        s3.delete_object(Bucket="workspace", Key=name)
    notices = [*(notice(name) for name in gone), *(put(name, body) for name, body in files.items())]
    before = seen()[:2]
    bring(*notices)
    told = report()
    assert (plan is None) == (told["outcome"] == "refused"), told["outcome"]
    if plan is None:
        assert seen()[:2] == before
        check_report(told)
    elif told["outcome"] == "published":
        assert plans.active().says_the_same(plan)
    return str(told["outcome"])


def tally(act: Callable[[int], str], seeds: range) -> dict[str, int]:
    counted: dict[str, int] = {}
    for seed in seeds:
        try:
            ended = act(seed)
        except Exception as wrong:
            wrong.add_note(f"seed {seed}: {spoilt.slip(random.Random(seed)).done}")
            raise
        counted[ended] = counted.get(ended, 0) + 1
    return counted


@pytest.mark.parametrize(("act", "many"), [(push_spoilt, 25), (by_hand, 20)], ids=["pushed", "by hand"])
def test_a_spoilt_workspace_runs_whole_or_not_at_all(running: World, act: Callable[[int], str], many: int) -> None:
    """Company after company, with a slip in it, comes over the one that runs: some are refused, some run."""
    counted = tally(act, range(effort(many)))
    assert counted["refused"] > 1 and counted["published"] > 1


@pytest.mark.proof
@pytest.mark.parametrize("act", [push_spoilt, by_hand], ids=["pushed", "by hand"])
def test_a_thousand_spoilt_workspaces(running: World, act: Callable[[int], str]) -> None:
    """The same of five hundred each way."""
    print(act.__name__, tally(act, range(1_000, 1_500)))


def test_whatever_the_bytes_are_it_is_a_push_or_none() -> None:
    """Bytes exchanged, doubled or left out, anywhere in a push: it is refused, or every file is as the list says."""
    body, chance = whole(examples(), 0), random.Random(1)
    small = whole({"settings.json": examples()["settings.json"]}, 0)
    refused = 0
    for number in range(effort(1_500)):
        try:
            push = unpacked(spoilt_pushes.with_wrong_bytes(body if number % 5 == 0 else small, chance))
        except NoPush as wrong:
            refused += 1
            assert pushes.flaw("pushes/x.zip", wrong).file
        else:
            assert all(push.manifest.files[name] == mark(held) for name, held in push.contents.items())
    assert refused > effort(1_500) // 2


def test_a_push_that_was_written_over_holds_up_nobody(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its publisher died after the pointer named it, and what lies there now is no push: the next upload goes on."""

    def dying(*_: object) -> None:
        raise ConnectionError

    lay = pushes._lay
    monkeypatch.setattr(pushes, "_lay", dying)
    changed = examples()["settings.json"].replace(b'"marketing_mails": 2', b'"marketing_mails": 3')
    key = send(whole({**examples(), "settings.json": changed}, 1))
    with pytest.raises(ConnectionError):
        bring(notice(key))
    monkeypatch.setattr(pushes, "_lay", lay)
    assert plans.pointer().pushed == key
    put(key, b"PK")
    later = clock.now() + 3 * 60_000
    monkeypatch.setattr(clock, "now", lambda: later)
    bring(put("settings.json", changed.replace(b'"marketing_mails": 3', b'"marketing_mails": 4')))
    limits = plans.active().settings.limits
    assert plans.pointer().pushed == "" and limits is not None and limits.marketing_mails == 4


# --- planted bugs: the tests above can fail


def test_a_publisher_that_lays_out_whatever_is_named_is_found(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The push within a push would have been published in its turn."""
    monkeypatch.setattr(pushes, "_may_lie", lambda name: True)
    with pytest.raises(AssertionError):
        meets_its_end(spoilt_pushes.a_push_in_a_push)


def test_a_publisher_that_trusts_the_packing_is_found(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data that cannot be unpacked would have been a dead letter."""
    unreadable = tuple(each for each in pushed._UNREADABLE if each.__module__ != "zlib")
    monkeypatch.setattr(pushed, "_UNREADABLE", unreadable)
    with pytest.raises(Exception, match="decompressing"):
        meets_its_end(spoilt_pushes.unpackable)


def test_a_publisher_that_passes_over_errors_is_found(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be read of a broken workspace would have replaced the one that runs."""
    read = workspace.read

    def as_far(files: Files, now: int | None = None, **more: Any) -> Any:
        return read(files, now, as_far=now is not None, **more)

    monkeypatch.setattr(workspace, "read", as_far)
    with pytest.raises(AssertionError):
        meets_its_end(spoilt_pushes.symlink_for_a_scenario)
