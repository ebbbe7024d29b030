"""A list of people is brought in by `mikomi import`: looked at, written, folded; twice changes nothing, cut off it goes
on, nobody who was erased comes back, nobody is written to without a basis, nobody of sales is rung."""

import json
from contextlib import suppress
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import erasures, everybody, imports, log, people
from mikomi.cli.__main__ import _parser
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.shell.erasure import looks
from mikomi.shell.people import fold, proofs, rebuild

from functions.schedule_step import app
from tests.core.story import at, plan_of
from tests.functions import envelopes
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.workbooks import workbook

Json = dict[str, Any]
NOW = at("2026-11-24 10:00")
SCORING = {
    "rules": [{"id": "boss", "name": "役職", "when": {"trait": "title", "is": "部長"}, "points": 90}],
    "bands": [{"id": "hot", "name": "Hot", "from": 80}],
    "alert": {"on_enter": "hot"},
}
SCENARIO = {
    "id": "s",
    "name": "名簿",
    "trigger": {"manual": True},
    "steps": [{"wait": "1d"}, {"id": "hello", "mail": {"template": "t"}}],
}
LIST = """会社名,氏名,フリガナ,電話番号,メールアドレス,役職,顧客ID,タグ
㈱青空商事,山田 太郎,ヤマダ タロウ,03-1234-5678,taro@aozora.co.jp,部長,,展示会
（株）青空商事,山田 太郎,ﾔﾏﾀﾞ ﾀﾛｳ,,t.yamada@gmail.com,,,
青空商事株式会社,佐藤 花子,,,,,U7,
,,,,nobody,,,
"""


ROWS: list[list[str | int]] = [
    ["会社名", "氏名", "", "メール", "顧客番号"],
    ["", "姓", "名", "", ""],
    ["青空商事", "山田", "太郎", "a@example.com", 1001],
    ["", "佐藤", "花子", "b@example.com", 1002],
]
MERGED = ("A3:A4", "B1:C1")


@pytest.fixture
def office(world, tmp_path, monkeypatch) -> Any:
    world.publish(plan_of([SCENARIO], SCORING))
    set_clock(NOW)
    monkeypatch.chdir(tmp_path)
    yield world
    set_clock(NOW)


def bring(capsys: Any, text: str | bytes = LIST, *more: str, name: str = "list.csv", consent: str = "none") -> Json:
    """What the command answers; what it wrote is folded, twice."""
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode("cp932"))
    asked = _parser().parse_args(["import", name, "--consent", consent, "--json", "--by", "sato", *more])
    code = asked.act(asked)
    catch_up()
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert code == (1 if answer["rejected"] else 0)
    return answer


def catch_up() -> None:
    for subject in log.subjects():
        for packet in log.packets(subject):
            fold.fold_packets([packet])
            fold.fold_packets([packet])


def lead(address: str) -> Person:
    person = people.load(people.find_alias(keys.email_alias(address)) or "")
    assert person is not None
    return person


def counts(answer: Json) -> tuple[int, ...]:
    return tuple(answer[name] for name in ("rows", "new", "changed", "same", "proposed"))


def test_a_list_is_looked_at_then_brought_in_once(office, capsys):
    dry = bring(capsys, LIST, "--dry-run")
    assert counts(dry) == (4, 3, 0, 0, 1) and not list(log.subjects())
    assert dry["rejected"] == [{"line": 5, "reason": "「nobody」はメールアドレスの形になっていません。"}]
    assert counts(bring(capsys, LIST, "--yes", "--tag", "2026")) == (4, 3, 0, 0, 1)
    taro = lead("taro@aozora.co.jp")
    assert taro.traits_plain["company"] == "㈱青空商事" and set(taro.tags) == {"展示会", "2026"}
    assert (taro.last_at, taro.consent, taro.proof, taro.email_proof) == (None, None, 2, 3)
    hanako = people.load(people.find_alias(keys.user_alias("U7")) or "")
    assert hanako and hanako.user_proof == 3 and hanako.trait("name") == "佐藤 花子"

    before = {person.id: person for person in everybody.page(None, 100).people}
    set_clock(NOW + 60_000)
    assert counts(bring(capsys, LIST, "--yes", "--tag", "2026")) == (4, 0, 0, 3, 0)
    assert counts(bring(capsys, LIST, "--dry-run", "--tag", "2026")) == (4, 0, 0, 3, 0)
    assert before == {person.id: person for person in everybody.page(None, 100).people}
    (row,) = imports.every()
    assert (row.by, row.counted) == ("sato", {**_plain((4, 3, 0, 0, 1)), "rejected": 1})
    assert NOW <= row.begun_at < NOW + 60_000
    for person in before.values():
        rebuild.rebuild_person(person.id)
        assert people.load(person.id) == person


def _plain(counted: tuple[int, ...]) -> Json:
    return dict(zip(("rows", "new", "changed", "same", "proposed"), counted, strict=True))


def test_what_changed_is_written_and_what_is_the_same_is_not(office, capsys):
    bring(capsys, LIST, "--yes")
    later = LIST.replace("部長", "課長").replace("03-1234-5678", "")
    set_clock(NOW + 60_000)
    packets = len([1 for subject in log.subjects() for _ in log.packets(subject)])
    assert counts(bring(capsys, later, "--yes")) == (4, 0, 1, 2, 0)
    assert len([1 for subject in log.subjects() for _ in log.packets(subject)]) == packets + 1
    taro = lead("taro@aozora.co.jp")
    assert (taro.trait("title"), taro.trait("phone")) == ("課長", "03-1234-5678")
    moved = "顧客ID,メール,都道府県\nU7,hanako@aozora.co.jp,東京都\nU7,hanako@aozora.co.jp,\n"
    assert counts(bring(capsys, moved, "--yes")) == (2, 0, 1, 1, 0)
    assert lead("hanako@aozora.co.jp").user_id == "U7"
    assert counts(bring(capsys, moved.replace("東京都", ""), "--dry-run")) == (2, 0, 0, 2, 0)
    both = bring(capsys, "顧客ID,メール\nU7,taro@aozora.co.jp\n", "--yes")
    assert counts(both) == (1, 0, 0, 0, 0) and both["rejected"][0]["line"] == 2


def test_nobody_is_written_to_without_a_basis(office, capsys):
    """Words for the whole list; none for whom the list itself leaves out; an older basis of their own stays."""
    bring(capsys, "mail,配信停止\na@example.com,\nb@example.com,1\n", "--yes", consent="展示会の申込書")
    assert lead("b@example.com").consent is None
    given = lead("a@example.com").consent
    assert given and (given.text, given.source) == ("展示会の申込書", "import:list.csv")
    (proof,) = proofs.of_address("a@example.com").proofs
    assert (proof.what, proof.is_basis) == ("told", True)
    set_clock(NOW + 60_000)
    bring(capsys, "mail,会社\na@example.com,青空\n", "--yes", consent="別の文面")
    assert lead("a@example.com").consent == given


def test_a_scenario_is_entered_and_sales_are_not_rung(office, capsys):
    bring(capsys, LIST, "--yes", "--scenario", "s")
    taro = lead("taro@aozora.co.jp")
    assert [run.scenario for run in taro.enrolments] == ["s"] and taro.band == "hot"
    assert not [effect for effect in taro.effects if isinstance(effect, SendAlert)]
    asked = _parser().parse_args(["import", "list.csv", "--consent", "none", "--yes", "--scenario", "no"])
    assert asked.act(asked) == 2 and capsys.readouterr().err


@pytest.mark.parametrize("before", [True, False])
def test_cut_off_at_any_call_it_goes_on_and_writes_nothing_twice(office, capsys, before):
    """Died before or after any call to AWS, begun again a day later: the same people, each event once."""
    command = ["--consent", "none", "--json", "--yes"]
    for place in range(40):
        name, addresses = f"list{place}.csv", {f"{x}{place}@example.com" for x in "ab"}
        with open(name, "w") as file:
            file.write("mail\n" + "\n".join(sorted(addresses)))
        asked = _parser().parse_args(["import", name, *command])
        with at_each_call(dying(place, before)) as begun, suppress(Died):
            asked.act(asked)
        set_clock(clock.now() + 3_600_000)
        assert asked.act(asked) == 0
        told = [event for subject in log.subjects() for packet in log.packets(subject) for event in packet.events]
        mine = [event.traits["email"] for event in told if event.traits["email"] in addresses]
        assert sorted(mine) == sorted(addresses)
        if len(begun) <= place:
            break
    else:
        raise AssertionError("there were more calls than were tried")
    capsys.readouterr()


def test_who_was_erased_is_not_brought_back(office, capsys):
    bring(capsys, LIST, "--yes")
    found = looks.find("taro@aozora.co.jp")
    assert found
    asked = looks.ask(found, "dpo")
    app.handler(envelopes.queue({"pk": asked.pk, "sk": erasures.ERASURE, "due_at": 0}), None)
    set_clock(NOW + 60_000)
    again = bring(capsys, LIST + "\n", "--yes")
    assert counts(again) == (4, 0, 0, 2, 0) and [row["line"] for row in again["rejected"]] == [2, 5]
    assert people.find_alias(keys.email_alias("taro@aozora.co.jp")) is None
    set_clock(NOW + 200 * 86_400_000)
    for _ in looks.LATER:
        app.handler(envelopes.queue({"pk": asked.pk, "sk": erasures.ERASURE, "due_at": 0}), None)
    assert [row["line"] for row in bring(capsys, LIST + "\n\n", "--yes")["rejected"]] == [2, 5]


def test_a_workbook_is_read_as_it_shows(office, capsys):
    """Merged cells, numbers, a name over two columns; what is no workbook is refused."""
    answer = bring(capsys, workbook(ROWS, MERGED), "--yes", name="list.xlsx")
    assert counts(answer) == (2, 2, 0, 0, 0)
    one, other = lead("a@example.com"), lead("b@example.com")
    assert one.traits_plain["company"] == other.traits_plain["company"] == "青空商事"
    assert (one.user_id, one.trait("lastName")) == ("1001", "山田")
    with open("bad.xlsx", "wb") as file:
        file.write(b"PK\x03\x04 no workbook")
    asked = _parser().parse_args(["import", "bad.xlsx", "--consent", "none", "--yes", "--lang", "en"])
    assert asked.act(asked) == 2 and "Excel workbook" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list.csv", "--consent", "none"], "--dry-run"),
        (["list.csv", "--yes"], "--consent"),
        (["no.csv", "--yes", "--consent", "none"], "cannot be read"),
        (["list.csv", "--yes", "--consent", ""], "words that they agreed to"),
        (["list.csv", "--yes", "--consent", "none", "--column", "x"], "NAME=field"),
        (["bad.csv", "--yes", "--consent", "none"], "No column"),
        (["head.csv", "--yes", "--consent", "none"], "no rows"),
    ],
)
def test_what_cannot_be_read_is_said(office, capsys, arguments, said):
    for name, text in (("list.csv", LIST), ("bad.csv", "a,b\n1,2\n"), ("head.csv", "mail,name\n")):
        with open(name, "w") as file:
            file.write(text)
    asked = _parser().parse_args(["import", *arguments, "--lang", "en"])
    assert asked.act(asked) == 2 and said in capsys.readouterr().err


def test_too_many_rows_and_what_was_brought_in_so_far(office, capsys):
    many = "mail\n" + "".join(f"p{n}@example.com\n" for n in range(50_001))
    with open("many.csv", "w") as file:
        file.write(many)
    asked = _parser().parse_args(["import", "many.csv", "--consent", "none", "--yes"])
    assert asked.act(asked) == 2 and "50000" in capsys.readouterr().err
    bring(capsys, LIST, "--yes")
    asked = _parser().parse_args(["import", "--past", "--lang", "en"])
    assert asked.act(asked) == 0 and "list.csv  sato  4 rows: 3 new" in capsys.readouterr().out
    with open("list.csv", "wb") as file:
        file.write(LIST.encode("cp932"))
    asked = _parser().parse_args(["import", "list.csv", "--dry-run", "--consent", "none", "--lang", "en"])
    assert asked.act(asked) == 1
    told = capsys.readouterr()
    assert "Bringing it in again changes nothing" in told.out and "line 5:" in told.err
