"""The console's session as laws: what we sealed opens, nothing else does; a form is ours by token and origin."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core import session
from mikomi.core.session import Login, Session
from msgspec.structs import replace

NOW = 1_795_000_000_000
ROOT = "root"
sessions = st.builds(
    Session, id=st.text(max_size=20), user=st.text(), email=st.text(), ends=st.integers(NOW - 10, NOW + 10)
)


@given(sessions, st.integers(NOW - 20, NOW + 20))
def test_a_session_opens_until_it_ends(held, now):
    """What was sealed comes back as it was, before its end, and not from it on."""
    opened = session.session_of(ROOT, session.sealed(ROOT, held), now)
    assert opened == (held if now < held.ends else None)


@given(sessions, st.integers(0, 400), st.characters(codec="ascii"))
def test_a_changed_cookie_opens_nothing(held, place, letter):
    """One character changed anywhere: what still opens is the same session (base64 has spare bits), never another."""
    cookie = session.sealed(ROOT, held)
    place %= len(cookie)
    changed = cookie[:place] + letter + cookie[place + 1 :]
    assert session.session_of(ROOT, changed, NOW - 20) in (None, held)


@given(st.text())
def test_no_text_is_a_session(written):
    """Whatever a browser sends as its cookie, it is answered, and opens nothing."""
    assert session.session_of(ROOT, written, NOW) is None


def test_a_login_under_way_is_no_session():
    """Both are sealed with keys of their own."""
    login = session.begin("s", "n", "v", "/console", NOW)
    assert session.session_of(ROOT, session.sealed(ROOT, login), NOW) is None
    assert session.login_of(ROOT, session.sealed(ROOT, login), NOW) == login


def test_the_challenge_is_that_of_the_standard():
    """RFC 7636, appendix B."""
    assert (
        session.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


@given(st.text(max_size=80))
def test_the_challenge_never_shows_the_verifier(verifier):
    """It is the digest of it, in the alphabet of addresses."""
    assert session.challenge(verifier) == urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


@given(st.text())
def test_the_way_back_stays_with_us(written):
    """Whatever is asked for, it is a page of the console, and no browser reads it as another host's."""
    back = session.own_page(written)
    assert back == "/console" or (back == written and back.startswith(("/console/", "/console?")))
    assert "//" not in back
    assert "\\" not in back


@pytest.mark.parametrize("page", ["/console", "/console/leads/l_x", "/console?email=a%40example.com", "/console/clock"])
def test_our_pages_are_ways_back(page):
    """The page that somebody wanted is the one that they get after the login."""
    assert session.own_page(page) == page


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "localhost:8000", "127.0.0.1", "http://[::1]:8000", "[::1]:1"]
)
def test_this_machine_has_these_names(address):
    assert session.loopback(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://ma.example.co.jp",
        "127.0.0.1.example",
        "http://127.0.0.1@evil.example",
        "localhost.evil.example",
        "[",
        "0",
    ],
)
def test_no_other_name_is_this_machine(address):
    """Names that only look like it belong to somebody else."""
    assert not session.loopback(address)


LOGIN = Login(state="s", nonce="n", verifier="v", back="/console", ends=NOW + 1)
CLAIMS = {"iss": "i", "aud": "c", "token_use": "id", "nonce": "n", "exp": NOW // 1000 + 10, "sub": "u"}
odd = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.floats(allow_nan=True)


@given(st.sampled_from(sorted(CLAIMS)), odd)
def test_each_claim_counts(name, value):
    """Any claim changed to anything else, or any odd thing, is a problem and never an error."""
    claims = {**CLAIMS, name: value}
    problem = session.claims_problem(claims, LOGIN, issuer="i", client="c", now=NOW)
    in_time = name == "exp" and isinstance(value, int | float) and value * 1000 + session.CLOCKS_DIFFER >= NOW
    anybody = name == "sub" and isinstance(value, str) and value != ""
    assert (problem is None) == (value == CLAIMS[name] or in_time or anybody)


SITE = "https://ma.example.co.jp"
SESSION = Session(id="s1", user="u", ends=NOW + 1)


def problem(token, origin, site=SITE):
    return session.csrf_problem(ROOT, SESSION, token=token, origin=origin, site=site)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://ma.example.co.jp",
        "https://ma.example.co.jp:8443",
        "https://example.co.jp",
        "https://ma.example.co.jp.evil.example",
    ],
)
def test_a_form_without_our_origin_is_not_ours(origin):
    """No Origin is no origin of ours, whatever the token; the right one in other letters is."""
    token = session.csrf_token(ROOT, SESSION)
    assert problem(token, origin) == "origin"
    assert problem(token, "HTTPS://MA.example.co.jp") is None
    for unset in ("", "https://", "ma.example.co.jp"):
        assert problem(token, origin, site=unset) == "origin", "what is no address is nobody's origin"


@given(st.integers(0, 31), st.sampled_from("0123456789abcdef"))
def test_every_character_of_a_forms_token_counts(place, letter):
    """128 bits, all of them compared: no half is enough."""
    token = session.csrf_token(ROOT, SESSION)
    bent = token[:place] + letter + token[place + 1 :]
    assert len(token) == 32 and problem(token, SITE) is None
    assert problem(bent, SITE) == (None if bent == token else "token")
    for part in (token[:16], token[16:], token[:-1], ""):
        assert problem(part, SITE) == "token"


def test_a_forms_token_is_of_its_session():
    """Another session's token is none, and the same session has the same one each time."""
    other = replace(SESSION, id="s2")
    assert session.csrf_token(ROOT, other) != session.csrf_token(ROOT, SESSION) == session.csrf_token(ROOT, SESSION)
    assert problem(session.csrf_token(ROOT, other), SITE) == "token"
    assert problem(session.csrf_token("other root", SESSION), SITE) == "token"


def test_a_session_lasts_an_hour_and_a_login_ten_minutes():
    """To the millisecond, and a token that ended within a minute may be of a clock that goes differently."""
    opened = session.open_session({"sub": "u", "email": "a@example.com"}, "s", NOW)
    assert (opened.user, opened.email, opened.ends) == ("u", "a@example.com", NOW + 3_600_000)
    assert session.begin("s", "n", "v", "/console/x", NOW).ends == NOW + 600_000
    for seconds, found in ((-60, None), (-61, "exp")):
        claims = {**CLAIMS, "exp": NOW // 1000 + seconds}
        assert session.claims_problem(claims, LOGIN, issuer="i", client="c", now=NOW) == found


@pytest.mark.parametrize("site", ["", "https://", "//console.example", "null"])
def test_who_does_not_know_its_own_address_takes_no_form(site):
    """Not even from a page that names the same nothing; with a whole address it does, from there."""
    held = Session(id="s", user="u", email="e", ends=NOW)
    token = session.csrf_token(ROOT, held)
    assert session.csrf_problem(ROOT, held, token=token, origin=site, site=site) == "origin"
    ours = "https://console.example"
    assert session.csrf_problem(ROOT, held, token=token, origin=ours, site=ours) is None
