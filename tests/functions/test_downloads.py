"""Files that forms give away: by a signed link, until it ends; that they are taken is an event."""

from urllib.parse import parse_qsl, urlsplit

import boto3
import pytest
from mikomi import clock
from mikomi.aws import clients

from tests.functions.aws_faults import calls, refused
from tests.functions.test_links import at_noon as at_noon
from tests.functions.test_links import get, link, stored


def test_a_file_is_given_until_its_link_ends(world):
    """The bytes, to be saved and never shown; 410 when the time is over; 404 for what is gone, unsigned, or no
    asset."""
    s3 = boto3.client("s3")
    s3.put_object(Bucket="workspace", Key="assets/ガイド.pdf", Body=b"%PDF-")
    s3.put_object(Bucket="workspace", Key="settings.json", Body=b"{}")
    ends = clock.now() + 60_000
    answer = get(link("d", "asset", {"f": "assets/ガイド.pdf", "x": ends}))
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"%PDF-", "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert get(link("d", "asset", {"f": "assets/ガイド.pdf", "x": clock.now() - 1})).status == 410
    for gone in ("assets/none.pdf", "settings.json", "../settings.json"):
        assert get(link("d", "asset", {"f": gone, "x": ends})).status == 404
    assert get("/d/x").status == 404


def test_a_file_that_is_taken_is_an_event_of_whoever_the_link_was_made_for(world, at_noon, capsys):
    """Once a minute, by the thanks' link as by a mail's; a link of before says nobody; a busy log keeps nobody from
    the file."""
    boto3.client("s3").put_object(Bucket="workspace", Key="assets/guide.pdf", Body=b"%PDF-")
    given = {"f": "assets/guide.pdf", "x": clock.now() + 60_000}
    for _ in range(2):
        assert get(link("d", "asset", {**given, "s": "p:l_1"})).status == 200
    assert get(link("d", "asset", {**given, "s": "a:b-1"})).status == 200
    assert get(link("d", "asset", given)).status == 200
    found = {(event.subject, event.name, event.properties["file"], event.origin) for event in stored(world)}
    assert found == {
        ("p:l_1", "File Downloaded", "guide.pdf", "mail"),
        ("a:b-1", "File Downloaded", "guide.pdf", "server"),
    }
    with calls(refused("ThrottlingException", 400)):
        assert get(link("d", "asset", {**given, "s": "a:b-2"})).status == 200
    assert "download_lost" in capsys.readouterr().out and len({event.subject for event in stored(world)}) == 2


def test_a_large_file_is_fetched_from_s3(world):
    """Above what one answer carries: a redirect to an address of S3 that is valid for minutes."""
    boto3.client("s3").put_object(Bucket="workspace", Key="assets/big.pdf", Body=b"x" * (4 * 1024 * 1024 + 1))
    answer = get(link("d", "asset", {"f": "assets/big.pdf", "x": clock.now() + 60_000}))
    assert answer.status == 302
    assert "assets/big.pdf" in answer.headers["location"] and "X-Amz-Signature=" in answer.headers["location"]


@pytest.mark.parametrize("region", ["ap-northeast-1", "eu-central-1", "sa-east-1", "us-east-1"])
def test_a_signed_address_is_of_the_bucket_s_own_region(region, monkeypatch):
    """Signature Version 4 on the regional host: every region takes it, and no redirect breaks it."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    clients.client.cache_clear()
    signed = urlsplit(clients.client("s3").generate_presigned_url("get_object", {"Bucket": "files", "Key": "a.pdf"}))
    clients.client.cache_clear()
    assert signed.hostname == f"files.s3.{region}.amazonaws.com"
    assert dict(parse_qsl(signed.query))["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
