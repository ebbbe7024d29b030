"""What somebody typed into a form, for the rep who answers.

Rules
1. First what was written freely, then what was chosen; each under the words that stood beside it on the page.
2. Name, company, address and telephone stand in the alert already, and what a page sends along unseen was never typed.
3. These are a stranger's words: text and nothing else, without what is invisible, and only so long.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mikomi.core.words.visible import visible
from mikomi.model.events import Event
from mikomi.model.form import Form, FormField, meant_by, shown
from mikomi.model.words import in_language

LONGEST = 2_000
"""Characters of one answer; whoever wants more opens the timeline."""
MOST = 20
SHOWN_ABOVE = frozenset(("email", "phone", "firstName", "lastName", "name", "company", "department", "title"))


class FormAnswer(NamedTuple):
    label: str
    value: str


def written(sent: Event, events: Sequence[Event], form: Form, language: str) -> tuple[FormAnswer, ...]:
    """The answers that came with this `Form Submitted`, out of the events among which it stands."""
    traits: dict[str, object] = {}
    for event in events:
        same = (event.subject, event.received_at, event.origin) == (sent.subject, sent.received_at, sent.origin)
        if same and event.type == "identify":
            traits |= event.traits
    fields = [field for field in form.fields if field.trait not in SHOWN_ABOVE and field.type != "hidden"]
    answers = [
        FormAnswer(in_language(field.label, language, field.trait), value)
        for field in sorted(fields, key=lambda field: field.type != "textarea")
        if (value := _value(field, traits, language))
    ]
    return tuple(answers[:MOST])


def _value(field: FormField, traits: Mapping[str, object], language: str) -> str:
    given = traits.get(field.trait)
    several = given if isinstance(given, list) else [given]
    texts = [_said(field, each, language) for each in several if each is not None]
    text = ("、" if language == "ja" else ", ").join(each for each in texts if each)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _said(field: FormField, given: object, language: str) -> str:
    if isinstance(given, bool):
        return ("はい" if language == "ja" else "yes") if given else ""
    text = "\n".join(" ".join(visible(line).split()) for line in str(given).splitlines()).strip()
    chosen = next((option for option in field.options or () if text in meant_by(option)), None)
    return shown(chosen, language) if chosen is not None else text
