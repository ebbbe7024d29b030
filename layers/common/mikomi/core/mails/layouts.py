"""One template of several files: what a mail fills into a layout's blocks, and the parts that both include.

Rules
1. A plan holds whole templates alone. A layout is put around a mail when a workspace becomes a plan, so whoever
   renders, derives a text or shows a mail knows of no layout, and a published version reads as ever.
2. The whole is what Jinja itself would have rendered: text of the files, in the order of the layout, nothing added.
3. A file that begins with `_` is a layout or a part, and no mail. It extends nothing; it may include further parts.
4. A mail that extends a layout says what stands in its blocks, and nothing beside them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from mikomi.core.mails import templates

LARGEST = templates.LARGEST
DEEPEST = 5
"""Parts within parts."""
MOST_PARTS = 200
"""Included in one mail, each as often as it stands there."""

_TAKES_BEFORE = re.compile(r"\A\{([%{#])[-+]")
_TAKES_AFTER = re.compile(r"[-+]([%}#])\}\s*\Z")


class Fault(NamedTuple):
    """`code` is absent, nested, circle, block, outside, twice or size; the line of the file where `name` stands; the
    names that would have been right."""

    code: str
    file: str
    line: int
    name: str = ""
    among: tuple[str, ...] = ()


class Whole(NamedTuple):
    """`source` in one piece (None: it cannot be put together), and the files that it is made of, its own first."""

    source: str | None
    files: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


@dataclass
class LayoutBlock:
    name: str
    line: int
    body: "list[str | LayoutBlock | Include]" = field(default_factory=list)


class Include(NamedTuple):
    file: str
    line: int


class Outline(NamedTuple):
    """What a file says of others; `extends` is where and which."""

    body: "tuple[str | LayoutBlock | Include, ...]"
    extends: Include | None
    blocks: Mapping[str, LayoutBlock]
    twice: tuple[LayoutBlock, ...]


def is_shared(name: str) -> bool:
    """Whether a file of this name is there for mails, and is none."""
    return name.startswith("_")


def whole(file: str, sources: Mapping[str, str]) -> Whole:
    """The mail of this file. `sources` are the texts of all files beside it by their names, itself among them; each of
    them is allowed by `templates.read(…, parts=True)`, or it is not among them."""
    source = sources[file]
    if not templates.is_pieced(source):
        return Whole(source, (file,))
    return _Assembly(file, sources).done()


def own(file: str, sources: Mapping[str, str]) -> Whole:
    """A layout with what its blocks say by themselves."""
    return _Assembly(file, sources).done()


class _Assembly:
    def __init__(self, file: str, sources: Mapping[str, str]) -> None:
        self.file = file
        self.sources = sources
        self.shared = tuple(sorted(name for name in sources if is_shared(name)))
        self.files = [file]
        self.faults: list[Fault] = []
        self.length = 0
        self.parts = 0

    def done(self) -> Whole:
        mine = outline(self.sources[self.file])
        self._twice(self.file, mine)
        if mine.extends is None:
            pieces = list(self._text(self.file, mine.body, {}, ()))
        else:
            pieces = self._in_layout(mine, mine.extends)
        made = None if self.faults else "".join(pieces)
        return Whole(made, tuple(dict.fromkeys(self.files)), tuple(dict.fromkeys(self.faults)))

    def _in_layout(self, mine: Outline, extends: Include) -> list[str]:
        if is_shared(self.file):
            self.faults.append(Fault("nested", self.file, extends.line, extends.file))
            return []
        for piece in mine.body:
            if isinstance(piece, Include):
                self.faults.append(Fault("outside", self.file, piece.line, piece.file))
            elif isinstance(piece, str) and (met := _seen(piece)):
                self.faults.append(Fault("outside", self.file, 0, met))
        if not self._is_there(self.file, extends):
            return []
        self.files.append(extends.file)
        layout = outline(self.sources[extends.file])
        self._twice(extends.file, layout)
        if layout.extends:
            self.faults.append(Fault("nested", extends.file, layout.extends.line, layout.extends.file))
            return []
        for name, block in mine.blocks.items():
            if name not in layout.blocks:
                self.faults.append(Fault("block", self.file, block.line, name, tuple(layout.blocks)))
        return list(self._text(extends.file, layout.body, mine.blocks, ()))

    def _text(
        self,
        file: str,
        body: "tuple[str | LayoutBlock | Include, ...] | list[str | LayoutBlock | Include]",
        filled: Mapping[str, LayoutBlock],
        within: tuple[str, ...],
    ) -> Iterator[str]:
        for piece in body:
            if isinstance(piece, str):
                self.length += len(piece)
                if self.length <= LARGEST:
                    yield piece
                else:
                    self.faults.append(Fault("size", self.file, 1))
            elif isinstance(piece, LayoutBlock):
                meant = filled.get(piece.name)
                if meant is not None:
                    yield from self._text(self.file, meant.body, {}, within)
                else:
                    yield from self._text(file, piece.body, filled, within)
            else:
                yield from self._included(file, piece, within)

    def _included(self, file: str, part: Include, within: tuple[str, ...]) -> Iterator[str]:
        if not self._is_there(file, part):
            return
        if part.file in within or part.file == file or len(within) == DEEPEST:
            self.faults.append(Fault("circle", file, part.line, part.file))
            return
        self.files.append(part.file)
        self.parts += 1
        if self.parts > MOST_PARTS or self.length > LARGEST:
            self.faults.append(Fault("size", self.file, 1))
            return
        other = outline(self.sources[part.file])
        self._twice(part.file, other)
        if other.extends:
            self.faults.append(Fault("nested", part.file, other.extends.line, other.extends.file))
            return
        yield from self._text(part.file, other.body, {}, (*within, part.file))

    def _is_there(self, file: str, wanted: Include) -> bool:
        if wanted.file in self.shared:
            return True
        self.faults.append(Fault("absent", file, wanted.line, wanted.file, self.shared))
        return False

    def _twice(self, file: str, read: Outline) -> None:
        self.faults += [Fault("twice", file, block.line, block.name) for block in read.twice]


def _seen(text: str) -> str:
    """The beginning of what is not only space and comments."""
    plain = re.sub(r"\{#.*?#\}|<!--.*?-->", "", text, flags=re.DOTALL).strip()
    return plain.split("\n")[0][:40].strip()


def named(source: str) -> set[str]:
    """The files that a template names, whether or not a mail gets to see what stands in them."""
    if not templates.is_pieced(source):
        return set()
    return {words[1] for _, _, words in _pieces(source) if words[:1] in (["extends"], ["include"])}


@lru_cache(maxsize=256)
def outline(source: str) -> Outline:
    """The file's blocks and includes, each where it stands. The source is one that Jinja can parse."""
    root = LayoutBlock("", 1)
    stack, extends = [root], None
    blocks: dict[str, LayoutBlock] = {}
    twice: list[LayoutBlock] = []
    for line, text, words in _pieces(source):
        here = stack[-1].body
        match words:
            case ["extends", file]:
                extends = extends or Include(file, line)
            case ["include", file]:
                here.append(Include(file, line))
            case ["block", name]:
                block = LayoutBlock(name, line)
                if name in blocks:
                    twice.append(block)
                blocks.setdefault(name, block)
                here.append(block)
                stack.append(block)
            case ["endblock", *_]:
                stack.pop()
            case _:
                if here and isinstance(here[-1], str):
                    here[-1] += text
                else:
                    here.append(text)
    return Outline(tuple(root.body), extends, blocks, tuple(twice))


def _pieces(source: str) -> Iterator[tuple[int, str, list[str]]]:
    """The template in order: line, text, and of a tag its first words (of anything else none)."""
    text, begun = "", 0
    words: list[str] = []
    for line, kind, value in templates.environment().lex(source):
        if kind == "block_begin":
            text, words, begun = bare(value), [], line
        elif not begun:
            yield line, bare(value) if kind.endswith(("_begin", "_end")) else value, []
        else:
            text += value
            if kind in ("name", "string"):
                words.append(value[1:-1] if kind == "string" else value)
            if kind == "block_end":
                yield begun, text[: -len(value)] + bare(value), words[:2]
                begun = 0


def bare(mark: str) -> str:
    """A mark that takes no space around it away: what it took in its own file is gone, and in the whole it stands
    beside another's text."""
    return _TAKES_AFTER.sub(r"\1}", _TAKES_BEFORE.sub(r"{\1", mark))
