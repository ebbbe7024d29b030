"""A quotation mark too few or too many, put right before the file is read: else every text after it turns inside out.

Rules
1. No text of JSON goes beyond its line. A line with an odd number of marks lacks one or has one too many.
2. The mark is put where the line then reads as a piece of JSON, and nowhere else; where no place is, nothing is done.
3. How many lines, and places in one, are tried has bounds.
4. One that is too many becomes a space; only one that is missing moves what stands behind it.
"""

import re
from itertools import islice
from typing import NamedTuple

LONGEST = 2_000
"""Characters of a line that is looked at; of longer ones, which nobody types, nothing is said here."""
MOST = 20
"""Lines of one file that are looked at: after so many, another cause is likely."""
MOST_PLACES = 200
"""In one line where a mark is tried, so that a file that is nothing but such lines takes no longer than others."""

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARK = re.compile(r'\\.|(")')
_OTHER_MARKS = re.compile(r"[“”„‟＂‘’＇](?=\s*(?:[:,}\]：，、｝］]|$))|(?:^|[{\[,:])\s*[“”„‟＂‘’＇「『]|^\s*(?://|#)")
"""A text that begins or ends with a mark that is none of JSON's (or a comment): that is the slip."""
_ENDS = r"(?<=[^\s,:{}\[\]\"])(?=\s*(?:[,:}\]]|$))"
_BEGINNINGS = r"(?:(?:^|[{\[,:])\s*)(?=[^\s,:{}\[\]\"])"
_PLACES = tuple(
    (code, re.compile(place))
    for code, place in (
        ("E-unclosed-string", _ENDS),
        ("E-unquoted", _BEGINNINGS),
        ("E-unquoted", _BEGINNINGS.replace(r"[^\s,:{}\[\]\"]", r"[^\s\"]")),
        ("E-unclosed-string", _ENDS.replace(r"[^\s,:{}\[\]\"]", r"[^\s\"]")),
    )
)
"""Where a mark may be missing, likelier places first: at the end of a text, at its beginning; then also of a text that
ends or begins with one of JSON's own marks."""
_PIECE = re.compile(
    r'\s*(?:(?P<text>"(?:\\.|[^"\\])*")|(?P<mark>[{}\[\]:,])|(?P<word>-?[0-9][0-9.eE+-]*|true|false|null))\s*'
)


class MendedQuote(NamedTuple):
    """A mark that was put right: the problem's code, the place in the file of what is marked, and its words."""

    code: str
    start: int
    end: int
    found: str = ""


class Quoted(NamedTuple):
    """The text to be read, what was put right in it, and the places (in it) of the marks that were put in."""

    text: str
    mended: tuple[MendedQuote, ...] = ()
    put_in: tuple[int, ...] = ()

    def place(self, at: int) -> int:
        """Where in the file as it was written stands what is read at `at`."""
        return at - sum(each < at for each in self.put_in)


def quoted(text: str) -> Quoted:
    pieces: list[str] = []
    mended: list[MendedQuote] = []
    put_in: list[int] = []
    at = looked_at = 0
    for line in _LINES.findall(text):
        marks: list[int] = []
        if line.count('"') % 2 or "\\" in line:
            marks = [mark.start() for mark in _MARK.finditer(line) if mark[1]]
        found = None
        if len(marks) % 2 and len(line) <= LONGEST and looked_at < MOST:
            looked_at += 1
            found = _put_right(line, marks)
        if found is None:
            pieces.append(line)
        else:
            written, problem, place = found
            if len(written) > len(line):
                put_in.append(at + len(put_in) + place)
            mended.append(problem._replace(start=at + problem.start, end=at + problem.end))
            pieces.append(written)
        at += len(line)
    return Quoted("".join(pieces), tuple(mended), tuple(put_in)) if mended else Quoted(text)


def _put_right(line: str, marks: list[int]) -> tuple[str, MendedQuote, int] | None:
    """The line as it was meant, what was wrong, and where the mark was put in."""
    if _OTHER_MARKS.search(line):
        return None
    tries = ((code, found.end()) for code, places in _PLACES for found in places.finditer(line))
    for code, place in islice(tries, MOST_PLACES):
        written = line[:place] + '"' + line[place:]
        if not _is_json(written):
            continue
        if code == "E-unclosed-string":
            return written, MendedQuote(code, max(mark for mark in (0, *marks) if mark < place), place), place
        end = min(mark for mark in (*marks, len(line)) if mark >= place)
        return written, MendedQuote(code, place, end, line[place:end]), place
    for place in marks[:MOST_PLACES]:
        written = line[:place] + " " + line[place + 1 :]
        if written.strip() and _is_json(written):
            return written, MendedQuote("E-extra-quote", place, place + 1), place
    return None


def _is_json(line: str) -> bool:
    """Whether the line may stand in a file of JSON. What stands around it is not known: a closing bracket may close
    what another line opened."""
    opened: list[str] = []  # what this line opened and has not closed
    before = ""  # "", a mark, or "value"
    at, end = 0, len(line.rstrip())
    inside = ""  # what a line begins in: an object, once it names something; a list, once it does not
    while at < end:
        piece = _PIECE.match(line, at)
        if piece is None:
            return False
        at = piece.end()
        here = opened[-1] if opened else inside
        mark = piece["mark"]
        if mark is None:
            if before in ("value", "name"):
                return False
            is_name = piece["text"] is not None and line[at : at + 1] == ":"
            if is_name and before == ":":
                return False
            if here == "{" and before in ("{", ",") and not is_name and line[at:].strip():
                return False
            if here == "[" and is_name:
                return False
            if not here and before in ("", ","):
                inside = "{" if is_name else "[" if line[at:].strip() and before != "" else inside
            before = "name" if is_name else "value"
        elif mark in "{[":
            if before in ("value", "name") or (here == "{" and before in ("{", ",")):
                return False
            opened.append(mark)
            before = mark
        elif mark == ":":
            if before not in ("name", ""):
                return False
            before = ":"
        elif mark == ",":
            if before not in ("value", ""):
                return False
            before = ","
        else:
            if before in (":", ",", "name"):
                return False
            if opened and opened.pop() != ("{" if mark == "}" else "["):
                return False
            if not opened:
                inside = ""
            before = "value"
    return True
