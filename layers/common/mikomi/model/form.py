"""`forms/<id>.json`: a hosted or embedded form: fields, the consent it asks for, what it gives, its thanks."""

from typing import Literal

from pydantic import Field

from mikomi.model.duration import FixedDuration
from mikomi.model.words import Id, Name, Noted, Text


class FormField(Noted):
    trait: Name
    label: Text
    type: Literal["text", "email", "tel", "select", "textarea", "checkbox", "hidden"] = "text"
    required: bool = False
    options: list[str] | None = None
    value: str | None = None


class FormConsent(Noted):
    text: Text
    required: bool = False
    confirm: Literal["none", "mail"] = "none"


class Gift(Noted):
    asset: Name
    link_valid_for: FixedDuration | None = None


class Thanks(Noted):
    message: Text | None = None
    redirect: str | None = None


class Form(Noted):
    version: Literal[1] = 1
    id: Id
    name: Text
    title: Text | None = None
    fields: list[FormField] = Field(min_length=1)
    consent: FormConsent | None = None
    gives: Gift | None = None
    thanks: Thanks | None = None
