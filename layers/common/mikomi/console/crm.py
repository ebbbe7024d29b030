"""`POST /v1/crm/{system}/events`: what a CRM says of leads (docs/crm.md).

{"batch": [{"external_id", "id", "at", "stage" | "outcome" | "owner" | "amount" | "note"}]} answers as /v1/batch does:
{"success", "received", "accepted", "rejected": [{"index", "code", "pointer", "message", "messages"}]}; 400 if none of
them could be taken.
"""

from mikomi import http
from mikomi.core.sales.asked import Unfit
from mikomi.core.sales.crm import MOST
from mikomi.core.tracking import json_body
from mikomi.errors import Refused, described
from mikomi.http import Request, Response
from mikomi.shell.operator import crm


def take(request: Request, system: str) -> Response:
    """`Refused` if there is no list in it, or no system is called so."""
    sent = json_body.object_of(request.body()).get("batch")
    if not isinstance(sent, list):
        raise Refused("batch_missing", "/batch")
    if len(sent) > MOST:
        raise Refused("batch_too_long", "/batch", limit=MOST, count=len(sent))
    try:
        refused = crm.take(system, sent)
    except Unfit as why:
        raise Refused(why.code, **why.params) from None
    rejected = [
        {
            "index": each.position,
            **described(
                each.code, "/".join(filter(None, (f"/batch/{each.position}", each.name))), each.params, request.language
            ),
        }
        for each in refused
    ]
    accepted = len(sent) - len(rejected)
    taken = bool(accepted or not rejected)
    body = {"success": taken, "received": len(sent), "accepted": accepted, "rejected": rejected}
    if not taken:
        body |= {name: rejected[0][name] for name in ("code", "message", "messages")}
    return http.json_response(200 if taken else 400, body)
