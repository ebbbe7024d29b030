"""Where a module's source could be wrong by a hair: every small change that somebody might have made by mistake.

Rules
1. A mutant is an edit of the text: what stands between two offsets becomes something else. The rest of the file, and
   with it every line number of a traceback, stays as it is.
2. Annotations, docstrings, log lines and the words of exceptions are left alone: no test should hang on them.
3. The expressions that DynamoDB reads are code too, though they stand in strings.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple


class Mutant(NamedTuple):
    """`source[start:end]` becomes `text`. `function`: first line of the function around it, None at module level."""

    module: str
    line: int
    start: int
    end: int
    text: str
    kind: str
    function: int | None

    def applied(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]


_COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_ASKED = {"is": "is not", "is not": "is", "in": "not in", "not in": "in"}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_EXPRESSIONS = re.compile(r"attribute_(not_)?exists|\s(=|<|>|<=|>=)\s:|^\s?(SET|REMOVE|ADD)\s|\s(AND|OR)\s")
_LOGS = ("observe", "logger", "logging")


def mutants(module: str, source: str) -> list[Mutant]:
    """Every mutant of the module, in the order of the text, each once."""
    found = _Reader(module, source).read()
    return sorted(set(found), key=lambda mutant: (mutant.start, mutant.end, mutant.text))


class _Reader:
    def __init__(self, module: str, source: str) -> None:
        self.module = module
        self.source = source
        self.lines = [0]
        for line in source.encode().splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.bytes = source.encode()
        self.function: int | None = None

    def read(self) -> list[Mutant]:
        return list(self._of(ast.parse(self.source)))

    def _of(self, node: ast.AST) -> Iterator[Mutant]:
        if _left_alone(node):
            return
        outer = self.function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.function = min(line.lineno for line in (node, *node.decorator_list))
            if any("cache" in ast.dump(decorator) for decorator in node.decorator_list):
                self.function = None  # whoever comes first fills it: no test can be said to enter it
        yield from self._at(node)
        for child in _children(node):
            yield from self._of(child)
        self.function = outer

    def _at(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare():
                yield from self._compared(node)
            case ast.BoolOp(op=op, values=values):
                word, other = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                places = [self._whole(value) for value in values]
                for (start, end), (following, _) in pairwise(places):
                    yield from self._between(end, following, word, other, f"{word} → {other}")
                    yield self._edit(start, following, "", "part of a condition removed")
                yield self._edit(places[-2][1], places[-1][1], "", "part of a condition removed")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._edit(self._start(node), self._start(operand), "", "not removed")
            case ast.Constant(value=bool(value)):
                yield self._instead(node, str(not value), "True ↔ False")
            case ast.Constant(value=int(value) | float(value)):
                yield self._instead(node, repr(value + 1), "number + 1")
                yield self._instead(node, f"({value - 1!r})" if value < 1 else repr(value - 1), "number - 1")
            case ast.Constant(value=str(value)) | ast.JoinedStr(values=[ast.Constant(value=str(value)), *_]):
                if _EXPRESSIONS.search(self._text(node)):
                    yield from self._expression(node)
            case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
                sign, other = ("+", "-") if isinstance(op, ast.Add) else ("-", "+")
                yield from self._between(self._end(left), self._start(right), sign, other, f"{sign} → {other}")
            case ast.Call():
                yield from self._called(node)
            case ast.Dict(keys=[_, *_] as names, values=values):
                pairs = list(zip(names, values, strict=True))
                starts = [self._start(name) if name else self._spread(value) for name, value in pairs]
                for start, end in pairwise([*starts, self._end(values[-1])]):
                    yield self._edit(start, end, "", "key of a dict removed")
            case ast.Tuple(elts=[_, _, *_] as parts) if all(map(_is_a_name, parts)):
                for start, end in pairwise([*map(self._start, parts), self._end(parts[-1])]):
                    yield self._edit(start, end, "", "member of a tuple removed")
            case ast.comprehension(ifs=conditions):
                for condition in conditions:
                    yield self._instead(condition, "True", "condition of a comprehension removed")
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                if isinstance(test, ast.Name | ast.Attribute | ast.Call):
                    yield self._instead(test, f"not {self._text(test)}", "condition turned round")
            case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
                yield self._instead(node, "pass", "statement removed")
            case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
                yield self._instead(value, "None", "return None")
            case ast.Continue():
                yield self._instead(node, "break", "continue → break")
            case _:
                pass  # nothing that we know to mutate

    def _compared(self, node: ast.Compare) -> Iterator[Mutant]:
        for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
            between = re.sub(r"[()\\\s]+", " ", self.source[self._end(left) : self._start(right)]).strip()
            other = _COMPARED.get(between) or _ASKED.get(between)
            if other:
                yield from self._between(self._end(left), self._start(right), between, other, f"{between} → {other}")

    def _called(self, node: ast.Call) -> Iterator[Mutant]:
        if isinstance(node.func, ast.Name) and node.func.id in _CALLED:
            other = _CALLED[node.func.id]
            yield self._instead(node.func, other, f"{node.func.id} → {other}")
        for keyword in node.keywords:
            if keyword.arg:
                end = self._end(keyword)
                end += len(re.match(r"\s*,?", self.source[end:])[0])  # type: ignore[index]
                yield self._edit(self._start(keyword), end, "", "argument removed")

    def _expression(self, node: ast.expr) -> Iterator[Mutant]:
        """Parts of what DynamoDB is asked: a condition less, a bound, a field that is not written."""
        start, text = self._start(node), self._text(node)
        inner = re.match(r"\w*(\"\"\"|\"|')", text)
        assert inner
        first, last = inner.end(), len(text) - len(inner[1])
        for pattern, put, kind in (
            (r" AND (?=\S)", " OR ", "AND → OR"),
            (r" OR (?=\S)", " AND ", "OR → AND"),
            (r"(?: AND | OR )[^\"']+?(?= AND | OR |$)", "", "part of an expression removed"),
            (r"^[^\"']+?(?: AND | OR )", "", "part of an expression removed"),
            (r" < ", " <= ", "< → <="),
            (r" <= ", " < ", "<= → <"),
            (r" > ", " >= ", "> → >="),
            (r"attribute_not_exists", "attribute_exists", "not_exists → exists"),
            (r"if_not_exists\(([^,]+), (:\w+)\)", r"\2", "if_not_exists removed"),
            (r", [#\w]+ = [^,]+?(?=,|$| REMOVE)", "", "field of an update removed"),
            (r"(?<=REMOVE )[#\w]+, ", "", "field of an update removed"),
        ):
            for found in re.finditer(pattern, text[first:last]):
                yield self._edit(start + first + found.start(), start + first + found.end(), found.expand(put), kind)

    def _between(self, start: int, end: int, word: str, other: str, kind: str) -> Iterator[Mutant]:
        found = self.source.find(word, start, end)
        if found >= 0:
            yield self._edit(found, found + len(word), other, kind)

    def _instead(self, node: ast.AST, text: str, kind: str) -> Mutant:
        return self._edit(self._start(node), self._end(node), text, kind)

    def _edit(self, start: int, end: int, text: str, kind: str) -> Mutant:
        return Mutant(self.module, self.source.count("\n", 0, start) + 1, start, end, text, kind, self.function)

    def _text(self, node: ast.AST) -> str:
        return self.source[self._start(node) : self._end(node)]

    def _spread(self, value: ast.expr) -> int:
        """Where the `**` of a dict that is spread into another begins."""
        return self.source.rindex("**", 0, self._start(value))

    def _whole(self, value: ast.expr) -> tuple[int, int]:
        """Where one of several values stands, with the parentheses around it alone."""
        start, end = self._start(value), self._end(value)
        while (before := self.source[:start].rstrip()).endswith("(") and self.source[end:].lstrip().startswith(")"):
            start, end = len(before) - 1, self.source.index(")", end) + 1
        return start, end

    def _start(self, node: ast.AST) -> int:
        return self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def _end(self, node: ast.AST) -> int:
        return self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _offset(self, line: int, column: int) -> int:
        """From the lines and UTF-8 bytes of `ast` to characters."""
        return len(self.bytes[: self.lines[line - 1] + column].decode())


def _left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in _LOGS
        case ast.Call(func=ast.Name(id="TypeVar" | "cast" | "NewType")):
            return True
        case ast.Subscript(value=ast.Name(id="Literal" | "Annotated" | "Callable" | "Iterator" | "Mapping")):
            return True
        case _:
            return False


def _is_a_name(node: ast.expr) -> bool:
    """A constant that the code goes by; a sentence is for people."""
    return isinstance(node, ast.Constant) and re.fullmatch(r"[\w.#:/-]+", str(node.value), re.ASCII) is not None


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "bases"):
            continue
        if isinstance(node, ast.Raise) and name == "exc" and isinstance(value, ast.Call):
            continue
        if isinstance(node, ast.JoinedStr) and name == "values":
            # what stands in braces has no reliable place in the text before Python 3.12
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def compiles(mutant: Mutant, source: str) -> bool:
    """Whether what the mutant makes is Python, and says something else than the original."""
    try:
        changed = ast.parse(mutant.applied(source))
    except SyntaxError:
        return False
    return ast.dump(changed) != ast.dump(ast.parse(source))
