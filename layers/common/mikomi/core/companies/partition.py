"""Whose marks mean the same company.

The rule, whole: a weaker mark follows a stronger one as long as everybody who gives both agrees.
 * A name belongs to a corporate number if everybody of that name who gives a number gives this one.
 * A host belongs to a company if everybody with an address there who says their company says this one.
Where they do not agree, or nobody gives both, each stands for itself. A wrong joining is worse than none: whoever reads
a company's page believes that these are colleagues.

So it is a partition (nobody is of two companies), the same in whatever order people are looked at.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mikomi.core.companies.marks import CompanyMarks, host_key, name_key, number_key


class Joint(NamedTuple):
    """Of a name the number that it belongs to, of a host the key of its company; whatever is not there stands for
    itself."""

    numbers: Mapping[str, str]
    hosts: Mapping[str, str]

    def key_of(self, marks: CompanyMarks) -> str:
        """The key of the company that these marks mean; empty for none."""
        if marks.number:
            return number_key(marks.number)
        if marks.name:
            return number_key(self.numbers.get(marks.name, "")) or name_key(marks.name)
        return self.hosts.get(marks.host) or host_key(marks.host)

    def mean(self, key: str) -> str:
        """The key of the company that a key of somebody's marks leads to."""
        kind, _, rest = key.partition(":")
        return self.key_of(CompanyMarks(**{_FIELDS[kind]: rest})) if kind in _FIELDS else ""


_FIELDS = {"n": "number", "c": "name", "d": "host"}


def joint(known: Iterable[CompanyMarks]) -> Joint:
    """What everybody agrees on."""
    everybody = set(known)
    numbers = _agreed((each.name, each.number) for each in everybody if each.name and each.number)
    by_name = Joint(numbers, {})
    hosts = _agreed((each.host, by_name.key_of(each)) for each in everybody if each.host and (each.number or each.name))
    return Joint(numbers, hosts)


def _agreed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    said: dict[str, str | None] = {}
    for of, what in pairs:
        said[of] = what if said.get(of, what) == what else None
    return {of: what for of, what in said.items() if what is not None}
