"""The page of what visitors were shown on the site: each form, and each choice of a slot, with how many people saw it
and how many did what it asks. Counted once a night. Most of those people are browsers without a name, so there is no
list behind a number.
"""

from collections.abc import Mapping
from itertools import groupby

from mikomi.console.blocks import Block, as_of, rate_with_interval
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import as_csv
from mikomi.core.results import showings
from mikomi.core.results.counted import Counted
from mikomi.core.results.showings import OTHERWISE, FormShowing, SlotShowing
from mikomi.model.base import Json
from mikomi.model.words import in_language
from mikomi.shell.archive import counted


def seen(screen: Screen) -> Json:
    night = counted.looked_back()
    return {"as_of": as_of(night, screen), "blocks": _blocks(night, screen)}


def people(_query: Mapping[str, str], _screen: Screen) -> Json | None:
    """Nobody: see above."""
    return None


def file(name: str, _query: Mapping[str, str], screen: Screen) -> str | None:
    """One of the tables as a file; None for what is none."""
    made = _blocks(counted.looked_back(), screen)
    return next((as_csv(block.table) for block in made if block.id == name and block.table), None)


def _blocks(night: Counted, screen: Screen) -> list[Block]:
    made = [_forms(showings.forms(night, screen.plan), screen)] if screen.plan.forms else []
    of_slots = groupby(showings.slots(night, screen.plan), key=lambda each: each.slot.id)
    return [*made, *(_slot(list(choices), screen) for _, choices in of_slots)]


def _forms(rows: list[FormShowing], screen: Screen) -> Block:
    language = screen.language

    def bar(each: FormShowing) -> Bar:
        cells = (f"{each.rate.of:,}", f"{each.rate.reached:,}", _share(each.rate, language), f"{each.sent_unseen:,}")
        name = in_language(each.form.name, language, each.form.id)
        return Bar(name, each.rate.share or 0.0, _said(each.rate, language), cells)

    head = ("form", "seen", "sent", "rate", "unseen")
    title = say("showings.forms", language)
    chart = bars([bar(each) for each in rows], title, tuple(say(f"showings.{name}", language) for name in head))
    return Block("forms", title, say("showings.forms_lead", language), [], chart.svg, chart.table)


def _slot(choices: list[SlotShowing], screen: Screen) -> Block:
    language, slot = screen.language, choices[0].slot

    def bar(each: SlotShowing) -> Bar:
        row = (
            f"{each.views:,}",
            f"{each.rate.of:,}",
            f"{each.rate.reached:,}",
            _share(each.rate, language),
            f"{each.redeemed:,}",
        )
        name = say("showings.otherwise", language) if each.choice == OTHERWISE else _choice(each, language)
        return Bar(name, each.rate.share or 0.0, _said(each.rate, language), row)

    head = ("choice", "views", "seen", "pressed", "rate", "redeemed")
    title = say("showings.slot", language, slot=in_language(slot.name, language, slot.id))
    chart = bars([bar(each) for each in choices], title, tuple(say(f"showings.{name}", language) for name in head))
    return Block(f"slot-{slot.id}", title, say("showings.slot_lead", language), [], chart.svg, chart.table)


def _choice(each: SlotShowing, language: str) -> str:
    choice = next((choice for choice in each.slot.choices if choice.id == each.choice), None)
    return in_language(choice.title, language, each.choice) if choice else each.choice


def _share(rate: Rate, language: str) -> str:
    return rate_with_interval(rate, language) if rate.of else "–"


def _said(rate: Rate, language: str) -> str:
    if rate.share is None:
        return say("showings.nobody", language)
    return say("sources.said", language, share=sentences.percent(rate.share), n=f"{rate.reached:,}", of=f"{rate.of:,}")
