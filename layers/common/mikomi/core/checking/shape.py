"""What the models know of a place in a file: the keys that may stand there, what is left out, what a value may be.

An error of pydantic names its place by keys, numbers and the tags of choices (`<wait>`, see `model.words`).
"""

from collections.abc import Iterator
from typing import Annotated, Any, ForwardRef, get_args, get_origin

from pydantic import BaseModel, Tag

from mikomi.model.condition import Condition
from mikomi.model.scenario import Step

Loc = tuple[int | str, ...]

_NAMED = {"Condition": Condition, "Step": Step}
"""What holds itself, and so stands in its own parts by name."""


def names(model: Any, loc: Loc) -> list[str]:
    """The keys that the model at this place knows."""
    inner = unwrapped(annotation_at(model, loc))
    if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
        return []
    return [field.alias or name for name, field in inner.model_fields.items()]


def annotation_at(model: Any, loc: Loc) -> Any:
    """What may stand at this place; None where the models know no such place."""
    for part in loc:
        model = next(_inside(model, part), None)
    return model


def may_be_left_out(model: Any, loc: Loc) -> bool:
    """Whether this key is one that its object can do without."""
    holder = unwrapped(annotation_at(model, loc[:-1]))
    if not (isinstance(holder, type) and issubclass(holder, BaseModel)):
        return get_origin(holder) is dict
    fields = [field for name, field in holder.model_fields.items() if loc[-1] in (field.alias, name)]
    return bool(fields) and not fields[0].is_required()


def _inside(annotation: Any, part: int | str) -> Iterator[Any]:
    """The annotation one step further in: a model's field, a container's items, a choice's tagged member."""
    if isinstance(part, str) and part.startswith("<"):
        yield from (member for member, tags in members(annotation) if part in tags)
        return
    inner = unwrapped(annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        for name, field in inner.model_fields.items():
            if part in (field.alias, name):
                yield Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
                if field.discriminator is not None:
                    yield field.annotation
    elif get_origin(inner) in (list, tuple, dict):
        yield get_args(inner)[-1]


def unwrapped(annotation: Any) -> Any:
    """Without Annotated and without `| None`."""
    if isinstance(annotation, ForwardRef | str):
        return _NAMED.get(annotation if isinstance(annotation, str) else annotation.__forward_arg__)
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    options = [option for option in get_args(annotation) if option is not type(None)]
    if get_origin(annotation) not in (list, dict, tuple) and len(options) == 1 and len(get_args(annotation)) == 2:
        return unwrapped(options[0])
    return annotation


def members(annotation: Any) -> Iterator[tuple[Any, set[str]]]:
    inner = unwrapped(annotation)
    if get_origin(inner) is list:
        return
    for member in get_args(inner):
        if get_origin(member) is Annotated:
            yield member, {extra.tag for extra in get_args(member)[1:] if isinstance(extra, Tag)}
            yield from members(get_args(member)[0])
        elif get_args(member):
            yield from members(member)
