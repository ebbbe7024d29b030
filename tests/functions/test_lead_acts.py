"""What sales do with a lead by hand, end to end: by programs and on the lead's page, once each, told in the timeline,
taken back; what a stage stops, and who is no customer."""

import json
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people
from mikomi.model.base import DAY
from mikomi.model.events import REP_ACTED, UNSUBSCRIBED
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings
from mikomi.settings import settings
from mikomi.shell.people import directory, fold, rebuild

from functions.console.app import handler
from tests.core.story import at, plan_of
from tests.functions.http_api import asked
from tests.functions.outbox import set_clock
from tests.functions.read_api import KEY, form, taken
from tests.functions.test_mailing_pages import press, token
from tests.functions.test_migrate import mails_of, time_passes
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
SCORING = {
    "rules": [{"id": "form", "name": "資料請求", "when": {"submitted": "download"}, "points": 90}],
    "bands": [{"id": "hot", "name": "Hot", "from": 80}],
    "alert": {"on_enter": "hot"},
}
STEPS = [
    {"wait": "1d"},
    {"id": "hello", "mail": {"template": "t"}},
    {"wait": "1d"},
    {"id": "again", "mail": {"template": "t"}},
]
SALES = {
    "stages": [
        {"id": "lead", "name": "見込み客"},
        {"id": "returned", "name": "育成に戻す", "asks": "reason"},
        {"id": "won", "name": "受注", "stops": "marketing", "asks": "value"},
    ],
    "exclusion": [{"id": "competitor", "name": "競合", "domains": ["rival.co.jp"], "companies": ["ライバル工業"]}],
}


@pytest.fixture
def lead(world, monkeypatch) -> Any:
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    set_clock(NOW)
    scenario = {"id": "s", "name": "資料", "trigger": {"when": {"submitted": "download"}}, "steps": STEPS}
    plan = plan_of([scenario], SCORING).model_copy(update={"sales": SalesSettings.model_validate(SALES)})
    world.publish(plan)
    taken(packet("a:b", *form("f", "yamada@example.co.jp"), at=NOW))
    yield there().id
    settings.cache_clear()
    set_clock(NOW)


def there(browser: str = "a:b") -> Person:
    person = people.load(keys.visitor_id(browser))
    assert person is not None
    return person


def catch_up(lead: str) -> None:
    """The stream brings what is new, twice."""
    for made in log.packets(f"p:{lead}"):
        if made.events[0].name in (REP_ACTED, UNSUBSCRIBED):
            fold.fold_packets([made])
            fold.fold_packets([made])


def act(lead: str, **body: Any) -> tuple[int, Any]:
    answer = handler(asked("POST", f"/v1/leads/{lead}/acts", json.dumps(body), KEY), None)
    catch_up(lead)
    return answer["statusCode"], json.loads(answer["body"])


def does(lead: str, **body: Any) -> str:
    set_clock(clock.now() + 1_000)
    status, answer = act(lead, by="sato", **body)
    assert status == 200, answer
    return str(answer["event"])


def story(lead: str) -> list[dict[str, Any]]:
    answer = handler(asked("GET", f"/v1/leads/{lead}/timeline", "", KEY), None)
    return list(json.loads(answer["body"])["timeline"])


def test_each_act_does_what_it_says_once_and_a_rebuild_agrees(lead):
    before = there()
    does(lead, act="note", text="予算は来期とのこと")
    does(lead, act="call", outcome="reached", text="まだ早い")
    does(lead, act="tag", tag="展示会")
    does(lead, act="points", points=-20, text="予算なし")
    does(lead, act="owner", rep="sato")
    does(lead, act="stage", stage="returned", text="まだ早い")
    task = does(lead, act="task", kind="call", text="4月に電話")
    person = there()
    assert "展示会" in person.tags and person.dealings.owner == "sato" and person.dealings.stage == "returned"
    assert [each.id for each in person.dealings.tasks] == [task]
    assert person.members[f"p:{lead}"].points["hand"].value == pytest.approx(-20)
    assert person.last_at == before.last_at, "no sign of life"
    does(lead, act="done", task=task, outcome="reached")
    assert there().dealings.tasks == ()
    kinds = [entry["what"]["properties"]["act"] for entry in story(lead) if entry["kind"] == "act"]
    assert kinds == ["done", "task", "stage", "owner", "points", "tag", "call", "note"]
    assert rebuild.rebuild_person(lead) is False


def test_words_stand_in_the_log_alone(lead):
    does(lead, act="note", text="秘密の話")
    assert "秘密の話" not in str(there())
    (event,) = [each for made in log.packets(f"p:{lead}") for each in made.events]
    assert event.properties == {"act": "note", "text": "秘密の話", "by": "sato"} and event.origin == "rep"


def test_what_is_taken_back_is_as_if_it_had_not_been(lead):
    """Points too: the score is what it was, to the last decimal."""
    does(lead, act="stage", stage="returned", text="r")
    card = there()
    for wish in (
        {"act": "stage", "stage": "won", "value": 1_200_000},
        {"act": "tag", "tag": "vip"},
        {"act": "points", "points": 15, "text": "紹介"},
        {"act": "owner", "rep": "sato"},
        {"act": "exclude", "as": "competitor"},
        {"act": "task", "kind": "visit"},
    ):
        event = does(lead, **wish)
        assert there().dealings.acts != card.dealings.acts
        does(lead, act="undo", event=event)
        now = there()
        told = [(p.dealings.stage, p.dealings.owner, p.dealings.excluded, p.dealings.tasks) for p in (card, now)]
        assert told[0] == told[1] and now.tags == card.tags, wish
        points = {name: member.points for name, member in now.members.items() if member.points}
        assert points == {name: member.points for name, member in card.members.items() if member.points}
        assert act(lead, act="undo", event=event)[1]["code"] == "act_gone"
    assert rebuild.rebuild_person(lead) is False


def test_the_same_wish_sent_again_is_one(lead):
    wish = {"act": "points", "points": 5, "text": "x", "by": "sato", "id": "w1"}
    first = act(lead, **wish)
    set_clock(NOW + 60_000)
    assert act(lead, **wish) == first
    set_clock(NOW + 3 * 86_400_000)
    assert act(lead, **wish) == first
    assert there().members[f"p:{lead}"].points["hand"].count == 1


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"act": "fly"}, "act_unknown"),
        ({"act": "note"}, "act_wants"),
        ({"act": "note", "text": "x" * 2_001}, "text_invalid"),
        ({"act": "call", "outcome": "maybe"}, "act_one_of"),
        ({"act": "call", "outcome": "again"}, "act_wants"),
        ({"act": "call", "outcome": "again", "due": "2026-11-01T10:00"}, "moment_over"),
        ({"act": "call", "outcome": "again", "due": "soon"}, "moment_invalid"),
        ({"act": "stage", "stage": "wonn"}, "act_one_of"),
        ({"act": "stage", "stage": "returned"}, "act_wants"),
        ({"act": "stage", "stage": "won", "value": "much"}, "value_invalid"),
        ({"act": "stage", "stage": "won", "value": -1}, "value_invalid"),
        ({"act": "owner", "rep": "nobody"}, "act_one_of"),
        ({"act": "tag"}, "act_wants"),
        ({"act": "tag", "tag": "x" * 101}, "text_invalid"),
        ({"act": "points", "points": 0, "text": "x"}, "points_invalid"),
        ({"act": "points", "points": 101, "text": "x"}, "points_invalid"),
        ({"act": "points", "points": "nan", "text": "x"}, "points_invalid"),
        ({"act": "points", "points": 5}, "act_wants"),
        ({"act": "points", "points": True, "text": "x"}, "text_invalid"),
        ({"act": "task", "kind": "dance"}, "act_one_of"),
        ({"act": "done", "task": "m-none", "outcome": "done"}, "task_unknown"),
        ({"act": "undo", "event": "m-none"}, "act_gone"),
        ({"act": "exclude", "as": "friend"}, "act_one_of"),
        ({"act": "stop_mail"}, "suppression_wants_reason"),
        ({"act": "note", "text": "x", "who": "y"}, "parameter_unknown"),
        ({"act": "points", "points": 10**400, "text": "x"}, "points_invalid"),
        ({"act": "stage", "stage": "won", "value": 10**400}, "value_invalid"),
        ({"act": "stage", "stage": "won"}, "act_wants"),
    ],
    ids=str,
)
def test_what_leads_nowhere_is_refused_in_both_languages(lead, wish, code):
    before = there()
    status, answer = act(lead, **wish)
    assert (status >= 400, answer["code"]) == (True, code) and set(answer["messages"]) == {"ja", "en"}
    assert there() == before and not list(log.packets(f"p:{lead}"))


def test_the_score_over_time_shows_no_act_that_was_taken_back(lead):
    """Both stand on the line until one is taken back; the other stays."""
    tag, task = does(lead, act="tag", tag="vip"), does(lead, act="task", kind="call")
    assert tag and task
    set_clock(NOW + 2 * DAY)

    def course() -> str:
        body = get(f"/console/leads/{lead}", "ja")["body"]
        return str(body).partition('id="course"')[2].partition("</details>")[0]

    assert "vip" in course() and "電話" in course()
    does(lead, act="undo", event=tag)
    assert "電話" in course() and "「vip」を付け" not in course()


def test_half_a_letter_costs_the_letter_and_not_the_note(lead):
    """As with every event: what was cut within an emoji can be written down."""
    does(lead, act="note", text="half a letter \ud800")
    assert [entry["what"]["properties"]["text"] for entry in story(lead) if entry["kind"] == "act"] == [
        "half a letter \ufffd"
    ]


def test_open_tasks_are_bounded(lead):
    for _ in range(20):
        does(lead, act="task", kind="call")
    assert act(lead, act="task", kind="call")[1]["code"] == "tasks_too_many"


def test_a_task_is_due_when_its_office_hours_are_over(lead):
    """The four hours of a call from Friday 17:00 end on Monday at 12:00."""
    set_clock(at("2026-11-27 16:59") + 59_000)
    does(lead, act="task", kind="call")
    (task,) = there().dealings.tasks
    assert task.due_at is not None and task.due_at // 1_000 == at("2026-11-30 12:00") // 1_000


def test_won_stops_marketing_mail_and_says_why(lead):
    """Also a mail that was decided before, and the timeline tells the reason; taken back, mails go on."""
    won = does(lead, act="stage", stage="won", value="1200000")
    set_clock(NOW + DAY + 60_000)
    time_passes()
    assert [each.skip for each in mails_of("hello")] == ["stage"]
    (skipped,) = [entry for entry in story(lead) if entry["kind"] == "mail"]
    assert skipped["what"]["reason"] == "stage"
    page = get(f"/console/leads/{lead}", "ja")["body"]
    assert "ステージ「受注」のため、マーケティングメールを止めています" in page
    assert "今の商談ステージでは、この種類のメールを止めています" in page
    does(lead, act="undo", event=won)
    assert there().dealings.stage == ""
    set_clock(NOW + 2 * DAY + 120_000)
    time_passes()
    assert [each.skip for each in mails_of("again")] == [None]


def test_a_won_deal_is_counted_with_its_value_until_it_is_taken_back(lead):
    """On the page of sales, for programs and at the terminal, as soon as the lead knows it."""
    won = does(lead, act="stage", stage="won", value="1200000")
    directory.forget()

    def told() -> dict[str, Any]:
        return {
            each["stage"]: each
            for each in json.loads(handler(asked("GET", "/v1/results/sales", "", KEY), None)["body"])["deals"]
        }

    deal = {"leads": 1, "value": 1_200_000}
    assert told()["won"] == {"stage": "won", **deal, "this_month": deal, "last_month": {"leads": 0, "value": 0}}
    page = get("/console/sales", "ja")["body"]
    assert "商談の状況" in page and "1,200,000" in page and 'href="/console/leads?stage=won"' in page
    assert lead in get("/console/leads?stage=won", "ja")["body"]
    does(lead, act="undo", event=won)
    directory.forget()
    assert told() == {} and "商談の状況" not in get("/console/sales", "ja")["body"]


def test_mail_is_stopped_from_the_page_too(lead):
    does(lead, act="stop_mail", text="電話でのご希望")
    assert there().is_unsubscribed
    set_clock(NOW + DAY + 60_000)
    time_passes()
    assert [each.skip for each in mails_of("hello")] == ["unsubscribed"]


def test_who_is_excluded_rings_nobody_and_is_not_ranked(lead):
    ranked = handler(asked("GET", "/v1/leads", "", KEY), None)["body"]
    assert lead in ranked
    does(lead, act="exclude", **{"as": "competitor"})
    assert lead not in handler(asked("GET", "/v1/leads", "", KEY), None)["body"]
    page = get(f"/console/leads/{lead}", "ja")["body"]
    assert "営業の対象外です（競合）" in page and "営業の対象に戻す" in page
    does(lead, act="include")
    assert lead in handler(asked("GET", "/v1/leads", "", KEY), None)["body"]


@pytest.mark.parametrize("email", ["spy@rival.co.jp", "spy@mail.rival.co.jp"])
def test_a_competitor_by_the_file_never_rings(lead, email):
    taken(packet("a:spy", *form("g", email), at=NOW + 1_000))
    spy = there("a:spy")
    assert spy.is_lead and not [row for row in story(spy.id) if row["kind"] == "alert"]
    why = [reason["text"] for entry in story(spy.id) for reason in entry["why"]]
    assert any("営業の対象外（競合）" in text for text in why) or any("no customer" in text for text in why)
    assert spy.id not in handler(asked("GET", "/v1/leads", "", KEY), None)["body"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_has_a_form_for_each_act_and_says_what_stands(lead, language):
    page = get(f"/console/leads/{lead}", language)["body"]
    for verb in ("note", "call", "task", "stage", "owner", "tag", "points", "exclude", "stop_mail"):
        assert f'name="act" value="{verb}"' in page, verb
    does(lead, act="note", text="<script>alert(1)</script>")
    page = get(f"/console/leads/{lead}", language)["body"]
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert 'name="act" value="undo"' in page


def test_a_double_tap_is_one_packet_and_an_old_page_is_told(lead):
    place = f"/console/leads/{lead}/acts"
    page = get(f"/console/leads/{lead}")["body"]
    fields = {"csrf": token(page), "act": "note", "text": "一度だけ", "pressed": str(NOW), "seen": ""}
    assert post(place, {**fields, "csrf": "x"}, Origin=HERE)["statusCode"] == 403
    assert not list(log.packets(f"p:{lead}"))
    for moment in (NOW, NOW + 1_000):
        set_clock(moment)
        assert press(place, **fields).startswith(f"/console/leads/{lead}?acted=m-")
    assert len(list(log.packets(f"p:{lead}"))) == 1
    catch_up(lead)
    other = press(place, **{**fields, "text": "別の担当", "pressed": str(NOW + 2)})
    assert other.endswith("&meanwhile=1")
    assert "ほかの操作がありました" in get(other, "ja")["body"]
    catch_up(lead)
    assert len(there().dealings.acts) == 2, "both stand"


def test_a_note_that_is_taken_back_is_not_shown_any_more(lead):
    event = does(lead, act="note", text="まちがい")
    assert "まちがい" in get(f"/console/leads/{lead}", "ja")["body"]
    does(lead, act="undo", event=event)
    page = get(f"/console/leads/{lead}", "ja")["body"]
    assert "まちがい" not in page and "取り消し済み" in page
