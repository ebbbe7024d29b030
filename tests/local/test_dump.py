"""A deployment becomes a dump, and an empty one out of it carries on: nobody gets a mail twice, nobody is forgotten.

Whoever reads the streams is brought every record of the load, twice, as ever: nothing comes of it.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mikomi import clock
from mikomi.aws import exports, log, mailings, raw, secrets, walks
from mikomi.aws.clients import client
from mikomi.cli.__main__ import _parser
from mikomi.model.dump import ITEM_KINDS, DumpKind
from mikomi.model.outcomes import MAIL_SENT
from mikomi.settings import settings
from mikomi.shell.dump import arrival, departure, files

from local import movable, story
from local.stack import Stack
from tests.local.test_main_story import ADDRESS, MONDAY, WHO, download, leads, submit, to_sales, view

OTHER = "suzuki@plant.example"
_SAID = ("effects", "arm_at", "confirmed")


@pytest.fixture
def keep(tmp_path: Path) -> Path:
    return tmp_path / "old.pickle"


@pytest.fixture
def stack(keep: Path) -> Iterator[Stack]:
    """Two leads in mid-scenario, and what they looked at."""
    with Stack(keep=keep) as running:
        begin(running)
        yield running


def begin(stack: Stack) -> None:
    movable.set_to(int(MONDAY.timestamp() * 1000))
    story.publish(stack)
    view(stack, "/products/board", engaged=45)
    download(stack)
    submit(stack, "download", email=OTHER, lastName="鈴木", firstName="次郎", company="工場", consent="on")
    stack.advance("2d")
    view(stack, "/price", engaged=60)


def speak_to(stack: Stack) -> None:
    os.environ.update(stack.environment())
    settings.cache_clear()


def command(stack: Stack, *words: str) -> int:
    """The command as somebody runs it who speaks to this stack."""
    speak_to(stack)
    asked = _parser().parse_args([*words, "--lang", "en"])
    return int(asked.act(asked))


def items(kind: DumpKind) -> dict[tuple[str, str], dict[str, Any]]:
    """Everything of this kind as it is stored, but for what was said to the streams' readers, how often the bucket's
    files were looked at, and what was counted anew."""
    return {
        (item["pk"]["S"], item["sk"]["S"]): {name: held for name, held in item.items() if name not in _SAID}
        for page in raw.items(kind)
        for item in page
        if not item["pk"]["S"].startswith(("exports", "segment#", "walk#segments#"))
    }


def everything() -> dict[DumpKind, dict[tuple[str, str], dict[str, Any]]]:
    return {kind: items(kind) for kind in ITEM_KINDS}


def mails(stack: Stack) -> list[tuple[str, str, str]]:
    """When (to the second), to whom, what."""
    return sorted((mail["at"][:19], mail["to"], mail["subject"]) for mail in stack.mails())


def by_mail(sent: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """By receiver and subject: of two in the same minute nobody knows which is first."""
    return sorted(sent, key=lambda mail: (mail[1:], mail[0]))


def seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def emptied(stack: Stack) -> None:
    """This process's AWS is a new one, at the same time of day; the old one is kept in its file."""
    now = clock.now()
    stack.save()
    stack.reset()
    movable.set_to(now)


def come_to_rest(stack: Stack) -> None:
    stack.read_streams()
    stack.settle()


def carries_on(stack: Stack, keep: Path, folder: Path) -> None:
    """What was stored is stored, bit for bit, whatever the streams bring; and for twelve days the same mails go out as
    would have in the old one."""
    sent, before = mails(stack), everything()
    assert len(sent) >= 4 and all(before.values())
    assert command(stack, "dump", "--out", str(folder)) == 0
    (taken,) = [each.people for each in exports.every() if each.asked == {"dump": "everything"}]
    assert taken == sum("alias_of" not in item for item in before["people"].values()) < len(before["people"])
    emptied(stack)
    assert command(stack, "load", str(folder)) == 0
    come_to_rest(stack)
    assert everything() == before
    assert mails(stack) == [], "nothing is sent again"
    assert {lead["email"] for lead in leads(stack)} == {ADDRESS, OTHER}
    assert _workspace(stack).keys() >= {"settings.json", "scoring.json"}
    stack.advance("12d")
    gone_on = by_mail(mails(stack))
    with Stack(keep=keep) as old:
        old.advance("12d")
        stayed = by_mail(mail for mail in mails(old) if mail not in sent)
    assert len(gone_on) == len(stayed) >= 4
    for (at, *mail), (at_there, *mail_there) in zip(gone_on, stayed, strict=True):
        assert mail == mail_there and abs(seconds(at) - seconds(at_there)) < 300, "the clock runs while they work"


def test_a_new_one_carries_on(stack: Stack, keep: Path, tmp_path: Path) -> None:
    carries_on(stack, keep, tmp_path / "dump")


def test_it_goes_on_where_it_was_cut_off(stack: Stack, tmp_path: Path) -> None:
    """A dump and a load that are stopped after each of their files end as if nothing had stopped them; and nothing is
    loaded twice, nor into something else."""
    before, folder = everything(), tmp_path / "dump"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    assert command(stack, "load", str(folder)) == 2, "there is none"
    speak_to(stack)
    for _ in range(7):
        with pytest.raises(KeyboardInterrupt):
            departure.take(folder, archive=True, secret=False, progress=stop)
        assert command(stack, "load", str(folder)) == 2, "a dump that was cut off"
    assert command(stack, "dump", "--out", str(folder)) == 0
    assert command(stack, "dump", "--out", str(folder)) == 2, "there is one already"
    assert command(stack, "load", str(folder)) == 2, "the old one is not empty"
    emptied(stack)
    stops = 0
    while True:
        speak_to(stack)
        try:
            arrival.load(folder, secret=False, progress=stop)
        except KeyboardInterrupt:
            stops += 1
            come_to_rest(stack)
        except arrival.Occupied as there:
            assert there.is_done
            break
    assert stops > 10
    assert command(stack, "load", str(folder)) == 2, "it was loaded already"
    assert everything() == before and mails(stack) == []


def test_what_nobody_had_folded_is_folded_and_told(stack: Stack, tmp_path: Path) -> None:
    """Sales hears of an inquiry whose packet no reader of the stream had seen; once."""
    fields = {"lastName": "山田", "firstName": "健一", "company": "北星精機", "inquiry": "費用を教えてください。"}
    body = json.dumps({"anonymousId": WHO, "timestamp": movable.iso(clock.now()), "email": ADDRESS, **fields})
    assert stack.request("POST", "/v1/forms/contact", headers={"accept": "application/json"}, body=body).status == 200
    assert command(stack, "dump", "--out", str(tmp_path / "dump")) == 0
    emptied(stack)
    assert command(stack, "load", str(tmp_path / "dump")) == 0
    come_to_rest(stack)
    assert [mail for mail in to_sales(stack) if "山田" in mail["subject"]]
    told = mails(stack)
    assert len(told) == len(set(told))
    come_to_rest(stack)
    assert mails(stack) == told


def test_tables_as_they_were_at_a_moment(stack: Stack, tmp_path: Path) -> None:
    """What AWS restored under other names is loaded, not what the tables hold by now."""
    before, names = everything(), {kind: stack.template.name(kind) for kind in ("EventTable", "StateTable")}
    for name in names.values():
        client("dynamodb").restore_table_to_point_in_time(SourceTableName=name, TargetTableName=f"{name}-then")
    stack.advance("6d")
    speak_to(stack)
    assert everything() != before
    tables = ("--event-table", f"{names['EventTable']}-then", "--state-table", f"{names['StateTable']}-then")
    assert command(stack, "dump", "--out", str(tmp_path / "dump"), *tables) == 0
    emptied(stack)
    assert command(stack, "load", str(tmp_path / "dump")) == 0
    assert everything() == before


def test_who_was_erased_since_the_moment_is_erased_again(
    stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tables of before hold the person, and whose mails went out since. The load asks nobody for whom: the old
    deployment's own table says so."""
    names = {kind: stack.template.name(kind) for kind in ("EventTable", "StateTable")}
    for name in names.values():
        client("dynamodb").restore_table_to_point_in_time(SourceTableName=name, TargetTableName=f"{name}-then")
    speak_to(stack)
    assert OTHER in str(everything())
    command(stack, "erase", OTHER, "--yes", "--by", "dpo")
    stack.advance("1d")
    tables = ("--event-table", f"{names['EventTable']}-then", "--state-table", f"{names['StateTable']}-then")
    assert command(stack, "dump", "--out", str(tmp_path / "dump"), *tables) == 0
    emptied(stack)
    capsys.readouterr()
    assert command(stack, "load", str(tmp_path / "dump"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["erased"] == 1
    come_to_rest(stack)
    speak_to(stack)
    left = {place: item for kind in ITEM_KINDS for place, item in items(kind).items() if OTHER in str(item)}
    assert {sk for _, sk in left} == {"erasure"}, "who is erased, for ninety days"
    assert [lead["email"] for lead in leads(stack)] == [ADDRESS]
    stack.advance("12d")
    assert OTHER not in str(mails(stack)), "and nobody writes to them"


def test_what_was_noted_after_the_state_s_moment_stays_behind(stack: Stack, tmp_path: Path) -> None:
    """A log that was restored to a later moment is loaded without what we noted in between: the state decides it again,
    and it is noted then."""
    names = {kind: stack.template.name(kind) for kind in ("EventTable", "StateTable")}
    dynamodb = client("dynamodb")
    dynamodb.restore_table_to_point_in_time(SourceTableName=names["StateTable"], TargetTableName="state-then")
    moment = raw.restored_to("state-then")
    assert moment and raw.restored_to(names["StateTable"]) is None
    for number, (pk, at) in enumerate((("o:l_1", moment - 1), ("o:l_1", moment), ("a:b9", moment))):
        packed = next(iter(items("events").values()))
        received = {"received_at": {"N": str(at)}}
        dynamodb.put_item(
            TableName=names["EventTable"], Item={**packed, "pk": {"S": pk}, "sk": {"S": f"9#{number}"}, **received}
        )
    dynamodb.restore_table_to_point_in_time(SourceTableName=names["EventTable"], TargetTableName="events-then")
    folder = tmp_path / "dump"
    tables = ("--event-table", "events-then", "--state-table", "state-then")
    assert command(stack, "dump", "--out", str(folder), *tables) == 0
    taken = [item for file in files.read_manifest(folder).of(["events"]) for item in files.read_items(folder, file)]
    added = {(item["pk"]["S"], item["sk"]["S"]) for item in taken if item["sk"]["S"].startswith("9#")}
    assert added == {("o:l_1", "9#0"), ("a:b9", "9#2")}


def test_what_became_of_a_mail_is_told_anew_where_the_log_lacks_it(stack: Stack, tmp_path: Path) -> None:
    """AWS tells a restore's moment by the second: of a mail that went out within it the row is there, the note not."""
    speak_to(stack)
    table, before = stack.template.name("EventTable"), items("events")
    said = {place: log.decode(item).events for place, item in before.items()}
    notes = [place for place, events in said.items() if any(event.name == MAIL_SENT for event in events)]
    last = max(notes, key=lambda place: said[place][0].at)
    client("dynamodb").delete_item(TableName=table, Key={"pk": {"S": last[0]}, "sk": {"S": last[1]}})
    folder = tmp_path / "dump"
    assert command(stack, "dump", "--out", str(folder)) == 0
    emptied(stack)
    assert command(stack, "load", str(folder)) == 0
    speak_to(stack)
    after = items("events")
    assert after.keys() == before.keys()
    (once,), (anew,) = said[last], log.decode(after[last]).events
    assert (anew.id, anew.at, anew.properties) == (once.id, once.at, once.properties)


def test_of_a_mailing_s_list_comes_what_its_row_knows(stack: Stack, tmp_path: Path) -> None:
    """The buckets are as they are now, the tables as they were at a moment: a page of later would be taken for written
    already, and whoever is not on it would get nothing."""
    speak_to(stack)
    assert walks.plan_once(mailings.TASK, "news", 1, clock.now() + 90 * 86_400_000)
    walk = walks.read(mailings.TASK, "news")
    assert walk and walks.go_on(
        walk, after="x", seen=1, carried={"pages": 1}, now=1, due_at=clock.now() + 90 * 86_400_000
    )
    for of, number in (("news", 0), ("news", 1), ("other", 0)):
        mailings.write_page(of, number, ["l_1"])
    chosen = mailings.write_chosen("other", ["l_2"])
    assert command(stack, "dump", "--out", str(tmp_path / "dump")) == 0
    emptied(stack)
    assert command(stack, "load", str(tmp_path / "dump")) == 0
    speak_to(stack)
    assert mailings.read_page("news", 0) == ["l_1"] and mailings.read_chosen("other", chosen) == ["l_2"]
    assert mailings.write_page("news", 1, ["l_3"]) == mailings.write_page("other", 0, ["l_3"]) == ["l_3"]


def test_the_secret_comes_along_or_nothing_does(
    stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under another secret nobody would know whom no mail may reach: nothing is loaded. With it, links of mails that
    were sent open."""
    text = next(mail["text"] for mail in stack.mails() if mail["to"] == OTHER)
    link = re.findall(r"/u/[\w.-]+", text)[0]
    assert command(stack, "dump", "--out", str(tmp_path / "without")) == 0
    assert command(stack, "dump", "--out", str(tmp_path / "with"), "--with-secret") == 0
    assert (tmp_path / "with/secret.json").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "without/secret.json").exists()
    emptied(stack)
    client("secretsmanager").put_secret_value(
        SecretId=stack.environment()["MIKOMI_SECRET_ARN"], SecretString=json.dumps({"root": "another"})
    )
    secrets.forget()
    for words in (("without",), ("without", "--with-secret"), ("with",)):
        assert command(stack, "load", str(tmp_path / words[0]), *words[1:]) == 2
        assert "secret" in capsys.readouterr().err
    assert raw.is_empty() and stack.request("GET", link).status == 404
    assert command(stack, "load", str(tmp_path / "with"), "--with-secret") == 0
    come_to_rest(stack)
    assert stack.request("GET", link).status == 200


def test_a_damaged_dump_is_not_loaded(stack: Stack, tmp_path: Path) -> None:
    """Any file that is not as the manifest says: nothing is written."""
    folder = tmp_path / "dump"
    assert command(stack, "dump", "--out", str(folder)) == 0
    emptied(stack)
    for path in sorted(folder.glob("*-0*")):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert command(stack, "load", str(folder)) == 2
        path.write_bytes(whole)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 2', 1))
    assert command(stack, "load", str(folder)) == 2
    assert raw.is_empty()


def _workspace(stack: Stack) -> dict[str, bytes]:
    listed = client("s3").list_objects_v2(Bucket=stack.environment()["MIKOMI_WORKSPACE_BUCKET"])
    return {each["Key"]: b"" for each in listed["Contents"]}


def test_what_is_put_never_takes_the_place_of_another(stack: Stack) -> None:
    """What was there stays as it is, and is counted; the same once more is no other."""
    speak_to(stack)
    first = {"pk": {"S": "row"}, "sk": {"S": "row"}, "said": {"S": "first"}}
    assert raw.put("rows", first) and raw.put("rows", first)
    assert not raw.put("rows", {**first, "said": {"S": "second"}})
    assert items("rows")["row", "row"]["said"] == {"S": "first"}
