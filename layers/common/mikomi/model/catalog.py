"""`catalogs/<id>.json`: what a company has several of (products, sessions, cases), for mails to show one by one."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema

from mikomi.model.condition import Scalar
from mikomi.model.words import Id, Localised, Noted, Text, plain_or

MOST_ITEMS = 50
"""Of one catalog: a mail shows them all, and nobody reads further."""

FIELD_NAME = r"^[A-Za-z][A-Za-z0-9_]{0,39}$"
FieldName = Annotated[str, WithJsonSchema({"type": "string", "pattern": FIELD_NAME})]
"""The check holds keys to the pattern (`core.checking.lint_catalogs`): one that the model refused would have no place.
"""
FieldValue = Annotated[
    Annotated[Scalar, Tag("<one>")] | Annotated[Localised, Tag("<languages>")],
    Discriminator(plain_or(dict, "<one>", "<languages>")),
]


class Catalog(Noted):
    """`items` are shown in their order. What a field is called, the company decides; a field that an item lacks is
    empty there."""

    version: Literal[1] = 1
    id: Id
    name: Text
    items: Annotated[list[dict[FieldName, FieldValue]], Field(max_length=MOST_ITEMS)]
