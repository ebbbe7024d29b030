"""A template as Jinja's tree: the names that stand in it, and how deep it goes.

Rules
1. It is looked at, never run. What it may hold `templates` says.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import nodes


class TooDeep(Exception):
    pass


def walk(node: "nodes.Node", depth: int, deepest: int) -> Iterator["nodes.Node"]:
    """Every node of the tree. Raises TooDeep."""
    if depth > deepest:
        raise TooDeep
    yield node
    for child in node.iter_child_nodes():
        yield from walk(child, depth + 1, deepest)


def dotted(node: Any) -> str | None:
    """`lead.company` or `lead["company"]` as one name; None for anything that is not a plain chain of names."""
    kind = type(node).__name__
    if kind == "Name":
        return node.name if node.ctx == "load" else None
    if kind == "Getattr" and (base := dotted(node.node)) is not None:
        return f"{base}.{node.attr}"
    if kind == "Getitem" and type(node.arg).__name__ == "Const" and isinstance(node.arg.value, str):
        return f"{base}.{node.arg.value}" if (base := dotted(node.node)) is not None else None
    return None


def asked(body: Any) -> set[str]:
    """The names that a branch in here asks for."""
    from jinja2 import nodes

    tests = [each.test for each in body.find_all((nodes.If, nodes.CondExpr))]
    names = [name for test in tests for name in (test, *test.find_all((nodes.Getattr, nodes.Getitem)))]
    return {name for each in names if (name := dotted(each)) is not None}


def unfiltered(node: Any) -> tuple[Any, set[str]]:
    """What `a | b | c` filters, and the names of its filters."""
    used: set[str] = set()
    while type(node).__name__ == "Filter":
        used.add(node.name)
        node = node.node
    return node, used


def always_shown(body: list[Any]) -> set[str]:
    """Names that are shown whichever way the template's branches go."""
    shown: set[str] = set()
    for node in body:
        kind = type(node).__name__
        if kind == "Output":
            for child in node.nodes:
                if (name := dotted(unfiltered(child)[0])) is not None:
                    shown.add(name)
        elif kind == "If":
            branches = [node.body, *(elif_.body for elif_ in node.elif_), node.else_]
            shown |= set.intersection(*(always_shown(branch) for branch in branches))
    return shown
