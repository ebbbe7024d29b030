"""`make bench` runs, and tells of every budget. What it measures is no test: a busy machine would fail it."""

import json
import subprocess
import sys

from tests.house import template


def test_the_bench_tells_of_every_budget() -> None:
    """A few events through every chapter: each promised figure is there, with its budget and a verdict."""
    command = [sys.executable, "-m", "bench", "--tiny", "--json"]
    told = json.loads(subprocess.run(command, cwd=template.ROOT, capture_output=True, text=True, check=True).stdout)
    rows = {row["what"]: row for chapter in told.values() for row in chapter}
    assert all(
        row["measured"]["least"] <= row["measured"]["middle"] <= row["measured"]["most"] for row in rows.values()
    )
    judged = [what for what, row in rows.items() if row["budget"] is not None]
    assert {rows[what]["verdict"] for what in judged} <= {"ok", "MISSED"}
    for promised in (
        "track + score, 1,000 events, packets of 20",
        *(f"import {name}" for name in template.functions()),
        "a visitor, packets of 10: AWS calls",
        "a scenario's page from the roll-up, 95th of 100",
        "the list of a mailing to 100,000 leads",
        "a scenario's page, with gzip",
        "a keystroke, 95th of 100",
        "archive and nights, 1,000,000 events a month, some of both kinds in each five minutes",
        "a visitor, packets of 10: write units, indexes included",
        "check of the example workspace, beside reading its files",
        "… beside one of 5",
        "compile of 100 scenarios, beside 20",
    ):
        assert promised in judged, promised
    for told_only in (
        "track, 1 event a request",
        "track, 20 events a request",
        "score, 20 events a packet",
        "the same, beside the floor",
    ):
        assert "floor" in rows[told_only]["beside"]
    assert len([what for what in judged if what.startswith("decide, ")]) >= 4
