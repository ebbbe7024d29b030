"""The token by which a link of our mails says who reads: found, added, and cut out of addresses to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import tokens
from mikomi.core.tracking import reader_token

TOKEN = tokens.seal("root", "recognise", {"p": "l_1", "x": 9_000_000_000_000})
OTHER = tokens.seal("root", "recognise", {"p": "l_2", "x": 9_000_000_000_000})
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJwIjoxfQ.c2lnbmF0dXJlLW9mLXRoZS1zaXRl"
OWN = ("mk=5", "mk=", "mk", "mk=eyJwYWdlIjoxfQ", f"mk={JWT}", f"xmk={TOKEN}", "MK=1", "mk=eyJw.short")


@pytest.mark.parametrize(
    ("with_it", "without_it"),
    [
        ("https://x.jp/p?mk={}", "https://x.jp/p"),
        ("https://x.jp/p?mk={}#top?mk=1", "https://x.jp/p#top?mk=1"),
        ("https://x.jp/p?mk={}&a=1", "https://x.jp/p?a=1"),
        ("https://x.jp/p?a=1&mk={}&b=2#c", "https://x.jp/p?a=1&b=2#c"),
        ("https://x.jp/p?a=%8E%91+%20&mk={}", "https://x.jp/p?a=%8E%91+%20"),
        ("?mk={}&mk={}&a", "?a"),
        ("?&&mk={}&&a=&", "?&&&a=&"),
        ("?mk={})", ""),
        ("?mk={}%0d%0aSet-Cookie:x&b", "?b"),
        ("https://x.jp/#/route?mk={}", "https://x.jp/#/route"),
        ("?next=%2Fp%3Fmk%3D{}", "?next=%2Fp"),
        ("?next=%2Fp%3fmk%3d{}&lang=ja", "?next=%2Fp&lang=ja"),
        ("?next=%2Fp%3Fmk%3D{}%26a%3D1%23b&lang=ja", "?next=%2Fp%3Fa%3D1%23b&lang=ja"),
        ("?next=%2Fp%3Fa%3D1%26mk%3D{}%23b", "?next=%2Fp%3Fa%3D1%23b"),
    ],
)
def test_our_token_is_cut_and_nothing_else(with_it: str, without_it: str) -> None:
    """Wherever it stands, in whatever company, also in an address within the query of another one."""
    assert reader_token.without(with_it.replace("{}", TOKEN)) == without_it


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("address", ["https://x.jp/p?{}", "?{}&a=%8E%91+%20", "?a=%2F&{}#b&", "?n=%3F{}"])
def test_a_sites_own_parameter_stays(address: str, own: str) -> None:
    """`mk` is a short name: a number, a JWT, something in base64 are the site's."""
    asked = address.replace("{}", own)
    assert reader_token.without(asked) == asked and reader_token.read(asked) is None


QUERIES = st.lists(st.text("abm k=%+.?-_é資", max_size=8) | st.sampled_from(OWN), max_size=5).map("&".join)


@given(QUERIES, st.sampled_from(["", "#", "#a?b&c"]), st.booleans())
def test_what_was_added_is_found_and_cut_again(query: str, fragment: str, asks: bool) -> None:
    """The address is the same to the letter; only a query that was empty loses its `?`."""
    address = f"https://x.jp/p{'?' if asks else ''}{query if asks else ''}{fragment}"
    led = reader_token.added(address, TOKEN)
    assert reader_token.read(led) == TOKEN
    assert reader_token.without(led).replace("/p#", "/p?#") in (
        address.replace("/p#", "/p?#"),
        address.replace("?", ""),
    )


def test_a_copied_link_carries_its_new_readers_token_alone() -> None:
    """An address out of somebody's bar, pasted into a mail, would else make everybody that somebody."""
    led = reader_token.added(f"https://x.jp/p?mk={OTHER}&a=1#b", TOKEN)
    assert led == f"https://x.jp/p?a=1&mk={TOKEN}#b" and reader_token.read(led) == TOKEN
