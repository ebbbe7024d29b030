"""The JSON read API on moto: who may read, what a lead looks like, the ranking as time passes, the timeline's why."""

import json
from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import api, ledger, log, people
from mikomi.model.effects import SendMail
from mikomi.shell.people import fold, portraits

from functions.console.app import handler
from tests.core.story import at, plan_of
from tests.functions.http_api import asked
from tests.functions.world import packet

DAY = 86_400_000
NOW = at("2026-11-24 10:00")
SCORING = {
    "rules": [
        {"id": "price", "name": {"ja": "料金", "en": "Prices"}, "when": {"visited": "/price"}, "points": 10},
        {"id": "download", "name": "資料請求", "when": {"submitted": "download"}, "points": 30},
        {
            "id": "title",
            "name": "部長",
            "when": {"trait": "title", "matches": "部長"},
            "points": 7,
            "axis": "fit",
        },
    ],
    "decay": {"half_life": "30d"},
    "bands": [{"id": "hot", "name": "Hot", "from": 60}, {"id": "cool", "name": "Cool", "from": 0}],
}
SCENARIO = {
    "id": "doc-request",
    "name": "資料請求のお礼",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [
        {"id": "thanks", "mail": {"template": "thanks", "kind": "transactional"}},
        {"wait": "2d"},
        {"id": "faq", "mail": {"template": "faq"}},
    ],
}
KEY = {"authorization": "Basic " + b64encode(b"sk_test:").decode()}


def it_is(moment):
    """Move the system's clock to this moment."""
    clock.shift(timedelta(milliseconds=moment - clock.now()) + clock.shifted())


@pytest.fixture
def shop(world):
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING).model_copy(update={"standing_range": (0.0, 7.0)}))
    yield world
    clock.shift(timedelta())


def taken(made):
    """The packet as the log keeps it and the stream brings it."""
    log.append(made)
    fold.fold_packets([log.decode(_stored(made))])
    return made


def _stored(made):
    key = {"pk": {"S": made.subject}, "sk": {"S": made.sort}}
    dynamodb = boto3.client("dynamodb", region_name="ap-northeast-1")
    return dynamodb.get_item(TableName="events", Key=key, ConsistentRead=True)["Item"]


def view(name, path="/price", **more):
    return {"id": name, "type": "page", "context": {"page": {"path": path}}, **more}


def form(name, email, **traits):
    consent = {"marketing": True, "text": "はい", "source": "form:download"}
    return (
        {
            "id": f"{name}-i",
            "type": "identify",
            "origin": "form",
            "traits": {"email": email, **traits},
            "context": {"consent": consent},
        },
        {
            "id": f"{name}-f",
            "type": "track",
            "name": "Form Submitted",
            "origin": "form",
            "properties": {"form": "download"},
        },
    )


def get(path, query="", headers=KEY):
    query = query if isinstance(query, str) else urlencode(query)
    answer = handler(asked("GET", f"{path}?{query}", headers=headers), None)
    return answer["statusCode"], json.loads(answer["body"])


def hanako():
    """Two anonymous looks at the prices, an hour apart, then the form."""
    taken(packet("a:b1", view("v1"), at=NOW - 3 * 3_600_000))
    taken(packet("a:b1", view("v2"), at=NOW - 2 * 3_600_000))
    traits = {"lastName": "山田", "firstName": "花子", "company": "株式会社青空", "title": "部長"}
    taken(packet("a:b1", *form("f", "hanako@example.co.jp", **traits), at=NOW - 3_600_000))
    return get("/v1/leads")[1]["leads"][0]["id"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic " + b64encode(b"wk_test:").decode()},
        {"authorization": "Basic " + b64encode(b"sk_tesT:").decode()},
        {"authorization": "Bearer sk_"},
        {"authorization": "Bearer"},
        {"authorization": "Basic %%%"},
        {"authorization": "Digest sk_test"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/leads", "/v1/leads/l_x", "/v1/leads/l_x/timeline"])
def test_only_the_secret_key_reads(shop, path, headers):
    """I23: without a key, with the public key or a wrong one: 401, a sentence, and nothing of anybody."""
    hanako_id = hanako()
    status, body = get(path.replace("l_x", hanako_id), headers=headers)
    assert (status, body["success"], "hanako" in json.dumps(body)) == (401, False, False)
    assert body["messages"]["ja"]
    assert body["messages"]["en"]


def test_bearer_and_basic_are_both_the_key(shop):
    """Programs that know only one of the two schemes can read."""
    assert get("/v1/leads", headers={"authorization": "Bearer sk_test"})[0] == 200
    assert get("/v1/leads", headers={"authorization": "bearer sk_test"})[0] == 200


def test_a_lead_as_the_interface_promises(shop):
    """The documented shape: points decayed to now, reasons with their events, the next step with its time."""
    hanako()
    status, body = get("/v1/leads", {"sort": "score", "limit": "5"})
    assert status == 200
    (lead,) = body["leads"]
    assert body["next"] is None
    assert set(lead) == {"id", "email", "name", "company", "score", "band", "tags", "because", "enrolments"}
    assert (lead["email"], lead["name"], lead["company"]) == ("hanako@example.co.jp", "山田 花子", "株式会社青空")
    assert set(lead["score"]) == {"total", "interest", "fit"}
    assert lead["score"]["total"] == pytest.approx(lead["score"]["interest"] + lead["score"]["fit"])
    assert 56.5 < lead["score"]["total"] < 57
    assert (lead["score"]["fit"], lead["band"]) == (7, "cool")
    assert [(r["rule"], r["points"], r["event_id"]) for r in lead["because"]] == [
        ("download", 30, "f-f"),
        ("price", 20, "v2"),
        ("title", 7, "f-i"),
    ]
    assert lead["because"][1]["at"] == "2026-11-23T23:00:00.000Z"
    assert lead["enrolments"] == [
        {"scenario": "doc-request", "version": 1, "step": "faq", "due_at": "2026-11-26T00:00:00.000Z"}
    ]


def test_names_are_told_in_the_readers_language(shop):
    """Accept-Language chooses the words, not the data."""
    hanako()
    lead = get("/v1/leads", headers={**KEY, "accept-language": "en"})[1]["leads"][0]
    assert lead["because"][1]["name"] == "Prices"


def test_a_visitors_id_leads_to_the_lead(shop):
    """I22: the visitor's id resolves to the lead that it turned out to be; whoever is no lead is not there."""
    lead_id = hanako()
    taken(packet("a:b2", view("v9"), at=NOW))
    assert get(f"/v1/leads/{keys.visitor_id('a:b1')}")[1]["id"] == lead_id
    status, body = get(f"/v1/leads/{keys.visitor_id('a:b2')}")
    assert (status, body["code"]) == (404, "lead_unknown")
    assert get("/v1/leads/l_nobody")[0] == 404


def test_found_by_address(shop):
    """The address is compared as it is stored: case and width do not matter; nobody found is an empty list."""
    lead_id = hanako()
    assert [lead["id"] for lead in get("/v1/leads", {"email": "Hanako@EXAMPLE.co.jp"})[1]["leads"]] == [lead_id]
    assert get("/v1/leads", {"email": "nobody@example.co.jp"}) == (200, {"leads": [], "next": None})


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("limit=0", "limit_invalid", "/limit"),
        ("limit=101", "limit_invalid", "/limit"),
        ("limit=ten", "limit_invalid", "/limit"),
        ("limit=%EF%BC%95", "limit_invalid", "/limit"),
        ("limit=-1", "limit_invalid", "/limit"),
        ("sort=name", "sort_unknown", "/sort"),
        ("cursor=x", "cursor_invalid", "/cursor"),
        ("cursor=e30.e30", "cursor_invalid", "/cursor"),
        ("email=nobody", "email_invalid", "/email"),
        ("lmit=3", "parameter_unknown", "/lmit"),
    ],
)
def test_bad_parameters_are_told(shop, query, code, pointer):
    """400, a stable code, where, and what to do; never an empty answer that looks like no leads."""
    status, body = get("/v1/leads", query)
    assert (status, body["code"], body["pointer"]) == (400, code, pointer)
    assert body["message"]


def test_pages_lose_and_double_nobody_while_time_passes(shop):
    """Forty leads with standing and decaying points, read three at a time over weeks: each once, in the order of the
    moment at which the reading began.
    """
    for number in range(40):
        title = "部長" if number % 3 == 0 else "課長"
        views = [view(f"v{number}-{n}") for n in range(number % 7)]
        made = form(f"f{number}", f"p{number}@example.co.jp", title=title)
        taken(packet(f"a:b{number}", *views, *made, at=NOW - (number * 5 % 60) * DAY))
    moment = NOW
    seen: list[tuple[str, float]] = []
    cursor = ""
    while True:
        it_is(moment)
        body = get("/v1/leads", {"limit": "3", **({"cursor": cursor} if cursor else {})})[1]
        if not cursor:
            first = body["leads"]
        seen += [lead["id"] for lead in body["leads"]]
        cursor = body["next"]
        moment += 9 * DAY
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 40
    it_is(NOW)
    whole = get("/v1/leads", {"limit": "100"})[1]["leads"]
    totals = [lead["score"]["total"] for lead in whole]
    assert totals == sorted(totals, reverse=True)
    assert [lead["id"] for lead in whole] == seen
    assert [lead["id"] for lead in first] == seen[:3]


def test_the_ranking_is_never_scanned(shop, monkeypatch):
    """A page costs queries of the index and one batch read, whatever else the table holds."""
    hanako()
    asked = []
    carry = api.carry

    def recorded(service, operation, parameters):
        asked.append(operation)
        return carry(service, operation, parameters)

    monkeypatch.setattr(api, "carry", recorded)
    get("/v1/leads")
    assert asked.count("Query") == 4
    assert set(asked) <= {"Query", "BatchGetItem", "GetItem", "GetObject", "GetSecretValue"}


def test_the_timeline_tells_who_why_and_what_came_of_it(shop):
    """Anonymous visits are there and marked; then the form, then the mail that went out; each with its reasons."""
    lead_id = hanako()
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
    assert ledger.begin(key, "claimed", effect.model_dump_json(), NOW - 3_600_000, subject="資料のお礼")
    assert ledger.move(ledger.as_claimed(key, "", NOW - 3_600_000), "sent", NOW - 3_600_000)
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
    everything = get(f"/v1/leads/{lead_id}/timeline", "all=true")[1]
    assert everything["whole"] and everything["timeline"][-1]["why"]
    assert sum(len(entry["events"]) for entry in everything["timeline"]) == most + 1
    assert get(f"/v1/leads/{lead_id}/timeline", "all=yes")[1]["code"] == "truth_invalid"


def test_a_shared_browser_tells_each_only_their_own(shop):
    """Somebody else identified in the same browser: neither timeline shows the other's mail address or form."""
    first = hanako()
    taken(packet("a:b1", *form("g", "jiro@example.co.jp", lastName="鈴木"), at=NOW - 60_000))
    second = get("/v1/leads", {"email": "jiro@example.co.jp"})[1]["leads"][0]["id"]
    assert second != first
    assert "jiro" not in json.dumps(get(f"/v1/leads/{first}/timeline")[1])
    assert "hanako" not in json.dumps(get(f"/v1/leads/{second}/timeline")[1])
