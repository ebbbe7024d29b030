"""Everything that is known of one person as a page, which is given to whoever asked for it."""

from collections.abc import Sequence
from typing import NamedTuple

from mikomi import pages

Pair = tuple[str, str]

WORDS: dict[str, tuple[str, str]] = {
    "title": ("お預かりしている情報の一覧", "What is held about you"),
    "lead": (
        "{at} の時点で保管している、この方についての情報です。"
        "ほかの人の情報は含みません。同じ内容が person.json にもあります。",
        "What was on record of this person at {at}. Nothing in it is about anybody else. "
        "The same stands in person.json, for programs.",
    ),
    "archive": (
        "保管期間を過ぎて長期保存に移した分も含みます。",
        "What had gone from the log into the archive is included.",
    ),
    "no_archive": (
        "長期保存に移した古い足あとは含みません。",
        "What has gone from the log into the archive is not included.",
    ),
    "known_as": ("見分けている手がかり", "How this person is known"),
    "address": ("メールアドレス", "Email address"),
    "user": ("ユーザーID", "User ID"),
    "external": ("ほかのシステムのID", "ID in another system"),
    "browsers": ("ブラウザーの数", "Browsers"),
    "since": ("最初の記録", "First on record"),
    "latest": ("最新の記録", "Last on record"),
    "traits": ("登録されている内容", "What was said or entered"),
    "sales": ("点数と担当", "Score and sales"),
    "score": ("点数", "Score"),
    "band": ("ランク", "Band"),
    "stage": ("商談ステージ", "Stage"),
    "owner": ("担当", "Owner"),
    "tags": ("タグ", "Tags"),
    "consent": ("配信の同意と停止", "Consent to email, and what stops it"),
    "runs": ("シナリオ", "Scenarios"),
    "mails": ("送ったメール", "Emails sent"),
    "told": ("この方について社内や連携先に知らせたこと", "What sales and other systems were told of this person"),
    "replies": ("いただいた返信", "What this person wrote in replies"),
    "events": ("足あと", "What happened"),
    "decided": ("自動で決めたことと、その理由", "What was decided automatically, and why"),
    "failures": ("処理できなかったもの", "What could not be processed"),
    "taken_out": ("この一覧を書き出した人", "Who took this file out"),
    "none": ("ありません", "None"),
    "more": ("詳しい内容", "Details"),
}


class DatedLine(NamedTuple):
    """One thing with its moment; `more` is shown when it is opened."""

    at: str
    text: str
    more: tuple[Pair, ...] = ()


class FilePart(NamedTuple):
    """A part of the page, under a heading of `WORDS`: facts, or things with their moments."""

    heading: str
    facts: Sequence[Pair] = ()
    lines: Sequence[DatedLine] = ()


def say(key: str, language: str, **params: str) -> str:
    return WORDS[key][language == "en"].format(**params)


def html(who: str, at: str, blocks: Sequence[FilePart], language: str, company: str, *, archive: bool) -> str:
    """The page, whole in itself: it asks for nothing from anywhere."""
    notes = [say("lead", language, at=at), say("archive" if archive else "no_archive", language)]
    parts = [(say(block.heading, language), block) for block in blocks]
    return pages.render(
        "person_file",
        language,
        title=say("title", language),
        who=who,
        notes=notes,
        parts=parts,
        none=say("none", language),
        more=say("more", language),
        company=company,
    )
