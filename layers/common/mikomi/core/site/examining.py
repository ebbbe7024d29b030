"""What is wrong with the tag on a page, and what to do: `examine(seen) -> findings`.

Rules
1. `wrong`: with this, footprints are lost or a secret is. `hint`: it works, and could work better. `fine`: as it should
   be.
2. What was not looked at is not judged.
3. A sentence is for the people who keep the site: what is wrong, where, what to write there.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from mikomi.core.site import policy
from mikomi.core.site.page import Page, Script
from mikomi.core.site.policy import Element, Policy
from mikomi.core.site.sentences import SENTENCES

Level = Literal["fine", "hint", "wrong"]


class File(NamedTuple):
    """What came from an address: status 0 where nothing answered."""

    status: int
    kind: str = ""
    body: bytes = b""
    cookies: tuple[str, ...] = ()


class Seen(NamedTuple):
    """`policies` are the page's CSP headers; `rendered`, whether the page is as a browser made it; `tag` the tag's
    file, `trial` the answer to the page's key in a dry run, `renewal` that to the cookie's renewal: None where nobody
    asked.
    """

    page: Page
    policies: tuple[str, ...] = ()
    rendered: bool = False
    tag: File | None = None
    trial: File | None = None
    renewal: File | None = None


class Finding(NamedTuple):
    code: str
    level: Level
    ja: str
    en: str

    def sentence(self, language: str) -> str:
        return self.en if language == "en" else self.ja


def examine(seen: Seen) -> list[Finding]:
    """All there is to say of the page, in the order in which one would mend it."""
    tags = seen.page.tags
    if not tags:
        return [_absent(seen)]
    tag = tags[0]
    findings = [_say("fine", "tag", address=_short(tag))]
    if len(tags) > 1:
        findings.append(_say("wrong", "twice", n=len(tags)))
    findings += _key(seen)
    findings += _carried(seen, tag)
    findings += _policies(seen, tag)
    findings += _cookie(seen, tag)
    if seen.page.waits_for_consent:
        findings.append(_say("hint", "consent"))
    if not tag.waits:
        findings.append(_say("hint", "blocking"))
    return findings


def same_site(one: str, other: str) -> bool:
    """Whether two hosts share the domain that somebody registered."""
    return one == other or (bool(domain := site_of(one)) and domain == site_of(other))


def site_of(host: str) -> str:
    """The registered domain (`www.example.co.jp` → `example.co.jp`); "" for an address or a name without one.

    Of the public suffixes that have two parts only the usual ones are known: a browser knows them all.
    """
    labels = host.lower().rstrip(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit() or ":" in host:
        return ""
    two = labels[-2:]
    public = (len(two[1]) == 2 and two[0] in _SECOND_LEVEL) or ".".join(two) in _SHARED
    count = 3 if public else 2
    return ".".join(labels[-count:]) if len(labels) >= count else ""


_SECOND_LEVEL = frozenset(
    ("ac", "ad", "co", "com", "ed", "edu", "go", "gov", "gr", "lg", "mil", "ne", "net", "nom", "or", "org")
)
_SHARED = frozenset(
    (
        "amazonaws.com",
        "cloudfront.net",
        "github.io",
        "gitlab.io",
        "herokuapp.com",
        "netlify.app",
        "pages.dev",
        "vercel.app",
        "web.app",
        "workers.dev",
    )
)


def _absent(seen: Seen) -> Finding:
    containers = seen.page.containers
    if containers and not seen.rendered:
        return _say("wrong", "in_container", container=", ".join(containers))
    return _say("wrong", "absent_rendered" if seen.rendered else "absent")


def _key(seen: Seen) -> Iterator[Finding]:
    if not seen.page.keys:
        yield _say("wrong", "no_key")
    elif any(key.startswith("sk_") for key in seen.page.keys):
        yield _say("wrong", "secret_key")
    elif seen.trial is not None and seen.trial.status in (401, 403):
        yield _say("wrong", "key_refused")
    elif seen.trial is not None and seen.trial.status == 200:
        yield _say("fine", "key")


def _carried(seen: Seen, tag: Script) -> Iterator[Finding]:
    """Whether the file comes, and comes whole."""
    address = tag.address or ""
    if urlsplit(seen.page.address).scheme == "https" and urlsplit(address).scheme == "http":
        yield _say("wrong", "insecure", address=_short(tag))
    if seen.tag is None:
        return
    if seen.tag.status != 200 or "javascript" not in seen.tag.kind:
        yield _say("wrong", "no_file", address=_short(tag), status=seen.tag.status or "–", kind=seen.tag.kind or "–")
        return
    if tag.integrity:
        if not _is_whole(tag.integrity, seen.tag.body):
            yield _say("wrong", "integrity")
        elif not tag.crossorigin and _origin(address) != _origin(seen.page.address):
            yield _say("wrong", "crossorigin")
        elif urlsplit(address).path.endswith("/tag.js"):
            yield _say("hint", "evergreen_integrity")
        else:
            yield _say("fine", "whole")


def _policies(seen: Seen, tag: Script) -> Iterator[Finding]:
    policies: list[Policy] = policy.read([*seen.policies, *seen.page.policies])
    if not policies:
        yield _say("fine", "no_policy")
        return
    page, host = seen.page.address, _origin(tag.address or "")
    stopped = 0
    if not policy.may_run(policies, Element(tag.nonce), tag.address, page):
        stopped += 1
        yield _say("wrong", "csp_script", host=host)
    if not policy.may_send(policies, "connect-src", f"{host}/v1/b", page):
        stopped += 1
        yield _say("wrong", "csp_connect", host=host)
    if not policy.may_send(policies, "img-src", f"{host}/v1/id.gif", page):
        stopped += 1
        yield _say("hint", "csp_img", host=host)
    blocked = [s for s in seen.page.snippets if not policy.may_run(policies, Element(s.nonce, s.text), None, page)]
    if blocked:
        stopped += 1
        yield _say("hint", "csp_inline")
    if not stopped:
        yield _say("fine", "csp")


def _cookie(seen: Seen, tag: Script) -> Iterator[Finding]:
    page, host = urlsplit(seen.page.address), urlsplit(tag.address or "").hostname or ""
    if not same_site(page.hostname or "", host):
        yield _say("hint", "other_site", host=host, site=site_of(page.hostname or "") or page.hostname)
    elif seen.renewal is not None:
        renewed = any(cookie.startswith("mikomi_id=") for cookie in seen.renewal.cookies)
        yield _say("fine", "cookie") if renewed else _say("hint", "no_cookie", host=host)
    if page.scheme == "http" and page.hostname not in ("localhost", "127.0.0.1"):
        yield _say("hint", "page_insecure")


def _is_whole(integrity: str, body: bytes) -> bool:
    """Whether one of the strongest hashes fits, as a browser asks."""
    told = [each.partition("?")[0].partition("-") for each in integrity.split()]
    known = [(name, value) for name, _, value in told if name in ("sha256", "sha384", "sha512")]
    strongest = max((name for name, _ in known), default="")
    fits = {value for name, value in known if name == strongest}
    return not known or b64encode(hashlib.new(strongest, body).digest()).decode() in fits


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _short(tag: Script) -> str:
    return (tag.address or "").partition("?")[0]


def _say(level: Level, code: str, **params: object) -> Finding:
    ja, en = SENTENCES[code]
    return Finding(code, level, ja.format(**params), en.format(**params))
