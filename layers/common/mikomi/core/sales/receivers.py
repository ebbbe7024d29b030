"""Who of the company is written to, and in which language: reps by their ids, or addresses as they are."""

from typing import NamedTuple

from mikomi import mail_address
from mikomi.model.company import CompanySettings, PublishReports, WeeklyReport


class Receiver(NamedTuple):
    """Whom settings.json names, and the language in which they read."""

    address: str
    language: str


def named(whom: WeeklyReport | PublishReports | None, company: CompanySettings) -> list[Receiver]:
    """Each address once."""
    found: dict[str, Receiver] = {}
    for name in whom.to if whom else ():
        rep = next((rep for rep in company.reps if rep.id == name), None)
        address = mail_address.read(rep.email if rep else name)
        if whom and address:
            language = whom.language or (rep.language if rep else None) or company.language
            found.setdefault(address, Receiver(address, language))
    return list(found.values())
