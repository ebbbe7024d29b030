"""Content-Security-Policy, as far as a page's tag depends on it: may this script run, may it send there?

Rules (CSP Level 3)
1. A page may have several policies, and all of them have to allow what is done.
2. A directive that is absent falls back: script-src-elem to script-src to default-src; without any, all is allowed.
3. With a nonce or a hash in it a list of script sources does not allow by 'unsafe-inline', and with 'strict-dynamic'
   not by host either.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

Policy = dict[str, tuple[str, ...]]
"""Directive → sources, in the order of the policy; of a directive that is there twice the first."""

_FALLBACK = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "img-src": ("img-src", "default-src"),
}
_HOST = re.compile(
    r"(?:([a-z][a-z0-9+.-]*)://)?(\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(?::(\d+|\*))?(/.*)?"
)
_PORTS = {"http": 80, "https": 443}


class Element(NamedTuple):
    """A script of the page: its nonce, and its text where it stands in the page itself."""

    nonce: str = ""
    text: str | None = None


def read(written: Iterable[str]) -> list[Policy]:
    """The policies of the page's headers and <meta> elements; one of them may hold several, with commas between."""
    policies: list[Policy] = []
    for each in (part for header in written for part in header.split(",")):
        policy: Policy = {}
        for directive in each.split(";"):
            name, *sources = directive.split() or [""]
            if name:
                policy.setdefault(name.lower(), tuple(sources))
        if policy:
            policies.append(policy)
    return policies


def may_send(policies: Iterable[Policy], directive: str, address: str, page: str) -> bool:
    """Whether the page at `page` may get `address` under this directive (`connect-src`, `img-src`)."""
    return all(
        sources is None or any(_matches(source, address, page) for source in sources)
        for sources in (_sources(policy, directive) for policy in policies)
    )


def may_run(policies: Iterable[Policy], script: Element, address: str | None, page: str) -> bool:
    """Whether the page may run this script: of `address`, or inline where that is None."""
    return all(
        sources is None or _runs(sources, script, address, page)
        for sources in (_sources(policy, "script-src-elem") for policy in policies)
    )


def _runs(sources: tuple[str, ...], script: Element, address: str | None, page: str) -> bool:
    lower = [source.lower() for source in sources]
    if script.nonce and f"'nonce-{script.nonce}'" in sources:
        return True
    if address is None:
        hashes = {f"'{name}-{_digest(name, script.text or '')}'" for name in ("sha256", "sha384", "sha512")}
        strict = any(source.startswith(("'nonce-", "'sha", "'strict-dynamic'")) for source in lower)
        return bool(hashes & set(sources)) or ("'unsafe-inline'" in lower and not strict)
    if "'strict-dynamic'" in lower:
        return False
    return any(_matches(source, address, page) for source in sources)


def _digest(name: str, text: str) -> str:
    return b64encode(hashlib.new(name, text.encode()).digest()).decode()


def _sources(policy: Policy, directive: str) -> tuple[str, ...] | None:
    return next((policy[name] for name in _FALLBACK[directive] if name in policy), None)


def _matches(source: str, address: str, page: str) -> bool:
    to, here, source_ = urlsplit(address), urlsplit(page), source.lower()
    if source_ == "*":
        return to.scheme in ("http", "https", here.scheme)
    if source_ == "'self'":
        return to.hostname == here.hostname and _upgraded(here.scheme, to.scheme) and _same_port(here.port, to)
    if re.fullmatch(r"[a-z][a-z0-9+.-]*:", source_):
        return _upgraded(source_[:-1], to.scheme)
    match = _HOST.fullmatch(source_)
    if not match:
        return False
    scheme, host, port, _ = match.groups()
    if not _upgraded(scheme or here.scheme, to.scheme) or not _host_matches(host, to.hostname or ""):
        return False
    if port != "*" and not _same_port(int(port) if port else None, to):
        return False
    path = source[len(source) - len(match[4]) :] if match[4] else ""
    return not path or (to.path.startswith(path) if path.endswith("/") else to.path == path)


def _upgraded(wanted: str, given: str) -> bool:
    return given == wanted or (wanted, given) == ("http", "https")


def _host_matches(pattern: str, host: str) -> bool:
    if pattern == "*":
        return True
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _same_port(wanted: int | None, to: SplitResult) -> bool:
    usual = _PORTS.get(to.scheme)
    return (to.port or usual) in ({usual} if wanted is None else {wanted, usual if wanted == 80 else wanted})
