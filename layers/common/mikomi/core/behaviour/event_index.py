"""Which behaviour leaves can an event match? Asked of an index, so that leaves which it cannot match cost nothing.

Pages are found through a tree of path patterns; forms, mails and named events through dictionaries. A named event
with a `where` is found through one property that `where` wants equal to something; the rest of the `where` is
compared only then.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from mikomi.core import comparison
from mikomi.core.behaviour import values
from mikomi.core.behaviour.engagement import Engagement
from mikomi.core.behaviour.leaves import crosses, mail_of, matches, where_fits
from mikomi.core.behaviour.paths import PathIndex, path_of
from mikomi.core.doers import trust
from mikomi.core.doers.trust import TOLD_APART
from mikomi.model.condition import BehaviourLeaf, Clicked, Engaged, Happened, Opened, Submitted, Visited
from mikomi.model.events import FORM_SUBMITTED, MAIL_CLICKED, MAIL_OPENED, PAGE_ENGAGED, Event
from mikomi.model.person import Enrolment
from mikomi.model.plan import EDITION


class Sought(Protocol):
    """A leaf, and the scenario in whose words `opened` and `clicked` are meant."""

    @property
    def leaf(self) -> BehaviourLeaf: ...
    @property
    def scenario(self) -> str | None: ...


S = TypeVar("S", bound=Sought)


class EventIndex(Generic[S]):
    """Built once from all that is sought by a plan of this edition; `find` answers what one event matches."""

    __slots__ = ("_edition", "_engaged", "_forms", "_mails", "_named", "_visited")

    def __init__(self, sought: Iterable[S], edition: int = EDITION) -> None:
        self._edition = edition
        paths: dict[type, list[tuple[str, S]]] = {Visited: [], Engaged: []}
        self._forms: dict[str, list[S]] = defaultdict(list)
        self._named: dict[str, _Named[S]] = defaultdict(_Named)
        self._mails: dict[tuple[str, str, str], list[S]] = defaultdict(list)
        for one in sought:
            match one.leaf:
                case Visited(visited=pattern) | Engaged(engaged=pattern):
                    paths[type(one.leaf)].append((pattern, one))
                case Submitted(submitted=form):
                    self._forms[values.canonical(form)].append(one)
                case Happened(event=name):
                    self._named[name].add(one, one.leaf)
                case Opened(opened=mail):
                    self._mails[MAIL_OPENED, *mail_of(mail, one.scenario)].append(one)
                case Clicked(clicked=mail):
                    self._mails[MAIL_CLICKED, *mail_of(mail, one.scenario)].append(one)
        self._visited = PathIndex(paths[Visited]) if paths[Visited] else None
        self._engaged = PathIndex(paths[Engaged])

    def find(self, event: Event, engagement: Engagement | None, enrolment: Enrolment | None = None) -> list[S]:
        """All that this event matches once. With `enrolment` only mails of that enrolment count."""
        if event.type == "page":
            path = path_of(event) if self._visited else None
            return self._visited.find(path) if self._visited and path is not None else []
        if event.type != "track":
            return []
        matching: list[S] = []
        name = event.name
        if name in self._named:
            matching += self._named[name].find(event)
        if not trust.counts(event, self._edition):
            return [one for one in matching if trust.names_it(one.leaf)] if self._edition >= TOLD_APART else []
        if name == PAGE_ENGAGED:
            if engagement is not None:
                matching += [one for one in self._engaged.find(engagement.path) if crosses(one.leaf, engagement)]
        elif name == FORM_SUBMITTED:
            told = {values.canonical(item) for item in values.items(event.properties.get("form"))}
            matching += [one for form in told for one in self._forms.get(form, ()) if matches(one.leaf, event)]
        elif name in (MAIL_OPENED, MAIL_CLICKED):
            scenario, step = (values.text(event.properties.get(name)) for name in ("scenario", "step"))
            for named in ((scenario, step), (scenario, "*"), ("*", step), ("*", "*")):
                matching += [
                    one
                    for one in self._mails.get((name, *named), ())
                    if matches(one.leaf, event, scenario=one.scenario, enrolment=enrolment)
                ]
        return matching


class _Named(Generic[S]):
    """Leaves of one event name: those without an equality to go by, and the others by one property and its wanted
    value."""

    def __init__(self) -> None:
        self.anyway: list[S] = []
        self.by_value: dict[str, dict[str, list[S]]] = {}

    def add(self, one: S, leaf: Happened) -> None:
        for key, wanted in sorted((leaf.where or {}).items()):
            options = wanted if isinstance(wanted, list) else [wanted]
            if any(isinstance(option, str) and comparison.numbered(option) for option in options):
                continue
            for option in {values.canonical(option) for option in options}:
                self.by_value.setdefault(key, {}).setdefault(option, []).append(one)
            return
        self.anyway.append(one)

    def find(self, event: Event) -> list[S]:
        likely = list(self.anyway)
        for key, wanted in self.by_value.items():
            given = values.reach(event.properties, key)
            for value in {values.canonical(item) for item in values.items(given)}:
                likely += wanted.get(value, ())
        unique = {id(one): one for one in likely}.values()
        return [one for one in unique if isinstance(one.leaf, Happened) and where_fits(one.leaf, event)]
