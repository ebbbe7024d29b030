"""What a page's HTML says of Mikomi: our scripts, the snippet's calls, a tag manager that may bring them."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

from mikomi.core.html_reader import HtmlReader

_TAG = re.compile(r"/tag(?:/[^/]+)?\.js$")
_CONTAINER = re.compile(r"\bGTM-[A-Z0-9]{4,}\b")
_SNIPPET = re.compile(r"\bmikomi\b")
_PENDING = re.compile(r"""mikomi\(\s*['"]consent['"]\s*,\s*['"](pending|denied)['"]""")
_KEY = re.compile(r"""\bkey\s*:\s*['"]([^'"]+)['"]""")


class Script(NamedTuple):
    """A script element: `address` is absolute, None for one whose text stands in the page."""

    address: str | None
    text: str
    nonce: str
    integrity: str
    crossorigin: bool
    waits: bool
    """async, defer or a module: the page does not wait for it."""


class Page(NamedTuple):
    """`address` is where the page really stood, after redirects."""

    address: str
    scripts: tuple[Script, ...]
    policies: tuple[str, ...]
    """The contents of its CSP <meta> elements."""

    @property
    def tags(self) -> tuple[Script, ...]:
        """The scripts that are Mikomi's tag: named so, and with a key or a snippet beside them."""
        named = [s for s in self.scripts if s.address and _TAG.search(urlsplit(s.address).path)]
        return tuple(s for s in named if key_in(s.address or "") or self.snippets)

    @property
    def snippets(self) -> tuple[Script, ...]:
        return tuple(s for s in self.scripts if s.address is None and _SNIPPET.search(s.text))

    @property
    def containers(self) -> tuple[str, ...]:
        """Google Tag Manager's containers: the tag may be in one of them, where HTML alone does not show it."""
        told = " ".join(f"{s.address or ''} {s.text}" for s in self.scripts)
        return tuple(dict.fromkeys(_CONTAINER.findall(told)))

    @property
    def waits_for_consent(self) -> bool:
        return any(_PENDING.search(s.text) for s in self.snippets)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the page shows, in the tag's address or in `mikomi('init', {key: …})`."""
        told = [key_in(s.address or "") for s in self.tags] + [k for s in self.snippets for k in _KEY.findall(s.text)]
        return tuple(dict.fromkeys(key for key in told if key))


def read(html: str, address: str) -> Page:
    reader = _PageReader(address)
    reader.feed(html)
    reader.close()
    return Page(address, tuple(reader.scripts), tuple(reader.policies))


def key_in(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("key", [""])[-1]


class _PageReader(HtmlReader):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.base = address
        self.scripts: list[Script] = []
        self.policies: list[str] = []
        self._open: dict[str, str] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = urljoin(self.base, given["href"])
        elif tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(given.get("content", ""))
        elif tag == "script":
            self._open, self._text = given, []

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag != "script" or self._open is None:
            return
        given, self._open = self._open, None
        source = given.get("src", "").strip()
        self.scripts.append(
            Script(
                address=urljoin(self.base, source) if source else None,
                text="".join(self._text),
                nonce=given.get("nonce", ""),
                integrity=given.get("integrity", "").strip(),
                crossorigin="crossorigin" in given,
                waits="async" in given or "defer" in given or given.get("type") == "module",
            )
        )
