"""What a CRM says of a lead, as the acts that sales would do by hand (`core.sales.acts`).

Rules
1. The CRM's own id of the lead is the key, never an address. `id` tells one thing that was said from the next.
2. It has happened: a stage wants no reason and no value here, as it does of whoever sets one by hand.
3. An outcome is a stage of sales.json with that id. One that is not there is refused, and so is the whole entry.
"""

from typing import NamedTuple

from mikomi.core.people.external_ids import SYSTEM, id_of
from mikomi.core.sales.asked import BY_RULE, LONGEST, LONGEST_TEXT, MOST_VALUE, Unfit
from mikomi.core.tracking.segment_time import EARLIEST, moment
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan

GIVEN = ("external_id", "id", "at", "stage", "outcome", "owner", "amount", "note")
MOST = 200
"""Entries of one request: each may be two puts."""


class CrmEntry(NamedTuple):
    """`at`: when it happened, as the CRM wrote it. `acts`: what the events say beside who said it."""

    external_id: str
    id: str
    at: Millis
    acts: tuple[Json, ...]


def speaker(system: str) -> str:
    """Who acts, as the events name it (`by`). Raises Unfit for what is no system's name."""
    if not SYSTEM.fullmatch(system):
        raise Unfit("crm_system", given=system[:LONGEST])
    return f"crm:{system}"


def entry_of(sent: object, plan: Plan) -> CrmEntry:
    """One entry of a request, or one row of a file. Raises Unfit."""
    if not isinstance(sent, dict):
        raise Unfit("event_not_object")
    said = {name: value for name, value in sent.items() if value is not None and value != ""}
    if unknown := next((name for name in said if name not in GIVEN), ""):
        raise Unfit("parameter_unknown", name=unknown[:40], given=unknown[:40], allowed=", ".join(GIVEN))
    at = moment(said.get("at"))
    if at is None or at < EARLIEST:
        raise Unfit("crm_at", name="at")
    return CrmEntry(_id(said, "external_id"), _id(said, "id"), at, tuple(_acts(said, plan)))


def _id(said: Json, name: str) -> str:
    given = id_of(said.get(name))
    if not given:
        raise Unfit("crm_id", name=name, most=LONGEST)
    return given


def _acts(said: Json, plan: Plan) -> list[Json]:
    note = _text(said, "note", LONGEST_TEXT)
    acts = [_stage(said, note, plan)] if {"stage", "outcome", "amount"} & said.keys() else []
    if "owner" in said:
        acts.append({"act": "owner", "value": _owner(_text(said, "owner", LONGEST), plan)})
    if note and not any(each["act"] == "stage" for each in acts):
        acts.append({"act": "note", "text": note})
    if not acts:
        raise Unfit("crm_says_nothing")
    return acts


def _stage(said: Json, note: str, plan: Plan) -> Json:
    named = [name for name in ("stage", "outcome") if name in said]
    if len(named) != 1:
        raise Unfit("crm_one_stage", name=named[-1] if named else "amount")
    stage = _text(said, named[0], LONGEST)
    stages = [each.id for each in plan.sales.stages]
    if stage not in stages:
        raise Unfit("crm_one_of", name=named[0], given=stage, allowed=", ".join(stages))
    worth = {"worth": _amount(said["amount"])} if "amount" in said else {}
    return {"act": "stage", "value": stage, **worth, **({"text": note} if note else {})}


def _owner(given: str, plan: Plan) -> str:
    """The rep's id; they may be named by their address, too."""
    for rep in plan.settings.reps:
        if given == rep.id or given.casefold() == str(rep.email).casefold():
            return rep.id
    if given == BY_RULE:
        return ""
    allowed = ", ".join((*(each.id for each in plan.settings.reps), BY_RULE))
    raise Unfit("crm_one_of", name="owner", given=given, allowed=allowed)


def _amount(given: object) -> float:
    try:
        number = float(given.replace(",", "")) if isinstance(given, str) else given
    except ValueError:
        number = None
    if not isinstance(number, int | float) or isinstance(number, bool) or not 0 <= number <= MOST_VALUE:
        raise Unfit("crm_amount", name="amount")
    return float(number)


def _text(said: Json, name: str, most: int) -> str:
    given = said.get(name, "")
    if not isinstance(given, str) or len(given.strip()) > most:
        raise Unfit("text_invalid", name=name, most=most)
    return given.strip()
