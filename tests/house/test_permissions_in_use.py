"""A function holds exactly the AWS permissions that it is seen to use (I26).

The whole story is lived through once on the local stack, every AWS call is recorded with the function that made it, and
both are compared. The story touches every door: events, forms, mails with their links, alerts with their answers,
files, console, read API.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import log, lots, plans, secrets
from mikomi.model.lots import Lots
from mikomi.model.person import Person
from mikomi.settings import PREFIX, Settings
from mikomi.shell.archive import erasure, winners

from local.recorder import Call, recording, running
from local.stack import WORKSPACE, Stack
from tests.functions.world import packet as made
from tests.house.doors import (
    FORM,
    PUBLIC,
    SECRET,
    ask_for_approval,
    bring_a_list,
    bring_back,
    erase,
    look_for_leads,
    night_of_long_ago,
    post,
    push,
    redeem,
    reply,
    return_a_mail,
    run_in_the_shadow,
    send_to_those_who_entered,
    stop_mail,
    stop_marketing,
    tell,
    visit,
)
from tests.house.permissions import BY_LAMBDA, Grant, allowed, covers, grants, uses
from tests.house.strict_ses import NOBODY, strict
from tests.house.template import ROOT

WEEK = 7 * 86_400_000
MONDAY_AT_TEN = 4 * 86_400_000 + 3_600_000
"""After the beginning of a week as 1970 counts it, which is a Thursday at nine in Tokyo."""
LINK = re.compile(r"http://127\.0\.0\.1:8000(/[acofudv]/[\w.\-]+)")


READ: dict[str, set[str]] = defaultdict(set)
"""Function → the variables that it asked for."""

NOT_HERE = {"MIKOMI_CONSOLE_OPEN", "MIKOMI_UPLOADS_URL", "MIKOMI_COGNITO_POOL_ID"}
"""The local stack's own, and what is asked for after Cognito answered (tests/functions proves that login)."""


@pytest.fixture(scope="module")
def lived() -> Iterator[tuple[Stack, list[Call]]]:
    with pytest.MonkeyPatch.context() as patch, Stack(quiet=True) as stack, recording() as calls:
        patch.setattr(Settings, "__getattribute__", _noted(Settings.__getattribute__))
        _apart(stack)
        strict(patch)
        _live(stack)
        yield stack, list(calls)


def _noted(read: Callable[[Settings, str], Any]) -> Callable[[Settings, str], Any]:
    def reads(self: Settings, name: str) -> Any:
        if (function := running.get()) and not name.startswith("_"):
            READ[function].add(PREFIX + name.upper())
        return read(self, name)

    return reads


def _apart(stack: Stack) -> None:
    """On AWS no function has what another one has read; here they share a process, so what is kept is dropped."""
    invoke, last = stack.lambdas.invoke, [""]

    def invoked(function: str, event: Any) -> Any:
        if function != last[0]:
            last[0] = function
            secrets.forget()
            plans._versions.clear()
            plans._pointer = None
            lots.forget_all()
        return invoke(function, event)

    stack.lambdas.invoke = invoked  # type: ignore[method-assign]


def _live(stack: Stack) -> None:
    stack.advance(-clock.now() % WEEK + MONDAY_AT_TEN)  # office hours: the first alert goes out at once
    stack.upload(ROOT / "examples")
    scoring = json.loads((ROOT / "examples/scoring.json").read_text())
    scoring["alert"]["max_per_rep_per_day"] = 1  # the second alert of a day waits for the digest
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="scoring.json", Body=json.dumps(scoring))
    company = {**json.loads((ROOT / "examples/settings.json").read_text()), "report": {"to": ["sato"]}}
    company |= {"publish_reports": {"to": ["sato"]}}
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="settings.json", Body=json.dumps(company))
    stack.advance(10_000)
    visit(stack, "b-1", "/price", "/products/a", "/cases/x")
    form = {"email": "taro@example.com", "lastName": "山田", "firstName": "太郎", "company": "山田製作所"}
    form |= {"industry": "製造業"}
    assert stack.request("GET", "/v1/slots/price?a=b-1").status == 200
    assert stack.request("GET", "/v1/forms/download").status == 200
    posted = urlencode({**form, "anonymousId": "b-1", "consent": "on", "title": "部長"})
    thanks = stack.request("POST", "/v1/forms/download", headers=FORM, body=posted)
    file = re.search(r"/d/[\w.\-]+", thanks.text)
    assert file
    assert stack.request("GET", file[0]).status == 200
    bounce = {"email": "bounce@simulator.amazonses.com", "anonymousId": "b-9", "consent": "on"}
    gone = urlencode({**form, **bounce, "title": "部長"})
    assert stack.request("POST", "/v1/forms/download", headers=FORM, body=gone).status == 200
    stack.settle()
    followed: set[str] = set()
    run_in_the_shadow(stack)
    for _ in range(5):
        stack.advance("3d")
        _follow_links(stack, followed)
        visit(stack, "b-1", "/price", "/offer")
    back = {"version": 1, "id": "back", "name": "-", "when": {"visited": "/offer", "times": 2, "within": "90d"}}
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="segments/back.json", Body=json.dumps(back))
    upgrade = {**json.loads((ROOT / "examples/scenarios/customer-upgrade.json").read_text()), "note": "changed"}
    dealt = {"template": "campaign", "winner": True, "variants": [{"id": arm, "subject": arm} for arm in "ABC"]}
    upgrade["steps"] = [*upgrade["steps"], {"id": "more", "mail": dealt}]
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="scenarios/customer-upgrade.json", Body=json.dumps(upgrade))
    stack.advance(10_000)
    redeem(stack)
    stop_marketing(stack)
    return_a_mail(stack)
    reply(stack)
    tell(stack)
    _revive_dead_letters(stack)
    _settle_mails(stack, form)
    for user in ("u-1", "u-2", "u-3", "u-4"):
        _identify(stack, user)
    stack.settle()
    stack.advance("3d")
    _follow_links(stack, followed)
    lead = json.loads(stack.request("GET", "/v1/leads?limit=5", headers=SECRET).body)["leads"][0]["id"]
    segments = ("/v1/segments", "/v1/segments/persona-decider/people")
    for path in (f"/v1/leads/{lead}", f"/v1/leads/{lead}/timeline", "/v1/leads?email=taro@example.com", *segments):
        assert stack.request("GET", path, headers=SECRET).status == 200
    stop_mail(stack, lead)
    look_for_leads(stack)
    by_hand = {"act": "enter", "scenario": "winter-sale", "by": "sato"}
    assert post(stack, f"/v1/leads/{lead}/acts", by_hand, SECRET).status == 200
    for path in ("/sourceConfig/?writeKey=wk_local", "/tag.js", "/n", "/v1/p.gif?anonymousId=b-2&writeKey=wk_local"):
        assert stack.request("GET", path, headers=PUBLIC).status == 200
    told = {"anonymousId": "b-2", "traits": {"name": "花子", "email": "hanako@example.com"}}
    assert post(stack, "/v1/identify", told, PUBLIC).status == 200
    assert post(stack, "/v1/batch", {"batch": [{"type": "identify", **told}]}, PUBLIC).status == 200
    pages = ("/console", "/console/mailings/new?scenario=doc-request", "/console/week.csv", "/auth/login")
    for path in (*pages, f"/console/leads/{lead}"):
        assert stack.request("GET", path, headers={"host": "127.0.0.1:8000"}).status in (200, 302, 303)
    batch = {"batch": [{"type": "track", "event": "x", "anonymousId": "b"}]}
    assert post(stack, "/v1/validate", batch, PUBLIC).status == 200
    _unsubscribe_all(stack)
    stack.settle()
    push(stack, "segments/back.json")
    bring_back(stack, 1)
    ask_for_approval(stack)
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="scenarios/customer-upgrade.json", Body=json.dumps(upgrade))
    erase(stack, "taro@example.com")
    bring_a_list(stack)
    _archive(stack)


def _archive(stack: Stack) -> None:
    """Two nights of a day, a raw file that is cut off, and somebody who was erased."""
    s3, bucket = boto3.client("s3"), stack.template.name("ArchiveBucket")
    visit(stack, "b-1", "/price")
    stack.advance("1d")
    visit(stack, "b-1", "/price")
    lead = next(each for each in s3.list_objects_v2(Bucket=bucket, Prefix="raw/")["Contents"])
    s3.put_object(Bucket=bucket, Key=lead["Key"].replace("footprints-", "footprints-0"), Body=b"?")
    with stack.lock:
        stack.lambdas.wear("CompactFunction")
        erasure.note(Person(id="l_nobody"))
        stack.lambdas.wear("TrackFunction")
        said = {"scenario": "doc-request", "enrolment": "n", "plan": 1}
        entered = {"id": "o", "type": "track", "name": "Scenario Entered", "properties": said}
        log.append(made("o:l_somebody", entered, at=clock.now()))
        stack.touch()
        _judged_by_somebody_who_died(stack)
    stack.settle()
    here, behind = {**SECRET, "host": "127.0.0.1:8000"}, "/v1/results/scenarios/doc-request/people?what=entered"
    for path in ("/v1/scenarios", "/v1/results/sources", behind, "/v1/results/week", "/console/week/x/sent"):
        assert stack.request("GET", path, headers=here).status in (200, 404)
    send_to_those_who_entered(stack)
    for _ in range(2):
        stack.invoke("CompactFunction", {})
        visit(stack, "b-1", "/cases")
    night_of_long_ago(stack)


def _judged_by_somebody_who_died(stack: Stack) -> None:
    """A night's entry that the log was not told of."""
    stack.lambdas.wear("ResultsFunction")
    place = next(each for each in winners.places_of(plans.active()) if each.scenario == "customer-upgrade")
    weights = {"A": 0.5, "B": 0.3, "C": 0.2}
    entry = Lots(number=1, from_=clock.now() + WEEK, weights=weights, at=clock.now())
    assert lots.judged(place, lots.standing(place), "2026-01-01", entry)


def _identify(stack: Stack, user: str) -> None:
    consent = {"marketing": True, "text": "展示会", "source": "fair"}
    traits = {"email": f"{user}@example.com", "industry": "IT", "title": "社長", "company": user}
    told = {"userId": user, "traits": traits, "context": {"consent": consent}}
    assert post(stack, "/v1/identify", told, SECRET).status == 200
    for form in ("contact", "download"):
        sent = {"userId": user, "event": "Form Submitted", "properties": {"form": form}}
        assert post(stack, "/v1/track", sent, SECRET).status == 200


def _revive_dead_letters(stack: Stack) -> None:
    """Two people that no code can read: what was seen of them is tried in vain and listed. One is mended after a while,
    given up and then tried again with success; what the log has forgotten meanwhile leaves the list by itself.
    """
    dynamodb = boto3.client("dynamodb")
    people = {"TableName": stack.template.name("StateTable")}
    for browser in ("b-poison", "b-gone"):
        item = {**_place(browser), "version": {"N": "0"}, "state": {"B": b"?"}}
        dynamodb.put_item(**people, Item=item)
        visit(stack, browser, "/price")
    events = {"TableName": stack.template.name("EventTable")}
    for packet in dynamodb.scan(**events)["Items"]:
        if packet["pk"]["S"] == "a:b-gone":
            dynamodb.delete_item(**events, Key={"pk": packet["pk"], "sk": packet["sk"]})
    html = _attention(stack)
    assert "a:b-poison" in html and "a:b-gone" not in html
    dynamodb.delete_item(**people, Key=_place("b-poison"))
    visit(stack, "b-poison", "/cases")
    csrf = re.search(r'name="csrf" value="([^"]+)"', html)
    buttons = sorted(re.findall(r'action="(/console/attention/[^"]+)"', html))
    assert csrf and buttons
    for button in buttons:  # given up first, so that the sweep leaves it; which hinders nobody from trying it again
        headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
        assert stack.request("POST", button, headers=headers, body=f"csrf={csrf[1]}&because=test").status == 302
        if button == buttons[0]:
            stack.advance("2d")
    sent = stack.request("POST", "/console/mailings", headers=headers, body=f"csrf={csrf[1]}&scenario=doc-request")
    assert sent.status == 302
    stack.settle()
    assert "a:b-poison" not in _attention(stack)


def _place(browser: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.person_pk(keys.visitor_id(f"a:{browser}"))}, "sk": {"S": "person"}}


def _settle_mails(stack: Stack, form: dict[str, str]) -> None:
    """A mail that SES refuses: sent again in vain, then left."""
    nobody = urlencode({**form, "email": NOBODY, "anonymousId": "b-8", "consent": "on", "title": "部長"})
    assert stack.request("POST", "/v1/forms/download", headers=FORM, body=nobody).status == 200
    stack.settle()
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    for verb in ("again", "leave"):
        page = stack.request("GET", "/console/attention/mails", headers=headers).text
        fields = dict(re.findall(r'name="(csrf|owner|row)" value="([^"]+)"', page))
        assert set(fields) == {"csrf", "owner", "row"}
        pressed = stack.request(
            "POST", "/console/attention/mails", headers=headers, body=urlencode({**fields, "verb": verb})
        )
        assert pressed.status == 302
        stack.settle()


def _attention(stack: Stack) -> str:
    answer = stack.request("GET", "/console/attention?lang=en", headers={"host": "127.0.0.1:8000"})
    assert answer.status == 200
    return str(answer.text)


def _follow_links(stack: Stack, followed: set[str]) -> None:
    """What a reader, or a scanner, does with every mail: look at each link; and press the button of a rep's answer."""
    found = {link for mail in stack.mails() for link in LINK.findall(mail["html"] or "") if not link.startswith("/u/")}
    for path in sorted(found - followed):
        assert stack.request("GET", path).status in (200, 302), path
        if path.startswith("/a/"):
            assert stack.request("POST", path).status == 200
    followed |= found
    stack.settle()


def _unsubscribe_all(stack: Stack) -> None:
    headers = {header for mail in stack.mails() if (header := mail["headers"].get("List-Unsubscribe"))}
    assert headers
    for header in headers:
        address = re.search(r"<(http[^>]+)>", header)
        assert address
        path = urlsplit(address[1]).path
        assert stack.request("GET", path).status == 200
        assert stack.request("POST", path, headers=FORM, body="List-Unsubscribe=One-Click").status == 200


def test_everything_that_is_used_is_granted(lived: tuple[Stack, list[Call]]) -> None:
    """No call of the story would be refused by IAM."""
    stack, calls = lived
    granted = {name: grants(stack.template, name) for name in stack.lambdas.names}
    assert {call.function for call in calls} == set(stack.lambdas.names)
    refused = {
        (call.function, use.action, use.resource)
        for call in calls
        for use in uses(stack.template, call)
        if not allowed(use, granted[call.function])
    }
    assert not refused


def test_everything_that_is_granted_is_used(lived: tuple[Stack, list[Call]]) -> None:
    """No role holds more than the story needs, Lambda's own doings and the dead letters aside."""
    stack, calls = lived
    idle = []
    for name in stack.lambdas.names:
        needed = {use for call in calls if call.function == name for use in uses(stack.template, call)}
        idle += [
            (name, *grant)
            for grant in grants(stack.template, name)
            if not _lambdas_own(grant) and not _used(grant, needed)
        ]
    assert not idle, "\n".join(map(str, idle))


def _used(grant: Grant, needed: Any) -> bool:
    return any(covers(grant, use) for use in needed)


def _lambdas_own(grant: Grant) -> bool:
    return grant.action in BY_LAMBDA or (grant.action == "sqs:SendMessage" and grant.resource.endswith("deadletters"))


def test_everything_that_a_function_is_told_it_reads(lived: tuple[Stack, list[Call]]) -> None:
    """All that it was seen to ask for of what any is told (else it goes by its own usual value), and nothing else."""
    lambdas = lived[0].lambdas
    told = {name: {each for each in lambdas.environment(name) if each.startswith(PREFIX)} for name in lambdas.names}
    to_some = set().union(*told.values()) - NOT_HERE
    for name in lambdas.names:
        assert told[name] - NOT_HERE == READ[name] & to_some, name
