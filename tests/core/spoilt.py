"""Workspaces with slips in them, as people, editors and file systems make them: drawn by a seed, of every kind of file.

A slip is of a value in a JSON file, of the text of any file, or of the folder. What comes out may well be right.
"""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mikomi.cli import starter
from mikomi.cli.guide.source import LANGUAGES, ExampleFile, Story
from mikomi.cli.starter import NAMES, Own
from mikomi.core.checking import workspace

from tests.core import guide
from tests.core.spoilt_files import FOLDERS, LETTERS, TEXTS, Files, with_a_file_of_another

KINDS = {
    "settings": r"settings\.json",
    "scoring": r"scoring\.json",
    "sales": r"sales\.json",
    "scenario": r"scenarios/.+\.json",
    "form": r"forms/.+\.json",
    "slot": r"slots/.+\.json",
    "segment": r"segments/.+\.json",
    "catalog": r"catalogs/.+\.json",
    "tags": r"mails/[^_].*\.json",
    "test": r"tests/.+\.json",
    "mail": r"mails/[^_].*\.html",
    "text": r"mails/[^_].*\.txt",
    "layout": r"mails/_.+",
}
PARTS = ("scenarios/", "mails/", "catalogs/")
"""What a workspace may do without, where nothing of it speaks of it; each speaks of the ones behind it."""
FOLDER = "folder"
"""The kind of a slip of the folder itself."""

WORDS = [
    "", " ", "x", "3d", "2bd", "２営業日", "0d", "-1d", "999999d", "9" * 400 + "d", "1.5h", "10:00", "24:00", "99:99",
    "2026-12-10", "2026-02-30", "0001-01-01", "9999-12-31", "9999-12-31T23:59", "2026-12-10T10:00+09:00", ">= 80",
    ">=", "> 1e400", "within 30d", "within 99999d", "/price", "**", "/" * 300, "[", "(?i)a", "(a+)+$", "\\1", "all",
    "never", "after_exit", "owner", "*", "__proto__", "constructor", "__class__", "{0}", "%s", "{{ lead.name }}",
    "{% if x %}", "ä" * 300, "あ" * 5_000, "0 9 * * 1", "* * * * *", "0 0 30 2 *", "61 25 * * *", "Asia/Tokyo",
    "Mars/Olympus", "javascript:alert(1)", "https://e.example/x", "http://127.0.0.1/", "a@b.example", "a@b\r\nc",
    "true", "null", "NaN", "offer.x - 1d",
]  # fmt: skip
NUMBERS: list[Any] = [
    0, -0.0, -1, 1, 2, 0.5, 1e-320, 101, 2**31, 2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**30, 10**400, 1e308, -1e308,
    float("nan"), float("inf"), -float("inf"),
]  # fmt: skip
# Each new, so that one slip never holds another's.
OTHERS: list[Callable[[], Any]] = [
    lambda: None, lambda: True, lambda: False, list, dict, lambda: [[]], lambda: {"": ""}, lambda: {"ja": "x"},
    lambda: {"ja": "x", "en": 5}, lambda: ["x"] * 200, lambda: {"when": {"tag": "x"}}, lambda: {"not": {"tag": "x"}},
    lambda: {"all": []}, lambda: {"any": [{"visited": "/", "times": 3}]}, lambda: "deep 12 not",
    lambda: "deep 300 not", lambda: "deep 3000 a",
]  # fmt: skip


class Slip(NamedTuple):
    """The spoilt workspace, what kind of file was spoilt, and what was done (with its place)."""

    files: Files
    kind: str
    done: str


@cache
def sound() -> tuple[tuple[str, Files], ...]:
    """Workspaces that publish, by a name: the ready ones, the sample company, and it with each example of the guide."""
    made: list[tuple[str, Files]] = []
    for language in LANGUAGES:
        whole = {name: starter.made(name, language, Own()) for name in NAMES} | {"sample": guide.sample(language)}
        made += [(f"{language} {name}", files | _texts(files)) for name, files in whole.items()]
        for each in guide.pages(language):
            for nth, story in enumerate(each.of(Story)):
                made.append((f"{language} {each.name} {nth}", _small(guide.sample(language), story.files)))
    return tuple(made)


def _texts(files: Files) -> Files:
    """Text parts of some of its mails, as somebody would write them who does not trust ours."""
    plan, _ = workspace.read(files)
    assert plan is not None
    return {f"mails/{name}.txt": plan.mails[name].text.encode() for name in sorted(plan.mails)[:4]}


def _small(sample: Files, files: tuple[ExampleFile, ...]) -> Files:
    """The sample company with these files, without those of its scenarios and mails that nothing of it speaks of;
    whole, where that is no workspace."""
    made = {file.name: file.text.encode() for file in files}
    rest = {name: raw for name, raw in sample.items() if not name.startswith(PARTS)}
    for folder in PARTS:
        text = b"".join(made.values())
        made |= {name: raw for name, raw in sample.items() if name.startswith(folder) and _spoken_of(name, text)}
    small = rest | made
    return small if workspace.read(small)[0] else sample | made


def _spoken_of(name: str, text: bytes) -> bool:
    stem = Path(name).stem
    return f'"{stem}"'.encode() in text or f"catalogs.{stem}".encode() in text


def slip(chance: random.Random, files: Files | None = None) -> Slip:
    """These files, or a workspace by chance, with one slip, sometimes two."""
    files = files or _drawn(chance)
    made = _slip(files, chance)
    if chance.random() < 0.15:
        again = _slip(made.files, chance)
        made = Slip(again.files, made.kind, f"{made.done}; {again.done}")
    return made


def _drawn(chance: random.Random) -> Files:
    """Every third one of the whole companies, which have all kinds of files."""
    ready = [files for name, files in sound() if name.count(" ") == 1]
    return chance.choice(sound())[1] if chance.random() < 0.6 else chance.choice(ready)


def _slip(files: Files, chance: random.Random) -> Slip:
    if not files:
        return Slip(with_a_file_of_another(files, chance, _drawn(chance)), FOLDER, "a file in nothing")
    kinds = [kind for kind, of in KINDS.items() if any(re.fullmatch(of, name) for name in files)]
    kind = chance.choice([*kinds, FOLDER]) if kinds else FOLDER
    if kind == FOLDER:
        act = chance.choice(FOLDERS)
        return Slip(act({**files}, chance, chance.choice(sound())[1]), FOLDER, act.__name__)
    name = chance.choice(sorted(name for name in files if re.fullmatch(KINDS[kind], name)))
    raw = files[name]
    if name.endswith(".json") and chance.random() < 0.75 and (value := _json(raw)) is not None:
        spoilt, done = _of_json(value, files, kind, chance)
    else:
        text = chance.choice(TEXTS)
        spoilt, done = text(raw, chance), text.__name__
    return Slip({**files, name: spoilt}, kind, f"{done} in {name}")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):  # spoilt before
        return None


# --- values


def _of_json(value: Any, files: Files, kind: str, chance: random.Random) -> tuple[bytes, str]:
    """The same with one slip somewhere; how it is written follows chance too."""
    made = copy.deepcopy(value)
    places = list(_places(made))
    done = "nothing to change"
    if places:
        holder, key = chance.choice(places)
        acts = ["value", "drop", "near", "graft", "double", "letter"]
        act = chance.choice([*acts, "rename", "add", "twice"] if isinstance(holder, dict) else acts)
        done = f"{act} at {key!r}"
        if act == "twice":
            return _twice(made, holder, key), done
        _change(act, holder, key, files, kind, chance)
    text = json.dumps(made, ensure_ascii=chance.random() < 0.2, indent=chance.choice([None, 2, 2, "\t"]))
    return _deep(text).encode("utf-8", "surrogatepass"), done


def _change(act: str, holder: Any, key: Any, files: Files, kind: str, chance: random.Random) -> None:
    was = holder[key]
    if act == "drop":
        del holder[key]
    elif act == "value":
        holder[key] = _value(chance)
    elif act == "near":
        holder[key] = _near(was, chance)
    elif act == "double":
        holder[key] = [was, copy.deepcopy(was)] if not isinstance(was, list) else was + copy.deepcopy(was)
    elif act == "letter":
        at = chance.randrange(len(str(was)) + 1)
        holder[key] = str(was)[:at] + chance.choice(LETTERS) + str(was)[at:]
    elif act == "rename":
        holder[chance.choice([key[:-1], key.upper(), key + "s", chance.choice(LETTERS) + key])] = holder.pop(key)
    else:
        others = [(other, name) for other, name in _of_its_kind(files, kind, chance)]
        if others:
            other, name = chance.choice(others)
            holder[name if act == "add" and isinstance(name, str) else key] = copy.deepcopy(other[name])


def _of_its_kind(files: Files, kind: str, chance: random.Random) -> list[tuple[Any, Any]]:
    """The entries of another file of that kind, of this or another workspace: what can be right there."""
    _, others = chance.choice([("", files), chance.choice(sound())])
    names = sorted(name for name in others if re.fullmatch(KINDS[kind], name)) or ["settings.json"]
    value = _json(others.get(chance.choice(names), b""))
    return list(_places(value))


def _value(chance: random.Random) -> Any:
    kind = chance.randrange(3)
    return chance.choice(WORDS) if kind == 0 else chance.choice(NUMBERS) if kind == 1 else chance.choice(OTHERS)()


def _near(was: Any, chance: random.Random) -> Any:
    """Something a little else, so that it is often still right."""
    if isinstance(was, bool):
        return not was
    if isinstance(was, int | float):
        return chance.choice([was + 1, was - 1, -was, was * 2, was / 2, was * 1000, round(was) if was == was else 0])
    if isinstance(was, str):
        number = re.search(r"\d+", was)
        if number and chance.random() < 0.7:
            other = chance.choice([0, 1, 2, 7, 28, 59, 90, 365, 2027, int(number[0]) + 1])
            return was[: number.start()] + f"{other:0{len(number[0])}d}" + was[number.end() :]
        return chance.choice([was.upper(), was[::-1], was[:-1], was + was, was.replace("-", "_"), was + "/**"])
    if isinstance(was, list):
        return chance.choice([was[::-1], was[:1], was[1:]])
    return dict(chance.sample(list(was.items()), max(len(was) - 1, 0))) if isinstance(was, dict) else "x"


def _twice(made: Any, holder: Any, key: str) -> bytes:
    """One key written twice, with two values."""
    marker = "twice-9e1f"
    other = holder[key]
    rest = dict(holder)
    holder.clear()
    holder |= {marker: 0} | rest
    text = json.dumps(made, ensure_ascii=False, indent=2)
    return text.replace(f'"{marker}": 0', f"{json.dumps(key)}: {json.dumps(other)}").encode("utf-8", "surrogatepass")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each entry of each object and list: what holds it, and under which key."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from _places(each)


def _deep(text: str) -> str:
    """Python's own writer gives up on what is nested as deeply as this."""
    written = re.compile(r'"deep (\d+) (\w+)"')
    return written.sub(lambda of: f'{{"{of[2]}": ' * int(of[1]) + '{"tag": "x"}' + "}" * int(of[1]), text)
