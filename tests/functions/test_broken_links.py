"""The links that a mail carries, as mailers, readers and meddlers hand them on: some hundreds, drawn from a seed.

Whatever becomes of a link, it never speaks for another person, leads nowhere that the mail did not, and is never an
error of ours. What only has something around it, or was encoded once more, still does what the mail said.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import pytest
from mikomi import clock, tokens
from mikomi.aws import addresses, suppressions
from mikomi.core.mails.links import CONFIRM_WITHIN

from functions.identify import app as identify
from functions.track import app as track
from local.browser import HEADERS
from tests.core.mails import NOW
from tests.effort import effort
from tests.functions.http_api import Seen, asked, seen
from tests.functions.outbox import sent, set_clock
from tests.functions.test_opt_in import HOLDER, fill_in, link_of
from tests.functions.test_opt_in import office as office
from tests.functions.tracking import stored
from tests.functions.world import ROOT, World

OTHER = "jiro@example.com"
THERE = "https://example.co.jp/price?plan=a#top"
PURPOSES = {"c": "click", "o": "open", "u": "unsubscribe", "k": "confirm", "v": "view", "d": "asset", "a": "answer"}
BEHIND = (
    "。", "、", "」", "』", "）", ")", ">", "＞", "】", ".", ",", ";", ":", "!", "？", "…", '"', "'", "*", "|", "]",
    "です", "　", "&gt;", "&quot;", "&amp;utm_source=mail", "&nbsp;", "=", "==", "=3D", "%0D%0A", "%E3%80%82",
    "%E3%80%8D",
    "%25E3%2580%2582", "/", "?utm_source=mail&amp;x=3D1", "?fbclid=a.b", "?%ff", "%C2%A0", "\u200b", ">。", ").",
)  # fmt: skip
"""What mail programs and readers leave behind an address."""
FOLDS = ("=\r\n", "=%0D%0A", "%3D%0D%0A", "\r\n", "%0D%0A", "%0A", "%20", " ", "%E2%80%8B", "\u2060", "%09", "　")
"""Where a line was wrapped, or a word joined."""


class Bent(NamedTuple):
    """`is_whole`: everything that was signed is there, in order."""

    how: str
    text: str
    is_whole: bool


def bent(lots: random.Random, mine: str, theirs: str, of_another_kind: str) -> Iterator[Bent]:
    """One of each kind."""
    body, proof = mine.split(".")
    place = lots.randrange(1, len(mine) - 1)
    letter = lots.choice([at for at, each in enumerate(mine) if each.isalpha()])
    behind, fold = lots.choice(BEHIND), lots.choice(FOLDS)
    flipped = mine[:letter] + mine[letter].swapcase() + mine[letter + 1 :]
    yield Bent(f"{behind!r} behind it", mine + behind, True)
    yield Bent(f"{behind!r} behind it, encoded", mine + quote(behind.partition("?")[0].replace("/", "")), True)
    yield Bent(f"folded by {fold!r}", mine[:place] + fold + mine[place:], True)
    yield Bent("its dot encoded", mine.replace(".", lots.choice(["%2E", "%252E", "=2E", "%3D2E"])), True)
    yield Bent("letters encoded", "".join(f"%{ord(each):02x}" if lots.random() < 0.2 else each for each in mine), True)
    yield Bent("letters quoted", "".join(f"={ord(each):02X}" if lots.random() < 0.2 else each for each in mine), True)
    yield Bent("in brackets", f"%3C{mine}%3E", True)
    yield Bent("cut off", mine[:place], False)
    yield Bent("its end cut off", mine[: -lots.randrange(1, 5)], False)
    yield Bent("cut off, and a full stop", mine[: -lots.randrange(1, 22)] + "。", False)
    yield Bent("one letter's case", flipped, False)
    yield Bent("all in lower case", mine.lower(), False)
    yield Bent("letters behind it", mine + lots.choice(["A", "xx", "-", "_", "AAAAAAAAAAAAAAAAAAAAAA"]), False)
    yield Bent("two letters swapped", _swapped(mine, lots), False)
    yield Bent("mine, proven by theirs", f"{body}.{theirs.partition('.')[2]}", False)
    yield Bent("theirs, proven by mine", f"{theirs.partition('.')[0]}.{proof}", False)
    yield Bent("of another purpose", of_another_kind, False)
    yield Bent("twice", f"{mine}{mine}", False)
    yield Bent("padded", f"{body}=.{proof}", False)
    yield Bent("in full width", "".join(chr(ord(each) + 0xFEE0) if each.isalnum() else each for each in mine), False)
    yield Bent("base64 of its proof", f"{body}.{proof[:-1]}{'-' if proof[-1] == '_' else '_'}", False)
    yield Bent("nothing", lots.choice([".", "%00", "%FF%FE", "..%2F..", "{}", "A" * 20_000 + "." + "B" * 22]), False)


def _swapped(mine: str, lots: random.Random) -> str:
    at = lots.choice([at for at in range(len(mine) - 1) if mine[at] != mine[at + 1]])
    return mine[:at] + mine[at + 1] + mine[at] + mine[at + 2 :]


def ask(method: str, path: str, text: str, language: str) -> Seen:
    app = track if path in "co" else identify
    form = {"content-type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    headers = {**HEADERS, "accept": "text/html", "accept-language": language, **form}
    return seen(app.handler(asked(method, f"/{path}/{text}", "confirm=1" if form else None, headers), None))


@pytest.mark.parametrize("path", PURPOSES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_bent_link_speaks_for_nobody_else_and_a_whole_one_still_works(office, path, language):
    """Each way of bending it, several times; what was opened, pressed or followed is read from what is stored."""
    fill_in("b-1")
    (confirm,) = [link_of(mail) for mail in sent()]
    asked_for = tokens.unseal(ROOT, "confirm", confirm.removeprefix("/k/"))
    assert asked_for
    me, mail = asked_for["p"], asked_for["m"]
    mine = {each: tokens.seal(ROOT, PURPOSES[each], _said(each, me, HOLDER, mail)) for each in PURPOSES}
    theirs = {each: tokens.seal(ROOT, PURPOSES[each], _said(each, "l_other", OTHER, "m-other")) for each in PURPOSES}
    mine["k"] = confirm.removeprefix("/k/")
    before = {event.id for event in stored(office)}
    lots = random.Random(f"{path} {language}")
    now, tried = NOW, 0
    for _ in range(effort(2)):
        for each in bent(lots, mine[path], theirs[path], mine[lots.choice([one for one in PURPOSES if one != path])]):
            for method in ("GET", "POST") if path in "uka" else ("GET",):
                plain = ask(method, path, mine[path], language)
                _forget(office, before)
                set_clock(now := now + 61_000)  # within a minute it would be the same event
                answer = ask(method, path, each.text, language)
                new = [event for event in stored(office) if event.id not in before]
                what = (method, path, each.how, each.text, answer.status)
                assert answer.status < 500, what
                assert {event.subject for event in new} <= {f"p:{me}"}, what
                assert suppressions.read(OTHER) is None, what
                assert _target(answer) in (None, THERE), what
                if each.is_whole:
                    assert (answer.status, answer.body) == (plain.status, plain.body), what
                    assert _target(answer) == _target(plain), what
                    assert {event.name for event in new} == _told(method, path), what
                else:
                    assert new == [] and suppressions.read(HOLDER) is None and _target(answer) is None, what
                    assert _helps(answer, path, language), what
                _forget(office, before)
                set_clock(now := now + 61_000)
                tried += 1
    assert tried >= 40


def _said(path: str, person: str, address: str, mail: str) -> dict[str, object]:
    said: dict[str, object] = {"p": person, "m": mail}
    match path:
        case "c":
            return {**said, "s": "s", "t": "faq", "e": "e1", "u": THERE}
        case "o":
            return {**said, "s": "s", "t": "faq", "e": "e1"}
        case "u":
            return {**said, "a": address}
        case "k":
            return {**said, "a": address, "f": "news", "l": "ja", "v": 1, "x": NOW + CONFIRM_WITHIN}
        case "d":
            return {"f": "gone.pdf", "x": NOW + CONFIRM_WITHIN, "s": f"p:{person}", "m": mail}
        case "a":
            return {"p": person, "r": "sato", "a": "alert-1", "t": NOW, "k": "gone"}
        case _:
            return said


def _told(method: str, path: str) -> set[str]:
    """What is stored of it."""
    return {"c": {"Mail Clicked"}, "o": {"Mail Opened"}}.get(path) or (
        {"u": {"Unsubscribed"}, "k": {""}}.get(path, set()) if method == "POST" else set()
    )


def _target(answer: Seen) -> str | None:
    return answer.headers.get("location")


def _helps(answer: Seen, path: str, language: str) -> bool:
    """A picture that is shown; else a page that says in the reader's language that the link does not work."""
    if path == "o" and answer.status == 200:
        return answer.headers["content-type"] == "image/gif"
    sentence = "このリンクは使えません" if language == "ja" else "This link does not work"
    return answer.status == 404 and sentence in answer.text and f'lang="{language}"' in answer.text


def _forget(office: World, before: set[str]) -> None:
    """As if nothing had been asked: what was stored is known, and the address may be written to."""
    before |= {event.id for event in stored(office)}
    addresses.lift(HOLDER, clock.now() + 1_000)
