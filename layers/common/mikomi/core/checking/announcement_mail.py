"""The mail on an attempt to publish: what became of it, what it changes, what is to be mended, and what to do next.

Rules
1. What it changes is told by the words of `mikomi diff`, shortened: the console's page tells all of it.
2. A problem has its place as editors know it (file:line:column), its sentence, and the way to its paragraph.
3. What people wrote (names, notes, reasons) is shown as everybody sees it, without what is hidden in it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mikomi.core.checking import paragraph
from mikomi.core.checking.announcement import Announcement
from mikomi.core.mails.laid_out import Words, laid_out
from mikomi.core.telling import revision
from mikomi.core.telling.revised_keys import Difference
from mikomi.core.telling.revision import Revised
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import names_of, word
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem

MOST_THINGS, MOST_LINES, MOST_PROBLEMS, LONGEST = 12, 6, 20, 120
"""Things that differ, lines of each, problems; and characters of a value."""


class Objection(NamedTuple):
    """What somebody said no to: the candidate's number, who sent it, with what note; who refused it, when and why."""

    number: int
    by: str
    note: str
    refused_by: str
    at: Millis
    because: str


class Ground(NamedTuple):
    """What a mail is written from: for a reader of `language`, on a machine at `url`; what ran `before`, and what is or
    would be there `after` (None: what was sent cannot be read)."""

    language: str
    url: str
    before: Plan
    after: Plan | None


def announced(of: Announcement, seen: Ground) -> Words:
    """What became of it, as the check or the publisher has it."""
    report, language = of.report, seen.language
    kind = "rollback" if report.outcome == "published" and of.of is not None else report.outcome
    first = kind == "published" and not of.over
    changes = _changes(seen, of.assets)
    numbers = {
        "n": report.version,
        "of": of.of,
        "over": of.over,
        "candidate": report.candidate,
        "errors": len(report.errors),
        "brief": revision.in_brief(changes, language, 2) if changes else word("publish.same", language).rstrip("。."),
    }
    at = moments.full(report.checked_at, _zone(seen), language, report.checked_at)
    said = [word("publish.by" if of.by else "publish.by.nobody", language, by=visible(of.by), at=at)]
    said += [word("publish.approved", language, by=visible(of.approved_by))] if of.approved_by else []
    shown: Json = {
        "by": "、".join(said) if language == "ja" else ", ".join(said),
        "notes": _notes(language, note=of.note),
        "changes": _listed(changes, language),
        "changes_title": _changes_title(of.over or (seen.before.version if kind == "waiting" else 0), language),
        "same": not changes and kind in ("published", "rollback", "waiting"),
        "more": max(0, len(changes) - MOST_THINGS),
        "inside": _inside(of, seen),
        "inside_as_of": _as_of(of, seen),
        "withdrawn": _withdrawn(of, seen),
        "errors": _problems(report.errors, "errors", seen),
        "warnings": _problems(report.warnings, "warnings", seen),
    }
    return _laid_out(kind, "first" if first else kind, numbers, shown, seen)


def refused_by_somebody(of: Objection, seen: Ground) -> Words:
    """A person said no to a candidate."""
    language = seen.language
    numbers = {"n": seen.before.version, "candidate": of.number, "over": seen.before.version}
    at = moments.full(of.at, _zone(seen), language, of.at)
    changes = _changes(seen, ())
    shown: Json = {
        "by": word("publish.refuser", language, by=visible(of.refused_by), at=at),
        "notes": _notes(language, because=of.because, note=of.note),
        "changes": _listed(changes, language),
        "changes_title": _changes_title(seen.before.version, language),
        "same": False,
        "more": max(0, len(changes) - MOST_THINGS),
        "inside": [],
        "inside_as_of": "",
        "withdrawn": "",
        "errors": _problems((), "errors", seen),
        "warnings": _problems((), "warnings", seen),
    }
    return _laid_out("no", "no", numbers, shown, seen)


def _laid_out(kind: str, said: str, numbers: Mapping[str, object], shown: Json, seen: Ground) -> Words:
    language = seen.language
    opens = {"refused": "refused", "waiting": "candidate", "no": "candidate"}.get(kind, "published")
    page = {
        "published": f"/{numbers['n']}",
        "candidate": f"/candidates/{numbers.get('candidate')}",
        "refused": "",
    }[opens]
    follows = "published" if said == "rollback" else said
    everything: Json = {
        "language": language,
        "say": lambda key, **params: word(f"publish.{key}", language, **params),
        "title": word(f"publish.title.{'published' if said == 'first' else kind}", language, **numbers),
        "is_bad": kind in ("refused", "no"),
        "next": word(f"publish.next.{follows}", language, **numbers),
        "url": f"{seen.url}/console/versions{page}",
        "open": word(f"publish.open.{opens}", language, **numbers),
        **shown,
    }
    return laid_out("publish", word(f"publish.subject.{said}", language, **numbers), everything)


def _changes(seen: Ground, assets: Iterable[str]) -> tuple[Revised, ...]:
    return () if seen.after is None else revision.revision(seen.before, seen.after, seen.language, assets)


def _listed(changes: tuple[Revised, ...], language: str) -> list[Json]:
    return [
        {
            "title": visible(revision.title(each, language)),
            "lines": [_line(one) for one in each.differences[:MOST_LINES]],
            "more": max(0, len(each.differences) - MOST_LINES),
        }
        for each in changes[:MOST_THINGS]
    ]


def _line(one: Difference) -> str:
    where = visible(one.where)
    was, becomes = (visible(side)[:LONGEST] if side is not None else None for side in (one.before, one.after))
    if was is None or becomes is None:
        return f"+ {where}: {becomes}" if was is None else f"− {where}: {was}"
    return f"{where}: {was} → {becomes}"


def _changes_title(over: int, language: str) -> str:
    return word("publish.changes" if over else "publish.changes.first", language, over=over)


def _notes(language: str, **said: str) -> list[str]:
    return [f"{word(f'publish.{key}', language)}: {visible(text)}" for key, text in said.items() if text]


def _inside(of: Announcement, seen: Ground) -> list[str]:
    names = names_of(seen.before, seen.language) | (names_of(seen.after, seen.language) if seen.after else {})
    return [
        word(
            f"publish.inside.{each.becomes}",
            seen.language,
            scenario=visible(names.get(f"scenario:{each.scenario}", each.scenario)),
            n="?" if each.about is None else f"{each.about:,}",
        )
        for each in of.report.inside
    ]


def _as_of(of: Announcement, seen: Ground) -> str:
    at, language = of.report.inside_as_of, seen.language
    if at is None:
        return word("publish.inside.unknown", language)
    counted = moments.full(at, _zone(seen), language, of.report.checked_at)
    return word("publish.inside.as_of", language, at=counted)


def _withdrawn(of: Announcement, seen: Ground) -> str:
    if not of.report.withdrawn:
        return ""
    names = names_of(seen.before, seen.language)
    gone = [visible(names.get(f"scenario:{each}", each)) for each in of.report.withdrawn]
    return word("publish.withdrawn.text", seen.language, names=("、" if seen.language == "ja" else ", ").join(gone))


def _problems(problems: tuple[Problem, ...], kind: str, seen: Ground) -> Json:
    language, guide = seen.language, seen.url + paragraph.CONSOLE
    return {
        "title": word(f"publish.{kind}", language),
        "listed": [
            {
                "where": f"{each.file}:{each.line}:{each.column}" if each.line else each.file,
                "text": visible(each.sentence(language)),
                "url": paragraph.address(each.code, language, guide),
                "url_text": word("publish.explained" if each.is_error else "publish.noticed", language),
            }
            for each in problems[:MOST_PROBLEMS]
        ],
        "more": max(0, len(problems) - MOST_PROBLEMS),
    }


def _zone(seen: Ground) -> str:
    return seen.before.settings.timezone
