"""A scenario drawn as it is written: steps from top to bottom, branches beside each other, numbers on each step.

Rules
1. Who reads the file and who looks at the picture see the same order; nothing has coordinates of its own.
2. A box says the verb and the name in as many lines as they need, and two lines of figures; the bar beneath is how
   many of those who entered came here.
3. A way that leads out of the scenario does not join again.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mikomi.core.pictures.svg import Element, drawing, element, escaped, text, wrapped
from mikomi.core.pictures.table import Chart, Link, Table

BOX, TALL, LOW, DOWN, ASIDE, LABEL, EDGE = 268, 76, 36, 24, 22, 34, 8
"""A box's width and height (`LOW` without figures), what lies below and beside it, a branch's label, the margin."""
INDENT = 22
"""How far a branch stands in where there is room for one column only."""
WORDS, MOST_LINES, LEADING = 33, 5, 18
"""Half widths of text that fit in a box, lines of it at most, and from one line to the next."""


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


def standing_alone(nodes: Sequence[Node], title: str, described: str) -> Element:
    """The scenario's picture as a file: with its own colours for light and dark, its title, and what is read aloud."""
    wide, tall = _width(nodes) + 2 * EDGE, _height(nodes) + 2 * EDGE
    parts = list(_column(nodes, wide / 2, EDGE))
    inside = [
        element("title", escaped(title)),
        element("desc", escaped(described)),
        element("style", _SHEET),
        element("rect", width=wide, height=tall, class_="ground"),
        *_lines(parts),
        *_boxes(parts),
    ]
    return drawing(wide, tall, title, inside, "graph", role="img") + "\n"


def _drawn(wide: float, tall: float, label: str, parts: "Sequence[_Part]", kind: str) -> Element:
    return drawing(wide, tall, label, [*_lines(parts), *_boxes(parts)], kind)


def boxes(nodes: Sequence[Node]) -> list[tuple[float, float, float]]:
    """Where the boxes stand (left, top, height)."""
    centre = _width(nodes) / 2 + EDGE
    parts = _column(nodes, centre, EDGE)
    return [(x - BOX / 2, y, _box(what)) for kind, x, y, what in parts if isinstance(what, Node)]


_SHEET = (
    "svg{color-scheme:light dark;--ground:#f6f5f2;--paper:#fff;--edge:#e4e1da;--ink:#22252b;--soft:#5f6470;"
    "--faint:#6f7480;--accent:#264a86;--enter:#e8eef8;--hot:#b8321c;--plus:#1f6f43;--goal:#e0f0f1}"
    "@media(prefers-color-scheme:dark){svg{--ground:#14161a;--paper:#1c1f25;--edge:#2f343d;--ink:#e9e8e4;--soft:#a9aeb9;"
    "--faint:#8f95a1;--accent:#9cbdf3;--enter:#25324a;--hot:#ff9a85;--plus:#7dd3a3;--goal:#1b3a3e}}"
    'text{fill:var(--ink);font:13px system-ui,-apple-system,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",'
    '"Yu Gothic UI",Meiryo,sans-serif}.ground{fill:var(--ground)}.label{fill:var(--soft);font-size:12px}'
    ".name{font-weight:600}.box{fill:var(--paper);stroke:var(--edge)}.way{fill:none;stroke:var(--faint);"
    "stroke-width:1.5}.mail .box{stroke:var(--accent)}.alert .box{stroke:var(--hot)}"
    ".goal .box{stroke:var(--plus);fill:var(--goal)}.enter .box{fill:var(--enter);stroke:transparent}"
)
"""What the console's sheet says of the same classes."""
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
    return (TALL if node.figures or node.part is not None else LOW) + LEADING * (len(_words(node)) - 1)


def _words(node: Node) -> list[str]:
    return wrapped(f"{node.verb} {node.name}", WORDS, MOST_LINES)


def _labels(way: Way) -> list[str]:
    return wrapped(way.label, WORDS - 2, MOST_LINES)


def _label(node: Node) -> float:
    """How much room the labels of its branches need."""
    return LABEL + LEADING * (max((len(_labels(way)) for way in node.ways), default=1) - 1)


def _tall(node: Node) -> float:
    return _box(node) + (_label(node) + max(_height(way.nodes) for way in node.ways) + DOWN if node.ways else 0)


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
    top, middle = base + _label(node), base + 8
    for way in node.ways:
        wide = _width(way.nodes)
        centre, left = left + wide / 2, left + wide + ASIDE
        yield "line", x, y, f"M{_n(x)} {_n(base)}V{_n(middle)}H{_n(centre)}V{_n(top)}"
        for number, words in enumerate(_labels(way)):
            yield "label", centre, middle + 18 + LEADING * number, words
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
            yield "line", left, foot, f"M{_n(left)} {_n(foot)}V{_n(y - 4)}h{INDENT // 2}"
            for number, words in enumerate(_labels(way)):
                yield "label", left + INDENT / 2, y + LEADING * number, words
            y += LEADING * (len(_labels(way)) - 1)
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
        left, words = x - BOX / 2, f"{node.verb} {node.name}".strip()
        lines, foot = _words(node), y + _box(node)
        below = y + LEADING * (len(lines) - 1)
        tip = [element("title", escaped(words))] if lines[-1].endswith("…") else []
        inside = [
            *tip,
            element("rect", x=left, y=y, width=BOX, height=_box(node), rx=12, class_="box"),
            *(text(line, left + 12, y + 22 + LEADING * n, class_="name") for n, line in enumerate(lines)),
            *(
                text(line, left + 12, below + 40 + 17 * number, fits=WORDS + 5, class_="figure")
                for number, line in enumerate(node.figures[:2])
            ),
        ]
        if node.part is not None:
            inside.append(element("rect", x=left + 12, y=foot - 9, width=BOX - 24, height=4, rx=2, class_="bar all"))
            if node.part > 0:
                reached = max(2.0, (BOX - 24) * min(1.0, node.part))
                inside.append(element("rect", x=left + 12, y=foot - 9, width=reached, height=4, rx=2, class_="bar"))
        box = element("g", *inside, class_=f"node {node.tone}".rstrip())
        yield element("a", box, href=node.to) if node.to else box


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
