"""A scenario is deleted while people are in it: they wait, nothing of it leaves, the report says so; put back, they go
on; stopped, they leave."""

import json
from typing import Any

import boto3
import pytest
from mikomi.aws import ledger, people, plans
from mikomi.aws.ledger import Key
from mikomi.cli.__main__ import _parser
from mikomi.model.effects import SendMail
from mikomi.shell.effects import step_mail

from tests.core.story import at
from tests.core.workspaces import examples
from tests.functions.outbox import sent, set_clock
from tests.functions.read_api import form, taken
from tests.functions.test_migrate import DAY, finish, mails_of, publish, runs, time_passes
from tests.functions.test_publish import bring, notice, put, report, upload_examples
from tests.functions.world import REGION, packet

NOW = at("2026-11-24 10:00")
MAIL = {"id": "thanks", "mail": {"template": "t", "kind": "transactional"}}
STEPS: list[dict[str, Any]] = [{"wait": "2d"}, MAIL, {"wait": "2d"}, {**MAIL, "id": "last"}]


@pytest.fixture
def crowd(world):
    """Three people who wait in a scenario."""
    set_clock(NOW)
    publish(world, *STEPS)
    for number in range(3):
        taken(packet(f"a:b{number}", *form("f", f"p{number}@example.co.jp"), at=NOW))
    yield world
    set_clock(NOW)


def later(days: float) -> None:
    set_clock(NOW + int(days * DAY))
    time_passes()


def test_a_deleted_scenario_does_not_mail_and_goes_on_when_it_comes_back(crowd):
    publish(crowd)
    assert plans.active().withdrawn == ("s",)
    for day in range(2, 20):
        later(day)
    assert not mails_of("thanks") and {run.status for run in runs()} == {"active"}
    publish(crowd, *STEPS)
    assert plans.active().withdrawn == ()
    later(21)
    assert len(mails_of("thanks")) == 3 and {run.plan for run in runs()} == {1}


def test_a_mail_that_waits_to_leave_waits_on(crowd):
    """Decided before the file was removed: it is held, and leaves when the file is back."""
    later(2)
    (effect, *_) = mails_of("thanks")
    person = people.load(effect.person)
    assert isinstance(effect, SendMail) and person is not None
    publish(crowd)
    step_mail.send(effect, person)
    row = ledger.read(Key.of_mail(person.id, effect.id))
    assert row is not None and (row.status, row.reason) == ("held", "withdrawn") and not sent()


def test_every_version_after_it_knows_that_it_is_gone(crowd):
    publish(crowd)
    for _ in range(3):
        crowd.publish(plans.active().model_copy(update={"version": 0}))
        assert plans.active().withdrawn == ("s",)


def test_the_report_names_it_once_and_says_what_to_do(world):
    bring(*upload_examples())
    key = "scenarios/customer-upgrade.json"
    assert report()["withdrawn"] == []
    boto3.client("s3", region_name=REGION).delete_object(Bucket="workspace", Key=key)
    bring(notice(key))
    assert report()["outcome"] == "published" and report()["withdrawn"] == ["customer-upgrade"]
    page = boto3.client("s3", region_name=REGION).get_object(Bucket="workspace", Key="reports/latest.html")
    assert "--stop --yes" in page["Body"].read().decode()
    settings = json.loads(examples()["settings.json"])
    bring(put("settings.json", json.dumps({**settings, "note": "x"}).encode()))
    assert report()["withdrawn"] == [] and plans.active().withdrawn == ("customer-upgrade",)


def test_removing_a_file_says_who_is_inside_and_stops_them_where_that_is_said(crowd, capsys):
    from mikomi.cli import withdrawal

    asked = _parser().parse_args(["upload", ".", "--delete", "--local", "--lang", "en"])
    there = withdrawal.tell(["scenarios/s.json", "mails/s.html", "scenarios/nobody.json"], asked)
    assert there == ["s"] and '3 people are in "s". They wait' in capsys.readouterr().out
    withdrawal.settle(there, asked)
    asked = _parser().parse_args(["upload", ".", "--delete", "--inside", "stop", "--local", "--lang", "ja"])
    there = withdrawal.tell(["scenarios/s.json"], asked)
    assert "全員がシナリオを離れます" in capsys.readouterr().out
    publish(crowd)
    withdrawal.settle([*there, "other"], asked)
    assert "別の変更が続いています" in capsys.readouterr().out
    finish()
    assert {run.status for run in runs()} == {"exited"}


def counted_by_now(**under_way: int) -> None:
    """What the archive's count says of those who are under way."""
    from mikomi.shell.archive import counted

    rows = [{"scenario": scenario.replace("_", "-"), "under_way": n} for scenario, n in under_way.items()]
    counted.write({"as_of": NOW, "answers": {"scenario_runs": rows}})


def test_the_report_says_how_many_are_in_what_was_changed_or_deleted(world):
    """About so many, as counted last; who is in what stays the same is not named, nor a scenario with nobody inside."""
    bring(*upload_examples())
    assert report()["inside"] == [] and report()["inside_as_of"] is None
    counted_by_now(customer_upgrade=12, doc_request=340, winter_sale=0, seminar=7)
    mail = "mails/faq.html"
    body = examples()[mail].replace(b"</body>", "<p>訂正</p></body>".encode())
    boto3.client("s3", region_name=REGION).delete_object(Bucket="workspace", Key="scenarios/customer-upgrade.json")
    bring(put(mail, body), notice("scenarios/customer-upgrade.json"))
    there = {each["scenario"]: (each["becomes"], each["about"]) for each in report()["inside"]}
    assert there["customer-upgrade"] == ("wait", 12) and there["doc-request"] == ("finish", 340)
    assert set(there) == {"customer-upgrade", "doc-request"}
    assert report()["inside_as_of"] == "2026-11-24T01:00:00.000Z"
    page = boto3.client("s3", region_name=REGION).get_object(Bucket="workspace", Key="reports/latest.html")
    told = page["Body"].read().decode()
    assert "doc-request: 340 人" in told and "customer-upgrade: 12 人" in told and "集計による" in told


def test_a_number_that_nobody_counted_is_said_to_be_unknown(world):
    """And a count that cannot be read keeps no version from being published."""
    bring(*upload_examples())
    key = "scenarios/customer-upgrade.json"
    boto3.client("s3", region_name=REGION).delete_object(Bucket="workspace", Key=key)
    bring(notice(key))
    assert report()["inside"] == [{"scenario": "customer-upgrade", "becomes": "wait", "about": None}]
    page = boto3.client("s3", region_name=REGION).get_object(Bucket="workspace", Key="reports/latest.html")
    assert "人数の集計はまだありません" in page["Body"].read().decode()
