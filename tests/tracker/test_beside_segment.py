"""For those who come from Segment: its calls without it. (Its SDK beside the tag: test_with_node.py.)"""

from pathlib import Path

from playwright.sync_api import Page

from tests.tracker.conftest import Site, ready, until

SHIM = (Path(__file__).parent.parent.parent / "tracker" / "segment.html").read_text()
STUB = "<script>window.mikomi=window.mikomi||function(){(mikomi.q=mikomi.q||[]).push(arguments)}</script>"
TAG = '<script async src="/tag.js?key=wk_local"></script>'


def show(page: Page, site: Site, html: str) -> None:
    body = f"<!doctype html><title>x</title>{html}"
    page.route("**/own", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(f"{site.address}/own")
    ready(page)


def test_segments_calls_without_segment(page: Page, site: Site) -> None:
    """With the few lines of segment.html every `analytics.…` of a page speaks to Mikomi, before the tag has loaded and
    after; calls that Mikomi does not have throw nothing."""
    early = """<script>analytics.identify("user-9", {company: "北星精機"});
               analytics.track("Ordered", {price: 3}, {}, 1);
               analytics.on("ready", function () {}); analytics.addSourceMiddleware(1)</script>"""
    show(page, site, STUB + SHIM + early + TAG)
    page.evaluate("analytics.page('Docs', 'Pricing', {a: 1}); analytics.page('Alone'); analytics.group('g', {b: 2})")
    until(page, lambda: site.named("group"))
    (known,), (ordered,) = site.named("identify"), site.named("Ordered")
    assert known.traits == {"company": "北星精機"} and known.user_id == ordered.user_id == "user-9"
    assert ordered.properties == {"price": 3}
    assert [(view.name, view.properties) for view in site.named("page")] == [
        ("", {}),
        ("Pricing", {"a": 1}),
        ("Alone", {}),
    ]


def test_the_tag_leaves_an_analytics_alone(page: Page, site: Site) -> None:
    """A page that has an `analytics` of its own, Segment's or another, keeps it: the tag defines one name, its own."""
    before = "<script>window.before = new Set(Object.keys(window)); window.analytics = [1]</script>"
    show(page, site, before + TAG)
    until(page, lambda: site.named("page"))
    new = page.evaluate("Object.keys(window).filter((name) => !before.has(name))")
    assert sorted(new) == ["analytics", "before", "mikomi"] and page.evaluate("analytics") == [1]
