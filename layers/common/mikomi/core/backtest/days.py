"""The days that are looked at, on the company's calendar."""

from typing import NamedTuple

from mikomi.core.words import moments
from mikomi.model.base import Millis


class TriedDays(NamedTuple):
    """From one moment to another, both of them in it; days are those of this time zone."""

    begin: Millis
    end: Millis
    zone: str

    def has(self, moment: Millis) -> bool:
        return self.begin <= moment <= self.end

    def day(self, moment: Millis) -> str:
        """`2026-11-30`"""
        return moments.local(moment, self.zone).date().isoformat()
