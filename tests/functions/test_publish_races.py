"""publish while others upload and publish: no plan of two halves, no older view that wins, few reads for one notice."""

import itertools
from typing import Any

import pytest
from mikomi.aws import api, plans, uploads
from mikomi.core.checking import workspace
from mikomi.shell import publication

from tests.core.workspaces import examples
from tests.functions.test_publish import BAD, bring, limit, put, report, running
from tests.functions.world import World

__all__ = ["running"]


def test_of_two_publishers_the_one_with_the_older_view_loses(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one publisher has read the files, another upload is published: the first starts over and agrees."""
    first = put("settings.json", limit(3))
    publish = plans.publish
    raced: list[object] = []

    def late(plan: Any, *, over: plans.Pointer, pushed: str) -> Any:
        if not raced:
            raced.append(plan)
            bring(put("settings.json", limit(4)))
        return publish(plan, over=over, pushed=pushed)

    monkeypatch.setattr(plans, "publish", late)
    bring(first)
    limits = plans.active().settings.limits
    assert limits is not None and limits.marketing_mails == 4
    assert plans.pointer_version() == 2


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_taken_back_meanwhile_does_not_go_through(
    running: World, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """While a slow publisher has read a change, what ran before is uploaded again, once or twice: it goes on to run."""
    before = plans.active()
    changed = put("settings.json", limit(3))
    publish = plans.publish
    raced: list[str] = []

    def late(plan: Any, *, over: plans.Pointer, pushed: str) -> Any:
        while len(raced) < times:
            bring(put("settings.json", examples()["settings.json"]))
            raced.append(report()["outcome"])  # of what runs
        return publish(plan, over=over, pushed=pushed)

    monkeypatch.setattr(plans, "publish", late)
    bring(changed)
    assert raced == ["published"] * times
    assert plans.active() == before and plans.pointer()[:2] == (1, times + 1)
    monkeypatch.undo()
    bring(put("settings.json", limit(4)))
    assert plans.pointer()[:2] == (plans.active().version, 0), "and the next change is published as ever"
    limits = plans.active().settings.limits
    assert limits is not None and limits.marketing_mails == 4


def test_a_publisher_that_leaves_no_mark_is_found(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted bug: who finds the workspace unchanged does not say so, and what was taken back goes through."""
    before, publish = plans.active(), plans.publish
    raced: list[bool] = []

    def late(plan: Any, *, over: plans.Pointer, pushed: str) -> Any:
        if not raced:
            raced.append(True)
            bring(put("settings.json", examples()["settings.json"]))
        return publish(plan, over=over, pushed=pushed)

    monkeypatch.setattr(plans, "confirm", lambda _version, **_more: True)
    monkeypatch.setattr(plans, "publish", late)
    bring(put("settings.json", limit(3)))
    assert raced and plans.active() != before


def test_files_that_change_while_they_are_read_are_read_again(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No plan is made of two halves of two uploads."""
    first = put("settings.json", BAD)
    listing = uploads.listing
    seen: list[object] = []

    def changing() -> uploads.Listing:
        if len(seen) == 1:
            put("settings.json", limit(5))
        seen.append(None)
        return listing()

    monkeypatch.setattr(uploads, "listing", changing)
    bring(first)
    assert report()["outcome"] == "published" and plans.pointer_version() == 2


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the workspace's files that are read from here on, each time that one is."""
    reads: list[str] = []
    call = api.call

    def counting(service: str, operation: str, /, **params: Any) -> Any:
        if operation == "GetObject" and params["Bucket"] == "workspace" and workspace.belongs(params["Key"]):
            reads.append(params["Key"])
        return call(service, operation, **params)

    monkeypatch.setattr(uploads, "call", counting)
    return reads


def test_one_notice_reads_again_what_has_changed_alone(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While others upload one file again and again, all files are read once and that one with each look: so the calls
    of one notice stay few (I30), and what is published is what lies there in the end."""
    first, listing, looks = put("settings.json", limit(5)), uploads.listing, itertools.count()

    def changing(folder: str = "") -> uploads.Listing:
        # the second listing of a look, by which it sees that it has to look again
        if (look := next(looks)) in (1, 3, 5):
            put("settings.json", limit(5 + look))
        return listing(folder)

    monkeypatch.setattr(uploads, "listing", changing)
    reads = _counted(monkeypatch)
    bring(first)
    assert len(reads) == len({*reads}) + 3 and reads.count("settings.json") == 4
    assert {*reads} == {key for key in examples() if workspace.belongs(key) and not workspace.is_asset(key)}
    limits = plans.active().settings.limits
    assert limits is not None and limits.marketing_mails == 10


def test_what_came_after_the_listing_is_not_read_for_what_was_listed(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes between the listing and its reading, and is then changed back, is read again: what was read
    belongs to the ETag that came with it, never to the one that stood in the listing."""
    first, read = put("settings.json", limit(5)), uploads.read_tagged
    looks: list[str] = []

    def crossed(key: str) -> Any:
        if key != "settings.json":
            return read(key)
        looks.append(key)
        if len(looks) > 1:
            return read(key)
        put(key, limit(9))
        upload = read(key)
        put(key, limit(5))  # before the second listing, which is the first one's again
        return upload

    monkeypatch.setattr(uploads, "read_tagged", crossed)
    bring(first)
    limits = plans.active().settings.limits
    assert limits is not None and limits.marketing_mails == 5


def test_a_workspace_that_never_rests_is_given_back(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others win every time: the notice is raised, for Lambda to bring again; nothing is half done."""
    monkeypatch.setattr(plans, "publish", lambda plan, over, pushed: None)
    with pytest.raises(publication.StillChanging):
        bring(put("settings.json", limit(7)))
    assert plans.pointer_version() == 1
