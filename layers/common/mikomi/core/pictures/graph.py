"""A scenario drawn as it is written: steps from top to bottom, branches beside each other, numbers on each step.

Rules
1. Who reads the file and who looks at the picture see the same order; nothing has coordinates of its own.
2. A box says the verb, the name and two lines of figures; the bar beneath is how many of those who entered came here.
3. A way that leads out of the scenario does not join again.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, text
from mikomi.core.pictures.table import Chart, Link, Table

BOX, TALL, LOW, DOWN, ASIDE, LABEL, EDGE = 268, 76, 36, 24, 22, 34, 8
"""A box's width and height (`LOW` without figures), what lies below and beside it, a branch's label, the margin."""
INDENT = 22
"""How far a branch stands in where there is room for one column only."""
WORDS = 33
"""Half widths of text that fit in a box."""


class Way(NamedTuple):
    """A branch: its label, its steps, and whether it leads out (`ends`)."""

    label: str
    nodes: "tuple[Node, ...]"
    ends: bool = False


class Node(NamedTuple):
    """A step. `figures`: at most two lines; `part`: how many of all came here, 0 … 1; `tone`: a class for its colour;
    `to`: the page behind it; `row`: its figures in the table, as many as the table has columns beside the step's name.
    """

    verb: str
    name: str
    figures: tuple[str, ...] = ()
    part: float | None = None
    tone: str = ""
    to: str = ""
    row: "tuple[str | Link, ...]" = ()
    ways: tuple[Way, ...] = ()


def graph(nodes: Sequence[Node], label: str, head: tuple[str, ...]) -> Chart:
    """The scenario's picture and its table, whose first column is the step (indented as it is nested). Where branches
    stand beside each other there are two drawings, of which the sheet shows one: on a phone they stand below each
        other.
    """
    rows = tuple((f"{'　' * depth}{node.verb} {node.name}".rstrip(), *node.row) for depth, node in _all(nodes))
    wide, tall = _width(nodes) + 2 * EDGE, _height(nodes) + 2 * EDGE
    parts = list(_column(nodes, wide / 2, EDGE))
    if wide <= BOX + 2 * EDGE:
        return Chart(_drawn(wide, tall, label, parts, "graph"), Table(head, rows))
    below = list(_outline(nodes, BOX / 2 + EDGE, EDGE))
    narrow = BOX + 2 * EDGE + INDENT * max(depth for depth, _ in _all(nodes))
    long = max(y + _box(what) for _, _, y, what in below if isinstance(what, Node)) + EDGE
    drawn = _drawn(wide, tall, label, parts, "graph wide") + _drawn(narrow, long, label, below, "graph outline")
    return Chart(drawn, Table(head, rows))


def _drawn(wide: float, tall: float, label: str, parts: "Sequence[_Part]", kind: str) -> Element:
    return drawing(wide, tall, label, [*_lines(parts), *_boxes(parts)], kind)


def boxes(nodes: Sequence[Node]) -> list[tuple[float, float, float]]:
    """Where the boxes stand (left, top, height)."""
    centre = _width(nodes) / 2 + EDGE
    parts = _column(nodes, centre, EDGE)
    return [(x - BOX / 2, y, _box(what)) for kind, x, y, what in parts if isinstance(what, Node)]


_Part = tuple[str, float, float, "Node | str"]


def _all(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[int, Node]]:
    for node in nodes:
        yield depth, node
        for way in node.ways:
            yield from _all(way.nodes, depth + 1)


def _width(nodes: Sequence[Node]) -> float:
    return max((max(BOX, _across(node.ways)) for node in nodes), default=BOX)


def _across(ways: Sequence[Way]) -> float:
    return sum(_width(way.nodes) for way in ways) + ASIDE * max(0, len(ways) - 1)


def _height(nodes: Sequence[Node]) -> float:
    return sum(_tall(node) for node in nodes) + DOWN * max(0, len(nodes) - 1)


def _box(node: Node) -> float:
    return TALL if node.figures or node.part is not None else LOW


def _tall(node: Node) -> float:
    return _box(node) + (LABEL + max(_height(way.nodes) for way in node.ways) + DOWN if node.ways else 0)


def _column(nodes: Sequence[Node], x: float, y: float) -> Iterator[_Part]:
    """Boxes, and what connects them as SVG paths, from this place on."""
    for number, node in enumerate(nodes):
        yield "box", x, y, node
        below = y + _tall(node)
        if node.ways:
            yield from _fork(node, x, y, below)
        follows = number + 1 < len(nodes)
        if follows and (not node.ways or not all(way.ends for way in node.ways)):
            begin = below if node.ways else y + _box(node)
            yield "line", x, begin, f"M{_n(x)} {_n(begin)}V{_n(below + DOWN)}"
        y = below + DOWN


def _fork(node: Node, x: float, y: float, below: float) -> Iterator[_Part]:
    left = x - _across(node.ways) / 2
    base = y + _box(node)
    top, middle = base + LABEL, base + 8
    for way in node.ways:
        wide = _width(way.nodes)
        centre, left = left + wide / 2, left + wide + ASIDE
        yield "line", x, y, f"M{_n(x)} {_n(base)}V{_n(middle)}H{_n(centre)}V{_n(top)}"
        yield "label", centre, middle + 18, way.label
        yield from _column(way.nodes, centre, top)
        if not way.ends:
            bottom, join = top + _height(way.nodes), below - DOWN / 2
            yield "line", centre, bottom, f"M{_n(centre)} {_n(bottom)}V{_n(join)}H{_n(x)}V{_n(below)}"


def _outline(nodes: Sequence[Node], x: float, y: float) -> Iterator[_Part]:
    """Every step below the one before, those of a branch below its label and further in."""
    for node in nodes:
        yield "box", x, y, node
        foot = y + _box(node)
        y = foot + DOWN
        for way in node.ways:
            left = x - BOX / 2 + INDENT / 2
            yield "label", left + INDENT / 2, y, way.label
            yield "line", left, foot, f"M{_n(left)} {_n(foot)}V{_n(y - 4)}h{INDENT // 2}"
            y += DOWN / 2
            inner = list(_outline(way.nodes, x + INDENT, y))
            yield from inner
            y = max(
                (at + _box(what) + DOWN for _, _, at, what in inner if isinstance(what, Node)), default=y + DOWN / 2
            )


def _lines(parts: Sequence[_Part]) -> Iterator[Element]:
    for kind, _, _, what in parts:
        if kind == "line":
            yield element("path", d=what, class_="way")
    for kind, x, y, what in parts:
        if kind == "label" and isinstance(what, str) and what:
            yield text(what, x + 8, y, fits=WORDS - 2, class_="label")


def _boxes(parts: Sequence[_Part]) -> Iterator[Element]:
    for kind, x, y, node in parts:
        if kind != "box" or not isinstance(node, Node):
            continue
        left = x - BOX / 2
        inside = [
            element("rect", x=left, y=y, width=BOX, height=_box(node), rx=12, class_="box"),
            text(f"{node.verb} {node.name}".strip(), left + 12, y + 22, fits=WORDS, class_="name"),
            *(
                text(line, left + 12, y + 40 + 17 * number, fits=WORDS + 5, class_="figure")
                for number, line in enumerate(node.figures[:2])
            ),
        ]
        if node.part is not None:
            inside.append(
                element("rect", x=left + 12, y=y + TALL - 9, width=BOX - 24, height=4, rx=2, class_="bar all")
            )
            if node.part > 0:
                reached = max(2.0, (BOX - 24) * min(1.0, node.part))
                inside.append(element("rect", x=left + 12, y=y + TALL - 9, width=reached, height=4, rx=2, class_="bar"))
        box = element("g", *inside, class_=f"node {node.tone}".rstrip())
        yield element("a", box, href=node.to) if node.to else box


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
