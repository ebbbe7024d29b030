"""Whom the identifies of a request name, before anything else is asked of them: so that it can be counted.

Rules
1. An address is one as `keys.same_address` writes it, wherever an SDK puts it: in `traits`, or in `context.traits`.
2. Whether the events can be taken is not asked here.
"""

from typing import Any

from mikomi import keys

Json = dict[str, Any]


def named(body: Json, kind: str | None) -> list[tuple[str, str]]:
    """Each address that this body (of one event, or of a batch) names, with the browser or user that says so. `kind`:
    what the event is, if its address says so.
    """
    sent = body.get("batch") if kind is None and "batch" in body else [body]
    pairs: dict[tuple[str, str], None] = {}
    for each in sent if isinstance(sent, list) else ():
        if isinstance(each, dict) and (kind or each.get("type")) == "identify":
            context = each.get("context")
            beside = context.get("traits") if isinstance(context, dict) else None
            if address := address_of(together(beside, each.get("traits"))):
                pairs[address, str(each.get("anonymousId") or each.get("userId"))] = None
    return list(pairs)


def address_of(traits: Json) -> str | None:
    """The address among these traits; None if there is none."""
    written = traits.get("email")
    return keys.same_address(written) if isinstance(written, str) and "@" in written else None


def together(beside: Any, traits: Any) -> Json:
    """An identify's traits, behind which come those that some SDKs put into the context."""
    return {**(beside if isinstance(beside, dict) else {}), **(traits if isinstance(traits, dict) else {})}
