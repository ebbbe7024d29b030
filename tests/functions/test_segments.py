"""`/v1/segments`: what a program that holds the secret key is told of segments, and of who is in one."""

from typing import Any

import pytest
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import audience

from tests.core.story import plan_of
from tests.functions.read_api import KEY, NOW, SCENARIO, SCORING, form, get, it_is, taken, view
from tests.functions.test_walks import PK, finish
from tests.functions.world import packet

DAY = 86_400_000
SEGMENTS: dict[str, dict[str, Any]] = {
    "readers": {"visited": "/price", "times": 2, "within": "7d"},
    "askers": {"submitted": "download"},
    "both": {"all": [{"segment": "readers"}, {"segment": "askers"}]},
}


@pytest.fixture
def shop(world):
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING, segments=SEGMENTS))
    for number in range(5):
        for look in range(number):
            taken(packet(f"a:b{number}", view(f"v{look}"), at=NOW - DAY + look))
        who = {"lastName": "山田", "firstName": f"{number}子"} if number else {}
        taken(packet(f"a:b{number}", *form("f", f"p{number}@example.co.jp", **who), at=NOW - 3_600_000))
    for look in range(3):
        taken(packet("a:nameless", view(f"v{look}"), at=NOW - DAY + look))
    yield world
    it_is(NOW)


def counted():
    audience.count(NOW)
    finish()
    return get("/v1/segments")


def listed(segment, **query):
    return get(f"/v1/segments/{segment}/people", query)


def test_segments_are_listed_with_their_sizes(shop):
    """Before the first count there is no size; afterwards the number of leads, and the moment of it. A visitor without
    a name is in no segment's number."""
    status, told = get("/v1/segments")
    assert status == 200
    assert [(one["id"], one["name"], one["size"], one["as_of"]) for one in told["segments"]] == [
        (name, name, None, None) for name in SEGMENTS
    ]
    status, told = counted()
    assert [(one["id"], one["size"]) for one in told["segments"]] == [("readers", 3), ("askers", 5), ("both", 3)]
    assert {one["as_of"] for one in told["segments"]} == {"2026-11-24T01:00:00.000Z"}


def test_people_of_a_segment_are_those_who_are_in_it_now(shop):
    """With id, address and name (null where there is none), each once over all pages; a week later the readers are
    nobody's any more, without any count."""
    status, told = listed("askers", limit=2)
    found = told["people"]
    assert status == 200 and len(found) == 2 and told["next"]
    while told["next"]:
        status, told = listed("askers", limit=2, cursor=told["next"])
        found += told["people"]
    assert sorted(one["email"] for one in found) == [f"p{number}@example.co.jp" for number in range(5)]
    assert {one["name"] for one in found} == {None, "山田 1子", "山田 2子", "山田 3子", "山田 4子"}
    assert all(set(one) == {"id", "email", "name"} and one["id"].startswith(("l_", "v_")) for one in found)
    assert len(listed("readers")[1]["people"]) == 3
    it_is(NOW + 7 * DAY)
    assert listed("readers")[1] == {"people": [], "next": None} and len(listed("askers")[1]["people"]) == 5


@pytest.mark.parametrize(
    ("path", "query", "status", "code", "field"),
    [
        ("/v1/segments", {"limit": "5"}, 400, "parameter_unknown", "/limit"),
        ("/v1/segments/readers/people", {"limit": "0"}, 400, "limit_invalid", "/limit"),
        ("/v1/segments/readers/people", {"limit": "1001"}, 400, "limit_invalid", "/limit"),
        ("/v1/segments/readers/people", {"limit": "many"}, 400, "limit_invalid", "/limit"),
        ("/v1/segments/readers/people", {"cursor": "x.y"}, 400, "cursor_invalid", "/cursor"),
        ("/v1/segments/readers/people", {"sort": "score"}, 400, "parameter_unknown", "/sort"),
        ("/v1/segments/nobody/people", {}, 404, "segment_unknown", ""),
        ("/v1/segments/a%2Fb/people", {}, 404, "segment_unknown", ""),
        ("/v1/segments/readers", {}, 404, "not_found", ""),
    ],
)
def test_what_cannot_be_answered_is_refused_as_everywhere(shop, path, query, status, code, field):
    """With the code, the place, and a sentence in either language."""
    for language in ("ja", "en"):
        got, told = get(path, query, headers={**KEY, "accept-language": language})
        assert (got, told["code"], told.get("pointer")) == (status, code, field), told
        assert told["message"] == told["messages"][language]


def test_a_cursor_is_of_its_own_segment(shop):
    """Another segment's, or another list's, is refused; one of the largest page is not."""
    cursor = listed("askers", limit=1)[1]["next"]
    assert listed("readers", cursor=cursor)[0] == 400
    ranking = get("/v1/leads", {"limit": "1"})[1]["next"]
    assert ranking and listed("askers", cursor=ranking)[0] == 400
    assert listed("askers", limit=1000)[0] == 200


def test_nobody_is_told_without_the_secret_key(shop):
    """Neither the sizes nor the people."""
    for path in ("/v1/segments", "/v1/segments/askers/people"):
        assert get(path, headers={})[0] == 401
        assert get(path, headers={"authorization": "Bearer wk_test"})[0] == 401
        assert get(path, headers=KEY)[0] == 200


def test_a_page_ends_where_nobody_would_wait_longer(shop, monkeypatch):
    """Of a large crowd in which few are in the segment, a page may hold fewer than were asked for: the next goes on."""
    monkeypatch.setattr(audience, "ROWS", 3)
    monkeypatch.setattr(audience, "PATIENCE", 6)
    found: list[Any] = []
    cursor, pages = None, 0
    while True:
        told = listed("both", limit=20, **({"cursor": cursor} if cursor else {}))[1]
        found, cursor, pages = found + told["people"], told["next"], pages + 1
        if cursor is None:
            break
    assert len(found) == 3 and pages > 1


def test_the_function_counts_when_it_is_asked_to(shop):
    """As the local stack asks after everything has settled."""
    from functions.schedule_step.app import handler

    handler({"count": True}, None)
    due_work.wake(PK, "walk")
    assert [one["size"] for one in get("/v1/segments")[1]["segments"]] == [3, 5, 3]
