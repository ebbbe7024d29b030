"""A file that is wrong in form, put right as far as its writer's meaning can be seen, so that the rest is examined.

Rules
1. A misspelt key is read as the one that was meant, if that is not there itself.
2. Where nobody can tell what was meant, the value is left out, or something stands in for it; both are noted as lost.
3. What is wrong twice at one place is given up together with what holds it: every repair ends.
"""

from copy import deepcopy
from itertools import islice
from typing import Any

from pydantic import BaseModel

from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.near import MOST, nearest
from mikomi.core.checking.shape import Loc, annotation_at, may_be_left_out, names
from mikomi.core.checking.stand_in import NoStandIn, stand_in
from mikomi.model.condition import VERBS
from mikomi.model.scenario import STEP_VERBS
from mikomi.model.trigger import TRIGGERS
from mikomi.model.tryout import EXPECTED_VERBS, GIVEN_VERBS

MOST_REPAIRS = 200
"""In one file: what needs more was made by a program, and is not read further."""

CHOICES = {
    "condition_verb": VERBS,
    "step_verb": STEP_VERBS,
    "trigger_kind": TRIGGERS,
    "given_verb": GIVEN_VERBS,
    "expected_verb": EXPECTED_VERBS,
}


_BESIDE = frozenset({"note", "id", "target", "times", "within", "since"})
"""What may stand beside a verb, and so is none that was misspelt."""


def misspelt_verb(value: dict[str, Any], verbs: tuple[str, ...]) -> str | None:
    """The key that was meant to be a verb, if one nearly is."""
    return next((name for name in islice(value, MOST) if name not in _BESIDE and nearest(name, verbs)), None)


class Repair:
    """`value` is what is read; `is_guess` says of a place that its key was meant to be this one, as far as we know."""

    def __init__(self, document: Document, model: type[BaseModel]) -> None:
        self.document, self.model = document, model
        self.value = deepcopy(document.value)
        self.guesses: set[Path] = set()
        self._tried: set[Path] = set()
        self._made = 0

    def put_right(self, error: Any) -> bool:
        """Whether anything was changed for this error."""
        kind, loc, context = error["type"], error["loc"], error.get("ctx") or {}
        path = path_in(self.value, loc)
        self._made += 1
        if self._made > MOST_REPAIRS:
            return False
        value = at(self.value, path)
        loc = _cut(loc, len(path)) if kind in CHOICES else loc
        if kind == "extra_forbidden":
            return self._unknown_key(path, loc)
        if kind == "missing":
            return len(path) == len([part for part in loc[:-1] if not _is_tag(part)]) and self._add(path, loc)
        if kind in CHOICES and isinstance(value, dict) and self._choose(path, loc, value, CHOICES[kind]):
            return True
        if kind == "wait_for" and isinstance(value, dict) and value.get("for") is not None:
            return self._drop((*path, "for"))
        if kind == "trait_test" and isinstance(value, dict):
            self.document.lose(path, value)
            self._set(path, {"trait": value.get("trait"), "exists": True})
            return True
        if kind == "literal_error" and (near := nearest(str(value), choices_of(context))):
            self.document.lose(path, value)
            self._set(path, near)
            return True
        return self._replace(path, loc)

    def _unknown_key(self, path: Path, loc: Loc) -> bool:
        holder, name = at(self.value, path[:-1]), str(loc[-1])
        meant = nearest(name, names(self.model, loc[:-1]))
        if not isinstance(holder, dict) or name not in holder:
            return False
        if meant is None or meant in holder:
            return self._drop(path)
        self._rename(path[:-1], holder, name, meant)
        return True

    def _rename(self, path: Path, holder: dict[str, Any], name: str, meant: str) -> None:
        holder[meant] = holder.pop(name)
        self.document.rename((*path, meant), name)
        self.guesses.add((*path, meant))

    def _choose(self, path: Path, loc: Loc, value: dict[str, Any], verbs: tuple[str, ...]) -> bool:
        """One verb, where none or several are: with the others their own keys go."""
        several = [verb for verb in value if verb in verbs]
        if len(several) > 1:
            kept = next((verb for verb in several if verb != "wait"), several[0])
            known = {verb: set(names(self.model, (*loc, f"<{verb}>"))) for verb in several}
            beside = set().union(*known.values()) - known[kept] | {*several} - {kept}
            for name in beside & value.keys():
                self.document.lose((*path, name), value.pop(name))
            return True
        misspelt = misspelt_verb(value, verbs)
        if misspelt is None or several:
            return False
        meant = nearest(misspelt, verbs)
        assert meant is not None
        self._rename(path, value, misspelt, meant)
        return True

    def _add(self, path: Path, loc: Loc) -> bool:
        holder, name = at(self.value, path), str(loc[-1])
        if not isinstance(holder, dict) or name in holder:
            return False
        return self._stand_in((*path, name), loc)

    def _replace(self, path: Path, loc: Loc) -> bool:
        """Out with what cannot be used; where that was tried, with what holds it."""
        length = len(path)
        kept = _cut(loc, length)
        while path in self._tried and path:
            path, length = path[:-1], length - 1
            kept = _cut(loc, length)
        self._tried.add(path)
        if not path:
            return False
        if path in self.guesses or (isinstance(path[-1], str) and may_be_left_out(self.model, kept)):
            return self._drop(path)
        return self._stand_in(path, kept)

    def _stand_in(self, path: Path, loc: Loc) -> bool:
        written = at(self.value, path) if isinstance(path[-1], int) or path[-1] in at(self.value, path[:-1]) else None
        try:
            instead = stand_in(annotation_at(self.model, loc), self._made)
        except NoStandIn:
            return self._replace(path[:-1], _cut(loc, len(path) - 1)) if len(path) > 1 else False
        self.document.lose(path, written)
        self._set(path, instead)
        return True

    def _drop(self, path: Path) -> bool:
        holder = at(self.value, path[:-1])
        if not isinstance(holder, dict) or path[-1] not in holder:
            return False
        self.document.lose(path, holder.pop(path[-1]))
        return True

    def _set(self, path: Path, value: Any) -> None:
        at(self.value, path[:-1])[path[-1]] = value


def choices_of(context: dict[str, Any]) -> tuple[str, ...]:
    """The words that a Literal knows, out of the error's own sentence."""
    return tuple(word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", "))


def path_in(value: Any, loc: Loc) -> Path:
    """The path in the value to which an error's place leads; the last part may be absent (a missing key)."""
    path: Path = ()
    for part in loc:
        if _is_tag(part):
            continue
        inside: Any = value
        in_object = isinstance(inside, dict) and isinstance(part, str) and part in inside
        if in_object or (isinstance(inside, list) and isinstance(part, int) and part < len(inside)):
            value = inside[part]
        else:
            break
        path = (*path, part)
    return path


def at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _is_tag(part: int | str) -> bool:
    """The tag of a choice (see model.words) is no key."""
    return isinstance(part, str) and part.startswith("<") and part.endswith(">")


def _cut(loc: Loc, length: int) -> Loc:
    """The part of an error's place that leads as far as a path of this length, with the tags behind it."""
    kept: list[int | str] = []
    for part in loc:
        if not _is_tag(part):
            if length == 0:
                break
            length -= 1
        kept.append(part)
    while kept and _is_tag(kept[-1]):
        kept.pop()
    return tuple(kept)
