"""A list of companies that sales want to win: looked at, then written, a row a company. Twice changes nothing."""

from collections.abc import Iterable
from typing import NamedTuple

from mikomi.aws import targets
from mikomi.core.imports import target_row
from mikomi.core.imports.list_row import BadRow
from mikomi.model.base import Millis
from mikomi.model.target import TargetCompany
from mikomi.shell.operator import list_file
from mikomi.shell.operator.by_hand import NotPossible


class TargetPreview(NamedTuple):
    """`new`, `changed`: as they will stand. `same`: rows that say nothing more."""

    rows: int
    new: list[TargetCompany]
    changed: list[TargetCompany]
    same: int
    rejected: list[BadRow]

    def counted(self) -> dict[str, int]:
        return {"rows": self.rows, "new": len(self.new), "changed": len(self.changed), "same": self.same}


def look(
    raw: bytes, reps: Iterable[str], owner: str, tags: tuple[str, ...], said: tuple[str, str, Millis]
) -> TargetPreview:
    """What bringing it in would do. `owner`, `tags`: of all that do not say another. `said`: the file's name, who
    brings it, and when. NotPossible."""
    known_reps = list(reps)
    if owner and owner not in known_reps:
        raise NotPossible("target_owner_unknown", given=owner)
    heads, people = list_file.table(raw, target_row.MAPPED, target_row.NEEDS, "target_no_headings")
    before = {each.key: each for each in targets.every()}
    after: dict[str, TargetCompany] = {}
    bad: list[BadRow] = []
    for row in people:
        each = target_row.read(row, heads.columns, known_reps)
        if isinstance(each, BadRow):
            bad.append(each)
            continue
        file, by, at = said
        each = each._replace(
            owner=each.owner or owner, tags=tuple(dict.fromkeys((*each.tags, *tags))), file=file, by=by, at=at
        )
        after[each.key] = target_row.together(after.get(each.key) or before.get(each.key), each)
    new = [each for key, each in after.items() if key not in before]
    changed = [each for key, each in after.items() if key in before and each != before[key]]
    return TargetPreview(len(people), new, changed, len(people) - len(bad) - len(new) - len(changed), bad)


def carry_out(looked: TargetPreview) -> None:
    for each in (*looked.new, *looked.changed):
        targets.write(each)
