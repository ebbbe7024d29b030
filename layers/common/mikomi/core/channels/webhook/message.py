"""What a program is told of an alert, signed.

Rules
1. The shape is written down (`docs/channels.md`): keys are added to it, none is taken away or means something else.
2. `timestamp` is the moment of the decision, the same at every attempt; the lead is the one of the attempt.
"""

from mikomi.core.channels.parcel import Consignment, Credential, Parcel, as_json
from mikomi.core.people.absence import Recipient
from mikomi.core.sales.alerts import Alert
from mikomi.core.webhooks import payload, signature
from mikomi.model.base import Json, Millis
from mikomi.model.channel import Channel
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.plan import Plan

ALERT, TRIAL = "alert.raised", "channel.test"
REASONS = 3


def parcel(consignment: Consignment, channel: Channel, opens: Credential) -> Parcel:
    said = as_json(consignment.record)
    return Parcel(channel.url or "", signature.headers(consignment.id, consignment.seconds, said, [opens.key]), said)


def accepts(_secret: str) -> bool:
    return True


def of_alert(
    effect: SendAlert, alert: Alert, to: Recipient, person: Person, plan: Plan, now: Millis, console: str
) -> Json:
    """`deputy` stands in for one of those in `to`, who is away. `plan` is the running one: by it the lead is scored."""
    told = {
        "id": effect.id,
        "reason": effect.reason,
        "urgency": effect.urgency,
        "to": list(effect.to),
        "deputy": to.rep.id if to.away else None,
        "band": effect.band,
        "scenario": effect.scenario,
        "step": effect.step,
        "form": effect.form,
        "task": effect.task,
        "title": alert.subject,
        "fact": alert.fact,
        "do": alert.do,
        "reasons": [{"name": part.label, "points": part.points} for part in alert.parts[:REASONS]],
    }
    lead = payload.lead(person, plan, now, console)
    return _said(ALERT, effect.at, {"alert": told, "lead": lead})


def of_trial(channel: Channel, at: Millis) -> Json:
    return _said(TRIAL, at, {"channel": channel.id})


def _said(kind: str, at: Millis, data: Json) -> Json:
    return {"type": kind, "timestamp": payload.written(at), "data": data}
