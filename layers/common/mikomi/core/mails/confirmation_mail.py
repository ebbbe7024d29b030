"""The mail of a double opt-in: what its reader is asked to agree to, the one button, and who asks.

Rules
1. It says nothing that whoever typed the address could choose: no name, no trait. The words are the company's.
2. Nothing in it is counted: neither its button nor that it was opened.
"""

from mikomi.core.mails.laid_out import Words, laid_out
from mikomi.core.mails.links import Links
from mikomi.core.people import confirmation
from mikomi.core.words.wording import word
from mikomi.model.as_sent import Addressee
from mikomi.model.effects import SendMail
from mikomi.model.plan import Plan
from mikomi.model.words import in_language


def words(effect: SendMail, reader: Addressee, plan: Plan, links: Links) -> Words | None:
    """The words; None if the plan version has no such form."""
    assert effect.confirms
    language, settings = effect.confirms.language, plan.settings
    asked = confirmation.words_of(effect.confirms.form, plan)
    if asked is None:
        return None
    company = in_language(settings.company.name, language)
    seen = {
        "language": language,
        "intro": word("confirm.intro", language, company=company),
        "asked": in_language(asked.text, language),
        "button": word("confirm.button", language),
        "url": links.confirm(reader.id, reader.email, effect),
        "until": word("confirm.until", language),
        "not_you": word("confirm.not_you", language),
        "footer": [company, in_language(settings.company.postal_address, language), settings.company.contact],
    }
    return laid_out("confirm", word("confirm.subject", language, company=company), seen)
