"""What clients are told: refusals they can act on, faults they can retry, in the reader's language; the dry run."""

from contextlib import suppress

import pytest

from tests.functions.aws_faults import Died, calls, dies_after, dies_before, done_but_silent, refused, silent
from tests.functions.tracking import PAGE, PUBLIC, batch, get, post, stored


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (refused("ProvisionedThroughputExceededException", 400), 429),
        (refused("ThrottlingException", 400), 429),
        (refused("InternalServerError", 500), 503),
        (silent, 503),
    ],
)
def test_a_busy_table_asks_the_client_to_come_back(world, fault, status):
    """429 or 503 with Retry-After, readable by a browser's script; the same request then stores the event once."""
    with calls(fault):
        answer = post("/v1/page", PAGE)
    assert answer.status == status
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["access-control-allow-origin"] == "*"
    assert post("/v1/page", PAGE).status == 200
    assert len(stored(world)) == 1


def test_an_answer_that_got_lost_stores_the_event_once(world):
    """The put was done, we did not learn of it: the client is told 503, its retry 200, and the log holds one event."""
    with calls(done_but_silent):
        assert post("/v1/page", PAGE).status == 503
    assert post("/v1/page", PAGE).status == 200
    assert len(stored(world)) == 1


FAULTS = {
    "throttled": refused("ThrottlingException", 400),
    "failed": refused("InternalServerError", 500),
    "silent": silent,
    "done but silent": done_but_silent,
    "dies before": dies_before,
    "dies after": dies_after,
}


@pytest.mark.parametrize("failing", [0, 1, 2])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_whatever_happens_at_one_of_several_puts_the_retry_completes(world, failing, fault):
    """Kill at every call: the client is never told 200, and its retry leaves each event once (I1, I2)."""
    events = [{**PAGE, "anonymousId": f"a{n}", "messageId": f"m{n}"} for n in range(3)]
    with calls(fault, on=failing), suppress(Died):
        assert post("/v1/batch", batch(*events)).status in (429, 503)
    assert post("/v1/batch", batch(*events)).status == 200
    assert sorted(event.id for event in stored(world)) == ["m0", "m1", "m2"]


def test_one_put_a_subject(world):
    """A batch of twenty events from two browsers is two AWS calls, both conditional puts."""
    events = [{**PAGE, "anonymousId": f"a{n % 2}", "messageId": f"m{n}"} for n in range(20)]
    with calls() as made:
        assert post("/v1/batch", batch(*events)).status == 200
    assert made == ["PutItem", "PutItem"]
    (one, two) = world.rows("events")
    assert {one["count"]["N"], two["count"]["N"]} == {"10"}
    assert int(one["expires_at"]["N"]) > int(one["received_at"]["N"]) / 1000 + 399 * 86_400


def test_a_fault_of_the_deployment_is_not_hidden(world):
    """A missing permission is neither 429 nor 4xx: the function fails, which rings the alarm."""
    with calls(refused("AccessDeniedException", 400)), pytest.raises(Exception, match="AccessDenied"):
        post("/v1/page", PAGE)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ja"),
        ("*", "ja"),
        ("ja", "ja"),
        ("en-US,en;q=0.9", "en"),
        ("ja,en-US;q=0.8", "ja"),
        ("fr, en;q=0.5", "en"),
    ],
)
def test_the_message_is_in_the_readers_language(world, header, language):
    """`message` follows Accept-Language, `messages` has both."""
    headers = {**PUBLIC, **({"accept-language": header} if header else {})}
    answer = post("/v1/track", {}, headers)
    assert answer.json["message"] == answer.json["messages"][language]


def test_the_dry_run_answers_as_the_real_one_and_stores_nothing(world):
    """Same refusals, same counts, the events as they would be stored, no put."""
    with calls() as made:
        good = post("/v1/validate", batch(PAGE, {"type": "nonsense"}))
        bad = post("/v1/validate", {**PAGE, "type": "trak"})
    assert good.status == 200
    assert (good.json["dry_run"], good.json["accepted"], good.json["rejected"][0]["code"]) == (True, 1, "type_unknown")
    assert good.json["events"][0]["id"] == "m1"
    assert (bad.status, bad.json["code"]) == (400, "type_unknown")
    assert made == []
    assert post("/v1/validate", PAGE, {}).status == 401


def test_a_placeholder_for_an_id_is_named_in_the_answer(world):
    """Two people whose page writes `undefined` stay two: each event is stored under its browser, with a warning in both
    languages; without another id it is refused. The dry run says the same."""
    two = [{**PAGE, "anonymousId": f"a{n}", "userId": "undefined", "messageId": f"m{n}"} for n in range(2)]
    answer = post("/v1/batch", batch(*two))
    assert (answer.status, answer.json["accepted"], answer.json["rejected"]) == (200, 2, [])
    assert [(w["index"], w["pointer"], w["code"]) for w in answer.json["warnings"]] == [
        (0, "/batch/0/userId", "id_placeholder"),
        (1, "/batch/1/userId", "id_placeholder"),
    ]
    assert all("undefined" in text for w in answer.json["warnings"] for text in w["messages"].values())
    assert sorted((event.anonymous_id, event.user_id) for event in stored(world)) == [("a0", None), ("a1", None)]
    alone = post("/v1/identify", {"userId": 0, "traits": {"email": "a@example.com"}})
    assert (alone.status, alone.json["code"], alone.json["pointer"]) == (400, "id_placeholder", "/userId")
    assert post("/v1/validate", two[0]).json["warnings"][0]["pointer"] == "/userId"
    assert "warnings" not in post("/v1/page", PAGE).json


def test_an_unknown_address_is_404(world):
    """Addresses that the API does not route say so in JSON."""
    assert get("/v1/nothing").json["code"] == "not_found"
