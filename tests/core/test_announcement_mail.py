"""The mail on an attempt to publish: in both languages, of every outcome, bounded, and harmless whatever people
wrote."""

import re
from typing import Any

import pytest
from mikomi.core.checking.announcement import Announcement
from mikomi.core.checking.announcement_mail import MOST_PROBLEMS, MOST_THINGS, Ground, Objection, announced
from mikomi.core.checking.announcement_mail import refused_by_somebody as refused
from mikomi.core.checking.report import Insiders, Report
from mikomi.core.mails.laid_out import Words
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem

from tests.core.story import at, plan_of

NOW = at("2026-11-29 10:00")
LANGUAGES = ("en", "ja")


def scenario(name: str, identity: str = "tips") -> dict[str, Any]:
    trigger = {"when": {"submitted": "download"}}
    step = {"id": "one", "alert": {"why": "-", "to": "owner"}}
    return {"id": identity, "name": name, "status": "active", "trigger": trigger, "steps": [step]}


def plan(version: int, *scenarios: dict[str, Any]) -> Plan:
    return plan_of([*scenarios]).model_copy(update={"version": version})


def report(outcome: Any, **more: Any) -> Report:
    return Report(outcome=outcome, version=12, published_at=NOW, checked_at=NOW, **more)


def seen(language: str, before: Plan, after: Plan | None) -> Ground:
    return Ground(language, "https://ma.example.co.jp", before, after)


def problem(number: int, code: str = "E-unknown") -> Problem:
    return Problem(file="a.json", line=number, column=3, code=code, ja=f"誤り{number}", en=f"fault {number}")


def every_kind(language: str) -> dict[str, Words]:
    old, new = plan(11, scenario("Old")), plan(12, scenario("New"))
    of = seen(language, old, new)
    no = Objection(3, "sato", "winter", "suzuki", NOW, "too early")
    return {
        "published": announced(Announcement(report=report("published"), by="sato", over=11), of),
        "first": announced(Announcement(report=report("published"), by="sato"), of._replace(before=plan(0))),
        "rollback": announced(Announcement(report=report("published"), over=11, of=9), of),
        "refused": announced(Announcement(report=report("refused", problems=(problem(1),))), of._replace(after=None)),
        "waiting": announced(Announcement(report=report("waiting", candidate=3)), of),
        "no": refused(no, of),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_own_subject_and_way(language: str) -> None:
    """Each says something else; text and HTML lead to the same places; nothing was left unfilled."""
    kinds = every_kind(language)
    assert len({words.subject for words in kinds.values()}) == len(kinds)
    for words in kinds.values():
        links = set(re.findall(r'href="(https://[^"]+)"', words.html))
        assert links and links == set(re.findall(r"https://\S+", words.text))
        assert not re.search(r"None|\{|\}|publish\.|\n\n\n", words.text)
    assert "/console/versions/12\n" in kinds["published"].text + kinds["rollback"].text
    for kind in ("waiting", "no"):
        assert "/console/versions/candidates/3\n" in kinds[kind].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_stands_in_it(language: str) -> None:
    """Old and new name, of what was published, waits and was refused; of what cannot be read nothing."""
    for kind, words in every_kind(language).items():
        assert ("Old → New" in words.text) == (kind not in ("refused", "first"))
    same = seen(language, plan(11), plan(12))
    words = announced(Announcement(report=report("published"), over=11), same)
    assert {"ja": "違いはありません", "en": "No text and no setting differs"}[language] in words.text


def test_who_is_inside_is_told_by_name() -> None:
    """What is gone by the name that it had; where nothing was counted it is said."""
    told = report(
        "published",
        withdrawn=("gone",),
        inside=(
            Insiders(scenario="gone", becomes="wait", about=1204),
            Insiders(scenario="tips", becomes="finish", about=None),
        ),
    )
    of = seen("en", plan(11, scenario("Old"), scenario("Sale", "gone")), plan(12, scenario("New")))
    text = announced(Announcement(report=told, over=11), of).text
    assert "Sale: 1,204 people. They wait" in text and "New: ? people. They finish" in text
    assert "Nothing has been counted yet" in text and "Sale. Whoever is in one waits" in text


def test_a_mail_has_bounds() -> None:
    """A hundred things that differ and as many faults: the first of them, how many more there are, and a short mail."""
    many = [scenario("x" * 900, f"s{n}") for n in range(100)]
    told = Announcement(report=report("refused", problems=tuple(problem(n + 1) for n in range(100))))
    words = announced(told, seen("en", plan(11), plan(12, *many)))
    assert f"{100 - MOST_PROBLEMS} more" in words.text and "a.json:20:3" in words.text
    assert f"{100 - MOST_THINGS} more: https://" in words.text and "a.json:21:3" not in words.text
    assert len(words.html) < 60_000


def test_what_people_wrote_is_shown_as_it_is() -> None:
    """Markup, control and bidi characters in names, notes and reasons: escaped in HTML, and nothing hidden."""
    wicked = "<b onclick=x>\u202ea\r\nBcc: x"
    words = announced(
        Announcement(report=report("published"), by=wicked, note=wicked, over=11),
        seen("ja", plan(11, scenario("Old")), plan(12, scenario(wicked))),
    )
    assert "<b onclick" not in words.html and "\u202e" not in words.html + words.text + words.subject
    assert "\n" not in words.subject and "\r" not in words.subject
    no = refused(Objection(3, wicked, wicked, wicked, NOW, wicked), seen("en", plan(11), plan(12)))
    assert "<b onclick" not in no.html and "\u202e" not in no.html + no.text
