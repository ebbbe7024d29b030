"""The local state survives a restart: tables, files, queues, schedules, mails, the clock, how far streams were read."""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import boto3
import pytest
from mikomi import clock

from local.stack import Stack
from tests.local.conftest import SMALL, forget
from tests.local.small.worker import app
from tests.local.test_delivery import came, put, schedule, send


def mail(subject: str) -> None:
    message = EmailMessage()
    message["From"] = "サンプル商店 <news@example.co.jp>"
    message["To"] = "山田 太郎 <taro@customer.example>"
    message["Subject"] = subject
    message.set_content("本文です")
    message.add_alternative("<p>本文です</p>", subtype="html")
    sent = {"Content": {"Raw": {"Data": message.as_bytes()}}, "Destination": {"ToAddresses": ["taro@customer.example"]}}
    boto3.client("sesv2").send_email(**sent)


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """A stack started again from its file has what it had, does what it still had to do, and repeats nothing."""
    forget()
    keep = tmp_path / "state"
    with Stack(description=SMALL, keep=keep) as first:
        put("do-1")
        first.settle()
        boto3.client("s3").put_object(Bucket="small-bucket", Key="out/file", Body=b"\x00kept")
        first.advance("2d")
        schedule(first, "later", clock.now() + 86_400_000, "later")
        send(first, "delayed", delay=900)
        put("do-2")
        mail("資料のご案内")
        first.invoke("Worker", {"tick": True})
        stood = clock.now()
    app.seen.clear()
    with Stack(description=SMALL, keep=keep) as second:
        assert clock.now() >= stood
        assert boto3.client("s3").get_object(Bucket="small-bucket", Key="out/file")["Body"].read() == b"\x00kept"
        assert boto3.client("dynamodb").get_item(TableName="mikomi-table", Key={"pk": {"S": "do-1"}})["Item"]
        assert [each["subject"] for each in second.mails()] == ["資料のご案内"]
        second.advance("1d")
        second.advance("1h")
        assert came("aws:dynamodb") == [["do-2"]] * 2, "what was read is not read again, what was not is"
        assert came("aws:sqs") == [["delayed"]] * 2 + [['"later"']] * 2
        put("do-3")
        second.settle()
        assert came("aws:dynamodb")[-1] == ["do-3"]
    with Stack(description=SMALL) as third:
        assert third.mails() == [] and clock.shifted().total_seconds() == 0


def test_a_file_that_cannot_be_read_is_put_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken state file never stops the stack, and is not thrown away."""
    keep = tmp_path / "state"
    keep.write_bytes(b"\x80broken")
    with Stack(description=SMALL, keep=keep):
        pass
    assert (tmp_path / "state.unreadable").read_bytes() == b"\x80broken"
    assert "state.unreadable" in capsys.readouterr().out


def test_a_mail_is_shown_as_its_reader_sees_it(small: Stack) -> None:
    """Japanese in headers and both parts is decoded, the time is the clock's, every sender is verified."""
    small.advance("3d")
    mail("明日までです: 初期費用0円")
    small.invoke("Worker", {"tick": True})
    (read,) = small.mails()
    assert read["subject"] == "明日までです: 初期費用0円"
    assert read["from"] == "サンプル商店 <news@example.co.jp>" and read["to"] == "taro@customer.example"
    assert read["text"].strip() == "本文です" and "<p>本文です</p>" in read["html"]
    assert read["headers"]["To"] == "山田 太郎 <taro@customer.example>"
    assert abs(clock.now() - datetime.fromisoformat(read["at"]).timestamp() * 1000) < 5_000
