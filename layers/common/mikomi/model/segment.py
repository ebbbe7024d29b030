"""`segments/<id>.json`: a condition with a name: a part of all people, to be counted, listed and asked for."""

from typing import Literal

from mikomi.model.condition import Condition
from mikomi.model.words import Id, Noted, Text


class Segment(Noted):
    """Wherever a condition is, `{"segment": "<id>"}` stands for `when`. `description` is for who reads the list."""

    version: Literal[1] = 1
    id: Id
    name: Text
    description: Text | None = None
    when: Condition
