"""A mail that was sent can be shown again, byte for byte (I43)."""

import json
from base64 import b64decode
from collections.abc import Iterator

from mikomi.core.mails import as_sent
from mikomi.model import stored_json
from mikomi.model.effects import SendMail
from mikomi.model.plan import Plan

from simulation.invariants.sight import Json, Sight
from simulation.world import ROOT

_MADE_OF = "made_of_"


def every_mail_that_left(sight: Sight) -> Iterator[str]:
    """I43: for each step's mail that SES took, its row holds what that very one was made of: out of it and the plan
    version come the bytes that SES was given, whatever became of the reader, the plans and the catalogs; and it says so
    itself. Of a mail that surely did not leave nothing is kept."""
    plans: dict[int, Plan] = {}
    for mail, row, _ in sight.step_mails:
        item = sight.state.get(row)
        if item is None:
            continue  # I14 says so
        effect = stored_json.read(SendMail, item["effect"]["S"])
        if effect.plan not in plans:
            plans[effect.plan] = Plan.read(json.dumps(sight.plans[effect.plan]).encode())
        shown = [
            as_sent.again(noted, effect, plans[effect.plan], ROOT)
            for kept in _kept(item)
            if (noted := as_sent.unpacked(kept))
        ]
        if not any(each.raw == mail.raw for each in shown):
            yield f"{row} (mail {mail.number}) cannot be shown again: {[each.likeness for each in shown]}"
        elif not any(each.raw == mail.raw and each.likeness == "same" for each in shown):
            yield f"{row} (mail {mail.number}) comes out as it was sent, and its row says that it does not"
    left = {row for _, row in sight.sent}
    for row, item in sight.state.items():
        is_not_sent = row[1].startswith("mail#") and item["status"]["S"] in ("skipped", "failed", "held")
        is_in_doubt = "doubts" in item  # of an earlier attempt nobody knows
        if is_not_sent and not is_in_doubt and row not in left and (kept := _kept(item)):
            yield f"{row} never left, and its row keeps {len(kept)} that were made"


def _kept(item: Json) -> list[bytes]:
    held = [value["B"] for name, value in item.items() if name.startswith(_MADE_OF)]
    return [b64decode(each) if isinstance(each, str) else bytes(each) for each in held]
