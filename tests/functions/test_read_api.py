"""The JSON read API on moto: who may read, what a lead looks like, the ranking as time passes."""

import json
from base64 import b64encode

import pytest
from mikomi import keys
from mikomi.aws import api

from tests.functions.read_api import DAY, KEY, NOW, form, get, hanako, it_is, shop, taken, view
from tests.functions.world import packet

__all__ = ["shop"]


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
    assert set(lead) == {
        *("id", "email", "name", "company", "phone", "score", "band", "owner", "stage", "tags", "traits", "touch"),
        *("last_at", "because", "enrolments", "excluded", "tasks", "affinity"),
    }
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
        ("owner=nobody", "filter_unknown", "/owner"),
        ("band=lukewarm", "filter_unknown", "/band"),
        ("segment=none", "filter_unknown", "/segment"),
        ("scenario=none", "filter_unknown", "/scenario"),
        ("active_since=lately", "since_invalid", "/active_since"),
        ("updated_since=2bd", "since_invalid", "/updated_since"),
        ("on_site=maybe", "truth_invalid", "/on_site"),
        ("q=" + 101 * "x", "text_too_long", "/q"),
        ("q=x&cursor=x", "cursor_invalid", "/cursor"),
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
