"""Approval: where what runs asks for it, nothing that arrives changes anything before somebody says yes, whichever way
it comes; and what was decided stays with it."""

import json
from typing import Any

import boto3
import pytest
from mikomi.aws import candidates, plans, uploads
from mikomi.shell import approval, pushes, reports, rollback
from mikomi.shell.approval import DecidedAlready, NoSuchCandidate

from tests.core.workspaces import examples
from tests.functions.test_publish import bring, notice, put, report
from tests.functions.test_push import changed, limit, plain, push_of, send
from tests.functions.world import World


def asking(files: dict[str, bytes], *, on: bool = True) -> dict[str, bytes]:
    said = json.loads(files["settings.json"])
    return {**files, "settings.json": json.dumps({**said, "approval": on}, ensure_ascii=False).encode()}


@pytest.fixture
def asked(world: World) -> World:
    """Version 1 runs, and asks for approval. It was published without: what ran before did not ask."""
    bring(notice(send(push_of(asking(examples()), 0))))
    assert plans.pointer_version() == 1 and running().approval
    return world


def running() -> Any:
    plans.forget()
    return plans.active().settings


def said_yes(number: int, over: int | None = None) -> None:
    """Approved, and its push has arrived."""
    bring(notice(approval.approve(number, over or plans.pointer_version(), "suzuki")))


def pushed(limit_of: int, **more: Any) -> str:
    key = send(push_of(asking(changed(limit_of)), plans.pointer_version(), **more))
    bring(notice(key))
    return key


def test_a_push_waits_until_somebody_says_yes(asked: World) -> None:
    """It is told to wait, its files stay where they are; approved it runs, and the version says who asked and who said
    yes."""
    before = plain()
    key = pushed(7, by="sato", note="more mails")
    assert (report(key)["outcome"], report(key)["candidate"], report(key)["version"]) == ("waiting", 1, 1)
    assert plans.pointer_version() == 1 and plain() == before
    bring(notice(key))
    assert [each.number for each in candidates.latest(9)] == [1]
    said_yes(1)
    record = reports.record_of(2)
    assert running() and limit() == 7 and record
    assert (record.by, record.note, record.approved_by, record.over) == ("sato", "more mails", "suzuki", 1)
    assert json.loads(plain()["settings.json"]) and uploads.read("settings.json") == asking(changed(7))["settings.json"]
    bring(notice("pushes/candidate-1-over-1.zip"))
    assert plans.pointer_version() == 2


def test_single_files_wait_too(asked: World) -> None:
    """The bucket holds them, nothing runs of them; taken back before anybody decided they wait no more."""
    bring(put("settings.json", asking(changed(8))["settings.json"]))
    assert (report()["outcome"], plans.pointer_version()) == ("waiting", 1)
    bring(notice("settings.json"))
    assert [each.state for each in candidates.latest(9)] == ["waiting"]
    bring(put("settings.json", asking(examples())["settings.json"]))
    assert [each.state for each in candidates.latest(9)] == ["taken_back"]
    with pytest.raises(DecidedAlready):
        approval.approve(1, 1, "suzuki")
    bring(put("settings.json", asking(changed(8))["settings.json"]))
    said_yes(2)
    assert running() and limit() == 8 and plans.pointer_version() == 2


def test_no_is_kept_with_its_reason(asked: World) -> None:
    """What was refused stays so however often its notices come; pushed again it is asked again."""
    bring(put("settings.json", asking(changed(8))["settings.json"]))
    approval.refuse(1, "suzuki", "too many mails")
    bring(notice("settings.json"))
    (refused,) = candidates.latest(9)
    assert (refused.state, refused.decided_by, refused.because) == ("refused", "suzuki", "too many mails")
    with pytest.raises(DecidedAlready):
        approval.approve(1, 1, "tanaka")
    with pytest.raises(NoSuchCandidate):
        approval.refuse(9, "suzuki", "-")
    pushed(8)
    assert [each.state for each in candidates.latest(9)] == ["waiting", "refused"] and plans.pointer_version() == 1


def test_the_later_takes_the_place_of_the_earlier(asked: World) -> None:
    """One waits at a time; of the earlier nothing can come any more."""
    pushed(7)
    pushed(9)
    assert [(each.number, each.state) for each in candidates.latest(9)] == [(2, "waiting"), (1, "replaced")]
    with pytest.raises(DecidedAlready):
        approval.approve(1, 1, "suzuki")
    said_yes(2)
    assert running() and limit() == 9


def test_what_switches_it_off_is_approved_itself(asked: World) -> None:
    """Off only by a yes; from then on nothing asks any more."""
    key = send(push_of(asking(changed(7), on=False), 1))
    bring(notice(key))
    assert running().approval and report(key)["outcome"] == "waiting"
    said_yes(1)
    assert not running().approval
    bring(notice(send(push_of(changed(3), 2))))
    assert running() and limit() == 3


def test_going_back_needs_no_yes(asked: World) -> None:
    """To a version that ran and asks itself; to one from before it was switched on it does, and so does a push that
    only says that it goes back."""
    pushed(7)
    said_yes(1)
    pushes_key = pushes.send(rollback.made(1, "sato"))
    bring(notice(pushes_key))
    assert plans.pointer_version() == 3 and limit() == 2
    lie = send(push_of(asking(changed(6)), 3, of=2))
    bring(notice(lie))
    assert (report(lie)["outcome"], plans.pointer_version()) == ("waiting", 3)


def test_a_version_that_did_not_ask_is_not_gone_back_to_unasked(world: World) -> None:
    """Else going back would switch approval off."""
    bring(notice(send(push_of(examples(), 0))))
    bring(notice(send(push_of(asking(changed(3)), 1))))
    bring(notice(pushes.send(rollback.made(1, "sato"))))
    assert plans.pointer_version() == 2 and [each.state for each in candidates.latest()] == ["waiting"]


def test_a_yes_is_for_what_was_looked_at(asked: World) -> None:
    """Another content under the name of what was approved, the same over another version, an asset exchanged: each
    waits anew. Pressed twice it goes out once."""
    pushed(7)
    with pytest.raises(DecidedAlready):
        approval.approve(1, 9, "suzuki")
    key = approval.approve(1, 1, "suzuki")
    assert approval.approve(1, 1, "suzuki") == key
    put(key, push_of(asking(changed(99)), 1))
    bring(notice(key))
    assert plans.pointer_version() == 1 and report(key)["outcome"] == "waiting"
    asset = next(name for name in examples() if name.startswith("assets/"))
    files = {**asking(changed(7)), asset: b"%PDF-other"}
    other = send(push_of(files, 1))
    bring(notice(other))
    assert plans.pointer_version() == 1 and report(other)["outcome"] == "waiting"


def test_assets_of_a_push_travel_with_it(asked: World) -> None:
    """Until the yes they lie nowhere but in what waits."""
    files = {**asking(changed(7)), "assets/new.pdf": b"%PDF-new"}
    bring(notice(send(push_of(files, 1))))
    assert "assets/new.pdf" not in plain()
    said_yes(1)
    body = boto3.client("s3", region_name="ap-northeast-1").get_object(Bucket="workspace", Key="assets/new.pdf")
    assert body["Body"].read() == b"%PDF-new"
