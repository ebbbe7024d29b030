"""A company that sales want to win, before anybody of it is known (白地企業)."""

from typing import NamedTuple

from mikomi.model.base import Millis


class TargetCompany(NamedTuple):
    """`key` is that of its strongest mark (`core.companies.marks`). What is not known is empty. `owner`: a rep's id.
    `file`, `by`, `at`: the list that named it first, who brought that, and when."""

    key: str
    name: str = ""
    number: str = ""
    domain: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    file: str = ""
    by: str = ""
    at: Millis = 0
