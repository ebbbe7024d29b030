"""Segments against the workspace: their conditions, and how they name each other."""

from collections.abc import Mapping

from mikomi.core.behaviour.segments import circle
from mikomi.core.checking import lint_conditions, lint_goals
from mikomi.core.checking.document import Document
from mikomi.core.checking.lint_conditions import Known
from mikomi.core.checking.lint_settings import check_texts
from mikomi.model.condition import InSegment
from mikomi.model.scoring import Scoring
from mikomi.model.segment import Segment


def check(
    document: Document, segment: Segment, segments: Mapping[str, Segment], scoring: Scoring, known: Known
) -> None:
    """`segments` are those that are right in form, as they were written."""
    check_texts(document, ("name",), segment.name)
    lint_conditions.check(document, ("when",), segment.when, known)
    if lint_conditions.depends_on_opens_alone(segment.when, known):
        document.report("W-opens-alone", ("when",))
    if way := circle(segment.id, segments):
        at = next(path for leaf, path in lint_conditions.leaves(segment.when, ("when",)) if _names(leaf, way[1]))
        document.report("E-segment-circle", (*at, "segment"), way=" → ".join(way))
    elif known.whole:
        lint_goals.check_segment(document, segment, scoring, known)


def _names(leaf: object, segment: str) -> bool:
    return isinstance(leaf, InSegment) and leaf.segment == segment
