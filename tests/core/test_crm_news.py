"""What a CRM is told of leads: each thing once, nothing of what it said itself, changes of a record gathered."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.sales.crm_news import TOGETHER
from mikomi.model.duration import MINUTE
from mikomi.model.effects import SendWebhook
from mikomi.model.sales_settings import SalesSettings

from tests.core.story import Story, plan_of

URL = "https://crm.example.co.jp/in"
SCORING = {
    "rules": [{"id": "form", "name": "資料請求", "when": {"submitted": "download"}, "points": 90}],
    "bands": [{"id": "hot", "name": "Hot", "from": 80}],
    "alert": {"on_enter": "hot"},
}
SET_TASK = {
    "id": "s",
    "trigger": {"when": {"stage": "opportunity"}},
    "steps": [{"id": "call", "task": {"kind": "call", "why": "x"}}],
}


def story(*scenarios: Any, **crm: Any) -> Story:
    receivers = [{"id": "salesforce", "url": URL, "secret": "crm", **crm}]
    receivers += [{"id": "hubspot", "url": URL, "secret": "crm", "events": ["stage.changed"]}]
    sales = SalesSettings.model_validate({"crm": receivers})
    return Story(plan_of(scenarios, SCORING).model_copy(update={"sales": sales}), consent=False)


def told(one: Story, crm: str = "salesforce") -> list[SendWebhook]:
    return [each for each in one.effects if isinstance(each, SendWebhook) and each.crm == crm]


def kinds(one: Story, crm: str = "salesforce") -> list[str]:
    return [each.step for each in told(one, crm) if each.step != "lead.updated"]


def test_each_kind_is_told_when_it_happens():
    """A band with its alert, a stage, a task set and done, consent left: each once, and no other."""
    one = story().submit("download")
    assert kinds(one) == ["lead.qualified"]
    one.acts("stage", value="opportunity")
    one.acts("task", value="call")
    one.acts("done", of=one.person.dealings.tasks[0].id, value="done")
    one.unsubscribe()
    assert kinds(one)[1:] == ["stage.changed", "task.created", "task.done", "consent.changed"]
    assert kinds(one, "hubspot") == ["stage.changed"]
    assert all((each.scenario, each.plan, each.person) == ("", 1, one.person.id) for each in told(one))
    one.acts("note", text="x")
    one.acts("stage", value="opportunity")
    assert len(kinds(one)) == 5


def test_only_what_the_crm_asks_for_is_told():
    """`events` names it."""
    one = story(events=["task.done"]).submit("download")
    one.acts("stage", value="won")
    assert told(one) == []


def test_a_crms_own_word_is_told_to_the_others_alone():
    """What followed from it is told to it, too: here a scenario's task."""
    one = story(SET_TASK)
    one.acts("owner", by="crm:salesforce", value="sato")
    assert one.person.dealings.owner == "sato"
    one.acts("stage", by="crm:salesforce", value="opportunity")
    assert kinds(one) == ["task.created"] and kinds(one, "hubspot") == ["stage.changed"]
    one.acts("stage", by="crm:hubspot", value="won")
    assert "stage.changed" in kinds(one) and kinds(one, "hubspot") == ["stage.changed"]


def test_a_crm_that_echoes_everything_ends_the_talk():
    """Whatever it is told of a stage it says again, as of itself: nothing more is told."""
    one = story()
    one.acts("stage", value="won")
    for _ in range(5):
        heard = len(told(one)) + len(told(one, "hubspot"))
        one.acts("stage", by="crm:salesforce", value="won")
        one.acts("stage", by="crm:hubspot", value="won")
        assert len(told(one)) + len(told(one, "hubspot")) == heard
    assert kinds(one) == kinds(one, "hubspot") == ["stage.changed"]


def test_changes_of_a_record_are_gathered_and_a_reply_is_none():
    """In one quarter of an hour they are one, told at its end; in the next another. What a webhook's reply sets is not
    told."""
    one = story()

    def updates() -> set[tuple[str, int | None]]:
        return {(each.id, each.not_before) for each in told(one) if each.step == "lead.updated"}

    one.identify({"company": "東洋"})
    first = updates()
    one.identify({"company": "東洋製作所"})
    for _, moment in updates():
        assert moment is not None and moment % TOGETHER == 0
    assert len(updates() | first) == len(updates())
    reply: dict[str, Any] = {"type": "identify", "origin": "webhook", "proof": 2, "subject": f"p:{one.person.id}"}
    before = updates()
    one.happens(traits={"size": 5}, **reply)
    assert one.person.trait("size") == 5 and updates() == before


@given(st.lists(st.integers(0, 40), max_size=20))
def test_a_lead_is_updated_once_a_quarter_of_an_hour_at_most(gaps):
    """However often something changes, there are as many ids as quarters in which it did, each told at its end."""
    one = story()
    quarters = {each.not_before for each in told(one) if each.step == "lead.updated"}
    for number, gap in enumerate(gaps):
        one.now += gap * MINUTE
        one.identify({"number": number})
        quarters.add((one.now // TOGETHER + 1) * TOGETHER)
    updates = {(each.id, each.not_before) for each in told(one) if each.step == "lead.updated"}
    assert {moment for _, moment in updates} == quarters and len(updates) == len(quarters)


def test_nobody_is_told_where_no_crm_is():
    """Without the key, nothing is decided for it."""
    one = Story(plan_of((), SCORING)).submit("download")
    assert told(one) == []
