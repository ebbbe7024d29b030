"""What happens: Segment's six kinds of event, and the packets in which the log keeps them.

Rules
1. An event is what the log says; nothing else changes a person, time passing aside.
2. `at` is Segment's corrected time of the event and never lies after `received_at`, the moment at which we took it.
3. `proof` says how much the sender of the event could show: 1 a public key, 2 a secret key or a link out of our
   own mail.
4. A packet's subject is prefixed, so that no client can choose an id of ours: `a:` a browser's anonymousId, `u:` a
   userId that came without a browser, `p:` a person of ours (a mail's feedback, a rep's answer), `o:` what was decided
   for a person of ours and what came of it.
"""

from typing import Literal

from msgspec import Struct, field

from mikomi.model.base import Json, Millis
from mikomi.model.stored import Stored, Word

EventType = Literal["track", "page", "screen", "identify", "group", "alias"]
Origin = Literal["client", "server", "form", "slot", "mail", "rep", "import", "webhook"]

PAGE_ENGAGED = "Page Engaged"
FORM_SUBMITTED = "Form Submitted"
FORM_VIEWED = "Form Viewed"
MAIL_OPENED = "Mail Opened"
MAIL_CLICKED = "Mail Clicked"
MAIL_BOUNCED = "Mail Bounced"
MAIL_COMPLAINED = "Mail Complained"
MAIL_SOFT_BOUNCED = "Mail Soft Bounced"
"""Our own: a mail came back that might arrive another time (`fault`, `in_a_row`, `suspends`)."""
MAIL_GOT_THROUGH = "Mail Got Through"
"""Our own: a mail arrived at an address that was left in peace, because mails to it had come back."""
MAIL_AUTO_REPLIED = "Mail Auto-Replied"
"""Our own: a program answered a mail."""
MAIL_REPLIED = "Mail Replied"
"""Our own: whoever a mail went to answered it (`mail`, `scenario`, `step`, `enrolment`, `variant`)."""
MAIL_REPLIED_BY_ANOTHER = "Mail Replied By Another"
"""Our own: somebody else answered it, a colleague to whom it was handed on; who, is not kept."""
UNSUBSCRIBED = "Unsubscribed"
TOPIC_UNSUBSCRIBED = "Topic Unsubscribed"
MAIL_PAUSED = "Mail Paused"
SUPPRESSION_ADDED, SUPPRESSION_LIFTED = "Suppression Added", "Suppression Lifted"
"""Our own: somebody of the company stopped the mail to an address, or let it go there again (`by`, `because`)."""
REP_ANSWERED = "Rep Answered"
REP_ACTED = "Rep Acted"
"""Our own: what somebody of sales did with a lead by hand (`act`, `by` and what belongs to it; `core.sales.acts`)."""
SLOT_SHOWN = "Slot Shown"
FILE_DOWNLOADED = "File Downloaded"
"""Our own: a file that a form gives was taken, by the link on its thanks or in a mail (`properties.file`)."""
PROMOTION_VIEWED = "Promotion Viewed"
PROMOTION_CLICKED = "Promotion Clicked"
"""Segment's names for a slot's choice that came into view, or whose link was pressed: `promotion_id` is the slot,
`creative` the choice."""
COUPON_APPLIED = "Coupon Applied"
"""Our own: a coupon of a slot was redeemed (Segment's name, with its `coupon_id` and `order_id`)."""
LOOKED_BACK = "Looked Back"
"""Our own: what somebody would remember of before a plan asked for it (`core.behaviour.recollection`)."""
BROADCAST_DUE = "Broadcast Due"
"""Our own: the turn of somebody who is on a mailing's list (`core.scenarios.mailing`)."""
RUN_CHANGED = "Run Changed"
"""Our own: what becomes of somebody's run of a scenario, by hand or with everybody else (`core.scenarios.changes`)."""
COMPANY_ACTED = "Company Acted"
"""Our own: so many people of one company did the same as an alert of sales.json asks for (`core.sales.colleagues`)."""
WEBHOOK_ENDED = "Webhook Ended"
"""Our own: a webhook was replied to, or is not sent any more (`properties.how`); what a reply says of the lead comes in
the same packet, as an identify of the same origin."""
ENTER_SCENARIO = "Enter Scenario"
"""Sent with the secret key, `properties.scenario` the id: how somebody gets into a scenario whose trigger is
`manual`.
"""


class Event(Stored, frozen=True, kw_only=True):
    """One thing that happened to one subject. `id` is Segment's messageId; `name` the track event's or the page's
    name.

    `subject` is the packet's (the log stores it once; `aws.log.decode` fills it in).
    """

    subject: str = ""
    id: str
    type: Word[EventType]
    name: str = ""
    at: Millis
    received_at: Millis
    anonymous_id: str | None = None
    user_id: str | None = None
    previous_id: str | None = None
    group_id: str | None = None
    properties: Json = field(default_factory=dict)
    traits: Json = field(default_factory=dict)
    context: Json = field(default_factory=dict)
    proof: int = 1
    origin: Word[Origin] = "client"


class Due(Struct, frozen=True, kw_only=True):
    """Time passing: at `at` whatever the person waited for has come. Never in the log, because the log and the plan
    imply it.
    """

    at: Millis


class Packet(Stored, frozen=True, kw_only=True):
    """The events of one subject that arrived in one request: one item of the log, stored whole or not at all."""

    subject: str
    sort: str
    received_at: Millis
    events: tuple[Event, ...]
