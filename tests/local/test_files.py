"""The S3-compatible endpoint beside the stack, as `aws s3 cp --endpoint-url` uses it."""

import hashlib
from pathlib import Path

import boto3
from boto3.s3.transfer import TransferConfig

from local.server import Server
from local.stack import Stack
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
