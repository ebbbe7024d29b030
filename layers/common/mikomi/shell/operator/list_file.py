"""A list's file, as its rows: what each says, or why it cannot be taken."""

from collections.abc import Iterable, Mapping, Sequence

from mikomi.core.imports import headings, list_row, spreadsheet, text_file
from mikomi.core.imports.headings import EMAIL, USER, Headings, NoHeadings
from mikomi.core.imports.list_row import BadRow, ListRow
from mikomi.core.imports.spreadsheet import NoSpreadsheet
from mikomi.core.imports.text_file import FileRow
from mikomi.shell.operator.by_hand import NotPossible

MOST_ROWS = 50_000


def rows(raw: bytes, columns: Iterable[str] = ()) -> tuple[Headings, list[ListRow | BadRow]]:
    """`columns` are said by hand, each as `NAME=field`. NotPossible where the whole file cannot be taken."""
    heads, people = table(raw, _mapped(columns))
    return heads, [list_row.read(row, heads.columns) for row in people]


def table(
    raw: bytes, mapped: Mapping[str, str], needs: Sequence[str] = (EMAIL, USER), without: str = "list_no_headings"
) -> tuple[Headings, list[FileRow]]:
    """The columns, and the rows below them. `without`: why a file is refused that has none of what it `needs`."""
    if len(raw) > text_file.MOST_BYTES:
        raise NotPossible("list_too_large", most=text_file.MOST_BYTES // 1_000_000)
    try:
        read = list(spreadsheet.rows(raw)) if raw.startswith(spreadsheet.MARK) else list(text_file.rows(raw))
        heads = headings.read(read, mapped, needs)
    except NoSpreadsheet:
        raise NotPossible("list_spreadsheet_invalid") from None
    except NoHeadings:
        raise NotPossible(without) from None
    people = read[heads.first :]
    if not people:
        raise NotPossible("list_empty")
    if len(people) > MOST_ROWS:
        raise NotPossible("list_too_long", most=MOST_ROWS)
    return heads, people


def _mapped(columns: Iterable[str]) -> Mapping[str, str]:
    mapped = {}
    for each in columns:
        name, _, field = (part.strip() for part in each.rpartition("="))
        if not name or headings.unknown_fields([field]):
            raise NotPossible("list_column_invalid", given=each)
        mapped[name] = field
    return mapped
