"""The people behind the numbers of results on moto: every number opens as many as it says."""

import json
from typing import Any
from urllib.parse import urlencode

from mikomi.aws.people import commit, put_alias
from mikomi.core.results.numbers import Number
from mikomi.model.person import Person
from mikomi.shell.archive import counted, lists, questions, shelf, tables

from tests.core.story import plan_of
from tests.functions.archive import archived, files, put
from tests.functions.read_api import get
from tests.functions.result_people import differing
from tests.functions.test_results import DAY, GOAL, HOUR, NOW, SCENARIO, count, outcome, reader, run, shop

assert shop


def listed(**asked):
    """The number and its people, as programs read them; page after page."""
    found, cursor = [], "0"
    while cursor is not None:
        query = urlencode({**asked, "cursor": cursor, "limit": 2})
        status, body = get("/v1/results/scenarios/welcome/people", query)
        assert status == 200
        found += body["people"]
        cursor = body["next"]
    assert len(found) == body["number"]
    return [each["id"] for each in found]


def known(*people):
    """They have an item of their own, as everybody has of whom the log tells."""
    for each in people:
        commit(Person(id=f"l_{each}", email=f"{each}@example.co.jp"))


def test_every_number_opens_its_people(shop):
    """Of runs, steps, goals, mails, reasons, links and stops: the list is as long as the number, the latest first, and
    a person who is counted twice is there twice.
    """
    known("1", "2", "3")
    archived(*run("1", NOW - 2 * DAY), *run("2", variant="B"), *run("3", NOW - 20 * DAY, ends=(), held_out=True))
    again = {"enrolment": "n-again"}
    archived(outcome("1", "Scenario Entered", NOW - HOUR, **again), outcome("1", "Goal Reached", NOW), first=50)
    archived(reader("1", "Mail Clicked", link="https://x/a"), reader("2", "Mail Opened"), first=60)
    archived(outcome("2", "Scenario Left", NOW - HOUR, how="exited"), first=70)
    skipped = {"step": "faq", "variant": "A", "mail": "m-3", "reason": "no_consent"}
    archived(outcome("3", "Mail Skipped", NOW - 20 * DAY, **skipped), first=80)
    count()
    assert listed(what="entered") == ["l_1", "l_2", "l_1", "l_3"] and listed(what="held_out") == ["l_3"]
    assert listed(what="under_way") == ["l_1", "l_1", "l_3"]
    assert sorted(listed(what="step", step="faq")) == ["l_1", "l_2", "l_3"]
    assert (listed(what="goal"), listed(what="not_yet"), listed(what="goal_of")) == (["l_1"], ["l_1", "l_2"], ["l_1"])
    assert listed(what="held_out_missed") == ["l_3"] == listed(what="held_out_known", plans="1")
    assert listed(what="known") == [] == listed(what="held_out_known", plans="2")
    assert listed(what="open") == ["l_1", "l_1", "l_2"] and listed(what="open", **{"from": "2026-11-24"}) == ["l_1"]
    assert listed(what="sent", step="faq") == ["l_2", "l_1"] and listed(what="sent", step="faq", variant="A") == ["l_1"]
    assert listed(what="clicked", step="faq") == ["l_1"] == listed(what="link", step="faq", detail="https://x/a")
    assert listed(what="link", detail="https://x/b") == [] and listed(what="opened") == ["l_2"]
    assert listed(what="skipped", detail="no_consent") == ["l_3"]
    assert (listed(what="left", step="faq"), listed(what="waiting", step="faq")) == (["l_2"], ["l_1"])
    assert listed(what="waiting", step="") == ["l_1"]


def test_who_asks_for_no_number_is_told_which_there_are(shop):
    """A misspelt number, a cursor that is none, a scenario that is not there, no key."""
    place = "/v1/results/scenarios/welcome/people"
    for query in ("what=clickd", "", "what=clicked&cursor=-1", "what=clicked&limit=0", "what=clicked&who=x"):
        status, body = get(place, query)
        assert status == 400 and body["messages"]["ja"] and body["messages"]["en"]
    assert "clicked" in get(place, "what=clickd")[1]["messages"]["en"]
    assert get("/v1/results/scenarios/nobody/people", "what=clicked")[0] == 404
    assert get("/v1/results/scenarios/nobody/goal")[0] == 404 and get(place, "what=clicked", headers={})[0] == 401
    assert get(place, "what=clicked")[1] == {"number": 0, "people": [], "next": None}


def test_who_became_a_lead_or_was_erased_is_shown_as_they_are(shop):
    """A visitor that became a lead is the lead; who was erased since is in no list, before it is counted anew."""
    commit(Person(id="l_9", email="nine@example.co.jp"))
    put_alias("l_1", 0, "l_9")
    archived(*run("1"), *run("2"))
    count()
    _, body = get("/v1/results/scenarios/welcome/people", "what=entered")
    assert body["number"] == 2 and [each["id"] for each in body["people"]] == ["l_9"]
    assert body["people"][0]["email"] == "nine@example.co.jp" and body["people"][0]["at"].startswith("2026-11-23T01:00")


def test_the_lists_of_the_counting_before_are_there_until_the_new_ones_are(shop, monkeypatch):
    """Whoever read the answers just before they were counted anew finds their lists, or reads the new answers; and of
    all the files only one stays.
    """
    known("1", "2")
    archived(*run("1"))
    count()
    before = counted.read()
    archived(*run("2"), first=30)
    count()
    assert len(files("rollup/people/")) == 1
    once = iter([before])
    monkeypatch.setattr(counted, "read", lambda *_: next(once, None) or json.loads(files()["rollup/scenarios.json"]))
    assert len(lists.people(Number("welcome", "entered"))) == 2


def test_two_countings_at_once_leave_the_lists_of_the_later_answers(shop, monkeypatch):
    """Another counting has put its lists there, and its answers are on their way: ours takes away none but the former;
    what is left over goes with the next.
    """
    known("1", "2")
    archived(*run("1"))
    count()
    archived(*run("2"), first=30)
    writes = lists.write

    def overtaken(body, index):
        put("rollup/people/others", b"")
        return writes(body, index)

    monkeypatch.setattr(lists, "write", overtaken)
    count()
    assert "rollup/people/others" in files() and len(files("rollup/people/")) == 2
    monkeypatch.setattr(lists, "write", writes)
    put("rollup/news", b"more")
    count()
    assert len(files("rollup/people/")) == 1 and len(listed(what="entered")) == 2


def test_whom_a_mailing_did_not_let_in_is_counted_by_its_reason(shop):
    """As many as the list behind it, in the words of the page; whoever came in is none of them."""
    known("1", "2", "3")
    refused = {"mailing": "welcome@x"}
    for number, reason in (("1", "audience"), ("2", "audience"), ("3", "too_late")):
        told = outcome(number, "Scenario Not Entered", NOW - HOUR, reason=reason, enrolment=None, **refused)
        archived(told, first=10 * int(number))
    archived(*run("1"), first=60)
    count()
    assert sorted(listed(what="refused", detail="audience")) == ["l_1", "l_2"]
    assert listed(what="refused", detail="too_late") == ["l_3"] and len(listed(what="refused")) == 3
    assert not differing(json.loads(files()["rollup/scenarios.json"]))


def test_a_goal_is_told_to_programs_with_its_arms(shop):
    """Curves, lift and stops over HTTP, each rate with its n and its "not yet"."""
    archived(*run("1", NOW - 12 * DAY), outcome("1", "Goal Reached", NOW - 10 * DAY), *run("2", held_out=True))
    count()
    status, told = get("/v1/results/scenarios/welcome/goal")
    assert status == 200 and told["window_days"] == 10 and told["lift"] is None and told["change"] is None
    assert told["curves"]["treated"][0]["at_risk"] == 1 and told["curves"]["held_out"] == []
    assert (told["versions"][0]["of"], told["versions"][0]["rate"], told["versions"][0]["not_yet"]) == (1, 1.0, 0)
    assert told["stops"] == [
        {"step": None, "waiting": 0, "left": 0, "through": 0},
        {"step": "faq", "waiting": 1, "left": 0, "through": 0},
    ]


def test_a_list_that_forgets_somebody_is_found(shop, monkeypatch):
    """A planted bug for "count = list": the people of a mail without those who were skipped, or each person once."""
    archived(*run("1"), *run("2"), *run("1", NOW - 2 * DAY, variant="A"), first=1)
    archived(reader("1", "Mail Clicked", link="https://x/a"), first=60)
    count()
    assert not differing(json.loads(files()["rollup/scenarios.json"]))
    honest = questions.text_of
    for of, said, planted in (
        ("mail_people", "AND name IN ('Mail Decided', 'Mail Skipped')", "AND name = 'Mail Skipped'"),
        ("scenario_people", "GROUP BY scenario, enrolment", "GROUP BY scenario, enrolment HAVING MIN(plan) > 1"),
        ("scenario_people", "GROUP BY scenario, step, enrolment", "GROUP BY scenario, step"),
        ("mail_people", "GROUP BY mail, name", "GROUP BY mail, name HAVING name <> 'Mail Clicked'"),
    ):
        planted_text = honest(of).replace(said, planted)
        assert planted_text != honest(of)
        monkeypatch.setattr(questions, "text_of", lambda name, o=of, t=planted_text: t if name == o else honest(name))
        put("rollup/news", planted.encode())
        assert count()
        assert differing(json.loads(files()["rollup/scenarios.json"])), planted


def test_what_a_scenario_is_called_or_aims_for_in_numbers_makes_no_version(shop):
    """Another name, description, target or pause is the same version; other steps are another, with the same aim;
    another goal or way in is another aim.
    """
    changed: tuple[dict[str, Any], ...] = (
        {},
        {"name": "別の名前", "description": "説明", "status": "paused"},
        {"goal": {**GOAL, "name": "面談", "target": {"count": 9}}},
        {"steps": [{"wait": "1d"}, {"id": "faq", "mail": {"template": "faq"}}]},
        {"goal": {**GOAL, "within": "20d"}},
        {"trigger": {"when": {"submitted": "contact"}}},
        {"holdout": 5},
    )
    made = [plan_of([{**SCENARIO, **each}]).scenarios["welcome"] for each in changed]
    archived(*(outcome(str(n), "Scenario Entered", plan=n) for n in range(len(made))))
    with tables.opened() as base:
        shelf.fill(base)
        base.gather()
        told = questions.editions(base, lambda _, plan: questions.Edition(made[plan], plan))
    forms, aims = ([each[name] for each in told] for name in ("form", "aim"))
    assert [form == forms[0] for form in forms] == [True, True, True, False, False, False, False]
    assert [aim == aims[0] for aim in aims] == [True, True, True, True, False, False, True]
    assert (told[4]["window"], told[6]["holdout"], told[3]["published_at"]) == (20 * DAY, 5, 3)
