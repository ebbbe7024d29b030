"""What a mail may do: an allow-list over the template's syntax tree, and the environment in which it is rendered.

Rules
1. A template shows values and chooses between texts; it never calculates, calls, repeats or defines. Whatever is not
   on the list is refused. Other files it names only in a workspace (`layouts`): what is published is whole.
2. Its values are plain text and numbers. A dot looks a name up in what was given and never reaches a Python attribute.
3. Size and depth are bounded before rendering, so rendering takes time in proportion to the template.
4. What HTML shows is escaped; nothing can switch that off.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mikomi.core.mails import filters
from mikomi.core.mails.filters import FILTERS, TESTS

if TYPE_CHECKING:  # jinja2 takes 49 ms to import: only who renders or checks a mail pays for it
    from jinja2 import Environment, Template, nodes

LARGEST = 256 * 1024
"""Bytes of one template."""
DEEPEST = 40
MOST_NODES = 20_000
MOST_TAGS = 10_000
MOST_MARKS = 5_000
"""Of HTML (`<`) and of Jinja (`{{`, `{%`, `{#`) in one template: reading it takes time in proportion to both."""

NAMES: dict[str, frozenset[str] | None] = {
    "lead": None,
    "company": frozenset({"name", "postal_address", "contact", "site"}),
    "sender": frozenset({"name", "address", "reply_to"}),
    "offer": frozenset({"deadline", "url"}),
    "unsubscribe_url": frozenset(),
    "preferences_url": frozenset(),
    "view_url": frozenset(),
    "asset_url": frozenset(),
    "result": frozenset({"title", "text"}),
}
"""What a mail sees: each name with the fields below it. A lead has any trait (None)."""

SEGMENT_TRAITS = frozenset(
    {
        "address", "age", "avatar", "birthday", "company", "createdAt", "description", "email", "employees",
        "firstName", "gender", "id", "industry", "lastName", "name", "phone", "plan", "title", "username", "website",
    }
)  # fmt: skip
"""The traits that Segment's clients name, and so known without being declared."""

_PIECES = re.compile(r"\{%[-+]?\s*(?:extends|block|include)\b")
SAID = ("\ue000", "\ue001")
"""What stands around a value out of a trait while an address is looked at."""


@dataclass(frozen=True)
class Refusal:
    """Why a template is not allowed: `code` (syntax, size, depth, forbidden, filter, test, misuse), what, where."""

    code: str
    what: str
    line: int


@dataclass(frozen=True)
class Reading:
    """A template as read: refusals, the dotted names that it uses, and those that it shows whichever way its branches
    go.

    `uses` maps a dotted name to the line of its first use. `undefaulted` are shown at least once without a `default`.
    """

    refusals: tuple[Refusal, ...]
    uses: Mapping[str, int]
    always_shown: frozenset[str] = frozenset()
    undefaulted: frozenset[str] = frozenset()


def read(source: str, *, parts: bool = False) -> Reading:
    """Check one template against the allow-list. It is parsed, never run, and once only: a workspace is checked whole
    at every upload, and most of its files have not changed. `parts`: one of several files of a mail, which name each
    other (`layouts`)."""
    return _read(source, parts and is_pieced(source))


def is_pieced(source: str) -> bool:
    """Whether a template names blocks or other files; who does not is whole as it stands."""
    return bool(_PIECES.search(source))


@lru_cache(maxsize=1024)
def _read(source: str, parts: bool) -> Reading:
    from jinja2 import TemplateSyntaxError

    marks = source.count("{{") + source.count("{%") + source.count("{#")
    if len(source.encode("utf-8", "replace")) > LARGEST or source.count("<") > MOST_TAGS or marks > MOST_MARKS:
        return Reading((Refusal("size", str(LARGEST // 1024), 1),), {})
    try:
        tree = environment().parse(source)
        count = sum(1 for _ in _walk(tree, 0))
    except TemplateSyntaxError as wrong:
        return Reading((Refusal("syntax", str(wrong.message or ""), wrong.lineno),), {})
    except (RecursionError, TooDeep):
        return Reading((Refusal("depth", str(DEEPEST), 1),), {})
    except (
        ValueError,
        OverflowError,
        AssertionError,
    ) as wrong:  # the lexer reads numbers and escapes with Python's own means
        return Reading((Refusal("syntax", str(wrong)[:80], 1),), {})
    if count > MOST_NODES:
        return Reading((Refusal("size", str(MOST_NODES), 1),), {})
    reader = _TemplateReading(parts)
    reader.visit(tree)
    always = frozenset(_always_shown(tree.body)) if not reader.refusals else frozenset()
    return Reading(tuple(reader.refusals), reader.uses, always, frozenset(reader.undefaulted))


def lead(traits: Mapping[str, Any]) -> Mapping[str, Any]:
    """A lead as a template sees it: a trait that the lead lacks is empty (what `default` replaces), not an error."""
    return defaultdict(str, traits)


@cache
def environment(html: bool = True) -> "Environment":
    """Where allowed templates are rendered: sandboxed, strict about names, escaping HTML (not in text and
    subjects)."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from mikomi.core.mails import in_order

    class PlainData(ImmutableSandboxedEnvironment):
        """`a.b` is the item b of a mapping a, whatever methods Python's types have."""

        code_generator_class = in_order.InOrder
        holds = staticmethod(in_order.holds)

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if isinstance(obj, Mapping) and isinstance(argument, str):
                try:
                    return obj[argument]
                except KeyError:
                    pass
            return self.undefined(obj=obj, name=argument)

    made = PlainData(undefined=StrictUndefined, autoescape=html, keep_trailing_newline=True, cache_size=200)
    made.filters, made.tests = filters.of(made)
    made.globals = {}
    return made


@cache
def address_environment() -> "Environment":
    """Where the addresses of a mail's own links are rendered: as text, each value percent-encoded that comes out of a
    trait, between `SAID` marks that no value can hold."""
    made = environment(html=False).overlay(cache_size=0)
    made.filters = {**made.filters, "said": _said, "said_encoded": _said_encoded}
    return made


@lru_cache(maxsize=512)
def address(source: str) -> "Template":
    """The template of one link's address."""
    from jinja2 import nodes

    made = address_environment()
    tree = made.parse(source)
    for output in tree.find_all(nodes.Output):
        output.nodes = [_told_apart(shown) for shown in output.nodes]
    tree.set_environment(made)
    return made.from_string(tree)


def _told_apart(shown: Any) -> Any:
    from jinja2 import nodes

    names = [shown] if isinstance(shown, nodes.Name) else shown.find_all(nodes.Name)
    if not any(name.name == "lead" for name in names):
        return shown
    is_encoded = isinstance(shown, nodes.Filter) and shown.name == "urlencode"
    return nodes.Filter(shown, "said_encoded" if is_encoded else "said", [], [], None, None, lineno=shown.lineno)


def _said(value: Any) -> str:
    return _said_encoded(quote(str(value), safe="", errors="replace"))


def _said_encoded(value: Any) -> str:
    return f"{SAID[0]}{value}{SAID[1]}" if value != "" else ""


class TooDeep(Exception):
    pass


def _walk(node: "nodes.Node", depth: int) -> Iterator["nodes.Node"]:
    if depth > DEEPEST:
        raise TooDeep
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child, depth + 1)


class _TemplateReading:
    """One pass over the tree: what is refused, which names are used."""

    def __init__(self, parts: bool) -> None:
        self.parts = parts
        self.refusals: list[Refusal] = []
        self.uses: dict[str, int] = {}
        self.undefaulted: set[str] = set()

    def visit(self, node: "nodes.Node") -> None:
        rule = getattr(self, "_" + type(node).__name__, None)
        if rule is None:
            self._refuse("forbidden", type(node).__name__, node)
        else:
            rule(node)

    def _children(self, node: "nodes.Node") -> None:
        for child in node.iter_child_nodes():
            self.visit(child)

    _Template = _If = _CondExpr = _And = _Or = _Not = _Compare = _Operand = _children

    def _TemplateData(self, node: Any) -> None:
        pass

    def _Block(self, node: Any) -> None:
        if not self.parts or node.scoped or node.required:
            self._refuse("forbidden", "block", node)
        self._children(node)

    def _Extends(self, node: Any) -> None:
        self._name_of_a_file("extends", node, node.template)

    def _Include(self, node: Any) -> None:
        self._name_of_a_file("include", node, None if node.ignore_missing else node.template)

    def _name_of_a_file(self, tag: str, node: Any, file: Any) -> None:
        if not self.parts or type(file).__name__ != "Const" or not isinstance(file.value, str):
            self._refuse("forbidden", tag, node)

    def _Output(self, node: Any) -> None:
        for child in node.nodes:
            self.visit(child)
            shown, used = _unfiltered(child)
            if (name := dotted(shown)) is not None and not {"default", "d"} & used:
                self.undefaulted.add(name)

    def _Const(self, node: Any) -> None:
        if not isinstance(node.value, str | int | float | bool | None) or len(str(node.value)) > 2000:
            self._refuse("forbidden", type(node.value).__name__, node)

    def _List(self, node: Any) -> None:
        for item in node.items:
            if type(item).__name__ == "Const":
                self.visit(item)
            else:
                self._refuse("forbidden", type(node).__name__, node)

    _Tuple = _List

    def _Name(self, node: Any) -> None:
        self._use(node, dotted(node))

    def _Getattr(self, node: Any) -> None:
        self._use(node, dotted(node))

    _Getitem = _Getattr

    def _use(self, node: Any, name: str | None) -> None:
        if name is None or any(part.startswith("_") for part in name.split(".")):
            self._refuse("forbidden", name or type(node).__name__, node)
        else:
            self.uses.setdefault(name, node.lineno)

    def _Filter(self, node: Any) -> None:
        if node.name not in FILTERS or node.dyn_args is not None or node.dyn_kwargs is not None or node.node is None:
            self._refuse("filter", node.name, node)
            return
        if filters.is_misused(node):
            self._refuse("misuse", node.name, node)
            return
        self._children(node)

    def _Keyword(self, node: Any) -> None:
        self.visit(node.value)

    def _Test(self, node: Any) -> None:
        if node.name not in TESTS or node.dyn_args is not None or node.dyn_kwargs is not None:
            self._refuse("test", node.name, node)
            return
        if filters.is_misused(node):
            self._refuse("misuse", node.name, node)
            return
        self._children(node)

    def _refuse(self, code: str, what: str, node: Any) -> None:
        self.refusals.append(Refusal(code, what, node.lineno))


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


def _unfiltered(node: Any) -> tuple[Any, set[str]]:
    """What `a | b | c` filters, and the names of its filters."""
    used: set[str] = set()
    while type(node).__name__ == "Filter":
        used.add(node.name)
        node = node.node
    return node, used


def _always_shown(body: list[Any]) -> set[str]:
    """Names that are shown whichever way the template's branches go."""
    shown: set[str] = set()
    for node in body:
        kind = type(node).__name__
        if kind == "Output":
            for child in node.nodes:
                if (name := dotted(_unfiltered(child)[0])) is not None:
                    shown.add(name)
        elif kind == "If":
            branches = [node.body, *(elif_.body for elif_ in node.elif_), node.else_]
            shown |= set.intersection(*(_always_shown(branch) for branch in branches))
    return shown
