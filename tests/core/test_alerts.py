"""What an alert says: who, why now, what to do; parts that add up; HTML and text alike, ja and en."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import tokens
from mikomi.core.people.absence import Recipient
from mikomi.core.people.owners import owner_of, receivers
from mikomi.core.sales import alert_mail, alerts
from mikomi.core.sales.alerts import Occasion
from mikomi.core.score.totals import shown
from mikomi.core.words.wording import number
from mikomi.model.company import Rep
from mikomi.model.effects import SendAlert
from mikomi.model.events import Event
from mikomi.model.person import Contribution, Earned, Member, Standing
from mikomi.model.plan import Plan
from msgspec.structs import replace

from tests.core.mails import LINKS, SCENARIO, lead
from tests.core.story import at, plan_of

NOW = at("2026-11-20 14:05")
SCORING = {
    "rules": [
        {
            "id": "price",
            "name": "価格のページ",
            "when": {"visited": "/price"},
            "points": 10,
            "cap": {"points": 30, "per": "7d"},
        }
    ],
    "decay": {"half_life": "30d"},
    "bands": [{"id": "hot", "name": "Hot", "from": 80}, {"id": "cool", "name": "Cool", "from": 0}],
    "alert": {
        "on_enter": "hot",
        "cooldown": "24h",
        "max_per_rep_per_day": 10,
        "do": {"ja": "お電話を", "en": "Please call"},
    },
    "feedback": {
        "meeting": {"label": {"ja": "商談化", "en": "Meeting set"}},
        "early": {"label": {"ja": "まだ早い", "en": "Too early"}},
        "not-target": {"label": {"ja": "対象外", "en": "Not a fit"}},
        "competitor": {"label": {"ja": "競合", "en": "Competitor"}},
    },
}


def plan() -> Plan:
    return plan_of([SCENARIO], SCORING)


def decided(**more) -> SendAlert:
    usual = {
        "id": "band-1",
        "at": NOW,
        "event_id": "p3",
        "plan": 1,
        "reason": "band",
        "to": ("sato",),
        "band": "hot",
        "before": 75.25,
    }
    return SendAlert(**{**usual, **more})


def event(event_id, moment, **fields) -> Event:
    return Event(id=event_id, at=moment, received_at=moment, subject="a:b1", **{"type": "page", **fields})


def page(name, moment, path="/price", title="料金 | サンプル商店") -> Event:
    properties = {"path": path, "title": title}
    return event(name, moment, properties=properties, context={"pageId": name})


def engaged(view, moment, seconds, path="/price") -> Event:
    properties = {"engaged_ms": seconds * 1000, "path": path}
    return event(f"e{view}", moment, type="track", name="Page Engaged", properties=properties, context={"pageId": view})


EVENTS = [
    page("p1", at("2026-11-17 18:30")),
    page("p2", at("2026-11-18 18:30")),
    event(
        "c1",
        at("2026-11-19 09:12"),
        type="track",
        name="Mail Clicked",
        origin="mail",
        properties={"scenario": "nurture", "step": "cases", "variant": "B", "mail": "m"},
    ),
    page("f1", at("2026-11-20 13:55"), "/cases/parts", "導入事例"),
    page("p3", at("2026-11-20 13:58")),
    engaged("p3", at("2026-11-20 14:02"), 252),
]


def compose(person=None, events=EVENTS, language="ja", effect=None) -> alerts.Alert:
    rep = Rep(id="sato", name={"ja": "佐藤", "en": "Sato"}, email="sato@example.co.jp", language=language)  # type: ignore[arg-type]
    effect = effect or decided()
    person = person or lead(phone="06-6000-0000", title="課長")
    return alerts.compose(Occasion(effect, person, events, Recipient(rep), NOW, effect.at), plan(), LINKS)


def test_who_why_now_and_what_to_do():
    """The subject has name and fact; the body says when, how often, how long, and what to do."""
    alert = compose()
    assert alert.subject == "山田様(ABC製作所)｜「料金」3回目・0点"
    assert (alert.name, alert.company, alert.about) == ("山田 太郎 様", "ABC製作所", "課長")
    assert alert.fact == "「料金」を閲覧 13:58 (7分前) · 7日間で3回目"
    assert alert.do == "お電話を" and alert.caution == "閲覧の事実には触れないでください"
    assert alert.phone and alert.phone.uri == "tel:+81660000000" and alert.call == "06-6000-0000 に電話する"
    assert [tuple(line) for line in alert.activities] == [
        ("13:58", "「料金」を閲覧", "4分12秒"),
        ("13:55", "「導入事例」を閲覧", ""),
        ("11/19 09:12", "メール「残業が減った話」のリンクをクリック", "B案"),
        ("11/18 18:30", "「料金」を閲覧", ""),
        ("11/17 18:30", "「料金」を閲覧", ""),
    ]


def test_the_same_in_english():
    """A rep reads the alert in the language that settings.json gives the rep."""
    alert = compose(language="en")
    assert alert.fact == "Viewed “料金” at 13:58 (7 min ago) · 3rd time in 7 days"
    assert alert.do == "Please call" and alert.call == "Call 06-6000-0000"
    assert [choice.label for choice in alert.answers] == ["Meeting set", "Too early", "Not a fit", "Competitor"]
    assert not re.search(r"\{|\}", alert_mail.alert_words(alert).text)


def test_a_scenarios_alert_says_why_what_and_by_when():
    """An alert step brings its own reason, its suggestion and its time to respond."""
    alert = compose(effect=decided(id="run.call", reason="step", band=None, scenario="nurture", step="call"), events=[])
    assert alert.fact == "オファーを2回閲覧" and alert.do == "お電話を" and alert.reason == "4時間以内にご対応ください"
    assert alert.subject.endswith("｜オファーを2回閲覧・0点")


def test_points_that_a_scenario_gave_later_are_why_not_the_event_that_let_the_lead_in():
    """Hot by a step's points, days after the form: the alert says so, and does not sell an old deed as news."""
    form = event("f0", at("2026-11-13 11:34"), type="track", name="Form Submitted", properties={"form": "download"})
    earned = Contribution(rule="nurture/5/then/0", points=10, event_id="f0", at=NOW, plan=1, name="事例に関心")
    person = replace(lead(), recent=(earned,))
    alert = compose(person, [form, page("p9", at("2026-11-15 15:52"))], effect=decided(event_id="f0"))
    assert alert.subject.endswith("｜「事例に関心」で+10点・0点") and alert.reason == "「事例に関心」で+10点"
    assert alert.fact == "「料金」を閲覧 11/15 15:52 (5日前)"


def test_each_answer_is_signed_for_this_rep_lead_and_alert():
    """A link can be used for nothing but the answer that it names."""
    for choice in compose().answers:
        payload = tokens.unseal(LINKS.root, "answer", choice.url.rpartition("/")[2])
        assert payload is not None and (payload["p"], payload["r"], payload["a"]) == ("l_1", "sato", "band-1")
        assert tokens.unseal(LINKS.root, "unsubscribe", choice.url.rpartition("/")[2]) is None


points = st.floats(-200, 200, allow_nan=False).map(lambda value: round(value, 3))


@given(
    earned=st.dictionaries(
        st.text("abcdef", min_size=1, max_size=3), st.tuples(points, points, st.integers(1, 9)), max_size=12
    ),
    standing=st.dictionaries(st.text("xyz", min_size=1, max_size=3), points, max_size=4),
    age=st.integers(0, 10**10),
)
def test_the_parts_add_up_to_the_score_exactly(earned, standing, age):
    """Whatever was earned, decayed and stands: the lines of the alert sum to its score, to the tenth."""
    person = replace(
        lead(),
        members={
            "a:b1": Member(
                first_at=1,
                last_at=1,
                points={
                    rule: Earned(raw=raw, value=value, at=NOW - age, count=count, first_at=1, event_id="e", plan=1)
                    for rule, (raw, value, count) in earned.items()
                },
            )
        },
        standing={
            rule: Standing(axis="fit", points=value, event_id="e", at=1, plan=1) for rule, value in standing.items()
        },
    )
    alert = compose(person)
    total = sum(round(float(part.points.replace("−", "-")) * 10) for part in alert.parts)
    assert total == round(alert.score * 10)
    assert number(alert.score) in alert.score_title and alert.score == shown(alert.score)
    assert len(alert.parts) <= alerts.SHOWN_PARTS + 2


@given(value=st.text(max_size=40))
def test_html_shows_what_was_typed_as_text(value):
    """No name, title or page becomes markup; the text twin says the same."""
    alert = compose(lead(lastName=value + "<script>alert(1)</script>", title="<b>x</b>"))
    words = alert_mail.alert_words(alert)
    assert "<script>" not in words.html and "<b>x" not in words.html
    assert "<script>alert(1)</script>" in words.text and alert.name in unescape(words.html)


def test_html_and_text_say_the_same():
    """Every text of the alert stands in both parts."""
    alert = compose()
    words = alert_mail.alert_words(alert)
    html = unescape(words.html)
    said = [
        alert.heading,
        alert.name,
        alert.company,
        alert.fact,
        alert.do,
        alert.caution,
        alert.call,
        alert.timeline.url,
        alert.footer,
    ]
    said += [each for line in alert.activities for each in line] + [each for part in alert.parts for each in part]
    said += [each for choice in alert.answers for each in choice]
    assert all(each in html and each in words.text for each in said)


def test_an_alert_about_nobody_known_still_says_what_it_can():
    """No name, no phone, no events: the address, the reason, the score."""
    alert = compose(lead(lastName=None, firstName=None, company=None), events=[])
    assert alert.name == "yamada1@example.com" and alert.phone is None and alert.fact == "「Hot」に上がりました"
    assert "tel:" not in alert_mail.alert_words(alert).html


@pytest.mark.parametrize(
    ("last", "first", "shown"),
    [
        ("鵜殿", "太郎", "鵜殿 太郎 様"),
        ("鵜殿", None, "鵜殿 様"),
        ("田中様", None, "田中様"),
        ("田中殿", None, "田中殿"),
    ],
)
def test_a_name_has_one_title(last, first, shown):
    """What ends like a title and is a name gets its 様; a title that was typed gets no second one."""
    assert compose(lead(lastName=last, firstName=first)).name == shown


def test_a_digest_lists_the_hottest_first():
    """One mail, every lead once, the highest score on top and in the subject."""
    cold, hot = (
        compose(lead(2)),
        compose(replace(lead(3), standing={"x": Standing(axis="fit", points=90, event_id="e", at=1, plan=1)})),
    )
    words = alert_mail.digest_words([cold, hot], "ja")
    assert words.subject == "見込み客のまとめ 2件・最高90点｜山田 太郎 様"
    assert words.text.index("l_3") < words.text.index("l_2")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ja", "電話番号（ご確認ください）: 03-1234-567"), ("en", "Phone (please check): 03-1234-567")],
)
def test_a_number_that_is_none_is_shown_and_not_dialled(language, said):
    """As text in the alert and in the digest, HTML and plain, without a link."""
    alert = compose(lead(phone="０３－１２３４－５６７"), language=language)
    assert alert.phone is None and alert.call == said
    for words in (alert_mail.alert_words(alert), alert_mail.digest_words([alert], language)):
        assert said in words.html and said in words.text and "tel:" not in words.html + words.text


def test_leads_are_spread_evenly_and_stay_with_their_rep():
    """Four reps share 4,000 leads within 10 %; when one leaves, nobody else's lead changes hands."""
    reps = [{"id": name, "name": name, "email": f"{name}@example.co.jp"} for name in ("a", "b", "c", "d")]
    all_four, without_d = plan_of(reps=reps).settings, plan_of(reps=reps[:3]).settings
    owners = {n: owner_of(lead(n), all_four) for n in range(4000)}
    counts = [list(owners.values()).count(name) for name in ("a", "b", "c", "d")]
    assert max(counts) - min(counts) < 200
    assert all(owner_of(lead(n), without_d) == owner for n, owner in owners.items() if owner != "d")
    assert receivers("owner", replace(lead(1), owner="b"), all_four) == ("b",)
    assert receivers(["owner", "c", "gone", "c"], replace(lead(1), owner="b"), all_four) == ("b", "c")
    assert receivers("owner", lead(1), plan_of(reps=[]).settings) == ()
