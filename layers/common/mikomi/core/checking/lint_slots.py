"""Slots against the workspace and the world: conditions, addresses, offers, choices that nobody is ever shown."""

import re
from collections.abc import Mapping

from mikomi.core.checking import lint_conditions
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_conditions import Known
from mikomi.core.checking.lint_settings import check_not_zero
from mikomi.core.scenarios.offers import offers_of
from mikomi.model.scenario import Scenario
from mikomi.model.slot import OfferDeadline, OwnDeadline, Slot, SlotChoice, SlotContent

_ADDRESS = re.compile(r"(https?://[^\s/?#\"'<>\\]+|/(?![/\\]))[^\s\"'<>\\]*")
"""With a host, or a path of the page's own site."""


def check(document: Document, slot: Slot, known: Known, scenarios: Mapping[str, Scenario]) -> None:
    """`scenarios` are those that are right in form."""
    seen: set[str] = set()
    for_all = False
    for i, choice in enumerate(slot.choices):
        path: Path = ("choices", i)
        if choice.id in seen:
            document.report("E-twice", (*path, "id"), name=choice.id, what=("choices の id", "choice id"))
        seen.add(choice.id)
        if for_all:
            document.report("W-slot-hidden", path, name=choice.id)
        for_all = for_all or _is_for_everybody(choice)
        if choice.when is not None:
            lint_conditions.check(document, (*path, "when"), choice.when, known)
            if lint_conditions.depends_on_opens_alone(choice.when, known):
                document.report("W-opens-alone", (*path, "when"))
        _check_content(document, path, choice)
        _check_deadline(document, (*path, "deadline"), choice, known, scenarios)
    if slot.otherwise:
        _check_content(document, ("otherwise",), slot.otherwise)
        if for_all:
            document.report("W-slot-hidden", ("otherwise",), key=True, name="otherwise")


def _is_for_everybody(choice: SlotChoice) -> bool:
    """Nothing stands between this choice and anybody: those who cannot be told apart are shown no code."""
    return choice.when is None and choice.code is None and choice.deadline is None


def _check_content(document: Document, path: Path, content: SlotContent) -> None:
    for name in ("image", "link"):
        held = getattr(content, name)
        if held is not None and not _ADDRESS.fullmatch(held.url):
            document.report("E-slot-address", (*path, name, "url"), name=held.url)


def _check_deadline(
    document: Document, path: Path, choice: SlotChoice, known: Known, scenarios: Mapping[str, Scenario]
) -> None:
    if isinstance(choice.deadline, OwnDeadline):
        check_not_zero(document, (*path, "for"), choice.deadline.for_)
    if isinstance(choice.deadline, OfferDeadline):
        name = choice.deadline.offer
        scenario, slash, offer = name.partition("/")
        if (
            not slash
            or scenario not in known.mail_steps
            or (scenario in scenarios and offer not in offers_of(scenarios[scenario]))
        ):
            document.report("E-slot-offer", (*path, "offer"), name=name, among=_offers(scenarios))


def _offers(scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    return tuple(f"{name}/{offer}" for name, scenario in scenarios.items() for offer in offers_of(scenario))
