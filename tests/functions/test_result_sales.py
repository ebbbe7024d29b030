"""What was handed over to sales, counted at night, on moto: what came of it by band and by rule, who saw it, how
long it took; each number with its people.
"""

import html
import re

import pytest
from mikomi.aws import plans
from mikomi.model.scoring import Scoring
from mikomi.shell.archive import questions

from functions.compact.app import handler as compact
from functions.console.app import handler as console
from functions.results.app import handler
from tests.functions import beginnings
from tests.functions.archive import archived
from tests.functions.http_api import asked
from tests.functions.read_api import get, it_is
from tests.functions.test_result_nights import asked_anew, body_of, is_the_question_itself, lines, night
from tests.functions.test_results import DAY, HOUR, NOW, outcome, shop
from tests.functions.world import packet

assert shop and night


def alert(name, key, moment, band="hot", score=85.0, sent=True, answer=None, seen=None, rules=None):
    """An alert as it is decided, sent, seen after so many hours, and answered by a rep."""
    said = {
        "alert": key,
        "band": band,
        "score": score,
        "reason": "band",
        "scenario": None,
        "enrolment": None,
        "to": ["x"],
    }
    yield outcome(name, "Alert Decided", moment, **said, **({} if rules is None else {"rules": rules}))
    if sent:
        yield outcome(name, "Alert Sent", moment + HOUR, **said)
    if seen is not None:
        yield outcome(name, "Alert Seen", moment + seen * HOUR, alert=key, rep="sato")
    if answer:
        told = {"answer": answer, "rep": "sato", "alert": key}
        event = {"id": f"{key}{answer}", "type": "track", "name": "Rep Answered", "origin": "rep", "proof": 2}
        yield packet(f"p:l_{name}", {**event, "properties": told}, at=moment + 3 * HOUR)


def hand_over(office):
    """As `handed_over` tells it, compacted and counted."""
    feedback = {
        "meeting": {"label": {"ja": "商談化", "en": "Meeting"}, "outcome": "positive"},
        "early": {"label": "まだ早い", "outcome": "negative"},
        "rival": {"label": "競合", "outcome": "exclude"},
    }
    bands = [{"id": "hot", "name": {"ja": "ホット", "en": "Hot"}, "from": 80}]
    asked = {"on_enter": "hot", "sla": "2h"}
    scoring = Scoring.model_validate({"version": 1, "bands": bands, "feedback": feedback, "alert": asked})
    office.publish(plans.active().model_copy(update={"version": 2, "scoring": scoring}))
    packets, old = [], NOW - 70 * DAY
    for n in range(12):
        packets += alert(f"g{n % 10}", f"won{n}", old + n, score=90.0 + n, answer="meeting", rules={"price": 15.0})
        packets += alert(f"g{n % 10}", f"lost{n}", old + 100 + n, score=80.0 + n, answer="early", rules={"form": 30.0})
    packets += alert("never", "rival", old, answer="rival")
    packets += alert("back", "new", NOW - 4 * DAY, seen=2)
    packets += alert("late", "unsent", NOW - 4 * DAY, band=None, sent=False)
    packets += alert("late", "night", NOW - 10 * HOUR, band=None)
    packets.append(outcome("back", "Alert Seen", NOW - 4 * DAY + 3 * HOUR, alert="new", rep="ito"))
    forged = {"type": "track", "name": "Rep Answered", "properties": {"answer": "meeting", "alert": "new"}}
    packets.append(packet("a:b9", {"id": "forged", **forged}, at=NOW - DAY))
    archived(*packets, first=5000)
    it_is(NOW + 2 * HOUR)
    compact({}, None)
    handler({}, None)


@pytest.fixture
def handed_over(night):
    """Twelve won and twelve lost long ago, one left out, one new, seen and unanswered, one that was never sent, one
    that was decided at midnight.
    """
    beginnings.once("handed over", lambda: hand_over(night))
    it_is(NOW + 2 * HOUR)
    yield night


def test_what_was_handed_over_is_told_by_band_with_the_time_it_took(handed_over):
    """Won by band with its interval and "not yet", AUC, rules, each wait, the SLA; seen counts once, by the first
    look or the answer; a stranger's answer is none.
    """
    status, made = get("/v1/results/sales")
    assert (status, made["handed_over"], made["sent"], made["seen"], made["answered"]) == (200, 28, 27, 26, 25)
    hot, step = made["bands"]
    assert (hot["band"], hot["won"], hot["of"], hot["not_yet"], hot["excluded"]) == ("hot", 12, 24, 1, 1)
    assert (step["band"], step["of"], step["not_yet"], step["rate"]) == (None, 0, 2, None)
    assert made["auc"]["first"] == made["auc"]["second"] == 12 and made["auc"]["auc"] > 0.9
    assert made["in_business_hours"] == 27
    waits, two_hours = made["waits"], {"median": 7200.0, "p95": 7200.0, "of": 25, "open": 1}
    assert waits["sent"] == {"median": 3600.0, "p95": 3600.0, "of": 26, "open": 1}
    assert waits["seen"] == {**two_hours, "of": 26, "open": 0}
    assert waits["attempt"] == two_hours and waits["contact"] == {**two_hours, "of": 24, "open": 2}
    sla = {name: made["sla"][name] for name in ("within", "of", "not_yet", "rate")}
    assert sla == {"within": 25, "of": 26, "not_yet": 0, "rate": 25 / 26}
    rules = {each["rule"]: each for each in made["rules"]}
    assert (rules["price"]["with"]["won"], rules["price"]["with"]["of"], rules["price"]["without"]["of"]) == (
        12,
        12,
        12,
    )
    assert rules["form"]["verdict"] == "not_yet" and rules["form"]["difference"]["high"] < 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_number_of_sales_opens_as_many_people(handed_over, language):
    """The page in both languages; the file behind each number has as many lines."""
    body, seen = body_of("/console/sales", language), 0
    assert ("点数の見分ける力（AUC）は" if language == "ja" else "How well the score told them apart (AUC)") in body
    assert ("1時間" if language == "ja" else "1 h") in body and "<svg" in body
    for address, number in re.findall(r'<a href="([^"]+people\?[^"]+)">([\d,]+)</a>', body):
        path = html.unescape(address)
        assert len(lines(path.replace("people?", "people.csv?"))) - 1 == int(number), path
        seen += int(number) > 0
    assert seen >= 20
    assert {row[0] for row in lines("/console/sales/answers.csv")} >= {"渡した", "見た", "回答待ち", "商談化", "競合"}
    assert len(lines("/console/sales/waits.csv")) == 7 and len(lines("/console/sales/sla.csv")) == 2
    assert {row[0] for row in lines("/console/sales/rules.csv")[1:]} == {"price", "form"}
    assert lines("/console/sales/bands.csv")[1][0] == "ホット"
    for path in ("/console/sales/people?what=goal", "/console/sources/x.csv", "/console/sales/x"):
        headers = {"Host": "127.0.0.1:8000", "Accept": "text/html"}
        assert console({**asked("GET", path, headers=headers), "cookies": []}, None)["statusCode"] == 404


def test_before_anything_was_handed_over_the_page_says_so(night):
    """No number is made up."""
    assert "営業への通知はまだ" in body_of("/console/sales") and get("/v1/results/sales")[1]["handed_over"] == 0


def test_what_is_told_of_sales_is_the_questions_over_the_whole_archive(handed_over):
    """P2 for hand-overs; and of planted bugs it finds both: an alert counts as seen when it is sent, and a stranger's
    answer counts.
    """
    honest = is_the_question_itself()
    assert len(honest["handovers"]) == 28 and len(honest["handover_answers"]) == 25
    for planted, instead, question in (
        ("name = 'Alert Seen'", "name = 'Alert Sent'", "handovers"),
        ("subject LIKE 'p:%'", "subject LIKE '%:%'", "handover_answers"),
    ):
        said = questions.text_of(question).replace(planted, instead).replace(" AND origin = 'rep'", "")
        assert said != questions.text_of(question)
        found = asked_anew(
            lambda name, said=said, question=question: said if name == question else questions.text_of(name)
        )
        assert found[question] != honest[question]
