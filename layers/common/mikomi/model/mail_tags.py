"""`mails/<id>.json`: what a mail is for, so that people find it among many. It changes nothing of what is sent."""

from typing import Annotated, Literal

from pydantic import Field

from mikomi.model.words import Id, Name, Noted

Tags = Annotated[list[Name], Field(default_factory=list, max_length=10)]
ASPECTS = ("stage", "persona", "theme")
"""What mails are sorted by, in the order in which people ask."""


class MailTags(Noted):
    """`stage`: where in buying its readers are. `persona`: who they are. `theme`: what it is about. The words are the
    company's own."""

    version: Literal[1] = 1
    id: Id
    stage: Tags
    persona: Tags
    theme: Tags
