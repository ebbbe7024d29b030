"""One lead's page: what the traits that people wrote become of on it."""

import pytest

from tests.core.story import plan_of
from tests.functions.test_console import Text, at_home, get, hanako  # noqa: F401 (the fixture)
from tests.functions.test_read_api import SCENARIO, SCORING
from tests.functions.test_read_api import get as read

pytestmark = pytest.mark.usefixtures("at_home")


def test_who_is_on_hold_is_shown_with_the_reason(world):
    """A wait for a date that cannot be read: in the page's list of scenarios, in its story, and in the read API."""
    steps = [{"wait": {"until": "renewal"}}, {"id": "faq", "mail": {"template": "faq"}}]
    world.publish(plan_of([{**SCENARIO, "steps": steps}], SCORING, version=2))
    lead = hanako(renewal="未定")
    told = {"en": "On hold: “renewal” is not a date", "ja": "待機中: 「renewal」を日時として読み取れません"}
    for language, words in told.items():
        assert words in Text(get(f"/console/leads/{lead}", **{"Accept-Language": language})["body"])
    assert "is on hold: renewal is not a date we can read" in Text(get(f"/console/leads/{lead}")["body"])
    (run,) = read(f"/v1/leads/{lead}")[1]["enrolments"]
    assert (run["step"], run["due_at"], run["held_by"]) == ("faq", None, "renewal")
