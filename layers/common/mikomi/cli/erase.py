"""`mikomi erase ADDRESS|ID`: everything that is known of a person goes, and nothing brings it back."""

import argparse
import getpass
import json
import sys
import time
from collections import Counter

from mikomi.aws import erasures
from mikomi.aws.erasures import Erasure, KnownBy
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.words.visible import visible
from mikomi.model.base import Json
from mikomi.shell.erasure import looks, namesakes
from mikomi.shell.erasure.looks import Addressed

NOBODY: Pair = (
    "「{who}」の記録はありません。メールアドレス、userId、リードの id（l_ か v_ で始まる）のどれかを指定してください。",
    'Nothing is on record of "{who}". Name an e-mail address, a userId, or a lead\'s id (it begins with l_ or v_).',
)
FOUND: Pair = (
    "{who}（{id}）: ブラウザー {browsers}、アドレス {addresses}、ユーザーID {users}",
    "{who} ({id}): browsers {browsers}, addresses {addresses}, user ids {users}",
)
SHARED: Pair = (
    "{n} 台は、ほかの人も使っているブラウザーです。そこからは、この人の分だけを消します。",
    "{n} of the browsers are used by others too: of these only what is this person's goes.",
)
NAMED: Pair = (
    "v_ で始まるものは、知らないブラウザーからこのアドレスを書き、本人とは確かめられていない人です。一緒に消します。",
    "Those that begin with v_ named this address in a browser that nobody knows, and were not believed to be its"
    " holder. They go too.",
)
SURE: Pair = (
    "消したものは戻せません。消すには --yes を付けて、もう一度実行してください。",
    "What is erased cannot be brought back. To do it, run this again with --yes.",
)
GOING: Pair = ("消しています…", "Erasing…")
GONE: Pair = (
    "消しました: 足あと {events} 件、送信などの記録 {rows} 件、連絡先の登録 {identifiers} 件、失敗の記録 {letters} 件。"
    "集計からは今この時から、履歴のファイルからは今夜なくなります。遅れて届く分は、90日後まで確かめて消します。",
    "Erased: {events} events, {rows} records of mails and alerts, {identifiers} identifiers, {letters} failures on"
    " record. No result counts the person from now on, and tonight the archive's files lose them. What arrives late is"
    " erased too, for ninety days.",
)
WAITS: Pair = (
    "受け付けました。まだ終わっていません。止まっていても、次の定期確認が続けます。",
    "Taken up, and not done yet. Should it have stopped, the sweep goes on with it.",
)
PATIENCE, PAUSE = 60.0, 0.5
"""Seconds."""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    erase = verbs.add_parser("erase", parents=where, help="一人を完全に消す / erase somebody, for good")
    erase.add_argument("who", metavar="ADDRESS|ID", help="メールアドレス、userId、リードの id / of whom")
    erase.add_argument("--yes", action="store_true", help="消す / do it (without: only tell who it is)")
    erase.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    erase.add_argument("--json", action="store_true", help="for programs")
    erase.set_defaults(act=act)


def act(asked: argparse.Namespace) -> int:
    """0 if everything went; 1 if it is only told, or not done yet; 2 if it is nobody."""
    people = namesakes.find_all(asked.who)
    if not people:
        print(say(NOBODY, asked, who=visible(asked.who)), file=sys.stderr)
        return WRONG
    if not asked.yes:
        _tell(people, asked)
        return LEFT
    if not asked.json:
        print(say(GOING, asked), file=sys.stderr)
    by = asked.by or getpass.getuser()
    done = [_waited_for(looks.ask(each, by)) for each in people]
    if asked.json:
        first, *others = map(_plain, done)
        print(json.dumps({**first, **({"others": others} if others else {})}))
    else:
        _say_how(done, asked)
    return DONE if all(each.looks for each in done) else LEFT


def _waited_for(erasure: Erasure) -> Erasure:
    """The erasure as it stands once it was carried out, or once nobody waits any longer."""
    last = time.monotonic() + PATIENCE
    there = erasure
    while there.looks == 0 and time.monotonic() < last:
        there = erasures.read(erasure.pk) or there
        if there.looks == 0:
            time.sleep(PAUSE)
    return there


def _removed(erasure: Erasure) -> Counter[str]:
    counts = Counter(erasure.removed)
    counts["events"] += counts.pop("shared", 0)
    return counts


def _plain(erasure: Erasure) -> Json:
    if not erasure.looks:
        return {"erasure": erasure.id, "done": False}
    return {"erasure": erasure.id, "done": True, "removed": dict(_removed(erasure))}


def _say_how(done: list[Erasure], asked: argparse.Namespace) -> None:
    if not all(each.looks for each in done):
        print(say(WAITS, asked))
        return
    counts = sum(map(_removed, done), Counter[str]())
    print(say(GONE, asked, **{name: counts[name] for name in ("events", "rows", "identifiers", "letters")}))


def _tell(people: list[Addressed], asked: argparse.Namespace) -> None:
    if asked.json:
        first, *others = map(_plainly_known, people)
        print(json.dumps({**first, **({"others": others} if others else {}), "done": False}, ensure_ascii=False))
        return
    for person, known in people:
        counts = {"addresses": len(known.addresses), "users": len(known.users), "browsers": len(_browsers(known))}
        print(say(FOUND, asked, who=visible(person.email or person.user_id or "—"), id=person.id, **counts))
        if known.shared:
            print(say(SHARED, asked, n=len(known.shared)))
    if len(people) > 1:
        print(say(NAMED, asked))
    print(say(SURE, asked), file=sys.stderr)


def _plainly_known(whom: Addressed) -> Json:
    person, known = whom
    counts = {"browsers": len(_browsers(known)), "shared": len(known.shared)}
    return {"id": person.id, "email": person.email, "addresses": known.addresses, "users": known.users, **counts}


def _browsers(known: KnownBy) -> list[str]:
    return [each for each in (*known.subjects, *known.shared) if each.startswith("a:")]
