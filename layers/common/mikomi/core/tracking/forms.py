"""A form that was filled in becomes one packet: who it is (identify), and that it was sent (`Form Submitted`).

Rules
1. Only the fields of the form's definition become traits; a hidden field has the definition's value, whatever was
   posted. Other plain values that were posted are properties of the event.
2. Everything wrong is said at once, field by field.
3. Agreeing counts with the words that were agreed to. Where the definition asks for a confirmation by mail, it does
   not count yet.
4. A browser without an anonymousId gets a subject of its own, named after what was sent and when.
"""

import re
import unicodedata
from typing import Any, NamedTuple

from mikomi import keys, packing
from mikomi.core.people.identity import normalise_email
from mikomi.core.tracking.segment_context import trimmed
from mikomi.core.tracking.segment_time import corrected
from mikomi.model.events import FORM_SUBMITTED
from mikomi.model.form import Form, FormField
from mikomi.model.words import in_language
from mikomi.packing import Packed

TRAP = "homepage_url"
"""A field that people do not see. Who fills it in is a program."""

RESERVED = (
    "anonymousId", "userId", "messageId", "timestamp", "originalTimestamp", "sentAt", "context", "writeKey",
    "consent", "fields", "traits", TRAP,
)  # fmt: skip
TRUE = ("on", "true", "1", "yes")
LONGEST = {"textarea": 5_000, "email": 254, "tel": 50}
USUAL = 500
EXTRAS = 20
EXTRA_LONGEST = 300

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Problems = dict[str, tuple[str, dict[str, Any]]]
"""By field (a trait's name, or `consent`): the code of what is wrong, and what its sentence needs."""


class Posted(NamedTuple):
    """What arrived, before it is believed: the values by field, and what the browser says about itself. Moments in
    ms."""

    values: dict[str, Any]
    agreed: Any = None
    anonymous_id: str | None = None
    user_id: str | None = None
    message_id: str | None = None
    original: int | None = None
    sent_at: int | None = None
    context: dict[str, Any] | None = None


class Filled(NamedTuple):
    """What the form gives: traits, further properties, and whether the person agreed to its consent text."""

    traits: dict[str, Any]
    properties: dict[str, Any]
    agreed: bool


class Incomplete(Exception):
    """The form cannot be taken as it is."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def fill(form: Form, posted: Posted) -> Filled:
    """The values as traits. Raises Incomplete with everything that is wrong."""
    problems: Problems = {}
    traits: dict[str, Any] = {}
    for field in form.fields:
        value = _value(field, posted.values.get(field.trait), problems)
        if value is not None:
            traits[field.trait] = value
        elif field.required and field.trait not in problems:
            problems[field.trait] = ("field_required", {})
    agreed = _truth(posted.agreed)
    if form.consent and form.consent.required and not agreed:
        problems["consent"] = ("consent_required", {})
    if problems:
        raise Incomplete(problems)
    return Filled(traits, _extras(form, posted.values), agreed and form.consent is not None)


def packet(form: Form, filled: Filled, posted: Posted, language: str, received_at: int) -> Packed:
    """The packet for the log; `language` is the one in which the person read the consent."""
    written_at = received_at if posted.original is None else posted.original
    digest = keys.digest(form.id, str(written_at), repr(sorted(filled.traits.items())), repr(filled.agreed))
    anonymous_id = posted.anonymous_id or (None if posted.user_id else f"form-{digest}")
    subject = keys.subject_of(anonymous_id, posted.user_id)
    message_id = posted.message_id or "m-" + keys.digest(subject, digest)
    context = trimmed(posted.context or {}, secret=False)
    whose: dict[str, Any] = {
        "at": corrected(posted.original, posted.sent_at, received_at),
        **({"anonymous_id": anonymous_id} if anonymous_id else {}),
        **({"user_id": posted.user_id} if posted.user_id else {}),
        "origin": "form",
    }
    consent = _consent(form, language) if filled.agreed else {}
    identify = {
        "id": message_id + "-identify",
        "type": "identify",
        **whose,
        "traits": filled.traits,
        "context": context | consent,
    }
    submitted = {
        "id": message_id,
        "type": "track",
        "name": FORM_SUBMITTED,
        **whose,
        "properties": {**filled.properties, "form": form.id},
        "context": context,
    }
    sort = packing.sort_of(written_at, [message_id])
    return packing.pack(subject, sort, received_at, [identify, submitted])


def _consent(form: Form, language: str) -> dict[str, Any]:
    assert form.consent is not None
    given = True if form.consent.confirm == "none" else "unconfirmed"
    text = in_language(form.consent.text, language)
    return {"consent": {"marketing": given, "text": text, "source": f"form:{form.id}"}}


def _value(field: FormField, given: Any, problems: Problems) -> Any:
    """The trait's value, None if there is none; what is wrong with it goes to `problems`."""
    if field.type == "hidden" and field.value is not None:
        return field.value
    if field.type == "checkbox":
        if given is None or (field.required and not _truth(given)):
            return None
        return _truth(given)
    if given is None or given == "":
        return None
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        problems[field.trait] = ("field_not_text", {})
        return None
    text = _clean(str(given), field.type == "textarea")
    limit = LONGEST.get(field.type, USUAL)
    if len(text) > limit:
        problems[field.trait] = ("field_too_long", {"limit": limit})
    elif text and field.type == "email":
        address = normalise_email(text)
        if not address:
            problems[field.trait] = ("field_email", {})
        return address
    elif text and field.options and text not in field.options:
        problems[field.trait] = ("field_option", {})
    return text or None


def _clean(text: str, many_lines: bool) -> str:
    plain = _CONTROL.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    return (plain if many_lines else plain.replace("\n", " ")).strip()


def _truth(given: Any) -> bool:
    return given is True or (isinstance(given, str) and given.strip().lower() in TRUE)


def _extras(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """Plain values beside the form's fields (a campaign, a page), a few and short."""
    fields = {field.trait for field in form.fields}
    extras: dict[str, Any] = {}
    for name, value in values.items():
        if name in fields or name in RESERVED or name == "form" or len(name) > 50 or len(extras) == EXTRAS:
            continue
        if isinstance(value, str) and value:
            extras[name] = _clean(value, many_lines=True)[:EXTRA_LONGEST]
        elif isinstance(value, bool | int):
            extras[name] = value
    return extras
