"""The way through a scenario, and from one into another: what nobody reaches, what comes back without ever waiting."""

from mikomi.core.checking.document import Document, Path
from mikomi.model import positions
from mikomi.model.duration import Span
from mikomi.model.scenario import EnterStep, ExitStep, IfStep, MailStep, Scenario, Step, WaitFor, WaitStep
from mikomi.model.step_tree import walk

Leaving = frozenset[str | bool | None]
"""The ways in which a step says that the person leaves this very scenario."""


def check_reach(document: Document, scenario: Scenario) -> None:
    """Steps that nobody reaches, and offers that are waited for before any mail has made them."""
    _reach(document, scenario.steps, ("steps",), frozenset(), frozenset({True, "*", scenario.id, scenario.group}))


def _reach(
    document: Document, steps: list[Step], path: Path, offers: frozenset[str], leaving: Leaving
) -> tuple[bool, frozenset[str]]:
    """Whether anybody goes on after these steps, and which offers they may have by then."""
    goes_on = True
    for i, step in enumerate(steps):
        at = (*path, i)
        if not goes_on:
            document.report("E-unreachable", at)
            return False, offers
        match step:
            case MailStep(mail=mail) if mail.offer:
                offers |= {mail.offer.id}
            case WaitStep(wait=WaitFor(until=str(until))) if until.strip().startswith("offer."):
                name = until.strip().removeprefix("offer.").split()[0].rstrip("+-") if until.strip() != "offer." else ""
                if name not in offers:
                    document.report("E-offer", (*at, "wait", "until"), name=name, among=tuple(sorted(offers)))
            case ExitStep(exit=name) if name in leaving:
                goes_on = False
            case _:
                pass  # neither leaves nor has to do with offers
        if step.branches:
            ways = [_reach(document, one.steps, (*at, *one.path), offers, leaving) for one in step.branches]
            goes_on = any(way[0] for way in ways)
            offers = frozenset().union(*(way[1] for way in ways))
    return goes_on, offers


def check_past(document: Document, scenario: Scenario) -> None:
    """Waits for a day or a date of the person's, after which something stands that a late comer would miss unasked."""
    for here, position, path in walk(scenario.steps):
        if not (isinstance(here, WaitStep) and isinstance(here.wait, WaitFor) and here.wait.until):
            continue
        # an offer's deadline is this person's own: who comes to it was given it
        if here.wait.past is None and not here.wait.until.strip().startswith("offer."):
            missed, _ = positions.up_to(scenario.steps, positions.following(position), WaitStep)
            if missed and not document.loses((*path, "wait")):
                document.report("W-past", (*path, "wait", "until"))


def check_loops(documents: dict[str, Document], scenarios: dict[str, Scenario]) -> None:
    """Scenarios that enter each other in a circle without a wait anywhere on it. Reported once a circle."""
    edges = {name: list(_entered_at_once(s.steps, ("steps",))[0]) for name, s in scenarios.items()}
    reported: set[frozenset[str]] = set()
    for start in edges:
        stack: list[tuple[str, tuple[str, ...], Path | None]] = [(start, (start,), None)]
        visited: set[str] = set()
        while stack:
            name, way, first = stack.pop()
            for entered, path in edges.get(name, ()):
                begun = path if first is None else first
                if entered == start and frozenset(way) not in reported:
                    reported.add(frozenset(way))
                    documents[start].report("E-loop", (*begun, "enter"), way=" → ".join((*way, start)))
                elif entered not in visited and entered != start:
                    visited.add(entered)
                    stack.append((entered, (*way, entered), begun))


def _entered_at_once(steps: list[Step], path: Path) -> tuple[list[tuple[str, Path]], bool]:
    """Which scenarios are entered without any time having passed, and whether time may still not have passed after."""
    entered: list[tuple[str, Path]] = []
    for i, step in enumerate(steps):
        at = (*path, i)
        match step:
            case WaitStep(wait=wait):
                if not (isinstance(wait, Span) and wait.amount == 0):
                    return entered, False
            case EnterStep(enter=name):
                entered.append((name, at))
            case ExitStep(exit=True):
                return entered, False
            case _:
                pass  # takes no time, and lets nobody into anything
        if step.branches:
            patient = isinstance(step, IfStep) and step.wait_up_to is not None and step.wait_up_to.amount > 0
            at_once = [one for one in step.branches if not (patient and one.name == "else")]
            ways = [_entered_at_once(one.steps, (*at, *one.path)) for one in at_once]
            entered += [entry for way, _ in ways for entry in way]
            if not any(on for _, on in ways):
                return entered, False
    return entered, True
