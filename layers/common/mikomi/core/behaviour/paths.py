"""Paths of pages, and the patterns that marketers write for them.

Rules
1. `*` is exactly one segment, `**` any number of segments, none included: `/products/**` means `/products` too.
2. What looks the same is the same: percent-encoding and Unicode forms are resolved, a trailing slash and the query
   do not count.
3. The index answers which patterns a path matches by walking the path's segments: patterns that it does not match
   cost nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from mikomi.model.events import Event
from mikomi.page_encoding import unquoted

Segments = tuple[str, ...]

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")

LONGEST_PATH = 2_000
"""Characters of a path that are looked at; no real page's path is longer."""


def path_of(event: Event) -> str | None:
    """The page's path as this event tells it: `context.page.path`, else that of `context.page.url`, else
    `properties.path`, else that of `properties.url`. Where a client gives the whole address for the path, it is the
    address's. What stands behind a `#` is a place on the page, not another page."""
    page = event.context.get("page")
    places = (page if isinstance(page, dict) else {}, event.properties)
    for place in places:
        if path := _path(place.get("path")) or path_of_url(place.get("url")):
            return path
    return None


def path_of_url(url: Any) -> str | None:
    """`/price` of `https://example.jp/price?a=1`, `//example.jp/price` or `example.jp/price`; None where no page is."""
    if not isinstance(url, str) or not url:
        return None
    url = url[:LONGEST_PATH]
    try:
        parts = urlsplit(url if "/" in url[:1] or _SCHEME.match(url) else f"//{url}")
    except ValueError:
        return None
    return parts.path or "/" if parts.netloc or parts.path.startswith("/") else None


def _path(written: Any) -> str | None:
    if not isinstance(written, str) or not written:
        return None
    return path_of_url(written) if _SCHEME.match(written) else written


def segments(path: str) -> Segments:
    """`/a%20b//c/?q=1` as `("a b", "c")`."""
    return _segments(path[:LONGEST_PATH])  # cut before it is remembered: the memory holds thousands of them


@lru_cache(maxsize=8192)
def _segments(path: str) -> Segments:
    path = path.partition("?")[0].partition("#")[0]
    parts = [part for part in path.split("/") if part]
    if "%" in path:
        # Decoded after the split, so that an encoded slash stays inside its segment.
        parts = unquoted(parts)
    return tuple(part if part.isascii() else unicodedata.normalize("NFC", part) for part in parts)


def plain(path: str) -> str:
    """The path as it is compared and shown: `/a b/c`."""
    return "/" + "/".join(segments(path))


def path_matches(pattern: str, path: str) -> bool:
    return bool(_index_of(pattern).find(path))


class PathIndex:
    """Patterns, each with something hung on it, as a tree of their segments. Built once, then only asked."""

    __slots__ = ("_root",)

    def __init__(self, patterns: Iterable[tuple[str, Any]]) -> None:
        self._root = _Node()
        for pattern, hung in patterns:
            node = self._root
            for segment in segments(pattern):
                node = node.grow(segment)
            node.hung.append(hung)

    def find(self, path: str) -> list[Any]:
        """What hangs on the patterns that this path matches, each once.

        All branches are walked at once, a segment a turn. A `**` is reached without a segment and, once reached,
        stays reached.
        """
        reached = _with_any_number([self._root])
        for segment in segments(path):
            following = []
            for node in reached:
                if node.stays:
                    following.append(node)
                named = node.named.get(segment)
                if named is not None:
                    following.append(named)
                if node.one is not None:
                    following.append(node.one)
            if not following:
                return []
            reached = _with_any_number(following)
        return [hung for node in reached for hung in node.hung]


class _Node:
    __slots__ = ("hung", "many", "named", "one", "stays")

    def __init__(self, stays: bool = False) -> None:
        self.hung: list[Any] = []
        self.named: dict[str, _Node] = {}
        self.one: _Node | None = None
        self.many: _Node | None = None
        self.stays = stays

    def grow(self, segment: str) -> "_Node":
        if segment == "**":
            if self.stays:  # `/**/**` is `/**`
                return self
            self.many = self.many or _Node(stays=True)
            return self.many
        if segment == "*":
            self.one = self.one or _Node()
            return self.one
        return self.named.setdefault(segment, _Node())


def _with_any_number(nodes: list[_Node]) -> list[_Node]:
    """These and the `**` that hang right below them, each once."""
    many = [node.many for node in nodes if node.many is not None]
    return list(dict.fromkeys(nodes + many)) if many else nodes


@lru_cache(maxsize=1024)
def _index_of(pattern: str) -> PathIndex:
    return PathIndex([(pattern, True)])


def link_matches(wanted: str, link: Any) -> bool:
    """A link is named by its path (`/offer/**`) or by its address, whose query counts only if it is written."""
    if not isinstance(link, str):
        return False
    if wanted.startswith("/"):
        path = path_of_url(link)
        return path is not None and path_matches(wanted, path)
    return _bare(link if "?" in wanted else link.partition("?")[0]) == _bare(wanted)


def _bare(url: str) -> str:
    return url.partition("#")[0].removeprefix("https://").removeprefix("http://").rstrip("/")
