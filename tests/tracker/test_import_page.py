"""A list on a phone of 390 pixels and on a desk: a file chosen, looked at, brought in; also without scripts. The
browser sends the file to the bucket itself."""

from typing import Any

import pytest
from mikomi import keys
from mikomi.aws import people
from playwright.sync_api import Browser, Page, expect

from local import story
from tests.tracker.conftest import Site, visitor
from tests.tracker.test_form_pages import AXE

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ROWS = """会社名,氏名,フリガナ,電話番号,メールアドレス,業種
㈱青空商事,山田 太郎,ヤマダ タロウ,03-1234-5678,{name}@aozora.example.co.jp,製造
（株）青空商事,山田 太郎,ﾔﾏﾀﾞ ﾀﾛｳ,,{name}.y@gmail.com,
,,,,nobody,
"""


def chosen(page: Page, address: str, name: str, language: str) -> None:
    page.goto(f"{address}/console/imports?lang={language}")
    file: Any = {"name": f"展示会 {name}.csv", "mimeType": "text/csv", "buffer": ROWS.format(name=name).encode("cp932")}
    page.locator("input[type=file]").set_input_files(files=[file])


def fits(page: Page, wide: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == wide
    if AXE.exists():
        page.evaluate(AXE.read_text())
        told = page.evaluate("axe.run().then((r) => r.violations.map((each) => [each.id, each.nodes[0].html]))")
        assert told == []


@pytest.mark.parametrize(("scheme", "language"), [("light", "ja"), ("dark", "en")])
def test_a_list_is_brought_in(browser: Browser, site: Site, scheme: str, language: str) -> None:
    """Sent, looked at, said what is said of all, done: on a phone and on a desk nothing is too wide, and axe finds
    nothing; the lead is there with the words and the tag."""
    story.publish(site.stack)
    english = language == "en"
    for name, view in (("phone", PHONE), ("desk", DESK)):
        page = visitor(browser, color_scheme=scheme, viewport=view).new_page()
        chosen(page, site.address, name, language)
        fits(page, view["width"])
        page.get_by_role("button", name="Send and look" if english else "送って確かめる").click()
        expect(page.locator("table.figures")).to_contain_text("New" if english else "新規")
        expect(page.get_by_text("Line 4" if english else "4 行目", exact=True)).to_be_visible()
        fits(page, view["width"])
        page.locator("input[value=words]").check()
        page.locator("input[name=words]:visible").fill("展示会の申込書")
        page.locator("input[name=tags]:visible").fill("展示会")
        page.get_by_role("button", name="Look at it so" if english else "この内容で確かめる").click()
        page.get_by_role("button", name="Bring it in" if english else "この内容で取り込む").click()
        done = "They appear in lists" if english else "取り込みました"
        expect(page.get_by_role("status").filter(has_text=done)).to_be_visible()
        fits(page, view["width"])
        page.context.close()
        site.stack.settle()
        with site.stack.lock:
            known = people.find_alias(keys.email_alias(f"{name}@aozora.example.co.jp"))
            person = people.load(known) if known else None
        assert person and person.consent and person.consent.text == "展示会の申込書" and "展示会" in person.tags


def test_without_scripts_it_is_forms(browser: Browser, site: Site) -> None:
    """The same taps; the page is asked anew by hand. Our policy lets the file go to the bucket and nowhere else."""
    story.publish(site.stack)
    page = visitor(browser, viewport=PHONE, java_script_enabled=False).new_page()
    chosen(page, site.address, "plain", "en")
    pressed(page, site, "Send and look")
    page.locator("input[value=none]").check()
    pressed(page, site, "Look at it so")
    pressed(page, site, "Bring it in")
    expect(page.get_by_role("status").filter(has_text="They appear in lists")).to_be_visible()
    page.context.close()


def pressed(page: Page, site: Site, button: str) -> None:
    """The page is asked for anew once the button's own page has come: a page that is on its way cannot be."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    site.stack.settle()
    page.reload()
