"""What is told of a company: what its people come to, as they stand.

Rules
1. Every figure is the sum (or the latest, or the most) over the company's people, and over nobody else.
2. Who is no customer, or whom a rep froze, is one of its people and adds no points.
3. Its stage is what sales said last of any of its people; its owner the rep to whom most of them belong, of two alike
   the one with more points.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from mikomi.core.companies import marks
from mikomi.core.companies.partition import Joint
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import owner_of
from mikomi.core.score import half_lives, totals
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.target import TargetCompany


class CompanyOwner(NamedTuple):
    """A rep, and how many of the company's people belong to them."""

    rep: str
    people: int


class CompanyFacts(NamedTuple):
    """`people`: highest score first. `hosts`: the addresses' that are the company's own."""

    id: str
    key: str
    name: str
    number: str
    hosts: tuple[str, ...]
    score: float
    stage: str
    owners: tuple[CompanyOwner, ...]
    excluded: str
    last_at: Millis | None
    people: tuple[Person, ...]
    target: TargetCompany | None = None

    @property
    def owner(self) -> str | None:
        of_target = self.target.owner if self.target else ""
        return self.owners[0].rep if self.owners else of_target or None


def facts_of(
    key: str, people: Iterable[Person], joint: Joint, plan: Plan, now: Millis, target: TargetCompany | None = None
) -> CompanyFacts:
    """What these people, all of one company, come to; what nobody of them says, a list of targets may have said."""
    lives = half_lives.of_plan(plan)
    points = {person.id: (person, totals.total(person, now, lives)) for person in people}
    ranked = sorted(points.values(), key=lambda each: (-each[1], each[0].id))
    there = [person for person, _ in ranked]
    counting = [(person, own) for person, own in ranked if person.is_ranked and not exclusion_of(person, plan.sales)]
    return CompanyFacts(
        id=marks.id_of(key),
        key=key,
        name=_name(there, key) if there or not (target and target.name) else target.name,
        number=next((own.number for own in map(marks.of, there) if own.number), target.number if target else ""),
        hosts=_hosts(there, key, joint) or ((target.domain,) if target and target.domain else ()),
        score=sum(own for _, own in counting),
        stage=_stage(there),
        owners=_owners(counting or ranked, plan),
        excluded="" if counting or not there else _excluded(there[0], plan),
        last_at=max((person.last_at for person in there if person.last_at is not None), default=None),
        people=tuple(there),
        target=target,
    )


def _name(people: list[Person], key: str) -> str:
    """As most of them write it; of a company whose name nobody gave, its host or its number."""
    written = Counter(name for person in people if (name := marks.name_of(person.trait("company"))))
    common = max(written.items(), key=lambda each: (each[1], each[0]), default=None)
    return common[0] if common and not key.startswith("d:") else key.partition(":")[2]


def _hosts(people: list[Person], key: str, joint: Joint) -> tuple[str, ...]:
    theirs = {own.host for own in map(marks.of, people) if own.host}
    return tuple(sorted(host for host in theirs if joint.mean(marks.host_key(host)) == key))


def _stage(people: list[Person]) -> str:
    said = [(act.at, act.id, act.value) for person in people for act in person.dealings.standing if act.verb == "stage"]
    latest = max(said, default=None)
    # what an undo brought back is remembered without its moment
    return latest[2] if latest else next((stage for person in people if (stage := person.dealings.stage)), "")


def _owners(people: list[tuple[Person, float]], plan: Plan) -> tuple[CompanyOwner, ...]:
    number: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for person, own in people:
        if rep := owner_of(person, plan.settings):
            number[rep] += 1
            points[rep] += own  # type: ignore[assignment]
    in_order = sorted(number, key=lambda rep: (-number[rep], -points[rep], rep))
    return tuple(CompanyOwner(rep, number[rep]) for rep in in_order)


def _excluded(person: Person, plan: Plan) -> str:
    excluded = exclusion_of(person, plan.sales)
    return excluded.id if excluded else ""
