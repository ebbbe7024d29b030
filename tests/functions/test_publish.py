"""publish on moto: a good workspace becomes a version, a bad one changes nothing, a report lies there either way."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from mikomi.aws import api, plans, uploads
from mikomi.core.checking import workspace
from mikomi.settings import settings

from functions.publish import app
from tests.core.workspaces import examples
from tests.functions import beginnings
from tests.functions.world import REGION, World

BAD = b'{ "version": 1, }'
_numbers = itertools.count(1)


def put(key: str, raw: bytes) -> dict[str, Any]:
    """Upload one file; the notice that S3 will bring."""
    boto3.client("s3", region_name=REGION).put_object(Bucket="workspace", Key=key, Body=raw)
    return notice(key)


def notice(key: str) -> dict[str, Any]:
    number = f"{next(_numbers):016X}"
    return {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": key.replace("+", "%2B"), "sequencer": number}}}


def bring(*notices: dict[str, Any]) -> None:
    app.handler({"Records": list(notices)}, None)


def upload_examples() -> list[dict[str, Any]]:
    return [put(key, raw) for key, raw in examples().items()]


def report(name: str = "latest") -> dict[str, Any]:
    body = boto3.client("s3", region_name=REGION).get_object(Bucket="workspace", Key=f"reports/{name}.json")["Body"]
    return json.loads(body.read())


def bodies() -> list[str]:
    listed = boto3.client("s3", region_name=REGION).list_objects_v2(Bucket="plans", Prefix="plans/")
    return [found["Key"] for found in listed.get("Contents", [])]


@pytest.fixture
def running(world: World) -> World:
    """The examples, published as version 1."""
    beginnings.once("the examples run", lambda: bring(*upload_examples()))
    assert plans.pointer_version() == 1
    return world


def test_a_good_workspace_becomes_a_version(running: World) -> None:
    """One version for many notices; what was uploaded is what runs; the report says so, per file too."""
    plan = plans.active()
    assert plan.version == 1 and plan.scenarios["doc-request"].group == "nurture"
    assert set(plan.sequencers) == {name for name in examples() if workspace.belongs(name)}
    assert report()["outcome"] == "published" and report()["version"] == 1 and report()["problems"] == []
    assert report("scenarios/doc-request.json")["version"] == 1


def test_a_bad_file_changes_nothing(running: World) -> None:
    """The running version goes on; the report names the slip with its line, in a page and for programs."""
    before = plans.active()
    bring(put("scoring.json", BAD))
    assert plans.active() == before and bodies() == ["plans/1.json"]
    told = report("scoring.json")
    assert (told["outcome"], told["version"], told["errors"]) == ("refused", 1, 1)
    (wrong,) = (problem for problem in told["problems"] if problem["severity"] == "error")
    assert (wrong["code"], wrong["line"], wrong["column"]) == ("E-trailing-comma", 1, 15)
    page = boto3.client("s3", region_name=REGION).get_object(Bucket="workspace", Key="reports/latest.html")
    text = page["Body"].read().decode()
    assert "公開できませんでした" in text and "E-trailing-comma" in text and page["ContentType"].startswith("text/html")


def test_a_corrected_file_is_the_next_version(running: World) -> None:
    """After a refusal the correction publishes; old versions stay readable as they were."""
    first = plans.version(1)
    bring(put("settings.json", BAD))
    bring(put("settings.json", examples()["settings.json"].replace(b'"marketing_mails": 2', b'"marketing_mails": 3')))
    assert plans.active().version == 2
    limits = plans.active().settings.limits
    assert limits is not None and limits.marketing_mails == 3
    plans.forget_all()
    assert plans.version(1) == first


def test_a_sender_of_another_domain_is_told_before_ses_refuses_its_mails(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deployment knows for which domain it may send: what would be refused, mail by mail, does not run at all."""
    monkeypatch.setenv("MIKOMI_SENDER_DOMAIN", "example.com")
    settings.cache_clear()
    bring(put("scoring.json", examples()["scoring.json"] + b"\n"))
    assert plans.active().version == 1 and report()["outcome"] == "refused"
    assert [(each["file"], each["code"]) for each in report()["problems"]] == [("settings.json", "E-sender-domain")]
    bring(put("settings.json", examples()["settings.json"].replace(b"news@example.co.jp", b"news@example.com")))
    assert plans.active().version == 2 and report()["outcome"] == "published"


def test_half_a_workspace_waits_for_the_other_half(running: World) -> None:
    """A scenario arrives before its mail: refused, and the report names what is missing; with the mail it runs."""
    scenario = {
        "id": "spring", "name": "春", "status": "active", "trigger": {"manual": True},
        "steps": [{"id": "hello", "mail": {"template": "spring", "subject": "春のご案内"}}],
    }  # fmt: skip
    first = put("scenarios/spring.json", json.dumps(scenario).encode())
    bring(first)
    assert plans.pointer_version() == 1
    assert report()["missing"] == ["mails/spring.html"]
    bring(put("mails/spring.html", examples()["mails/faq.html"]))
    assert plans.pointer_version() == 2 and "spring" in plans.active().scenarios
    bring(first)  # the first notice again, late
    assert plans.pointer_version() == 2 and (report()["outcome"], report()["version"]) == ("published", 2)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_notices_in_any_order_end_with_the_newest(running: World, order: tuple[int, ...]) -> None:
    """Three uploads of one file, the last of which is good; notices late, twice and in any order (I12)."""
    made = []
    for rate in (b"3", b"x", b"4"):
        raw = examples()["settings.json"].replace(b'"marketing_mails": 2', b'"marketing_mails": ' + rate)
        made.append(put("settings.json", raw))
    for index in (*order, *order):
        bring(made[index])
    limits = plans.active().settings.limits
    assert limits is not None and limits.marketing_mails == 4
    assert plans.pointer_version() == 2  # once, however often it was told


def test_the_same_content_again_is_no_new_version(running: World) -> None:
    """A second upload of the same bytes changes nothing; what is told stays the report of what runs, also where the
    same bytes put right what was refused."""
    told = report()
    bring(put("scoring.json", examples()["scoring.json"]))
    assert plans.pointer_version() == 1 and report() == told and told["outcome"] == "published"
    bring(put("scoring.json", BAD))
    assert report()["outcome"] == "refused"
    bring(put("scoring.json", examples()["scoring.json"]))
    assert plans.pointer_version() == 1 and report() == told == report("scoring.json")


def test_a_removed_file_leaves_the_plan(running: World) -> None:
    """Taking a scenario out of the bucket takes it out of the next version; the old one keeps it."""
    boto3.client("s3", region_name=REGION).delete_object(Bucket="workspace", Key="scenarios/winter-sale.json")
    for mail in ("sale-open", "sale-urgent", "kids-ceremony"):
        boto3.client("s3", region_name=REGION).delete_object(Bucket="workspace", Key=f"mails/{mail}.html")
    bring(notice("scenarios/winter-sale.json"))
    assert "winter-sale" not in plans.active().scenarios and "winter-sale" in plans.version(1).scenarios


def test_our_own_reports_call_nobody(running: World) -> None:
    """A notice of a report, a hidden file or S3's test message: nothing is read or written."""
    before = uploads.listing()
    bring(notice("reports/latest.json"), notice(".DS_Store"))
    app.handler({"Event": "s3:TestEvent"}, None)
    assert uploads.listing() == before


def test_names_come_url_encoded(running: World) -> None:
    """S3 encodes the keys of its notices."""
    put("assets/資料 2026.pdf", b"%PDF")
    bring({"s3": {"object": {"key": "assets/%E8%B3%87%E6%96%99+2026.pdf", "sequencer": "1"}}})
    assert report("assets/資料 2026.pdf")["uploaded"] == ["assets/資料 2026.pdf"]


def test_the_standing_range_is_that_of_all_versions(running: World) -> None:
    """People fold over to a new version at their own pace, so the range never shrinks."""
    scoring = json.loads(examples()["scoring.json"])
    scoring["rules"] = [rule for rule in scoring["rules"] if rule["id"] not in ("industry", "freemail")]
    scoring["rules"].append({"id": "far", "name": "遠方", "when": {"trait": "area", "exists": True}, "points": -9})
    bring(put("scoring.json", json.dumps(scoring).encode()))
    assert plans.active().version == 2 and plans.active().standing_range == (-9, 20)


def limit(number: int) -> bytes:
    return examples()["settings.json"].replace(b'"marketing_mails": 2', b'"marketing_mails": %d' % number)


def test_a_body_without_a_pointer_is_stepped_over(running: World) -> None:
    """A publisher died after the body: its number is used up; the same plan again takes the body over."""
    dead = plans.active().model_copy(update={"version": 2, "assets": ("assets/other.pdf",)})
    boto3.client("s3", region_name=REGION).put_object(
        Bucket="plans", Key="plans/2.json", Body=dead.model_dump_json(by_alias=True, exclude_none=True).encode()
    )
    bring(put("settings.json", limit(6)))
    assert plans.pointer_version() == 3 and plans.active().settings.limits is not None


def test_before_the_first_version(world: World) -> None:
    """An empty plan runs, in which nobody is written to; a first bad upload says that nothing is running yet."""
    assert plans.active().version == 0 and not plans.active().scenarios
    bring(put("settings.json", b'{ "language": "en" }'))
    assert report()["version"] == 0 and report()["published_at"] is None
    page = boto3.client("s3", region_name=REGION).get_object(Bucket="workspace", Key="reports/latest.html")
    assert "Nothing is running yet" in page["Body"].read().decode()


CALLS = 60


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_death_at_any_call_is_mended_by_the_next_notice(
    running: World, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """Killed before or after each AWS call in turn and brought again: one version, the right one, with a report."""
    real: Callable[..., Any] = api.carry
    expected = plans.pointer_version()
    for at in itertools.count():
        first = put("settings.json", limit(10 + at))
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
            bring(first)
            survived = True
        except ConnectionError:
            survived = False
        monkeypatch.setattr(api, "carry", real)
        plans.forget()
        bring(first)
        expected += 1
        limits = plans.active().settings.limits
        assert limits is not None and limits.marketing_mails == 10 + at
        assert plans.pointer_version() == expected
        assert report()["version"] == expected
        if survived:
            return
        assert at < CALLS
