"""The page of the guide that explains every problem: what it says, how it looks, how it is put right.

What a code says is told by `core.checking.sentences`; how it looks, by `source/mistakes.json`, which the tests make in
the example workspace one after another.
"""

import json
from pathlib import Path
from typing import Any

from mikomi.cli.guide.source import LANGUAGES
from mikomi.core.checking import paragraph
from mikomi.core.checking.sentences import SENTENCES, SHAPE, TYPING, rule
from mikomi.core.checking.sentences_of_files import FILES
from mikomi.core.checking.sentences_of_meaning import MEANING
from mikomi.core.checking.sentences_of_pages import PAGES
from mikomi.core.checking.sentences_of_time import TIME
from mikomi.core.checking.sentences_of_verbs import VERBS

SOURCE = "mistakes.json"
_TITLE = ("誤りと注意", "Problems, and how to put them right")
_OTHER = ("[English](problems.md) · [ガイド](README.ja.md)", "[日本語](problems.ja.md) · [the guide](README.md)")
_MADE = "<!-- made by `make schemas` of the sentences of the check and source/mistakes.json: change it there -->"
_INTRO = (
    "`mikomi check` とアップロードの結果に出る符号の説明です。`E-` は公開を止め、`W-` は止めません。"
    "… には、その場のことばが入ります。例は、見本のワークスペース（`examples`）を書きかえたものです。",
    "What the codes mean that `mikomi check` and the report of an upload name. `E-` keeps a workspace from being\n"
    "published, `W-` does not. Where … stands, the case's own words do. The examples change the sample workspace.",
)
_FORMATS = (
    (
        "`mikomi check PATH --format`",
        "終了コードは、公開できるなら 0、誤りがあれば 1、確かめられなければ 2 です。",
        "| 形式 | 内容 |",
        "| `text` | 人が読むための形。どの行も `ファイル:行:文字` で始まります |",
        "| `json` | `errors` と `warnings` の数、`problems`: `file`、"
        "`line` と `column`（1 から）、`end_column`、`pointer`、`code`、`severity`、"
        "`message`（`ja` と `en`）、`suggestion`、`needs`、`excerpt`、`help`。"
        "項目は増えることがあり、減りません |",
        "| `github` | GitHub Actions の workflow command。プルリクエストのその行に表示されます |",
        "| `sarif` | SARIF 2.1.0。code scanning とエディターのための形 |",
    ),
    (
        "`mikomi check PATH --format`",
        "The exit code is 0 if it could be published, 1 if there are errors, 2 if it could not be checked.",
        "| format | what it is |",
        "| `text` | for people; each problem begins with `file:line:column` |",
        "| `json` | the numbers of `errors` and `warnings`; `problems`: `file`, "
        "`line` and `column` (from 1), `end_column`, `pointer`, "
        "`code`, `severity`, `message` (`ja` and `en`), `suggestion`, `needs`, `excerpt`, `help`. "
        "Keys are added, never taken away |",
        "| `github` | workflow commands of GitHub Actions, shown at the line of the pull request |",
        "| `sarif` | SARIF 2.1.0, for code scanning and editors |",
    ),
)
_WRONG, _RIGHT = ("誤り", "wrong"), ("正しい形", "right")
_NOTHING = ("（なし）", "(nothing)")
_SECTIONS = (
    (("書き方", "Typing"), TYPING),
    (("形", "Shape"), SHAPE),
    (("つながり", "Meaning"), MEANING),
    (("ファイルどうし", "Files of each other"), FILES),
    (("フォームのページ", "Pages of forms"), PAGES),
    (("時間", "Time"), TIME),
    (("ステップ", "Steps"), VERBS),
)


def made(folder: Path) -> dict[str, str]:
    """The pages by their names. `folder` is where the guide's sources stand."""
    mistakes = json.loads((folder / SOURCE).read_text(encoding="utf-8"))
    examples: dict[str, dict[str, Any]] = {}
    for mistake in mistakes:
        examples.setdefault(mistake["code"], mistake)
    return {paragraph.PAGES[language]: _page(language, examples) for language in LANGUAGES}


def _page(language: str, examples: dict[str, dict[str, Any]]) -> str:
    n = 1 if language == "en" else 0
    parts = [f"# {_TITLE[n]}", _OTHER[n], _MADE, _INTRO[n]]
    for title, table in _SECTIONS:
        parts.append(f"## {title[n]}")
        for code in table:
            parts += [f'<a id="{paragraph.anchor(code)}"></a>', f"### {code}", _escaped(rule(code, language))]
            if mistake := examples.get(code):
                parts.append(_example(mistake, n))
    heading, codes, head, *rows = _FORMATS[n]
    parts += [f"## {heading}", codes, "\n".join([head, "|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def _example(mistake: dict[str, Any], n: int) -> str:
    if "how" in mistake:  # what no text of a file shows
        return _escaped(mistake["how"][LANGUAGES[n]])
    lines = [f"`{mistake['file']}`", ""]
    lines += ["```text"]
    for label, text in ((_WRONG[n], mistake["wrong"]), (_RIGHT[n], mistake["right"])):
        lines.append(f"{label}: {text.strip() or _NOTHING[n]}")
    return "\n".join([*lines, "```"])


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*")


def lacking(folder: Path) -> set[str]:
    """Codes of which there is no example yet."""
    return set(SENTENCES) - {mistake["code"] for mistake in json.loads((folder / SOURCE).read_text(encoding="utf-8"))}
