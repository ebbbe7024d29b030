"""A scenario as Mermaid's text: every step once, every branch labelled, and nothing of what people write is its syntax.

What the real Mermaid says of it is asked in `tests/tracker/test_mermaid.py`, where it is installed.
"""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.pictures.graph import Node, Way
from mikomi.core.pictures.mermaid import escaped, flowchart

from tests.core.test_pictures import ODD, scenario

LABEL = r'"(?:[^"#<>&`\x00-\x1f]|#[0-9]+;)+"'
GRAMMAR = re.compile(
    rf"  n[0-9]+(?:\[{LABEL}\]|\(\[{LABEL}\]\)|\{{\{{{LABEL}\}}\}}|\[/{LABEL}/\])(?::::(?:mail|alert|goal))?"
    rf"|  n[0-9]+ -->(?:\|{LABEL}\|)? (?:n[0-9]+|e)"
    r'|  e\(\(" "\)\)|  classDef (?:mail|alert|goal) stroke:#[0-9a-f]{6},stroke-width:2px'
    r"|  accTitle: [^;#{}\n]*|flowchart TD"
)


def boxes(nodes: tuple[Node, ...]) -> int:
    return sum(1 + sum(boxes(way.nodes) for way in node.ways) for node in nodes)


@given(st.integers(0, 10**9), st.text(max_size=30))
def test_whatever_is_written_holds_to_the_grammar(seed: int, title: str) -> None:
    """Each line is a box, an arrow or a colour; each step is one box, and each arrow begins and ends at one."""
    steps = scenario(Random(seed))
    lines = flowchart(steps, title).splitlines()
    assert all(GRAMMAR.fullmatch(line) for line in lines), next(each for each in lines if not GRAMMAR.fullmatch(each))
    drawn = {name for line in lines if (name := re.match(r"  (n[0-9]+|e)[\[({]", line))}
    names = {name[1] for name in drawn}
    assert len(names - {"e"}) == boxes(steps)
    arrows = [re.fullmatch(r"  (\w+) -->(?:\|.*\|)? (\w+)", line) for line in lines if " -->" in line]
    assert all(arrow and {arrow[1], arrow[2]} <= names for arrow in arrows)


def test_branches_join_again_unless_they_end() -> None:
    """Both ways of a fork lead to the next step; the one that leads out does not."""
    ways = (Way("はい", (Node("a", ""),)), Way("いいえ", (Node("exit", ""),), ends=True))
    told = flowchart((Node("if", "x", ways=ways), Node("b", "")), "t").splitlines()
    assert [line.strip() for line in told if "-->" in line] == ['n1 -->|"はい"| n2', 'n1 -->|"いいえ"| n3', "n2 --> n4"]


def test_a_branch_without_steps_leads_on() -> None:
    """To the next step, with its label; at the end to an end of its own."""
    fork = Node("if", "x", ways=(Way("はい", (Node("a", ""),)), Way("いいえ", ())))
    assert '  n1 -->|"いいえ"| n3' in flowchart((fork, Node("b", "")), "t").splitlines()
    alone = flowchart((fork,), "t").splitlines()
    assert '  e((" "))' in alone and '  n1 -->|"いいえ"| e' in alone


@pytest.mark.parametrize("odd", [*ODD, "1. eins", "- a", "`x`", "#quot;", "%% kein", "a\nb;c", "[[x]]", "“”"])
def test_signs_are_numbers(odd: str) -> None:
    """Nothing that means something to Mermaid, Markdown or HTML stands in a label as it is."""
    assert not odd or re.fullmatch(LABEL, f'"{escaped(odd)}"')
    assert not re.match(r"[0-9]{1,2}\. |[-+*] ", escaped(odd))
