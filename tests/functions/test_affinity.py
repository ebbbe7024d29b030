"""What somebody is drawn to, where it is shown: the read API and the lead's page."""

import pytest
from mikomi.settings import settings

from tests.core.story import plan_of
from tests.functions.read_api import KEY, NOW, form, get, taken, view
from tests.functions.read_api import shop as shop
from tests.functions.test_result_pages import page
from tests.functions.world import packet

CLASSES = {"/price": "料金", "/cases/**": "事例"}


@pytest.fixture
def reader(shop, monkeypatch):
    """A lead who looked at three stories of customers."""
    shop.publish(plan_of([], page_classes=CLASSES, version=2))
    taken(packet("a:b1", *form("f", "taro@example.co.jp"), at=NOW))
    for number in range(3):
        taken(packet("a:b1", view(f"v{number}", f"/cases/{number}"), at=NOW + 60_000 * (number + 1)))
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield get("/v1/leads", headers=KEY)[1]["leads"][0]
    settings.cache_clear()


def test_programs_and_people_are_told_the_same(reader, shop):
    """The class by its name; null, and no line, where none stands out or the plan has none."""
    place = f"/console/leads/{reader['id']}"
    assert reader["affinity"] == "事例" and "よく見る種類" in page(place, "ja") and "Looks most at" in page(place, "en")
    shop.publish(plan_of([], version=3))
    assert get("/v1/leads", headers=KEY)[1]["leads"][0]["affinity"] is None
    assert "よく見る種類" not in page(place, "ja")
