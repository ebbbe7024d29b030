"""Addresses of the web, read as a browser reads them: what stands in an attribute, and where it leads."""

from html.entities import html5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import web_address


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("?a=1&currency=JPY&section=2", "?a=1&currency=JPY&section=2"),
        ("?a=1&amp;b=2", "?a=1&b=2"),
        ("?a=1&ampb=2", "?a=1&ampb=2"),
        (
            "?a=1&copy=2&reg=3&para=4&times=5&lang=6&order=7&notify=8",
            "?a=1&copy=2&reg=3&para=4&times=5&lang=6&order=7&notify=8",
        ),
        ("?a=&copy&b", "?a=©&b"),
        ("?a=&copy;=b", "?a=©=b"),
        ("&notin;&notit;&not;", "∉&notit;¬"),
        ("&#12354;&#x3042;&#39;&quot;", "ああ'\""),
        ("&curren", "¤"),
        ("&", "&"),
        ("a&&b", "a&&b"),
    ],
)
def test_a_reference_in_an_attribute(raw, read):
    """HTML's own rule: without `;` a name is a reference only if neither `=` nor a letter nor a digit follows."""
    assert web_address.of_attribute(raw) == read


@given(st.sampled_from(sorted(html5)), st.sampled_from(["=1", "x", "9", "=", "A="]))
def test_no_query_parameter_is_ever_a_reference(name, after):
    """For every name that HTML knows: `&name=1` in an attribute stays what it is, unless it is closed by `;`."""
    raw = f"?a=1&{name}{after}"
    known = html5[name] if name.endswith(";") else f"&{name}"
    assert web_address.of_attribute(raw) == f"?a=1{known}{after}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "https://example.jp/資料/冬の案内?q=冬#上",
            "https://example.jp/%E8%B3%87%E6%96%99/%E5%86%AC%E3%81%AE%E6%A1%88%E5%86%85?q=%E5%86%AC#%E4%B8%8A",
        ),
        ("https://日本語.jp/a", "https://xn--wgv71a119e.jp/a"),
        ("https://ＥＸＡＭＰＬＥ．ＪＰ/", "https://example.jp/"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
        ("HTTPS://Example.JP/A b/é", "https://example.jp/A%20b/%C3%A9"),
        ("https://example.jp/x_(y)?q=O'Brien&z=[1]", "https://example.jp/x_(y)?q=O%27Brien&z=[1]"),
        ("https://example.jp/%E8%B3%87?a=%zz&b=+", "https://example.jp/%E8%B3%87?a=%zz&b=+"),
        (" https://example.jp/\n a", "https://example.jp/%20a"),
        ("https://example.jp:443/", "https://example.jp/"),
        ("https://example.jp:8443/", "https://example.jp:8443/"),
        ("http:/\\example.jp\\a", "http://example.jp/a"),
        ("https://evil.example\\@example.jp/", "https://evil.example/@example.jp/"),
        ("https://example.jp@evil.example/", "https://example.jp@evil.example/"),
        ("https://example.jp/a\r\nSet-Cookie: x=1", "https://example.jp/aSet-Cookie:%20x=1"),
        ("https://[::1]:8000/", "https://[::1]:8000/"),
        ("https://example.jp/😀", "https://example.jp/%F0%9F%98%80"),
    ],
)
def test_where_an_address_leads(written, read):
    """Percent-encoding, punycode, slashes and line ends as in a browser; what is encoded already stays."""
    found = web_address.read(written)
    assert found and found.text == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "/price",
        "//example.jp",
        "mailto:a@example.jp",
        "javascript:alert(1)",
        "https://",
        "https:///?a",
        "https://a b.jp/",
        "https://exa<mple.jp",
        "https://example.jp:port/",
        "https://.jp",
        "https://-.",
        "https://日本\u200b\ufffd.jp/",
    ],
)
def test_what_is_no_address_of_the_web(written):
    """No host that could be looked up, or another way than http: None, and no exception."""
    assert web_address.read(written) is None


@given(
    st.text(max_size=40), st.sampled_from(["", "https://", "http://", "https://example.jp/", "https://example.jp/?"])
)
def test_any_address_fits_into_a_header(text, before):
    """Whatever was written: one line of ASCII, and read again it is the same."""
    told = web_address.in_header(before + text)
    assert told.isascii() and not any(ord(c) < 33 for c in told)
    assert web_address.in_header(told) == told


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("https://example.jp/a", "example.jp"),
        ("https://EXAMPLE.jp:443", "example.jp"),
        ("http://example.jp:8080/", "example.jp:8080"),
        ("https://日本語.jp", "xn--wgv71a119e.jp"),
        ("https://example.jp.evil.example/", "example.jp.evil.example"),
        ("https://evil.example#@example.jp", "evil.example"),
        ("https://evil.example?@example.jp", "evil.example"),
        ("https://e%78ample.jp", "example.jp"),
        ("https://example.jp./", "example.jp."),
    ],
)
def test_whose_host_it_is(written, site):
    """The host that a browser would ask, whatever stands around it."""
    found = web_address.read(written)
    assert found and found.site == site
