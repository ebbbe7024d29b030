"""A quiz (診断): what the points of a form's answers come to.

Rules
1. A result holds from its `from` up to the next one's: there is no gap between two, and no total with two results.
2. What a result is called in traits, events and conditions is its `id`; its words are what people read.
"""

from typing import Annotated

from pydantic import Field

from mikomi.model.words import Id, Name, Noted, Text

Points = Annotated[int, Field(ge=-1_000, le=1_000)]


class QuizResult(Noted):
    id: Id
    from_: int = Field(alias="from")
    title: Text
    text: Text | None = None


class Quiz(Noted):
    """`trait` becomes the id of the result, `points_trait` the total."""

    trait: Name
    points_trait: Name | None = None
    results: list[QuizResult] = Field(min_length=1, max_length=20)

    def result(self, name: object) -> QuizResult | None:
        """The one with this id."""
        return next((each for each in self.results if each.id == name), None)
