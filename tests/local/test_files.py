"""The S3-compatible endpoint beside the stack, as `aws s3 cp --endpoint-url` uses it."""

import hashlib
import json
from pathlib import Path

import boto3
import pytest
from boto3.s3.transfer import TransferConfig
from mikomi.aws import plans
from mikomi.model.plan import Plan

from local import story
from local.server import Server
from local.stack import WORKSPACE, Stack
from tests.local.test_delivery import came


def test_uploads_reach_the_same_bucket_that_the_functions_see(small: Stack, port: int, tmp_path: Path) -> None:
    """A small file, and a large one in parts, go over HTTP into the bucket; each calls the function twice."""
    large = tmp_path / "large.bin"
    large.write_bytes(hashlib.sha256(b"seed").digest() * 400_000)
    with Server(small, port):
        outside = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port + 1}")
        outside.put_object(Bucket="small-bucket", Key="in/見込み.json", Body="{}")
        outside.upload_file(
            str(large), "small-bucket", "in/large", Config=TransferConfig(multipart_threshold=5 * 2**20)
        )
        assert outside.list_objects_v2(Bucket="small-bucket", Prefix="in/")["KeyCount"] == 2
        small.settle()
    assert boto3.client("s3").get_object(Bucket="small-bucket", Key="in/large")["Body"].read() == large.read_bytes()
    assert came("aws:s3").count(["in/large"]) == 2
    assert len(came("aws:s3")) == 4


REMOVED = {
    "a file": lambda s3, _: s3.delete_object(Bucket="small-bucket", Key="kept/a"),
    "several at once": lambda s3, _: s3.delete_objects(
        Bucket="small-bucket", Delete={"Objects": [{"Key": "kept/a"}, {"Key": "in/a"}]}
    ),
    "its newest version": lambda s3, versions: s3.delete_object(
        Bucket="small-bucket", Key="kept/a", VersionId=versions[-1]
    ),
}


@pytest.mark.parametrize("removed", REMOVED)
def test_a_removed_file_is_noticed_by_who_asks_for_that(small: Stack, removed: str) -> None:
    """As S3 tells it, of a bucket that keeps versions: a delete marker, or a version that is gone, calls the function
    whose rule asks for it. What comes does not call that one, and what goes does not call the other."""
    s3 = boto3.client("s3")
    versions = [s3.put_object(Bucket="small-bucket", Key="kept/a", Body=each)["VersionId"] for each in ("1", "2")]
    s3.put_object(Bucket="small-bucket", Key="in/a", Body="1")
    small.settle()
    assert came("aws:s3") == [["in/a"]] * 2
    REMOVED[removed](s3, versions)
    small.settle()
    assert came("aws:s3") == [["in/a"]] * 2 + [["kept/a"]] * 2


def test_the_last_version_and_its_marker_can_go_too(small: Stack) -> None:
    """Nothing is left, and the bucket still answers; each removal is told."""
    s3 = boto3.client("s3")
    version = s3.put_object(Bucket="small-bucket", Key="kept/a", Body="1")["VersionId"]
    marker = s3.delete_object(Bucket="small-bucket", Key="kept/a")["VersionId"]
    s3.delete_object(Bucket="small-bucket", Key="kept/a", VersionId=version)
    s3.delete_object(Bucket="small-bucket", Key="kept/a", VersionId=marker)
    s3.delete_object(Bucket="small-bucket", Key="kept/a", VersionId=marker)
    small.settle()
    assert "Versions" not in s3.list_object_versions(Bucket="small-bucket", Prefix="kept/")
    assert came("aws:s3") == [["kept/a"]] * 6


def test_publishing_happens_again_without_a_removed_file(port: int) -> None:
    """Nobody has to upload something else: a removed scenario is no longer in the plan, a removed mail that is needed
    is told in the report and changes nothing, and putting it back mends that."""
    with Stack() as stack, Server(stack, port):
        story.publish(stack)
        outside = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port + 1}")

        def told() -> tuple[str, int, int]:
            stack.settle()
            report = json.loads(outside.get_object(Bucket=WORKSPACE, Key="reports/latest.json")["Body"].read())
            return report["outcome"], report["version"], report["errors"]

        assert told() == ("published", 1, 0)
        outside.delete_object(Bucket=WORKSPACE, Key="scenarios/price-3-views.json")
        assert told() == ("published", 2, 0)
        assert "price-3-views" not in _active(stack).scenarios
        needed = outside.get_object(Bucket=WORKSPACE, Key="mails/thanks.html")["Body"].read()
        outside.delete_object(Bucket=WORKSPACE, Key="mails/thanks.html")
        assert told() == ("refused", 2, 1) and _active(stack).version == 2
        outside.put_object(Bucket=WORKSPACE, Key="mails/thanks.html", Body=needed)
        assert told() == ("published", 2, 0) and _active(stack).version == 2  # the report of what runs stands again


def _active(stack: Stack) -> Plan:
    with stack.lock:
        stack.lambdas.wear("ScheduleStepFunction")
        return plans.version(plans.pointer_version())
