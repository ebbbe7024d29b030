"""What an alert to sales says, as data: who, why now, what to do; in three seconds, on a phone.

Rules
1. First who, then why now, then what to do; everything else is below.
2. The score is shown in its parts, and they add up to it exactly; decay and the rest are parts as well.
3. A moment is shown as the clock says it and as its age when the alert was sent, so that it is still true an hour
   later.
4. What was viewed is for the rep's eyes: beside the suggested sentence stands that it is not to be mentioned.
"""

from collections.abc import Mapping, Sequence
from math import floor
from typing import Any, NamedTuple
from urllib.parse import quote

from mikomi import mail_address
from mikomi.core.behaviour.values import text
from mikomi.core.companies import marks
from mikomi.core.mails import trait_text
from mikomi.core.mails.honorific import full_name, is_titled
from mikomi.core.mails.links import Links
from mikomi.core.mails.render import lead_traits
from mikomi.core.people.absence import Recipient
from mikomi.core.sales import footprints, form_answers, inquiry, why_now
from mikomi.core.sales.footprints import Fact
from mikomi.core.sales.form_answers import FormAnswer
from mikomi.core.sales.phone import Phone, as_written, phone
from mikomi.core.score import half_lives, totals
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import Names, names_of, number, signed, word
from mikomi.model.base import Frozen, Millis
from mikomi.model.company import Rep
from mikomi.model.effects import SendAlert
from mikomi.model.events import Event
from mikomi.model.form import Form
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.words import in_language

SHOWN_PARTS = 5
QUOTED = 400
"""Characters of a reply."""
LONGEST_ABOUT = 100
"""Characters of a company, a department, a title, a place."""


class Activity(NamedTuple):
    when: str
    what: str
    extra: str


class ScorePart(NamedTuple):
    label: str
    points: str


class Choice(NamedTuple):
    """One answer that the rep may give, and the signed link behind it."""

    label: str
    url: str


class Alert(Frozen):
    """Ready to be laid out; every text is in `language`."""

    language: str
    subject: str
    preview: str
    heading: str
    in_place: str
    name: str
    company: str
    about: str
    fact: str
    reason: str
    do: str
    do_title: str
    caution: str
    phone: Phone | None
    call: str
    email: str | None
    email_uri: str
    email_label: str
    replies: bool
    written_title: str
    written: tuple[FormAnswer, ...]
    timeline: Choice
    activities_title: str
    activities: tuple[Activity, ...]
    score: float
    score_title: str
    parts: tuple[ScorePart, ...]
    answers_title: str
    answers: tuple[Choice, ...]
    footer: str


class Occasion(NamedTuple):
    """What an alert is made of: the decision, the person, the lead's latest events, who is told, and when.

    `counted_at` is when the score is counted: the decision's moment for the person as then, now for the person as now.
    `reply`: what the lead wrote in the reply that it is about, as far as that is kept. `colleagues`: those of the
    company whom the decision names, as they stand.
    """

    effect: SendAlert
    person: Person
    events: Sequence[Event]
    to: Recipient
    now: Millis
    counted_at: Millis
    reply: str = ""
    colleagues: Sequence[Person] = ()


def compose(occasion: Occasion, plan: Plan, links: Links) -> Alert:
    """The alert in the rep's language. `plan` is the version that the decision names."""
    effect, person, rep, now = occasion.effect, occasion.person, occasion.to.rep, occasion.now
    language = rep.language or plan.settings.language
    zone, names, step = plan.settings.timezone, names_of(plan, language), why_now.alert_step(effect, plan)
    parts = totals.in_whole(totals.parts(person, occasion.counted_at, half_lives.of_plan(plan)))
    inquiries = {form.id for form in plan.forms.values() if form.tells != "no"}
    fact = footprints.fact(occasion.events, effect.event_id, effect.at, language, names, inquiries)
    form = _form(fact, plan)
    raised_by = why_now.occasion_of(effect, names, language)
    gained = why_now.gained(effect, person, names, language)
    lines = footprints.lines(occasion.events, language, names)
    called = phone(person.trait("phone"), plan.settings.calendar.country)
    why = in_language(step.why, language) if step else raised_by if effect.reason == "task" else ""
    if effect.reason == "company":
        who = [display_name(each, language) for each in occasion.colleagues]
        why = why_now.of_company(effect, company_of(person), who, plan, names, language)
    answers = plan.scoring.feedback.items()
    return Alert(
        language=language,
        subject=_late(effect, language)
        + _subject(
            person,
            why or why_now.brief(fact, gained, effect) or raised_by,
            parts,
            language,
        ),
        preview=" ← ".join(line.what + _for(line.ms, language) for line in lines[:3]),
        heading=_heading(effect, occasion.to.named, names, now, zone, language),
        in_place=in_place(occasion.to, language),
        name=display_name(person, language),
        company=_company(lead_traits(person, language)),
        about=" / ".join(_about(person, language)),
        fact=why_now.deed(fact, now, zone, language) if fact else why or raised_by,
        reason=why_now.trail(
            why if fact else "", why_now.silence(effect, language), gained, why_now.deadline(effect, plan, language)
        ),
        do=suggestion(effect, fact, plan, language),
        do_title=word("alert.do", language),
        caution=word("alert.mention_nothing", language) if fact and fact.page else "",
        phone=called,
        call=_call(called, person, language),
        email=person.email,
        email_uri=_email_uri(person, form, language),
        email_label=_email_label(person, form, language),
        replies=form is not None,
        written_title=word("alert.written", language),
        written=form_answers.written(fact.sent, occasion.events, form, language)
        if fact and fact.sent and form
        else _quoted(occasion.reply, language),
        timeline=Choice(
            word("alert.timeline", language),
            links.alerted(person.id, rep.id, *effect.about),
        ),
        activities_title=word("alert.pages", language),
        activities=tuple(
            Activity(
                moments.brief(line.at, zone, language, now),
                line.what,
                line.note or (moments.span(line.ms, language) if line.ms >= 1000 else ""),
            )
            for line in lines
        ),
        score=parts.total,
        score_title=_score_title(effect, parts.total, plan, names, language),
        parts=score_parts(parts, plan, names, language),
        answers_title=word("alert.answers", language) if answers else "",
        answers=tuple(
            Choice(in_language(answer.label, language, key), links.answer(person.id, rep.id, *effect.about, key))
            for key, answer in answers
        ),
        footer=why_now.footer(effect, plan, names, language),
    )


def _form(fact: Fact | None, plan: Plan) -> Form | None:
    """The form that was sent, if that is why now."""
    return inquiry.form_of(fact.sent, plan.forms) if fact and fact.sent else None


def _quoted(reply: str, language: str) -> tuple[FormAnswer, ...]:
    """How a reply begins: whoever wants the rest opens the timeline, as long as it is there."""
    begin = reply if len(reply) <= QUOTED else reply[: QUOTED - 1] + "…"
    return (FormAnswer(word("alert.replied", language), begin),) if reply else ()


def _email_uri(person: Person, form: Form | None, language: str) -> str:
    if not person.email:
        return ""
    uri = mail_address.uri(person.email)
    if form is None:
        return uri
    subject = word("alert.reply_subject", language, form=in_language(form.name, language, form.id))
    return f"{uri}?subject={quote(subject, safe='')}"


def _email_label(person: Person, form: Form | None, language: str) -> str:
    if not person.email:
        return ""
    return word("alert.reply", language, email=person.email) if form else person.email


def _call(called: Phone | None, person: Person, language: str) -> str:
    """What stands on the button that calls; where nothing is dialled, the number as it was given."""
    if called:
        return word("alert.call", language, phone=called.shown)
    given = as_written(person.trait("phone"))
    return word("alert.no_call", language, phone=given) if given else ""


def display_name(person: Person, language: str) -> str:
    """`山田 太郎 様`, `Taro Yamada`; the address where the name is unknown."""
    name = full_name(lead_traits(person, language), language)
    if not name:
        return person.email or word("nameless", language)
    return f"{name} 様" if language == "ja" and not is_titled(name) else name


def suggestion(effect: SendAlert, fact: Fact | None, plan: Plan, language: str) -> str:
    """One sentence to say or thing to do: the step's, the scoring's, or one that fits what was done."""
    step, band_alert = why_now.alert_step(effect, plan), plan.scoring.alert
    written = step.do if step else band_alert.do if band_alert else None
    return in_language(written, language) or word("do.page" if fact and fact.page else "do.other", language)


def score_parts(parts: totals.Parts, plan: Plan, names: Names, language: str) -> tuple[ScorePart, ...]:
    """The largest rules, the others as one line, and what decay took: they add up to the shown total."""
    rows, caps = parts.rows, {rule.id: rule.cap.points for rule in plan.scoring.rules if rule.cap}
    shown = rows if len(rows) <= SHOWN_PARTS + 1 else rows[:SHOWN_PARTS]
    others = rows[len(shown) :]
    listed = []
    for row in shown:
        label = row.name or names.get(f"rule:{row.rule}") or row.rule
        times = f" ×{row.times}" if row.times > 1 else ""
        cap = caps.get(row.rule)
        capped = word("alert.capped", language, points=number(cap)) if cap and row.points >= cap else ""
        listed.append(ScorePart(f"{label}{times}{capped}", signed(row.points)))
    if others:
        listed.append(
            ScorePart(word("alert.more", language, count=len(others)), signed(sum(row.points for row in others)))
        )
    if parts.decay:
        listed.append(ScorePart(word("decay", language), signed(parts.decay)))
    return tuple(listed)


def _subject(person: Person, fact: str, parts: totals.Parts, language: str) -> str:
    traits = lead_traits(person, language)
    company, whole = _company(traits), full_name(traits, language)
    points = number(parts.total)
    if language == "ja":
        who = str(traits["honorific"]) if whole else person.email or word("nameless", language)
        return f"{who}{f'({company})' if company and whole else ''}｜{fact}・{points}点"
    who = whole or person.email or word("nameless", language)
    return f"{who}{f' ({company})' if company and whole else ''} – {fact} – score {points}"


def in_place(to: Recipient, language: str) -> str:
    """For whom it is meant, if that is somebody else, who is away; "" otherwise."""
    if to.away is None:
        return ""
    name = in_language(to.away.name, language, to.away.id)
    return word("alert.in_place", language, name=name, day=moments.day(to.until, language))


def _late(effect: SendAlert, language: str) -> str:
    return word("alert.late_subject", language) if effect.escalates else ""


def _heading(effect: SendAlert, rep: Rep, names: Names, now: Millis, zone: str, language: str) -> str:
    if effect.escalates:
        asked = ("、" if language == "ja" else ", ").join(
            names.get(f"rep:{each}", each) for each in effect.escalates.to
        )
        return why_now.trail(
            word("alert.late", language),
            word("alert.asked", language, names=asked),
            word("alert.sent", language, moment=moments.full(now, zone, language)),
        )
    return why_now.trail(
        word(f"alert.{effect.urgency}", language),
        word("alert.owner", language, name=in_language(rep.name, language)),
        word("alert.sent", language, moment=moments.full(now, zone, language)),
    )


def company_of(person: Person) -> str:
    """The company as the lead writes it, else the host of its address."""
    return visible(marks.name_of(person.trait("company"))) or (person.email or "").rpartition("@")[2]


def _company(traits: Mapping[str, Any]) -> str:
    return text(traits.get("company"), LONGEST_ABOUT)


def _about(person: Person, language: str) -> list[str]:
    """Department, title, place, industry: what a rep wants to know before dialling."""
    held = trait_text.of(person, language)
    told = (str(held.get(name, ""))[:LONGEST_ABOUT] for name in ("department", "title", "industry", "state", "city"))
    return [each for each in (" ".join(value.split()) for value in told) if each]


def _score_title(effect: SendAlert, total: float, plan: Plan, names: Names, language: str) -> str:
    title = word("alert.score", language, total=number(total))
    band = next((band for band in plan.scoring.bands if band.id == effect.band), None)
    if band is None:
        return title
    told = word("alert.before", language, total=number(floor(totals.shown(effect.before))))
    starts = word("alert.threshold", language, band=names.get(f"band:{band.id}", band.id), start=number(band.from_))
    return f"{title}({told}・{starts})" if language == "ja" else f"{title} ({told} · {starts})"


def _for(millis: int, language: str) -> str:
    return f" {moments.span(millis, language)}" if millis >= 1000 else ""
