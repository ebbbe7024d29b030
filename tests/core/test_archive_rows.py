"""An event as a row of the archive: nothing is lost, and the columns that questions ask for say what the event says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.archive import row
from mikomi.model.archive import COLUMNS, SCHEMA, ArchiveRow, day_of, half_of
from mikomi.model.events import Event, Packet
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace

from tests.core.filled import filled
from tests.core.story import at
from tests.core.test_packing import EVENTS, NOW


def packet(*events: Event, subject: str = "a:1", **more) -> Packet:
    return Packet(subject=subject, sort="s", received_at=NOW, events=events, **more)


def one(subject: str = "a:1", **event) -> ArchiveRow:
    plain = {"id": "e", "type": "track", "at": NOW - 5, "received_at": NOW, "subject": subject, **event}
    (made,) = row.rows_of(packet(of_plain(Event, plain), subject=subject))
    return made


@given(st.lists(EVENTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_a_packet_is_made_of_its_rows_again(events: list[Event], random) -> None:
    """Through lines of JSON, and in any order: the archive is the log."""
    whole = packet(*events)
    lines = row.of_lines(row.as_lines(row.rows_of(whole)))
    random.shuffle(lines)
    assert row.packet_of(lines) == whole


def test_every_field_and_what_a_newer_release_knows_comes_back() -> None:
    """A field that is added to the event, and keys that only a newer release knows, are in the row, too."""
    event = replace(filled(Event), subject="a:1")
    newer = of_plain(Event, {"id": "e", "type": "track", "at": 1, "received_at": NOW, "subject": "a:1", "newly": [1]})
    assert newer.unknown
    whole = packet(event, newer, unknown={"beside": {"x": 1}})
    assert row.packet_of(row.of_lines(row.as_lines(row.rows_of(whole)))) == whole


def test_an_outcome_has_its_columns() -> None:
    """What results ask for stands in columns: scenario, step, variant, plan, mail, reason."""
    said = {"scenario": "welcome", "enrolment": "n1", "step": "faq", "variant": "B", "plan": 7, "mail": "m1"}
    made = one("o:l_1", name="Mail Skipped", origin="server", proof=2, properties={**said, "reason": "no_consent"})
    assert {name: getattr(made, name) for name in said} == said and made.reason == "no_consent"
    assert (made.schema, made.happened_at, made.received_at, made.proof) == (SCHEMA, NOW - 5, NOW, 2)
    assert json.loads(made.properties or "") == {**said, "reason": "no_consent"}


def test_a_page_view_has_its_path_and_where_it_came_from() -> None:
    """As the product reads them: the path without its query, the campaign's source before the referrer's host."""
    page = {"url": "https://example.co.jp/price?a=1", "referrer": "https://www.google.com/"}
    assert one(type="page", context={"page": page}).path == "/price"
    assert one(type="page", context={"page": page}).source == "google.com"
    named = {"page": page, "campaign": {"source": "newsletter"}}
    assert one(type="page", context=named).source == "newsletter"
    assert one(type="track", name="x", properties={"form": "download"}).form == "download"


@pytest.mark.parametrize("odd", [7, True, None, "", [], {"a": 1}])
def test_what_is_no_text_is_no_answer(odd) -> None:
    """A client may send anything under any name: the column is empty, the event itself is whole."""
    made = one(properties={"scenario": odd, "plan": "7", "machine": "yes"})
    assert (made.scenario, made.plan, made.machine) == (None, None, None)
    assert json.loads(made.properties or "")["scenario"] == odd


def test_a_whole_number_of_a_plan_and_a_yes_or_no_are_answers() -> None:
    """On both sides: numbers that the column holds and one more; True is no number."""
    held = [one(properties={"plan": given}).plan for given in (3, 2**31 - 1, 2**31, True)]
    assert held == [3, 2**31 - 1, None, None]
    assert [one(properties={"machine": given}).machine for given in (True, False, 1)] == [True, False, None]
    worth = [one(properties={"value": given}).value for given in (1200, 0.5, 2**53 - 1, 2**53, True, "9")]
    assert worth == [1200, 0.5, 2**53 - 1, None, None, None]


def test_columns_are_cut_and_events_are_not() -> None:
    """A path of a stranger's cannot make a column large; 500 characters are whole, 501 are cut."""
    for length in (row.LONGEST, row.LONGEST + 1):
        made = one(properties={"form": "f" * length})
        assert len(made.form or "") == row.LONGEST
        assert len(json.loads(made.properties or "")["form"]) == length


def test_a_day_is_utc_and_a_half_goes_by_the_subject() -> None:
    """The last millisecond of a day and the first of the next; ours are outcomes, all else footprints."""
    midnight = at("2026-11-29 09:00")  # in Tokyo
    assert (day_of(midnight - 1), day_of(midnight)) == ("2026-11-28", "2026-11-29")
    assert [half_of(subject) for subject in ("o:l_1", "p:l_1", "a:o:1", "u:p:1")] == ["outcomes"] * 2 + [
        "footprints"
    ] * 2


def test_columns_are_the_rows_own() -> None:
    """Each field of a row has a column and a type; moments are timestamps."""
    assert list(COLUMNS) == [name for name in ArchiveRow.__struct_fields__ if name != "schema"]
    assert {name for name, kind in COLUMNS.items() if kind == "TIMESTAMP"} == {"happened_at", "received_at"}
    assert {name for name, kind in COLUMNS.items() if kind in ("INTEGER", "BOOLEAN")} == {
        "place", "proof", "plan", "lots", "machine", "held_out", "landed",
    }  # fmt: skip
