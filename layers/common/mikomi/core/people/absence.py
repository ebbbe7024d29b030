"""Who is told while a rep is away (`away` of settings.json).

Rules
1. It is looked up when something is told, not when it is decided: decisions, rows and owners name the rep, and whoever
   stands in on that day reads it. So an attempt goes to whoever is there by then.
2. A day is one of the company's clock; the last one is a day of the absence.
3. A deputy who gets the same alert for themselves, or for somebody else who is away, gets it once.
4. Nobody stands in for whoever stands in: who is away at the time is no deputy (the check says so), and if one is all
   the same, the rep's own mailbox is better than a circle.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi.core.words import moments
from mikomi.model.base import Millis
from mikomi.model.company import Absence, CompanySettings, Rep


class Recipient(NamedTuple):
    """Who is told: `rep`, in place of `away` (until the end of the day `until`), if it is meant for somebody else."""

    rep: Rep
    away: Rep | None = None
    until: str = ""

    @property
    def named(self) -> Rep:
        """For whom it is meant."""
        return self.away or self.rep


def recipient(rep: Rep, settings: CompanySettings, now: Millis) -> Recipient:
    """Who is told at this moment of what is meant for the rep."""
    day = _day(settings, now)
    absence = _absence(rep, day)
    if absence is None:
        return Recipient(rep)
    deputy = next((each for each in settings.reps if each.id == absence.deputy), None)
    if deputy is None or _absence(deputy, day):
        return Recipient(rep)
    return Recipient(deputy, rep, absence.until)


def has_it_anyway(one: Recipient, named: Sequence[Rep], settings: CompanySettings, now: Millis) -> bool:
    """Whether the deputy gets the same alert, which is meant for these reps, without this one: for themselves, or in
    place of a rep who is named before."""
    if one.away is None:
        return False
    for each in named:
        if each.id == one.rep.id:
            return True
    before = named[: [each.id for each in named].index(one.away.id)] if one.away in named else ()
    return any(recipient(each, settings, now).rep.id == one.rep.id for each in before)


def covered_by(rep: str, settings: CompanySettings, now: Millis) -> tuple[Recipient, ...]:
    """In whose place this rep stands at this moment."""
    everybody = (recipient(each, settings, now) for each in settings.reps)
    return tuple(each for each in everybody if each.away and each.rep.id == rep)


def _absence(rep: Rep, day: str) -> Absence | None:
    return next((each for each in rep.away if each.from_ <= day <= each.until), None)


def _day(settings: CompanySettings, now: Millis) -> str:
    return moments.local(now, settings.timezone).date().isoformat()
