"""What `mikomi doctor` makes of a page: policies as browsers read them, each slip named, a good page left in peace."""

import hashlib
from base64 import b64encode
from typing import Any

import pytest
from mikomi.core.site import examining, page, policy
from mikomi.core.site.examining import File, Seen, examine
from mikomi.core.site.policy import Element
from mikomi.core.site.sentences import SENTENCES

PAGE = "https://www.example.co.jp/price"
HOST = "https://ma.example.co.jp"
BODY = b"/* the tag */"
TAG = f'<script async src="{HOST}/tag.js?key=wk_1"></script>'
SNIPPET = "<script>!function(w){w.mikomi=w.mikomi||function(){}}(window)</script>"
INLINE = SNIPPET.removeprefix("<script>").removesuffix("</script>")
GOOD = File(200, "text/javascript; charset=utf-8", BODY)
RENEWED = File(200, "image/gif", b"", ("mikomi_id=mikomi-doctor; Path=/",))


def digest(name: str, body: bytes) -> str:
    return f"{name}-" + b64encode(hashlib.new(name, body).digest()).decode()


def seen(html: str = SNIPPET + TAG, address: str = PAGE, policies: tuple[str, ...] = (), **more: Any) -> Seen:
    told: dict[str, Any] = {"tag": GOOD, "trial": File(200), "renewal": RENEWED, **more}
    return Seen(page.read(f"<!doctype html><html><head>{html}</head>", address), policies, **told)


def ill(given: Seen) -> set[str]:
    """The codes of what is wrong or could be better."""
    return {finding.code for finding in examine(given) if finding.level != "fine"}


def test_a_good_page_is_told_so() -> None:
    """The tag, its file, the policies and the cookie, each one fine, in both languages."""
    findings = examine(seen())
    assert [(finding.code, finding.level) for finding in findings] == [
        ("tag", "fine"), ("key", "fine"), ("no_policy", "fine"), ("cookie", "fine"),
    ]  # fmt: skip
    assert HOST in findings[0].sentence("ja") and HOST in findings[0].sentence("en")


VERSION = f'<script async src="{HOST}/tag/1.2.0.js?key=wk_1" integrity="{{}}" crossorigin="anonymous"></script>'
SLIPS = [
    (seen("<p>no tag</p>"), {"absent"}),
    (seen("", rendered=True), {"absent_rendered"}),
    (seen('<script src="https://www.googletagmanager.com/gtm.js?id=GTM-ABC123"></script>'), {"in_container"}),
    (seen("<script>(function(i){})('GTM-ABC123')</script>", rendered=True), {"absent_rendered"}),
    (seen(TAG + TAG), {"twice"}),
    (seen(SNIPPET + TAG.replace("?key=wk_1", "")), {"no_key"}),
    (seen(f"<script>mikomi('init', {{key: 'wk_1'}})</script>{TAG.replace('?key=wk_1', '')}"), set()),
    (seen(TAG.replace("wk_1", "sk_1")), {"secret_key"}),
    (seen(trial=File(401)), {"key_refused"}),
    (seen(trial=File(0)), set()),
    (seen(TAG.replace("https:", "http:")), {"insecure"}),
    (seen(tag=File(404, "application/json")), {"no_file"}),
    (seen(tag=File(200, "text/html")), {"no_file"}),
    (seen(tag=File(0)), {"no_file"}),
    (seen(VERSION.format(digest("sha384", BODY))), set()),
    (seen(VERSION.format(digest("sha384", b"other"))), {"integrity"}),
    (seen(VERSION.format(f"{digest('sha256', BODY)} {digest('sha384', b'other')}")), {"integrity"}),
    (seen(VERSION.format(digest("sha384", BODY)).replace("crossorigin", "data-x")), {"crossorigin"}),
    (seen(TAG.replace("async", f'async crossorigin integrity="{digest("sha384", BODY)}"')), {"evergreen_integrity"}),
    (seen(TAG.replace("async ", "")), {"blocking"}),
    (seen(f"<script>mikomi('consent', 'pending')</script>{TAG}"), {"consent"}),
    (seen(address="https://www.example.com/"), {"other_site"}),
    (seen(renewal=File(200, "image/gif")), {"no_cookie"}),
    (seen(TAG.replace("https:", "http:"), address="http://www.example.co.jp/"), {"page_insecure"}),
    (seen(policies=("script-src 'self'",)), {"csp_script", "csp_inline"}),
    (seen(policies=(f"default-src {HOST}",), html=TAG), set()),
    (seen(policies=("connect-src 'self'; img-src *",)), {"csp_connect"}),
    (seen(policies=("img-src 'self' data:",)), {"csp_img"}),
    (seen(f"<meta http-equiv='Content-Security-Policy' content=\"connect-src 'none'\">{TAG}"), {"csp_connect"}),
]


@pytest.mark.parametrize(
    ("given", "codes"), SLIPS, ids=lambda value: "" if isinstance(value, Seen) else ",".join(sorted(value)) or "fine"
)
def test_each_slip_is_named_and_nothing_else(given: Seen, codes: set[str]) -> None:
    """One slip, its one code; what is right is not complained of."""
    assert ill(given) == codes


def test_every_sentence_can_come_up() -> None:
    """No sentence of the table is left over."""
    told = {finding.code for given, _ in SLIPS for finding in examine(given)}
    assert told | {f.code for f in examine(seen(policies=("img-src *",)))} == set(SENTENCES)


NONCE = Element(nonce="n1")
RUNS = [
    ("script-src https://ma.example.co.jp", Element(), True),
    ("script-src ma.example.co.jp", Element(), True),
    ("script-src http://ma.example.co.jp", Element(), True),
    ("script-src *.example.co.jp", Element(), True),
    ("script-src *.ma.example.co.jp", Element(), False),
    ("script-src https:", Element(), True),
    ("script-src *", Element(), True),
    ("script-src 'none'", Element(), False),
    ("script-src", Element(), False),
    ("script-src 'self'", Element(), False),
    ("script-src ma.example.co.jp:444", Element(), False),
    ("script-src ma.example.co.jp:*", Element(), True),
    ("script-src https://ma.example.co.jp/tag.js", Element(), True),
    ("script-src https://ma.example.co.jp/js/", Element(), False),
    ("script-src https://ma.example.co.jp/", Element(), True),
    ("script-src 'nonce-n1'", NONCE, True),
    ("script-src 'nonce-n1'", Element(nonce="n2"), False),
    ("script-src 'nonce-n1' 'strict-dynamic' https:", Element(), False),
    ("default-src 'none'; script-src https:", Element(), True),
    ("script-src 'none'; script-src-elem https:", Element(), True),
    ("script-src https:; script-src 'none'", Element(), True),
    ("default-src 'none'", Element(), False),
    ("img-src 'none'", Element(), True),
    ("script-src https:, script-src 'self'", Element(), False),
]


@pytest.mark.parametrize(("written", "script", "runs"), RUNS)
def test_a_policy_is_read_as_browsers_read_it(written: str, script: Element, runs: bool) -> None:
    """Hosts, schemes, ports, paths, nonces, fallbacks, several policies."""
    assert policy.may_run(policy.read([written]), script, f"{HOST}/tag.js?key=wk_1", PAGE) is runs


def test_every_policy_of_a_page_has_to_allow_what_is_sent() -> None:
    """One that forbids is enough, in whichever place; one that says nothing of it is none."""
    collect = f"{HOST}/v1/b"
    for written, sent in (
        ("connect-src https:, connect-src 'self'", False),
        ("connect-src 'self', connect-src https:", False),
        ("connect-src https:, connect-src ma.example.co.jp", True),
        ("connect-src https:, img-src 'none'", True),
        ("img-src 'none'", True),
    ):
        assert policy.may_send(policy.read([written]), "connect-src", collect, PAGE) is sent, written


INLINES = [
    ("script-src 'unsafe-inline'", "", True),
    ("script-src 'unsafe-inline' 'nonce-x'", "", False),
    ("script-src 'self'", "", False),
    ("script-src 'nonce-n1'", "n1", True),
    (f"script-src '{digest('sha256', INLINE.encode())}'", "", True),
    (f"script-src '{digest('sha256', b'other')}'", "", False),
]


@pytest.mark.parametrize(("written", "nonce", "runs"), INLINES)
def test_the_snippet_runs_where_a_browser_would_run_it(written: str, nonce: str, runs: bool) -> None:
    """By 'unsafe-inline' (which a nonce or hash in the list switches off), by nonce, by hash."""
    assert policy.may_run(policy.read([written]), Element(nonce, INLINE), None, PAGE) is runs


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("www.example.co.jp", "ma.example.co.jp", True),
        ("example.com", "ma.shop.example.com", True),
        ("one.co.jp", "two.co.jp", False),
        ("a.execute-api.ap-northeast-1.amazonaws.com", "www.example.co.jp", False),
        ("one.github.io", "two.github.io", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("localhost", "localhost", True),
        ("co.jp", "example.co.jp", False),
    ],
)
def test_hosts_are_of_one_site_by_the_domain_that_was_registered(one: str, other: str, same: bool) -> None:
    """Neighbours under a public suffix are strangers."""
    assert examining.same_site(one, other) is same
