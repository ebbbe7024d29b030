"""What became of a scenario's mails: a row for each step and variant, and variants side by side.

Clicks are those of people, out of what was delivered; what machines clicked and what nobody knows stands beside them.
Opens say less: Apple's mail loads every picture. Variants are compared by what their mail is judged by
(`core.results.variants`): verdict (判定) and choice (採用), not mixed.
"""

from mikomi.console.behind import address
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results import timings, variants, winners
from mikomi.core.results.counted import Counted
from mikomi.core.results.timings import TimedMail
from mikomi.core.results.variants import DealtMail
from mikomi.core.telling.comparison import Comparison, Contender, comparison
from mikomi.core.telling.moving_shares import SharesSeen, moving
from mikomi.core.words.wording import mail_name
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario

NUMBERS = (
    *("decided", "sent", "delivered", "clicked", "clicked_unknown", "clicked_machine"),
    *("replied", "opened", "unsubscribed", "left_topic", "bounced"),
)


def table(scenario: str, mails: list[Json], screen: Screen) -> Table:
    """All mails of the scenario, in its order."""
    head = ("mail", *NUMBERS, "rate", "skipped")
    return Table(
        tuple(say(f"mails.{name}", screen.language) for name in head),
        tuple(_row(scenario, mail, screen) for mail in mails),
    )


def comparisons(scenario: Scenario, counted: Counted, screen: Screen, only: str | None = None) -> list[Json]:
    """For each step whose variants are dealt: the picture, its table, and the sentences: their lots, what it takes, one
    of verdict for each further variant, and one of choice; then those that were timed by whose hours. `only`: of this
    step alone."""
    told = []
    for mail in variants.dealt_mails(scenario, screen.plan, counted):
        if only not in (None, mail.step):
            continue
        name = _name(scenario.id, mail.step, None, screen)
        head = {
            "mail": name,
            "title": say("mails.compared", screen.language, mail=name),
            "by": say(f"mails.compared_by.{mail.judged_by}", screen.language),
        }
        if mail.spans:
            told.append({**head, **_moving(mail, counted, screen)})
            continue
        arms = [Contender(*each) for each in mail.arms]
        compared = comparison(arms, name, counted.today, screen.language, mail.before)
        told.append({**head, **_pictured(compared)})
    told += [
        _timed(scenario.id, mail, counted, screen)
        for mail in timings.timed_mails(scenario, counted)
        if only in (None, mail.step)
    ]
    return told


def _timed(scenario: str, mail: TimedMail, counted: Counted, screen: Screen) -> Json:
    """By whose hours the mail was timed."""
    name, language = _name(scenario, mail.step, None, screen), screen.language
    arms = [Contender(say(f"mails.timing.{arm.id}", language), arm.weight, arm.days) for arm in mail.arms]
    compared = comparison(arms, name, counted.today, language)
    title, by = say("mails.timed", language, mail=name), say("mails.compared_by.timing", language)
    return {"mail": name, "title": title, "by": by, **_pictured(compared)}


def _pictured(compared: Comparison) -> Json:
    return {"svg": compared.picture.svg, "table": compared.picture.table, "said": compared.said}


def _moving(mail: DealtMail, counted: Counted, screen: Screen) -> Json:
    """Variants whose shares follow what is known; beside the picture how the shares went."""
    names = [arm.id for arm in mail.arms]
    seen = SharesSeen(screen.now, screen.zone, screen.language)
    made = moving(names, mail.spans, winners.side_by_side(mail.spans), variants.judged(mail, counted), seen)
    return {"svg": made.picture.svg, "table": made.picture.table, "said": made.said, "shares": made.shares}


def clicks(mail: Json) -> Rate:
    """Of those to whom it was delivered (or who clicked, where the word of a delivery was lost) so many clicked."""
    return Rate(mail["clicked"], max(mail["delivered"], mail["clicked"]))


def _row(scenario: str, mail: Json, screen: Screen) -> "tuple[str | Link, ...]":
    step, variant = mail["step"], mail["variant"]

    def people(name: str) -> Link:
        return Link(f"{mail[name]:,}", address(scenario, name, step=step, variant=variant or ""))

    skipped = (f"{say(f'skip.{reason}', screen.language)} {n:,}" for reason, n in sorted(mail["skipped"].items()))
    rate = clicks(mail)
    return (
        Link(_name(scenario, step, variant, screen), f"/console/scenarios/{scenario}/mails/{step}"),
        *map(people, NUMBERS),
        "–" if rate.share is None else sentences.percent(rate.share),
        " / ".join(skipped) or "–",
    )


def _name(scenario: str, step: str, variant: str | None, screen: Screen) -> str:
    named = mail_name(screen.names, scenario, step, variant)
    return f"{variant}: {named}" if variant else named
