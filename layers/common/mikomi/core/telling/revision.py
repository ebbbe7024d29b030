"""What differs between two plans, in the words of the business: of each scenario, mail, form, of the scoring and of the
settings what was added, what was taken away and what is different.

Rules
1. Nothing is passed over: two plans that do not say the same have differences, and each key that differs has its own
   (`revised_keys`). Plans that say the same have none.
2. A mail's text is compared line by line. Its HTML is shown where its text is the same; else that it differs.
3. Each difference stands by itself, with the kind and id of what it is of and the step: whoever knows numbers or people
   of these puts them beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from mikomi.core.telling import prose
from mikomi.core.telling.revised_keys import Difference, Side, Sides, called, differences, each_told
from mikomi.core.telling.revised_steps import step_differences
from mikomi.core.words import key_names
from mikomi.model.base import Frozen, Json
from mikomi.model.plan import MailTemplate, Plan
from mikomi.model.scenario import Scenario

KINDS: dict[str, tuple[str, str]] = {
    "settings": ("設定", "settings"),
    "scoring": ("スコアリング", "scoring"),
    "sales": ("営業の設定", "sales settings"),
    "scenario": ("シナリオ", "scenario"),
    "mail": ("メール", "mail"),
    "form": ("フォーム", "form"),
    "slot": ("出し分け", "slot"),
    "segment": ("セグメント", "segment"),
    "asset": ("資料", "file"),
    "language": ("書き方の版", "rules of the language"),
}
_MANY = {"scenario": "scenarios", "mail": "mails", "form": "forms", "slot": "slots", "segment": "segments"}
SAID: dict[str, tuple[str, str]] = {
    "title": ("{kind}「{name}」 {verb}", "{kind} “{name}” {verb}"),
    "title.alone": ("{kind} {verb}", "{kind} {verb}"),
    "added": ("を追加", "added"),
    "removed": ("を削除", "removed"),
    "changed": ("を変更", "changed"),
    "none": ("違いはありません。", "There is no difference."),
    "html": ("{n}行が変わりました", "{n} lines differ"),
    "edition": ("版", "edition"),
}
LONG = 60
"""Characters of two values together that still stand on one line."""


class Revised(Frozen):
    """One thing that differs. `name` is what people call it."""

    kind: Literal["settings", "scoring", "sales", "scenario", "mail", "form", "slot", "segment", "asset", "language"]
    id: str
    name: str
    verb: Literal["added", "removed", "changed"]
    differences: tuple[Difference, ...] = ()


def revision(before: Plan, after: Plan, language: str, assets: Iterable[str] = ()) -> tuple[Revised, ...]:
    """Everything that differs. `assets`: files of both whose content is known to differ: a plan only names them."""
    sides = Sides(Side.of(before, language), Side.of(after, language))
    return tuple(_all(sides, {*assets}))


Beside = Callable[[Revised, str | None], Iterable[str]]
"""What is known of a thing that differs, or of this step of it, a line each."""


def _nothing(_of: Revised, _step: str | None) -> Iterable[str]:
    return ()


def as_text(revised: Iterable[Revised], language: str, beside: Beside = _nothing) -> str:
    """For a terminal: what was, and what is; what is new behind a plus, what is gone behind a minus; below each what is
    known `beside` it."""
    lines = []
    for each in revised:
        lines += ["", title(each, language), *(f"  {line}" for line in beside(each, None))]
        where = ""
        for one, next_one in zip_longest(each.differences, each.differences[1:]):
            lines += [f"  {line}" for line in _lines(one, again=one.where == where)]
            where = one.where
            if one.step and (next_one is None or next_one.step != one.step):
                lines += [f"    {line}" for line in beside(each, one.step)]
    return "\n".join(lines[1:] or [SAID["none"][language != "ja"]]) + "\n"


def title(revised: Revised, language: str) -> str:
    """`シナリオ「資料請求」を変更`."""
    alone = revised.kind in ("settings", "scoring", "sales", "language")
    pair, kind, verb = SAID["title.alone" if alone else "title"], KINDS[revised.kind], SAID[revised.verb]
    said = pair[language != "ja"].format(kind=kind[language != "ja"], name=revised.name, verb=verb[language != "ja"])
    return said.replace(" を", "を") if language == "ja" else said[0].upper() + said[1:]


def in_brief(revised: Iterable[Revised], language: str, most: int = 4) -> str:
    """All of it in one line, by what differs."""
    titles = [title(each, language) for each in revised]
    more = f" … +{len(titles) - most}" if len(titles) > most else ""
    return ("、" if language == "ja" else ", ").join(titles[:most]) + more


def plain(revised: Iterable[Revised]) -> list[Json]:
    """For programs."""
    return [each.model_dump(mode="json") for each in revised]


def _lines(one: Difference, *, again: bool) -> Iterator[str]:
    if one.before is None or one.after is None:
        sign, text = ("+", one.after) if one.before is None else ("-", one.before)
        yield f"{sign}   {text}" if again else f"{sign} {one.where}: {text}"
    elif len(one.before) + len(one.after) <= LONG:
        yield f"{one.where}: {one.before} → {one.after}"
    else:
        yield f"{one.where}:"
        yield f"    - {one.before}"
        yield f"    + {one.after}"


def _all(sides: Sides, assets: set[str]) -> Iterator[Revised]:
    before, after = sides.before.plan, sides.after.plan
    for kind in ("settings", "scoring", "sales"):
        if said := tuple(differences(getattr(before, kind), getattr(after, kind), sides)):
            yield Revised(kind=kind, id=kind, name=kind, verb="changed", differences=said)
    for kind, part in _MANY.items():
        yield from _each(kind, getattr(before, part), getattr(after, part), sides)
    for name in sorted({*before.assets} | {*after.assets}):
        verb = "added" if name not in before.assets else "removed" if name not in after.assets else "changed"
        if verb != "changed" or name in assets:
            yield Revised(kind="asset", id=name, name=name.removeprefix("assets/"), verb=verb)
    if before.assets != after.assets and {*before.assets} == {*after.assets}:
        yield Revised(kind="asset", id="assets", name="assets", verb="changed")
    if before.edition != after.edition:
        edition = Difference(
            where=SAID["edition"][sides.language != "ja"], before=f"{before.edition}", after=f"{after.edition}"
        )
        yield Revised(kind="language", id="edition", name="edition", verb="changed", differences=(edition,))


def _each(kind: Any, before: Mapping[str, Any], after: Mapping[str, Any], sides: Sides) -> Iterator[Revised]:
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        if one is None:
            said = tuple(Difference(where=where, after=text) for where, text in _whole(other, sides.after))
            yield Revised(kind=kind, id=name, name=_name(other, sides.after), verb="added", differences=said)
        elif other is None:
            yield Revised(kind=kind, id=name, name=_name(one, sides.before), verb="removed")
        else:
            said = tuple(_changed(one, other, sides))
            yield Revised(kind=kind, id=name, name=_name(other, sides.after), verb="changed", differences=said)


def _name(thing: Any, side: Side) -> str:
    return (thing.subject or thing.id) if isinstance(thing, MailTemplate) else called(thing, side)


def _changed(one: Any, other: Any, sides: Sides) -> Iterator[Difference]:
    if isinstance(one, Scenario):
        yield from differences(one, other, sides.of(one, other), beside=("steps",))
        yield from step_differences(one, other, sides)
    elif isinstance(one, MailTemplate):
        yield from _mail(one, other, sides)
    else:
        yield from differences(one, other, sides)


def _mail(one: MailTemplate, other: MailTemplate, sides: Sides) -> Iterator[Difference]:
    yield from differences(one, other, sides, beside=("text", "html"))
    yield from _line_by_line(one.text, other.text, key_names.key_name(MailTemplate, "text", sides.language))
    html = list(_line_by_line(one.html, other.html, key_names.key_name(MailTemplate, "html", sides.language)))
    if one.text == other.text:
        yield from html
    elif html:
        said = SAID["html"][sides.language != "ja"].format(n=len(html))
        yield Difference(where=html[0].where, after=said)


def _line_by_line(one: str, other: str, where: str) -> Iterator[Difference]:
    before, after = one.splitlines(keepends=True), other.splitlines(keepends=True)
    for verb, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb != "equal":
            yield from (Difference(where=where, before=line.rstrip("\r\n")) for line in before[i:j])
            yield from (Difference(where=where, after=line.rstrip("\r\n")) for line in after[k:m])


def _whole(thing: Any, side: Side) -> Iterator[tuple[str, str]]:
    """What is new, as it reads: where, and what."""
    if isinstance(thing, Scenario):
        for chapter in prose.prose(thing, side.plan, side.language):
            for line in chapter.lines if chapter.id in ("about", "enters", "steps") else ():
                yield chapter.title, "  " * line.depth + f"{line.number} {line.text}".lstrip()
    elif isinstance(thing, MailTemplate):
        for text in filter(str.strip, thing.text.splitlines()):
            yield key_names.key_name(MailTemplate, "text", side.language), text
    else:
        yield from each_told(thing, side, ("id", "name", "version"))
