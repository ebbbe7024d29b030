"""Who got which variant of a mail on which day, and reacted: what variants are compared by.

Rules
1. Judged by clicks: who, a person, clicked within seven days of the delivery. By the goal: whose run reached it after
   the delivery, while it was looked for. People count by the day of the delivery, once it is over for all of that day.
2. Where weights follow what is known, people are kept apart by the number of the weights that they were dealt by.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from mikomi.core.figures.rates import Rate
from mikomi.core.results.counted import Counted
from mikomi.model.base import Json

CLICKED_WITHIN = timedelta(days=7)
"""How long after its delivery a click of a mail counts where variants are compared: each looked at equally long."""
Days = Mapping[date, Rate]


class Reaction(NamedTuple):
    """What counts as a reaction, and within which time."""

    by: Literal["clicked", "goal"]
    within: timedelta


def by_lots(
    counted: Counted, scenario: str, step: str, plans: tuple[int, ...], reaction: Reaction
) -> Mapping[tuple[str, int | None], Days]:
    """By variant and number of the weights, and by day of delivery, how many of those who got it by one of these plans
    reacted."""
    made: dict[tuple[str, int | None], dict[date, Rate]] = {}
    for row in counted.of("variant_days", scenario):
        if row["step"] != step or not {row["plan"], row["entered_by"]} <= {*plans}:
            continue
        days = made.setdefault((row["variant"], row.get("lots")), {})
        add_row(row, reaction, counted.today, days)
    return made


def add_row(row: Json, reaction: Reaction, today: date, days: dict[date, Rate]) -> None:
    """The mails of this row, to those of the day of their delivery."""
    day, mails = date.fromisoformat(row["delivered_on"]), row["mails"]
    on = row["clicked_on"] if reaction.by == "clicked" else row["reached_on"]
    reacted = on and (reaction.by == "goal" or date.fromisoformat(on) <= day + reaction.within)
    is_over = today > day + reaction.within
    rate = Rate(mails if reacted else 0, mails) if is_over else Rate(0, 0, mails)
    days[day] = days.get(day, Rate(0, 0)) + rate


def of_variant(known: Mapping[tuple[str, int | None], Days], variant: str) -> Days:
    """All its days, by whatever weights people were dealt it."""
    made: dict[date, Rate] = {}
    for days in (days for (name, _), days in known.items() if name == variant):
        for day, rate in days.items():
            made[day] = made.get(day, Rate(0, 0)) + rate
    return dict(sorted(made.items()))
