"""A quiz reckoned: the points of what was answered, and the result that they come to.

Rules
1. Only we reckon, out of the answers: what a browser says of points and results is not read.
2. An answer that was not given gives nothing. Of a form that lacks an answer which it requires there is no result.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mikomi.model.form import Form, FormField, points_of, value_of
from mikomi.model.quiz import QuizResult

RESULT, POINTS = "result", "points"
"""The properties of `Form Submitted` that say what came of it."""


class Judged(NamedTuple):
    result: QuizResult
    points: int


def judged(form: Form, answers: Mapping[str, Any]) -> Judged | None:
    """What these answers (traits, as the form's fields make them) come to; None for a form without a quiz."""
    asked = questions(form)
    if form.quiz is None or any(each.required and each.trait not in answers for each in asked):
        return None
    points = sum(_points(each, answers.get(each.trait)) for each in asked)
    by_height = sorted(form.quiz.results, key=lambda result: result.from_)
    return Judged(next((each for each in reversed(by_height) if each.from_ <= points), by_height[0]), points)


def questions(form: Form) -> list[FormField]:
    """The fields whose answers count."""
    return [field for field in form.fields if any(map(points_of, field.options or ()))]


def span(form: Form) -> tuple[int, int]:
    """The least and the most that anybody can come to."""
    least = most = 0
    for field in questions(form):
        points = [points_of(option) for option in field.options or ()]
        if field.type == "checkboxes":
            negative, positive = ([each for each in points if (each < 0) == below] for below in (True, False))
            least += sum(negative) if negative or not field.required else min(positive)
            most += sum(positive) if positive or not field.required else max(negative)
        else:
            points += [] if field.required else [0]
            least, most = least + min(points), most + max(points)
    return least, most


def traits(form: Form, came_to: Judged | None) -> dict[str, Any]:
    """What the lead is given of it."""
    if form.quiz is None or came_to is None:
        return {}
    total = {form.quiz.points_trait: came_to.points} if form.quiz.points_trait else {}
    return {form.quiz.trait: came_to.result.id, **total}


def properties(came_to: Judged | None) -> dict[str, Any]:
    """What the event says of it."""
    return {RESULT: came_to.result.id, POINTS: came_to.points} if came_to else {}


def own_names(form: Form) -> set[str]:
    """What only we say of a form with a quiz: whoever posts it says nothing by these names."""
    return {RESULT, POINTS, form.quiz.trait, form.quiz.points_trait or RESULT} if form.quiz else set()


def _points(field: FormField, answer: Any) -> int:
    chosen = answer if isinstance(answer, list) else [answer]
    return sum(points_of(option) for option in field.options or () if value_of(option) in chosen)
