"""The notice of what a site sends (`mikomi notice`) says what the tag really sends and keeps, no less and no more."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mikomi.core.telling import notice
from playwright.sync_api import Browser, Page, Request

from local import story
from tests.tracker.conftest import TOKEN, Site, passes, settles

HTML = """<!doctype html><html lang="ja"><head><title>外部送信</title>
<script>!function(w){w.mikomi=w.mikomi||function(){(mikomi.q=mikomi.q||[]).push(arguments)}}(window)</script>
<script async src="/tag.js?key=wk_local"></script></head><body style="height:4000px">
<div data-mikomi-slot="price">自社の内容</div>
<a id="named" href="#here" data-mikomi-event="Plan Chosen" data-mikomi-plan="pro">選ぶ</a>
<a id="out" href="https://example.org/?q=1" target="_blank">外へ</a>
<form id="own" data-mikomi-form="contact"><input name="mail" data-mikomi-trait="email" value="a@example.co.jp">
<input type="password" data-mikomi-trait="password" value="secret"><button>送る</button></form>
<script async src="/form.js?id=contact"></script>
<script>document.querySelector("form").addEventListener("submit", e => e.preventDefault())</script></body></html>"""


def test_the_notice_tells_what_the_tag_sends_and_keeps(browser: Browser, site: Site) -> None:
    """A visitor does all that the tag knows of; every key that left the browser is a field of the notice, every field
    of the notice left the browser; so with what stands in the browser."""
    context = browser.new_context(
        locale="ja-JP", user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36"
    )
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})")
    context.route(f"{site.address}/notice*", lambda route: route.fulfill(body=HTML, content_type="text/html"))
    story.publish(site.stack)
    page = context.new_page()
    sent: set[str] = set()
    page.on("request", lambda request: sent.update(_fields(request)))
    _live(page, f"{site.address}/notice?mk={TOKEN}&utm_source=mail")

    told = {field.path for field in notice.FIELDS if not field.path.startswith("connection.")}
    shared = {f"forms.{name}" for name in notice.WITH_FORMS}
    assert {path for path in sent if not path.startswith(tuple(shared))} == told
    assert {"forms.messageId", "forms.anonymousId", "forms.timestamp"} <= sent
    assert not [path for path in sent if "password" in path]

    names = {cookie["name"] for cookie in context.cookies()} | set(page.evaluate("Object.keys(localStorage)"))
    context.set_offline(True)
    page.evaluate("mikomi('track', 'Later')")
    passes(page)
    page.wait_for_function("Object.keys(localStorage).some(name => name.startsWith('mikomi.q'))")
    names |= set(page.evaluate("Object.keys(localStorage)"))
    stored = [re.compile(re.escape(name).replace(r"\*", ".*")) for name, _, _ in notice.STORED]
    assert not [name for name in names if not any(each.fullmatch(name) for each in stored)], names
    assert not [each.pattern for each in stored if not any(each.fullmatch(name) for name in names)], names
    context.close()


def _live(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address)
    page.wait_for_function("window.mikomi && mikomi.version")
    page.evaluate("mikomi('consent', 'granted')")
    page.evaluate("mikomi('page', '外部送信のページ')")
    page.evaluate("mikomi('identify', 'user-1', {firstName: '花子'})")
    page.evaluate("mikomi('group', 'company-1', {name: '株式会社青空'})")
    page.evaluate("mikomi('track', 'Plan Compared', {plan: 'pro'})")
    page.mouse.move(10, 10)
    page.mouse.wheel(0, 800)
    page.wait_for_function("scrollY > 0")
    passes(page)
    page.click("#named")
    with page.context.expect_page() as opened:
        page.click("#out")
    opened.value.close()
    page.bring_to_front()
    page.click("#own button")
    for name in ("lastName", "firstName", "company", "inquiry"):
        page.fill(f"#f-{name}", "x")
    page.fill("#f-email", "b@example.co.jp")
    with page.expect_response(lambda answer: "/f/contact" in answer.url):
        page.get_by_role("button", name="送信する").click()
    passes(page)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    settles(page)


def _fields(request: Request) -> Iterator[str]:
    """The paths under which the notice names what this request carries."""
    address = urlsplit(request.url)
    asked = [name for name, _ in parse_qsl(address.query, keep_blank_values=True)]
    if address.path.startswith("/v1/slots/"):
        yield from (f"slots.{name}" for name in asked)
    elif address.path == "/v1/id.gif":
        yield from (f"renewal.{name}" for name in asked)
    elif address.path == "/v1/b":
        packet = json.loads(request.post_data or "")
        yield from (f"events.{name}" for name in packet if name != "batch")
        for event in packet["batch"]:
            yield from _paths("events", event)
    elif address.path.startswith("/f/"):
        body = parse_qsl(request.post_data or "", keep_blank_values=True)
        yield from _paths("embedded", dict.fromkeys([*asked, *(name for name, _ in body)]))
    elif address.path.startswith("/v1/forms/"):
        yield from _paths("forms", json.loads(request.post_data or ""))


def _paths(path: str, value: Any) -> Iterator[str]:
    """Every key that holds something; what a site names itself is `*`."""
    known = {field.path for field in notice.FIELDS}
    for name, inner in value.items():
        here = f"{path}.{name}"
        if f"{path}.*" in known and here not in known:
            yield f"{path}.*"
        elif isinstance(inner, dict):
            yield from _paths(here, inner)
        else:
            yield here
