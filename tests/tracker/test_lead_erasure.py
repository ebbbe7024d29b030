"""Somebody asks to be erased, on a phone: their file is saved, the address typed, and the page shows when it is over.

It works without scripts, fits, and axe finds nothing in either language and theme."""

import json
from typing import Any

from playwright.sync_api import Browser

from tests.tracker.conftest import Site, until, visitor
from tests.tracker.test_rep_day import PHONE, WHO, desk, looks_well

__all__ = ["desk"]
AGAIN = "確認のため、この方のメールアドレスをもう一度入力してください"


def of(desk: Site, email: str) -> str:
    answer = desk.stack.request("GET", f"/v1/leads?email={email}", headers={"authorization": "Bearer sk_local"})
    (lead,) = json.loads(answer.body)["leads"]
    return str(lead["id"])


def test_saved_then_erased_with_the_address_typed_again(browser: Browser, desk: Site) -> None:
    """Without scripts up to the end; with them the page that was left open says by itself that it is over."""
    lead = f"{desk.address}/console/leads/{of(desk, WHO['email'])}"
    looks_the_same_to_all(browser, f"{lead}/erase")
    without = visitor(browser, java_script_enabled=False, accept_downloads=True, **PHONE)
    phone = without.new_page()
    phone.goto(f"{lead}?lang=ja")
    with phone.expect_download() as saved:
        phone.get_by_role("link", name="すべて保存（読むためのページ）").tap()
    html = saved.value.path().read_text()
    assert "見積書をお願いします。" in html and "青木" in html and "http" not in html.partition("<body>")[0]
    phone.get_by_role("link", name="この方の情報を消す…").tap()
    phone.get_by_label(AGAIN).fill("other@mail.example")
    phone.get_by_role("button", name="消す", exact=True).tap()
    assert "何も消していません" in phone.get_by_role("alert").inner_text()
    phone.get_by_label(AGAIN).fill(WHO["email"])
    phone.get_by_role("button", name="消す", exact=True).tap()
    phone.wait_for_url("**/console/leads/erased/*")
    watching = visitor(browser, **PHONE)
    watched = watching.new_page()
    watched.goto(f"{phone.url}?lang=ja")
    desk.stack.settle()
    until(watched, lambda: "消しました" in watched.locator(".erasure").inner_text())
    looks_well(watched)
    phone.reload()
    told = phone.locator(".erasure").inner_text()
    assert "消しました" in told and "送信などの記録" in told and "次の確認" in told
    phone.goto(lead)
    assert WHO["email"] not in phone.content() and "青木" not in phone.content()
    for context in (without, watching):
        context.close()


def looks_the_same_to_all(browser: Browser, address: str) -> None:
    schemes: Any = ("light", "dark")
    for scheme in schemes:
        context = visitor(browser, color_scheme=scheme, **PHONE)
        page = context.new_page()
        for language in ("ja", "en"):
            page.goto(f"{address}?lang={language}")
            looks_well(page)
        context.close()
