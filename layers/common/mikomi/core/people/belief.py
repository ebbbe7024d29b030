"""Whether somebody else's browser was believed to speak of a lead when it did, as the lead itself remembers.

Rules
1. Such a browser is believed while nobody has shown who the lead is; then no more, until it is shown to be one in which
   the lead's mail is read, or the lead's own (`rights`). When the lead was shown to be somebody, the log does not say:
   what came by another browser may have been folded before or after.
2. What the lead was told last by that browser says it: so it was believed until then (`Member.last_received`). As that
   moves on once the browser is believed anew, it is noted there and then (`Member.gap`).
3. Of two people who were named alike, the lead and whoever the browser is beside it, each event is one's: the other
   asks the lead too.
"""

from msgspec.structs import replace

from mikomi.core.people import rights
from mikomi.model.events import Event
from mikomi.model.person import Member, Person


def was_believed(lead: Person, event: Event) -> bool:
    """Whether the lead was told what this event of somebody else's browser says of it."""
    if rights.may(rights.voice_of(event), "proven", "join"):
        return True
    member = lead.members.get(event.subject)
    if member is None:
        return False
    if member.gap:
        last, anew = member.gap
        return not last < event.received_at < anew
    return member.proof == 2 or not _is_shown(lead) or event.received_at <= member.last_received


def with_gap(lead: Person, before: Person, event: Event) -> Person:
    """The lead of which somebody else's browser may speak from this event on, though it might not have `before`."""
    member, was = lead.members.get(event.subject), before.members.get(event.subject)
    if member and member.gap and member.gap[0] < event.received_at < member.gap[1]:
        return _with(lead, event.subject, (member.gap[0], event.received_at))  # folded late, and the lead was told
    if member is None or member.proof < 2 or (was and (was.proof == 2 or not _is_shown(before))):
        return lead
    return _with(lead, event.subject, (was.last_received if was else 0, event.received_at))


def _with(lead: Person, subject: str, gap: tuple[int, int]) -> Person:
    member: Member = replace(lead.members[subject], gap=gap)
    return replace(lead, members={**lead.members, subject: member})


def _is_shown(lead: Person) -> bool:
    return rights.whom(lead) in ("read", "proven")
