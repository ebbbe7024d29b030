"""The smallest parts of JSON as people type it: blanks, marks, texts, numbers and words, each slip by its name.

`json_reader` puts them together; its rules are these parts' as well.
"""

import re
from typing import Any

from mikomi.core.checking.json_quotes import quoted
from mikomi.core.checking.source import Source

MOST_PROBLEMS = 40
"""Slips that are reported of one file: after so many, one and the same cause is likely."""

Path = tuple[str | int, ...]
Span = tuple[int, int]

QUOTES = {
    '"': '"', "“": '”“"', "”": '”“"', "„": '“”"', "‟": '”"', "＂": '＂"', "「": "」", "『": "』",
    "'": "'", "‘": "’‘'", "’": "’‘'", "＇": "＇'",
}  # fmt: skip
"""What may open a text, with what may close it; only the first pair is JSON's."""

_SMART = "“”„‟＂‘’＇「」『』"
_WIDE = {"：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}
_WIDE_WORDS = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})
_SPACE = " \t\r\n"
_ODD_SPACE = "\u3000\u00a0\u200b\ufeff\u2028\u2029\x0b\x0c\x85"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LITERALS: dict[str, Any] = {"true": True, "false": False, "null": None}
_MEANT = {"none": "null", "nil": "null", "undefined": "null", "yes": "true", "no": "false"}
_WORD_ENDS = set(_SPACE + _ODD_SPACE + '"{}[]:,' + _SMART) | set(_WIDE)
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CUT = re.compile(r"[“”„‟＂’」』](?=\s*[:,}\]：，、｝］]|\s*$)")


def pointer(path: Path) -> str:
    """RFC 6901, but `/` for the whole document, because an empty pointer looks like a mistake."""
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)


class JsonParts:
    """Reads on from `at`; `path` is where in the document that is, `broken`, whether the structure was lost."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.quoted = quoted(source.text)
        self.text = self.quoted.text
        self.broken = False
        self.at = 0
        self.path: Path = ()

    # -- what stands between values -------------------------------------------------------------------------------

    def _slip(self, code: str, start: int, end: int | None = None, *, broken: bool = False, **params: Any) -> None:
        self.broken |= broken
        if len(self.source.problems) < MOST_PROBLEMS:
            place = self.quoted.place
            start, end = place(start), None if end is None else place(end)
            self.source.report(code, start, end, pointer(self.path), **params)

    def _space(self) -> None:
        """Past blanks, and past what people take for blanks: full-width spaces and comments."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in _SPACE:
                self.at += 1
            elif letter in _ODD_SPACE:
                self._slip("E-fullwidth-space", self.at)
                while self.at < len(self.text) and self.text[self.at] in _ODD_SPACE:
                    self.at += 1
            elif self.text.startswith("/*", self.at):
                end = self.text.find("*/", self.at + 2)
                end = len(self.text) if end < 0 else end + 2
                self._slip("E-comment", self.at, end)
                self.at = end
            elif self.text.startswith("//", self.at) or letter == "#":
                end = self._line_end(self.at)
                self._slip("E-comment", self.at, end)
                self.at = end
            else:
                return

    def _mark(self) -> str:
        """The structural character here ("" at the end, or if it is none); a full-width one is named and taken."""
        self._space()
        if self.at >= len(self.text):
            return ""
        letter = self.text[self.at]
        return letter if letter in "{}[]:," else _WIDE.get(letter, "")

    def _take(self, mark: str) -> bool:
        if self._mark() != mark:
            return False
        if self.text[self.at] != mark:
            self._slip("E-fullwidth", self.at, found=self.text[self.at], right=mark)
        self.at += 1
        return True

    def _line_end(self, start: int) -> int:
        ends = [end for end in (self.text.find("\n", start), self.text.find("\r", start)) if end >= 0]
        return min(ends, default=len(self.text))

    # -- strings and words ----------------------------------------------------------------------------------------

    def _string(self) -> str:
        start, opening = self.at, self.text[self.at]
        if opening != '"':
            self._slip("E-single-quote" if opening == "'" else "E-smart-quote", start, found=opening)
        line_end = self._line_end(start)
        end = start + 1
        while end < line_end and self.text[end] not in QUOTES[opening]:
            end += 2 if self.text[end] == "\\" else 1
        if end >= line_end or (opening == '"' and not self._ends_well(end + 1)):
            cut = _CUT.search(self.text, start + 1, min(end, line_end)) if opening == '"' else None
            if cut:  # "text” : closed with the wrong quotation mark
                self._slip("E-smart-quote", cut.start(), found=cut[0])
                end = cut.start()
            elif end >= line_end:
                body = self.text[start:line_end].rstrip()
                end = start + max(len(body.rstrip(",}]，｝］ ")), 1)
                self._slip("E-unclosed-string", start, line_end, broken=True)
                self.at = end
                return self._unescaped(start + 1, end)
        self.at = end + 1
        return self._unescaped(start + 1, end)

    def _ends_well(self, after: int) -> bool:
        rest = self.text[after : after + 40].lstrip(_SPACE + _ODD_SPACE)
        return not rest or rest[0] in '"{}[]:,/#=' or rest[0] in _WIDE or rest[0] in _SMART

    def _unescaped(self, start: int, end: int) -> str:
        out: list[str] = []
        i = start
        while i < end:
            letter = self.text[i]
            if letter != "\\":
                if ord(letter) < 0x20:
                    self._slip("E-control", i)
                out.append(letter if letter != "\0" else "")
                i += 1
                continue
            following = self.text[i + 1] if i + 1 < end else ""
            if following == "u" and re.fullmatch("[0-9a-fA-F]{4}", self.text[i + 2 : min(i + 6, end)]):
                out.append(chr(int(self.text[i + 2 : i + 6], 16)))
                i += 6
                continue
            if following not in _ESCAPES or not following:
                self._slip("E-escape", i, i + 2, found="\\" + following)
                out.append("\\" + following)
            else:
                out.append(_ESCAPES[following])
            i += 2
        text = "".join(out)
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")  # pairs of \\uXXXX make one character
        except UnicodeDecodeError:
            self._slip("E-escape", start, end, found="\\uD800")
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _bare_key(self) -> str:
        start = self.at
        word = self._take_word()
        self._slip("E-unquoted", start, self.at, found=word)
        return word

    def _take_word(self) -> str:
        start = self.at
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] not in _WORD_ENDS:
            self.at += 1
        return self.text[start : self.at]

    def _word(self) -> Any:
        start = self.at
        word = self._take_word()
        if word in _LITERALS:
            return _LITERALS[word]
        if _NUMBER.fullmatch(word):
            return self._number(word, start)
        narrow = word.translate(_WIDE_WORDS)
        if narrow != word and (narrow in _LITERALS or _NUMBER.fullmatch(narrow)):
            self._slip("E-fullwidth", start, self.at, found=word, right=narrow)
            return _LITERALS[narrow] if narrow in _LITERALS else self._number(narrow, start)
        meant = _MEANT.get(word.lower(), word.lower())
        if meant in _LITERALS:
            self._slip("E-literal", start, self.at, found=word, right=meant)
            return _LITERALS[meant]
        if re.fullmatch(r"[+-]?[0-9.][0-9.eE+_-]*", word):
            self._slip("E-number", start, self.at, found=word)
            return self._nearest_number(word)
        self._slip("E-unquoted", start, self.at, found=word)
        return word

    def _number(self, word: str, start: int) -> int | float:
        if len(word) > 30 or abs(float(word)) > 1e15:
            self._slip("E-number", start, self.at, found=word[:30])
            return 0
        return float(word) if set(word) & set(".eE") else int(word)

    def _nearest_number(self, word: str) -> float:
        try:
            number = float(word.replace("_", "")[:30])
        except ValueError:
            return 0
        return number if abs(number) < 1e15 else 0
