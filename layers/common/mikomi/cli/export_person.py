"""`mikomi export person ADDRESS|ID --out DIR`: everything that is known of one person, as a page and as JSON."""

import argparse
import getpass
import json
import sys
from pathlib import Path

from mikomi import clock, mail_address
from mikomi.aws import exports
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.words.visible import visible
from mikomi.shell.archive import past, shelf
from mikomi.shell.erasure import namesakes
from mikomi.shell.erasure.looks import Addressed
from mikomi.shell.person_file import everything, page

NOBODY: Pair = (
    "「{who}」の記録はありません。メールアドレス、userId、リードの id（l_ か v_ で始まる）のどれかを指定してください。",
    'Nothing is on record of "{who}". Name an e-mail address, a userId, or a lead\'s id (it begins with l_ or v_).',
)
WRITTEN: Pair = (
    "{page} と {json} に書き出しました: 足あと {events} 件、メール {mails} 通。",
    "Written: {page} and {json}. Events: {events}, emails: {mails}.",
)
OTHERS: Pair = (
    "このアドレスを書いた、本人と確かめられていない人がほかにいます: {ids}。別人かもしれないので含めていません。"
    "同じ人だと分かっている場合は、その id を指定してください。",
    "Others named this address and were not believed to be its holder: {ids}. They may be somebody else, so nothing of "
    "them is in the file. Name the id if you know that it is the same person.",
)
SEVERAL: Pair = (
    "このアドレスの持ち主は確かめられていません。書いた人: {ids}。どれか一つの id を指定してください。",
    "Nobody was shown to be the holder of this address. These named it: {ids}. Name one of the ids.",
)
NO_ARCHIVE: Pair = (
    "アーカイブが読めませんでした（{why}）。何も書き出していません。",
    "The archive cannot be read ({why}). Nothing was written.",
)
NOT_WRITTEN: Pair = ("{file} に書けません: {why}", "{file} cannot be written: {why}")
PAGE, JSON_FILE = "person.html", "person.json"


def add(acts: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb `export person`."""
    act = acts.add_parser("person", parents=where, help="一人について知っていることのすべて / all that is known of one")
    act.add_argument("who", metavar="ADDRESS|ID", help="メールアドレス、userId、リードの id / of whom")
    act.add_argument("--out", metavar="DIR", required=True, help="フォルダー / into this folder")
    act.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=person)


def person(asked: argparse.Namespace) -> int:
    """0; 1 if others named the address too; 2 if it is nobody, or nobody knows who, or nothing can be written."""
    people = namesakes.find_all(asked.who)
    if not people:
        print(say(NOBODY, asked, who=visible(asked.who)), file=sys.stderr)
        return WRONG
    ids = ", ".join(each.person.id for each in people[1:])
    if people[0].person.id.startswith("v_") and mail_address.pick(asked.who):
        print(say(SEVERAL, asked, ids=", ".join(each.person.id for each in people)), file=sys.stderr)
        return WRONG
    folder = Path(asked.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        count = _write(people[0], folder, asked)
    except shelf.Unreadable as why:
        print(say(NO_ARCHIVE, asked, why=why), file=sys.stderr)
        return WRONG
    except OSError as why:
        print(say(NOT_WRITTEN, asked, file=asked.out, why=why.strerror), file=sys.stderr)
        return WRONG
    if asked.json:
        named = [each.person.id for each in people[1:]]
        print(json.dumps({"id": people[0].person.id, **count, "others": named}))
    else:
        print(say(WRITTEN, asked, page=folder / PAGE, json=folder / JSON_FILE, **count))
    if ids and not asked.json:
        print(say(OTHERS, asked, ids=ids), file=sys.stderr)
    return LEFT if ids else DONE


def _write(whom: Addressed, folder: Path, asked: argparse.Namespace) -> dict[str, int]:
    """Noted first, then written; how much of what there is."""
    language = asked.lang or "ja"
    with past.opened(clock.now()) as archived:
        every = everything.gather(whom, archived.packets)
    exports.begin(asked.by or getpass.getuser(), {"person": whom.person.id}, clock.now(), 1)
    text = json.dumps(everything.as_json(every, language), ensure_ascii=False, indent=1)
    (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / PAGE).write_text(page.html(every, language), encoding="utf-8")
    return {"events": len(every.events), "mails": len(every.mails)}
