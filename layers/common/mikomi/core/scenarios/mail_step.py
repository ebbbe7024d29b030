"""What a mail step does: the mail is decided, put off, or ends without one.

Rules
1. A marketing mail needs a basis and an open window, stays within the limit, and gives way to a more important one
   (`precedence`): a closed window, a full limit or that one postpones the step, a missing basis ends it without a mail,
   and says so.
2. What is decided is an effect, named after the run and the step: decided again, it is the same.
3. Where the weights of variants follow what is known, those of the step's time are drawn by (`lots`); the effect says
   which these were.
4. The words are those of the run's version, or of the one that corrected them; never of one that speaks of an offer
   which the run does not have, nor (from edition 5 of the correcting version on) of one without the variant that the
   run drew: it would go out under the name of B in the words of another.
"""

from msgspec.structs import replace

from mikomi.core.people import consent, standstill
from mikomi.core.scenarios import lots, offers, precedence, recipient
from mikomi.core.scenarios.outcomes import Outcome, Stay, calendar_of, in_words, onward, readers_calendar, scenario_of
from mikomi.core.turn import Turn
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SendMail, SkipReason
from mikomi.model.person import Enrolment
from mikomi.model.scenario import MailStep, Offer, Scenario


def decide(turn: Turn, enrolment: Enrolment, step: MailStep) -> Outcome:
    """Decide the mail, or without one why not; or wait until it may leave."""
    scenario, marketing = scenario_of(turn, enrolment), step.mail.kind == "marketing"
    there = recipient.zone_of(scenario, turn.person) if marketing else None
    zoned: Json = {"zone": there} if there else {}
    skip: SkipReason | None = consent.obstacle(turn.person, marketing, turn.now, step.mail.topic)
    if marketing and not skip:
        skip = standstill.obstacle(turn.person, turn.rules.plan.sales, enrolment.scenario, step.mail.topic)
    if not skip and _is_too_late(enrolment, enrolment.since):
        skip = "too_late"
    if marketing and not skip and enrolment.held_out:
        skip = "held_out"
    if marketing and not skip:
        opening = _opening(turn, enrolment, scenario)
        if opening is None:
            skip = "window_closed"
        elif _is_too_late(enrolment, opening):
            skip = "too_late"
        elif opening > enrolment.since:
            turn.say("waiting", enrolment, step=step.id, code="postponed", params={"until": opening} | zoned)
            return Stay(opening)
    _decide_mail(turn, enrolment, step, skip, zoned)
    return onward(enrolment)


def _is_too_late(enrolment: Enrolment, moment: Millis) -> bool:
    return enrolment.not_after is not None and moment > enrolment.not_after


def _opening(turn: Turn, enrolment: Enrolment, scenario: Scenario) -> Millis | None:
    """When this marketing mail may leave: its step's time, or later for limit, a more important mail and window; None
    if it may not any more.
    """
    moment = _within_limit(turn, enrolment.since)
    if moment == enrolment.since:
        moment = precedence.gives_way_until(turn, enrolment, moment) or moment
    window = scenario.send_window
    if window is None:
        return moment
    calendar = readers_calendar(turn, enrolment)
    if calendar.is_open(moment, window):
        return moment
    return calendar.next_open(moment, window) if window.outside == "next_open" else None


def _within_limit(turn: Turn, moment: Millis) -> Millis:
    limits = turn.rules.plan.settings.limits
    if limits is None:
        return moment
    period = limits.per.millis
    sent = [at for at in turn.person.mailed if at > moment - period]
    # the limit is full: the mail may leave when the oldest of the last n has left the period
    return sent[-limits.marketing_mails] + period if len(sent) >= limits.marketing_mails else moment


def _decide_mail(turn: Turn, enrolment: Enrolment, step: MailStep, skip: SkipReason | None, zoned: Json) -> None:
    mail_id = f"{enrolment.id}.{step.id}"
    history = turn.rulebooks.lots.get((enrolment.plan, enrolment.scenario, step.id), ())
    dealing = lots.deal(history, enrolment, step)
    variant, drawn_by = (dealing.variant, dealing.lots) if dealing else (None, None)
    offer = step.mail.offer
    if offer:
        enrolment = note_offer(turn, enrolment, offer)
    # a later mail of the same run may speak of the offer that an earlier one made
    offered = offer.id if offer else next(reversed(enrolment.offers), None)
    version, worded = _words(turn, enrolment, step, offered, variant)
    marketing = step.mail.kind == "marketing"
    after = next(reversed(enrolment.mails), None)
    turn.effect(
        SendMail(
            id=mail_id,
            at=enrolment.since,
            event_id=turn.event_id or enrolment.event_id,
            plan=version,
            scenario=enrolment.scenario,
            step=step.id,
            enrolment=enrolment.id,
            template=_template(worded, variant),
            variant=variant,
            lots=drawn_by,
            timing=enrolment.timing,
            marketing=marketing,
            topic=step.mail.topic,
            offer=offered,
            offer_deadline=enrolment.offers[offered] if offered else None,
            after=f"{enrolment.id}.{after}" if after else None,
            skip=skip,
            on_unknown=step.mail.on_unknown,
            mailing=enrolment.mailing,
            not_after=enrolment.not_after,
        )
    )
    said = {"mail": mail_id, **({"variant": variant} if variant else {}), **zoned}
    if dealing and drawn_by is not None:
        said["dealt"] = {**lots.told_of(dealing), "zone": turn.rules.plan.settings.timezone}
    turn.say("mail_skipped" if skip else "mail", enrolment, step=step.id, code=skip, params=said)
    turn.keep(replace(enrolment, mails={**enrolment.mails, step.id: enrolment.since}))
    if marketing and not skip:
        limits = turn.rules.plan.settings.limits
        kept = limits.marketing_mails if limits else 0
        turn.change(mailed=tuple(sorted((*turn.person.mailed, enrolment.since)))[-kept:] if kept else ())


def _words(
    turn: Turn, enrolment: Enrolment, step: MailStep, offered: str | None, variant: str | None
) -> tuple[int, MailStep]:
    """Rule 4."""
    version, worded = in_words(turn, enrolment, step)
    if version != enrolment.plan:
        corrected = turn.rulebooks.of(version).plan
        if variant not in (None, *(each.id for each in worded.mail.variants or ())) and corrected.edition > 4:
            return enrolment.plan, step
        made = offers.offers_of(corrected.scenarios[enrolment.scenario])
        if (made and offered is None) or (offered is not None and offered not in made):
            return enrolment.plan, step
    return version, worded


def _template(step: MailStep, variant: str | None) -> str:
    own = next((each.template for each in step.mail.variants or () if each.id == variant), None)
    return own or step.mail.template


def note_offer(turn: Turn, enrolment: Enrolment, offer: Offer) -> Enrolment:
    """The run as one whose offer ends so long after this moment: waits may ask for it."""
    deadline = offers.deadline(offer, enrolment.since, calendar_of(turn, enrolment))
    return turn.keep(replace(enrolment, offers={**enrolment.offers, offer.id: deadline}))
