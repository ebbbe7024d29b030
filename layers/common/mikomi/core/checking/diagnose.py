"""From what a model refuses to what its writer should do: no sentence of the checking library reaches a reader.

Rules
1. One slip, one problem: a misspelt key is reported where it stands, not also as the right key's absence.
2. A position is the value's own, or the key's where the key is what is wrong.
3. Whatever has no sentence of its own is still reported, as a value that cannot be used.
"""

from typing import Any

from pydantic import BaseModel, ValidationError

from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.near import MOST, nearest
from mikomi.core.checking.repair import CHOICES, Repair, at, choices_of, misspelt_verb, path_in
from mikomi.core.checking.shape import Loc, names

ROUNDS = 12
"""Of repair and reading anew: the models tell what is wrong between several keys only when each is right."""

_SAID = {
    "condition_verb": ("E-condition", CHOICES["condition_verb"], ("条件", "condition")),
    "step_verb": ("E-step", CHOICES["step_verb"], ("ステップ", "step")),
    "trigger_kind": ("E-trigger", CHOICES["trigger_kind"], ("トリガー", "trigger")),
    "given_verb": ("E-given", CHOICES["given_verb"], ("出来事", "event")),
    "expected_verb": ("E-expect", CHOICES["expected_verb"], ("期待", "expectation")),
}
_OWN = {
    "duration": "E-duration",
    "duration_fixed": "E-duration-fixed",
    "no_such_day": "E-date",
    "trait_test": "E-trait-test",
    "wait_for": "E-wait",
    "wait_past": "E-wait-past",
    "judged_by": "E-judged-by",
    "winner": "E-winner",
    "slot_empty": "E-slot-empty",
    "section_empty": "E-section-empty",
}
_TYPES = {
    "string": ('「"」で囲んだ文字列', "a text in quotation marks"),
    "int": ("整数（引用符なし）", "a whole number, without quotation marks"),
    "float": ("数値（引用符なし）", "a number, without quotation marks"),
    "bool": ("true か false", "true or false"),
    "list": ("[ ] で囲んだ一覧", "a list in [ ]"),
    "dict": ("{ } で囲んだ項目", "an object in { }"),
    "model": ("{ } で囲んだ項目", "an object in { }"),
}


def diagnose(document: Document, model: type[BaseModel]) -> Any:
    """The document as a `model`; what is wrong is reported to the document, and put right as far as its meaning can be
    seen. None where nothing of it can."""
    repair = Repair(document, model)
    reported: set[tuple[str, Loc]] = set()
    for _ in range(ROUNDS):
        try:
            return model.model_validate(repair.value)
        except ValidationError as refused:
            errors = sorted(refused.errors(include_url=False), key=lambda error: error["type"] != "extra_forbidden")
        unknown: dict[Path, list[str]] = {}
        for error in errors:
            if error["type"] == "extra_forbidden":
                unknown.setdefault(path_in(repair.value, error["loc"])[:-1], []).append(str(error["loc"][-1]))
        for error in errors:
            is_odd = error["type"].endswith("_type") and path_in(repair.value, error["loc"]) in repair.guesses
            once = (error["type"], error["loc"])
            if not is_odd and once not in reported:  # else the key was meant to be another one, or nothing helps
                reported.add(once)
                _report(document, repair, error, unknown)
        put_right = [_put_right(repair, error) for error in errors]
        if not any(put_right):
            break
    document.lose((), document.value)
    return None


def _put_right(repair: Repair, error: Any) -> bool:
    try:
        return repair.put_right(error)
    except (LookupError, TypeError):  # what held it went with an error before
        return False


def _report(document: Document, repair: Repair, error: Any, unknown: dict[Path, list[str]]) -> None:
    kind, loc, context = error["type"], error["loc"], error.get("ctx") or {}
    path = path_in(repair.value, loc)
    value = at(repair.value, path)
    if kind == "extra_forbidden":
        name = str(loc[-1])
        document.report("E-unknown", path, key=True, name=name, among=tuple(names(repair.model, loc[:-1])))
    elif kind == "missing":
        name = str(loc[-1])
        if not document.broken and not any(nearest(other, [name]) for other in unknown.get(path, [])[:MOST]):
            document.report("E-missing", path, name=name)
    elif kind in CHOICES:
        _report_verbs(document, path, value, *_SAID[kind])
    elif kind == "literal_error":
        among = choices_of(context)
        document.report("E-choice", path, name=value, among=among, shown=" / ".join(among))
    elif kind in _OWN:
        document.report(_OWN[kind], path, name=value)
    elif kind == "string_pattern_mismatch":
        document.report(_pattern_code(context["pattern"]), path, name=value)
    elif kind.endswith("_type") and kind.removesuffix("_type") in _TYPES:
        document.report("E-type", path, want=_TYPES[kind.removesuffix("_type")])
    elif kind in ("model_attributes_type", "int_from_float", "is_instance_of"):
        document.report("E-type", path, want=_TYPES["int" if kind == "int_from_float" else "model"])
    elif kind in _BOUNDS:
        code, ja, en = _BOUNDS[kind]
        limit = next(bound for name, bound in context.items() if name in _LIMITS)
        document.report(code, path, bound=(ja.format(limit), en.format(limit)))
    else:
        document.report("E-value", path)


_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length")
_BOUNDS = {
    "greater_than_equal": ("E-range", " {:g} 以上", "at least {:g}"),
    "greater_than": ("E-range", " {:g} より大きい数", "greater than {:g}"),
    "less_than_equal": ("E-range", " {:g} 以下", "at most {:g}"),
    "less_than": ("E-range", " {:g} より小さい数", "less than {:g}"),
    "too_short": ("E-length", "{} 個以上", "at least {} items"),
    "too_long": ("E-length", "{} 個以下", "at most {} items"),
    "string_too_short": ("E-length", "{} 文字以上", "at least {} characters"),
    "string_too_long": ("E-length", "{} 文字以下", "at most {} characters"),
}


_PATTERNS = (
    ("T(", "E-moment"), ("{4}-", "E-date"), (":[0-5]", "E-hour"), ("A-Z", "E-arm-id"), (">=", "E-comparison"),
    ("^/", "E-path"), ("", "E-id"),
)  # fmt: skip
"""What tells the patterns of mikomi.model apart."""


def _pattern_code(pattern: str) -> str:
    return next(code for part, code in _PATTERNS if part in pattern)


def _report_verbs(document: Document, path: Path, value: Any, code: str, verbs: tuple[str, ...], what: Any) -> None:
    """An object that should hold exactly one verb holds none, or several."""
    among = " ".join(verbs)
    if not isinstance(value, dict):
        document.report("E-type", path, want=_TYPES["model"])
        return
    found = [verb for verb in value if verb in verbs]
    if len(found) > 1:
        document.report("E-two-verbs", (*path, found[1]), key=True, what=what, found=" / ".join(found))
        return
    misspelt = misspelt_verb(value, verbs)
    if misspelt:
        document.report("E-unknown", (*path, misspelt), key=True, name=misspelt, among=verbs)
    elif not document.broken:
        document.report(code, path, shown=among)
