"""What became of a scenario's mails: a row for each step and variant, and variants side by side.

Clicks are those of people, out of what was delivered; what machines clicked and what nobody knows stands beside them.
Opens say less: Apple's mail loads every picture. Variants are compared by who clicked within seven days of delivery:
verdict (判定) and choice (採用), not mixed.
"""

from mikomi.console.behind import address
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results.counted import Counted
from mikomi.core.results.scenarios import variant_days
from mikomi.core.telling.comparison import Contender, comparison
from mikomi.core.words import moments
from mikomi.core.words.wording import mail_name
from mikomi.model.base import Json
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import steps_of

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
    """For each step whose variants are dealt: the picture, its table, one sentence of verdict for each further variant,
    and one of choice. A variant of weight 0 is dealt to nobody, and compared with none. `only`: of this step alone.
    """
    today = moments.local(screen.now, "UTC").date()
    told = []
    for step in steps_of(scenario.steps):
        variants = (step.mail.variants or ()) if isinstance(step, MailStep) else ()
        dealt = [variant for variant in variants if variant.weight > 0]
        if len(dealt) < 2 or not step.id or only not in (None, step.id):
            continue
        arms = [Contender(each.id, each.weight, variant_days(counted, scenario.id, step.id, each.id)) for each in dealt]
        name = _name(scenario.id, step.id, None, screen)
        compared = comparison(arms, name, today, screen.language)
        said = [*compared.verdicts, compared.choice]
        told.append({"mail": name, "svg": compared.picture.svg, "table": compared.picture.table, "said": said})
    return told


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
