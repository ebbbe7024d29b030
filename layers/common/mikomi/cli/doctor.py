"""`mikomi doctor URL`: does the tag on this page do its work? Looks at the page as it is; changes nothing anywhere.
`mikomi doctor --sender DOMAIN` looks at who mails instead (`cli.sender`), `--channels` at where alerts go beside mail.

The page is fetched, and the tag's file. A tag that is not in the HTML may come by a tag manager: then a Chrome or
Chromium of this machine shows the page, if there is one. Our own cookie is asked for as the tag would ask, with an id
that nobody has, and the page's key is tried in a dry run, which stores nothing.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import urlsplit

from mikomi.core.site import examining, page
from mikomi.core.site.examining import File, Finding, Seen
from mikomi.core.site.page import Page, Script

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
AGENT = "Mozilla/5.0 (compatible; mikomi-doctor)"
SECONDS = 20
LARGEST = 10 * 1024 * 1024
MARKS = {"fine": "✓", "hint": "!", "wrong": "✗"}

WHAT = {
    "ja": "ページのアドレスか、--sender ドメイン を書いてください。",
    "en": "Say a page's address, or --sender DOMAIN.",
}
UNREAD = {
    "ja": "{url} を読めませんでした（{why}）。https:// から始まるアドレスか、外から見えるページかを確かめてください。",
    "en": "{url} could not be read ({why}). Check the address (https://…), and that the page can be seen from outside.",
}
END = {
    "ja": ("足あとは届きます。", "直すところが {wrong} 件あります。", "（注意 {hint} 件）"),
    "en": ("Events arrive.", "{wrong} to fix.", " ({hint} to consider)"),
}


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verb, among the others."""
    act = verbs.add_parser(
        "doctor",
        help="ページの計測タグ、差出人、チャンネルを診る / does the tag on a page work; is the sender believed?",
    )
    act.add_argument("url", metavar="URL", nargs="?", help="ページ / a page that carries the tag")
    act.add_argument(
        "--channels", action="store_true", help="営業通知のチャンネル（--stack）/ the channels of alerts (with --stack)"
    )
    act.add_argument("--sender", metavar="DOMAIN", help="差出人のドメイン / the domain that mails come from")
    act.add_argument("--stack", metavar="NAME", help="--sender: SES も調べる / ask its SES, too (AWS credentials)")
    act.add_argument("--host", metavar="HOST", help="--sender: リンクのアドレス / to which the links of mails lead")
    act.add_argument("--mail-from", metavar="DOMAIN", help="--sender: MAIL FROM のドメイン / the MAIL FROM domain")
    act.add_argument("--reply", metavar="DOMAIN", help="--sender: 返信を受けるドメイン / which receives replies")
    act.add_argument(
        "--region", default="ap-northeast-1", help="--sender: SES のリージョン / of SES (default: ap-northeast-1)"
    )
    act.add_argument("--resolver", metavar="IP", default="", help="--sender: DNS サーバー / which DNS server is asked")
    act.add_argument("--trust", metavar="FILE", help="--sender: 認証局の証明書 / an authority beside the machine's")
    act.add_argument("--json", action="store_true", help="--sender: for programs")
    act.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: LANG, then ja)")


def visit(asked: argparse.Namespace) -> int:
    """A page, a sender, or the channels of alerts."""
    if asked.channels:
        from mikomi.cli import channel, speaking

        asked.local = False
        return speaking.attended(asked, channel.listed)
    if asked.sender:
        from mikomi.cli.sender import visit as sender

        return sender.begin(asked)
    if not asked.url:
        print(WHAT[asked.lang or "ja"], file=sys.stderr)
        return 2
    return look(asked.url, asked.lang)


class Unreached(Exception):
    """The page cannot be looked at; says why."""


class _Response(NamedTuple):
    address: str
    file: File
    policies: tuple[str, ...]

    @property
    def text(self) -> str:
        charset = self.file.kind.lower().partition("charset=")[2].strip(" \"'") or "utf-8"
        try:
            return self.file.body.decode(charset, "replace")
        except LookupError:
            return self.file.body.decode("utf-8", "replace")


def look(url: str, language: str | None) -> int:
    """Print what was found. Exit code: 0 footprints arrive, 1 something is to be mended, 2 the page could not be
    read."""
    language = language or "ja"
    try:
        findings = examining.examine(_seen(url))
    except Unreached as why:
        print(UNREAD[language].format(url=url, why=why), file=sys.stderr)
        return 2
    for finding in findings:
        print(f"{MARKS[finding.level]} {finding.sentence(language)}")
    print(_end(findings, language))
    return 1 if any(finding.level == "wrong" for finding in findings) else 0


def _end(findings: list[Finding], language: str) -> str:
    wrong, hint = (sum(finding.level == level for finding in findings) for level in ("wrong", "hint"))
    well, ill, beside = END[language]
    return (ill if wrong else well).format(wrong=wrong) + (beside.format(hint=hint) if hint else "")


def _seen(url: str) -> Seen:
    answer = _get(url)
    if answer.file.status != 200:
        raise Unreached(answer.file.status)
    seen, rendered = page.read(answer.text, answer.address), False
    if not seen.tags and (html := _rendered(answer.address)):
        seen, rendered = page.read(html, answer.address), True
    if not seen.tags:
        return Seen(seen, answer.policies, rendered)
    tag = seen.tags[0]
    return Seen(
        seen,
        answer.policies,
        rendered,
        _file(tag.address or ""),
        trial=_trial(seen, tag),
        renewal=_renewal(seen, tag),
    )


def _trial(web_page: Page, tag: Script) -> File | None:
    """What the tag's server answers to an event under the page's key: a dry run, which stores nothing."""
    if len(web_page.keys) != 1 or web_page.keys[0].startswith("sk_"):
        return None
    there = urlsplit(tag.address or "")
    event = {"type": "track", "event": "Doctor", "anonymousId": "mikomi-doctor", "messageId": "mikomi-doctor"}
    body = json.dumps({"writeKey": web_page.keys[0], "batch": [event]}).encode()
    return _file(f"{there.scheme}://{there.netloc}/v1/validate", {"Content-Type": "application/json"}, body)


def _renewal(web_page: Page, tag: Script) -> File | None:
    """What the tag's server answers to the daily question for the cookie; None where it is of another site."""
    here, there = urlsplit(web_page.address), urlsplit(tag.address or "")
    if not examining.same_site(here.hostname or "", there.hostname or ""):
        return None
    domain = examining.site_of(here.hostname or "")
    address = f"{there.scheme}://{there.netloc}/v1/id.gif?a=mikomi-doctor&d={domain}"
    return _file(address, {"Sec-Fetch-Site": "same-site"})


def _file(address: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> File:
    try:
        return _get(address, headers, body).file
    except Unreached:
        return File(0)


def _get(address: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> _Response:
    if urlsplit(address).scheme not in ("http", "https"):
        raise Unreached("http, https")
    try:
        told = {"User-Agent": AGENT, "Accept": "*/*", **(headers or {})}
        asked = urllib.request.Request(address, body, told)  # noqa: S310 (http and https alone)
        try:
            answer = urllib.request.urlopen(asked, timeout=SECONDS)  # noqa: S310 (http and https alone)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            sent = answer.headers
            file = File(
                answer.status or 0,
                sent.get("content-type", ""),
                answer.read(LARGEST),
                tuple(sent.get_all("set-cookie") or ()),
            )
            return _Response(answer.geturl(), file, tuple(sent.get_all("content-security-policy") or ()))
    except urllib.error.URLError as wrong:
        raise Unreached(wrong.reason) from None
    except (OSError, HTTPException, ValueError) as wrong:
        raise Unreached(str(wrong) or type(wrong).__name__) from None


def _rendered(address: str) -> str | None:
    """The page as a browser of this machine makes it; None where there is no browser, or it does not answer."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return None
    command = [browser, "--headless", "--disable-gpu", "--virtual-time-budget=8000", "--dump-dom"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")  # Chromium refuses to run as root otherwise
    try:
        made = subprocess.run([*command, address], capture_output=True, timeout=3 * SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return made.stdout.decode("utf-8", "replace") or None
