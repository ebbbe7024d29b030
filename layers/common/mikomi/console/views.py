"""What the templates print of a lead: words, numbers and moments of the reader's language.

A template gets plain text and decides where it stands; everything that needs a rule is decided here.
"""

from typing import Any, NamedTuple

from mikomi.console.words import SAID, say
from mikomi.core.behaviour import affinity, values
from mikomi.core.companies import marks
from mikomi.core.mails.honorific import full_name
from mikomi.core.people import zone
from mikomi.core.people.owners import owner_of
from mikomi.core.sales.phone import phone
from mikomi.core.scenarios import recipient
from mikomi.core.score import totals
from mikomi.core.telling.portrait import Portrait, Run
from mikomi.core.words import moments, wording
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import mail_name
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.touch import Touch
from mikomi.model.words import in_language

LONGEST = 300
"""Characters of one value that a visitor sent; the rest of it stands in the log."""


class Screen(NamedTuple):
    """What a screen is made for: the language of whoever reads it, the moment, and the running plan."""

    language: str
    now: Millis
    plan: Plan

    @property
    def zone(self) -> str:
        return self.plan.settings.timezone

    @property
    def names(self) -> wording.Names:
        return wording.names_of(self.plan, self.language)


def row(portrait: Portrait, screen: Screen) -> Json:
    """One lead in the ranking, with the two reasons that weigh most."""
    run = portrait.next_run
    return {
        **_who(portrait, screen),
        "because": [
            {"name": r.name, "points": wording.signed(r.points), "tone": tone(r.points)} for r in portrait.because[:2]
        ],
        "next": _next(run, screen) if run and (run.step or run.due_at) else None,
    }


def card(portrait: Portrait, suppressed: str | None, screen: Screen) -> Json:
    """One lead's page, but for the timeline."""
    person, score = portrait.person, totals.in_whole(portrait.score)
    called = phone(person.trait("phone"), screen.plan.settings.calendar.country)
    names = {reason.rule: reason.name for reason in portrait.because}
    return {
        **_who(portrait, screen),
        "standing": _may_be_written_to(portrait, suppressed, screen),
        "tags": list(person.tags),
        "of_company": marks.id_of(key) if (key := marks.of(person).key) else "",
        "call": called,
        "warnings": _warnings(portrait, screen),
        "interest": wording.number(score.interest),
        "fit": wording.number(score.fit),
        "parts": [
            {
                "name": names.get(rule) or name or rule,
                "axis": axis,
                "points": wording.signed(points),
                "size": abs(points),
                "tone": tone(points),
                "note": _note(count, screen.language),
            }
            for rule, axis, points, count, name in score.rows
        ],
        "widest": max((abs(part.points) for part in score.rows), default=1),
        "decay": wording.signed(score.decay) if score.decay else "",
        "runs": [
            _run(run, portrait.person, screen)
            for run in sorted(portrait.runs, key=lambda r: (r.status != "active", -r.entered_at))
        ],
        "facts": _facts(portrait, screen),
    }


def iso(moment: Millis) -> str:
    """`2026-11-21T09:00:00.000Z`: how every moment leaves the API."""
    at = moments.local(moment, "UTC")
    return f"{at:%Y-%m-%dT%H:%M:%S}.{moment % 1000:03d}Z"


def clipped(value: Any, most: int = LONGEST) -> str:
    """Any value that somebody sent, as text of a bearable length."""
    text = visible(_spelt(value, most), lines=True)
    return text if len(text) <= most else text[: most - 1] + "…"


def _spelt(value: Any, most: int = LONGEST) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(_spelt, value[:LONGEST]))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_spelt(each)}" for name, each in list(value.items())[:LONGEST])
    return values.text(value, 2 * most)


def trait_name(name: str, screen: Screen) -> str:
    """What a trait is called: by us, or by the label of a form that asks for it; its own name where nobody named it."""
    if f"trait.{name}" in SAID:
        return say(f"trait.{name}", screen.language)
    return screen.names.get(f"trait:{name}") or clipped(name)


def tone(points: float) -> str:
    return "plus" if points > 0 else "minus" if points < 0 else ""


def _note(count: int, language: str) -> str:
    """How often a rule gave its points; once needs no words, and what stands was given not at all."""
    if count == 0:
        return say("score.stands", language)
    return say("score.times", language, n=count) if count > 1 else ""


def _who(portrait: Portrait, screen: Screen) -> Json:
    person, band = portrait.person, portrait.band
    bands = sorted(screen.plan.scoring.bands, key=lambda each: -each.from_)
    name = clipped(full_name(person.traits_plain, screen.language))
    below = [clipped(person.trait("company")), clipped(person.trait("title")), "" if not name else person.email or ""]
    return {
        "id": person.id,
        "name": name or person.email or say("nameless", screen.language),
        "company": " · ".join(part for part in below if part),
        "total": wording.number(totals.in_whole(portrait.score).total),
        "band": in_language(band.name, screen.language, band.id) if band else "",
        "heat": ("first", "second")[bands.index(band)] if band and bands.index(band) < min(2, len(bands) - 1) else "",
    }


def _next(run: Run, screen: Screen) -> Json:
    scenario = screen.plan.scenarios.get(run.scenario)
    name = in_language(scenario.name, screen.language, run.scenario) if scenario else run.scenario
    step = _step(run, screen)
    return {"step": f"{name}: {step}" if step else name, **_due(run.due_at, screen)}


def _step(run: Run, screen: Screen) -> str:
    """What the next step does: `メール「よくあるご質問」`, `反応を見る（read-cases）`."""
    if not run.step:
        return ""
    name = mail_name(screen.names, run.scenario, run.step, run.variant)
    return say(f"next.{run.verb}" if f"next.{run.verb}" in SAID else "next.other", screen.language, name=name)


def _due(due_at: Millis | None, screen: Screen, there: str | None = None) -> Json:
    """When it is due; with the zone of a reader by whose clock it is, also there."""
    if due_at is None:
        return {"due": "", "at": "", "moment": ""}
    left = due_at - screen.now
    said = say("due.now", screen.language)
    if left > 60_000:
        said = say("due.in", screen.language, span=moments.apart(screen.now, due_at, screen.zone, screen.language))
    moment = moments.full(due_at, screen.zone, screen.language, screen.now)
    if there:
        moment += moments.there(due_at, there, screen.language)
    return {"due": said, "at": iso(due_at), "moment": moment}


def _run(run: Run, person: Person, screen: Screen) -> Json:
    scenario = screen.plan.scenarios.get(run.scenario)
    there = recipient.zone_of(scenario, person) if scenario else None
    return {
        "scenario": in_language(scenario.name, screen.language, run.scenario) if scenario else run.scenario,
        "id": run.scenario if run.status == "active" else "",
        "status": say(f"status.{run.status}", screen.language),
        "step": _step(run, screen),
        "version": run.version,
        "held": say("person.run_held", screen.language, trait=trait_name(run.held_by, screen)) if run.held_by else "",
        **_due(run.due_at, screen, there),
    }


def _may_be_written_to(portrait: Portrait, suppressed: str | None, screen: Screen) -> list[Json]:
    person, language = portrait.person, screen.language
    if suppressed:
        reason = say(f"suppressed.{suppressed}", language)
        return [{"text": say("person.suppressed", language, reason=reason), "tone": "bad"}]
    if person.is_unsubscribed:
        return [{"text": say("person.unsubscribed", language), "tone": "bad"}]
    if person.consent is None and person.asked:
        return [{"text": say("person.asked", language), "tone": "bad"}]
    if person.consent is None:
        return [{"text": say("person.no_consent", language), "tone": "bad"}]
    return [*_wishes(portrait, screen), {"text": say("person.writable", language), "tone": "good"}]


def _wishes(portrait: Portrait, screen: Screen) -> list[Json]:
    """What the person wants less of: topics that they left, a pause."""
    person, names = portrait.person, wording.names_of(screen.plan, screen.language)
    left = [names.get(f"topic:{each}", each) for each in person.unsubscribed_from if person.is_unsubscribed_from(each)]
    said = [say("person.left_topic", screen.language, topic=each) for each in sorted(left)]
    if person.paused_until and person.paused_until > screen.now:
        until = moments.full(person.paused_until, screen.zone, screen.language, screen.now)
        said.append(say("person.paused", screen.language, until=until))
    return [{"text": each, "tone": "bad"} for each in said]


def _warnings(portrait: Portrait, screen: Screen) -> list[str]:
    person, said = portrait.person, []
    if person.frozen_at is not None:
        said.append(say("score.frozen", screen.language))
    if person.snoozed_until and person.snoozed_until > screen.now:
        until = moments.full(person.snoozed_until, screen.zone, screen.language, screen.now)
        said.append(say("score.snoozed", screen.language, until=until))
    if person.conflicts:
        said.append(say("person.conflict", screen.language))
    return said


def _facts(portrait: Portrait, screen: Screen) -> list[tuple[str, str]]:
    person, language = portrait.person, screen.language
    facts: list[tuple[str, str]] = []
    if person.email:
        facts.append((trait_name("email", screen), person.email))
    for trait in ("phone", "company", "title"):
        if value := clipped(person.trait(trait)):
            facts.append((trait_name(trait, screen), value))
    shown_already = {"email", "phone", "company", "title", "name", "firstName", "lastName"}
    facts += [
        (trait_name(name, screen), clipped(trait.value))
        for name, trait in sorted(person.traits.items())
        if name not in shown_already
    ]
    if drawn_to := affinity.of(person, screen.plan.settings.page_classes):
        facts.append((say("person.affinity", language), drawn_to))
    owner = owner_of(person, screen.plan.settings)
    facts.append((say("owner", language), screen.names.get(f"rep:{owner}") or say("person.no_owner", language)))
    if person.consent:
        at = moments.full(person.consent.at, screen.zone, language, screen.now)
        source = _source(person.consent.source, screen)
        facts.append((say("consent", language), say("person.consented", language, at=at, source=source)))
        facts.append((say("story.consent", language), person.consent.text))
    if lives_in := zone.of(person):
        here = moments.local(screen.now, lives_in)
        facts.append(
            (
                say("person.zone", language),
                say(f"person.zone.{zone.source_of(person)}", language, zone=lives_in, at=f"{here:%H:%M}"),
            )
        )
    for key, touch in (("touch.first", person.first_touch), ("touch.last", person.last_touch)):
        if touch is not None:
            facts.append((say(key, language), _touch(touch, screen)))
    for key, moment in (("person.first", person.first_at), ("person.last", person.last_at)):
        if moment is not None:
            facts.append((say(key, language), moments.full(moment, screen.zone, language, screen.now)))
    return facts


def _source(source: str, screen: Screen) -> str:
    """Where a consent came from: a form by its name, anything else as its sender called it."""
    kind, _, name = source.partition(":")
    if kind != "form":
        return clipped(source)
    form = screen.names.get(f"form:{name}")
    return say("person.by_form", screen.language, form=form) if form else clipped(source)


def _touch(touch: Touch, screen: Screen) -> str:
    """`google / cpc / spring → /price (11/20)`: where from, to which page, when."""
    named = " / ".join(clipped(each) for each in (touch.source, touch.medium, touch.campaign) if each)
    ad = say("touch.ad", screen.language, name=touch.click) if touch.click else ""
    how = ", ".join(each for each in (named, ad, clipped(touch.referrer)) if each)
    at = moments.full(touch.at, screen.zone, screen.language, screen.now)
    how = how or say("touch.direct", screen.language)
    return say("touch.to", screen.language, how=how, path=clipped(touch.path), at=at)
