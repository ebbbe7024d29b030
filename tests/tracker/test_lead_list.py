"""The list of leads on a phone: found while somebody types, also through an input method; filters; a view that is kept.
Without JavaScript it is a form."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from local import story
from tests.tracker.conftest import Site, until, visitor
from tests.tracker.test_form_pages import AXE

PHONE = {"width": 390, "height": 844}
LEADS = (
    {"lastName": "山田", "firstName": "花子", "lastNameKana": "やまだ", "company": "㈱青空", "phone": "03-1234-5678"},
    {"lastName": "鈴木", "firstName": "次郎", "lastNameKana": "すずき", "company": "青空工業", "phone": "06-1111-2222"},
    {
        "lastName": "髙橋",
        "firstName": "翔",
        "lastNameKana": "たかはし",
        "company": "みどり",
        "phone": "+81-45-000-1111",
    },
)


@pytest.fixture
def console(site: Site) -> Iterator[Site]:
    story.publish(site.stack)
    for number, traits in enumerate(LEADS):
        told = {
            "userId": f"U{number}",
            "traits": {"email": f"p{number}@example.co.jp", **traits},
            "writeKey": "sk_local",
        }
        headers = {"content-type": "application/json"}
        assert site.stack.request("POST", "/v1/identify", headers=headers, body=json.dumps(told)).status == 200
    site.stack.settle()
    yield site


def names(page: Page) -> list[str]:
    return page.locator("ol.leads .who a").all_inner_texts()


def test_found_while_somebody_types(browser: Browser, console: Site) -> None:
    """Letter by letter, in kana, by a telephone number; the address follows; who is found is one tap away."""
    page = visitor(browser, viewport=PHONE).new_page()
    page.goto(f"{console.address}/console/leads?lang=ja")
    assert len(names(page)) == 3
    box = page.get_by_role("searchbox")
    box.press_sequentially("やまだ")
    expect(page.locator("ol.leads .who a")).to_have_text(["山田 花子"])
    assert page.url.endswith("/console/leads?q=%E3%82%84%E3%81%BE%E3%81%A0")
    expect(page.get_by_role("status")).to_have_text("1 人")
    box.fill("株式会社青空")
    expect(page.locator("ol.leads .who a")).to_have_text(["山田 花子"])
    box.fill("045")
    expect(page.locator("ol.leads .who a")).to_have_text(["髙橋 翔"])
    box.fill("だれもいない")
    expect(page.get_by_role("heading", name="見つかりませんでした")).to_be_visible()
    box.fill("高橋")
    page.get_by_role("link", name="髙橋 翔").click()
    page.wait_for_url("**/console/leads/l_*")
    page.context.close()


def test_nothing_is_asked_while_an_input_method_converts(browser: Browser, console: Site) -> None:
    """A conversion under way asks for nothing, whatever stands in the field; its end asks once."""
    page = visitor(browser, viewport=PHONE).new_page()
    page.clock.install()
    page.goto(f"{console.address}/console/leads?lang=ja")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)
    page.get_by_role("searchbox").focus()
    keyboard = page.context.new_cdp_session(page)
    for part in ("s", "す", "すz", "すず", "すずき"):
        keyboard.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
        page.clock.run_for(1_000)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "鈴木"})
    page.clock.run_for(1_000)
    expect(page.locator("ol.leads .who a")).to_have_text(["鈴木 次郎"])
    assert len(asked) == 1
    page.context.close()


def test_a_filter_is_kept_as_a_view(browser: Browser, console: Site) -> None:
    """Chosen, kept under a name, opened by its chip, bookmarked, dropped."""
    page = visitor(browser, viewport=PHONE).new_page()
    page.goto(f"{console.address}/console/leads?lang=ja")
    page.get_by_text("絞り込みと並べ替え").click()
    page.get_by_label("並び順").select_option("recent")
    until(page, lambda: "sort=recent" in page.url)
    page.get_by_role("searchbox").fill("青空")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_label("この条件を保存する名前").fill("青空の方")
    page.get_by_role("button", name="保存", exact=True).click()
    chip = page.get_by_role("link", name="青空の方")
    expect(chip).to_have_attribute("aria-current", "page")
    address = page.url
    page.goto(f"{console.address}/console/leads")
    assert len(names(page)) == 3
    chip.click()
    expect(page.locator("ol.leads .who a")).to_have_count(2)
    assert page.url == address
    page.get_by_role("button", name="保存したこの条件を削除").click()
    expect(chip).to_have_count(0)
    page.context.close()


def test_without_javascript_it_is_a_form(browser: Browser, console: Site) -> None:
    """The field, its button and the filters ask for the same."""
    page = visitor(browser, viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{console.address}/console/leads?lang=ja")
    page.get_by_role("searchbox").fill("ｽｽﾞｷ")
    page.get_by_role("button", name="探す").click()
    expect(page.locator("ol.leads .who a")).to_have_text(["鈴木 次郎"])
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_axe_finds_nothing(browser: Browser, console: Site, scheme: str) -> None:
    """On a phone nothing is wider than it; names, contrast and order are right in both schemes and languages, with the
    filters open, with nobody there, and with views."""
    for language in ("ja", "en"):
        context = visitor(browser, color_scheme=scheme, viewport=PHONE)
        page = context.new_page()
        for query in ("", "&q=青空&active_since=7d", "&q=nobody"):
            page.goto(f"{console.address}/console/leads?lang={language}{query}")
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            if AXE.exists():
                page.evaluate(AXE.read_text())
                told = page.evaluate("axe.run().then((r) => r.violations.map((each) => each.id))")
                assert told == [], query
            if "q=青空" in query and language == "ja":
                page.get_by_label("この条件を保存する名前").fill("青空")
                page.get_by_role("button", name="保存", exact=True).click()
        context.close()
