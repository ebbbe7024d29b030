"""The first-party cookie, renewed by the server: which one goes back, where it counts, and who cannot put one there."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.settings import settings

from functions.identify import app as identify
from tests.effort import effort
from tests.functions.aws_faults import calls
from tests.functions.http_api import asked

MINE = "0123456789abcdef0123456789abcdef"
THEIRS = "f" * 32
SAME_SITE = {"sec-fetch-site": "same-site"}


def ask(query="", cookies=(), headers=SAME_SITE):
    event = asked("GET", f"/v1/id.gif{query}", None, headers)
    return identify.handler({**event, **({"cookies": list(cookies)} if cookies else {})}, None)


def cookie(answer):
    """The one cookie that is set, by its parts; None if none is."""
    assert answer["headers"]["content-type"] == "image/gif" and answer["headers"]["cache-control"] == "no-store"
    if "cookies" not in answer:
        return None
    (said,) = answer["cookies"]
    return said.split("; ")


def test_the_cookie_that_came_lives_on(world):
    """400 days, for the whole site, readable by the tag, over https only, and not sent from other sites' pages."""
    with calls() as made:
        answer = ask("?d=example.co.jp", ["other=1", f"mikomi_id={MINE}"])
    assert answer["statusCode"] == 200 and made == []
    assert cookie(answer) == [
        f"mikomi_id={MINE}", "Path=/", "Max-Age=34560000", "SameSite=Lax", "Domain=example.co.jp", "Secure",
    ]  # fmt: skip


def test_the_cookie_outweighs_the_address(world):
    """`?a=` is for a browser that kept its id elsewhere; whoever has a cookie keeps that one."""
    assert cookie(ask(f"?a={THEIRS}", [f"mikomi_id={MINE}"]))[0] == f"mikomi_id={MINE}"
    assert cookie(ask(f"?a={MINE}"))[0] == f"mikomi_id={MINE}"
    assert cookie(ask()) is None


def test_nobody_plants_an_id_from_another_site(world):
    """Fixation: whatever another site's page, a link in a mail or an old browser sends, `?a=` never becomes the
    visitor's id; only a browser that says `same-site` or `same-origin` is believed."""
    for site, cookies in product(("cross-site", "none", "", "x"), ((), (f"mikomi_id={MINE}",))):
        headers = {"sec-fetch-site": site} if site else {}
        answer = ask(f"?a={THEIRS}&d=example.co.jp", cookies, headers)
        assert THEIRS not in str(answer.get("cookies"))
        assert answer["statusCode"] == (403 if site else 200)
        assert (cookie(answer) is not None) == (not site and bool(cookies))


@pytest.mark.parametrize(
    ("domain", "counts"),
    [
        ("example.co.jp", True),
        (".example.co.jp", True),
        ("ma.example.co.jp", True),
        ("MA.example.co.jp", True),
        ("ple.co.jp", False),
        ("evil.com", False),
        ("x.ma.example.co.jp", False),
        ("jp", False),
        ("example.co.jp; HttpOnly", False),
    ],
)
def test_only_a_domain_that_we_lie_in_counts(world, domain, counts):
    """A cookie for a domain of others, or for one that is no domain, is not set at all."""
    said = cookie(ask(f"?d={domain.replace(';', '%3B').replace(' ', '%20')}", [f"mikomi_id={MINE}"]))
    assert (said is not None) == counts
    assert not counts or f"Domain={domain.lower().lstrip('.')}" in said


def test_without_a_domain_it_is_the_hosts_own(world, monkeypatch):
    """On an address that is no name (the local stack) the cookie is the host's, and plain http keeps it too."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    settings.cache_clear()
    said = cookie(ask("?d=", [f"mikomi_id={MINE}"]))
    assert not [part for part in said if part.startswith(("Domain", "Secure"))]


@given(value=st.text(max_size=60), domain=st.text(max_size=30))
@hypothesis_settings(
    max_examples=effort(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_nothing_that_is_sent_becomes_another_header(world, value, domain):
    """Whatever stands in the cookie, it goes back as an id or not at all: no attribute, no second cookie, no line."""
    for answer in (ask(f"?d={domain.encode().hex()}", [f"mikomi_id={value}"]), ask("", [f"mikomi_id={value}"])):
        if said := cookie(answer):
            assert said[0].removeprefix("mikomi_id=").isascii() and len(said) <= 6
            assert not set(said[0]) & set(' ;,\r\n\t"\\')
