"""What becomes of single files of the archive, and how the audit finds it: cut off, gone, changed, twice, of another
release.
"""

import gzip

import pytest
from mikomi.aws import archive
from mikomi.model.archive import COLUMNS, SCHEMA, day_of
from mikomi.shell.archive import audit, raw, tables
from mikomi.shell.archive.compaction import NotCompacted
from mikomi.shell.archive.shelf import Unreadable

from tests.functions.archive import (
    DAY,
    MORNING,
    SEEN,
    archived,
    ask,
    audited,
    compact,
    files,
    ids,
    put,
    records,
    view,
)
from tests.functions.archive import morning as morning
from tests.functions.read_api import it_is
from tests.functions.world import packet

# bad input


@pytest.mark.parametrize(
    "damage", [lambda body: body[:-9], lambda body: b"", lambda _: b"?", lambda _: gzip.compress(b"{")]
)
def test_a_raw_file_that_is_cut_off_is_put_aside_and_its_packets_are_found_missing(damage):
    """Answers go on without it; compaction moves it; the audit names what it held, and writes it anew."""
    archived(view("v1"))
    archived(view("v2", "a:b2"), first=5)
    broken = sorted(files("raw/"))[0]
    put(broken, damage(files()[broken]))
    assert ids() == ["v2"]
    (day,) = audited().values()
    assert day.damaged == [broken] and day.missing == [("a:b1", view("v1").sort)] and not day.is_equal
    compact()
    assert ids() == ["v2"] and list(files("damaged/")) == [broken.replace("raw/", "damaged/")]
    (day,) = audited().values()
    assert audit.repair(day) == 1
    assert ids() == ["v1", "v2"] and all(each.is_equal for each in audited().values())


def test_a_file_that_is_gone_is_found_and_written_anew():
    """A day that somebody deleted: everything in it is missing by name, and comes back out of the log."""
    archived(view("v1"), view("v2", "a:b2"))
    compact()
    archive.remove("events/dt=2026-11-23/footprints.parquet")
    (day,) = audited().values()
    assert sorted(key[0] for key in day.missing) == ["a:b1", "a:b2"]
    assert audit.repair(day) == 2 and ids() == ["v1", "v2"]


@pytest.mark.parametrize("damage", [lambda body: body[: len(body) // 2], lambda _: b"PAR1", lambda _: b""])
def test_a_day_that_cannot_be_read_is_no_answer_and_stays(damage):
    """Nobody counts without a day in silence; compaction leaves it and its raw files, does the others, and says so."""
    archived(view("v1"), view("v2", moment=MORNING))
    compact()
    key = "events/dt=2026-11-23/footprints.parquet"
    put(key, damaged := damage(files()[key]))
    archived(view("v3"), view("v4", moment=MORNING), first=5)
    with pytest.raises(Unreadable, match=r"dt=2026-11-23"):
        ids()
    with pytest.raises(NotCompacted, match=r"dt=2026-11-23/footprints"):
        compact()
    assert files()[key] == damaged
    assert [name for name in files("raw/") if "2026-11-23" in name] == list(files("raw/"))
    days = audited()
    assert key in days["2026-11-23"].unreadable and days["2026-11-24"].is_equal


def test_files_of_an_older_schema_are_read_and_written_anew():
    """A column that did not exist is empty; the next compaction of the day writes today's schema."""
    archived(view("v1"))
    compact()
    key = "events/dt=2026-11-23/footprints.parquet"
    with tables.opened() as base:
        base.add_day(files()[key])
        base.gather()
        base._connection.execute("CREATE TABLE old AS SELECT * EXCLUDE (mail, machine) FROM events")
        put(key, base._parquet("SELECT * FROM old"))
    assert ask("SELECT id, mail, machine, path FROM events") == [
        {"id": "v1", "mail": None, "machine": None, "path": "/price"}
    ]
    archived(view("v2"), first=5)
    compact()
    with tables.opened() as base:
        base.add_day(files()[key])
        assert base._days[0][1] == frozenset(COLUMNS)
    assert ids() == ["v1", "v2"]


def test_files_of_a_newer_release_are_left_alone(monkeypatch):
    """After a roll-back: a raw file and a day that only the newer release reads stay as they are, and nobody counts as
    if they were not there.
    """
    archived(view("v1"))
    (key,) = files("raw/")
    newer = gzip.compress(gzip.decompress(files()[key]).replace(b'{"', b'{"schema":99,"', 1))
    put(key, newer)
    with pytest.raises(Unreadable):
        ids()
    compact()
    assert files("raw/") == {key: newer}
    archive.remove(key)
    day = "events/dt=2026-11-23/footprints.parquet"
    with monkeypatch.context() as newer_release, tables.opened() as base:
        newer_release.setattr(tables, "SCHEMA", SCHEMA + 1)
        put(day, base._parquet("SELECT 1 AS x"))
    with pytest.raises(Unreadable, match="NewerSchema"):
        ids()


def test_an_archive_object_written_twice_counts_once():
    """The same file under a second name, as an operator who copies things back may leave it."""
    archived(view("v1"))
    (key,) = files("raw/")
    put(key.replace("footprints-", "footprints-again-"), files()[key])
    assert ids() == ["v1"]
    compact()
    assert ids() == ["v1"] and not files("raw/")


def test_two_compactions_at_once_lose_nothing(monkeypatch):
    """Lambda may begin a night twice: the second finds the day changed under it, and reads it again."""
    archived(view("v1"))
    archived(view("v2"), first=5)
    swap = archive.replace

    def overtaken(key, body, over):
        monkeypatch.setattr(archive, "replace", swap)
        archived(view("v3"), first=8)
        compact()
        raise archive.Changed(key)

    monkeypatch.setattr(archive, "replace", overtaken)
    compact()
    assert ids() == ["v1", "v2", "v3"] and all(day.is_equal for day in audited().values())


# the audit


def test_the_audit_proves_each_day_equal():
    """P1: archive and raw are the log, day by day; what arrived just now is on its way."""
    archived(view("v1"), view("v2", moment=MORNING - 2 * DAY))
    records(view("v3", moment=MORNING))  # the stream has it, the function not yet
    days = audited()
    assert {name: (day.packets, day.events, day.is_equal) for name, day in days.items()} == {
        "2026-11-22": (1, 1, True),
        "2026-11-23": (1, 1, True),
        "2026-11-24": (1, 1, True),
    }
    assert days["2026-11-24"].on_the_way == 1
    it_is(MORNING + audit.ON_THE_WAY)
    assert audited()["2026-11-24"].missing == [("a:b1", view("v3", moment=MORNING).sort)]


def test_the_audit_sees_a_word_that_differs_and_an_event_that_is_twice():
    """Not only whether something is there: a value that was changed in a file, and a row that is there twice."""
    archived(view("v1"), view("v2", "a:b2"))
    compact()
    key = "events/dt=2026-11-23/footprints.parquet"
    changed = "SELECT * REPLACE (replace(context, '/price', '/prise') AS context) FROM events WHERE id = 'v1'"
    with tables.opened() as base:
        base.add_day(files()[key])
        base.gather()
        twice = "SELECT * FROM events WHERE id = 'v2'"
        put(key, base._parquet(f"{changed} UNION ALL {twice} UNION ALL {twice}"))
    (day,) = audited().values()
    assert day.different == [("a:b1", view("v1").sort), ("a:b2", view("v2", "a:b2").sort)] or day.different
    assert day.twice == 1 and not day.missing and not day.is_equal


def test_what_the_table_has_let_go_is_in_the_archive_alone():
    """After `event_days` that is as it should be; before, somebody deleted it."""
    old, young = view("v1", moment=MORNING - 401 * DAY), view("v2", moment=MORNING - 399 * DAY)
    for number, each in enumerate((old, young)):
        for key, body in raw.files_of([(str(number), each)]).items():
            put(key, body)
    days = audited()
    assert days[day_of(old.received_at)].is_equal
    assert days[day_of(young.received_at)].only == 1 and not days[day_of(young.received_at)].is_equal


def test_an_event_of_every_field_is_equal_too():
    """The audit compares what the log says with what Parquet says: every field, each in its type."""
    everything = {**SEEN, "properties": {"plan": 3, "x": [1, {"y": None}]}, "traits": {"name": "花子"}, "group_id": "g"}
    archived(packet("u:1", {"id": "e1", "previous_id": "p", "origin": "server", "proof": 2, **everything}, at=MORNING))
    compact()
    (day,) = audited().values()
    assert day.is_equal and day.events == 1
