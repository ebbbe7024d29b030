"""Rows out of a text file as spreadsheets and other systems write them.

Rules
1. UTF-8 (with a mark or without), UTF-16 with a mark, CP932, EUC-JP. Of the last two the one counts in which
   fewer letters are none, then fewer half-width signs and kana stand: EUC read as CP932 is full of them.
2. A line that cannot be read is told with its number, and the next one is read as if it had not been there.
3. The separator is the one of which the first lines have most: comma, tab, semicolon.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_BYTES = 64_000_000
LONGEST_CELL = 20_000
"""Characters: what is longer began with a quotation mark that nobody closed."""
_UNREAD = re.compile("[\ufffd\uf8f0-\uf8f3]")
"""What stands in the place of bytes that are no letter; CP932 gives some of them signs of its own."""
_IN_EUC = re.compile(rb"\x8f[\xa1-\xfe]{2}|\x8e[\xa1-\xdf]|[\xa1-\xfe][\xa1-\xfe]|[\x80-\xff]", re.DOTALL)
_SEPARATORS = (",", "\t", ";")
_NARROW_SIGNS, _NARROW_KANA = re.compile("[\uff61-\uff65]"), re.compile("[\uff66-\uff9f]")


class FileRow(NamedTuple):
    """`number` is that of the line, as an editor or a spreadsheet counts. `code`: why it cannot be read."""

    number: int
    cells: tuple[str, ...]
    code: str = ""


def rows(raw: bytes) -> Iterator[FileRow]:
    """Every row that has anything in it."""
    text = decoded(raw)
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    while True:
        number = lines.line_num + 1
        try:
            cells = tuple(cell.strip() for cell in next(lines))
        except StopIteration:
            return
        except csv.Error:
            yield FileRow(number, (), "line_broken")
            continue
        if any(cells):
            yield FileRow(number, cells, "letters_unread" if any(map(_UNREAD.search, cells)) else "")


def decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    read = [each.decode("cp932", "replace") for each in (raw, _of_euc(raw))]
    return min(read, key=lambda text: [len(each.findall(text)) for each in (_UNREAD, _NARROW_SIGNS, _NARROW_KANA)])


def _of_euc(raw: bytes) -> bytes:
    """EUC-JP as CP932: both write the same table, in other numbers. Python's own EUC lacks ㈱ and 髙, which Windows
    writes. What stands beside that table (JIS X 0212) is none of it, and shows as a letter that cannot be read."""
    return _IN_EUC.sub(lambda found: _shifted(found[0]), raw)


def _shifted(pair: bytes) -> bytes:
    if pair[0] == 0x8E:
        return pair[1:]
    if len(pair) != 2 or pair[1] < 0xA1:
        return b"\xfd"  # no letter of CP932
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    first = row // 2 + (0x81 if row < 62 else 0xC1)
    second = cell + 0x9F if row % 2 else cell + (0x40 if cell < 63 else 0x41)
    return bytes((first, second))


def _separator(text: str) -> str:
    head = "\n".join(text[:10_000].splitlines()[:5])
    return max(_SEPARATORS, key=head.count)
