"""A page of the guide as it was written (`docs/guide/source/*.md`), read in one language.

Rules
1. `‹日本語‖English›` is one or the other, in prose as in examples: what is the same in both stands there once. `{md}`
   ends the name of another page in the same language.
2. `@keys Model anchor` opens the keys of a model, one a line: `key ¦ what it is`, `key=choice ¦ what that means`.
   These lines are the one place that describes a key; the tables and the editors' schemas are made of them.
3. A fenced block that names a file (```` ```json scenarios/wait.json ````) is an example. Those up to the next `story`
   are one: they are published together, and the story is what happens then. A story without an example goes on with
   the one before: what happens to somebody else.
4. `@shown {traits}` opens places of a mail and what a reader sees there: `anchor ¦ template ¦ result ¦ what it is`.
5. `## title {#anchor}` is a heading with an anchor that stays, whatever the title becomes.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mikomi.model.base import Json

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, Language] = ("ja", "en")
_EITHER = re.compile(r"‹(.*?)‖(.*?)›", re.DOTALL)
_HEADING = re.compile(r"(#+) (.*?)(?: \{#([^}]+)\})?")
_FENCE = re.compile(r"```(\w+)(?: (\S+))?")


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    anchor: str | None


@dataclass(frozen=True)
class Prose:
    text: str


@dataclass(frozen=True)
class KeyLine:
    """What stands behind a key (`kind`), or behind one of its choices (`kind=transactional`)."""

    key: str
    choice: str | None
    text: str


@dataclass(frozen=True)
class Keys:
    model: str
    anchor: str
    lines: tuple[KeyLine, ...]


@dataclass(frozen=True)
class Choices:
    """Choices that many keys share: `@choices`, then `weekdays ¦ what it means`."""

    lines: tuple[KeyLine, ...]


@dataclass(frozen=True)
class VariablePlace:
    anchor: str
    template: str
    result: str
    text: str


@dataclass(frozen=True)
class ShownVariables:
    traits: Json
    places: tuple[VariablePlace, ...]


@dataclass(frozen=True)
class ExampleFile:
    name: str
    text: str


@dataclass(frozen=True)
class Story:
    """What happens to somebody, told by `lines`; `files` are the examples before it."""

    lines: tuple[str, ...]
    files: tuple[ExampleFile, ...] = field(default=())


Block = Heading | Prose | Keys | Choices | ShownVariables | ExampleFile | Story


@dataclass(frozen=True)
class GuidePage:
    name: str
    language: Language
    blocks: tuple[Block, ...]

    def of(self, kind: type) -> Iterator:
        return (block for block in self.blocks if isinstance(block, kind))


def pages(folder: Path, language: Language) -> tuple[GuidePage, ...]:
    """All pages of the source folder."""
    return tuple(read(file.stem, file.read_text(encoding="utf-8"), language) for file in sorted(folder.glob("*.md")))


def picked(text: str, language: Language) -> str:
    one = _EITHER.sub(lambda either: either[1 + LANGUAGES.index(language)].strip("\n"), text)
    return one.replace("{md}", ".ja.md" if language == "ja" else ".md")


def read(name: str, written: str, language: Language) -> GuidePage:
    """Raises ValueError where a line is none that this language of pages knows."""
    lines = iter(picked(written, language).split("\n"))
    blocks: list[Block] = []
    prose: list[str] = []
    files: list[ExampleFile] = []
    published: tuple[ExampleFile, ...] = ()

    def end_prose() -> None:
        if text := "\n".join(prose).strip("\n"):
            blocks.append(Prose(text))
        prose.clear()

    for line in lines:
        if fence := _FENCE.fullmatch(line):
            end_prose()
            inside = tuple(_until(lines, "```"))
            if fence[1] == "story":
                published = tuple(files) or published
                blocks.append(Story(inside, published))
                files.clear()
            elif fence[2]:
                files.append(ExampleFile(fence[2], "\n".join(inside) + "\n"))
                blocks.append(files[-1])
            else:
                blocks.append(Prose("\n".join((line, *inside, "```"))))
        elif line.startswith("@"):
            end_prose()
            blocks.append(_directive(line, tuple(_until(lines, ""))))
        elif line.startswith("#"):
            end_prose()
            heading = _HEADING.fullmatch(line)
            assert heading is not None
            blocks.append(Heading(len(heading[1]), heading[2], heading[3]))
        else:
            prose.append(line)
    end_prose()
    if files:
        raise ValueError(f"{name}: the example {files[-1].name} has no story")
    return GuidePage(name, language, tuple(blocks))


def _until(lines: Iterator[str], end: str) -> Iterator[str]:
    for line in lines:
        if line == end:
            return
        yield line


def _directive(line: str, inside: tuple[str, ...]) -> Block:
    word, *rest = line.split(" ", 2)
    if word == "@keys":
        return Keys(rest[0], rest[1], tuple(_line(each) for each in inside))
    if word == "@choices":
        return Choices(tuple(_line(each) for each in inside))
    if word == "@shown":
        return ShownVariables(
            json.loads(line.removeprefix("@shown ")), tuple(VariablePlace(*each.split(" ¦ ")) for each in inside)
        )
    raise ValueError(line)


def _line(written: str) -> KeyLine:
    name, _, text = written.partition(" ¦ ")
    key, _, choice = name.partition("=")
    if not text:
        raise ValueError(written)
    return KeyLine(key.strip(), choice.strip() or None, text.strip())
