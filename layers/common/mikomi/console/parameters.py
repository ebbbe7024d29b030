"""What the parts of the read API share: what may be asked for beside an address, and how people are named."""

from mikomi.aws import plans
from mikomi.core.mails.honorific import full_name
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.model.scenario import Scenario


def check(request: Request, allowed: tuple[str, ...]) -> None:
    """A parameter that nobody reads is a misspelt one. `Refused`."""
    for given in request.query:
        if given not in allowed:
            raise Refused("parameter_unknown", f"/{given[:40]}", given=given[:40], allowed=", ".join(allowed) or "–")


def limit_of(request: Request, usual: int, most: int, name: str = "limit") -> int:
    """How many are asked for; `Refused` if that is not a number from 1 to `most`."""
    asked = request.query.get(name, "")
    if not asked:
        return usual
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= most):
        raise Refused("limit_invalid", f"/{name}", name=name, most=most)
    return int(asked)


def known_scenario(scenario: str) -> Scenario:
    """`Refused` if it does not run."""
    known = plans.active().scenarios.get(scenario)
    if known is None:
        raise Refused("scenario_unknown")
    return known


def name_of(person: Person, language: str) -> Json:
    """A person in a list."""
    return {"id": person.id, "email": person.email, "name": full_name(person.traits_plain, language) or None}
