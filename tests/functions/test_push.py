"""publish on moto, a whole workspace in one file: all of it goes live or nothing; and files that arrive one by one wait
for a quiet moment."""

import io
import itertools
import json
import zipfile
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import api, plans, uploads, versions
from mikomi.core.checking import workspace
from mikomi.core.checking.version_record import VersionRecord
from mikomi.model.push import Manifest, NoPush, Push, mark, packed, unpacked
from mikomi.settings import settings
from mikomi.shell import pushes

from functions.publish import app
from tests.core.workspaces import examples
from tests.functions.test_publish import bring, notice, put, report, upload_examples
from tests.functions.world import REGION, World

MINUTE = 60_000
_numbers = itertools.count(1)


def changed(limit: int) -> dict[str, bytes]:
    files = examples()
    settings_now = files["settings.json"].replace(b'"marketing_mails": 2', b'"marketing_mails": %d' % limit)
    return {**files, "settings.json": settings_now}


def push_of(files: dict[str, bytes], over: int, **more: Any) -> bytes:
    marks = {name: mark(body) for name, body in files.items()}
    return packed(Push(manifest=Manifest(over=over, files=marks, **more), contents=files))


def send(body: bytes) -> str:
    key = f"pushes/{next(_numbers)}.zip"
    put(key, body)
    return key


def woken() -> int:
    """Deliver what waits in the publish queue, whatever its delay; how many messages there were."""
    sqs, url = boto3.client("sqs", region_name=REGION), settings().publish_queue_url
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in found:
        app.handler({"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": message["Body"]}]}, None)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return len(found)


def delays(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Messages are due at once; what is noted is for how long they were meant to wait."""
    noted: list[int] = []
    carry = api.carry

    def at_once(service: str, operation: str, parameters: Any) -> Any:
        if operation == "SendMessage":
            noted.append(parameters["DelaySeconds"])
            parameters = {**parameters, "DelaySeconds": 0}
        return carry(service, operation, parameters)

    monkeypatch.setattr(api, "carry", at_once)
    return noted


def limit() -> int:
    limits = plans.active().settings.limits
    assert limits is not None
    return limits.marketing_mails


def plain() -> dict[str, str]:
    return {key: tag for key, tag in uploads.listing().items() if not key.startswith(("reports/", "pushes/"))}


def test_a_push_is_one_version(world: World) -> None:
    """One file, one version; the bucket then shows what runs, and the version keeps who, what for and its files."""
    key = send(push_of(changed(3), 0, by="sato", note="夏の準備"))
    bring(notice(key))
    assert plans.pointer()[:3] == (1, 0, "") and limit() == 3
    told = report(key)
    assert (told["outcome"], told["version"]) == ("published", 1) and report() == told
    assert plain() == {name: mark(body) for name, body in changed(3).items()}
    record = VersionRecord.read(versions.read_record(1) or b"")
    assert (record.by, record.note, record.pushed, record.number) == ("sato", "夏の準備", key, 1)
    held = unpacked(versions.read_files(1) or b"")
    texts = {name: body for name, body in changed(3).items() if not name.startswith("assets/")}
    assert held.contents == texts and held.manifest.files.keys() == changed(3).keys()
    for path in plain():  # what it laid out tells of itself
        bring(notice(path))
    assert plans.pointer_version() == 1 and report() == told


def test_a_push_takes_exactly_what_it_names(world: World) -> None:
    """A file that it does not name is no part of the version; it goes from the bucket only where the push says so."""
    bring(*upload_examples())
    files = {name: body for name, body in changed(5).items() if name != "scenarios/winter-sale.json"}
    bring(notice(send(push_of(files, 1))))
    assert "winter-sale" not in plans.active().scenarios and "scenarios/winter-sale.json" in plain()
    bring(
        notice(
            send(
                push_of(
                    {**files, "settings.json": changed(6)["settings.json"]}, 2, removes=["scenarios/winter-sale.json"]
                )
            )
        )
    )
    assert "scenarios/winter-sale.json" not in plain() and limit() == 6


def test_a_bad_push_touches_nothing(world: World) -> None:
    """What is refused leaves version and bucket alone, and says where it is wrong."""
    bring(*upload_examples())
    before = plain()
    key = send(push_of({**examples(), "scoring.json": b"{"}, 1))
    bring(notice(key))
    assert report(key)["outcome"] == report()["outcome"] == "refused"
    assert "scoring.json" in {each["file"] for each in report(key)["problems"]}
    assert plain() == before and plans.pointer()[:3] == (1, 0, "")


DAMAGE = {"cut": "E-push", "nothing": "E-push"} | dict.fromkeys(("other", "unnamed", "missing"), "E-push-file")


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_whole_is_no_push(world: World, damage: str) -> None:
    """Half a file, a content that is not the one named, a file that nobody named: refused, in words."""
    body, files = push_of(changed(3), 0), changed(3)
    marks = {name: mark(each) for name, each in files.items()}
    if damage == "cut":
        body = body[: len(body) // 2]
    elif damage == "missing":
        body = packed(Push(manifest=Manifest(files={**marks, "mails/more.html": '"x"'}), contents=files))
    elif damage == "nothing":
        body = b""
    else:
        named = {**marks, "settings.json": '"x"'} if damage == "other" else {**marks}
        more = {"mails/more.html": b"x"} if damage == "unnamed" else {}
        body = packed(Push(manifest=Manifest(files=named), contents={**files, **more}))
    key = send(body)
    bring(notice(key))
    assert report(key)["outcome"] == "refused" and report(key)["problems"][0]["code"] == DAMAGE[damage]
    assert plans.pointer_version() == 0


def test_a_bomb_is_not_unpacked() -> None:
    """What says that it is larger than a push may be is not read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for number in range(5):
            pack.writestr(f"assets/{number}", bytes(50_000_000))
    with pytest.raises(NoPush):
        unpacked(made.getvalue())


def test_an_asset_that_lies_there_need_not_travel(world: World) -> None:
    """It is named alone; replaced meanwhile, the push is refused, and says so."""
    bring(*upload_examples())
    files, asset = changed(3), "assets/guide.pdf"
    marks = {name: mark(body) for name, body in files.items()}
    light = packed(
        Push(manifest=Manifest(over=1, files=marks), contents={n: b for n, b in files.items() if n != asset})
    )
    put(asset, b"another")
    key = send(light)
    bring(notice(key))
    assert [each["code"] for each in report(key)["problems"]] == ["E-push-asset"] and plans.pointer_version() == 1
    put(asset, files[asset])
    again = send(light)
    bring(notice(again))
    assert report(again)["outcome"] == "published" and asset in plans.active().assets


def test_of_two_who_push_at_once_the_second_is_told(world: World) -> None:
    """Nobody's work is overwritten unseen: who pushed over an older version hears which one is there now. The last
    report stays that of what runs; and a notice that comes again later does nothing."""
    bring(*upload_examples())
    first, second = send(push_of(changed(3), 1)), send(push_of(changed(4), 1))
    bring(notice(first))
    bring(notice(second))
    assert limit() == 3 and [each["code"] for each in report(second)["problems"]] == ["E-push-over"]
    assert report()["outcome"] == "published" and "version 2" in report(second)["problems"][0]["message"]["en"]
    third = send(push_of(changed(4), 2))
    bring(notice(third))
    for late in (first, second, third, first):
        bring(notice(late))
    assert limit() == 4 and plans.pointer_version() == 3 and plain() == {n: mark(b) for n, b in changed(4).items()}


def test_whoever_comes_while_files_are_laid_out_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that arrives in the middle of a push waits until the push lies there whole."""
    noted = delays(monkeypatch)
    bring(*upload_examples())
    lay = pushes._lay
    met: list[int] = []

    def meeting(push: Push, key: str) -> None:
        put("scoring.json", changed(3)["scoring.json"] + b"\n")
        bring(notice("scoring.json"))
        met.append(plans.pointer_version())
        lay(push, key)

    monkeypatch.setattr(pushes, "_lay", meeting)
    bring(notice(send(push_of(changed(3), 1))))
    assert met == [2] and noted == [20]
    monkeypatch.setattr(pushes, "_lay", lay)
    assert woken() == 1 and limit() == 3 and plans.pointer_version() == 2


def test_what_a_dead_publisher_left_is_finished(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before its files lie there: whoever comes next waits until it is surely gone, and lays them out first."""
    delays(monkeypatch)
    bring(*upload_examples())
    lay, now = pushes._lay, clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)

    def dying(push: Push, key: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(pushes, "_lay", dying)
    key = send(push_of(changed(3), 1))
    with pytest.raises(ConnectionError):
        bring(notice(key))
    monkeypatch.setattr(pushes, "_lay", lay)
    assert plans.pointer().pushed == key and plain() != {n: mark(b) for n, b in changed(3).items()}
    bring(notice("scoring.json"))
    assert plans.pointer().pushed == key
    monkeypatch.setattr(clock, "now", lambda: now + 2 * MINUTE)
    assert woken() == 1
    assert plans.pointer().pushed == "" and plain() == {n: mark(b) for n, b in changed(3).items()}
    bring(notice(key))
    assert plans.pointer_version() == 2 and report(key)["version"] == 2 and report()["outcome"] == "published"


CALLS = 80


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_death_at_any_call_of_a_push(world: World, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    """Killed before or after each AWS call in turn, and brought again later: one version, whole, with a report, and the
    bucket as it runs."""
    delays(monkeypatch)
    real, now = api.carry, clock.now()
    for at in itertools.count():
        version = at
        files = changed(10 + at)
        key = send(push_of(files, version))
        made = itertools.count()

        def dying(service: str, name: str, parameters: Any, made: Any = made, at: int = at) -> Any:
            number = next(made)
            if number == at and lost == "before":
                raise ConnectionError(name)
            answer = real(service, name, parameters)
            if number == at:
                raise ConnectionError(name)
            return answer

        monkeypatch.setattr(api, "carry", dying)
        try:
            bring(notice(key))
            survived = True
        except ConnectionError:
            survived = False
        monkeypatch.setattr(api, "carry", real)
        plans.forget()
        now += 2 * MINUTE
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        bring(notice(key))
        version += 1
        assert plans.pointer()[0] == version and plans.pointer().pushed == "" and limit() == 10 + at
        assert plain() == {name: mark(body) for name, body in files.items()}
        assert report(key)["version"] == version == report()["version"] and versions.read_record(version)
        if survived:
            return
        assert at < CALLS


@pytest.fixture
def quiet(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setenv("MIKOMI_QUIET_SECONDS", "8")
    settings.cache_clear()
    return delays(monkeypatch)


def test_many_files_are_one_version(quiet: list[int]) -> None:
    """Each notice waits; the last one publishes for all, once, and the report is that of the version."""
    for each in upload_examples():
        bring(each)
    whole = {name for name in examples() if workspace.belongs(name)}
    assert plans.pointer_version() == 0 and quiet == [8] * len(whole)
    while woken():
        pass
    assert plans.pointer_version() == 1 and plans.active().scenarios.keys() == {
        "doc-request",
        *plans.active().scenarios,
    }
    assert report()["outcome"] == "published" and set(report()["uploaded"]) == whole


def test_whoever_is_woken_while_more_arrives_does_nothing(quiet: list[int]) -> None:
    """A file more, before the quiet moment was over: it begins anew."""
    files = upload_examples()
    for each in files[:5]:
        bring(each)
    sqs = boto3.client("sqs", region_name=REGION)
    early = sqs.receive_message(QueueUrl=settings().publish_queue_url, MaxNumberOfMessages=10)["Messages"]
    for each in files[5:]:
        bring(each)
    for message in early:
        app.handler({"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": message["Body"]}]}, None)
    assert plans.pointer_version() == 0
    while woken():
        pass
    assert plans.pointer_version() == 1


def test_a_push_waits_for_nobody(quiet: list[int]) -> None:
    """It is whole: it is published at once."""
    bring(notice(send(push_of(changed(3), 0))))
    assert plans.pointer_version() == 1 and quiet == []


def test_what_the_queue_gives_up_is_told_as_an_upload() -> None:
    """The dead letters name the files, as for a notice that Lambda gave up."""
    from mikomi.core.telling import given_up

    assert given_up.read(json.dumps({"arrival": 3, "files": {"scoring.json": "1"}})) == (("scoring.json",), "")
    assert given_up.read(json.dumps({"push": "pushes/1.zip"})) == (("pushes/1.zip",), "")
