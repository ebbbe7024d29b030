"""I23: a stranger who says to be a proven lead changes and learns nothing of it, and cannot fill its mailbox.

Six hundred strangers, each with a dozen moves that are drawn at random, besiege as many leads on the functions as they
are deployed, on AWS in memory. The same siege with a hole in the wall finds the hole.
"""

import re
from base64 import urlsafe_b64decode
from contextlib import nullcontext

import pytest
from mikomi import base64url, http, mail_address
from mikomi.core.behaviour import page_view
from mikomi.core.mails import limits, trait_text
from mikomi.core.people import bounds, rights
from mikomi.core.tracking import json_body
from mikomi.model.limit import Limit

from simulation import runs
from simulation.crew import crew
from simulation.installation import installed
from simulation.planted import _switched_on
from simulation.workload import takeovers, tricks, workspace
from simulation.workload.claimer import ASKS_LESS, FOR_VIPS, MOVES, Siege
from simulation.world import World
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SIEGES, LEADS = effort(10) if effort(1) > 1 else 6, 100
REPS = {f"{rep}@example.co.jp" for rep in workspace.REPS}


def besiege(seed, leads=LEADS, hole=None):
    world = World(seed)
    with installed(world), _switched_on(hole) if hole else nullcontext():
        siege = Siege(world, leads)
        siege.happen()
    return siege


def faults_of(siege):
    """What went wrong, lead by lead, and what the stranger did before."""
    found = []
    for lead, stranger in zip(siege.leads, siege.strangers, strict=True):
        mails = siege.mails_to(lead)
        asked = [mail for mail in mails if "/k/" in mail.part("plain")]
        seen = [
            word for word in (lead.token, FOR_VIPS, ASKS_LESS) if any(_says(heard, word) for heard in stranger.heard)
        ]
        # who is on the phone for the company hears of a lead whose mails are read
        others = [mail.to for mail in siege.world.ses.accepted if _says(mail.part("plain"), lead.token)]
        told = [to for to in others if to != lead.email and not (stranger.forwarded and to in REPS)]
        # whoever is forwarded a mail is its reader, and the forms that they send count for the lead
        most = limits.PROVEN.mails if stranger.forwarded else takeovers.MAILS_A_DAY
        wrong = {
            "changed": _differs(siege, lead, forwarded=bool(stranger.forwarded)),
            "learned": seen,
            "mailed to others": told,
            "asked too often": len(asked) if len(asked) > 1 else 0,
            "mailed too often": len(mails) if len(mails) > most else 0,
        }
        if any(wrong.values()):
            found.append((lead.number, {what: how for what, how in wrong.items() if how}, stranger.moved))
    return found


def _says(text, word):
    """Whether this word stands there, and not by chance within a token's letters."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.ASCII) is not None


def _differs(siege, lead, *, forwarded):
    """Byte by byte; where a mail was forwarded, opens and clicks are the lead's, and who it is must be as it was."""
    before, now = siege.before[lead.number], siege.of(lead)
    return takeovers.of_its_own(before) != takeovers.of_its_own(now) if forwarded else before != now


def unsound(siege):
    """What went wrong for all the others."""
    return tricks.unsound(siege) + takeovers.taken_over(siege)


def judged(seed):
    """What went wrong in a siege, and whether the strangers tried."""
    siege = besiege(seed)
    answers = siege.world.evidence.requests
    answered = [request.status for request in answers if not request.path.startswith("/v1/leads")]
    opened = [request.status for request in answers if request.path.startswith("/v1/leads")]
    return {
        "faults": faults_of(siege),
        "unfolded": [log for log in siege.world.evidence.logs if "not_folded" in log or "not_carried" in log],
        "unsound": unsound(siege),
        "moves": {move for stranger in siege.strangers for move in stranger.moved},
        "heard": answered.count(200),
        "opened": opened.count(200),
        "tokens": sum("mk=" in request.location for request in siege.world.evidence.requests),
        "asked": sum(any("/k/" in mail.part("plain") for mail in siege.mails_to(lead)) for lead in siege.leads),
    }


def test_hundreds_of_strangers_change_and_learn_nothing():
    """The lead's item byte for byte, its mail rows, its aliases and its address's row (without what is counted there)
    are what they were; no answer and no other's mail holds a word of its data; one question at most."""
    with crew(runs.cores()) as pool:
        for seed, siege in enumerate(pool.map(judged, range(SIEGES), chunksize=1)):
            assert (siege["faults"], siege["unfolded"], siege["unsound"]) == ([], [], []), seed
            assert siege["moves"] == {move.__name__ for move in MOVES}
            assert siege["opened"] >= 2 * LEADS, "sales saw hardly anybody"
            assert siege["tokens"] > LEADS / 4, "nobody was told who reads a mail"
            assert siege["heard"] > 5 * LEADS and siege["asked"] > LEADS / 6, "the strangers hardly tried"


def _granting(voice, *deeds):
    """The table of rights with these deeds granted to this voice, whomever it speaks of."""
    return {**rights.TABLE, voice: {whom: (*held, *deeds) for whom, held in rights.TABLE[voice].items()}}


HOLES = {
    "a user id is theirs who say it first": [(rights, "TABLE", _granting("stranger", "claim"))],
    "whoever is forwarded a mail can write": [(rights, "is_own", rights.is_reader)],
    "anybody says that a form was sent": [(rights, "TABLE", _granting("stranger", "submit"))],
    "each tag is another mailbox": [(mail_address, "mailbox", mail_address.same)],
    "an item has no bounds": [(bounds, "within", lambda person, *_more: (person, []))],
    "every claim is believed": [(rights, "may", lambda *_asked: True)],
    "every browser is the lead's own": [(rights, "is_own", lambda *_args: True)],
    "questions are not counted": [(limits, "CONFIRMATIONS", Limit(1_000, 1, "confirmations"))],
    "thanks are not counted": [(limits, "UNPROVEN", Limit(1_000, 1, "transactional"))],
    "a name may be a link": [(trait_text, "_may_be_a_name", lambda _value: True)],
    "a token has many spellings": [
        (base64url, "read", lambda text: urlsafe_b64decode(text + "==")),
        (http, "_refuse_controls", lambda _text: None),
    ],
    "each page reads a number its own way": [
        (json_body, "in_range", lambda _number: True),
        (page_view, "engaged_ms", lambda event: event.properties.get("engaged_ms", 0)),
    ],
}


def found(hole):
    """Whether strangers get in where this defence is taken away."""
    sieges = (besiege(seed, 40, HOLES[hole]) for seed in range(9, 13))
    return any(faults_of(siege) or unsound(siege) for siege in sieges)


def test_each_hole_in_the_wall_is_found():
    """The same strangers get in where a defence is taken away: so it is the defence that keeps them out."""
    with crew(runs.cores()) as pool:
        assert [hole for hole, was in zip(HOLES, pool.map(found, HOLES, chunksize=1), strict=True) if not was] == []
