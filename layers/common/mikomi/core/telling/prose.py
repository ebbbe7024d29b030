"""A scenario read back as a colleague would tell it: who comes in and who does not, what happens, how it ends.

Rules
1. Every verb, condition and key is told (`tests/core/test_prose.py` walks the models); a `note` is for who reads
   the file.
2. What follows from silence is said where it matters: whoever is not named, who comes late, who is inside meanwhile.
3. Lines are plain text of one language, in chapters; how deep a line stands says in which branch it is.
"""

from collections.abc import Iterable, Iterator

from mikomi.core.behaviour import asked as asked_of
from mikomi.core.behaviour import rises
from mikomi.core.telling.prose_steps import ProseLine, stepwise
from mikomi.core.telling.prose_waits import scheduled
from mikomi.core.telling.tale import Tale
from mikomi.core.words import moments
from mikomi.model.base import Frozen
from mikomi.model.condition import All, Any_, BandIs, Condition, Not
from mikomi.model.duration import Span
from mikomi.model.plan import Plan
from mikomi.model.scenario import EnterStep, ReentryAfter, Scenario
from mikomi.model.step_tree import steps_of
from mikomi.model.trigger import ManualTrigger, ScheduleTrigger, UnknownTrigger, WhenTrigger


class Chapter(Frozen):
    """What belongs together, under its title: `id` is about, enters, stays_out, steps, limits or ends."""

    id: str
    title: str
    lines: tuple[ProseLine, ...]


def prose(scenario: Scenario, plan: Plan, language: str) -> tuple[Chapter, ...]:
    """The whole scenario, as it would run in this plan."""
    tale = Tale.of(scenario, plan, language)
    parts: dict[str, Iterable[str | ProseLine]] = {
        "about": _about(tale),
        "enters": _enters(tale),
        "stays_out": _stays_out(tale),
        "steps": stepwise(scenario.steps, tale),
        "limits": _limits(tale),
        "ends": _ends(tale),
    }
    return tuple(
        Chapter(id=name, title=tale.say(name), lines=tuple(_line(each) for each in lines))
        for name, lines in parts.items()
    )


def as_text(chapters: tuple[Chapter, ...]) -> str:
    """For a terminal: titles, and lines with their numbers, two spaces further in for each branch."""
    told = []
    for chapter in chapters:
        told += ["", chapter.title]
        for line in chapter.lines:
            told.append("  " * (line.depth + 1) + f"{line.number} {line.text}".lstrip())
    return "\n".join(told[1:]) + "\n"


def _line(sentence: str | ProseLine) -> ProseLine:
    return sentence if isinstance(sentence, ProseLine) else ProseLine(text=sentence)


def _about(tale: Tale) -> Iterator[str]:
    scenario = tale.scenario
    status = tale.say(f"status.{scenario.status}")
    yield tale.say("named", name=tale.text(scenario.name, scenario.id), id=scenario.id, status=status)
    if scenario.description:
        yield tale.text(scenario.description)


def _enters(tale: Tale) -> Iterator[str]:
    scenario, plan = tale.scenario, tale.plan
    match scenario.trigger:
        case WhenTrigger(when=when, also_those_already=already):
            yield tale.say("when", who=tale.clause(when))
            if rises.is_timed(when):
                yield tale.say("when.time" if plan.edition > 2 else "when.no_time")
            yield tale.say("already" if already else "not_already")
        case ScheduleTrigger() as trigger:
            yield from _mailing(trigger, tale)
        case ManualTrigger():
            yield tale.say("manual")
        case UnknownTrigger():
            yield tale.say("trigger.unknown")
    for other in plan.scenarios.values():
        if any(isinstance(step, EnterStep) and step.enter == scenario.id for step in steps_of(other.steps)):
            yield tale.say("entered_by", scenario=tale.named("scenario", other.id))
    for key, answer in plan.scoring.feedback.items():
        if answer.enter == scenario.id:
            yield tale.say("answered", answer=tale.named("answer", key))
    if scenario.audience and not isinstance(scenario.audience, Not):
        yield tale.say("audience", who=tale.clause(scenario.audience))
    if (active := scenario.active) and (active.from_ or active.until):
        key = "both" if active.from_ and active.until else "from" if active.from_ else "until"
        begin, end = (moments.dated(each, tale.language) if each else "" for each in (active.from_, active.until))
        yield tale.say(f"active.{key}", begin=begin, end=end)


def _mailing(trigger: ScheduleTrigger, tale: Tale) -> Iterator[str]:
    yield tale.say("schedule", when=scheduled(trigger.schedule, tale))
    if trigger.on != "all":
        days = tale.say(f"days.{trigger.on}")
        yield tale.say("schedule.on", days=days, otherwise=tale.say(f"otherwise.{trigger.otherwise}", days=days))
    if trigger.who == "now":
        yield tale.say("who.now")
    else:
        yield tale.say("who.until", until=moments.dated(trigger.who.until, tale.language))
    limit = trigger.not_later_than
    if isinstance(limit, Span):
        yield tale.say("not_later.span", span=tale.span(limit))
    elif limit is not None:
        yield tale.say("not_later.moment", moment=moments.dated(limit, tale.language))


def _stays_out(tale: Tale) -> Iterator[str]:
    scenario = tale.scenario
    if isinstance(scenario.audience, Not):
        yield tale.say("audience.not", who=tale.clause(scenario.audience.not_))
    if isinstance(scenario.reentry, ReentryAfter):
        yield tale.say("reentry.after", span=tale.span(scenario.reentry.after))
    else:
        yield tale.say(f"reentry.{scenario.reentry}")
    if scenario.group:
        beside = [each.id for each in tale.plan.scenarios.values() if each.group == scenario.group]
        names = tale.listed(tale.named("scenario", each) for each in beside if each != scenario.id)
        yield tale.say("group", group=scenario.group, others=tale.say("group.others", names=names) if names else "")
    if scenario.holdout:
        yield tale.say("holdout", share=f"{scenario.holdout:g}")


def _limits(tale: Tale) -> Iterator[str]:
    scenario, settings = tale.scenario, tale.plan.settings
    if window := scenario.send_window:
        outside = tale.say(f"window.{window.outside}")
        days = tale.say(f"window.{window.days}")
        yield tale.say("window", days=days, begin=window.from_, end=window.to, outside=outside)
    if settings.limits:
        yield tale.say("limit", n=settings.limits.marketing_mails, span=tale.span(settings.limits.per))
    yield tale.say("priority", n=scenario.priority)
    yield tale.say("basis")
    if scenario.clock == "recipient":
        yield tale.say("clock.recipient")
    yield tale.say("clock", zone=scenario.timezone or settings.timezone)
    calendar = settings.calendar_of(scenario.calendar)
    country = tale.say("calendar.country", country=calendar.country) if calendar.country else ""
    closed = tale.say("calendar.closed", n=len(calendar.closed)) if calendar.closed else ""
    yield tale.say("calendar", calendar=scenario.calendar or calendar.id, country=country, closed=closed)
    yield from _bands(tale)
    if scenario.public_archive:
        yield tale.say("public_archive")


def _bands(tale: Tale) -> Iterator[str]:
    """Of the bands that the scenario asks for, those that are left at another edge than they are entered at."""
    scenario = tale.scenario
    asked = [*asked_of.conditions_inside(scenario), *([scenario.audience] if scenario.audience else [])]
    if isinstance(scenario.trigger, WhenTrigger):
        asked.append(scenario.trigger.when)
    named = {band for condition in asked for band in _bands_in(condition)}
    for band in tale.plan.scoring.bands:
        if band.id in named and band.leave_below is not None:
            name = tale.named("band", band.id)
            yield tale.say("band.edges", name=name, begins=f"{band.from_:g}", leaves=f"{band.leave_below:g}")


def _bands_in(condition: Condition) -> Iterator[str]:
    match condition:
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from _bands_in(part)
        case Not(not_=part):
            yield from _bands_in(part)
        case BandIs(band=band):
            yield band
        case _:
            pass


def _ends(tale: Tale) -> Iterator[str]:
    scenario = tale.scenario
    if goal := scenario.goal:
        yield tale.say("goal", name=tale.text(goal.name), who=tale.clause(goal.when), span=tale.span(goal.within))
        yield tale.say(f"goal.{goal.then}")
        if goal.target:
            yield tale.say("goal.target", target=tale.target(goal.target))
    yield from (tale.say("exit_when", who=tale.clause(each)) for each in scenario.exit_when)
    yield tale.say("end")
    yield tale.say("version")
