"""A CRM is told of a lead: signed, with the whole record, once, when its time has come; tried again, and no longer than
sales.json names it. What it says back is told to nobody."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import ledger, log, people
from mikomi.aws.ledger import Key
from mikomi.core.webhooks import signature
from mikomi.model.effects import SendWebhook
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings
from mikomi.outward import client
from mikomi.shell.effects import dispatch, due_work, webhook
from mikomi.shell.people import fold
from standardwebhooks import Webhook

from tests.core.story import at, plan_of
from tests.functions.outbox import set_clock
from tests.functions.receiver import NAME, Receiver, answer
from tests.functions.test_crm import SALES, entry, lead, met, says
from tests.functions.world import ROOT

NOW = at("2026-11-24 10:00")
URL = f"https://{NAME}/in"
CRM = [
    {"id": "salesforce", "url": URL, "secret": "crm", "events": ["stage.changed", "lead.updated", "task.created"]},
    {"id": "other", "url": URL, "secret": "crm", "events": ["stage.changed"]},
]


def plan(version: int, crm: Any) -> Any:
    sales = SalesSettings.model_validate({**SALES, "crm": crm})
    scoring = {"rules": [{"id": "fit", "name": "東洋", "when": {"trait": "company", "is": "東洋"}, "points": 15}]}
    return plan_of((), scoring, version).model_copy(update={"sales": sales})


@pytest.fixture
def office(world, tmp_path, monkeypatch) -> Any:
    set_clock(NOW)
    webhook._slow.clear()
    world.publish(plan(1, CRM))
    with Receiver(tmp_path) as made:
        monkeypatch.setattr(client, "OPEN", made.way)
        world.receiver = made
        yield world
    set_clock(NOW)


def decided(person: Person) -> list[SendWebhook]:
    return [each for each in person.effects if isinstance(each, SendWebhook)]


def carried_out(person: Person) -> list[Key]:
    """As the stream brings the commit, twice; the rows."""
    for _ in range(2):
        assert dispatch.tried_all(person.effects, person)
    return [Key.of_webhook(each.person, each.id) for each in decided(person)]


def wake(rows: list[Key]) -> None:
    for key in rows:
        due_work.wake(*key)
        due_work.wake(*key)


def heard(post: Any) -> Any:
    seconds = int(post.headers["webhook-timestamp"])
    signed = Webhook(signature.secret_of(ROOT, "crm")).sign(
        post.headers["webhook-id"], datetime.fromtimestamp(seconds, UTC), post.body.decode()
    )
    assert signed in post.headers["webhook-signature"].split(" ")
    return json.loads(post.body)


def test_a_crm_gets_the_whole_record_once_and_not_its_own_word(office):
    """The update waits for the end of its quarter of an hour, and has what came meanwhile; the stage that one CRM said
    goes to the other alone."""
    met("U1", "a@example.com", external_id_salesforce="00Q1", external_id_hubspot="7", company="東洋")
    wake(carried_out(lead()))
    assert office.receiver.posts == []
    says(entry(stage="won", amount=1_200_000))
    rows = carried_out(lead())
    assert sorted((each.crm, each.step) for each in decided(lead())) == [
        ("other", "stage.changed"),
        ("salesforce", "lead.updated"),
    ]
    wake(rows)
    (post,) = office.receiver.posts
    said = heard(post)
    assert (said["type"], said["data"]["crm"]) == ("stage.changed", "other")
    set_clock(NOW + 15 * 60_000)
    wake(rows)
    wake(rows)
    assert len(office.receiver.posts) == 2
    said = heard(office.receiver.posts[1])
    record = said["data"]["lead"]
    assert said["type"] == "lead.updated" and record["id"] == lead().id
    assert record["external_ids"] == {"hubspot": "7", "salesforce": "00Q1"}
    assert (record["company"], record["stage"], record["amount"], record["tasks"]) == ("東洋", "won", 1_200_000, [])
    assert record["reasons"] == [{"name": "東洋", "points": 15.0}] and record["score"]["total"] == 15.0
    assert record["consent"] == {"marketing": False, "unsubscribed": False}
    assert record["url"].endswith(f"/leads/{lead().id}")
    assert not [event for made in log.packets(f"p:{lead().id}") for event in made.events if event.origin == "webhook"]


def test_an_id_that_leads_to_another_is_not_told(office):
    """Of the ids among the traits those alone that lead to the lead."""
    met("U1", "a@example.com", external_id_salesforce="00Q1")
    met("U2", "b@example.com", external_id_salesforce="00Q1", external_id_hubspot="8")
    rows = carried_out(lead("b@example.com"))
    set_clock(NOW + 15 * 60_000)
    wake(rows)
    (post,) = office.receiver.posts
    assert heard(post)["data"]["lead"]["external_ids"] == {"hubspot": "8"}


def test_a_crm_that_is_away_is_told_again_under_the_same_id_and_its_reply_says_nothing(office):
    """503, then 200 with traits in it: one id, and nothing of the reply comes into the log. Gone is gone."""
    met("U1", "a@example.com", external_id_salesforce="00Q1")
    says(entry(stage="won"))
    rows = [Key.of_webhook(each.person, each.id) for each in decided(lead()) if each.crm == "other"]
    carried_out(lead())
    office.receiver.says = [answer(503), answer(200, b'{"traits":{"rank":"A"}}')]
    wake(rows)
    row = ledger.read(rows[0])
    assert row and row.status == "held" and row.due_at
    set_clock(row.due_at)
    wake(rows)
    assert len({post.headers["webhook-id"] for post in office.receiver.posts}) == 1 and len(office.receiver.posts) == 2
    row = ledger.read(rows[0])
    assert row and row.status == "sent"
    events = [event for made in log.packets(f"p:{lead().id}") for event in made.events]
    assert {event.name for event in events} == {"Rep Acted"}


def test_what_sales_json_does_not_name_any_more_is_told_nobody(office):
    """The row ends, and says why; the address is the running plan's."""
    met("U1", "a@example.com", external_id_salesforce="00Q1")
    says(entry(stage="won"))
    rows = carried_out(lead())
    office.publish(plan(2, []))
    set_clock(NOW + 15 * 60_000)
    wake(rows)
    assert office.receiver.posts == []
    assert {(row.status, row.reason) for key in rows if (row := ledger.read(key))} == {("skipped", "no_crm")}


def test_a_crm_that_echoes_everything_falls_silent(office):
    """Each post comes back as what the CRM itself says: after the first round nobody is told anything."""
    met("U1", "a@example.com", external_id_salesforce="00Q1", external_id_other="O1")
    there = lead()
    says(entry(stage="lost"))
    told = 0
    for turn in range(4):
        set_clock(clock.now() + 15 * 60_000)
        wake(carried_out(lead()))
        posts, told = office.receiver.posts[told:], len(office.receiver.posts)
        for number, post in enumerate(posts):
            data = heard(post)["data"]
            ids = {"salesforce": "00Q1", "other": "O1"}
            moment = f"{heard(post)['timestamp']}"
            echo = {"external_id": ids[data["crm"]], "id": f"{turn}-{number}", "at": moment}
            says({**echo, "stage": data["lead"]["stage"]}, system=data["crm"])
    assert posts == [] and told == 2 and lead().id == there.id
    assert lead().dealings.stage == "lost"


def test_the_fold_brings_the_effects_into_the_commit(office):
    """Told nobody twice: the same packet again decides nothing."""
    met("U1", "a@example.com", company="東洋")
    before = decided(lead())
    for made in list(log.packets("u:U1")):
        fold.fold_packets([made])
    assert decided(lead()) == before and [each.step for each in before] == ["lead.updated"]
    assert people.find_alias(keys.email_alias("a@example.com")) == lead().id
