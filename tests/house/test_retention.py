"""docs/retention: what it says is kept for how long is what the code and the template do; nothing that goes by itself
is missing there."""

import re

import pytest
from mikomi.aws import breaker, coupons, erasures, log, mail_threads, segment_sizes
from mikomi.shell.operator import channel_trials
from mikomi.web import limits

from tests.house import template

DAY, HOUR = 86_400, 3_600_000
PARAMETERS = {name: of.get("Default") for name, of in template.raw()["Parameters"].items()}
IN_CODE = {
    "log": PARAMETERS["EventDays"],
    "log evidence": log.EVIDENCE_DAYS,
    "mail_threads": mail_threads.KEPT // DAY,
    "coupons": coupons.KEPT // DAY,
    "breaker": breaker._KEPT // (DAY * 1000),
    "segment_sizes": segment_sizes.KEPT,
    "erasures": erasures.LATE_KEPT // DAY,
    "channel_trials": channel_trials.KEPT_DAYS,
    "LogDays": PARAMETERS["LogDays"],
}
BY_ANOTHER = ("people", "ledger", "addresses", "kept_replies", "company_deeds", "limits", "exports", "imports", "plans")
"""What stays until somebody is erased, or as long as a setting or a window says."""


def _lifecycles() -> dict[str, int]:
    """The days after which an object goes, by the rule's id."""
    found: dict[str, int] = {}
    for bucket in template.resources("AWS::S3::Bucket").values():
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", []):
            days = rule.get("ExpirationInDays") or rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays")
            if days:
                found[rule["Id"]] = PARAMETERS[days["Ref"]] if isinstance(days, dict) else days
    return found


def _letters() -> set[int]:
    queues = template.resources("AWS::SQS::Queue").items()
    return {queue["MessageRetentionPeriod"] // DAY for name, queue in queues if name.endswith("DeadLetters")}


def _rows(name: str) -> list[tuple[str, int | None]]:
    text = (template.ROOT / "docs" / name).read_text(encoding="utf-8")
    cells = re.findall(r"^\| .+ \| `([^`]+)` \| (\d+|–) \|", text, re.MULTILINE)
    return [(code, None if days == "–" else int(days)) for code, days in cells]


@pytest.mark.parametrize("name", ["retention.md", "retention.ja.md"])
def test_the_page_says_what_the_code_does(name: str) -> None:
    """Every number of days; and every rule of a bucket, and nothing else."""
    (letters,) = _letters()
    said = dict(row for row in _rows(name) if row[1] is not None)
    assert said == {**IN_CODE, **_lifecycles(), "dead letters": letters}
    assert len(_lifecycles()) >= 9


def test_both_languages_say_the_same() -> None:
    assert _rows("retention.md") == _rows("retention.ja.md")
    assert {code for code, days in _rows("retention.md") if days is None} == set(BY_ANOTHER)


def test_whatever_goes_by_itself_stands_there() -> None:
    """Each module that gives a row an end has a line of its own."""
    named = {code.split()[0] for code, _ in _rows("retention.md")}
    files = (template.ROOT / "layers/common/mikomi").rglob("*.py")
    ends = {file.stem for file in files if "expires_at" in file.read_text(encoding="utf-8")}
    assert len(ends) >= 8 and ends <= named


def test_limits_are_counted_by_the_hour() -> None:
    """… and a row goes with the second hour: so the page says."""
    assert limits.HOUR == HOUR
