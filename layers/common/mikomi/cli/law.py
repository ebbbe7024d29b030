"""`mikomi law`: the law list, and what a mail breaks of it.

Alone it names all thirty-four and who answers for each. With a mail (a file as mail programs save it, `.eml`) it looks
whether that mail does what a marketing mail must.
"""

import argparse
import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.cli.check import files_of
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.checking import workspace
from mikomi.core.law import marketing_mail, table
from mikomi.model.company import CompanySettings

NO_MAIL: Pair = (
    "「{name}」を読めません。メールソフトで .eml として保存したファイルを指定してください。",
    '"{name}" cannot be read. Name a mail that your mail program saved as .eml.',
)
NO_FOLDER: Pair = (
    "「{name}」の settings.json を読めません。mikomi check {name} で、場所と直し方が分かります。",
    'The settings.json of "{name}" cannot be read. mikomi check {name} says what is wrong, and where.',
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verb, and what may be said with it."""
    verb = verbs.add_parser("law", help="メールの法令チェック / what the law asks of marketing mail; check one")
    verb.add_argument("mail", metavar="MAIL.eml", nargs="?", help="このメールを確かめる / look at this mail")
    verb.add_argument("--folder", help="会社の情報を読むワークスペース / the workspace that knows the company")
    verb.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: LANG, then ja)")
    form = verb.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs")
    form.add_argument("--markdown", action="store_true", help="表にする / the list as a table")


def tell(asked: argparse.Namespace) -> int:
    """0; 1 if the mail breaks a rule, 2 if it cannot be read."""
    if asked.mail is None:
        written = json.dumps(table.plain(), ensure_ascii=False, indent=1) + "\n" if asked.json else ""
        print(written or (table.as_markdown if asked.markdown else table.as_text)(asked.lang), end="")
        return DONE
    company = _company(asked.folder) if asked.folder else None
    if asked.folder and company is None:
        print(say(NO_FOLDER, asked, name=asked.folder), file=sys.stderr)
        return WRONG
    try:
        raw = Path(asked.mail).read_bytes()
    except OSError:
        print(say(NO_MAIL, asked, name=asked.mail), file=sys.stderr)
        return WRONG
    if b"\r\n" not in raw:
        raw = raw.replace(b"\n", b"\r\n")  # a mail program may have saved it in this machine's way
    broken, unseen = marketing_mail.examine(raw, company), marketing_mail.unseen(company)
    if asked.json:
        told = [{"rule": breach.rule, "seen": breach.what} for breach in broken]
        print(json.dumps({"broken": told, "not_looked_at": unseen}, ensure_ascii=False))
    else:
        print(table.of_mail(broken, unseen, asked.lang), end="")
    return LEFT if broken else DONE


def _company(name: str) -> CompanySettings | None:
    folder = Path(name)
    plan, _ = workspace.read(files_of(folder), clock.now()) if folder.is_dir() else (None, [])
    return plan.settings if plan else None
