"""A workspace file as its writer sees it: lines and columns, whatever encoding it came in.

Rules
1. Bytes that are not plain UTF-8 are named for what they are (a BOM, Shift_JIS …) and read all the same where that is
   possible, so that the file's other problems are found in the same pass.
2. Positions are those of the text as an editor shows it: lines end at CR, LF or both, columns count characters from 1.
"""

import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from functools import cached_property
from typing import Any

from mikomi.core.checking.near import nearest
from mikomi.core.checking.sentences import sentence
from mikomi.core.checking.unread import UNREAD, NotRead
from mikomi.model.problem import Problem

LARGEST = 1024 * 1024
"""Bytes of one workspace file (assets aside)."""

MOST_ALIKE = 40
"""Problems of one kind that are told of one file: after so many, one and the same cause is likely."""

EXCERPT = 160

_MARK = re.compile(r"\{[{%].*?[}%]\}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_HALF_WIDTH_KANA = re.compile("[｡-ﾟ]")


class Source:
    """The text of one file. `problems` gathers what reading it brought up."""

    def __init__(self, file: str, raw: bytes) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._names: list[str | None] = []
        self._told: Counter[str] = Counter()
        self.text = ""
        if len(raw) > LARGEST:
            self.report("E-size", 0, limit="1 MB")
        else:
            self.text = self._decode(raw)

    def report(
        self,
        code: str,
        start: int | None,
        end: int | None = None,
        pointer: str = "/",
        *,
        among: tuple[str, ...] = (),
        needs: str | None = None,
        **params: Any,
    ) -> None:
        """One more problem: `start` and `end` are offsets in the text (None: the file as a whole).

        `among` are the names that would have been right: the nearest to `params["name"]` is suggested.
        """
        self._told[code] += 1
        if self._told[code] > MOST_ALIKE:
            return
        among = tuple(name for name in among if not name.startswith(UNREAD))
        suggestion = nearest(str(params.get("name", "")), among)
        ja, en = sentence(code, suggestion, among, needs=needs, **params)
        line, column = self.position(start) if start is not None and self.text else (0, 0)
        skipped = max(0, column - EXCERPT // 2) if column > EXCERPT - 20 else 0
        excerpt = self.line(line)[skipped : skipped + EXCERPT] if line else ""
        caret = max(column - skipped, 1)
        width = max(1, min((end or 0) - (start or 0), len(excerpt) - caret + 1))
        self._names.append(params.get("name"))
        self.problems.append(
            Problem(
                file=self.file,
                line=line,
                column=column,
                pointer=pointer,
                code=code,
                ja=ja,
                en=en,
                suggestion=suggestion,
                excerpt=excerpt,
                caret=caret,
                width=width,
                needs=needs,
            )
        )

    def problems_beside(self, unread: NotRead) -> list[Problem]:
        """Without those that follow from what could not be read of this or another file."""
        named = zip(self.problems, self._names, strict=True)
        return [problem for problem, name in named if not unread.may_settle(problem, name)]

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, text: str = "") -> int:
        """Where line `line` (from 1) begins, or where `text` begins in it."""
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        return start + max(self.line(line).find(text), 0)

    def offset_of_word(self, line: int, word: str) -> int:
        """Where the word stands alone within a mark of Jinja's in this line; where the line begins if nowhere."""
        start = self.offset(line)
        for mark in _MARK.finditer(self.line(line)):
            if found := re.search(rf"\b{re.escape(word)}\b", mark[0]):
                return start + mark.start() + found.start()
        return start

    def line(self, number: int) -> str:
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        return _LINE_END.split(self.text[start:], maxsplit=1)[0]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def _decode(self, raw: bytes) -> str:
        if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return self._foreign(raw.decode("utf-16", "replace"), "UTF-16")
        bom = raw.startswith(BOM_UTF8)
        try:
            text = raw.removeprefix(BOM_UTF8).decode()
        except UnicodeDecodeError as wrong:
            return self._decode_otherwise(raw, wrong.start)
        if "\x1b$B" in text:
            return self._foreign(raw.decode("iso2022_jp", "replace"), "JIS (ISO-2022-JP)")
        self.text = text
        if bom:
            self.report("E-bom", 0)
        return text

    def _decode_otherwise(self, raw: bytes, bad_at: int) -> str:
        guesses = []
        for encoding, name in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            guesses.append((len(_HALF_WIDTH_KANA.findall(text)), text, name))
        if guesses:
            _, text, name = min(guesses, key=lambda guess: guess[0])  # EUC-JP read as Shift_JIS is half-width kana
            return self._foreign(text, name)
        self.text = raw.decode("utf-8", "replace")
        at = len(raw[:bad_at].decode("utf-8", "replace"))
        self.report("E-encoding", min(at, len(self.text) - 1))
        return self.text

    def _foreign(self, text: str, name: str) -> str:
        self.text = text.removeprefix("\ufeff")
        foreign = next((i for i, letter in enumerate(self.text) if ord(letter) > 127), 0)
        self.report("E-shift-jis" if name == "Shift_JIS" else "E-encoding-named", foreign, encoding=name)
        return self.text
