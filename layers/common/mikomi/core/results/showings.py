"""What visitors were shown on the site, and how many did what it asks: forms that were sent, choices of slots that were
pressed, coupons that were redeemed.

People are counted, not showings: a browser that nobody knows by name is one. What a form on a page of the company's own
was not counted as shown for, stands apart (`sent_unseen`).
"""

from typing import NamedTuple

from mikomi.core.figures.rates import Rate
from mikomi.core.results import outline
from mikomi.core.results.counted import Counted
from mikomi.model.base import Json
from mikomi.model.form import Form
from mikomi.model.plan import Plan
from mikomi.model.slot import Slot

OTHERWISE = "otherwise"
"""What the content of a slot is counted as that is shown where no choice fits."""


class FormShowing(NamedTuple):
    """A form: who sent it of those who were shown it, and who sent it without."""

    form: Form
    rate: Rate
    sent_unseen: int


class SlotShowing(NamedTuple):
    """A choice of a slot: how often it came into view, who pressed it of those who saw it, how many codes were
    redeemed."""

    slot: Slot
    choice: str
    views: int
    rate: Rate
    redeemed: int


def forms(night: Counted, plan: Plan) -> list[FormShowing]:
    """Those of the plan, in its order."""
    rows = {row["form"]: row for row in night.answers.get("form_showings", [])}
    nothing = {"sent": 0, "seen": 0, "sent_unseen": 0}
    return [_form(form, rows.get(name, nothing)) for name, form in plan.forms.items()]


def slots(night: Counted, plan: Plan) -> list[SlotShowing]:
    """Each choice of each slot of the plan, in its order, what is shown otherwise last."""
    rows = {(row["slot"], row["choice"]): row for row in night.answers.get("slot_showings", [])}
    nothing = {"views": 0, "seen": 0, "pressed": 0, "redeemed": 0}
    return [
        _slot(slot, choice, rows.get((slot.id, choice), nothing))
        for slot in plan.slots.values()
        for choice in _of(slot)
    ]


def plain(night: Counted, plan: Plan) -> Json:
    """All of it as programs read it."""
    return {
        "as_of": night.moment,
        "forms": [
            {"form": each.form.id, **_rate("seen", "sent", each.rate), "sent_unseen": each.sent_unseen}
            for each in forms(night, plan)
        ],
        "slots": [
            {
                "slot": each.slot.id,
                "choice": each.choice,
                "views": each.views,
                **_rate("seen", "pressed", each.rate),
                "redeemed": each.redeemed,
            }
            for each in slots(night, plan)
        ],
    }


def _rate(of: str, did: str, rate: Rate) -> Json:
    """People by what they did, and their share with its interval."""
    shown = outline.rate(rate)
    return {of: rate.of, did: rate.reached, "rate": shown["rate"], "low": shown["low"], "high": shown["high"]}


def _form(form: Form, row: Json) -> FormShowing:
    return FormShowing(form, Rate(int(row["sent"]), int(row["seen"])), int(row["sent_unseen"]))


def _slot(slot: Slot, choice: str, row: Json) -> SlotShowing:
    rate = Rate(int(row["pressed"]), int(row["seen"]))
    return SlotShowing(slot, choice, int(row["views"]), rate, int(row["redeemed"]))


def _of(slot: Slot) -> list[str]:
    return [*(choice.id for choice in slot.choices), *([OTHERWISE] if slot.otherwise else [])]
