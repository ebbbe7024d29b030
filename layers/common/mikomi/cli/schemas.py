"""`mikomi schemas FOLDER`: the JSON Schemas of the workspace's files, the pages of the guide, the lists of problems,
refusals and rights and the states of a mail, made of the code.

An editor that is given the schema of a file completes its keys and marks its slips while they are typed. A test holds
what stands in `docs/` against what this makes.
"""

import json
from importlib.resources import files
from pathlib import Path

from mikomi.cli.guide import editor, html, models, page, problems, source, vscode, words
from mikomi.core.telling import rights_table
from mikomi.errors import CODES
from mikomi.model.delivery import MOVES, STATES


def write(folder: Path) -> int:
    """Everything below `folder`, and the guide's pages for the console beside its code; answers the exit code 0."""
    for name, text in made(folder).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    served = Path(str(files("mikomi.console"))) / "guide_pages"
    for name, text in for_the_console(folder).items():
        (served / name).write_text(text, encoding="utf-8")
    return 0


def for_the_console(folder: Path) -> dict[str, str]:
    """The guide's pages as HTML, by their file's name."""
    sources = folder / "guide/source"
    return html.made(page.made(sources) | problems.made(sources))


def made(folder: Path) -> dict[str, str]:
    """Path below the folder → text. The pages of the guide are made of their sources in the folder."""
    sources = folder / "guide/source"
    found = {f"guide/{name}": text for name, text in page.made(sources).items()}
    for language, where in vscode.SCHEMAS.items():
        pages = source.pages(sources, language)
        known = words.of(pages)
        for name, (model, of) in models.FILES.items():
            schema = editor.schema(model, of, pages, known)
            found[f"{where}/{name}.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    found |= {f"guide/{name}": text for name, text in problems.made(sources).items()}
    return found | {"refusals.md": _refusals(), "delivery.md": _delivery(), "rights.md": rights_table.drawn()}


def _refusals() -> str:
    lines = [
        "# API の答えの符号 / Codes of the API's refusals",
        "",
        "符号の意味は変わりません。文は良くなることがあります。{ } にはその場のことばが入ります。",
        "A code never changes its meaning, its sentence may get better. What stands in { } depends on the case.",
        "",
        "<!-- made by `make schemas` -->",
        "",
        "| code | status | 日本語 | English |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{code}` | {said.status} | {_cell(said.ja)} | {_cell(said.en)} |" for code, said in CODES.items()]
    return "\n".join(lines).replace("{{", "{").replace("}}", "}") + "\n"


def _delivery() -> str:
    lines = [
        "# メールと通知が1度だけ出るまで / How a mail or an alert goes out once",
        "",
        "メールと通知には1通ごとに行が1つあり、出す前に条件付きの書き込みで確保します。",
        "行はこの図の矢印のとおりにしか動きません。",
        "Each mail and each alert has one row, claimed by a conditional write before anything goes out. A row moves",
        "along these arrows alone; the code refuses every other move (`model/delivery.py`, `aws/ledger.py`).",
        "",
        "<!-- made by `make schemas` -->",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {was or '[*]'} --> {becomes}" for was, becomes in MOVES),
        "```",
        "",
        "| state | 日本語 | English |",
        "|---|---|---|",
        *(f"| `{name}` | {state.ja} | {state.en} |" for name, state in STATES.items()),
        "",
        "| from | to | brought about by |",
        "|---|---|---|",
        *(f"| {f'`{was}`' if was else 'no row'} | `{becomes}` | {by} |" for (was, becomes), by in MOVES.items()),
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    plain = text.replace("{{{{", "{{").replace("}}}}", "}}").replace("{{%", "{%").replace("%}}", "%}")
    return plain.replace("|", "\\|").replace("<", "&lt;")
