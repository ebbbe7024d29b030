"""What a browser shows of a mail is the same after its styles were written into its tags."""

from collections.abc import Iterator

import pytest
from mikomi.core.mails import layouts, styles
from playwright.sync_api import Browser, Page

from tests.core.workspaces import as_html
from tests.house.template import ROOT

COMPUTED = """() => [...document.querySelectorAll("html, body, body *")].map((element) => {
  const style = getComputedStyle(element);
  return [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; ");
})"""
FOLDERS = ("ja/document", "en/seminar", "en/trial", "ja/shop")


def mails() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "examples" / "mails").glob("*.html")):
        yield path.name, as_html(path.read_text())
    for folder in FOLDERS:
        of = [ROOT / "starters" / folder.split("/")[0] / "common", ROOT / "starters" / folder]
        texts = {path.name: path.read_text() for each in of for path in sorted((each / "mails").glob("*.html"))}
        for name in texts:
            if not layouts.is_shared(name):
                yield f"{folder}/{name}", layouts.whole(name, texts).source or ""


def shown(page: Page, html: str) -> list[str]:
    page.set_content(html)
    computed: list[str] = page.evaluate(COMPUTED)
    return computed


@pytest.mark.parametrize(("scheme", "width"), [("light", 640), ("dark", 375)])
def test_every_style_of_every_sample_is_computed_as_it_was(browser: Browser, scheme: str, width: int) -> None:
    """Each property of each element, on a phone in dark mode and on a desk in light."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    changed = 0
    for name, html in mails():
        styled = styles.written_in(html)
        assert styled.left is None and shown(page, styled.html) == shown(page, html), name
        changed += styled.html != html
    assert changed > 20
    context.close()
