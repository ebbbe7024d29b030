"""Double opt-in: whose consent a confirmation mail asks for, and in which words it is then given.

Rules
1. The words are the form's own, of the plan version under which somebody agreed: the mail shows them, the page shows
   them, the log keeps them.
2. They are shown in the language in which the form was read.
"""

from mikomi.core.people.consent import LONGEST_TEXT
from mikomi.model.base import Json
from mikomi.model.effects import Confirms
from mikomi.model.form import FormConsent
from mikomi.model.person import Consent
from mikomi.model.plan import Plan
from mikomi.model.words import in_language

SOURCE = "form:"


def asked_for(asked: Consent, plan: Plan, *, again: bool = False) -> Confirms | None:
    """The form whose consent is to be confirmed; None if this plan has no such form, or it asks for no confirmation,
    and it is not that somebody who unsubscribed agrees `again`."""
    form = asked.source.removeprefix(SOURCE)
    words = words_of(form, plan)
    if words is None or (words.confirm != "mail" and not again):
        return None
    read_in = [each for each in ("ja", "en") if in_language(words.text, each)[:LONGEST_TEXT] == asked.text]
    return Confirms(form=form, language=read_in[0] if len(read_in) == 1 else plan.settings.language)


def words_of(form: str, plan: Plan) -> FormConsent | None:
    """What the form asks people to agree to in this plan version."""
    return plan.forms[form].consent if form in plan.forms else None


def given(form: str, words: FormConsent, language: str) -> Json:
    """The consent as the log keeps it."""
    version = {"version": words.version} if words.version else {}
    return {"marketing": True, "text": in_language(words.text, language), "source": SOURCE + form, **version}
