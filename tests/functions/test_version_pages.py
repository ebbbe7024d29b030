"""The versions in the console and the read API: what each changed in words, by whom it came, and an earlier one brought
back by a button."""

import re
from html import unescape
from typing import Any

import boto3
import pytest
from mikomi.aws import plans, uploads
from mikomi.settings import settings
from mikomi.shell import history

from tests.core.workspaces import examples
from tests.functions import beginnings, read_api
from tests.functions.test_publish import bring, notice, upload_examples
from tests.functions.test_push import changed, push_of, send
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.world import REGION, World

EVIL = "<script>alert(1)</script>"


def publish_twice() -> None:
    """As `published` tells it."""
    bring(*upload_examples())
    files = {name: body for name, body in changed(5).items() if name != "scenarios/winter-sale.json"}
    gone = ["scenarios/winter-sale.json"]
    bring(notice(send(push_of(files, 1, by=f"sato {EVIL}", note=EVIL, removes=gone))))
    assert plans.pointer_version() == 2


@pytest.fixture
def published(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Version 1 by upload, version 2 pushed with another limit of mails and without a scenario."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    beginnings.once("two versions", publish_twice)
    plans.forget()
    return world


def seen(path: str, language: str = "en") -> str:
    answer = get(path, language)
    assert answer["statusCode"] == 200 and EVIL not in answer["body"], answer["body"]
    return unescape(answer["body"])


def token() -> str:
    page = re.search(r'name="csrf" value="([^"]+)"', get("/console/versions/1", "en")["body"])
    assert page
    return page[1]


def press(number: int, csrf: str, note: str = "") -> Any:
    return post(f"/console/versions/{number}/rollback", {"csrf": csrf, "note": note}, Origin=HERE)


def arrived() -> None:
    """Bring the notices of pushes that nobody has told of."""
    for key in uploads.listing("pushes/"):
        bring(notice(key))


def test_the_list_says_what_each_changed_and_how_it_came(published: World) -> None:
    """The latest first, the running one marked; in both languages."""
    body = seen("/console/versions")
    assert body.index("Version 2") < body.index("Version 1") and body.count('class="chip good"') == 1
    assert "Settings changed, Scenario “冬のセール” removed" in body
    assert f"pushed by sato {EVIL}" in body and "uploaded file by file" in body
    assert "設定を変更、シナリオ「冬のセール」を削除" in seen("/console/versions", "ja")


def test_a_version_is_told_with_its_report_and_both_differences(published: World) -> None:
    """What it changed of the one before, what going back would change, what the check warned of."""
    body = seen("/console/versions/1")
    assert "What the first version brought" in body and "Beside version 2, which runs" in body
    assert "limit of marketing mails › mails" in body and "<del>5</del> <ins>2</ins>" in body
    body = seen("/console/versions/2")
    assert "What it changed of version 1" in body and "<del>2</del> <ins>5</ins>" in body
    assert "Scenarios that went: winter-sale" in body and "Go back to this version" not in body
    for unknown in ("0", "3", "x", "1/more"):
        assert get(f"/console/versions/{unknown}", "en")["statusCode"] == 404


def test_the_button_brings_a_version_back(published: World) -> None:
    """Pressed, a push goes out over the version that runs; it is published as any, the page says so, and the files of
    then lie in the bucket. Of a forged form nothing comes."""
    assert press(1, "0" * 32)["statusCode"] == 403
    answer = press(1, token(), "the sale goes on")
    assert answer["statusCode"] == 302
    page = answer["headers"]["location"]
    assert "It will run in a few seconds" in seen(page)
    arrived()
    plans.forget()
    assert plans.pointer_version() == 3 and "winter-sale" in plans.active().scenarios
    assert "It runs now" in seen(page) and "version 1, brought back by local" in seen(page)
    assert "scenarios/winter-sale.json" in uploads.listing()
    assert history.one(3).over == 2 and history.one(3).way == "rollback"
    assert press(3, token())["headers"]["location"] == "/console/versions"


def test_what_cannot_be_brought_back_is_said(published: World) -> None:
    """A version of which no files were kept has no button; an asset that is another now is named. Nothing is sent."""
    s3 = boto3.client("s3", region_name=REGION)
    name = next(each for each in examples() if each.startswith("assets/"))
    s3.put_object(Bucket="workspace", Key=name, Body=b"%PDF-another")
    before = uploads.listing("pushes/")
    csrf = token()
    answer = press(1, csrf)
    assert answer["statusCode"] == 409 and name in answer["body"]
    for kind in ("json", "zip"):
        s3.delete_object(Bucket="plans", Key=f"versions/1.{kind}")
    body = seen("/console/versions/1")
    assert "Published before records were kept" in body and "Go back to this version" not in body
    assert press(1, csrf)["statusCode"] == 409 and uploads.listing("pushes/") == before


def test_programs_read_the_versions(published: World) -> None:
    """The list by pages, one version with its report and differences; what is unknown or misspelt is refused."""
    _, told = read_api.get("/v1/versions", "limit=1")
    assert told["next"] == 2 and [each["version"] for each in told["versions"]] == [2]
    assert told["versions"][0] | {"published_at": "", "files": []} == {
        "version": 2,
        "running": True,
        "kept": True,
        "published_at": "",
        "over": 1,
        "way": "push",
        "by": f"sato {EVIL}",
        "note": EVIL,
        "of": None,
        "approved_by": None,
        "files": [],
    }
    assert read_api.get("/v1/versions", "below=2")[1]["next"] is None
    _, one = read_api.get("/v1/versions/2")
    assert one["report"]["outcome"] == "published"
    assert [(each["kind"], each["id"], each["verb"]) for each in one["differences"]] == [
        ("settings", "settings", "changed"),
        ("scenario", "winter-sale", "removed"),
    ]
    asked = [("/v1/versions/9", ""), ("/v1/versions", "below=x"), ("/v1/versions", "from=1"), ("/v1/versions/1/x", "")]
    assert [read_api.get(*each)[0] for each in asked] == [404, 400, 400, 404]
