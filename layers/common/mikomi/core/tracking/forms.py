"""A form that was filled in becomes one packet: who it is (identify), and that it was sent (`Form Submitted`).

Rules
1. Only the fields of the form's definition become traits; a hidden field has the definition's value, whatever was
   posted. Other plain values that were posted are properties of the event.
2. Everything wrong is said at once, field by field.
3. Agreeing counts with the words that were agreed to, whole, and their version. Where the definition asks for a
   confirmation by mail, it does not count yet.
4. A browser without an anonymousId gets a subject of its own, named after what was sent and when.
5. A form of the company's own site that the tag read along (`capture`) was sent already: nothing of it is refused. What
   cannot be used is left out and named; agreeing counts only where the definition has the words and the box was ticked.
6. What was sent is about the address in it, so `Form Submitted` names it too, whoever the browser is.
7. What a quiz comes to is reckoned here (`quiz`), and stands in the traits and in `Form Submitted`.
8. Who came by a link of our mail is told to the log first (`Form Viewed`, recognised), so that what follows is the
   lead's own.
"""

from typing import Any, NamedTuple

from mikomi import keys, packing
from mikomi.core.tracking import form_values, quiz
from mikomi.core.tracking.form_values import Problems
from mikomi.core.tracking.segment_context import trimmed
from mikomi.core.tracking.segment_time import corrected
from mikomi.model.events import FORM_SUBMITTED, FORM_VIEWED
from mikomi.model.form import FieldType, Form, FormField
from mikomi.model.words import in_language
from mikomi.packing import Packed

TRAP = "homepage_url"
"""A field that people do not see. Who fills it in is a program."""

SEAL = "mikomi_page"
"""The field in which a page of ours says, sealed, which form it shows and since when."""

FROM = "mikomi_from"
"""The field in which our script says on which page it put the form."""

ZONE = "mikomi_zone"
"""The field in which our script says in which time zone the browser is."""

FILES = "mikomi_files"
"""Under this name stand the names of the fields that held a file: files are not taken."""

ABOUT_IT = (
    "anonymousId", "userId", "messageId", "timestamp", "originalTimestamp", "sentAt", "context", "writeKey",
    "fields", "traits", "captured", "_charset_", TRAP, SEAL, FROM, ZONE,
    FILES,
)  # fmt: skip
RESERVED = (*ABOUT_IT, "consent")
"""Names that say something about the form that was sent, and so cannot be a field of it."""
EXTRAS = 20
LONGEST_NAME = 50
"""Of what belongs to no field, so many names, and so many characters of each."""


class Posted(NamedTuple):
    """What arrived, before it is believed: the values by field, and what the browser says about itself. Moments in
    ms. `language` is the one in which the form was read, `placeholders` are ids that were none (name and what stood
    there), `files` names the fields that held one.

    What we know ourselves: `opened_at`, when our page with the form was made; `recognised`, the person out of whose
    mail the reader came.
    """

    values: dict[str, Any]
    agreed: Any = None
    anonymous_id: str | None = None
    user_id: str | None = None
    message_id: str | None = None
    original: int | None = None
    sent_at: int | None = None
    context: dict[str, Any] | None = None
    language: str = "ja"
    opened_at: int | None = None
    recognised: str | None = None
    placeholders: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


class Filled(NamedTuple):
    """What the form `form` gives: traits, further properties, the consent as the log keeps it (None if the person did
    not agree), and the names of what was not taken: files, and values that a captured form had to leave out."""

    form: str
    traits: dict[str, Any]
    properties: dict[str, Any]
    consent: dict[str, Any] | None = None
    dropped: tuple[str, ...] = ()


class Incomplete(Exception):
    """The form cannot be taken as it is."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def fill(form: Form, posted: Posted, known: frozenset[str] = frozenset()) -> Filled:
    """The values as traits. `known` are the traits that a proven reader has already: a field that is asked only
    `unless_known` may then be missing. Raises Incomplete with everything that is wrong."""
    traits, problems = _traits(form.fields, posted.values)
    for field in form.fields:
        left_out = field.unless_known and field.trait in known
        if field.required and field.trait not in traits and not left_out:
            problems.setdefault(field.trait, ("field_required", {}))
    for field in quiz.questions(form) if form.quiz else ():
        if field.type != "checkboxes" and isinstance(traits.get(field.trait), list):
            problems.setdefault(field.trait, ("field_several", {}))
    if form.consent and form.consent.required and not form_values.truth(posted.agreed):
        problems["consent"] = ("consent_required", {})
    if problems:
        raise Incomplete(problems)
    came_to = quiz.judged(form, traits)
    names = {field.trait for field in form.fields} | quiz.own_names(form)
    properties = _extras(names, posted.values) | quiz.properties(came_to)
    return Filled(form.id, traits | quiz.traits(form, came_to), properties, _consent(form, posted), _files(posted))


def capture(form_id: str, form: Form | None, posted: Posted) -> Filled:
    """What can be used of a form that the tag read along; `form` is None where the plan does not know it: then each
    value is a trait, and nobody agreed to anything."""
    fields = form.fields if form else _as_named(posted.values)
    traits, problems = _traits(fields, posted.values)
    names = {field.trait for field in fields}
    consent = _consent(form, posted) if form else None
    dropped = tuple(dict.fromkeys((*sorted(problems), *_files(posted))))
    if form is None:
        return Filled(form_id, traits, {}, consent, dropped)
    came_to = quiz.judged(form, traits)
    properties = _extras(names | quiz.own_names(form), posted.values) | quiz.properties(came_to)
    return Filled(form_id, traits | quiz.traits(form, came_to), properties, consent, dropped)


def packet(filled: Filled, posted: Posted, received_at: int) -> Packed:
    """The packet for the log."""
    written_at = posted.opened_at or posted.original or received_at
    digest = _digest(filled, written_at)
    anonymous_id = posted.anonymous_id or f"form-{digest}"
    subject = keys.subject_of(anonymous_id, None)
    message_id = posted.message_id or "m-" + keys.digest(subject, digest)
    context = trimmed(posted.context or {}, secret=False)
    # our page's own time says which form this is, not when it was sent
    at = received_at if posted.opened_at else corrected(posted.original, posted.sent_at, received_at)
    whose: dict[str, Any] = {
        "anonymous_id": anonymous_id,
        **({"user_id": posted.user_id} if posted.user_id else {}),
        "origin": "form",
    }
    viewed = {
        "id": message_id + "-viewed",
        "type": "track",
        "name": FORM_VIEWED,
        "at": min(posted.opened_at or at, at),
        **whose,
        "proof": 2,
        "properties": {"form": filled.form},
        "context": context | {"recognised": posted.recognised},
    }
    identify = {
        "id": message_id + "-identify",
        "type": "identify",
        "at": at,
        **whose,
        "traits": filled.traits,
        "context": context | ({"consent": filled.consent} if filled.consent else {}),
    }
    dropped = {"dropped": list(filled.dropped)} if filled.dropped else {}
    submitted = {
        "id": message_id,
        "type": "track",
        "name": FORM_SUBMITTED,
        "at": at,
        **whose,
        "properties": {**filled.properties, **dropped, "form": filled.form},
        "traits": {"email": filled.traits["email"]} if filled.traits.get("email") else {},
        "context": context,
    }
    events = [viewed, identify, submitted] if posted.recognised else [identify, submitted]
    sort = packing.sort_of(written_at, [message_id], 2 if posted.recognised else 1)
    return packing.pack(subject, sort, received_at, events)


def _files(posted: Posted) -> tuple[str, ...]:
    return tuple(name[:LONGEST_NAME] for name in posted.files[:EXTRAS])


def _digest(filled: Filled, written_at: int) -> str:
    said = repr((sorted(filled.traits.items()), bool(filled.consent)))
    return keys.digest(filled.form, str(written_at), said)


def _consent(form: Form, posted: Posted) -> dict[str, Any] | None:
    """What the person agreed to, in the words that stood there."""
    if form.consent is None or not form_values.truth(posted.agreed):
        return None
    return {
        "marketing": True if form.consent.confirm == "none" else "unconfirmed",
        "text": in_language(form.consent.text, posted.language),
        "source": f"form:{form.id}",
        **({"version": form.consent.version} if form.consent.version else {}),
    }


def _traits(fields: list[FormField], values: dict[str, Any]) -> tuple[dict[str, Any], Problems]:
    traits: dict[str, Any] = {}
    problems: Problems = {}
    for field in fields:
        value = form_values.trait(field, values.get(field.trait), problems)
        if value is not None:
            traits[field.trait] = value
    return traits, problems


def _as_named(values: dict[str, Any]) -> list[FormField]:
    """The fields of a form that nobody defined, as their names say."""
    names = [name for name in values if name and name not in RESERVED and len(name) <= LONGEST_NAME][:EXTRAS]
    return [FormField(trait=name, label=name, type=_type_of(name, values[name])) for name in names]


def _type_of(name: str, value: Any) -> FieldType:
    if isinstance(value, bool):
        return "checkbox"
    return "email" if name == "email" else "textarea"


def _extras(fields: set[str], values: dict[str, Any]) -> dict[str, Any]:
    """Plain values beside the form's fields (a campaign, a page), a few and short."""
    extras: dict[str, Any] = {}
    for name, given in values.items():
        if name in fields or name in RESERVED or name == "form" or len(name) > LONGEST_NAME or len(extras) == EXTRAS:
            continue
        if (value := form_values.plain(given)) is not None:
            extras[name] = value
    return extras
