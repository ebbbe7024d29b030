"""Clicks on mails that nobody got, if they were clicked like the nearest ones: only where somebody asks to assume it.

Rules
1. The rate is that of the mails which really went out in these days by the same scenario; of all scenarios where these
   are fewer than `LEAST`; and where these are, too, nothing is assumed. It is told with its interval of 95 %.
2. Who says a rate gets that, without an interval: nobody knows how sure they are.
3. Nothing else is made of it: no goal, no points, nobody's band.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mikomi.core.backtest.course import LogCourse
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.unknowable import Unanswered
from mikomi.core.doers import trust
from mikomi.core.figures import rates
from mikomi.core.figures.rates import Rate
from mikomi.model.base import Json
from mikomi.model.effects import SendMail
from mikomi.model.events import MAIL_CLICKED, Packet

LEAST = 50


class Assumption(NamedTuple):
    """What is assumed: this rate of clicks, or (None) that of the nearest mails."""

    rate: float | None = None


@dataclass
class MailTally:
    """By scenario: the mails that really went out, those of them that somebody clicked, and those that nobody got."""

    mailed: Counter[str] = field(default_factory=Counter)
    clicked: Counter[str] = field(default_factory=Counter)
    nobody: Counter[str] = field(default_factory=Counter)

    def add(self, course: LogCourse, packets: Iterable[Packet], nobody: Unanswered, days: TriedDays) -> None:
        """One person: what really happened, and the candidate's mails that they never got."""
        clicked = {_mail_of(packet, number) for packet in packets for number in range(len(packet.events))}
        for each in course.sent:
            if isinstance(each.effect, SendMail) and each.leaves and days.has(each.effect.at):
                self.mailed[each.effect.scenario] += 1
                self.clicked[each.effect.scenario] += each.effect.id in clicked
        self.nobody.update(mail.scenario for mail in nobody.mails if days.has(mail.at))

    def join(self, other: "MailTally") -> None:
        """Add what was counted of other people."""
        self.mailed.update(other.mailed)
        self.clicked.update(other.clicked)
        self.nobody.update(other.nobody)


def _mail_of(packet: Packet, number: int) -> str | None:
    """The mail in which this event is a person's click."""
    event = packet.events[number]
    if event.name != MAIL_CLICKED or not trust.is_lived(event):
        return None
    return f"{event.properties.get('enrolment')}.{event.properties.get('step')}"


def figures(tally: MailTally, assumption: Assumption) -> Iterator[Json]:
    """`clicks/<scenario>` of each whose mails nobody got, with the rate that it goes by and of how many mails."""
    everything = Rate(tally.clicked.total(), tally.mailed.total())
    for scenario, n in sorted(tally.nobody.items()):
        own = Rate(tally.clicked[scenario], tally.mailed[scenario])
        near = own if own.of >= LEAST else everything
        figure: Json = {"name": f"clicks/{scenario}", "label": "assumed", "value": None, "low": None, "high": None}
        if assumption.rate is not None:
            figure |= {"value": round(n * assumption.rate, 1), "rate": assumption.rate, "of": None}
        elif near.of >= LEAST:
            low, high = rates.interval(near)
            share = near.reached / near.of
            figure |= {"value": round(n * share, 1), "low": round(n * low, 1), "high": round(n * high, 1)}
            figure |= {"rate": round(share, 4), "of": near.of}
        else:
            figure |= {"label": "unknown", "rate": None, "of": near.of}
        yield {**figure, "n": n, "people": []}
