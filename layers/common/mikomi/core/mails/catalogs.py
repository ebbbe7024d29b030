"""A mail's loops over the company's own catalogs, written out.

Rules
1. A plan holds mails without loops. They are written out when a workspace becomes a plan, so whoever renders, derives
   a text, counts links or shows a mail knows of no catalog, and a published version shows what it was published with.
2. The whole reads as what Jinja itself would have rendered. A value that is shown as it is stands there as text, so
   that an address in it is a link of the mail's own; anywhere else it is a literal.
3. A field that an item lacks is empty, as a trait is that a lead lacks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from mikomi.core.mails import templates
from mikomi.core.mails.layouts import bare
from mikomi.core.mails.templates import ABOUT_PASS
from mikomi.model.catalog import Catalog
from mikomi.model.condition import Scalar
from mikomi.model.words import Localised, in_language

Item = Mapping[str, Scalar]


class Token(NamedTuple):
    kind: str
    value: str


@dataclass
class Loop:
    """One `{% for %}`: the name of the item in it, the catalog, what stands within and what stands there instead."""

    item: str
    catalog: str
    body: "list[str | TemplateMark | Loop]" = field(default_factory=list)
    otherwise: "list[str | TemplateMark | Loop]" = field(default_factory=list)
    in_otherwise: bool = False


class TemplateMark(NamedTuple):
    """`{{ … }}` or `{% … %}` with what it is made of."""

    tokens: tuple[Token, ...]


class Oversize(ValueError):
    """The mail in one piece would be larger than a template may be."""


def items(catalog: Catalog, language: str) -> list[Item]:
    """Its items as a mail in this language shows them."""
    return [
        {name: in_language(value, language) if isinstance(value, Localised) else value for name, value in item.items()}
        for item in catalog.items
    ]


def has_loops(source: str) -> bool:
    return bool(templates.read(source, parts=True).loops)


def written_out(source: str, catalogs: Mapping[str, Sequence[Item]], *, html: bool) -> str:
    """The template without its loops. It is one that `templates.read` allows, and knows all of its catalogs. Raises
    Oversize."""
    if not has_loops(source):
        return source
    pieces, length = [], 0
    for piece in _Writing(catalogs, html).of(_read(source)):
        length += len(piece)
        if length > templates.LARGEST:
            raise Oversize(source[:40])
        pieces.append(piece)
    return "".join(pieces)


class _Writing:
    def __init__(self, catalogs: Mapping[str, Sequence[Item]], html: bool) -> None:
        self.catalogs = catalogs
        self.html = html

    def of(self, body: "list[str | TemplateMark | Loop]", seen: Mapping[str, Item] | None = None) -> Iterator[str]:
        for piece in body:
            match piece:
                case str():
                    yield piece
                case TemplateMark():
                    yield self._mark(piece, seen or {})
                case Loop():
                    yield from self._loop(piece)

    def _loop(self, loop: Loop) -> Iterator[str]:
        every = self.catalogs[loop.catalog]
        for number, item in enumerate(every):
            here = (number + 1, number == 0, number + 1 == len(every), len(every))
            yield from self.of(loop.body, {loop.item: item, "loop": dict(zip(ABOUT_PASS, here, strict=True))})
        if not every:
            yield from self.of(loop.otherwise)

    def _mark(self, mark: TemplateMark, seen: Mapping[str, Item]) -> str:
        """Its names of an item in the item's own words."""
        said: list[Token | Scalar] = list(_in_words(mark.tokens, seen)) if seen else list(mark.tokens)
        shown = [each for each in said[1:-1] if not (isinstance(each, Token) and each.kind == "whitespace")]
        if len(shown) == 1 and not isinstance(shown[0], Token):
            return self._text(shown[0])
        return "".join(each.value if isinstance(each, Token) else literal(each) for each in said)

    def _text(self, value: Scalar) -> str:
        """The value as the reader sees it, in which no mark can begin."""
        return escape(str(value)).replace("{", "&#123;") if self.html else str(value).replace("{", '{{ "{" }}')


def literal(value: Scalar) -> str:
    """The value as an expression says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"({value!r})" if value < 0 else repr(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


def _in_words(tokens: Sequence[Token], seen: Mapping[str, Item]) -> Iterator[Token | Scalar]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "name" and token.value in seen and _is_item(tokens, at):
            name, at = _field(tokens, at)
            yield seen[token.value].get(name, "")
        else:
            yield token
            at += 1


def _is_item(tokens: Sequence[Token], at: int) -> bool:
    """Whether this name is the item's: a field follows it, and it is itself neither a field nor a filter."""
    before = next((each.value for each in reversed(tokens[:at]) if each.kind != "whitespace"), "")
    after = next((each.value for each in tokens[at + 1 :] if each.kind != "whitespace"), "")
    return before not in (".", "|") and after in (".", "[")


def _field(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The field of `item.field` or `item["field"]` that begins here, and where it ends."""
    opening, name = [n for n in range(at + 1, len(tokens)) if tokens[n].kind != "whitespace"][:2]
    if tokens[opening].value == ".":
        return tokens[name].value, name + 1
    closing = next(n for n in range(name, len(tokens)) if tokens[n].value == "]")
    return "".join(map(_said, tokens[name:closing])), closing + 1


def _said(token: Token) -> str:
    """What a string in quotation marks says, as Jinja reads it; nothing for the space between two."""
    if token.kind != "string":
        return ""
    return token.value[1:-1].encode("ascii", "backslashreplace").decode("unicode-escape")


def _read(source: str) -> "list[str | TemplateMark | Loop]":
    """The template as text, marks and loops."""
    repeats = iter(templates.read(source, parts=True).loops)
    root: list[str | TemplateMark | Loop] = []
    opened: list[Loop | None] = []  # None: an `if`, whose `else` is its own
    for piece in _pieces(source):
        loop = next((each for each in reversed(opened) if each), None)
        here = root if loop is None else loop.otherwise if loop.in_otherwise else loop.body
        match piece:
            case TemplateMark(tokens) if tokens[0].kind == "block_begin":
                words = [token.value for token in tokens if token.kind == "name"]
                match words:
                    case ["for", item, *_]:
                        begun = Loop(item, next(repeats).catalog)
                        opened.append(begun)
                        here.append(begun)
                        continue
                    case ["endfor"]:
                        opened.pop()
                        continue
                    case ["else"] if opened and opened[-1]:
                        opened[-1].in_otherwise = True
                        continue
                    case ["if", *_]:
                        opened.append(None)
                    case ["endif"]:
                        opened.pop()
                    case _:
                        pass
                here.append(piece)
            case _:
                here.append(piece)
    return root


def _pieces(source: str) -> Iterator[str | TemplateMark]:
    mark: list[Token] = []
    for _, kind, value in templates.environment().lex(source):
        if kind in ("variable_begin", "block_begin"):
            mark = [Token(kind, bare(value))]
        elif kind in ("variable_end", "block_end"):
            yield TemplateMark((*mark, Token(kind, bare(value))))
            mark = []
        elif mark:
            mark.append(Token(kind, value))
        else:
            yield bare(value) if kind.endswith(("_begin", "_end")) else value
