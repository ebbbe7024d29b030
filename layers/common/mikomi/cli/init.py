"""`mikomi init NAME FOLDER`: a ready workspace, made one's own.

Exit codes: 0 it is there, 2 it is not: no such ready workspace, a folder that is not empty, or an answer that cannot
be. Nothing is written then. What was not said is asked for at a terminal; elsewhere the sample stays, and is named.
"""

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from mikomi import clock, mail_address
from mikomi.cli import starter
from mikomi.cli.excerpts import Ink, shown
from mikomi.cli.guide import vscode
from mikomi.cli.speaking import Pair, say
from mikomi.cli.starter import NAMES, SAMPLES, Own
from mikomi.core.checking import workspace
from mikomi.core.checking.near import nearest
from mikomi.model.words import Language

DONE, WRONG = 0, 2

WHAT: dict[str, Pair] = {
    "document": ("資料請求（BtoB）", "a guide on request (B2B)"),
    "seminar": (
        "セミナー: 前日・当日・翌日・欠席・当日申し込み",
        "a seminar: before, on the day, after, no-show, late sign-up",
    ),
    "shop": ("ショップ: 会員登録とセール", "a shop: members and a sale"),
    "trial": ("SaaS の無料トライアル", "a free trial of a SaaS product"),
}
QUESTIONS: dict[str, Pair] = {
    "company": ("会社名", "company"),
    "domain": ("サイトのドメイン", "domain of your site"),
    "sender": ("差出人のメールアドレス", "address that mails come from"),
    "contact": ("お問い合わせ先（メールか電話番号）", "contact for readers (address or phone)"),
    "postal_address": ("会社の住所", "postal address"),
    "day": ("開催日・開始日（2027-03-04 の形）", "the day of it (like 2027-03-04)"),
}
NO_SUCH: Pair = ("「{name}」という見本はありません。", 'There is no ready workspace "{name}".')
MEANT: Pair = ("もしかして「{name}」？", 'Did you mean "{name}"?')
THERE_ARE: Pair = ("選べるもの:", "There is:")
NOT_EMPTY: Pair = (
    "「{folder}」は空ではありません。新しいフォルダーの名前を指定してください。",
    '"{folder}" is not empty. Name a folder that is not there yet.',
)
BAD: Pair = ("「{value}」は使えません（{what}）。", '"{value}" cannot be used ({what}).')
KEEP: Pair = ("Enter だけなら見本のまま", "Enter keeps the sample")
MADE: Pair = ("{folder} に {count} 個のファイルを作りました。", "{count} files are in {folder}.")
STILL: Pair = (
    "見本のままのもの（{folder}/settings.json で直せます）: {what}",
    "Still the sample's (change it in {folder}/settings.json): {what}",
)
NEXT: Pair = (
    "次は: mikomi check {folder}  /  mikomi test {folder}  /  {folder}/README.md",
    "Next: mikomi check {folder}  /  mikomi test {folder}  /  {folder}/README.md",
)

_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")


class NotUsable(Exception):
    """An answer that cannot be: which, and what was said."""


def begin(asked: argparse.Namespace) -> int:
    language: Language = "en" if asked.lang == "en" else "ja"
    asked.lang = language
    if asked.name not in NAMES or not starter.is_there(asked.name, language):
        return _refuse_name(asked)
    folder = Path(asked.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(say(NOT_EMPTY, asked, folder=folder), file=sys.stderr)
        return WRONG
    try:
        own = _own(asked, _answers(asked))
    except NotUsable as wrong:
        key, value = wrong.args
        print(say(BAD, asked, value=value, what=say(QUESTIONS[key], asked)), file=sys.stderr)
        return WRONG
    files = starter.made(asked.name, language, own)
    plan, problems = workspace.read(files, clock.now())
    if plan is None:  # an answer that no single look at it could find
        for problem in problems:
            print(shown(problem, language, Ink(False)), end="\n\n", file=sys.stderr)
        return WRONG
    for name, raw in (files | vscode.files(language)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    print(say(MADE, asked, folder=folder, count=len(files)))
    left = [say(QUESTIONS[key], asked) for key in _keys(asked.name) if key != "day" and not getattr(own, key)]
    if left:
        print(say(STILL, asked, folder=folder, what=("、" if language == "ja" else ", ").join(left)))
    print(say(NEXT, asked, folder=folder))
    return DONE


def _refuse_name(asked: argparse.Namespace) -> int:
    meant = nearest(asked.name, NAMES)
    print(
        say(NO_SUCH, asked, name=asked.name)
        + (" " * (asked.lang == "en") + say(MEANT, asked, name=meant) if meant else ""),
        file=sys.stderr,
    )
    print(say(THERE_ARE, asked), file=sys.stderr)
    for name in NAMES:
        print(f"  {name:<10} {say(WHAT[name], asked)}", file=sys.stderr)
    return WRONG


def _keys(name: str) -> list[str]:
    return [key for key in QUESTIONS if key != "day" or name in starter.SAMPLE_DAYS]


def _answers(asked: argparse.Namespace) -> dict[str, str | None]:
    """What stands on the command line; at a terminal the rest is asked for."""
    sample = SAMPLES[asked.lang]
    samples = {
        "company": sample.company,
        "domain": sample.domain,
        "sender": sample.at("news"),
        "contact": sample.at("info"),
        "postal_address": sample.postal_address,
        "day": str(starter.default_day(asked.name, asked.lang, clock.now()) or ""),
    }
    given = {key: getattr(asked, key) for key in QUESTIONS}
    if sys.stdin.isatty():
        for key in _keys(asked.name):
            if given[key] is None:
                if given["domain"] and key in ("sender", "contact"):
                    samples[key] = samples[key].partition("@")[0] + "@" + given["domain"]
                print(f"{say(QUESTIONS[key], asked)} [{samples[key]}] ({say(KEEP, asked)}): ", end="", file=sys.stderr)
                given[key] = input().strip() or None
    if asked.name in starter.SAMPLE_DAYS and not given["day"]:
        given["day"] = samples["day"]
    return given


def _own(asked: argparse.Namespace, given: dict[str, str | None]) -> Own:
    domain = (given["domain"] or "").strip().removeprefix("https://").removeprefix("http://").rstrip("/") or None
    if domain and not _HOST.fullmatch(domain):
        raise NotUsable("domain", given["domain"])
    if given["sender"] and mail_address.read(given["sender"]) is None:
        raise NotUsable("sender", given["sender"])
    for key in ("company", "contact", "postal_address"):
        if (text := given[key]) and (not text.isprintable() or len(text) > 200):
            raise NotUsable(key, text)
    day = None
    if given["day"]:
        try:
            day = date.fromisoformat(given["day"])
        except ValueError:
            raise NotUsable("day", given["day"]) from None
    return Own(given["company"], domain, given["sender"], given["contact"], given["postal_address"], day)
