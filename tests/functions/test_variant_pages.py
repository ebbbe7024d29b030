"""A mail that was dealt among variants is called by its own subject on every page: timeline, reasons, lists, results,
what needs attention; as it went out, whatever a later version calls that variant."""

import re

import pytest
from mikomi import clock
from mikomi.aws import ledger, people
from mikomi.console.behind import title
from mikomi.console.unsettled import listed
from mikomi.console.views import Screen
from mikomi.core.telling import letters
from mikomi.core.words.wording import mail_name, names_of
from mikomi.model import stored_json
from mikomi.model.effects import SendMail
from mikomi.shell.archive import counted as rolled
from mikomi.shell.operator.names_then import names_then
from mikomi.shell.people import fold

from functions.results.app import handler as results
from tests.core.story import plan_of
from tests.functions.archive import archived
from tests.functions.read_api import DAY, NOW, SCENARIO, SCORING, it_is, taken
from tests.functions.read_api import get as read
from tests.functions.test_console import Text, at_home, get, hanako  # noqa: F401 (the fixture)
from tests.functions.test_results import outcome, reader
from tests.functions.world import packet

pytestmark = pytest.mark.usefixtures("at_home")
WHOLE, FIRST, SENT, RENAMED = "みんなの件名", "甲の件名", "乙の件名", "乙の新しい件名"


def plan(version, subject, **more):
    """B gets everybody; a later version calls it otherwise."""
    variants = [{"id": "A", "weight": 0, "subject": FIRST}, {"id": "B", "subject": subject, **more}]
    faq = {"id": "faq", "mail": {"template": "faq", "subject": WHOLE, "variants": variants}}
    return plan_of([{**SCENARIO, "steps": [{"wait": "2d"}, faq]}], SCORING, version=version)


def only(own, *texts):
    """Each names the mail so, and by no other name."""
    for text in texts:
        assert own in text, (own, text)
        for other in {WHOLE, FIRST, SENT, RENAMED} - {own}:
            assert other not in text.replace(own, ""), (other, text)


def words(page):
    """What a page says, but for the list of steps to which somebody may be moved: there it is the step by itself."""
    return "".join(Text(re.sub("<select.*?</select>", "", get(page)["body"], flags=re.DOTALL)).words)


@pytest.fixture
def lead(world):
    world.publish(plan(2, SENT))
    return hanako()


def effect_of(lead_id):
    person = people.load(lead_id)
    assert person
    return next(each for each in person.effects if isinstance(each, SendMail))


def test_the_next_mail_is_called_as_it_will_be(lead):
    """On the lead's page, while its wait lasts: by the variant that this run gets."""
    only(SENT, words(f"/console/leads/{lead}"))


def test_a_timeline_calls_a_mail_as_it_went_out(world, lead):
    """Decided, sent, clicked, in page and read API; also after a version that calls the variant otherwise, and one
    that does not have it."""
    it_is(NOW + 3 * DAY)
    fold.wake(lead, NOW + 3 * DAY)
    page = f"/console/leads/{lead}"
    only(SENT, words(page), str(read(f"/v1/leads/{lead}/timeline")[1]))
    effect = effect_of(lead)
    assert (effect.variant, effect.plan) == ("B", 2)
    key = ledger.Key.of_mail(lead, effect.id)
    assert ledger.begin(key, "claimed", stored_json.written(effect).decode(), clock.now(), subject=SENT)
    assert ledger.move(ledger.as_claimed(key, "", clock.now()), "sent", clock.now())
    said = {"mail": effect.id, "scenario": "doc-request", "step": "faq", "variant": "B", "by": "human", "why": "calm"}
    for number, name in enumerate(("Mail Opened", "Mail Clicked")):
        event = {"id": f"o{number}", "type": "track", "name": name, "origin": "mail", "proof": 2, "properties": said}
        taken(packet(f"p:{lead}", event, at=clock.now()))
    world.publish(plan(3, RENAMED))
    only(SENT, words(page))
    told = read(f"/v1/leads/{lead}/timeline")[1]["timeline"]
    only(SENT, str(told))
    assert [entry["what"]["subject"] for entry in told if entry["kind"] in ("opened", "clicked", "mail")] == [SENT] * 3
    world.publish(plan_of([{**SCENARIO, "steps": [{"id": "faq", "mail": {"template": "faq"}}]}], SCORING, version=4))
    only(SENT, words(page))


def test_what_needs_attention_is_called_as_it_was_decided(world, lead):
    """A mail of which nobody knows whether it went out, and a dead letter: by the version that decided them."""
    it_is(NOW + 3 * DAY)
    fold.wake(lead, NOW + 3 * DAY)
    effect = effect_of(lead)
    key = ledger.Key.of_mail(lead, effect.id)
    assert ledger.begin(key, "claimed", stored_json.written(effect).decode(), clock.now())
    assert ledger.move(ledger.as_claimed(key, "", clock.now()), "unknown", clock.now())
    now = plan(3, RENAMED)
    world.publish(now)
    (case,) = listed(Screen("ja", clock.now(), now))["cases"]
    only(SENT, case["title"], letters.title("effect", "", None, effect, names_then(effect, now, "ja"), "ja"))
    gone = stored_json.read(SendMail, stored_json.written(effect).replace(b'"plan":2', b'"plan":99'))
    only(RENAMED, letters.title("effect", "", None, gone, names_then(gone, now, "ja"), "ja"))


def test_results_lists_and_the_week_name_the_variant(world, lead):
    """The tables and comparisons, the people behind a number, the list of the week's mails."""
    archived(
        *(outcome("1", name, step="faq", variant="B", mail="m-1", scenario="doc-request") for name in OUTCOMES),
        outcome("1", "Scenario Entered", scenario="doc-request"),
        reader("1", "Mail Clicked", variant="B", scenario="doc-request"),
        first=1,
    )
    it_is(NOW)
    assert results({"count": True}, None)["weeks"]
    active = plan(2, SENT)
    screen = Screen("ja", NOW, active)
    only(SENT, title(active.scenarios["doc-request"], {"what": "sent", "step": "faq", "variant": "B"}, screen))
    only(WHOLE, title(active.scenarios["doc-request"], {"what": "sent", "step": "faq"}, screen))
    (thing,) = [each for each in rolled.listed("2026-11-23", "sent") or () if each.who == "l_1"]
    assert thing.step == "faq:B"
    week = rolled.week()
    assert week
    name = week["weeks"]["this"]["name"]
    for number in ("sent", "clicked"):
        only(SENT, words(f"/console/week/{name}/{number}"))
    mails = get("/console/scenarios/doc-request/mails.csv")["body"]
    assert f"B: {SENT}" in mails and f"A: {FIRST}" in mails and WHOLE not in mails


OUTCOMES = ("Mail Decided", "Mail Sent", "Mail Delivered")


def test_a_variant_of_an_earlier_version_has_no_name_of_todays():
    """In a list behind a number that only the past has."""
    active = plan(3, RENAMED)
    query = {"what": "sent", "step": "faq", "variant": "Z"}
    assert "faq (Z)" in title(active.scenarios["doc-request"], query, Screen("ja", NOW, active))
    assert mail_name(names_of(active, "ja"), "doc-request", "faq", "Z") == "faq (Z)"
