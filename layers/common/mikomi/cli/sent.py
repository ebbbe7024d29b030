"""`mikomi sent list | show ADDRESS`: the mails that went out to somebody, each as it was sent."""

import argparse
import json
import sys
from pathlib import Path

from mikomi import errors, keys, mail_address
from mikomi.aws import people, plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.mails.as_sent import ShownAgain
from mikomi.core.words import moments
from mikomi.model.person import Person
from mikomi.shell import sent_mails

NOBODY: Pair = ("{address} のリードはいません。", "There is no lead with {address}.")
NONE: Pair = ("{address} に送ったメールはありません。", "No mail was sent to {address}.")
LINE: Pair = ("{at}  {mail}  {subject}", "{at}  {mail}  {subject}")
UNKNOWN: Pair = (
    "{address} に送ったメールに {mail} はありません。mikomi sent list {address} で一覧が出ます。",
    "No mail {mail} was sent to {address}. mikomi sent list {address} tells which were.",
)
NOT_NOTED: Pair = (
    "送ったときの内容は残っていません。以前のリリースが送ったメールです。",
    "What was sent was not kept: an earlier release sent this email.",
)
LIKENESS: dict[str, Pair] = {
    "same": (
        "SES に渡したものと1バイトも違いません。SHA-256 {sha}",
        "Byte for byte what SES was given. SHA-256 {sha}",
    ),
    "other": (
        "送った当時とまったく同じものは作れませんでした（リリースか署名の鍵が変わっています）。"
        "当時の値を使い、今のリリースで作りました。当時の SHA-256 {sha}",
        "Not byte for byte what was sent: the release or the signing key has changed. Made of the same values in the "
        "way of this release. The SHA-256 of what was sent: {sha}",
    ),
    "cut": (
        "使われた値が長すぎたため、保存していません。当時の SHA-256 {sha}",
        "What it showed was too long to be kept. The SHA-256 of what was sent: {sha}",
    ),
    "none": (
        "このメールはもう作れません。当時の SHA-256 {sha}",
        "It can no longer be made. SHA-256 of what was sent: {sha}",
    ),
}
ATTEMPT: Pair = ("{n} 回目  {at}", "attempt {n}, {at}")
WRITTEN: Pair = ("{file} に書き出しました。", "Written into {file}.")
NOT_WRITTEN: Pair = ("{file} に書けません: {why}", "{file} cannot be written: {why}")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    verb = verbs.add_parser("sent", help="送ったメールをそのまま見る / a lead's mails, as they were sent")
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="list | show")
    act = acts.add_parser("list", parents=where, help="一覧 / which went out")
    act.add_argument("address", metavar="ADDRESS")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=listed)
    act = acts.add_parser("show", parents=where, help="1通を送ったとおりに / one of them, as it was sent")
    act.add_argument("address", metavar="ADDRESS")
    act.add_argument("mail", metavar="MAIL", help="一覧にある id / its id, as the list tells it")
    act.add_argument(
        "--eml",
        metavar="FILE",
        help="ファイルへ（リンクは本人のもの） / the message into a file; its links are the reader's own",
    )
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=show)


def listed(asked: argparse.Namespace) -> int:
    """0; 1 if none went out; 2 if there is no such lead."""
    person = _lead(asked)
    if person is None:
        return WRONG
    if asked.json:
        told = sent_mails.plain_list(person)
        print(json.dumps({"mails": told}, ensure_ascii=False))
        return DONE if told else LEFT
    every, zone = sent_mails.listed(person), plans.active().settings.timezone
    for row, _ in every:
        at = moments.full(row.at, zone, asked.lang or "ja")
        print(say(LINE, asked, at=at, mail=row.id, subject=row.subject or ""))
    if not every:
        print(say(NONE, asked, address=asked.address))
    return DONE if every else LEFT


def show(asked: argparse.Namespace) -> int:
    """0 if it is byte for byte what was sent; 1 if it is not, or is not kept; 2 if there is none, or the file cannot be
    written."""
    person = _lead(asked)
    if person is None:
        return WRONG
    sent = sent_mails.of_lead(person, asked.mail)
    if sent is None:
        print(say(UNKNOWN, asked, address=asked.address, mail=asked.mail), file=sys.stderr)
        return WRONG
    if asked.json:
        print(json.dumps(sent_mails.plain(person, asked.mail), ensure_ascii=False))
    elif not sent.attempts:
        print(say(NOT_NOTED, asked))
    else:
        for number, again in sent.attempts:
            _print(number, again, asked)
    if asked.eml and sent.latest and not _written(sent.latest.raw, asked):
        return WRONG
    return DONE if sent.attempts and all(again.likeness == "same" for _, again in sent.attempts) else LEFT


def _print(number: int, again: ShownAgain, asked: argparse.Namespace) -> None:
    zone, told = plans.active().settings.timezone, sent_mails.plain_attempt(number, again)
    print(say(ATTEMPT, asked, n=number, at=moments.full(again.noted.at, zone, asked.lang or "ja")))
    print(say(LIKENESS[again.likeness], asked, sha=told["sha256"]))
    if again.mail:
        print(f"From: {told['from']}\nTo: {told['to']}\nSubject: {told['subject']}\n\n{again.inert_text}")


def _written(raw: bytes, asked: argparse.Namespace) -> bool:
    try:
        Path(asked.eml).write_bytes(raw)
    except OSError as why:
        print(say(NOT_WRITTEN, asked, file=asked.eml, why=why.strerror), file=sys.stderr)
        return False
    print(say(WRITTEN, asked, file=asked.eml), file=sys.stderr)
    return True


def _lead(asked: argparse.Namespace) -> Person | None:
    address = mail_address.pick(asked.address)
    if address is None:
        print(errors.sentence("address_invalid", asked.lang or "ja", {}), file=sys.stderr)
        return None
    owner = people.find_alias(keys.email_alias(address))
    person = people.load(owner) if owner else None
    if person is None:
        print(say(NOBODY, asked, address=asked.address), file=sys.stderr)
    return person
