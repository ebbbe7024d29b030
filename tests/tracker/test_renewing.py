"""The first-party cookie in a real Chromium: the server writes it anew, and no other site writes one."""

from http.cookies import SimpleCookie

from playwright.sync_api import BrowserContext, Page

from tests.tracker.conftest import Site, until

DAY = 86_400
MINE = "0123456789abcdef0123456789abcdef"
THEIRS = "f" * 32


def cookie(context: BrowserContext) -> dict[str, object] | None:
    return next((dict(each) for each in context.cookies() if each["name"] == "mikomi_id"), None)


def written_by_a_script(page: Page) -> None:
    """A cookie as Safari keeps it: for seven days; and nothing that the tag keeps elsewhere."""
    page.evaluate(f"localStorage.clear(); document.cookie = 'mikomi_id={MINE};path=/;max-age={7 * DAY};SameSite=Lax'")


def test_the_server_gives_the_cookie_another_year(page: Page, site: Site) -> None:
    """Seven days become four hundred; the id stays, and a script still reads it."""
    page.goto(f"{site.address}/site.css")
    written_by_a_script(page)
    before = cookie(page.context)
    with page.expect_response(lambda answer: "/v1/id.gif" in answer.url) as renewal:
        page.goto(f"{site.address}/price")
    assert renewal.value.status == 200
    written = SimpleCookie(renewal.value.all_headers()["set-cookie"])["mikomi_id"]
    assert written.value == MINE and int(written["max-age"]) == 400 * DAY
    after = until(page, lambda: (found := cookie(page.context)) and found != before and found)
    assert before and before["value"] == after["value"] == MINE
    assert float(str(after["expires"])) - float(str(before["expires"])) > 390 * DAY
    assert not after["httpOnly"] and f"mikomi_id={MINE}" in page.evaluate("document.cookie")


def test_another_sites_picture_plants_nothing(page: Page, site: Site) -> None:
    """A page of another site asks for the picture with an id of its own: Chromium says whence, the answer is 403, and
    the visitor has the id that it had, or none."""
    elsewhere = site.address.replace("127.0.0.1", "localhost")
    for known in (False, True):
        page.goto(f"{site.address}/site.css")
        if known:
            written_by_a_script(page)
        page.goto(f"{elsewhere}/site.css")
        picture = f"{site.address}/v1/id.gif?a={THEIRS}&d=127.0.0.1"
        with page.expect_response(lambda answer: THEIRS in answer.url) as refused:
            page.evaluate(f"void (new Image().src = '{picture}')")
        assert refused.value.status == 403 and "set-cookie" not in refused.value.headers
        page.goto(f"{site.address}/site.css")
        held = page.evaluate("document.cookie")
        assert THEIRS not in held and (MINE in held) == known
