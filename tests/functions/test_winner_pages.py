"""The console's pages of a mail whose shares follow the results: what is dealt now, how that went, and no verdict."""

import pytest
from mikomi.aws import lots, plans
from mikomi.core.figures import sentences
from mikomi.settings import settings
from mikomi.shell.archive import winners

from functions.results.app import handler
from tests.functions.read_api import it_is
from tests.functions.test_result_pages import page
from tests.functions.test_winners import ARMS, HOUR, known, mailed, shop

assert known and shop
PAGES = ("/console/scenarios/welcome", "/console/scenarios/welcome/mails/faq")


@pytest.fixture
def seen(known, monkeypatch):
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield known
    settings.cache_clear()


@pytest.fixture
def weighed(seen):
    """The entry of a night, with people who were dealt by it."""
    handler({"count": True}, None)
    (place,) = winners.places_of(plans.active())
    (entry,) = lots.standing(place).history
    for number, (arm, people) in enumerate(zip(ARMS, (30, 70, 31), strict=True)):
        mailed(arm, people, 5 + 10 * (arm == "B"), 40_000 + number * 10_000, entry.number, entry.from_ + HOUR)
    it_is(entry.from_ + 2 * HOUR)
    handler({"count": True}, None)
    return entry


SAID = {
    "ja": (
        "判定はしません",
        "いまの割合（11月24日(火)13:00から、変更1回目）：",
        "Bの割合",
        "初め（均等）",
        "割合の移り変わり",
    ),
    "en": (
        "there is no verdict",
        "Shares now (since Tue 24 Nov, 13:00, change no. 1): ",
        "Share of B",
        "The beginning (even)",
        "How the shares",
    ),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_the_page_tells_what_is_dealt_now_and_how_that_went(weighed, path, language):
    """Each variant with its share, and one table of the shares over time, the latest first; no verdict."""
    text = page(path, language)
    shares = [sentences.percent(weighed.weights[arm]) for arm in ARMS]
    assert all(said in text for said in SAID[language]), [said for said in SAID[language] if said not in text]
    assert all(share in text for share in shares)
    assert text.rindex(shares[1]) < text.rindex("33.3%"), "the latest stands first"
    assert "E-" not in text and "{" not in text.partition("<main")[2].partition("<script")[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_before_the_first_night_the_shares_are_even(seen, language):
    """The sentence says from when on they move, and the table has the beginning alone."""
    assert handler({"count": True}, None)["counted"]
    text = page(PAGES[1], language)
    assert {"ja": "いまは均等です", "en": "Shares are even."}[language] in text
