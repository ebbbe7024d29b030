"""Path patterns: the index finds exactly the patterns that a path matches, and what looks the same is the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.paths import PathIndex, path_matches, path_of, segments
from mikomi.model.events import Event

NAMES = st.sampled_from(["a", "b", "商品", "x y", "*"])
PATTERNS = st.lists(st.one_of(NAMES, st.sampled_from(["*", "**"])), max_size=5).map(lambda parts: "/" + "/".join(parts))
PATHS = st.lists(NAMES, max_size=6).map(lambda parts: "/" + "/".join(parts))


def naive(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """The rules of the language, read out loud."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(naive(pattern[1:], path[n:]) for n in range(len(path) + 1))
    return bool(path) and pattern[0] in ("*", path[0]) and naive(pattern[1:], path[1:])


@given(st.lists(PATTERNS, max_size=12), PATHS)
def test_index_finds_what_the_rules_say(patterns: list[str], path: str) -> None:
    """Over any patterns, `find` answers each one that matches by the recursive definition, once, and no other."""
    found = PathIndex((pattern, n) for n, pattern in enumerate(patterns)).find(path)
    wanted = [n for n, pattern in enumerate(patterns) if naive(segments(pattern), segments(path))]
    assert sorted(found) == wanted


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("/products/**", "/products", True),
        ("/products/**", "/products/a/b/", True),
        ("/products/*", "/products", False),
        ("/products/*", "/products/a/b", False),
        ("/", "/", True),
        ("/", "/a", False),
        ("/**", "/", True),
        ("/price", "/price/?plan=1", True),
        ("/price", "/price#top", True),
        ("/商品/一覧", "/%E5%95%86%E5%93%81/%E4%B8%80%E8%A6%A7", True),
        ("/が", "/か\u3099", True),
        ("/商品/一覧", "/%8F%A4%95i/%88%EA%97%97", True),  # a page in Shift_JIS
        ("/商品/一覧", "/%BE%A6%C9%CA/%B0%EC%CD%F7", True),  # and in EUC-JP
        ("/商品/一覧", "/%8F%A4%95i/%88%EA%97", False),
        ("/a/b", "/a%2Fb", False),
        ("/a", "/*", False),
        ("/price", "/Price", False),
    ],
)
def test_what_looks_the_same_is_the_same(pattern: str, path: str, matched: bool) -> None:
    """Trailing slash, query, percent-encoding and Unicode forms do not count; an encoded slash is no separator."""
    assert path_matches(pattern, path) is matched


def told(page: Any = None, **properties: Any) -> str | None:
    context = {} if page is None else {"page": page}
    return path_of(Event(id="m", type="page", at=1, received_at=1, properties=properties, context=context))


@pytest.mark.parametrize(
    "page",
    [
        {"path": "/price"},
        {"path": "/price?utm_source=x#top"},
        {"path": "https://example.jp/price?x=1"},
        {"path": None, "url": "https://example.jp/price?x=1"},
        {"path": "", "url": "http://example.jp:8080/price/"},
        {"path": 5, "url": "https://user@example.jp/%70rice#a"},
        {"url": "https://example.jp/price"},
        {"url": "//example.jp/price"},
        {"url": "example.jp/price"},
        {"url": "/price?x=1"},
        {"url": "app://example/price"},
    ],
)
def test_a_page_is_known_by_its_path_or_its_url(page: Any) -> None:
    """Whichever a client tells, in the context or in the properties; the context goes before."""
    for found in (
        told(page),
        told(None, **page),
        told({"title": "x"}, **page),
        told(page, path="/other", url="/other"),
    ):
        assert found is not None and segments(found) == ("price",)


@pytest.mark.parametrize(
    "page",
    [
        None,
        {},
        "x",
        {"url": "about:blank"},
        {"url": "data:text/html,x"},
        {"url": "https://[x"},
        {"path": [], "url": {}},
    ],
)
def test_what_tells_no_page(page: Any) -> None:
    """No path is made up; the home page of a bare host is `/`."""
    assert told(page) is None
    assert told({"url": "https://example.jp"}) == told({"url": "example.jp"}) == "/"


def test_a_place_on_a_page_is_no_other_page() -> None:
    """Behind the `#` nothing counts: a site that routes there tells its `path`."""
    assert told({"url": "https://example.jp/#/price"}) == "/"
    assert told({"path": "/price", "url": "https://example.jp/#/price"}) == "/price"


@given(st.text(max_size=50))
def test_any_text_is_some_path(text: str) -> None:
    """Whatever a client calls a path, it can be asked about."""
    assert path_matches("/**", text)


@pytest.mark.parametrize(
    ("context", "properties", "path"),
    [
        ({"page": {"path": "/a"}}, {"path": "/b", "url": "https://x/c"}, "/a"),
        ({"page": {"path": ""}}, {"path": "/b", "url": "https://x/c"}, "/b"),
        ({"page": None}, {"url": "https://x.example/c?d=1"}, "/c"),
        ({}, {"url": "https://x.example"}, "/"),
        ({"page": {"path": 5}}, {"path": [], "url": "http://[broken"}, None),
    ],
)
def test_path_of_an_event(context: dict, properties: dict, path: str | None) -> None:
    """`context.page.path`, else `properties.path`, else the path of `properties.url`; nonsense is no path."""
    event = Event(id="1", type="page", at=0, received_at=0, context=context, properties=properties)
    assert path_of(event) == path
