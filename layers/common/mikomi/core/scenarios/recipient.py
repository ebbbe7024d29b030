"""By whose clock a scenario writes: the company's, or the reader's own where that is known (`"clock": "recipient"`).

Rules
1. By the reader's clock go waits, and the window in which mail may leave: hours on the wall, and where a day begins.
2. Everything that is one moment for all goes by the company's: a date with an hour, an offer's end, a mailing's start,
   what sales are told and when. So do business days and holidays: they are the days on which the company works.
3. The zone is asked for when a wait begins and when a mail is about to leave; what had begun ends when it was to end.
"""

from mikomi.core.people import zone
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.company import CompanySettings
from mikomi.model.person import Person
from mikomi.model.scenario import Scenario


def calendar_of(scenario: Scenario, person: Person, settings: CompanySettings) -> Calendar:
    """The calendar by which the scenario waits for this person, and writes to them."""
    return Calendar.of(settings, scenario.timezone, scenario.calendar, reader=zone_of(scenario, person))


def zone_of(scenario: Scenario, person: Person) -> str | None:
    """The reader's zone, where the scenario goes by it and it is known."""
    return zone.of(person) if scenario.clock == "recipient" else None
