"""Who is no customer: a competitor, somebody of our own, a supplier (`exclusion` of sales.json, or a rep's word).

Rules
1. What a rep said of the lead goes before the file, either way.
2. An address at a domain is also one at any host below it. Companies are compared without what kind of company they
   are, whatever the width, case and spaces: 株式会社ミツバ is ﾐﾂﾊﾞ㈱. A corporate number is the
   company's, whatever it is called.
"""

import re
import unicodedata

from mikomi.core.companies import marks, number
from mikomi.model.person import Person
from mikomi.model.sales import CUSTOMER
from mikomi.model.sales_settings import Exclusion, SalesSettings

_KIND_OF_COMPANY = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)"
    r"|(?<![a-z])(?:co\.?,?\s*ltd|inc|corp|corporation|llc|ltd|limited|gmbh|k\.?k)(?![a-z])\.?"
)
_BETWEEN = re.compile(r"[\s,・.]+")


def exclusion_of(person: Person, sales: SalesSettings) -> Exclusion | None:
    """As what this person is excluded; None for everybody else."""
    by_hand = person.dealings.excluded
    if by_hand == CUSTOMER:
        return None
    if by_hand:
        return next((each for each in sales.exclusion if each.id == by_hand), Exclusion(id=by_hand, name=by_hand))
    return next((each for each in sales.exclusion if _names(each, person)), None)


def comparable(company: str) -> str:
    """The company's name as it is compared."""
    folded = unicodedata.normalize("NFKC", company).casefold()
    return _BETWEEN.sub("", _KIND_OF_COMPANY.sub("", folded))


def _names(excluded: Exclusion, person: Person) -> bool:
    host = (person.email or "").rpartition("@")[2]
    if host and any(host == each or host.endswith(f".{each}") for each in map(_domain, excluded.domains)):
        return True
    own = marks.of(person).number if excluded.numbers else ""
    if own and any(own == number.read(each) for each in excluded.numbers):
        return True
    company = person.trait("company")
    name = comparable(company) if isinstance(company, str) and excluded.companies else ""
    return bool(name) and any(name == comparable(each) for each in excluded.companies)


def _domain(written: str) -> str:
    return written.strip().lstrip("@").casefold()
