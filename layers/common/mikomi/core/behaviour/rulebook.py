"""A plan, made ready to be asked: which rules and triggers does this event concern?

Rules
1. What an event cannot match costs nothing: rules and triggers are found through the event, never read one by one.
2. An occasion is one event. A lone leaf with `times` 1: each event that matches it. `times` n: the event with which
   the count within the window reaches n from below. A compound: an event that was an occasion for one of its leaves
   (not one below a `not`), if the whole then holds.
3. A trigger without behaviour has its occasion when it becomes true (`risen`), found through the state that
   changed.
4. Only what a condition must look back at is remembered: a lone leaf with `times` 1 needs no memory.
5. Time is an occasion too, from edition 3 on: when it makes a trigger become true (`rises`).
6. A rulebook is a value of its plan version: versions live side by side, and an enrolment is read by its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from mikomi.core.behaviour import hours, rises
from mikomi.core.behaviour.affinity import ClassIndex, ClassLookout
from mikomi.core.behaviour.asked import conditions_at_any_time, conditions_inside
from mikomi.core.behaviour.conditions import (
    Facts,
    behaviours,
    dependencies,
    holds,
    is_attribute,
    prompting,
    truth,
)
from mikomi.core.behaviour.engagement import engage
from mikomi.core.behaviour.event_index import EventIndex
from mikomi.core.behaviour.hours import HourLookout
from mikomi.core.behaviour.leaves import leaf_key
from mikomi.core.behaviour.lookout import (
    Happening,
    Lookout,
    ScoringWatch,
    TriggerWatch,
    Watch,
    is_occasion,
    lookouts_of,
)
from mikomi.core.behaviour.state_index import StateIndex
from mikomi.core.score import half_lives
from mikomi.core.score.half_lives import HalfLives
from mikomi.model.base import Millis
from mikomi.model.condition import Behaviour, BehaviourLeaf, Condition
from mikomi.model.events import Event
from mikomi.model.lots import History
from mikomi.model.person import Enrolment, Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Band, Rule
from mikomi.model.trigger import Joining, ScheduleTrigger, WhenTrigger

AnyLookout = Lookout | ClassLookout | HourLookout


class Rulebook:
    """A compiled plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.version = plan.version
        self.half_lives = half_lives.of_plan(plan)
        self.bands: tuple[Band, ...] = tuple(plan.scoring.bands)
        self.zone = ZoneInfo(plan.settings.timezone)
        self.first_stage = plan.sales.stages[0].id
        self.page_classes = plan.settings.page_classes
        self.rules: dict[str, Rule] = {rule.id: rule for rule in plan.scoring.rules}
        self._lookouts: dict[str, Lookout] = {}
        self._hours = hours.lookout(plan)
        self._classes = ClassIndex(plan.settings)
        self._in_enrolments: dict[str, EventIndex[Lookout]] = {}
        self._in_goals: dict[str, EventIndex[Lookout]] = {}
        self._timed_inside: dict[str, bool] = {}
        self.knows_time = plan.edition > 2
        self._nobody = Person(id="v_")

        attributes: list[ScoringWatch] = []
        for order, rule in enumerate(plan.scoring.rules):
            watch = ScoringWatch(order, rule, isinstance(rule.when, Behaviour))
            if is_attribute(rule.when):
                attributes.append(watch)
            else:
                self._watch(watch)
        triggers: list[TriggerWatch] = []
        for order, scenario in enumerate(plan.scenarios.values()):
            triggers += self._watch_scenario(order, scenario)
        for condition in conditions_at_any_time(plan):
            self._remember(condition, None)

        self.timed = tuple(one for one in triggers if self.knows_time and rises.is_timed(one.condition))
        """The triggers that time alone can make true."""
        self._events = EventIndex(self._lookouts.values(), plan.edition)
        self._states = StateIndex(one for one in triggers if is_attribute(one.condition))
        self._attributes = StateIndex(one for one in attributes if not _looks_at_score(one.condition))
        self.attributes_of_score = tuple(one for one in attributes if _looks_at_score(one.condition))
        self.attributes_of_nobody = tuple(
            one
            for one in attributes
            if not _looks_at_score(one.condition) and holds(one.condition, Facts(self._nobody, 0, self))
        )

    # --- asked for every event

    def fading_by(self, half_lives: HalfLives) -> "Rulebook":
        """The same rules, with these half-lives."""
        other = copy(self)
        other.half_lives = half_lives
        return other

    def observe(self, person: Person, event: Event, now: Millis) -> tuple[Person, Happening]:
        """The person who remembers this event, and what it means. Ask after the event's traits and tags were taken
        over, once an event."""
        views, engagement = engage(person.views, event)
        matching: list[AnyLookout] = [*self._events.find(event, engagement)]
        matching += self._classes.find(event, self.plan.edition)
        if self._hours and hours.is_act(event, self.plan.edition):
            matching.append(self._hours)
        if not matching and engagement is None:
            return person, Happening(event, now)
        noted: dict[str, tuple[Millis, ...]] = {}
        prompted: dict[Watch, None] = {}
        for lookout in matching:
            before = person.memory.get(lookout.key, ())
            prompted.update(
                (watch, None) for watch, leaf in lookout.prompts if is_occasion(leaf, before, event.at, now)
            )
            if lookout.keep:
                noted[lookout.key] = lookout.after(before, event.at)
        if noted or engagement is not None:
            memory = {**person.memory, **noted} if noted else person.memory
            person = replace(person, memory=memory, views=views)
        in_order = sorted(prompted, key=lambda watch: watch.order) if prompted else ()
        return person, Happening(
            event=event,
            now=now,
            occurred=frozenset(lookout.key for lookout in matching),
            engagement=engagement,
            rules=tuple(watch for watch in in_order if isinstance(watch, ScoringWatch)),
            triggers=tuple(watch for watch in in_order if isinstance(watch, TriggerWatch)),
        )

    def holds_for(self, watch: Watch, person: Person, happening: Happening, now: Millis) -> bool:
        """Whether the rule or trigger that had its occasion holds as a whole."""
        return watch.alone or holds(
            watch.condition, Facts(person, now, self, happening.event, watch.scenario, occurred=happening.occurred)
        )

    def triggered(self, person: Person, happening: Happening, now: Millis) -> tuple[str, ...]:
        """The scenarios whose behaviour trigger this event is an occasion for. Ask after scoring: `score` means the
        score after the event."""
        if not happening.triggers:
            return ()
        return tuple(watch.scenario for watch in happening.triggers if self.holds_for(watch, person, happening, now))

    def risen(self, before: Person | None, after: Person, now: Millis) -> tuple[str, ...]:
        """The scenarios whose trigger looks at the person alone and has become true. `before` None: the person is
        new."""
        before = before or self._nobody
        possible = self._states.changed(before, after, now, self.half_lives, self.bands)
        if not possible:
            return ()
        return tuple(
            watch.scenario
            for watch in possible
            if holds(watch.condition, Facts(after, now, self, scenario=watch.scenario))
            and truth(watch.condition, Facts(before, now, self, scenario=watch.scenario)) is False
        )

    def attributes_changed(self, before: Person, after: Person, now: Millis) -> list[ScoringWatch]:
        """The attribute rules (those that look at the score aside) whose answer may have changed."""
        return self._attributes.changed(before, after, now, self.half_lives, self.bands)

    def attributes_of(self, person: Person) -> list[ScoringWatch]:
        """The attribute rules (those that look at the score aside) that may hold of this person."""
        return list({one.order: one for one in (*self._attributes.known(person), *self.attributes_of_nobody)}.values())

    # --- enrolments

    def scenario(self, scenario: str) -> Scenario:
        """KeyError that says which scenario this version lacks."""
        try:
            return self.plan.scenarios[scenario]
        except KeyError:
            raise KeyError(
                f"plan version {self.version} has no scenario {scenario!r} / "
                f"プラン版 {self.version} にシナリオ「{scenario}」はありません"
            ) from None

    def scenario_leaves(self, scenario: str) -> EventIndex[Lookout]:
        """What an enrolment in this scenario must remember for its branches, goal and exits, found by event."""
        index = self._in_enrolments.get(scenario)
        if index is None and self.plan.unread and scenario not in self.plan.scenarios:
            index = self._in_enrolments[scenario] = EventIndex(())  # only a newer release knows what to remember
        if index is None:
            index = self._in_enrolments[scenario] = EventIndex(
                lookouts_of(conditions_inside(self.scenario(scenario)), scenario), self.plan.edition
            )
        return index

    def goal_leaves(self, scenario: str) -> EventIndex[Lookout]:
        """What a run that has ended must remember for its goal."""
        index = self._in_goals.get(scenario)
        if index is None:
            known = self.plan.scenarios.get(scenario)
            goal = () if known is None or known.goal is None else (known.goal.when,)
            index = self._in_goals[scenario] = EventIndex(lookouts_of(goal, scenario), self.plan.edition)
        return index

    def is_timed_inside(self, scenario: str) -> bool:
        """Whether time alone can make the goal, an exit or a branch of this scenario true."""
        timed = self._timed_inside.get(scenario)
        if timed is None:
            known = self.plan.scenarios.get(scenario) if self.knows_time else None
            timed = known is not None and any(map(rises.is_timed, conditions_inside(known)))
            self._timed_inside[scenario] = timed
        return timed

    def note(self, enrolment: Enrolment, event: Event, happening: Happening) -> Enrolment:
        """The enrolment that remembers this event. Ask the rulebook of the enrolment's own plan version."""
        leaves = self.goal_leaves if enrolment.has_ended else self.scenario_leaves
        matching = leaves(enrolment.scenario).find(event, happening.engagement, enrolment)
        if not matching:
            return enrolment
        noted = {one.key: one.after(enrolment.memory.get(one.key, ()), event.at) for one in matching}
        return replace(enrolment, memory={**enrolment.memory, **noted})

    @property
    def lookouts(self) -> Iterable[AnyLookout]:
        """All that events are searched for, but for what enrolments remember."""
        return (*self._lookouts.values(), *self._classes.lookouts, *([self._hours] if self._hours else []))

    def looks_back_for(self, key: str) -> bool:
        """Whether some condition of this plan asks the person's memory for the leaf of this key."""
        return any(one.key == key and one.keep > 0 for one in self.lookouts)

    # --- compiling

    def _watch(self, watch: Watch) -> None:
        for leaf in prompting(watch.condition):
            self._lookout(leaf, watch.scenario).prompts.append((watch, leaf))
        self._look_back(watch)

    def _look_back(self, watch: Watch) -> None:
        for leaf in behaviours(watch.condition):
            if leaf.times > 1 or not watch.alone:
                self._lookout(leaf, watch.scenario).remember(leaf)

    def _watch_scenario(self, order: int, scenario: Scenario) -> Iterator[TriggerWatch]:
        """A paused scenario starts nobody, but what its conditions look back at is remembered for the day when it
        goes on."""
        if scenario.status == "draft":
            return
        condition = _lets_in(scenario)
        if condition is not None:
            watch = TriggerWatch(order, scenario.id, condition, isinstance(condition, Behaviour))
            if scenario.status == "paused":
                self._look_back(watch)
            else:
                yield watch
                if not is_attribute(condition):
                    self._watch(watch)
        if scenario.audience is not None:
            self._remember(scenario.audience, scenario.id)
        for condition in conditions_inside(scenario):
            self._remember(condition, scenario.id, only_ever=True)

    def _remember(self, condition: Condition, scenario: str | None, only_ever: bool = False) -> None:
        for leaf in behaviours(condition):
            if leaf.since == "ever" or not only_ever:
                self._lookout(leaf, scenario).remember(leaf)

    def _lookout(self, leaf: BehaviourLeaf, scenario: str | None) -> Lookout:
        key = leaf_key(leaf, scenario)
        return self._lookouts.setdefault(key, Lookout(key, leaf, scenario))


def _lets_in(scenario: Scenario) -> Condition | None:
    """The condition that lets people in as soon as it is fulfilled: a trigger's, or the audience of a mailing that goes
    on for whoever comes to fit."""
    match scenario.trigger:
        case WhenTrigger(when=condition):
            return condition
        case ScheduleTrigger(who=Joining()):
            return scenario.audience
        case _:
            return None


def compile(plan: Plan) -> Rulebook:
    return Rulebook(plan)


@dataclass(frozen=True, slots=True)
class Rulebooks:
    """The active rulebook and, by version, those on which somebody is still enrolled. `lots`: what a plan cannot know,
    by version, scenario and step: the weights of variants that follow what is known, all that there were; `hours`: in
    which hours everybody does something, where a plan asks for that."""

    active: Rulebook
    versions: Mapping[int, Rulebook]
    lots: Mapping[tuple[int, str, str], History] = field(default_factory=dict)
    hours: History = ()

    def fading_by(self, half_lives: HalfLives) -> "Rulebooks":
        """The same versions, with these half-lives: those of later ones among them, which they could not know."""
        versions = {number: book.fading_by(half_lives) for number, book in self.versions.items()}
        return Rulebooks(self.active.fading_by(half_lives), versions, self.lots, self.hours)

    def of(self, version: int) -> Rulebook:
        """KeyError that says which version was not loaded."""
        if version == self.active.version:
            return self.active
        try:
            return self.versions[version]
        except KeyError:
            raise KeyError(
                f"plan version {version} was not loaded / プラン版 {version} が読み込まれていません "
                f"(active: {self.active.version}, loaded: {sorted(self.versions)})"
            ) from None

    def forget(self, person: Person) -> Person:
        """The person without what no condition and no cap asks for any more: not the active plan's, and not those of
        the plans on which it is still enrolled, or its goal is looked for.
        """
        asking = {self.active, *(self.of(one.plan) for one in person.enrolments if one.is_followed)}
        if any(book.plan.unread for book in asking):
            return person  # what a newer release's conditions look back at is not known here
        memory = {key: at for key, at in person.memory.items() if any(book.looks_back_for(key) for book in asking)}
        rules = self.active.rules
        caps = {rule: grants for rule, grants in person.caps.items() if rule in rules and rules[rule].cap}
        if len(memory) == len(person.memory) and len(caps) == len(person.caps):
            return person
        return replace(person, memory=memory, caps=caps)


def _looks_at_score(condition: Condition) -> bool:
    return not dependencies(condition).isdisjoint(("score", "band"))
