"""Which marketing mails do not go to somebody because of how things stand between them and sales.

Rules
1. The running plan says so, whichever version somebody entered under: who has bought has bought.
2. Asked when a mail is decided, and again before it is handed over.
"""

from mikomi.core.people.exclusion import exclusion_of
from mikomi.model.effects import SkipReason
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings


def obstacle(person: Person, sales: SalesSettings, scenario: str, topic: str | None) -> SkipReason | None:
    """What forbids this marketing mail; None if nothing does."""
    excluded = exclusion_of(person, sales)
    if excluded is not None and excluded.marketing == "stop":
        return "excluded"
    stage = sales.stage(person.dealings.stage)
    if stage is None or stage.stops is None:
        return None
    if stage.stops == "marketing" or scenario in stage.stops.scenarios:
        return "stage"
    return "stage" if topic is not None and topic in stage.stops.topics else None
