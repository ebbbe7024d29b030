"""A scenario as a Mermaid flowchart: the same steps and branches as in its picture, as text for pages that draw it.

Rules
1. What people write stands in quotation marks, and every sign that means something to Mermaid or HTML is its number.
2. A way that leads out of the scenario does not join again.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mikomi.core.pictures.graph import Node, Way

_PLAIN = re.compile(r"[^\w \u00a0-\uffff/:,.()%+=!?\'-]|^[-+](?=\s)|(?<=^\d)\.|(?<=^\d\d)\.", re.ASCII)
"""What is not written as it is, and what at its beginning would make a label a list."""
_SHAPES = {"enter": ('(["', '"])'), "goal": ('(["', '"])'), "mail": ('["', '"]'), "alert": ('[/"', '"/]')}
_FORK, _BOX = ('{{"', '"}}'), ('["', '"]')
_TONES = {"mail": "#3b6fc4", "alert": "#c8452d", "goal": "#2e8b57"}


class _End(NamedTuple):
    """Where an arrow begins that has no head yet, and what is written on it."""

    box: str
    label: str = ""


def flowchart(nodes: Sequence[Node], title: str) -> str:
    """The whole diagram; ends with a line feed."""
    chart = _Chart()
    ends = chart.column(nodes, [])
    if any(end.label for end in ends):  # a branch that does nothing at the end still has to lead somewhere
        chart.lines.append('  e((" "))')
        chart.join(ends, "e")
    tones = [
        f"  classDef {tone} stroke:{colour},stroke-width:2px" for tone, colour in _TONES.items() if tone in chart.used
    ]
    return "\n".join(["flowchart TD", f"  accTitle: {_alone(title)}", *chart.lines, *tones]) + "\n"


class _Chart:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.used: set[str] = set()
        self.count = 0

    def column(self, nodes: Sequence[Node], before: list[_End]) -> list[_End]:
        """Draw the steps below those ends; where they end themselves."""
        for node in nodes:
            box = self._box(node)
            self.join(before, box)
            before = [end for way in node.ways for end in self._way(way, box)] if node.ways else [_End(box)]
        return before

    def join(self, ends: Sequence[_End], box: str) -> None:
        for end in ends:
            words = escaped(end.label)  # an empty label is a mistake to Mermaid
            label = f'|"{words}"|' if words else ""
            self.lines.append(f"  {end.box} -->{label} {box}")

    def _way(self, way: Way, fork: str) -> Iterator[_End]:
        ends = self.column(way.nodes, [_End(fork, way.label or " ")])
        yield from () if way.ends else ends

    def _box(self, node: Node) -> str:
        self.count += 1
        name, tone = f"n{self.count}", node.tone.partition(" ")[0]
        begin, end = _SHAPES.get(tone, _FORK if node.ways else _BOX)
        self.lines.append(f"  {name}{begin}{escaped(f'{node.verb} {node.name}'.strip()) or ' '}{end}")
        if tone in _TONES:
            self.used.add(tone)
            self.lines[-1] += f":::{tone}"
        return name


def escaped(words: str) -> str:
    """The words as they stand between quotation marks."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in words).split())
    return _PLAIN.sub(lambda sign: f"#{ord(sign[0])};", plain)


def _alone(words: str) -> str:
    """The title, on a line that nothing ends before its end."""
    return re.sub(r"[;#{}%<>]", " ", " ".join(words.split()))
