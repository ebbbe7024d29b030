"""Problems as a terminal shows them: place, code, sentence, then the source line with carets below what is meant.

A Japanese character takes two columns of a terminal, so carets are counted in columns, not in characters.
"""

import unicodedata
from dataclasses import dataclass

from mikomi.model.problem import Problem


@dataclass(frozen=True)
class Ink:
    """Colours, where the output is a terminal."""

    on: bool

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        return self(text, "1")

    def soft(self, text: str) -> str:
        return self(text, "2")

    def weight(self, problem: Problem, text: str) -> str:
        return self(text, "31" if problem.is_error else "33")


def shown(problem: Problem, language: str, ink: Ink) -> str:
    """One problem, with its excerpt if it has a line."""
    place = f"{problem.file}:{max(problem.line, 1)}:{max(problem.column, 1)}"
    head = f"{ink.bold(plain(place))}  {ink.weight(problem, problem.code)}  {plain(problem.pointer)}"
    sentence = plain(problem.sentence(language))
    if not problem.excerpt:
        return f"{head}  {sentence}"
    excerpt = plain(problem.excerpt)
    before, meant = excerpt[: problem.caret - 1], excerpt[problem.caret - 1 : problem.caret - 1 + problem.width]
    number = f"{problem.line:>5}"
    carets = " " * columns(before) + ink.weight(problem, "^" * max(columns(meant), 1))
    return "\n".join(
        [
            f"{head}  {sentence}",
            f"{ink.soft(number + ' |')} {excerpt}",
            f"{ink.soft(' ' * len(number) + ' |')} {carets}",
        ]
    )


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def plain(text: str) -> str:
    """Without anything that a terminal would obey; one character for each, so that positions stay."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
