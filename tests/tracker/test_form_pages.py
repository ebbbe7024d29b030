"""Forms in a real browser: without JavaScript, by keyboard alone, on a page of another site, and as axe-core sees
them."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from mikomi import clock
from playwright.sync_api import Browser, Page, Route, expect

from local import story
from tests.tracker.conftest import Site, until, visitor

AXE = Path(__file__).parent.parent.parent / "tracker" / "node_modules" / "axe-core" / "axe.min.js"
GOOD = {"email": "hanako@example.co.jp", "lastName": "見込", "firstName": "花子", "company": "<見込み> 商事"}


@pytest.fixture
def shop(site: Site) -> Iterator[Site]:
    """The example workspace, published; whoever moves its clock puts it back."""
    story.publish(site.stack)
    yield site
    clock.shift(timedelta())


def a_while_later() -> None:
    """Longer than the two seconds that nobody needs to fill in a form."""
    clock.shift(clock.shifted() + timedelta(seconds=20))


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.fill(f"#f-{name}", value)


def press(page: Page) -> None:
    a_while_later()
    page.get_by_role("button").click()


def test_a_form_needs_no_javascript(browser: Browser, shop: Site) -> None:
    """Shown, filled in wrongly, corrected, thanked for, the file taken: with scripts switched off."""
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{shop.address}/f/download")
    fill(page, {**GOOD, "email": "hanako@example"})
    page.check("#f-consent")
    press(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.title().startswith("エラー: ")
    assert page.get_by_text("メールアドレスの形になっていません").count() == 2
    assert page.input_value("#f-company") == GOOD["company"] and page.is_checked("#f-consent")
    page.fill("#f-email", GOOD["email"])
    press(page)
    expect(page.get_by_role("heading")).to_have_text("ありがとうございます")
    with page.expect_download() as taken:
        page.get_by_text("資料をダウンロードする").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    submitted = shop.named("Form Submitted")
    assert [event.properties["form"] for event in submitted] == ["download"]
    assert shop.named("identify")[0].context["consent"]["version"] == "2026-04"
    context.close()


def test_a_form_works_by_keyboard(page: Page, shop: Site) -> None:
    """Tab goes through the fields in their order, and never into the trap; Enter sends; what is wrong is read first,
    and leads to its field."""
    page.goto(f"{shop.address}/f/contact?lang=en")
    order = []
    for _ in range(10):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
    assert order[:8] == ["email", "lastName", "firstName", "company", "title", "phone", "inquiry", "consent"]
    assert order[8:] == ["A", "BUTTON"]
    page.evaluate("document.forms[0].noValidate = true")
    page.focus("#f-email")
    page.keyboard.type("hanako")
    a_while_later()
    page.keyboard.press("Enter")
    page.wait_for_url("**/f/contact?lang=en")
    page.get_by_role("alert").wait_for()
    assert page.title() == "Error: Talk to us"
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("hanako@example.co.jp")
    assert page.input_value("#f-email") == "hanako@example.co.jp"
    described = page.get_attribute("#f-lastName", "aria-describedby")
    assert page.inner_text(f"#{described}") == "Please fill this in."


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_hangs_over_the_edge(page: Page, shop: Site, width: int) -> None:
    """A phone shows the whole form by scrolling down alone."""
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("/f/download", "/f/contact?lang=en"):
        page.goto(shop.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_script_is_small(shop: Site) -> None:
    """It only fetches and shows: under 1.5 kB, as every page with a form loads it."""
    served = shop.stack.request("GET", "/form.js", headers={"accept-encoding": "gzip"})
    assert served.status == 200 and len(served.body) <= 1_500


STRICT = "default-src 'none'; script-src {0}; connect-src {0}; img-src {0}"
"""A policy that allows the page no style of its own."""


@pytest.fixture
def elsewhere(shop: Site) -> Iterator[Callable[[str], str]]:
    """Puts a body on a page of another origin, whose policy is strict; answers the page's address."""
    held: list[str] = []

    class Lp(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = f'<!doctype html><html lang="ja"><title>LP</title><body><h1>LP</h1>{held[-1]}<p>After</p>'
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-security-policy", STRICT.format(shop.address))
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Lp) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def put(body: str) -> str:
            held.append(body)
            return f"http://127.0.0.1:{server.server_port}/lp"

        yield put
        server.shutdown()


def embedded(shop: Site, more: str = "") -> str:
    return f'<script async src="{shop.address}/form.js?id=download{more}"></script>'


def test_one_line_puts_a_form_on_any_page(page: Page, shop: Site, elsewhere: Callable[[str], str]) -> None:
    """On another origin, under a policy without styles: shown where the line stands, in the page's language, corrected
    in its place, thanked for; the page hears of it, and the visitor's past is the lead's."""
    page.goto(elsewhere(embedded(shop)))
    page.evaluate("addEventListener('mikomi:sent', (event) => (window.sent = event.detail.form))")
    page.evaluate("document.cookie = 'mikomi_id=browser-1'")
    heading = page.get_by_role("heading", level=2)
    assert "はじめての業務改善" in heading.inner_text()
    assert page.evaluate("document.querySelector('script[src]').nextElementSibling.shadowRoot !== null")
    button = page.get_by_role("button", name="資料を受け取る")
    assert button.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(11, 92, 173)"
    fill(page, {**GOOD, "email": "hanako@example"})
    page.check("#f-consent")
    press(page)
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.getAttribute('role')") == "alert"
    assert page.input_value("#f-company") == GOOD["company"]
    page.get_by_role("alert").get_by_role("link").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(GOOD["email"])
    press(page)
    page.get_by_role("heading", name="ありがとうございます").wait_for()
    assert page.evaluate("window.sent") == "download" and page.url.endswith("/lp")
    assert page.get_by_text("資料をダウンロードする").is_visible()
    (submitted,) = shop.named("Form Submitted")
    assert submitted.subject == "a:browser-1" and submitted.context["page"]["path"] == "/lp"


def test_a_tag_manager_says_where_the_form_stands(page: Page, shop: Site, elsewhere: Callable[[str], str]) -> None:
    """The script anywhere, the form in the element that is named; the language chosen in the address."""
    page.goto(elsewhere(f'<div data-mikomi-embed="download">…</div><i>x</i>{embedded(shop, "&lang=en")}'))
    page.get_by_role("button", name="Get the guide").wait_for()
    assert page.evaluate("document.querySelector('[data-mikomi-embed]').firstElementChild.shadowRoot !== null")


def test_a_proven_visitor_gets_a_shorter_form(page: Page, shop: Site, elsewhere: Callable[[str], str]) -> None:
    """A server said whose browser this is: only what we do not know is asked, nothing of it is shown, and one link
    brings the whole form; who is not that lead sends it as somebody else."""
    told = {
        "writeKey": "sk_local",
        "anonymousId": "browser-1",
        "traits": {**GOOD, "title": "課長", "phone": "06-0000-0000"},
    }
    headers = {"content-type": "application/json"}
    assert shop.stack.request("POST", "/v1/identify", headers=headers, body=json.dumps(told)).status == 200
    shop.stack.settle()
    page.context.add_cookies([{"name": "mikomi_id", "value": "browser-1", "url": shop.address}])
    page.goto(elsewhere(embedded(shop).replace("download", "contact")))
    page.get_by_label("お問い合わせの内容").wait_for()
    assert page.locator("input:not([type=hidden]), select, textarea").count() == 3  # and consent, and the trap
    page.get_by_role("link", name="別の方").click()
    page.get_by_label("メールアドレス").wait_for()
    fill(page, {**GOOD, "email": "taro@example.co.jp", "inquiry": "見積もりをください"})
    press(page)
    page.get_by_role("heading", name="ありがとうございます").wait_for()
    (submitted,) = shop.named("Form Submitted")
    assert submitted.subject.startswith("a:form-")


def test_a_page_that_is_cut_off_from_us_keeps_what_was_typed(
    page: Page, shop: Site, elsewhere: Callable[[str], str]
) -> None:
    """While the form cannot be fetched a link stands there; while it cannot be sent it stays, and says so; then the
    same button sends it."""

    def lost(route: Route) -> None:
        route.abort()

    address = elsewhere(embedded(shop))
    page.route("**/f/download*", lost)
    page.goto(address)
    assert page.get_by_role("link", name="フォームを開く").get_attribute("href") == f"{shop.address}/f/download"
    page.unroute("**/f/download*", lost)
    page.reload()
    fill(page, GOOD)
    page.check("#f-consent")
    page.route("**/f/download*", lost)
    press(page)
    page.get_by_text("送信できませんでした").wait_for()
    page.unroute("**/f/download*", lost)
    assert page.input_value("#f-email") == GOOD["email"]
    press(page)
    page.get_by_role("heading", name="ありがとうございます").wait_for()
    assert len(shop.named("Form Submitted")) == 1


OWN = """<script async src="{0}/tag.js?key=wk_local"></script>
<form data-mikomi-form="download" action="/lp"><input name="your-mail" data-mikomi-trait="email">
<input name="your-company" data-mikomi-trait="company"><input type="password" data-mikomi-trait="secret" value="x">
<input type="checkbox" name="ok" data-mikomi-trait="consent"><button>送る</button></form>"""


def test_a_form_of_the_site_is_ours_as_well(browser: Browser, shop: Site, elsewhere: Callable[[str], str]) -> None:
    """Two attributes: the site's own sending goes on, and the lead is there with its past, its traits and its consent;
    no password is read, and what the definition requires may be missing."""
    context = visitor(browser)
    page = context.new_page()
    page.goto(elsewhere(OWN.format(shop.address)))
    until(page, lambda: shop.named("page"))
    page.fill("[name=your-mail]", GOOD["email"])
    page.fill("[name=your-company]", GOOD["company"])
    page.check("[name=ok]")
    page.get_by_role("button").click()
    page.wait_for_url("**/lp?your-mail=*")
    (submitted,) = until(page, lambda: shop.named("Form Submitted"))
    (identified,) = shop.named("identify")
    assert identified.traits == {"email": GOOD["email"], "company": GOOD["company"]}
    assert identified.context["consent"]["text"] == "お役立ち情報のメールを受け取ることに同意します"
    assert submitted.subject == shop.named("page")[0].subject and submitted.properties["form"] == "download"
    context.close()


def serious(page: Page) -> list[Any]:
    """What axe-core finds on the page as it is, from moderate on."""
    page.evaluate(AXE.read_text())
    found: list[Any] = page.evaluate("async () => (await axe.run()).violations")
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] != "minor"]


if AXE.exists():

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing_on_a_form(browser: Browser, shop: Site, scheme: Any) -> None:
        """Labels, contrast, landmarks, errors: the empty form, the same with errors, the thanks, in both languages."""
        context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 800})
        page = context.new_page()
        for language in ("ja", "en"):
            page.goto(f"{shop.address}/f/download?lang={language}")
            assert serious(page) == []
            page.evaluate("document.forms[0].noValidate = true")
            press(page)
            page.get_by_role("alert").wait_for()
            assert serious(page) == []
            fill(page, GOOD)
            page.check("#f-consent")
            press(page)
            page.get_by_role("heading", level=1).wait_for()
            assert serious(page) == []
        context.close()

    def test_axe_finds_nothing_on_an_embedded_form(page: Page, shop: Site, elsewhere: Callable[[str], str]) -> None:
        """The same behind the shadow root."""
        page.goto(elsewhere(f"<main>{embedded(shop)}</main>"))
        page.get_by_role("button").wait_for()
        assert [each for each in serious(page) if each[0] != "region"] == []
