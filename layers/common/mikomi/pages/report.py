"""The report of an upload as a page: what runs now, what is missing, every problem with its line."""

from itertools import groupby

from mikomi import pages
from mikomi.core.checking import paragraph
from mikomi.core.checking.report import Report
from mikomi.core.words import moments
from mikomi.core.words.publish_lines import INSIDE
from mikomi.model.problem import Problem

WORDS: dict[str, tuple[str, str]] = {
    "published": ("公開しました", "Published"),
    "unchanged": ("変更はありません", "Nothing has changed"),
    "waiting": ("承認が必要です", "This needs approval"),
    "waiting.text": (
        "動いている版は変わっていません。承認の状況は、管理画面の「版」で確かめられます。",
        "What runs has not changed. The console shows under Versions how the approval stands.",
    ),
    "candidate": ("候補", "Candidate"),
    "refused": ("公開できませんでした", "Not published"),
    "published.text": ("新しい設定で動いています。", "The new settings are running."),
    "unchanged.text": ("公開中の内容と同じです。", "This is what is running already."),
    "refused.text": (
        "下の誤りを直して、もう一度アップロードしてください。それまでは、今の版がそのまま動き続けます。",
        "Fix the errors below and upload again. Until then, the current version keeps running.",
    ),
    "refused.first": (
        "下の誤りを直して、もう一度アップロードしてください。まだ何も動いていません。",
        "Fix the errors below and upload again. Nothing is running yet.",
    ),
    "running": ("公開中の版", "Running version"),
    "none": ("なし", "none"),
    "since": ("公開日時", "Published"),
    "checked": ("確認日時", "Checked"),
    "uploaded": ("届いたファイル", "Files received"),
    "missing": ("まだ届いていないファイル", "Files still missing"),
    "missing.text": (
        "これらが届くと、自動的にもう一度確認します。",
        "When they arrive, the workspace is checked again automatically.",
    ),
    "withdrawn": ("なくなったシナリオ", "Scenarios that are gone"),
    "withdrawn.text": (
        "途中にいる人はそこで待ち、メールは送られません。誰がいるかは mikomi migrate で確かめられます。"
        "終わらせるには --stop --yes を付けます。ファイルを戻すと、続きから進みます。",
        "Whoever is in one waits there and is not written to. mikomi migrate shows who; with --stop --yes they leave "
        "it. Put the file back, and they go on.",
    ),
    **INSIDE,
    "errors": ("誤り", "Errors"),
    "warnings": ("注意", "Warnings"),
    "clean": ("問題は見つかりませんでした。", "No problems found."),
    "line": ("{line} 行目 {column} 文字目", "line {line}, column {column}"),
    "whole": ("ファイル全体", "the whole file"),
}


def html(report: Report, language: str, zone: str, guide: str = paragraph.CONSOLE) -> str:
    """The page for a reader of `language`; moments are shown in `zone`. `guide`: where codes are explained."""
    say = {key: ja if language == "ja" else en for key, (ja, en) in WORDS.items()}

    def when(moment: int) -> str:
        return moments.full(moment, zone, language, seen_at=report.checked_at)

    return pages.render(
        "report",
        language,
        title=say[report.outcome],
        say=say,
        report=report,
        text=say["refused.first" if report.outcome == "refused" and not report.version else f"{report.outcome}.text"],
        published_at=when(report.published_at) if report.version else "",
        checked_at=when(report.checked_at),
        groups=[
            (kind, list(_by_file(problems)), len(problems))
            for kind, problems in (("errors", report.errors), ("warnings", report.warnings))
            if problems
        ],
        explained=lambda code, language: paragraph.address(code, language, guide),
        inside=[
            say[f"inside.{each.becomes}"].format(scenario=each.scenario, n="?" if each.about is None else each.about)
            for each in report.inside
        ],
        inside_as_of=say["inside.unknown"]
        if report.inside_as_of is None
        else say["inside.as_of"].format(at=when(report.inside_as_of)),
        company="",
    )


def _by_file(problems: tuple[Problem, ...]) -> list[tuple[str, list[Problem]]]:
    return [(file, list(found)) for file, found in groupby(problems, key=lambda problem: problem.file)]
