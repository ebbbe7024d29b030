"""A lead's timeline by the read API, on moto: why and what came of it, in pages, to its bound."""

import json

import boto3
import pytest
from mikomi import keys
from mikomi.aws import ledger, log, people
from mikomi.model import stored_json
from mikomi.model.effects import SendMail
from mikomi.shell.people import fold, portraits

from tests.functions.read_api import DAY, NOW, form, get, hanako, it_is, shop, taken, view
from tests.functions.world import packet

__all__ = ["shop"]


def thanked(lead_id):
    """The mail that the lead's form was answered with went out."""
    lead = people.load(lead_id)
    assert lead
    effect = SendMail(
        id=next(e.id for e in lead.effects if isinstance(e, SendMail)),
        at=NOW - 3_600_000,
        event_id="f-f",
        plan=1,
        scenario="doc-request",
        step="thanks",
        enrolment=lead.enrolments[0].id,
        template="thanks",
        marketing=False,
    )
    key = ledger.Key.of_mail(lead_id, effect.id)
    assert ledger.begin(key, "claimed", stored_json.written(effect).decode(), NOW - 3_600_000, subject="資料のお礼")
    assert ledger.move(ledger.as_claimed(key, "", NOW - 3_600_000), "sent", NOW - 3_600_000)


def test_the_timeline_tells_who_why_and_what_came_of_it(shop):
    """Anonymous visits are there and marked; then the form, then the mail that went out; each with its reasons."""
    lead_id = hanako()
    thanked(lead_id)
    status, body = get(f"/v1/leads/{lead_id}/timeline")
    assert (status, body["id"], body["next"]) == (200, lead_id, None)
    told = body["timeline"]
    assert [(entry["kind"], entry["anonymous"]) for entry in told] == [
        ("mail", False),
        ("form", False),
        ("visit", True),
        ("visit", True),
    ]
    sent, posted, second, _ = told
    assert (sent["what"]["status"], sent["what"]["subject"], sent["what"]["step"]) == ("sent", "資料のお礼", "thanks")
    assert [(why["kind"], why["scenario"], why["plan"]) for why in sent["why"]] == [("mail", "doc-request", 1)]
    assert posted["what"]["consent"]["text"] == "はい"
    assert posted["points"] == 37
    assert {(why["kind"], why.get("rule")) for why in posted["why"]} >= {("points", "download"), ("standing", "title")}
    assert second["pages"] == [{"path": "/price", "title": "", "at": "2026-11-23T23:00:00.000Z", "seconds": 0.0}]
    assert [(why["rule"], why["points"], why["event_id"]) for why in second["why"]] == [("price", 10, "v2")]
    assert all(why["text"] for entry in told for why in entry["why"])


def test_the_story_adds_up_to_the_score(shop):
    """What the timeline says that each entry gave is what the person has, before decay."""
    lead_id = hanako()
    told = get(f"/v1/leads/{lead_id}/timeline")[1]["timeline"]
    given = sum(reason["points"] for reason in get(f"/v1/leads/{lead_id}")[1]["because"])
    assert sum(entry["points"] for entry in told) == given == 57


def test_time_is_told_even_if_no_event_followed(shop):
    """The step that fell due two days later stands in the timeline although nothing arrived since."""
    lead_id = hanako()
    it_is(NOW + 3 * DAY)
    fold.wake(lead_id, NOW + 3 * DAY)
    told = get(f"/v1/leads/{lead_id}/timeline")[1]["timeline"]
    faq = next(entry for entry in told if entry["what"].get("step") == "faq")
    assert (faq["kind"], faq["at"], faq["what"]["status"]) == ("mail", "2026-11-26T00:00:00.000Z", "planned")
    assert [why["kind"] for why in faq["why"]] == ["mail"]


def test_a_timelines_pages_are_one_timeline(shop):
    """Read two entries at a time, it is the same timeline."""
    lead_id = hanako()
    whole = get(f"/v1/leads/{lead_id}/timeline")[1]["timeline"]
    pages, cursor = [], ""
    while cursor is not None:
        body = get(f"/v1/leads/{lead_id}/timeline", {"limit": "1", **({"cursor": cursor} if cursor else {})})[1]
        pages += body["timeline"]
        cursor = body["next"]
    assert pages == whole
    assert get(f"/v1/leads/{lead_id}/timeline", "cursor=x")[1]["code"] == "cursor_invalid"


def test_of_a_long_log_the_latest_is_told_without_reasons(shop):
    """One event more than a page folds: the latest ones are told, in pages, and no reason or point that could be wrong;
    who asks for everything gets it, with reasons. At the bound itself everything is told."""
    lead_id = hanako()
    thanked(lead_id)
    lead = people.load(lead_id)
    assert lead
    before = sum(member.events for member in lead.members.values())
    views = [view(f"long{number}") for number in range(portraits.MOST_EVENTS - before)]
    for first in range(0, len(views), 50):
        log.append(packet("a:b1", *views[first : first + 50], at=NOW + first))
    assert get(f"/v1/leads/{lead_id}/timeline")[1]["whole"]
    log.append(packet("a:b1", view("one more"), at=NOW + DAY // 2))
    status, body = get(f"/v1/leads/{lead_id}/timeline")
    told = body["timeline"]
    assert (status, body["whole"], told[0]["events"]) == (200, False, ["one more"])
    assert not any(entry["why"] or entry["points"] or entry["anonymous"] for entry in told)
    most = portraits.MOST_EVENTS
    assert most - 50 <= sum(len(entry["events"]) for entry in told) <= most
    log.append(packet("a:b1", *[view(f"more{number}") for number in range(50)], at=NOW + DAY // 2 + 1))
    latest = get(f"/v1/leads/{lead_id}/timeline")[1]["timeline"]
    assert {entry["kind"] for entry in latest} == {"visit"}, "the form is not told any more, so its mail is not either"
    everything = get(f"/v1/leads/{lead_id}/timeline", "all=true")[1]
    assert everything["whole"] and everything["timeline"][-1]["why"]
    assert [entry["what"]["status"] for entry in everything["timeline"] if entry["kind"] == "mail"] == ["sent"]
    assert sum(len(entry["events"]) for entry in everything["timeline"]) == most + 51
    assert get(f"/v1/leads/{lead_id}/timeline", "all=yes")[1]["code"] == "truth_invalid"


@pytest.mark.parametrize("more", [0, portraits.MOST_EVENTS])
def test_a_long_log_of_a_shared_browser_tells_each_only_their_own(shop, more):
    """However much one of them looks around in between, and so whether or not the story is told from its beginning."""
    first = hanako()
    for start in range(0, more, 50):
        log.append(packet("a:b1", *[view(f"{start}-{number}") for number in range(50)], at=NOW + start))
    taken(packet("a:b1", *form("g", "jiro@example.co.jp", lastName="鈴木"), at=NOW + DAY))
    second = get("/v1/leads", {"email": "jiro@example.co.jp"})[1]["leads"][0]["id"]
    one, other = (get(f"/v1/leads/{lead}/timeline")[1] for lead in (first, second))
    assert one["whole"] is (more == 0) and "jiro" in json.dumps(other)
    assert "jiro" not in json.dumps(one) and "鈴木" not in json.dumps(one, ensure_ascii=False)
    assert "hanako" not in json.dumps(other)


def test_a_row_of_a_newer_release_hides_no_other(shop):
    """Beside the mail lies a row that carries out no effect that this release knows: the mail is told all the same."""
    lead_id = hanako()
    thanked(lead_id)
    row = {"pk": {"S": keys.person_pk(lead_id)}, "sk": {"S": "call#1"}, "by": {"S": "sato"}}
    boto3.client("dynamodb", region_name="ap-northeast-1").put_item(TableName="state", Item=row)
    told = get(f"/v1/leads/{lead_id}/timeline")[1]["timeline"]
    assert [entry["what"]["status"] for entry in told if entry["kind"] == "mail"] == ["sent"]


def test_a_shared_browser_tells_each_only_their_own(shop):
    """Somebody else identified in the same browser: neither timeline shows the other's mail address or form."""
    first = hanako()
    taken(packet("a:b1", *form("g", "jiro@example.co.jp", lastName="鈴木"), at=NOW - 60_000))
    second = get("/v1/leads", {"email": "jiro@example.co.jp"})[1]["leads"][0]["id"]
    assert second != first
    assert "jiro" not in json.dumps(get(f"/v1/leads/{first}/timeline")[1])
    assert "hanako" not in json.dumps(get(f"/v1/leads/{second}/timeline")[1])
