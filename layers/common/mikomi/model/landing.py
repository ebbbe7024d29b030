"""What a form's own page says beside the form, and how it looks where its link is shared.

Rules
1. Words and pictures, never HTML: a section can break no page, and nobody who writes one can take from its visitors.
2. A picture says in words what it shows. It comes by https from where the company keeps its pictures, and the page may
   load pictures from nowhere else.
"""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mikomi.model.words import Name, Noted, Text

Pixels = Annotated[int, Field(ge=1, le=10_000)]


class PagePicture(Noted):
    """`width` and `height` keep its place while it loads."""

    url: Name
    alt: Text
    width: Pixels | None = None
    height: Pixels | None = None


class Testimonial(Noted):
    """What somebody says of the company: their words, and who they are."""

    quote: Text
    name: Text
    role: Text | None = None
    picture: PagePicture | None = None


class PageSection(Noted):
    """A part of the page, in this order: heading, text, picture, list, testimonials; at least one of them besides the
    heading. An empty line in a text begins a new paragraph."""

    heading: Text | None = None
    text: Text | None = None
    picture: PagePicture | None = None
    list_: list[Text] | None = Field(default=None, alias="list", min_length=1, max_length=30)
    testimonials: list[Testimonial] | None = Field(default=None, min_length=1, max_length=12)

    @model_validator(mode="after")
    def says_something(self) -> "PageSection":
        if self.text is None and self.picture is None and self.list_ is None and self.testimonials is None:
            raise PydanticCustomError("section_empty", "a section needs a text, a picture, a list or testimonials")
        return self

    @property
    def pictures(self) -> list[PagePicture]:
        """From top to bottom."""
        said = [testimonial.picture for testimonial in self.testimonials or ()]
        return [picture for picture in (self.picture, *said) if picture]


class SharePreview(Noted):
    """What is shown of the page where its link is posted (Open Graph); without a picture the page's first one."""

    title: Text | None = None
    description: Text | None = None
    picture: PagePicture | None = None
