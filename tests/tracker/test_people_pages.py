"""Companies, duplicates and channels of alerts on a phone and on a desk, in both themes and languages: nothing is wider
than the screen, and axe finds nothing."""

import json

import pytest
from mikomi.aws import targets
from mikomi.core.companies import marks
from mikomi.model.target import TargetCompany
from playwright.sync_api import Browser, Page, ViewportSize, expect

from local import story
from tests.tracker.conftest import Site, visitor
from tests.tracker.test_form_pages import AXE

VIEWS: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
LEADS = (
    {"email": "taro@aozora.example.co.jp", "lastName": "山田", "firstName": "太郎", "company": "㈱青空商事"},
    {"email": "t.yamada@gmail.com", "lastName": "山田", "firstName": "太郎", "company": "青空商事株式会社"},
    {"email": "x@umi.example.co.jp", "lastName": "佐" * 40, "company": "海" * 60},
    {"email": "y@very-long-domain-of-a-company-with-many-words.example.co.jp"},
)


def met(site: Site) -> None:
    story.publish(site.stack)
    headers = {"content-type": "application/json"}
    for number, traits in enumerate(LEADS):
        told = {"userId": f"U{number}", "traits": {**traits, "phone": "090-1111-2222"}, "writeKey": "sk_local"}
        assert site.stack.request("POST", "/v1/identify", headers=headers, body=json.dumps(told)).status == 200
    site.stack.settle()
    with site.stack.lock:
        site.stack.lambdas.wear("ConsoleFunction")
        targets.write(
            TargetCompany("c:山", "山" * 50, domain="yama.example.co.jp", tags=("重点", "港" * 30), file="名簿.csv")
        )
        targets.write(TargetCompany("d:aozora.example.co.jp", domain="aozora.example.co.jp", owner="sato"))


def fits(page: Page, wide: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == wide, page.url
    if AXE.exists():
        page.evaluate(AXE.read_text())
        told = page.evaluate("axe.run().then((r) => r.violations.map((each) => [each.id, each.nodes[0].html]))")
        assert told == [], page.url


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_people_fit_and_axe_finds_nothing(browser: Browser, site: Site, scheme: str, language: str) -> None:
    """The list of companies, a company, duplicates, channels."""
    met(site)
    page = visitor(browser, color_scheme=scheme, viewport=VIEWS[0]).new_page()
    page.goto(f"{site.address}/console/companies?lang={language}")
    company = page.locator("#found a[href*='/console/companies/c_']").first.get_attribute("href")
    target = marks.id_of("c:山")
    places = ["companies", "companies?target=open", f"companies/{target}", str(company).removeprefix("/console/")]
    places += ["proposals", "attention/channels"]
    for place in places:
        page.goto(f"{site.address}/console/{place}")
        for view in VIEWS:
            page.set_viewport_size(view)
            fits(page, view["width"])
    page.goto(f"{site.address}/console/proposals")
    expect(page.locator(".alike")).to_have_count(1)
    page.goto(f"{site.address}/console/attention/channels")
    expect(page.get_by_text("sales-room").first).to_be_visible()
    page.context.close()
