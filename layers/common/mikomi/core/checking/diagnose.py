"""From what a model refuses to what its writer should do: no sentence of the checking library reaches a reader.

Rules
1. One slip, one problem: a misspelt key is reported where it stands, not also as the right key's absence.
2. A position is the value's own, or the key's where the key is what is wrong.
3. Whatever has no sentence of its own is still reported, as a value that cannot be used.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.near import MOST, nearest
from mikomi.model.condition import VERBS
from mikomi.model.scenario import STEP_VERBS
from mikomi.model.trigger import TRIGGERS
from mikomi.model.tryout import EXPECTED_VERBS, GIVEN_VERBS

_CHOICES = {
    "condition_verb": ("E-condition", VERBS, ("条件", "condition")),
    "step_verb": ("E-step", STEP_VERBS, ("ステップ", "step")),
    "trigger_kind": ("E-trigger", TRIGGERS, ("トリガー", "trigger")),
    "given_verb": ("E-given", GIVEN_VERBS, ("出来事", "event")),
    "expected_verb": ("E-expect", EXPECTED_VERBS, ("期待", "expectation")),
}
_OWN = {
    "duration": "E-duration",
    "duration_fixed": "E-duration-fixed",
    "no_such_day": "E-date",
    "trait_test": "E-trait-test",
    "wait_for": "E-wait",
    "wait_past": "E-wait-past",
    "no_language": "E-language",
    "slot_empty": "E-slot-empty",
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
_NOT_YET = {"webhook": ("webhook", "webhook")}


def diagnose(document: Document, model: type[BaseModel]) -> Any:
    """The document as a `model`, or None; what is wrong is reported to the document."""
    try:
        return model.model_validate(document.value)
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
    unknown: dict[Path, list[str]] = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            unknown.setdefault(_path(document.value, error["loc"])[:-1], []).append(str(error["loc"][-1]))
    for error in errors:
        _report(document, model, error, unknown)
    return None


def _report(document: Document, model: type[BaseModel], error: Any, unknown: dict[Path, list[str]]) -> None:
    kind, loc, context = error["type"], error["loc"], error.get("ctx") or {}
    path = _path(document.value, loc)
    value = _at(document.value, path)
    if kind == "extra_forbidden":
        name = str(loc[-1])
        document.report("E-unknown", path, key=True, name=name, among=tuple(_names(model, loc[:-1])))
    elif kind == "missing":
        name = str(loc[-1])
        if not document.broken and not any(nearest(other, [name]) for other in unknown.get(path, [])[:MOST]):
            document.report("E-missing", path, name=name)
    elif kind in _CHOICES:
        _report_verbs(document, path, value, *_CHOICES[kind])
    elif kind == "literal_error":
        among = tuple(word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", "))
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
    later = next((name for name in value if name in _NOT_YET), None)
    if later:
        document.report("E-unsupported", (*path, later), key=True, what=_NOT_YET[later])
        return
    misspelt = next((name for name in islice(value, MOST) if nearest(name, verbs)), None)
    if misspelt:
        document.report("E-unknown", (*path, misspelt), key=True, name=misspelt, among=verbs)
    elif not document.broken:
        document.report(code, path, shown=among)


def _path(value: Any, loc: tuple[int | str, ...]) -> Path:
    """The path in the document to which an error's place leads; the last part may be absent (a missing key)."""
    path: Path = ()
    for part in loc:
        if isinstance(part, str) and part.startswith("<") and part.endswith(">"):
            continue  # the tag of a choice (see model.words), not a key
        inside: Any = value
        in_object = isinstance(inside, dict) and isinstance(part, str) and part in inside
        if in_object or (isinstance(inside, list) and isinstance(part, int) and part < len(inside)):
            value = inside[part]
        else:
            break
        path = (*path, part)
    return path


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _names(model: Any, loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the model at this place knows."""
    for part in loc:
        model = next(_inside(model, part), None)
    inner = _unwrapped(model)
    if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
        return []
    return [field.alias or name for name, field in inner.model_fields.items()]


def _inside(annotation: Any, part: int | str) -> Iterator[Any]:
    """The annotation one step further in: a model's field, a container's items, a choice's tagged member."""
    if isinstance(part, str) and part.startswith("<"):
        yield from (member for member, tags in _members(annotation) if part in tags)
        return
    inner = _unwrapped(annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        for name, field in inner.model_fields.items():
            if part in (field.alias, name):
                yield Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
                if field.discriminator is not None:
                    yield field.annotation
    elif get_origin(inner) in (list, tuple, dict):
        yield get_args(inner)[-1]


def _unwrapped(annotation: Any) -> Any:
    """Without Annotated and without `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    options = [option for option in get_args(annotation) if option is not type(None)]
    if get_origin(annotation) not in (list, dict, tuple) and len(options) == 1 and len(get_args(annotation)) == 2:
        return _unwrapped(options[0])
    return annotation


def _members(annotation: Any) -> Iterator[tuple[Any, set[str]]]:
    inner = _unwrapped(annotation)
    if get_origin(inner) is list:
        return
    for member in get_args(inner):
        if get_origin(member) is Annotated:
            yield member, {extra.tag for extra in get_args(member)[1:] if isinstance(extra, Tag)}
            yield from _members(get_args(member)[0])
        elif get_args(member):
            yield from _members(member)
