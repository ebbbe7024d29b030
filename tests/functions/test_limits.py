"""How often a form may be sent: by one address, from one network; and what a limit never does."""

from contextlib import suppress

import pytest
from mikomi import clock, tokens
from mikomi.aws import limits
from mikomi.aws.refusals import Silence
from mikomi.errors import Refused
from mikomi.http import request
from mikomi.model.form import Form
from mikomi.settings import settings
from mikomi.web.limits import BY_ADDRESS, BY_NETWORK, HOUR, admit_form, client_address, network_of

from functions.identify import app as identify
from functions.track import app as track
from tests.core import plans
from tests.functions.aws_faults import calls, done_but_silent, refused, silent
from tests.functions.http_api import asked, seen
from tests.functions.tracking import PAGE, PUBLIC, SECRET, batch, post, stored
from tests.functions.world import ROOT

FORM = {
    "id": "contact",
    "name": "問い合わせ",
    "fields": [{"trait": "email", "label": "メール", "type": "email", "required": True}],
}


@pytest.fixture
def noon(world, monkeypatch):
    """A clock of our own, at the beginning of an hour."""
    moment = [(clock.now() // HOUR + 1) * HOUR]  # read once: a millisecond may pass between two looks
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def _from(ip, address="taro@example.com", again="1"):
    event = asked("POST", "/f/contact", "")
    event["requestContext"]["http"]["sourceIp"] = ip
    admit_form(request(event), address, again)


def test_one_address_is_named_five_times_an_hour(world, noon):
    """However the address is written and wherever the forms come from; the next hour begins anew."""
    for number in range(BY_ADDRESS):
        _from(f"203.0.{number}.7", "Taro@Example.com " if number % 2 else "taro@example.com", str(number))
    with pytest.raises(Refused) as refused:
        _from("203.0.99.7", again="more")
    assert (refused.value.code, refused.value.status, refused.value.params) == ("form_too_often", 429, {"minutes": 61})
    _from("203.0.99.7", "hanako@example.com", "hers")
    noon[0] += HOUR
    _from("203.0.99.7", again="more")


def test_the_same_form_sent_again_counts_once(world, noon):
    """A retry is admitted as often as it comes, even when the limit is reached."""
    for _ in range(3):
        for number in range(BY_ADDRESS):
            _from("203.0.113.7", again=str(number))


def test_one_network_sends_sixty_forms_an_hour(world, noon):
    """A line's neighbours are one network; another network is not hindered. Forms without an address count too."""
    for number in range(BY_NETWORK):
        _from(f"203.0.113.{number}", f"p{number}@example.com", str(number))
    with pytest.raises(Refused):
        _from("203.0.113.250", None, "more")
    _from("203.0.114.250", None, "more")


@pytest.mark.parametrize(
    ("ip", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", ""), ("unknown", "")],
)
def test_what_a_network_is(ip, network):
    """/24 and /48; what is no IP address has none."""
    assert network_of(ip) == network


def test_nobody_can_read_who_was_counted(world, noon):
    """The rows hold neither address nor IP, and go away by themselves within two hours."""
    _from("203.0.113.7")
    rows = world.rows()
    assert len(rows) == 2 and "203.0" not in str(rows) and "taro" not in str(rows)
    for row in rows:
        assert row["pk"]["S"].startswith("limit#") and row["pk"]["S"].endswith(f"#{noon[0]}")
        assert int(row["expires_at"]["N"]) * 1000 == noon[0] + 2 * HOUR


def test_a_limit_that_cannot_be_counted_lets_the_form_pass(world, noon):
    """Throttled or silent: a form is worth more than a count; the log says that it was not counted."""
    for fault in (refused("ThrottlingException", 400), refused("AccessDeniedException", 400), silent):
        with calls(fault, operation="UpdateItem") as made:
            _from("203.0.113.7")
        assert made.count("UpdateItem") >= 2


def test_a_lost_answer_counts_once(world, noon):
    """What the SDK repeats is the same name in the same set."""
    for number in range(BY_ADDRESS):
        hashed = tokens.keyed_hash(ROOT, "address x")
        with calls(done_but_silent, on=0, operation="UpdateItem"), suppress(Silence):
            limits.take(hashed, noon[0], str(number), BY_ADDRESS, ends_at=noon[0])
        assert limits.take(hashed, noon[0], str(number), BY_ADDRESS, ends_at=noon[0])
    assert not limits.take(hashed, noon[0], "more", BY_ADDRESS, ends_at=noon[0])


def test_a_form_too_many_is_told_and_stores_nothing(world, noon):
    """Over HTTP: 429 with the time after which it may be sent again, and what was taken before stays."""
    world.publish(plans.plan().model_copy(update={"forms": {"contact": Form.model_validate(FORM)}}))
    for number in range(BY_ADDRESS):
        assert _post({"email": "taro@example.com", "messageId": f"m-{number}"}).status == 200
    more = _post({"email": "taro@example.com", "messageId": "m-more"})
    assert (more.status, more.json["code"], more.headers["retry-after"]) == (429, "form_too_often", "3660")
    assert _post({"email": "taro@example.com", "messageId": "m-1"}).status == 200
    assert len({event.id for event in stored(world)}) == 2 * BY_ADDRESS


def _post(fields):
    headers = {"content-type": "application/json", "accept": "application/json"}
    return seen(identify.handler(asked("POST", "/v1/forms/contact", fields, headers), None))


def _claim(address, browser, *, ip="203.0.113.7", key=PUBLIC, to="/v1/identify", **more):
    said = {"type": "identify", "anonymousId": browser, "messageId": f"{browser} {address}", **more}
    said.setdefault("traits", {"email": address})
    event = asked("POST", to, said, key)
    event["requestContext"]["http"]["sourceIp"] = ip
    return seen(track.handler(event, None))


def test_browsers_that_name_one_address_are_limited_as_forms_are(world, noon):
    """Whatever network they come from and wherever the trait stands; a browser that says its address on every page
    counts once, and the next hour begins anew."""
    for number in range(BY_ADDRESS):
        beside = {"traits": {}, "context": {"traits": {"email": "Taro+x@example.com"}}} if number % 2 else {}
        assert _claim("taro@example.com", f"b{number}", ip=f"203.0.{number}.7", **beside).status == 200
    more = _claim("taro@example.com", "b99", ip="203.0.99.7")
    assert (more.status, more.json["code"], more.headers["retry-after"]) == (429, "named_too_often", "3660")
    assert _claim("taro@example.com", "b0", ip="203.0.99.7").status == 200
    assert _claim("hanako@example.com", "b99", ip="203.0.99.7").status == 200
    noon[0] += HOUR
    assert _claim("taro@example.com", "b99", ip="203.0.99.7").status == 200


def test_one_network_names_sixty_addresses_an_hour(world, noon):
    """In one batch as in many: what is one too many is named, and the rest of the batch is stored."""
    claims = [
        {"type": "identify", "anonymousId": f"b{n}", "messageId": f"m{n}", "traits": {"email": f"p{n}@example.com"}}
        for n in range(BY_NETWORK + 2)
    ]
    answer = post("/v1/batch", batch(*claims, PAGE))
    assert [each["code"] for each in answer.json["rejected"]] == ["named_too_often"] * 2
    assert len(stored(world)) == BY_NETWORK + 1
    assert _claim("more@example.com", "b", ip="203.0.114.7").status == 200


def test_claims_keep_nobody_out_of_a_form(world, noon):
    """Whoever names an address from a hundred browsers does not use up the forms of its holder."""
    for number in range(BY_ADDRESS + 1):
        _claim("taro@example.com", f"b{number}", ip=f"203.0.{number}.7")
    for number in range(BY_ADDRESS):
        _from("203.0.99.7", again=str(number))


def test_what_names_no_address_or_comes_with_the_secret_key_is_not_counted(world, noon):
    """A server imports everybody from one network; page views, tracks and a dry run leave no row."""
    for number in range(BY_NETWORK + 2):
        assert _claim(f"p{number}@example.com", f"b{number}", key=SECRET).status == 200
    assert post("/v1/page", PAGE).status == 200
    assert _claim("no address", "b").status == 200
    assert post("/v1/dry-run", batch({"type": "identify", "anonymousId": "x", "traits": {"email": "x@example.com"}}))
    assert not [row for row in world.rows() if row["pk"]["S"].startswith("limit#")]


def test_a_batch_of_thousands_of_addresses_costs_no_thousands_of_calls(world, noon):
    """After a few that were too many the rest of the request is not asked for one by one."""
    claims = [
        {"type": "identify", "anonymousId": "b", "messageId": f"m{n}", "traits": {"email": f"p{n}@example.com"}}
        for n in range(1_000)
    ]
    with calls(None, operation="UpdateItem") as made:
        answer = post("/v1/batch", batch(*claims))
    assert len(answer.json["rejected"]) == 1_000 - BY_NETWORK
    assert made.count("UpdateItem") <= 2 * BY_NETWORK + 20


@pytest.mark.parametrize(
    ("proxies", "passed", "client"),
    [
        ("0", "6.6.6.6, 203.0.113.9", "198.51.100.1"),  # nobody of ours stands before the API: the header is hearsay
        ("1", "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        ("1", "6.6.6.6, 203.0.113.9, 198.51.100.1", "203.0.113.9"),  # whatever the client put before
        ("2", "6.6.6.6, 203.0.113.9, 192.0.2.7, 198.51.100.1", "203.0.113.9"),
        ("2", "198.51.100.1", "198.51.100.1"),  # asked past the proxies
        ("1", "", "198.51.100.1"),
    ],
)
def test_where_a_client_is_behind_proxies_of_the_owner(world, monkeypatch, proxies, passed, client):
    """What the outermost trusted proxy was asked by; nothing that a client writes into the header moves it."""
    monkeypatch.setenv("MIKOMI_TRUSTED_PROXIES", proxies)
    settings.cache_clear()
    event = asked("POST", "/f/contact", "")
    event["requestContext"]["http"]["sourceIp"] = "198.51.100.1"
    event["headers"]["x-forwarded-for"] = passed
    assert client_address(request(event)) == client
    settings.cache_clear()
