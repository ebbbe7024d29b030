"""Conditions against the rest of the workspace: do the bands, mails and forms exist, can the pattern be run.

Rules
1. Outside a scenario's steps "n times" needs "within how long": nothing is counted for ever.
2. A regular expression is read as it will be run (`values.expression`): on what strangers typed, in time that follows
   from the text's length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mikomi.core.behaviour import values
from mikomi.core.behaviour.leaves import mail_of
from mikomi.core.checking.document import Document, Path
from mikomi.model.condition import (
    All,
    Any_,
    BandIs,
    Behaviour,
    Clicked,
    Condition,
    InSegment,
    Not,
    Opened,
    Submitted,
    TraitIs,
)


@dataclass(frozen=True)
class Known:
    """What conditions may name: the bands, the forms, the mail steps of each scenario; None where the file that says so
    is wrong in form. `whole`: no file is. What cannot be known is not reported as missing.
    """

    bands: tuple[str, ...] | None
    forms: tuple[str, ...]
    mail_steps: dict[str, tuple[str, ...] | None]
    whole: bool = True


def leaves(condition: Condition, path: Path) -> Iterator[tuple[Any, Path]]:
    """Every condition below this one that is not made of others, with its path."""
    match condition:
        case All(all=parts):
            for i, part in enumerate(parts):
                yield from leaves(part, (*path, "all", i))
        case Any_(any=parts):
            for i, part in enumerate(parts):
                yield from leaves(part, (*path, "any", i))
        case Not(not_=part):
            yield from leaves(part, (*path, "not"))
        case _:
            yield condition, path


def check(
    document: Document,
    path: Path,
    condition: Condition,
    known: Known,
    *,
    scenario: str | None = None,
    step: bool = False,
) -> None:
    """`scenario` is the one in which the condition stands; `step`, whether it stands in a step of it."""
    for leaf, at in leaves(condition, path):
        match leaf:
            case BandIs(band=name) if known.bands is not None and name not in known.bands:
                document.report("E-band", (*at, "band"), name=name, among=known.bands)
            case InSegment():
                document.report(
                    "E-unsupported", (*at, "segment"), key=True, what=("セグメント（segment）", "A segment")
                )
            case Submitted(submitted=name) if name not in known.forms:
                document.report("W-form", (*at, "submitted"), name=name, among=known.forms)
            case Opened(opened=name):
                _check_mail(document, (*at, "opened"), name, known, scenario)
            case Clicked(clicked=name):
                _check_mail(document, (*at, "clicked"), name, known, scenario)
            case TraitIs(matches=str(pattern)):
                _check_pattern(document, (*at, "matches"), pattern)
            case _:
                pass  # names nothing that could be missing
        if isinstance(leaf, Behaviour):
            if leaf.times > 1 and leaf.within is None and not step:
                document.report("E-within", (*at, "times"))
            if leaf.since == "entry" and not step:
                document.report("E-since", (*at, "since"))


def depends_on_opens_alone(condition: Condition) -> bool:
    return all(isinstance(leaf, Opened) for leaf, _ in leaves(condition, ()))


def _check_mail(document: Document, path: Path, name: str, known: Known, scenario: str | None) -> None:
    within, step = mail_of(name, scenario)
    if (within, step) == ("*", "*"):
        return
    if "/" not in name and scenario is None:
        document.report("E-mail-elsewhere", path)
    elif within not in known.mail_steps:
        document.report("E-scenario", path, name=within, among=tuple(known.mail_steps))
    elif (steps := known.mail_steps[within]) is not None and step not in (*steps, "*"):
        document.report("E-mail-step", path, name=step, among=steps)


def _check_pattern(document: Document, path: Path, pattern: str) -> None:
    try:
        values.expression(pattern)
    except values.UnreadableExpression as why:
        document.report("E-regex", path, name=pattern, why=str(why))
