"""The tables that Athena reads are the files that we write: one schema, and template.yaml says it as it is."""

from typing import Any

import pytest
from mikomi.model.archive import COLUMNS, PEOPLE_COLUMNS
from mikomi.shell.archive import beyond, questions, shelf, snapshot, weeks

from tests.functions.athena import DUCKDB, glue
from tests.house import template

KINDS = {theirs: hive for hive, theirs in DUCKDB.items()}
ASKED: dict[str, dict[str, str]] = {
    "asked_raw": {name: COLUMNS[name] for name in beyond.EVENTS},
    "asked_events": {name: COLUMNS[name] for name in beyond.EVENTS},
    "asked_people": {name: PEOPLE_COLUMNS[name] for name in beyond.PEOPLE},
    "asked_holders": beyond.HOLDERS,
    "asked_erased": beyond.SUBJECTS,
    "asked_goals": questions.GOALS,
    "asked_calendar": questions.CALENDAR,
    "asked_weeks": weeks.WEEKS,
}
"""What a counting lays down, by table."""
WHOLE = {"events": COLUMNS, "people": PEOPLE_COLUMNS}


@pytest.mark.parametrize("name", [*WHOLE, *ASKED])
def test_a_table_has_the_columns_of_its_files(name: str) -> None:
    """Each column, in its order and of its type; a column that is added to the archive is asked for here."""
    told = {each["Name"]: each["Type"] for each in glue()[name]["StorageDescriptor"]["Columns"]}
    wanted = {**WHOLE, **ASKED}[name]
    assert list(told.items()) == [(column, KINDS[kind]) for column, kind in wanted.items()]


def test_there_is_no_other_table() -> None:
    """Whatever stands in the template is laid down by somebody; nothing lies there that has no table."""
    assert set(glue()) == {*WHOLE, *ASKED}


def test_tables_lie_where_files_are_written() -> None:
    """Days under the archive's own prefixes, countings under theirs; read as Parquet by the names of columns."""
    for name, said in glue().items():
        _, _, place = said["StorageDescriptor"]["Location"].removeprefix("s3://").partition("/")
        assert place == {"events": shelf.EVENTS, "people": snapshot.PEOPLE}.get(name, f"{beyond.ASKED}{name}/")
        assert said["StorageDescriptor"]["SerdeInfo"]["SerializationLibrary"].endswith("ParquetHiveSerDe")
        assert [each["Name"] for each in said["PartitionKeys"]] == ["dt" if name in WHOLE else "counting"]


def test_without_the_parameter_there_is_no_athena() -> None:
    """Every resource of it hangs on the one condition, false by default; with it, what may run off is bounded."""
    resources: dict[str, Any] = template.raw()["Resources"]
    ours = {name: each for name, each in resources.items() if each["Type"].startswith(("AWS::Glue", "AWS::Athena"))}
    assert ours and {each.get("Condition") for each in ours.values()} == {"AsksAthena"}
    assert resources["ResultsByAthena"]["Condition"] == "AsksAthena"
    assert template.raw()["Parameters"]["ResultsEngine"]["Default"] == "duckdb"
    group = resources["AthenaWorkGroup"]["Properties"]["WorkGroupConfiguration"]
    assert group["BytesScannedCutoffPerQuery"] == 100_000_000_000
    assert group["ResultConfiguration"]["EncryptionConfiguration"] == {"EncryptionOption": "SSE_S3"}
    [rule] = [
        rule
        for rule in resources["ArchiveBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
        if rule["Id"] == "athena"
    ]
    assert (rule["Prefix"], rule["ExpirationInDays"]) == (beyond.ASKED, 1)
    assert group["ResultConfiguration"]["OutputLocation"]["Fn::Sub"].endswith(f"/{beyond.ASKED}answers/")
