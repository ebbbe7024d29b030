"""`away` of the sales reps: who stands in is there, is somebody else, and is not away too."""

from itertools import combinations

from mikomi.core.checking.document import Document, Path
from mikomi.model.company import Absence, CompanySettings


def check(document: Document, settings: CompanySettings) -> None:
    reps = {rep.id: rep for rep in settings.reps}
    for i, rep in enumerate(settings.reps):
        for j, absence in enumerate(rep.away):
            path: Path = ("reps", i, "away", j)
            if absence.from_ > absence.until:
                document.report("E-from-until", (*path, "from"))
            deputy = reps.get(absence.deputy)
            if deputy is None:
                among = tuple(each for each in reps if each != rep.id)
                document.report("E-rep", (*path, "deputy"), name=absence.deputy, among=among)
            elif deputy.id == rep.id:
                document.report("E-deputy-self", (*path, "deputy"))
            elif too := next((each for each in deputy.away if _meet(absence, each)), None):
                begins, ends = too.from_, too.until
                document.report("E-deputy-away", (*path, "deputy"), name=deputy.id, begins=begins, ends=ends)
        for (_, one), (j, other) in combinations(enumerate(rep.away), 2):
            if _meet(one, other):
                path = ("reps", i, "away", j, "from")
                document.report("E-away-twice", path, name=rep.id, begins=one.from_, ends=one.until)


def _meet(one: Absence, other: Absence) -> bool:
    """Whether they share a day. One that ends before it begins has none."""
    begins, ends = max(one.from_, other.from_), min(one.until, other.until)
    return begins <= ends
