"""Conditions against the rest of the workspace: do the bands, mails, forms and segments exist, can the pattern be run.

Rules
1. Outside a scenario's steps "n times" needs "within how long": nothing is counted for ever.
2. A regular expression is read as it will be run (`values.expression`): on what strangers typed, in time that follows
   from the text's length.
3. What a segment says is checked where it is written; who asks what a condition means asks it with its segments in
   their places (`Known.in_place`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mikomi.core import comparison
from mikomi.core.behaviour import segments, values
from mikomi.core.behaviour.leaves import mail_of
from mikomi.core.checking.document import Document, Path
from mikomi.core.companies import marks
from mikomi.model.condition import (
    AffinityIs,
    All,
    Any_,
    BandIs,
    Behaviour,
    Clicked,
    CompanyIs,
    Condition,
    InSegment,
    Not,
    Opened,
    StageIs,
    Submitted,
    TraitIs,
    UnsubscribedFrom,
)
from mikomi.model.segment import Segment

M = TypeVar("M")


@dataclass(frozen=True)
class Known:
    """What conditions may name: bands, forms, the mail steps of each scenario, segments, traits, topics, stages, kinds
    of tasks, classes of pages; None where a file that says so is wrong in form. `whole`: no file is. What cannot be
    known is not reported as missing. `says` holds the segments that are right in form, with those that they name in
    their places; `sizes`, how large they are.
    """

    bands: tuple[str, ...] | None
    forms: tuple[str, ...]
    mail_steps: dict[str, tuple[str, ...] | None]
    whole: bool = True
    segment_ids: tuple[str, ...] = ()
    traits: tuple[str, ...] | None = None
    says: Mapping[str, Segment] = field(default_factory=dict)
    sizes: Mapping[str, segments.Size] = field(default_factory=dict)
    topics: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    tasks: tuple[str, ...] | None = None
    page_classes: tuple[str, ...] | None = None

    def in_place(self, written: M) -> M:
        """The same (a condition, a scenario …) with what its segments say where it names them."""
        return segments.put_in_place(written, self.says)


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
    if any(segments.named(condition)) and not segments.size(condition, known.sizes).is_bearable:
        document.report("E-condition-size", path, parts=segments.MOST_PARTS, depth=segments.DEEPEST)
    for leaf, at in leaves(condition, path):
        match leaf:
            case BandIs(band=name) if known.bands is not None and name not in known.bands:
                document.report("E-band", (*at, "band"), name=name, among=known.bands)
            case InSegment(segment=name) if name not in known.segment_ids:
                needs = f"segments/{name}.json"
                document.report("E-segment", (*at, "segment"), name=name, among=known.segment_ids, needs=needs)
            case UnsubscribedFrom(unsubscribed_from=name) if known.topics is not None and name not in known.topics:
                document.report("E-topic", (*at, "unsubscribed_from"), name=name, among=known.topics)
            case StageIs(stage=name) if known.stages is not None and name not in known.stages:
                document.report("E-stage", (*at, "stage"), name=name, among=known.stages)
            case AffinityIs(affinity=name) if known.page_classes is not None and name not in known.page_classes:
                document.report("E-affinity", (*at, "affinity"), name=name, among=known.page_classes)
            case CompanyIs(company=meant):
                for i, each in enumerate([meant] if isinstance(meant, str) else meant):
                    if not marks.names_one(each):
                        place = (*at, "company") if isinstance(meant, str) else (*at, "company", i)
                        document.report("E-company-named", place, name=each)
            case Submitted(submitted=name) if name not in known.forms:
                document.report("W-form", (*at, "submitted"), name=name, among=known.forms)
            case Opened(opened=name):
                _check_mail(document, (*at, "opened"), name, known, scenario)
            case Clicked(clicked=name):
                _check_mail(document, (*at, "clicked"), name, known, scenario)
            case TraitIs(is_=str(written)):
                _check_comparison(document, (*at, "is"), written)
            case TraitIs(matches=str(pattern)):
                _check_pattern(document, (*at, "matches"), pattern)
            case _:
                pass  # names nothing that could be missing
        if isinstance(leaf, TraitIs) and known.traits is not None and leaf.trait not in known.traits:
            document.report("W-trait-collected", (*at, "trait"), name=leaf.trait, among=known.traits)
        if isinstance(leaf, Behaviour):
            if leaf.times > 1 and leaf.within is None and not step and not document.loses((*at, "within")):
                document.report("E-within", (*at, "times"))
            if leaf.since == "entry" and not step:
                document.report("E-since", (*at, "since"))


def depends_on_opens_alone(condition: Condition, known: Known) -> bool:
    return all(isinstance(leaf, Opened) for leaf, _ in leaves(known.in_place(condition), ()))


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


def _check_comparison(document: Document, path: Path, written: str) -> None:
    try:
        comparison.read(written)
    except comparison.UnreadableComparison:
        document.report("E-trait-compare", path, name=written)


def _check_pattern(document: Document, path: Path, pattern: str) -> None:
    try:
        values.expression(pattern)
    except values.UnreadableExpression as why:
        document.report("E-regex", path, name=pattern, why=str(why))
