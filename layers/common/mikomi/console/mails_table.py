"""What became of a scenario's mails, a row for each step and variant, and which variant to go on with.

Clicks are those of people, out of what was delivered; opens stand there in grey, because machines open mails. Of
variants a choice (採用) is told, which claims nothing.
"""

from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.choice import choose
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.table import Table
from mikomi.model.base import Json

NUMBERS = ("decided", "sent", "delivered", "clicked", "opened", "unsubscribed", "bounced")


def table(scenario: str, mails: list[Json], screen: Screen) -> Table:
    """All mails of the scenario, in its order."""
    head = ("mail", *NUMBERS, "rate", "skipped")
    return Table(
        tuple(say(f"mails.{name}", screen.language) for name in head),
        tuple(_row(scenario, mail, screen) for mail in mails),
    )


def choices(scenario: str, mails: list[Json], screen: Screen) -> list[Json]:
    """For each step with variants which one to go on with: its name and the sentence."""
    steps = dict.fromkeys(mail["step"] for mail in mails if mail["variant"] is not None)
    told = []
    for step in steps:
        variants = [mail for mail in mails if mail["step"] == step and mail["variant"] is not None]
        if len(variants) > 1:
            names = [str(mail["variant"]) for mail in variants]
            said = sentences.of_choice(choose([clicks(mail) for mail in variants]), names, screen.language)
            told.append({"mail": _name(scenario, step, None, screen), "said": said})
    return told


def clicks(mail: Json) -> Rate:
    """Of those to whom it was delivered (or who clicked, where the word of a delivery was lost) so many clicked."""
    return Rate(mail["clicked"], max(mail["delivered"], mail["clicked"]))


def _row(scenario: str, mail: Json, screen: Screen) -> tuple[str, ...]:
    skipped = (f"{say(f'skip.{reason}', screen.language)} {n:,}" for reason, n in sorted(mail["skipped"].items()))
    rate = clicks(mail)
    return (
        _name(scenario, mail["step"], mail["variant"], screen),
        *(f"{mail[name]:,}" for name in NUMBERS),
        "–" if rate.share is None else sentences.percent(rate.share),
        " / ".join(skipped) or "–",
    )


def _name(scenario: str, step: str, variant: str | None, screen: Screen) -> str:
    named = screen.names.get(f"step:{scenario}/{step}", step)
    if variant is None:
        return named
    subject = screen.names.get(f"step:{scenario}/{step}:{variant}", named)
    return f"{variant}: {subject}"
