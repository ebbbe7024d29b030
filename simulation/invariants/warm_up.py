"""A new domain's marketing mail: on no day more than may leave, and nothing stays behind (I41)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from simulation.invariants.sight import Sight
from simulation.workload.warm_up import FROM, GROW, START

TOKYO = timedelta(hours=9)


def most_on(day: date) -> int:
    """How many may leave on this day of the company's."""
    return int(START * GROW ** (day - date.fromisoformat(FROM)).days + 1e-9)


def never_more_than_may_and_nothing_stays_behind(sight: Sight) -> Iterator[str]:
    if not sight.story.is_new:
        return
    left = Counter(_day(mail.at) for mail, _, effect in sight.step_mails if effect and effect["marketing"])
    for day, many in left.items():
        if many > most_on(day):
            yield f"{many} marketing mails left on {day}, and {most_on(day)} may"
    for (pk, sk), item in sight.state.items():
        if sk.startswith("mail#"):
            said = item["status"]["S"], item.get("reason", {}).get("S")
            if said == ("held", "warm_up"):
                yield f"{pk} {sk} still waits though there is room"
            if said == ("failed", "waited_too_long"):
                yield f"{pk} {sk} failed of having waited"


def _day(moment: int) -> date:
    return (datetime.fromtimestamp(moment / 1000, UTC) + TOKYO).date()
