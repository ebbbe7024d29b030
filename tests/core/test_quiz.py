"""A quiz: what answers come to, who reckons it, what of it is kept, and what the check says of a wrong one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.mails import render
from mikomi.core.tracking import forms, quiz
from mikomi.core.tracking.forms import Incomplete, Posted
from mikomi.model.form import Form
from mikomi.model.scenario import Scenario

from tests.core.mails import LINKS, decided, lead, mail_plan, template
from tests.core.workspaces import examples

OPTIONS = {
    "time": [{"value": "short", "points": -1}, {"value": "long", "label": "長い", "points": 5}],
    "paper": [{"value": "orders", "points": 2}, {"value": "plans", "points": 3}, {"value": "none", "points": -2}],
    "free": ["a", {"value": "b", "points": 4}],
}
RESULTS = [
    {"id": "much", "from": 8, "title": "大きい"},
    {"id": "lean", "from": -3, "title": {"ja": "小さい", "en": "small"}, "text": "そのままで"},
    {"id": "some", "from": 2, "title": "中くらい"},
]
CHECKUP: dict[str, Any] = {
    "id": "checkup",
    "name": "診断",
    "fields": [
        {"trait": "time", "label": "時間", "type": "radio", "required": True, "options": OPTIONS["time"]},
        {"trait": "paper", "label": "紙", "type": "checkboxes", "options": OPTIONS["paper"]},
        {"trait": "free", "label": "他", "type": "select", "options": OPTIONS["free"]},
        {"trait": "email", "label": "メール", "type": "email", "required": True},
    ],
    "quiz": {"trait": "waste", "points_trait": "wastePoints", "results": RESULTS},
}
FORM = Form.model_validate(CHECKUP)
MAIL = {"email": "hanako@example.co.jp"}


def filled(**values: Any) -> forms.Filled:
    return forms.fill(FORM, Posted({**MAIL, **values}, anonymous_id="b-1"))


@pytest.mark.parametrize(
    ("values", "result", "points"),
    [
        ({"time": "short"}, "lean", -1),
        ({"time": "short", "paper": ["orders"]}, "lean", 1),
        ({"time": "short", "paper": "plans"}, "some", 2),
        ({"time": "long", "paper": ["none"]}, "some", 3),
        ({"time": "long", "paper": ["orders", "none"], "free": "a"}, "some", 5),
        ({"time": "長い", "paper": ["plans"]}, "much", 8),
        ({"time": "long", "paper": ["orders", "plans", "plans"], "free": "b"}, "much", 14),
    ],
)
def test_answers_come_to_a_result(values: dict[str, Any], result: str, points: int) -> None:
    """Up to the next one's `from`; what was not answered gives nothing, what is ticked twice counts once. The result
    is a trait, and stands in the event."""
    made = filled(**values)
    assert (made.traits["waste"], made.traits["wastePoints"]) == (result, points)
    assert made.properties == {"result": result, "points": points}


@given(
    st.sampled_from(["short", "long"]),
    st.lists(st.sampled_from(["orders", "plans", "none"]), max_size=20),
    st.sampled_from([None, "a", "b"]),
)
def test_every_total_lies_in_the_span_and_has_one_result(time: str, paper: list[str], free: str | None) -> None:
    """The law that the check relies on."""
    answers = filled(time=time, **({"paper": paper} if paper else {}), **({"free": free} if free else {})).traits
    came_to = quiz.judged(FORM, answers)
    assert came_to is not None
    least, most = quiz.span(FORM)
    assert (least, most) == (-3, 14) and least <= came_to.points <= most
    above = [r.from_ for r in FORM.quiz.results if r.from_ > came_to.points] if FORM.quiz else []
    assert came_to.result.from_ <= came_to.points < min(above, default=most + 1)


@pytest.mark.parametrize(
    "said",
    [
        {"result": "lean", "points": 1000},
        {"waste": "lean", "wastePoints": -99},
        {"fields": {"waste": "lean"}},
        {"points": ["1", "2"], "result": {"id": "lean"}},
    ],
)
def test_what_a_browser_says_of_the_result_is_not_read(said: dict[str, Any]) -> None:
    made = filled(time="long", paper=["plans"], **said)
    assert (made.traits["waste"], made.traits["wastePoints"]) == ("much", 8)
    assert {"result": "much", "points": 8}.items() <= made.properties.items() and "waste" not in made.properties


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"time": "field_required"}),
        ({"time": "medium"}, {"time": "field_option"}),
        ({"time": ["short", "long"]}, {"time": "field_several"}),
        ({"time": "long", "free": ["a", "b"]}, {"free": "field_several"}),
        ({"time": "long", "paper": ["orders", "gold"]}, {"paper": "field_option"}),
        ({"time": {"points": 5}}, {"time": "field_not_text"}),
        ({"time": "long", "paper": ["orders"] * 21}, {"paper": "field_too_many"}),
    ],
)
def test_an_answer_that_is_none_is_said_and_nothing_is_reckoned(values: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Incomplete) as refused:
        filled(**values)
    assert {name: code for name, (code, _) in refused.value.problems.items()} == wrong


def test_a_form_that_the_tag_read_along_is_reckoned_as_far_as_it_is_whole() -> None:
    """The same result of the same answers; none where an answer lacks that the form requires, or is none of its."""
    posted = Posted({**MAIL, "time": "long", "paper": ["plans"], "result": "lean"}, anonymous_id="b-1")
    made = forms.capture("checkup", FORM, posted)
    assert made.traits["waste"] == "much" and made.properties == {"result": "much", "points": 8}
    for broken in ({"paper": ["plans"]}, {"time": "medium"}):
        made = forms.capture("checkup", FORM, Posted({**MAIL, **broken, "result": "lean"}, anonymous_id="b-1"))
        assert "waste" not in made.traits and made.properties == {}


def test_a_form_without_a_quiz_is_as_it_was() -> None:
    """A property called `result` is nobody's but the page's."""
    plain = Form.model_validate({**CHECKUP, "quiz": None})
    made = forms.fill(plain, Posted({**MAIL, "time": "long", "result": "page two"}, anonymous_id="b-1"))
    assert made.properties == {"result": "page two"} and "waste" not in made.traits


# --- the mail

SCENARIO = Scenario.model_validate(
    {
        "id": "doc-request",
        "name": "診断のあと",
        "trigger": {"when": {"submitted": "checkup"}},
        "steps": [{"id": "thanks", "mail": {"template": "thanks"}}],
    }
)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"waste": "lean"}, "小さい: そのままで"),
        ({"waste": "much"}, "大きい: "),
        ({"waste": "https://evil.example/"}, ": "),
        ({"waste": ["lean"]}, ": "),
        ({}, ": "),
    ],
)
def test_a_mail_says_what_the_quiz_came_to(traits: dict[str, Any], words: str) -> None:
    """In the company's own words; of the person nothing but the id of a result of this quiz is read."""
    plan = mail_plan(template("thanks", text="{{ result.title }}: {{ result.text }}"))
    plan = plan.model_copy(update={"forms": {"checkup": FORM}, "scenarios": {SCENARIO.id: SCENARIO}})
    shown = render.mail(decided("thanks", scenario=SCENARIO.id), lead(**traits), plan, LINKS).text
    assert shown.strip() == words.strip()


# --- the check


def codes_and_places(*changes: tuple[str, Any]) -> list[tuple[str, str]]:
    """What checking says of the quiz as the contact form, with values changed at paths like `quiz/trait`."""
    written = json.loads(json.dumps({**CHECKUP, "version": 1, "id": "contact"}))
    for path, value in changes:
        at = written
        *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        for part in way:
            at = at[part]
        if value is None:
            del at[last]
        else:
            at[last] = value
    files = examples() | {"forms/contact.json": json.dumps(written, ensure_ascii=False).encode()}
    found = [problem for problem in workspace.read(files)[1] if problem.file == "forms/contact.json"]
    return [(problem.code, problem.pointer) for problem in found]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ([("quiz", None)], ("E-points-unread", "/fields/0/options/0/points")),
        ([(f"fields/{n}/options", ["a", "b"]) for n in range(3)], ("E-quiz-points", "/quiz")),
        ([("fields/1/unless_known", True)], ("E-quiz-known", "/fields/1/unless_known")),
        ([("quiz/trait", "paper")], ("E-twice", "/quiz/trait")),
        ([("quiz/points_trait", "waste")], ("E-twice", "/quiz/points_trait")),
        ([("fields/3/trait", "phone"), ("quiz/trait", "email")], ("E-field-reserved", "/quiz/trait")),
        ([("quiz/trait", "consent")], ("E-field-reserved", "/quiz/trait")),
        ([("quiz/results/2/id", "lean")], ("E-twice", "/quiz/results/2/id")),
        ([("quiz/results/2/from", 8)], ("E-quiz-from", "/quiz/results/2/from")),
        ([("quiz/results/1/from", -2)], ("E-quiz-lowest", "/quiz/results/1/from")),
        ([("quiz/results/0/from", 15)], ("W-quiz-nobody", "/quiz/results/0")),
        ([("quiz/results/2/from", -3), ("quiz/results/1/from", -9)], ("W-quiz-nobody", "/quiz/results/1")),
        ([("quiz/results", [])], ("E-length", "/quiz/results")),
        ([("quiz/results/0/title", None)], ("E-missing", "/quiz/results/0")),
        ([("quiz/results/0/from", 1.5)], ("E-type", "/quiz/results/0/from")),
        ([("fields/0/options/1/points", 1001)], ("E-range", "/fields/0/options/1/points")),
    ],
)
def test_a_quiz_that_cannot_be_is_said_in_its_place(changes: list[tuple[str, Any]], problem: tuple[str, str]) -> None:
    assert problem in codes_and_places(*changes)


@pytest.mark.parametrize("changes", [[], [("quiz/results/0/from", 14)], [("quiz/results/1/from", -3)]])
def test_a_quiz_is_no_problem(changes: list[tuple[str, Any]]) -> None:
    """The highest total is somebody's, and so is the lowest."""
    assert codes_and_places(*changes) == []


def test_a_mail_may_speak_of_a_result_where_there_is_one() -> None:
    """Not after a form without a quiz; then it is said which step."""
    files = examples()
    page = (
        files["mails/faq.html"].decode().replace("{{ lead.honorific }}", "{{ lead.honorific }} {{ result.title }}", 1)
    )
    (problem,) = workspace.read({**files, "mails/faq.html": page.encode()})[1]
    assert (problem.code, problem.file) == ("E-variable-result", "mails/faq.html")
    form = json.loads(files["forms/download.json"])
    form["fields"][6]["options"] = [{"value": "製造業", "points": 1}]
    form["fields"][6]["unless_known"] = False
    form["quiz"] = {"trait": "fit", "results": [{"id": "all", "from": 0, "title": "…"}]}
    whole = {**files, "mails/faq.html": page.encode(), "forms/download.json": json.dumps(form).encode()}
    assert workspace.read(whole)[1] == ()
