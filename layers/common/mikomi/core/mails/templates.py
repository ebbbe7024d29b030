"""What a mail may do: an allow-list over the template's syntax tree, and the environment in which it is rendered.

Rules
1. A template shows values and chooses between texts; it never calculates, calls or defines. Whatever is not on the list
   is refused. Other files it names, and catalogs it repeats, only in a workspace (`layouts`, `catalogs`): what is
   published is whole.
2. Its values are plain text and numbers. A dot looks a name up in what was given and never reaches a Python attribute.
3. Size and depth are bounded before rendering, so rendering takes time in proportion to the template.
4. What HTML shows is escaped; nothing can switch that off.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from mikomi.core.mails import filters, template_tree
from mikomi.core.mails.filters import FILTERS, TESTS
from mikomi.core.mails.template_tree import TooDeep, always_shown, asked, dotted, unfiltered

if TYPE_CHECKING:  # jinja2 takes 49 ms to import: only who renders or checks a mail pays for it
    from jinja2 import Environment, nodes

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

ABOUT_PASS = ("index", "first", "last", "length")
"""What may be asked of the pass that a loop is in, as Jinja calls it: `loop.first`."""

SEGMENT_TRAITS = frozenset(
    {
        "address", "age", "avatar", "birthday", "company", "createdAt", "description", "email", "employees",
        "firstName", "gender", "id", "industry", "lastName", "name", "phone", "plan", "title", "username", "website",
    }
)  # fmt: skip
"""The traits that Segment's clients name, and so known without being declared."""

_PIECES = re.compile(r"\{%[-+]?\s*(?:extends|block|include)\b")


@dataclass(frozen=True)
class Refusal:
    """Why a template is not allowed: `code` (syntax, size, depth, forbidden, filter, test, misuse or loop), what,
    where."""

    code: str
    what: str
    line: int


@dataclass(frozen=True)
class Repeat:
    """A loop over a catalog: its name, the line, and what it says of an item: each field with the line of its first
    use. `bare` are shown without a `default`, and no `if` asks whether they are there."""

    catalog: str
    line: int
    fields: Mapping[str, int]
    bare: frozenset[str] = frozenset()


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
    loops: tuple[Repeat, ...] = ()


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
        count = sum(1 for _ in template_tree.walk(tree, 0, DEEPEST))
    except TemplateSyntaxError as wrong:
        return Reading((Refusal("syntax", str(wrong.message or ""), wrong.lineno or 1),), {})
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
    always = frozenset(always_shown(tree.body)) if not reader.refusals else frozenset()
    undefaulted, loops = frozenset(reader.undefaulted), tuple(reader.loops)
    return Reading(tuple(reader.refusals), reader.uses, always, undefaulted, loops)


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


class _TemplateReading:
    """One pass over the tree: what is refused, which names are used."""

    def __init__(self, parts: bool) -> None:
        self.parts = parts
        self.refusals: list[Refusal] = []
        self.uses: dict[str, int] = {}
        self.undefaulted: set[str] = set()
        self.loops: list[Repeat] = []
        self._fields: dict[str, dict[str, int]] = {}
        """While a loop is read: what is shown of its item, and of the pass (`loop`)."""

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

    def _For(self, node: Any) -> None:
        """`{% for item in catalogs.products %}`, nothing more: one loop takes as long as its catalog is long."""
        head, _, catalog = (dotted(node.iter) or "").partition(".")
        item = node.target.name if type(node.target).__name__ == "Name" else ""
        fits = head == "catalogs" and catalog and "." not in catalog and item and item not in (*NAMES, head, "loop")
        if not fits or node.test is not None or node.recursive or self._fields:
            self._refuse("loop", item, node)
            return
        self._fields = {item: {}, "loop": {}}
        before, self.undefaulted = self.undefaulted, set()
        for child in node.body:
            self.visit(child)
        own = f"{item}."
        bare = {name for name in self.undefaulted if name.startswith(own)} - asked(node)
        fields = self._fields[item]
        self.loops.append(Repeat(catalog, node.iter.lineno, fields, frozenset(n.removeprefix(own) for n in bare)))
        self.undefaulted = before | {name for name in self.undefaulted if name.partition(".")[0] not in self._fields}
        self._fields = {}
        for child in node.else_:
            self.visit(child)

    def _Neg(self, node: Any) -> None:
        if type(node.node).__name__ != "Const" or type(node.node.value) not in (int, float):
            self._refuse("forbidden", type(node).__name__, node)

    def _Block(self, node: Any) -> None:
        if not self.parts or node.scoped or node.required or self._fields:
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
            shown, used = unfiltered(child)
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
            return
        head, _, rest = name.partition(".")
        if head not in self._fields:
            self.uses.setdefault(name, node.lineno)
        elif not rest or "." in rest or (head == "loop" and rest not in ABOUT_PASS):
            self._refuse("loop", name, node)
        else:
            self._fields[head].setdefault(rest, node.lineno)

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
        self.refusals.append(Refusal(code, what, node.lineno or 1))  # `{% autoescape %}` has none
