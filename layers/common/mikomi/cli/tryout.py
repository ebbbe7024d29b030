"""`mikomi test FOLDER`: the workspace's own tests, run here, by what the live system decides with.

Exit codes: 0 each came as expected, 1 something came otherwise, 2 nothing could be run: no such folder, no tests, or a
workspace in which something is wrong.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mikomi import clock
from mikomi.cli.check import NO_FOLDER, files_of
from mikomi.cli.excerpts import Ink, shown
from mikomi.core.checking import workspace
from mikomi.core.checking.document import Document
from mikomi.core.tryouts import verdict
from mikomi.core.tryouts.course import Impossible, TryoutCourse, WentOut
from mikomi.core.tryouts.verdict import Failure
from mikomi.core.words import moments
from mikomi.core.words.wording import names_of, sentence
from mikomi.errors import CODES
from mikomi.model.decision import Because
from mikomi.model.plan import Plan
from mikomi.model.tryout import Tryout
from mikomi.model.words import in_language

Words = dict[str, tuple[str, str]]

WORDS: Words = {
    "none": (
        "テストがありません。tests/<名前>.test.json に書いてください。",
        "There is no test. Write one as tests/<name>.test.json.",
    ),
    "wrong": (
        "ワークスペースに誤りがあるため、テストを実行できません。",
        "The workspace has errors, so no test was run.",
    ),
    "all": ("テスト {n} 件: すべて期待どおりです。", "{n} of {n} tests passed."),
    "some": ("テスト {n} 件: {bad} 件が期待と違います。", "{bad} of {n} tests failed."),
    "mail": ("メール「{name}」", "the mail “{name}”"),
    "alert": ("通知「{name}」", "the alert “{name}”"),
    "expected": ("期待", "expected"),
    "came": ("実際", "came"),
    "why": ("理由", "why"),
    "not_at_all": ("来ませんでした", "nothing"),
    "nobody_expects": ("expect に書かれていません", "nobody expects it"),
    "in": ("「{name}」の途中", "to be in “{name}”"),
    "not_in": ("「{name}」の途中ではない", "not to be in “{name}”"),
    "is_in": ("途中のシナリオ: {stands}", "is in: {stands}"),
    "holds": ("条件に合う", "the condition to hold"),
    "stands": ("点数 / 区分 / …: {stands}", "points / band / …: {stands}"),
    "given_order": (
        "時刻が前の出来事より前です。時刻の順に書いてください。",
        "It happens before what stands above it. Write events in the order of their time.",
    ),
    "given_far": (
        "始まりから {days} 日を超えています。テストはそれまでの間で書いてください。",
        "It is more than {days} days after the beginning: a test looks at no more.",
    ),
    "given_mail": (
        "メール「{name}」は、そのときまでに送られていません。",
        "The mail “{name}” had not been sent by then.",
    ),
    "given_webhook": (
        "webhook のステップ「{name}」は、そのときまでに実行されていません。",
        "The webhook of “{name}” had not been sent by then.",
    ),
    "given_form": ("フォーム「{form}」はこの内容では送信できません: {why}", "The form “{form}” refuses this: {why}"),
}


def run(folder: Path, language: str | None, *, as_json: bool, colour: bool) -> int:
    if not folder.is_dir():
        print(NO_FOLDER[language or "ja"].format(folder=folder), file=sys.stderr)
        return 2
    files = files_of(folder)
    plan, problems = workspace.read(files, clock.now())
    language = language or workspace.language_of(files)
    ink = Ink(colour)
    if plan is None:
        for problem in problems:
            if problem.is_error:
                print(shown(problem, language, ink), end="\n\n", file=sys.stderr)
        print(_say("wrong", language), file=sys.stderr)
        return 2
    results = [_result(file, of, plan, language) for file, of in workspace.tryouts(files).items()]
    if not results:
        print(_say("none", language), file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        _print(results, language, ink)
    return 1 if any(result["failures"] for result in results) else 0


def _result(file: str, of: tuple[Document, Tryout], plan: Plan, language: str) -> dict[str, Any]:
    document, tryout = of
    try:
        course = TryoutCourse(tryout, plan)
        told = [_of_failure(each, document, course, language) for each in verdict.failures(course)]
    except Impossible as wrong:
        line, _ = document.place(("given", wrong.entry))
        told = [{"line": line, "what": wrong.code, "expected": _impossible(wrong, language), "came": None, "why": []}]
    return {"file": file, "name": in_language(tryout.name, language), "failures": told}


def _impossible(wrong: Impossible, language: str) -> str:
    params = dict(wrong.params)
    if problems := params.pop("problems", None):
        said = (f"{name}: {_refusal(code, more, language)}" for name, (code, more) in problems.items())
        params["why"] = " / ".join(said)
    return _say(wrong.code, language, **params)


def _refusal(code: str, params: dict[str, Any], language: str) -> str:
    said = CODES[code]
    return (said.ja if language == "ja" else said.en).format(**params)


def _of_failure(failure: Failure, document: Document, course: TryoutCourse, language: str) -> dict[str, Any]:
    zone = course.plan.settings.timezone
    line = document.place(("expect", failure.entry))[0] if failure.entry is not None else None
    at = moments.full(failure.at, zone, language) if failure.at is not None else ""
    if failure.what in ("in", "not_in", "holds"):
        expected = _say(failure.what, language, name=failure.name)
        came = _say("stands" if failure.what == "holds" else "is_in", language, stands=failure.stands)
    else:
        expected = _say("nobody_expects", language)
        if failure.entry is not None:
            written = course.tryout.expect[failure.entry]
            expected = _say("mail" if written.mail else "alert", language, name=failure.name)
        came = _came(failure.sent, zone, language)
    names = names_of(course.plan, language)
    return {
        "line": line,
        "what": failure.what,
        "expected": f"{at} {expected}".strip(),
        "came": came,
        "why": list(dict.fromkeys(_reason(each, zone, language, names) for each in failure.because)),
    }


def _came(sent: WentOut | None, zone: str, language: str) -> str:
    if sent is None:
        return _say("not_at_all", language)
    return f"{moments.full(sent.at, zone, language)} {_say(sent.kind, language, name=sent.name)}"


def _reason(because: Because, zone: str, language: str, names: dict[str, str]) -> str:
    return f"{moments.full(because.at, zone, language)} {sentence(because, language, names)}"


def _print(results: Iterable[dict[str, Any]], language: str, ink: Ink) -> None:
    results = list(results)
    for result in results:
        failed = result["failures"]
        mark = ink("✗", "31") if failed else ink("✓", "32")
        print(f"{mark} {ink.bold(result['name'])}  {ink.soft(result['file'])}")
        for each in failed:
            place = f"{result['file']}:{each['line']}" if each["line"] else result["file"]
            print(f"    {place}")
            print(f"      {_say('expected', language)}: {each['expected']}")
            if each["came"]:
                print(f"      {_say('came', language)}: {each['came']}")
            for number, why in enumerate(each["why"]):
                head = _say("why", language) + ":" if number == 0 else " " * (5 if language == "ja" else 4)
                print(f"      {ink.soft(head)} {why}")
    bad = sum(bool(result["failures"]) for result in results)
    print(_say("some" if bad else "all", language, n=len(results), bad=bad))


def _say(key: str, language: str, **params: object) -> str:
    return WORDS[key][language == "en"].format(**params)
