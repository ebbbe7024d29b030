"""Radio, checkboxes, number and date in a real browser: as axe sees them, and on a page of another site beside the tag;
and the picture by which an embedded form is counted."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from mikomi import clock
from mikomi.cli import starter
from mikomi.cli.starter import Own
from playwright.sync_api import Browser, Page

from tests.tracker.conftest import Site, own_id, passes, until
from tests.tracker.test_form_pages import AXE, a_while_later, serious
from tests.tracker.test_form_pages import elsewhere as elsewhere

MORE = [
    {"trait": "employees", "label": "従業員数", "type": "number", "min": 1, "max": 9999, "step": 1, "required": True},
    {"trait": "start", "label": "開始希望日", "type": "date", "earliest": "2026-11-01", "latest": "2035-12-31"},
]


@pytest.fixture
def shop(site: Site, tmp_path: Path) -> Iterator[Site]:
    """The ready workspace with its quiz, which asks by a number and a date as well."""
    files = starter.made("document", "ja", Own())
    form = json.loads(files["forms/checkup.json"])
    form["fields"] += MORE
    files["forms/checkup.json"] = json.dumps(form, ensure_ascii=False).encode()
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    site.stack.upload(tmp_path)
    site.stack.settle()
    if site.stack.quiet:
        site.stack.advance(10_000)
    yield site
    clock.shift(timedelta())


def answer(page: Page) -> None:
    page.get_by_role("group", name="見積もり1件").or_(page.get_by_role("radiogroup", name="見積もり1件")).wait_for()
    page.get_by_label("2時間以上").check()
    page.get_by_label("注文書").check()
    page.get_by_label("図面").check()
    page.get_by_label("毎日ある").check()
    for name, value in {"email": "hanako@mail.example", "lastName": "山田", "company": "青空部品"}.items():
        page.fill(f"#f-{name}", value)
    page.fill("#f-employees", "120")
    page.fill("#f-start", "2027-01-05")


def test_an_embedded_form_is_counted_where_it_is_seen_and_answered(
    page: Page, shop: Site, elsewhere: Callable[[str], str]
) -> None:
    """Beside the tag, on another site's page with a strict policy: no showing while it is far below, one when it comes
    into view, by the browser that the tag knows from the page before; the answers as typed, the result in its place."""
    tag = f'<script async src="{shop.address}/tag.js?key=wk_local"></script>'
    script = f'<script async src="{shop.address}/form.js?id=checkup"></script>'
    page.goto(elsewhere(tag))
    until(page, lambda: shop.named("page"))
    page.goto(elsewhere(f"{tag}{'<p>…</p>' * 400}{script}"))
    page.get_by_role("button", name="診断する").wait_for()
    assert shop.named("Form Viewed") == []
    page.get_by_role("button", name="診断する").scroll_into_view_if_needed()
    (viewed,) = until(page, lambda: shop.named("Form Viewed"))
    assert viewed.properties["form"] == "checkup" and viewed.subject == shop.named("page")[0].subject
    answer(page)
    a_while_later()
    page.get_by_role("button", name="診断する").click()
    page.get_by_role("heading", name="月に20時間以上減らせそうです").wait_for()
    traits = shop.named("identify")[0].traits
    assert (traits["quoteTime"], traits["onPaper"]) == ("long", ["orders", "drawings"])
    assert (traits["employees"], traits["start"], traits["waste"]) == (120, "2027-01-05", "much")


@pytest.mark.parametrize("denied", [False, True], ids=["followed", "not followed"])
def test_on_a_first_visit_the_showing_waits_for_the_tags_id(
    page: Page, shop: Site, elsewhere: Callable[[str], str], denied: bool
) -> None:
    """The form is there before the tag has an id: nobody made up is counted, but the visitor, once, when the tag knows
    who that is; and whoever says no is not."""
    script = f'<script async src="{shop.address}/form.js?id=checkup"></script>'
    tag = f"const tag = document.createElement('script'); tag.src = '{shop.address}/tag.js?key=wk_local';"
    page.clock.install()
    page.goto(elsewhere(script))
    page.get_by_role("button", name="診断する").wait_for()
    assert page.evaluate("document.cookie") == "" and shop.named("Form Viewed") == []
    if denied:
        page.evaluate("localStorage['mikomi.consent'] = ''")
    page.evaluate(f"{tag} document.head.append(tag)")
    until(page, lambda: page.evaluate("window.mikomi?.version"))
    passes(page)
    if denied:
        assert shop.events() == [] and page.evaluate("document.cookie") == ""
        return
    (viewed,) = until(page, lambda: shop.named("Form Viewed"))
    assert viewed.subject == until(page, lambda: shop.named("page"))[0].subject
    assert f"a:{own_id(page)}" == viewed.subject


if AXE.exists():

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing_on_any_field(browser: Browser, shop: Site, scheme: Any) -> None:
        """Empty, with errors beside each kind, and the result."""
        context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 800}, locale="ja-JP")
        page = context.new_page()
        page.goto(f"{shop.address}/f/checkup?lang=ja")
        assert serious(page) == []
        page.evaluate("document.forms[0].noValidate = true")
        a_while_later()
        page.get_by_role("button").click()
        page.get_by_role("alert").wait_for()
        assert serious(page) == []
        answer(page)
        a_while_later()
        page.get_by_role("button").click()
        page.get_by_role("heading", name="月に20時間以上減らせそうです").wait_for()
        assert serious(page) == []
        context.close()
