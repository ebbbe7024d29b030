"""The deed that an alert names: the event that decided it if it can be why, else the latest; counted over a week."""

from mikomi.core.sales import footprints

from tests.core.test_alerts import NOW, engaged, event, page

HOUR, WEEK = 3_600_000, 7 * 86_400_000


def fact(*events, of, decided_at=NOW):
    found = footprints.fact(events, of, decided_at, "ja", {})
    assert found is not None
    return found


def test_a_view_and_a_look_at_it_are_the_same_deed():
    """Whichever of the two decided: the page is named, and that it was a page."""
    view, look = page("p1", NOW - 5_000), engaged("p1", NOW, 60)
    assert fact(view, look, of="p1").what == fact(view, look, of="ep1").what == "「料金」を閲覧"
    assert fact(view, look, of="ep1").page and fact(view, look, of="ep1").at == NOW


def test_another_event_on_a_page_is_told_as_itself():
    """What a site sends from a page is no view of it, though it carries the page's address."""
    order = event("o", NOW, type="track", name="Order Completed", context={"page": {"path": "/price"}})
    told = fact(page("p1", NOW - 5_000), order, of="o")
    assert "Order Completed" in told.what and not told.page


def test_an_event_that_came_an_hour_before_the_decision_is_not_why():
    """A millisecond later it is; else the latest deed is told."""
    old, late = page("p1", NOW - HOUR, "/cases", "導入事例"), page("p2", NOW - 10)
    assert "料金" in fact(old, late, of="p1").what
    assert "導入事例" in fact(old, late, of="p1", decided_at=NOW - 1).what
    assert "料金" in fact(old, late, of="unknown").what


def test_views_are_counted_over_the_week_before():
    """A week ago to the millisecond is no longer in it, what came after is not yet; other pages do not count."""
    cause = page("p9", NOW)
    for ago, times in ((WEEK, 1), (WEEK - 1, 2), (0, 2), (-1, 1)):
        assert fact(page("p1", NOW - ago), cause, of="p9").times == times, ago
    assert fact(page("p1", NOW - 1, "/cases", "導入事例"), cause, of="p9").times == 1


def test_the_latest_deeds_come_first_and_no_more_than_were_asked_for():
    """In whatever order the log brings them."""
    views = [page(f"p{n}", NOW + n, f"/{n}", f"ページ{n}") for n in (3, 1, 2, 0)]
    assert [line.at for line in footprints.lines(views, "ja", {}, limit=3)] == [NOW + 3, NOW + 2, NOW + 1]
    assert len(footprints.lines(views, "ja", {})) == 4
