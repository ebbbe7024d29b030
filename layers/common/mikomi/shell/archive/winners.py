"""Once a night: the weights of variants that follow what is known are worked out anew, of what was counted last.

Rules
1. A night has the name of its day, by the company's clock. A step of the running plan is judged once for it: who comes
   second, or comes again, finds that it was.
2. The entry first, then the log, of what stands in the entry: who dies between them is followed by the next counting,
   which tells it, and the log has it once.
"""

from mikomi import clock, keys, observe, own_events
from mikomi.aws import log, lots
from mikomi.aws.lots import LotsPlace, LotsStanding
from mikomi.core.results import variants, winners
from mikomi.core.results.counted import Counted
from mikomi.core.scenarios import lots as dealing
from mikomi.core.words import moments
from mikomi.model.base import Json, Millis
from mikomi.model.lots import Lots
from mikomi.model.outcomes import WEIGHTS_CHANGED
from mikomi.model.plan import Plan
from mikomi.model.stored_json import plain_of
from mikomi.shell.archive import counted


def judge(plan: Plan) -> int:
    """Answers how many steps were judged."""
    now = clock.now()
    night = moments.local(now, plan.settings.timezone).date().isoformat()
    judged = 0
    for place in places_of(plan):
        seen = lots.standing(place)
        if seen.judged < night and plan.scenarios[place.scenario].status == "active":
            judged += lots.judged(place, seen, night, _entry(plan, place, seen, now))
            seen = lots.standing(place)
        tell(place, seen)
    return judged


def histories(plan: Plan) -> list[Json]:
    """What the weights of the running plan were, as it stands among the answers that are counted."""
    return [row for place in places_of(plan) for row in winners.rows_of(*place, lots.standing(place).history)]


def places_of(plan: Plan) -> list[LotsPlace]:
    return [LotsPlace(*which, digest) for which, digest in dealing.followed(plan).items()]


def _entry(plan: Plan, place: LotsPlace, seen: LotsStanding, now: Millis) -> Lots | None:
    rolled = counted.scenarios()
    if rolled.as_of is None or len(seen.history) >= lots.MOST:
        return None
    known = Counted(now, {**rolled.answers, "lots": winners.rows_of(*place, seen.history)})
    mails = variants.dealt_mails(plan.scenarios[place.scenario], plan, known)
    mail = next((each for each in mails if each.step == place.step), None)
    if mail is None:
        return None
    return winners.entry([arm.id for arm in mail.arms], mail.spans, seen.history, now)


def tell(place: LotsPlace, seen: LotsStanding) -> None:
    """The log of the entries that it was not told of."""
    untold = seen.history[seen.told_up_to :]
    for entry in untold:
        said = {"scenario": place.scenario, "step": place.step, "digest": place.digest, **plain_of(entry)}
        said["lots"] = said.pop("number")
        subject = keys.lots_subject(place.scenario, place.step)
        event = own_events.note(
            WEIGHTS_CHANGED,
            subject,
            place.digest,
            str(entry.number),
            at=entry.at,
            origin="server",
            proof=2,
            properties=said,
        )
        log.append(own_events.packet(subject, event, clock.now()))
        observe.log("weights_changed", scenario=place.scenario, step=place.step, number=entry.number)
    if untold:
        lots.noted(place, len(seen.history))
