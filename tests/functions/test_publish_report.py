"""Reports of publishing by mail: one for each attempt to each who is named, whichever way it came and whoever dies on
the way; in the reader's language, with what changed, what is to be mended and where."""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import ledger, plans, timers
from mikomi.aws.ledger import Key
from mikomi.settings import settings
from mikomi.shell import approval, reports, rollback
from mikomi.shell.effects import due_work

from tests.core.workspaces import examples
from tests.functions.outbox import Died, at_each_call, dying, part, sent, set_clock
from tests.functions.test_publish import bring, notice, put
from tests.functions.test_push import push_of, send
from tests.functions.world import World

TO = {"to": ["sato", "boss@example.co.jp"]}
BROKEN = b'{ "version": 1, "id": "upgrade", "name": "-", "when": { "visted": "/x" } }'


def naming(limit: int = 2, to: Any = TO, **more: Any) -> dict[str, bytes]:
    """The example workspace with this limit, whose reports go to these."""
    files = examples()
    said = {**json.loads(files["settings.json"]), **({"publish_reports": to} if to else {}), **more}
    said["limits"]["marketing_mails"] = limit
    return {**files, "settings.json": json.dumps(said, ensure_ascii=False).encode()}


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Version 1 runs, and everybody was told of it."""
    monkeypatch.setenv("MIKOMI_API_URL", "https://ma.example.co.jp")
    settings.cache_clear()
    bring(notice(send(push_of(naming(), 0, by="sato"))))
    assert len(told()) == 2
    yield world
    settings.cache_clear()
    clock.shift(clock.shifted() * 0)


def told() -> list[Any]:
    """What has come since the world began; everything that is due is woken, each twice."""
    for _ in range(2):
        for key in _due():
            due_work.wake(key.pk, key.sk)
    return sent()


def _due() -> list[Key]:
    found = [each for shard in range(keys.SHARDS) for each in timers.overdue(shard, clock.now() + 1)]
    return [Key(pk, sk) for pk, sk, _ in found if sk == "announcement"]


def news(before: int) -> dict[str, Any]:
    """What came after so many mails, by receiver: one each."""
    came = told()[before:]
    assert len({mail["To"] for mail in came}) == len(came)
    return {mail["To"].partition("@")[0]: mail for mail in came}


def test_what_was_published_is_told_in_the_words_of_the_business(office: World) -> None:
    """Who, why, what changed, and the way to the version's page; text and HTML alike; told again nobody hears it."""
    key = send(push_of(naming(7), 1, by="鈴木", note="夏の準備"))
    bring(notice(key), notice(key))
    came = news(2)
    assert came.keys() == {"sato", "boss"}
    mail = came["sato"]
    text, html = part(mail, "plain"), part(mail, "html")
    assert mail["Subject"] == "第2版を公開しました｜設定を変更"
    assert "鈴木が " in text and "ひとこと: 夏の準備" in text and "mikomi rollback 1" in text
    assert "■ 第1版からの変更" in text and "通数: 2 → 7" in text
    assert "https://ma.example.co.jp/console/versions/2\n" in text
    links = set(re.findall(r'href="(https://[^"]+)"', html))
    assert links == set(re.findall(r"https://\S+", text))
    assert "None" not in text and "{" not in text


def test_what_was_refused_is_told_by_what_runs(office: World) -> None:
    """The settings that came cannot be read: those that run say who is told. Place, sentence, the paragraph of the
    guide, and what to do next."""
    files = {**naming(3), "settings.json": b"{", "segments/upgrade.json": BROKEN}
    bring(notice(send(push_of(files, 1, by="suzuki"))))
    text = part(news(2)["boss"], "plain")
    assert "第1版がそのまま動き続けます" in text and "segments/upgrade.json:1:" in text and "settings.json:1:" in text
    assert "もしかして「visited」" in text
    assert "https://ma.example.co.jp/console/guide/problems?lang=ja#e-" in text
    assert "https://ma.example.co.jp/console/versions\n" in text


def test_the_same_broken_files_are_told_once(office: World) -> None:
    """S3's notice comes again, another file's notice finds the same, another kind of fault is told anew."""
    for key in ("segments/upgrade.json", "segments/upgrade.json", "settings.json"):
        put("segments/upgrade.json", BROKEN)
        bring(notice(key))
    assert len(news(2)) == 2
    put("segments/upgrade.json", BROKEN + b"}")
    bring(notice("segments/upgrade.json"))
    assert len(told()) == 6


def test_nothing_new_is_told_to_nobody(office: World) -> None:
    """The same workspace again, as a push and file by file."""
    bring(notice(send(push_of(naming(), 1))), notice("settings.json"))
    assert len(told()) == 2 and plans.pointer_version() == 1


def test_who_asks_for_no_report_gets_none(office: World) -> None:
    """A version without the key says so by itself, and what is refused over it too. Who is named later hears from
    then on."""
    bring(notice(send(push_of(naming(4, to=None), 1))))
    bring(notice(send(b"no push")))
    assert len(told()) == 2
    bring(notice(send(push_of(naming(4, to={"to": ["boss@example.co.jp"], "language": "en"}), 2))))
    assert news(2)["boss"]["Subject"] == "Version 3 is published: Settings changed"


def test_a_version_that_is_brought_back_is_told_so(office: World) -> None:
    """As the version that it becomes, and whose content it has."""
    bring(notice(send(push_of(naming(5), 1))))
    assert len(told()) == 4
    bring(notice(send_push(rollback.made(1, "suzuki"))))
    mail = news(4)["sato"]
    assert mail["Subject"] == "第1版の内容に戻しました（第3版）" and "通数: 5 → 2" in part(mail, "plain")


def send_push(push: Any) -> str:
    from mikomi.model.push import packed

    return send(packed(push))


def test_a_candidate_is_told_when_it_waits_and_when_it_is_decided(office: World) -> None:
    """Once that it waits, however often it is looked at; the yes with the version that it became."""
    bring(notice(send(push_of(naming(2, approval=True), 1))))
    assert len(told()) == 4
    key = send(push_of(naming(9, approval=True), 2, by="鈴木", note="冬"))
    bring(notice(key), notice(key))
    mail = news(4)["sato"]
    assert mail["Subject"] == "承認をお待ちしています｜候補1" and "通数: 2 → 9" in part(mail, "plain")
    assert "https://ma.example.co.jp/console/versions/candidates/1" in part(mail, "plain")
    bring(notice(approval.approve(1, 2, "佐藤")))
    text = part(news(6)["boss"], "plain")
    assert "第3版を公開しました" in text and "佐藤が承認" in text and "鈴木" in text


def test_a_no_is_told_with_its_reason(office: World) -> None:
    """Once; who died before it was written down said nothing, and nothing is told of it."""
    bring(notice(send(push_of(naming(2, approval=True), 1))))
    bring(notice(send(push_of(naming(9, approval=True), 2, by="suzuki"))))
    assert len(told()) == 6
    with suppress(Died), at_each_call(lambda _n, name, do: _die() if name == "UpdateItem" else do()):
        approval.refuse(1, "sato", "lost")
    later = clock.now()
    for minute in range(8):
        set_clock(later + minute * 61_000)
        assert len(told()) == 6
    approval.refuse(1, "sato", "価格が<古い>")
    assert len(told()) == 6
    set_clock(clock.now() + 61_000)
    mail = news(6)["boss"]
    assert mail["Subject"] == "候補1は見送られました" and "見送る理由: 価格が<古い>" in part(mail, "plain")
    assert "価格が&lt;古い&gt;" in part(mail, "html") and "第2版は変わっていません" in part(mail, "plain")


def _die() -> None:
    raise Died


WAYS = {
    "published": lambda: push_of(naming(7), 1),
    "refused": lambda: push_of({**naming(3), "segments/upgrade.json": BROKEN}, 1),
    "unreadable": lambda: b"no push",
    "late": lambda: push_of(naming(7), 0),
}


def died_anywhere(way: str) -> list[int]:
    """The publisher dies before and after each of its calls, and is brought again; how many were told, each time."""
    counts, call, before = [], 0, True
    while True:
        key, came = send(WAYS[way]()), len(told())
        over = plans.pointer_version()
        if way == "published":
            put(key, push_of(naming(10 + call * 2 + before), over))
        with suppress(Died), at_each_call(dying(call, before)) as begun:
            bring(notice(key))
        told()
        set_clock(clock.now() + 200_000)  # whoever laid out files is surely gone
        bring(notice(key), notice(key))
        counts.append(len(told()) - came)
        assert (plans.pointer_version() > over) == (way == "published")
        if len(begun) <= call:
            return counts
        call, before = (call, False) if before else (call + 1, True)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_dying_between_any_two_calls_tells_once(office: World, way: str) -> None:
    """Whatever the publisher had done when it died: two are named, two are told, once it was brought again."""
    counts = died_anywhere(way)
    assert len(counts) > 10 and set(counts) == {2}


def test_a_name_drawn_anew_would_tell_twice(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug of everybody's first try, put in on purpose: the occasion is the moment at which it was looked at."""
    announce = reports._announce
    monkeypatch.setattr(reports, "_announce", lambda _name, *rest, **more: announce(f"t{clock.now()}", *rest, **more))
    assert max(died_anywhere("refused")) > 2


def test_told_after_the_record_would_be_told_to_nobody(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one: the version's record is written first, and who dies behind it has told nobody."""
    announce, keep, late = reports._announce, reports._keep, []
    monkeypatch.setattr(reports, "_announce", lambda *said, **more: late.append((said, more)))

    def kept_first(*said: Any) -> None:
        keep(*said)
        announce(*late[-1][0], **late[-1][1])

    monkeypatch.setattr(reports, "_keep", kept_first)
    assert min(died_anywhere("published")) < 2


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(8))
def test_dying_while_it_is_sent_never_tells_twice(office: World, call: int, before: bool) -> None:
    """Who is woken dies before or after each call, and is woken again: at most one mail, none only while a claim is
    silent."""
    bring(notice(send(push_of(naming(7), 1))))
    mine = min(_due())
    with suppress(Died), at_each_call(dying(call, before)):
        due_work.wake(mine.pk, mine.sk)
    came = news(2)
    row = ledger.read(mine)
    assert row and (row.status == "sent" or (row.status == "claimed" and len(came) < 3))
    assert len(came) == 2 or row.status == "claimed"
