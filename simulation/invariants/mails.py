"""Step mails: once, in time, to whom they may go, with what they must carry (I13 to I20)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from mikomi import tokens
from mikomi.core.law.marketing_mail import examine

from simulation.engine.expressions import Item
from simulation.invariants import topics
from simulation.invariants.in_flight import moved_runs
from simulation.invariants.scenarios import steps_of
from simulation.invariants.sight import ENDED, Sight
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.workspace import COMPANY, LIMIT
from simulation.world import ROOT

Json = dict[str, Any]
SKEW = SECOND
"""How far clocks of two containers may be apart."""
IN_FLIGHT = 61 * SECOND
"""How long after its last question a function may still be about to send: its time-out."""
CLAIM_LASTS = 15 * MINUTE
UNASKED, QUESTIONS = 3, 1
"""Mails a day to an address that nobody has shown to be their own; and of these, beside them, how often its holder is
asked whether they agree."""
_TOKEN = re.compile(r"(?<![\w-])TK\d+K(?![\w-])", re.ASCII)
"""Not the same letters by chance within a link's token."""
_UNITS = {"h": HOUR, "d": DAY}


def address_key(address: str) -> str:
    return "address#" + tokens.keyed_hash(ROOT, address)


def at_most_one_mail_a_step(sight: Sight) -> Iterator[str]:
    """I13: SES accepted at most one mail for each row. (Sole exception: answer and event were both lost.)"""
    accepted: dict[tuple[str, str], list[int]] = {}
    for mail, row in sight.sent:
        accepted.setdefault(row, []).append(mail.number)
    for row, mails in accepted.items():
        heard = [number for number in mails[:-1] if number not in sight.world.mail_events.unheard]
        if heard:
            yield f"{row} went out {len(mails)} times, and SES had told of it"


def every_due_step_ended(sight: Sight) -> Iterator[str]:
    """I14: what was decided has a row that says how it ended; nothing that was due still waits."""
    by_id: dict[str, Json] = {sk: item for (_, sk), item in sight.state.items()}
    for step in sight.decided:
        if step.effect["kind"] == "suppress":
            continue
        held = sight.state.get(step.row)
        if held is None:
            yield f"{step.row} was decided and has no row"
        elif held["status"]["S"] not in ENDED and not _still_waits(held, sight):
            yield f"{step.row} is {held['status']['S']} at rest"
    for (pk, sk), item in sight.state.items():
        if is_due(item, sight.end - HOUR):
            yield f"{pk} {sk} was due {(sight.end - int(item['due_at']['N'])) // HOUR} h ago and still waits"
    for person, state in sight.people.items():
        for run in state.get("enrolments", []):
            for name in run.get("mails", {}):
                if f"mail#{run['id']}.{name}" not in by_id:
                    yield f"{person}: the step {name} of {run['id']} was decided and has no row"
            if run.get("status", "active") == "active" and run.get("due_at", sight.end) < sight.end - HOUR:
                yield f"{person}: {run['scenario']} was due {(sight.end - run['due_at']) // HOUR} h ago"
    for mail, row in sight.sent:
        held = sight.state.get(row)
        if held is None or (held["status"]["S"] not in ("sent", "unknown") and not sight.may_stay_claimed(held)):
            yield f"SES accepted {row} (mail {mail.number}), whose row says {held and held['status']['S']}"
    ids = {f"ses-{mail.number}" for mail in sight.mails}
    for key, item in sight.state.items():
        if item.get("status", {}).get("S") == "sent" and "ses_id" in item and item["ses_id"]["S"] not in ids:
            yield f"{key} is sent, and SES never accepted it"


def is_due(item: Item, at: int) -> bool:
    """Whether the row stands in the index of what waits for time (not among what is shown), and its time has come."""
    return item.get("due_shard", {}).get("S", "").startswith("d") and int(item["due_at"]["N"]) < at


def _still_waits(row: Json, sight: Sight) -> bool:
    waits = row["status"]["S"] == "held" and int(row["due_at"]["N"]) >= sight.end - HOUR
    return waits or sight.may_stay_claimed(row)


def in_time_and_in_order(sight: Sight) -> Iterator[str]:
    """I15: not before its due time, not outside the window, no step before the one before has ended."""
    runs: dict[str, list[tuple[int, int, str]]] = {}
    moved = moved_runs(sight)
    entered = {run["id"]: run["entered_at"] for _, state in sight.person_writes for run in state.get("enrolments", [])}
    for mail, row, effect in sight.step_mails:
        if not effect or effect.get("confirms"):
            continue
        if mail.at < effect["at"] - SKEW:
            yield f"{row} went out {effect['at'] - mail.at} ms before its time"
        scenario = sight.plans[effect["plan"]]["scenarios"][effect["scenario"]]
        if effect["marketing"] and scenario.get("send_window") and not _open(mail.at, scenario["send_window"]):
            yield f"{row} went out at {_local(mail.at):%a %H:%M}, outside its window"
        order = [step.get("id") for step in steps_of(scenario["steps"])]
        runs.setdefault(effect["enrolment"], []).append((order.index(effect["step"]), mail.at, effect["step"]))
        least = _least_wait(scenario, effect["step"])
        since = entered.get(effect["enrolment"])  # one that a catching up began and ended at once, no commit shows
        if since is not None and mail.at < since + least - SKEW and effect["enrolment"] not in moved:
            yield f"{row} went out {mail.at - since} ms after the entry, {least} at the least"
        if effect.get("after"):
            before = sight.rows.get((row[0], f"mail#{effect['after']}"), []) or _anywhere(sight, effect["after"])
            if not any(
                _had_ended(write.change.after or {}, mail.at) for write in before if write.change.number <= mail.change
            ):
                yield f"{row} went out before {effect['after']} had ended"
    for run, mails in runs.items():
        in_order = [at for _, at, _ in sorted(mails)]
        if any(one > other + SKEW for one, other in pairwise(in_order)):
            went = [step for _, _, step in sorted(mails, key=lambda mail: mail[1])]
            yield f"{run}: mails went out in another order than their steps: {went}"


def _anywhere(sight: Sight, mail: str) -> list[Any]:
    return [write for (_, sk), writes in sight.rows.items() if sk == f"mail#{mail}" for write in writes]


def _had_ended(row: Json, at: int) -> bool:
    if row.get("status", {}).get("S") in ENDED:
        return True
    return "claimed_at" in row and int(row["claimed_at"]["N"]) + CLAIM_LASTS <= at + SKEW


def _least_wait(scenario: Json, step: str) -> int:
    """The waits before a step that stand on the way to it whatever happens, in ms."""
    total = 0
    for each in scenario["steps"]:
        if each.get("id") == step:
            return total
        if isinstance(each.get("wait"), str) and each["wait"][-1] in _UNITS:
            total += int(each["wait"][:-1]) * _UNITS[each["wait"][-1]]
    return 0


def _local(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC) + timedelta(hours=9)


def _open(moment: int, window: Json) -> bool:
    """Within the window, or so soon after its end that the mail was on its way already."""
    for shift in (0, -IN_FLIGHT, SKEW):
        local = _local(moment + shift)
        weekday = window.get("days", "all") != "weekdays" or local.weekday() < 5
        if weekday and window["from"] <= f"{local:%H:%M}" < window["to"]:
            return True
    return False


def none_after_a_suppression(sight: Sight) -> Iterator[str]:
    """I16: a marketing mail that left was asked about at its address's row, after its claim and before any suppression;
    nobody who said so by HTTP gets one later; nobody gets one who never agreed."""
    agreed = _agreements(sight)
    yield from topics.nothing_against_a_wish(sight)
    for mail, row, effect in sight.step_mails:
        if not effect or not effect["marketing"]:
            continue
        if mail.at < agreed.get(mail.to, sight.end):
            yield f"{row} went to {mail.to}, who had not agreed"
        key = address_key(mail.to)
        asked = [
            seen for seen, by, pk in sight.world.evidence.reads if by == mail.by and pk == key and seen <= mail.change
        ]
        if not asked:
            yield f"{row} went to {mail.to}, whose row nobody asked"
            continue
        said = [w.change.after or {} for w in sight.addresses.get(key, []) if w.change.number <= max(asked)]
        if said and "suppressed" in said[-1]:
            yield f"{row} went to {mail.to}, whose row said suppressed"


def _latest_agreements(sight: Sight) -> dict[str, list[int]]:
    """When each address's consents reached the log."""
    at = {write.change.number: write.at for write in sight.writes}
    found: dict[str, list[int]] = {}
    for event in sight.log:
        said = event.said
        given = (said["context"].get("consent") or {}).get("marketing") is True
        if given and (said.get("origin") == "form" or said.get("proof") == 2):
            found.setdefault(said["traits"]["email"], []).append(at[event.change])
    return found


def _agreements(sight: Sight) -> dict[str, int]:
    """When each address's consent first reached the log."""
    return {address: min(moments) for address, moments in _latest_agreements(sight).items()}


def suppression_only_grows(sight: Sight) -> Iterator[str]:
    """I17: an address that was suppressed stays so, and who unsubscribed stays so, through merges too."""
    agreed = {address_key(address): at for address, at in _latest_agreements(sight).items()}
    for key, writes in sight.addresses.items():
        for write in writes:
            before = write.change.before or {}
            if "suppressed" in before and "suppressed" not in (write.change.after or {}):
                again = [at for at in agreed.get(key, []) if int(before["suppressed_at"]["N"]) < at <= write.at]
                if before["suppressed"]["S"] != "unsubscribed" or not again:
                    yield f"{key} was released from {before['suppressed']['S']} without a new opt-in"
    out: set[str] = set()
    came_back: dict[str, set[str]] = {}
    for _, state in sight.person_writes:
        held = set(state.get("undeliverable", ()))
        if gone := came_back.get(state["id"], set()) - held:
            yield f"{state['id']} no longer knows that mail to {sorted(gone)} came back"
        came_back[state["id"]] = held
        if "unsubscribed_at" in state:
            out.add(state["id"])
        elif state["id"] in out:
            yield f"{state['id']} had unsubscribed and no longer has"
    for visitor, lead in sight.aliases.items():
        if gone := came_back.get(visitor, set()) - set(sight.people.get(lead, {}).get("undeliverable", ())):
            yield f"{lead} does not know that mail to {sorted(gone)} came back, as {visitor} did"
    for person in out:
        home = sight.people.get(sight.resolved(person))
        if home is None or "unsubscribed_at" not in home:
            yield f"{person} had unsubscribed, the lead that it became has not"
    for event in sight.log:
        if event.said.get("name") == "Unsubscribed" and event.subject not in sight.unfolded_subjects:
            home = sight.people.get(sight.resolved(event.subject[2:]))
            if home is None or "unsubscribed_at" not in home:
                yield f"{event.subject} unsubscribed, and the lead does not say so"
    asked = topics.wishes(sight)
    rows = {each.address: sight.state.get((address_key(each.address), "address"), {}) for each in asked}
    for wish in asked:
        row = rows[wish.address]
        if wish.topic is None and not wish.pauses and "suppressed" not in row and "lifted_at" not in row:
            yield f"{wish.address} was told that it is unsubscribed, and is not suppressed"
    yield from topics.wishes_only_grow(sight, rows)


def within_the_limit(sight: Sight) -> Iterator[str]:
    """I18: at most so many marketing mails per address in any period, by the moments at which SES took them."""
    yield from _others_asked_for(sight)
    most, days = LIMIT
    times: dict[str, dict[tuple[str, str], int]] = {}
    for mail, row, effect in sight.step_mails:
        if effect and effect["marketing"]:
            times.setdefault(mail.to, {})[row] = mail.at  # one that went out twice (I13's exception) is one mail
    for address, mails in times.items():
        at = sorted(mails.values())
        for first, over in zip(at, at[most:], strict=False):
            if over - first < days * DAY - IN_FLIGHT:
                yield f"{address} got {most + 1} marketing mails within {(over - first) / DAY:.2f} days"


def _others_asked_for(sight: Sight) -> Iterator[str]:
    """What anybody can cause by typing in an address that is not theirs: a few mails a day to it, and one question."""
    times: dict[tuple[str, int], dict[tuple[str, str], int]] = {}
    for mail, row, effect in sight.step_mails:
        person = row[0].removeprefix("person#")
        if effect and not effect["marketing"] and person.startswith("v_") and person not in sight.aliases:
            most = QUESTIONS if effect.get("confirms") else UNASKED
            times.setdefault((mail.to, most), {})[row] = mail.at
    for (address, most), mails in times.items():
        at = sorted(mails.values())
        for first, over in zip(at, at[most:], strict=False):
            if over - first < DAY - IN_FLIGHT:
                yield f"{address} got {most + 1} mails that others asked for within {(over - first) / HOUR:.1f} h"


def only_the_recipients_data(sight: Sight) -> Iterator[str]:
    """I19: a mail holds no other person's data; an alert of a company names those whom its decision names."""
    named = {step.effect["id"]: step.effect["people"] for step in sight.decided if step.effect.get("people")}
    owners = {visitor.email: visitor.token for visitor in sight.story.visitors}
    for mail, row in sight.sent:
        text = f"{mail.message['Subject']} {mail.part('plain')} {mail.part('html')}"
        shown = set(_TOKEN.findall(text))
        allowed = {owners[mail.to]} if mail.to in owners else shown if row[1] == "digest" else _lead_token(sight, row)
        for person in named.get(row[1].removeprefix("alert#").partition("#")[0], ()):
            allowed = allowed | _lead_token(sight, (f"person#{person}", row[1]))
        if shown - allowed:
            yield f"{row} to {mail.to} shows {sorted(shown - allowed)}"


def _lead_token(sight: Sight, row: tuple[str, str]) -> set[str]:
    lead = sight.people.get(sight.resolved(row[0].removeprefix("person#")), {})
    owners = {visitor.email: visitor.token for visitor in sight.story.visitors}
    # a lead that is known by a user id alone may have an address that belongs to another of the same person's leads
    address = lead.get("email") or lead.get("traits", {}).get("email", {}).get("value")
    return {owners.get(str(address), "")}


def what_a_marketing_mail_carries(sight: Sight) -> Iterator[str]:
    """I20: both headers, a visible link, the sender's name, postal address and contact; and whatever else the law
    list asks of a finished mail (`core/law`)."""
    for mail, row, effect in sight.step_mails:
        if effect and effect["marketing"] and (broken := examine(mail.raw, COMPANY, mail.to)):
            yield f"{row} breaks {[f'{breach.rule}: {breach.what}' for breach in broken]}"
