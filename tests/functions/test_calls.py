"""How many calls of AWS an event costs, and a mail: counted on moto, from the handler to the row, and never more."""

from base64 import b64encode

import pytest
from mikomi import clock, keys
from mikomi.aws import people, plans, secrets

from functions.schedule_step import app as schedule_step
from functions.score import app as score
from functions.track import app as track
from tests.core.mails import SCENARIO, mail_plan
from tests.functions.http_api import asked, basic
from tests.functions.outbox import at_each_call, sent

STEPS = [{"id": "faq", "mail": {"template": "faq", "subject": "題名"}}, {"wait": "2d"}, {"add_tag": "読んだ"}]


@pytest.fixture
def warm(world, monkeypatch):
    """Processes that have served before: the plan, the pointer and the secret are known."""
    monkeypatch.setenv("MIKOMI_PLAN_CACHE_SECONDS", "5")
    world.publish(mail_plan(scenario={**SCENARIO, "steps": STEPS}, limits={"marketing_mails": 2, "per": "7d"}))
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    plans.active()
    secrets.root()
    return world


def made(work):
    with at_each_call(lambda _number, _name, carry_out: carry_out()) as calls:
        work()
    return calls


def tell(*events):
    """Events of a server, as one request."""
    body = {"batch": list(events)}
    assert track.handler(asked("POST", "/v1/batch", body, basic("sk_test")), None)["statusCode"] == 200


def records(world, table, of=lambda item: True):
    """A batch of the table's stream with these items, bytes as base64."""
    batch: list[dict] = []
    for item in filter(of, world.rows(table)):
        image = {name: {"B": b64encode(held["B"]).decode()} if "B" in held else held for name, held in item.items()}
        change = {"NewImage": image, "SequenceNumber": str(len(batch))}
        batch.append({"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change})
    return {"Records": batch}


def page(name, number):
    return {"type": "page", "anonymousId": name, "messageId": f"{name}{number}", "properties": {"path": "/"}}


@pytest.mark.parametrize("events", [1, 10])
def test_a_packet_costs_three_calls(warm, events):
    """Of a browser, with however many events: stored by one put; read, and written back."""
    assert made(lambda: tell(*(page("b", number) for number in range(events)))) == ["PutItem"]
    packets = records(warm, "events")
    assert made(lambda: score.handler(packets, None)) == ["GetItem", "PutItem"]


def test_a_first_mail_costs_twelve_calls(warm):
    """From a lead's event to the row that says `sent`: which calls, in which order."""
    consent = {"consent": {"marketing": True, "text": "はい", "source": "signup"}}
    traits = {"email": "u1@example.com", "lastName": "山田"}
    tell({"type": "identify", "userId": "U1", "traits": traits, "context": consent, "messageId": "i"})
    score.handler(records(warm, "events"), None)
    took = {"type": "track", "userId": "U1", "event": "Form Submitted", "properties": {"form": "download"}}
    assert made(lambda: tell({**took, "messageId": "m"})) == ["PutItem"]
    packets = records(warm, "events", lambda item: item["names"]["S"] == "Form Submitted")
    assert made(lambda: score.handler(packets, None)) == ["GetItem", "GetItem", "PutItem"]
    lead = people.find_alias(keys.user_alias("U1")) or ""
    commit = records(warm, "state", lambda item: item["pk"]["S"] == keys.person_pk(lead) and "state" in item)
    assert made(lambda: schedule_step.handler(commit, None)) == [
        "CreateSchedule",  # the wait behind the mail
        "GetItem",  # is there a line before SES
        "PutItem",  # the claim
        "UpdateItem",  # the address: not suppressed, within its limit
        "SendEmail",
        "PutItem",  # SES took it, says the log
        "UpdateItem",  # and the row
        "PutItem",  # what was decided, says the log
    ]
    assert len(sent()) == 1
