"""I27: somebody who did everything that a lead can do is erased, and nothing of them is found anywhere.

Everything that the stack stores is read: both tables with what is packed in them, every object of every bucket, the
archive's files as tables, the schedules and the queues.
"""

import contextlib
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from mikomi import compact, keys
from mikomi.aws import erasures, log, state_items
from mikomi.cli.__main__ import _parser
from mikomi.shell.archive import tables
from mikomi.shell.erasure import looks

from local import movable, replies, story
from local.stack import Stack
from tests.house.doors import run_in_the_shadow
from tests.local.test_main_story import ADDRESS, MONDAY, WHO, download, submit, view

LEAD = keys.lead_id(f"email:{ADDRESS}")
WORDS = ("山田", "健一", "北星精機", "011-000-0101", "0110000101", ADDRESS, ADDRESS.upper())
"""What nobody may find of the person."""
IDS = (WHO, LEAD, keys.visitor_id(f"a:{WHO}"))
"""What stands, for ninety days, where the erasure is looked after, and in the places that remember its moment."""


@pytest.fixture(scope="module")
def lived() -> Iterator[Stack]:
    """Visits, a form, mails for three weeks with their links, an alert and a rep's answer, a reply, an inquiry."""
    with Stack() as stack:
        movable.set_to(int(MONDAY.timestamp() * 1000))
        story.publish(stack)
        run_in_the_shadow(stack)
        for path in ("/price", "/products/board", "/cases"):
            view(stack, path, engaged=60)
        download(stack)
        for _ in range(5):
            stack.advance("3d")
            view(stack, "/price", engaged=60)
        replies.answer(
            stack, next(mail for mail in stack.mailbox if mail.to == ADDRESS), text="山田です。お願いします。"
        )
        stack.settle()
        inquiry = {
            "lastName": "山田",
            "firstName": "健一",
            "company": "北星精機",
            "inquiry": "山田です。見積をください。",
        }
        submit(stack, "contact", email=ADDRESS, consent="on", **inquiry)
        stack.advance("2d")
        yield stack


def erased(stack: Stack) -> erasures.Erasure:
    found = looks.find(ADDRESS)
    assert found is not None
    asked = looks.ask(found, "dpo")
    stack.touch()
    stack.settle()
    there = erasures.read(asked.pk)
    assert there is not None and there.looks == 1
    return there


def everything(stack: Stack) -> Iterator[tuple[str, str]]:
    """Whatever is stored: where, and its text."""
    for table in ("StateTable", "EventTable"):
        for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=stack.template.name(table)):
            for item in page["Items"]:
                yield (
                    f"{table} {item['pk']['S']} {item['sk']['S']}",
                    json.dumps(item, default=_text, ensure_ascii=False),
                )
    s3 = boto3.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for held in page.get("Contents", []):
                body = s3.get_object(Bucket=bucket["Name"], Key=held["Key"])["Body"].read()
                yield f"{bucket['Name']} {held['Key']}", held["Key"] + _of_file(body)
    for group in boto3.client("scheduler").list_schedule_groups()["ScheduleGroups"]:
        for held in boto3.client("scheduler").list_schedules(GroupName=group["Name"])["Schedules"]:
            schedule = boto3.client("scheduler").get_schedule(GroupName=group["Name"], Name=held["Name"])
            yield f"schedule {held['Name']}", schedule["Target"]["Input"]


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    with contextlib.suppress(zlib.error):
        return compact.text_of(value).decode()
    return value.decode("utf-8", "replace")


def _of_file(body: bytes) -> str:
    if body[:4] == b"PAR1":
        with tables.opened() as base:
            return str(base.rows_of(body, ["*"]))
    if body[:2] == b"\x1f\x8b":
        return "".join(gzip.decompress(body).decode("utf-8", "replace"))
    return body.decode("utf-8", "replace")


def found(stack: Stack, *needles: str) -> dict[str, set[str]]:
    """Where any of these stands: by place, which."""
    there: dict[str, set[str]] = {}
    for where, text in everything(stack):
        if of_them := {needle for needle in needles if needle in where or needle in text or _escaped(needle) in text}:
            there.setdefault(where, set()).update(of_them)
    return there


def _escaped(needle: str) -> str:
    return json.dumps(needle)[1:-1]


def test_all_that_is_known_is_handed_out(lived: Stack, tmp_path: Path) -> None:
    """Before: every word that is found anywhere, every event of the log, every row; by the command, from another
    process."""
    words = {word for there in found(lived, *WORDS, WHO, LEAD).values() for word in there}
    command = ["export", "person", ADDRESS, "--out", str(tmp_path), "--by", "dpo", "--lang", "ja"]
    asked = _parser().parse_args(command)
    assert asked.act(asked) == 0
    text, page = (tmp_path / "person.json").read_text(), (tmp_path / "person.html").read_text()
    derived = {ADDRESS.upper(), "0110000101"}  # in the index alone, as it is searched for
    assert words and not {word for word in words - derived if word not in text}
    plain = json.loads(text)
    there = {(subject, event.id) for subject in _subjects() for one in log.packets(subject) for event in one.events}
    assert there == {(event["subject"], event["id"]) for event in plain["events"]} and len(there) > 20
    rows = {item["sk"]["S"] for each in IDS[1:] for item in state_items.partition(keys.person_pk(each))} - {keys.PERSON}
    assert rows == {row["sk"] for row in plain["rows"]} and len(rows) > 5
    sent = [attempt for mail in plain["mails"] for attempt in mail["attempts"]]
    assert sent and all(each["likeness"] == "same" and each["html"] for each in sent)
    for said in ("山田です。見積をください。", "北星精機", "資料", "開封" if "Mail Opened" in text else "足あと"):
        assert said in page, said


def test_nothing_of_an_erased_person_is_found_anywhere(lived: Stack) -> None:
    """At once nothing of what the person said; after the night no file; after ninety days not even the ids. Before,
    all of it was found, so that the search finds what it looks for."""
    before = found(lived, *WORDS, *IDS)
    assert {word for words in before.values() for word in words} >= {"山田", "北星精機", ADDRESS, WHO, LEAD}
    assert {where.split()[0] for where in before} >= {"StateTable", "EventTable"} and len(before) > 30
    of_erasure = erased(lived)
    assert of_erasure.removed["events"] > 20 and of_erasure.removed["rows"] > 5
    left = found(lived, *WORDS)
    assert {where for where in left if not _is_waiting_for_the_night(where)} == {f"StateTable {of_erasure.pk} erasure"}
    lived.advance("2d")
    lived.invoke("CompactFunction", {})
    lived.settle()
    assert found(lived, *WORDS).keys() == {f"StateTable {of_erasure.pk} erasure"}
    lived.advance("100d")
    assert not found(lived, *WORDS)
    assert not found(lived, *IDS)
    last = erasures.read(of_erasure.pk)
    assert last is not None and last.known is None and last.done_at is not None and last.due_at is None


def _subjects() -> tuple[str, ...]:
    whom = looks.find(ADDRESS)
    assert whom is not None
    return whom.known.subjects


def _is_waiting_for_the_night(where: str) -> bool:
    return " raw/dt=" in where or " events/dt=" in where or " people/dt=" in where
