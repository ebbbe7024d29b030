"""Mails of several files: what each says of the others, and the whole that they make (`core.mails.layouts`).

Rules
1. A slip is reported in the file in which it stands, once, however many mails are made of that file.
2. A file that is refused is told of by itself; whoever names it is not told of it again.
3. A layout or a part that no mail is made of is unused. It is no mail, so no step has to send it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mikomi.core.checking.near import nearest
from mikomi.core.checking.source import Source
from mikomi.core.checking.template_slips import Mended, mended
from mikomi.core.mails import layouts, templates
from mikomi.core.mails.layouts import Fault
from mikomi.core.mails.templates import Reading

_FAULTS = {
    "absent": "E-layout",
    "nested": "E-layout-nested",
    "circle": "E-part-circle",
    "block": "E-block",
    "outside": "E-outside-block",
    "twice": "E-twice",
    "size": "E-template-size",
}


class Assembled(NamedTuple):
    """A mail's part: the file that it is, in one piece (None: something in it is refused), and the files that the whole
    is made of, its own first. `plain` is its layout with nothing filled in, where it has one. `is_mjml`: the whole was
    MJML, and the files still are."""

    source: Source
    whole: str | None
    made_of: tuple[Source, ...]
    layout: Source | None = None
    plain: str | None = None
    is_mjml: bool = False


def reading_of(source: Source) -> Reading:
    """What the file itself says, its blocks and the names of other files allowed."""
    return templates.read(mended_of(source).text, parts=_names_files(source))


def mended_of(source: Source) -> Mended:
    """The file without what is wrong with its braces, letter for letter in its place."""
    return mended(source.text, parts=_names_files(source))


def _is_refused(source: Source) -> bool:
    """Whether the file, or what it says of others, cannot be read."""
    return bool(reading_of(source).refusals) or not mended_of(source).words.isdisjoint(("block", "extends", "include"))


def _names_files(source: Source) -> bool:
    return layouts.is_shared(_name(source)) or templates.is_pieced(source.text)


def assemble(mails: Mapping[str, Source], shared: Mapping[str, Source]) -> dict[str, Assembled]:
    """Each of the mails' files in one piece, by its path. Problems are reported to the sources."""
    made: dict[str, Assembled] = {}
    refused = {file for file, source in (*mails.items(), *shared.items()) if _is_refused(source)}
    for file, source in mails.items():
        beside = {_name(each): each for each in shared.values() if _kind(each.file) == _kind(file)}
        texts = {name: "" if each.file in refused else mended_of(each).text for name, each in beside.items()}
        if file in refused:
            made[file] = Assembled(source, None, (source,))
        elif not templates.is_pieced(source.text):
            made[file] = Assembled(source, mended_of(source).text, (source,))
        else:
            made[file] = _put_together(source, beside, texts, refused)
    if not refused:  # else who knows what it would have named
        _tell_unused(mails, shared)
    return made


def _tell_unused(mails: Mapping[str, Source], shared: Mapping[str, Source]) -> None:
    used: set[str] = set()
    asked = list(mails.values())
    while asked:
        source = asked.pop()
        written = [f"mails/{name}" for name in sorted(layouts.named(mended_of(source).text))]
        meant = {file if file in shared else nearest(file, tuple(shared)) or file for file in written}
        asked += [shared[file] for file in meant - used if file in shared]
        used |= meant
    for file, source in shared.items():
        if file not in used:
            source.report("W-layout-unused", None)


def _put_together(
    source: Source, beside: Mapping[str, Source], texts: Mapping[str, str], refused: Iterable[str]
) -> Assembled:
    mine = _name(source)
    result = layouts.whole(mine, {**texts, mine: mended_of(source).text})
    made_of = tuple(source if name == mine else beside[name] for name in result.files)
    if any(part.file in refused for part in made_of):
        return Assembled(source, None, made_of)
    for fault in result.faults:
        _report(source if fault.file == mine else beside[fault.file], fault)
    extends = layouts.outline(mended_of(source).text).extends
    if result.source is None or extends is None:
        return Assembled(source, result.source, made_of)
    plain = layouts.own(extends.file, texts).source
    return Assembled(source, result.source, made_of, beside[extends.file], plain)


def _report(source: Source, fault: Fault) -> None:
    start = source.offset(fault.line, fault.name) if fault.line else max(source.text.find(fault.name), 0)
    needs = f"mails/{fault.name}" if fault.code == "absent" else None
    params = {"name": fault.name, "what": ("ブロック", "block")}
    report_once(
        source, _FAULTS[fault.code], start, start + max(len(fault.name), 1), among=fault.among, needs=needs, **params
    )


def report_once(source: Source, code: str, start: int, end: int, **more: object) -> None:
    """A problem of a file that several mails are made of: each of them may come upon it."""
    at = source.position(start)
    if not any(told.code == code and (told.line, told.column) == at for told in source.problems):
        source.report(code, start, end, **more)  # type: ignore[arg-type]


def _name(source: Source) -> str:
    return source.file.rpartition("/")[2]


def _kind(file: str) -> str:
    return file.rpartition(".")[2]
