"""While a rep is away, their deputy has the rep's work before them, marked, and may open the leads that it is of."""

import pytest
from mikomi.console import door
from mikomi.core.session import Session
from mikomi.shell.people import directory

from tests.core.mails import NOW
from tests.core.story import plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import SCENARIO as FORM_SENT
from tests.functions.read_api import taken, view
from tests.functions.test_absence import BACK, SATO, SUZUKI, TODAY
from tests.functions.test_console import at_home
from tests.functions.test_lead_acts import act
from tests.functions.test_sales_alert import SCORING
from tests.functions.test_today import RUNG, TASKED, groups, today
from tests.functions.test_today import lead as asks
from tests.functions.world import World, packet

__all__ = ["at_home"]


WITH_SATO_AWAY = [
    {"id": "sato", "name": "Sato", "email": SATO, "away": [TODAY]},
    {"id": "suzuki", "name": "Suzuki", "email": SUZUKI},
    {"id": "abe", "name": "Abe", "email": "abe@example.co.jp"},
]


@pytest.fixture
def desk(at_home: World) -> World:
    plan = plan_of([FORM_SENT, TASKED, RUNG], SCORING, 2, reps=WITH_SATO_AWAY, owner={"default": "sato"})
    at_home.publish(plan.model_copy(update={"standing_range": (0.0, 7.0)}))
    directory.forget()
    return at_home


def test_the_deputy_sees_the_work_of_whoever_is_away_and_whose_it_is(desk, monkeypatch):
    """Marked; nobody else sees it, and when the rep is back the deputy neither. Who has only their own leads before
    them may open the lead meanwhile."""
    umi = asks("b1", "umi@example.co.jp")
    for rep, there, marked in (("suzuki", True, True), ("sato", True, False), ("abe", False, False)):
        page = today(f"rep={rep}")
        assert (list(groups(page).values()) == [["umi@example.co.jp"]]) is there, rep
        assert ("In place of Sato, who is away until 25 Nov" in page) is marked, rep
    assert "In place of" not in today("rep=anybody") and "For Sato" in today("rep=anybody")

    def opens(email):
        who = Session(id="s", user="u", email=email, groups=("sales-own",), ends=2**60)
        monkeypatch.setattr(door, "HERE", who)
        return door._is_theirs(["leads", umi], who, "en"), groups(today())

    assert opens(SUZUKI) == (True, groups(today("rep=suzuki"))) and opens("abe@example.co.jp") == (False, {})
    set_clock(BACK)
    directory.forget()
    assert opens(SUZUKI) == (False, {}) and opens(SATO)[0]


def test_what_the_deputy_was_asked_for_is_their_own(desk):
    """Beside the absent rep's task of the same lead, which is marked."""
    umi = asks("b1", "umi@example.co.jp")
    assert act(umi, act="task", kind="quote", rep="suzuki")[0] == 200
    directory.forget()
    page = today("rep=suzuki")
    assert sum(map(len, groups(page).values())) == 2 and page.count("In place of Sato") == 1


def test_what_rang_for_both_is_the_deputys_own(desk):
    """Not marked: it went to them as well."""
    rings = {"to": ["sato", "suzuki"], "why": "w", "sla": "8h", "escalate": "abe"}
    both = {**RUNG, "steps": [{"id": "a", "alert": rings}]}
    desk.publish(plan_of([FORM_SENT, both], SCORING, 3, reps=WITH_SATO_AWAY, owner={"default": "abe"}))
    asks("b9", "yama@example.co.jp")
    taken(packet("a:b9", view("p"), at=NOW))
    directory.forget()
    page = today("rep=suzuki")
    assert "Rung" in page and "In place of" not in page
