"""What things were called when something was decided: by the plan version that the effect names.

Rules
1. A mail is named as it was decided, whatever was published since: the active plan may know the variant by another
   subject, or not at all.
2. A version that cannot be read keeps no page from being shown: then by the plan of now.
"""

from mikomi.aws import plans
from mikomi.core.words.wording import Names, names_of
from mikomi.model.effects import SendMail
from mikomi.model.plan import Plan


def names_then(effect: object, now: Plan, language: str) -> Names:
    """The names for this effect; those of now for what is no mail."""
    if not isinstance(effect, SendMail) or effect.plan == now.version:
        return names_of(now, language)
    try:
        return names_of(plans.version(effect.plan), language)
    except KeyError:
        return names_of(now, language)
