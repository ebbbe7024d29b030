"""Whatever publishes can be lived under: a year of random events, and no fold, mail, alert, slot or form of it fails.

So no file that the check lets through ever makes a dead letter. Workspaces are sound ones and what slips made of them,
as far as the check lets them through.
"""

import random

import pytest
from mikomi.core.checking import workspace
from mikomi.core.mails import filters, templates
from mikomi.core.mails.render import Unrenderable
from mikomi.model.plan import Plan

from tests.core import spoilt, year
from tests.core.workspaces import with_change
from tests.effort import effort

EVENTS = 60


def a_plan(chance: random.Random) -> Plan:
    """Of a workspace that the check lets through, with up to four slips."""
    _, files = chance.choice(spoilt.sound())
    plan = workspace.read(files, year.BEGIN)[0]
    for _ in range(12):
        made = spoilt.slip(chance, files).files
        if len(made) > 3 and (other := workspace.read(made, year.BEGIN)[0]):
            files, plan = made, other
            if chance.random() < 0.3:
                break
    assert plan is not None
    return plan


def test_whatever_publishes_is_folded_for_a_year() -> None:
    """Random events, random times, and everything that falls due; most of these lives have mails, many have alerts."""
    mails = alerts = lives = 0
    for seed in range(effort(12)):
        chance = random.Random(f"year {seed}")
        try:
            life = year.PlannedLife(a_plan(chance), chance).lived(EVENTS)
        except Exception as wrong:
            wrong.add_note(f"seed {seed}")
            raise
        mails, alerts, lives = mails + bool(life.mails), alerts + bool(life.alerts), lives + 1
    assert mails > lives / 2 and alerts > lives / 10


def test_a_mail_that_cannot_be_filled_in_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the question what may be said with a filter, a misuse of one publishes, and the year finds it."""
    files = with_change("mails/thanks.html", "{{ lead.honorific }}", "{{ lead.honorific | upper(5) }}")
    assert workspace.read(files, year.BEGIN)[0] is None
    monkeypatch.setattr(filters, "is_misused", lambda _: False)
    templates._read.cache_clear()
    plan = workspace.read(files, year.BEGIN)[0]
    templates._read.cache_clear()
    assert plan is not None
    with pytest.raises(Unrenderable):
        for seed in range(20):
            year.PlannedLife(plan, random.Random(seed)).lived(EVENTS)
