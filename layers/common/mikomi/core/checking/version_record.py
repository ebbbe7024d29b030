"""What is kept of the publishing of a version: when, by whom, of which files, and the report on it."""

from mikomi.core.checking.report import Report
from mikomi.model.base import Frozen, Millis


class VersionRecord(Frozen):
    """`files`: everything that it was made of, each with its mark (`model.push`); `pushed`: the push that
    it came by. `by` and `note` say who pushed it and
    what they said of it, as far as that is known; `of` is the version whose content was brought back,
    `over` the one that ran before (0: none did; None: an earlier release did not note it),
    `approved_by` who said yes to it, where that was asked for."""

    format: int = 1
    report: Report
    files: dict[str, str]
    pushed: str = ""
    by: str = ""
    note: str = ""
    of: int | None = None
    over: int | None = None
    approved_by: str = ""

    @property
    def number(self) -> int:
        return self.report.version

    @property
    def published_at(self) -> Millis:
        return self.report.published_at

    @classmethod
    def read(cls, body: bytes) -> "VersionRecord":
        """As it was stored, whichever release did."""
        return cls.model_validate_json(body, extra="ignore")
