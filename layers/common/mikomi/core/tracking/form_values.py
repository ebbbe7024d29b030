"""What was written into the fields of a form: as a trait, as a property, or as what is wrong with it.

Rules
1. A text is kept as it was written. Unicode's normal forms would make other names of those with 塚, 神 or 福 in their
   old shapes; what is compared is normalised for that moment alone.
2. Controls and the space around a text are no part of it. A line ends in one way.
3. Two ticked boxes of one name are two values: a list. The same value twice is one.
4. Of several choices the trait is a list, also of one. A number is a number, a date a day as `2027-01-05`, however they
   were typed.
5. Nothing is too large: how long a text may be and how many values a name may have is said here.
"""

import re
from itertools import chain
from typing import Any

from mikomi import mail_address
from mikomi.core.behaviour.values import same
from mikomi.core.tracking import typed
from mikomi.core.tracking.json_body import in_range
from mikomi.model.form import FormField, Option, meant_by, value_of

TRUE = ("on", "true", "1", "yes")
LONGEST = {"textarea": 5_000, "email": 254, "tel": 50}
USUAL = 500
"""Characters of a text, by the type of its field."""
ALONE = ("email", "tel", "hidden", "radio", "number", "date")
"""Types of fields that have one value."""
VALUES = 20
"""So many values of one name are taken."""
EXTRA_LONGEST = 300
"""Characters of a text that belongs to no field."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Problems = dict[str, tuple[str, dict[str, Any]]]
"""By field (a trait's name, or `consent`): the code of what is wrong, and what its sentence needs."""


def trait(field: FormField, given: Any, problems: Problems) -> Any:
    """The trait's value, None if there is none; what is wrong with it goes to `problems`."""
    if field.type == "hidden" and field.value is not None:
        return field.value
    if field.type == "checkbox":
        if given is None or (field.required and not truth(given)):
            return None
        return truth(given)
    if field.type == "checkboxes":
        return _chosen_ones(field, given, problems)
    if isinstance(given, list):
        return _several(field, given, problems)
    if given is None or given == "":
        return None
    if isinstance(given, bool) or not (isinstance(given, str) or _is_number(given)):
        problems[field.trait] = ("field_not_text", {})
        return None
    text = _clean(str(given), field.type == "textarea")
    limit = LONGEST.get(field.type, USUAL)
    if len(text) > limit:
        problems[field.trait] = ("field_too_long", {"limit": limit})
        return None
    if text and field.type == "email":
        address = mail_address.pick(text)
        if not address:
            code = "field_email_local" if mail_address.is_out_of_reach(text) else "field_email"
            problems[field.trait] = (code, {})
        return address
    if text and field.type in ("number", "date"):
        return typed.number(field, text, problems) if field.type == "number" else typed.day(field, text, problems)
    if text and field.options:
        chosen = _chosen(field.options, text)
        if chosen is None:
            problems[field.trait] = ("field_option", {})
        return chosen
    return text or None


def plain(given: Any) -> Any:
    """A plain value that belongs to no field, cut to a bearable length; None for anything else."""
    if isinstance(given, list):
        texts = [plain(one) for one in given[:VALUES] if isinstance(one, str)]
        return _as_one([text for text in texts if text])
    if isinstance(given, str):
        return _clean(given, many_lines=True)[:EXTRA_LONGEST] if given else None
    return given if isinstance(given, int) and in_range(given) else None


def truth(given: Any) -> bool:
    """Whether a box was ticked."""
    if isinstance(given, list):  # a hidden "off" beside the box, as some frameworks write it
        return any(truth(one) for one in given if not isinstance(one, list))
    return given is True or (isinstance(given, str) and given.strip().lower() in TRUE)


def _several(field: FormField, given: list[Any], problems: Problems) -> Any:
    if len(given) > VALUES:
        problems[field.trait] = ("field_too_many", {"limit": VALUES})
        return None
    each = [trait(field, one, problems) for one in given if not isinstance(one, list)]
    value = _as_one([one for one in each if one is not None])
    if isinstance(value, list) and field.type in ALONE:
        problems.setdefault(field.trait, ("field_several", {}))
    return None if field.trait in problems else value


def _chosen_ones(field: FormField, given: Any, problems: Problems) -> list[str] | None:
    """The choices that were ticked, in the order in which the form has them."""
    ticked = given if isinstance(given, list) else [given]
    texts = [one for one in ticked if isinstance(one, str) and one.strip()]
    if len(ticked) > VALUES:
        problems[field.trait] = ("field_too_many", {"limit": VALUES})
        return None
    options = field.options or []
    chosen = [_chosen(options, _clean(text, many_lines=False)) for text in texts]
    if None in chosen:
        problems[field.trait] = ("field_option", {})
        return None
    return [value_of(option) for option in options if value_of(option) in chosen] or None


def _as_one(values: list[Any]) -> Any:
    """Each once; what came to one value is that value."""
    distinct = list(dict.fromkeys(values))
    return distinct if len(distinct) > 1 else distinct[0] if distinct else None


def _chosen(options: list[Option], text: str) -> str | None:
    """The choice that the text names: to the letter, else one that looks the same."""
    exact = (value_of(option) for option in options if text in meant_by(option))
    alike = (value_of(option) for option in options if any(same(text, name) for name in meant_by(option)))
    return next(chain(exact, alike), None)


def _clean(text: str, many_lines: bool) -> str:
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return (plain if many_lines else plain.replace("\n", " ")).strip()


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and in_range(given)
