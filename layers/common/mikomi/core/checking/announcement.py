"""What is kept of an attempt to publish until everybody was told of it by mail whom settings.json names."""

from mikomi.core.checking.report import Report
from mikomi.model.base import Frozen


class Announcement(Frozen):
    """`by` and `note`: who sent it and what they said of it, as far as that is known. `over`: the version that ran
    before (0: none did). `of`: the version whose content was brought back. `assets`: files that are others now."""

    format: int = 1
    report: Report
    by: str = ""
    note: str = ""
    over: int = 0
    of: int | None = None
    approved_by: str = ""
    assets: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: bytes) -> "Announcement":
        """As it was stored, whichever release did."""
        return cls.model_validate_json(body, extra="ignore")
