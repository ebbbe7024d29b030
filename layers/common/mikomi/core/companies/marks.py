"""What a person says of their company, and the key that follows from it.

Rules
1. The key is the corporate number; of who gave none, the name as it is compared; of who gave neither, the host of the
   address, unless anybody has an address there.
2. It follows from the person alone. Whose keys mean the same company is for `partition` to say.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from mikomi.core.companies import free_mail, names, number
from mikomi.keys import digest
from mikomi.model.person import Person
from mikomi.model.target import TargetCompany

NUMBERS = ("corporateNumber", "corporate_number", "houjinBangou", "houjin_bangou", "法人番号")
"""The traits that may hold a corporate number; in a `company` that is an object, its keys."""
ID_BEGINS = "c_"
_LETTER = re.compile(r"[^\W\d_T]")


class CompanyMarks(NamedTuple):
    """Each empty where it is not known: the number, the name as it is compared, the host of a company's own."""

    number: str = ""
    name: str = ""
    host: str = ""

    @property
    def key(self) -> str:
        """`n:<number>`, `c:<name>` or `d:<host>`; empty for who is of no company that is known."""
        return number_key(self.number) or name_key(self.name) or host_key(self.host)


def number_key(number: str) -> str:
    return f"n:{number}" if number else ""


def name_key(name: str) -> str:
    return f"c:{name}" if name else ""


def host_key(host: str) -> str:
    return f"d:{host}" if host else ""


@lru_cache(maxsize=100_000)
def id_of(key: str) -> str:
    """By which a company is named in addresses."""
    return ID_BEGINS + digest(key)


def of(person: Person) -> CompanyMarks:
    company = person.trait("company")
    host = (person.email or "").rpartition("@")[2]
    return CompanyMarks(
        number=_number(person, company),
        name=names.named(name_of(company)),
        host=host if host and not free_mail.is_free(host) else "",
    )


def of_target(target: TargetCompany) -> CompanyMarks:
    return CompanyMarks(target.number, names.named(target.name), target.domain)


def is_named(own: CompanyMarks, written: str) -> bool:
    """Whether a marketer means this company by it: by its number, its name in any spelling, the host of its addresses
    or one above it."""
    host = written.strip().lstrip("@").casefold()
    return bool(
        (own.number and own.number == number.read(written))
        or (own.name and own.name == names.named(written))
        or (own.host and (own.host == host or own.host.endswith(f".{host}")))
    )


def names_one(written: str) -> bool:
    """Whether a marketer can mean a company by it: a name, a host, or a number of which each digit is right."""
    is_long_number = sum(c.isdigit() for c in written) >= 12 and not _LETTER.search(written)
    return number.read(written) is not None if is_long_number else bool(names.named(written))


def name_of(company: Any) -> str:
    """The name as it was given: of a text, or of an object with a `name`."""
    told = company.get("name") if isinstance(company, dict) else company
    return " ".join(told[: names.LONGEST].split()) if isinstance(told, str) else ""


def _number(person: Person, company: Any) -> str:
    beside = company if isinstance(company, dict) else {}
    given = [*(beside.get(name) for name in NUMBERS), *(person.trait(name) for name in NUMBERS)]
    return next((read for each in given if (read := number.read(each))), "")
