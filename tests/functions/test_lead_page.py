"""One lead's page and its place in the ranking: what comes of what people wrote, and of what sales answered."""

import re

import pytest
from mikomi import keys
from mikomi.aws import people, plans, soft_bounces
from mikomi.aws.people import Rank
from mikomi.model.events import MAIL_AUTO_REPLIED, MAIL_GOT_THROUGH, MAIL_SOFT_BOUNCED, REP_ANSWERED
from msgspec.structs import replace

from tests.core.story import plan_of
from tests.functions.read_api import NOW, SCENARIO, SCORING, form, it_is, taken, view
from tests.functions.read_api import get as read
from tests.functions.test_console import Text, at_home, get, hanako  # noqa: F401 (the fixture)
from tests.functions.world import packet

pytestmark = pytest.mark.usefixtures("at_home")


def test_who_is_on_hold_is_shown_with_the_reason(world):
    """A wait for a date that cannot be read: in the page's list of scenarios, in its story, and in the read API."""
    steps = [{"wait": {"until": "renewal"}}, {"id": "faq", "mail": {"template": "faq"}}]
    world.publish(plan_of([{**SCENARIO, "steps": steps}], SCORING, version=2))
    lead = hanako(renewal="未定")
    told = {"en": "On hold: “renewal” is not a date", "ja": "待機中: 「renewal」を日時として読み取れません"}
    for language, words in told.items():
        assert words in Text(get(f"/console/leads/{lead}", **{"Accept-Language": language})["body"])
    assert "is on hold: renewal is not a date we can read" in Text(get(f"/console/leads/{lead}")["body"])
    (run,) = read(f"/v1/leads/{lead}")[1]["enrolments"]
    assert (run["step"], run["due_at"], run["held_by"]) == ("faq", None, "renewal")


def answered(lead, key):
    """A rep's answer, as the page behind the link in an alert logs it."""
    told = {"answer": key, "rep": "sato", "alert": "band-1"}
    event = {"id": f"m-{key}", "type": "track", "name": REP_ANSWERED, "properties": told, "origin": "rep", "proof": 2}
    taken(packet(f"p:{lead}", event, at=NOW - 1_000))


def test_who_is_off_the_list_stands_in_no_ranking(world):
    """競合 takes the lead out of the ranking at once; its page says so; one frozen by an older release, whose row still
    stands in the index, is left out too."""
    world.publish(
        plan_of([SCENARIO], {**SCORING, "feedback": {"out": {"label": "競合", "score": "freeze"}}}, version=2)
    )
    first = hanako()
    taken(packet("a:b2", *form("g", "taro@example.co.jp"), at=NOW - 3_600_000))
    second = people.find_alias(keys.email_alias("taro@example.co.jp"))
    assert {each["id"] for each in read("/v1/leads")[1]["leads"]} == {first, second}
    answered(first, "out")
    assert [each["id"] for each in read("/v1/leads")[1]["leads"]] == [second]
    assert not [row for row in world.rows() if row["pk"]["S"] == keys.person_pk(first) and "rank" in row]
    assert "The score is frozen" in Text(get(f"/console/leads/{first}")["body"])
    stands = people.load(second or "")
    assert stands
    people.commit(replace(stands, frozen_at=NOW), rank=Rank(2_000.0, 0.0))
    assert read("/v1/leads")[1]["leads"] == []


def test_only_a_certain_number_has_a_button():
    """The button dials what was meant; what is no number stands among the facts, without a link."""
    html = get(f"/console/leads/{hanako(phone='+81 03-1234-5678（平日9時～17時）')}")["body"]
    assert re.findall(r'href="(tel:[^"]*)"', html) == ["tel:+81312345678"]
    taken(packet("a:b1", *form("g", "hanako@example.co.jp", phone="03-1234-567"), at=NOW - 60_000))
    html = get(f"/console/leads/{people.find_alias(keys.email_alias('hanako@example.co.jp'))}")["body"]
    assert "03-1234-567" in html and "tel:" not in html


def test_mail_that_keeps_coming_back_is_told_with_its_reasons():
    """On the page why no mail goes there; in the story each that came back, for whose fault, and that one arrived."""
    lead = hanako()
    told = [
        (MAIL_SOFT_BOUNCED, {"fault": "message"}),
        (MAIL_AUTO_REPLIED, {}),
        (MAIL_SOFT_BOUNCED, {"fault": "address", "in_a_row": 2, "suspends": False}),
        (MAIL_SOFT_BOUNCED, {"fault": "address", "in_a_row": 3, "suspends": True}),
        (MAIL_GOT_THROUGH, {}),
    ]
    for number, (name, said) in enumerate(told):
        event = {"id": f"m-{number}", "type": "track", "name": name, "properties": said, "origin": "mail"}
        taken(packet(f"p:{lead}", event, at=NOW - 10_000 + number))
    standing = soft_bounces.note_return("hanako@example.co.jp", "m", NOW)
    soft_bounces.suspend("hanako@example.co.jp", standing, NOW)
    words = {
        "en": ("Blocked (paused: emails kept coming back)", "An email came back for now", "3 in a row came back",
               "its size or content was refused", "An email was answered by a program", "An email got through again"),
        "ja": ("送信停止(続けて戻ったため休止)", "メールが一時的に届かずに戻りました", "続けて3通戻ったため",
               "大きさや内容が断られた", "メールに自動返信がありました", "止めていたアドレスにメールが届きました"),
    }  # fmt: skip
    for language, lines in words.items():
        page = Text(get(f"/console/leads/{lead}", **{"Accept-Language": language})["body"])
        assert [line for line in lines if line not in page] == []


def test_whose_clock_it_is(world):
    """Where the zone is known, on the page and in the read API with where it is from; and when the next step is due
    there, if the scenario goes by it."""
    steps = [{"wait": {"for": "1d", "at": "09:00"}}, {"id": "faq", "mail": {"template": "faq"}}]
    world.publish(plan_of([{**SCENARIO, "steps": steps, "clock": "recipient"}], SCORING, version=2))
    lead = hanako(timezone="america/new_york")
    assert read(f"/v1/leads/{lead}")[1]["timezone"] == {"name": "America/New_York", "from": "trait"}
    shown = Text(get(f"/console/leads/{lead}")["body"])
    assert "America/New_York (the trait “timezone”; it is " in shown and ", 09:00 in New York)" in shown
    shown = Text(get(f"/console/leads/{lead}", **{"Accept-Language": "ja"})["body"])
    assert "America/New_York（項目 timezone。いま " in shown and ")09:00）" in shown and "（New Yorkでは11月" in shown


def test_the_score_over_time_ends_at_the_score_of_now():
    """On the page with what happened, below a heading; for programs day by day; of one day alone there is none."""
    lead = hanako()
    assert 'id="course"' not in get(f"/console/leads/{lead}")["body"]
    it_is(NOW + 5 * 86_400_000)
    taken(packet("a:b1", view("v9"), at=NOW + 5 * 86_400_000))
    body = get(f"/console/leads/{lead}")["body"]
    drawn = body.partition('id="course"')[2].partition("</details>")[0]
    assert "The score over time" in drawn and "Submitted the form" in drawn and drawn.count("<circle") >= 2
    _, told = read(f"/v1/leads/{lead}/timeline")
    _, shown = read(f"/v1/leads/{lead}")
    assert told["scores"][-1]["total"] == shown["score"]["total"]
    assert [each["day"] for each in told["scores"]] == sorted({each["day"] for each in told["scores"]})


def test_a_stage_says_what_it_asks_for_before_anything_is_sent(world):
    """Without scripts too: a reason or a value is a field of that stage's own form, which the browser wants filled in;
    stages that ask nothing are buttons."""
    lead = hanako()
    body = get(f"/console/leads/{lead}")["body"]
    forms = {
        stage: each
        for each in re.findall(r"<form.*?</form>", body, re.DOTALL)
        if 'name="act" value="stage"' in each
        for stage in re.findall(r'name="stage" value="([^"]+)"', each)
    }
    asks = {each.id: each.asks for each in plans.active().sales.stages}
    assert forms.keys() == asks.keys() and set(asks.values()) == {None, "reason", "value"}
    for stage, asked in asks.items():
        wants = set(re.findall(r'name="(text|value)"[^>]* required', forms[stage]))
        assert wants == {"reason": {"text"}, "value": {"value"}, None: set()}[asked]
        assert (forms[stage].count('name="stage"') == 1) is (asked is not None)
    assert "Why “Lost”" in body and "Value of “Won”" in body
