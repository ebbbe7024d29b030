"""The sample mails in a real browser, as they are sent: read by axe, in light and dark, on a desk and on a phone."""

import pytest
from mikomi.core.mails import contrast, styles
from playwright.sync_api import Browser, Page, Route

from local import pictures
from tests.tracker.test_form_pages import AXE

FOCUSABLE = "[...document.querySelectorAll('a[href], button, input, [tabindex]')].filter((each) => each.tabIndex >= 0)"
TRAP = "[...document.querySelectorAll('a')].filter((each) => !each.textContent.trim() && !each.querySelector('img'))"
RATIOS = """axe.run({runOnly: ["color-contrast"], resultTypes: ["violations"]}).then((told) =>
  told.violations.flatMap((each) => each.nodes.map((node) => node.any[0].data))
    .map((each) => [each.fgColor, each.bgColor, each.expectedContrastRatio]))"""

FAINT = (
    "<p style='color:#777'>one two</p>",
    "<p style='color:#777;font-size:24px'>one two</p>",
    "<p style='color:#777;font-size:18pt'>one two</p><b style='color:#949494;font-size:14pt'>three</b>",
    "<div style='background:rgba(0,0,0,.8)'><p style='color:#555'>one two <a href='https://example.com'>three</a></p></div>",
    "<table bgcolor='#222222'><tr><td><font color='#555555'>one two</font></td></tr></table>",
    "<h2 style='color:#999'>one two</h2><h4 style='color:#888'>three</h4>"
    "<small style='color:#8a8a8a'>four five</small>",
    "<style>.x{color:#999}@media (prefers-color-scheme:dark){body{background:#111}.x{color:#444}}</style>"
    "<p class='x'>one two</p>",
    "<style>td{color:#777}@media (prefers-color-scheme:dark){table{background:#000}td{color:#0a0}td b{color:#333}}"
    "</style>"
    "<table><tr><td>one two <b>three</b></td></tr></table>",
    "<div style='color:#fff8'><p style='background:hsl(200 60% 50%)'>one two</p></div>",
    "<p>one two<p style='color:#aaa'>three<p>c",
)


def nothing(route: Route) -> None:
    """A mail that is looked at asks nobody for anything."""
    route.abort()


@pytest.mark.parametrize(("scheme", "width"), [("light", 640), ("dark", 640), ("light", 375), ("dark", 375)])
def test_axe_finds_nothing_in_any_sample(browser: Browser, scheme: str, width: int) -> None:
    """Every mail with all that it carries when it is sent. Nothing is wider than the screen; of its links, the one that
    no reader sees is neither reached by a key nor read out."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    page.route("**/*", nothing)
    looked = 0
    for language in pictures.WORKSPACES:
        for mail in pictures.mails(language, is_sent=True):
            page.set_content(mail.html)
            assert violations(page) == [], mail.id
            assert page.evaluate("document.documentElement.scrollWidth") == width, mail.id
            hidden = page.evaluate(
                f"{TRAP}.map((each) => [each.getAttribute('aria-hidden'), each.offsetParent === null])"
            )
            assert hidden == [["true", True]], mail.id
            assert page.evaluate(f"{FOCUSABLE}.every((each) => each.textContent.trim())"), mail.id
            looked += 1
    assert looked >= 22
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_told_is_what_axe_sees(browser: Browser, scheme: str) -> None:
    """Of mails with faint text, the check and axe name the same pairs of colours, and ask for the same contrast."""
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    some = 0
    for mail in FAINT:
        whole = f"<!doctype html><html lang='en'><head><title>x</title></head><body>{mail}</body></html>"
        seen = {
            (str(each.colour), str(each.ground), f"{each.wanted:g}:1")
            for each in contrast.looked_at(whole).faint
            if each.scheme == (scheme if "prefers-color-scheme" in mail else "light")
        }
        if AXE.exists():
            assert seen == axe_sees(page, styles.written_in(whole).html), mail
        some += len(seen)
    assert some > 8
    context.close()


def violations(page: Page) -> list[list[str]]:
    """Where axe is. A mail is a document of its own, so nobody jumps between its landmarks."""
    if not AXE.exists():
        return []
    page.evaluate(AXE.read_text())
    told = page.evaluate("axe.run().then((r) => r.violations.map((each) => [each.id, each.nodes[0].html]))")
    return [each for each in told if each[0] not in ("region", "landmark-one-main")]


def axe_sees(page: Page, mail: str) -> set[tuple[str, str, str]]:
    page.set_content(mail)
    page.evaluate(AXE.read_text())
    return {(colour, ground, wanted) for colour, ground, wanted in page.evaluate(RATIOS)}
