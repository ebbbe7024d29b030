"""What we note ourselves of somebody, by the kind of entry that tells it in a timeline."""

from typing import Literal

from mikomi.model.events import (
    FORM_SUBMITTED,
    MAIL_AUTO_REPLIED,
    MAIL_BOUNCED,
    MAIL_CLICKED,
    MAIL_COMPLAINED,
    MAIL_GOT_THROUGH,
    MAIL_OPENED,
    MAIL_PAUSED,
    MAIL_REPLIED,
    MAIL_REPLIED_BY_ANOTHER,
    MAIL_SOFT_BOUNCED,
    REP_ACTED,
    REP_ANSWERED,
    TOPIC_UNSUBSCRIBED,
    UNSUBSCRIBED,
)

Kind = Literal[
    "visit", "form", "identified", "event", "opened", "clicked", "unsubscribed", "bounced", "complained", "answer",
    "mail", "alert", "webhook", "time", "unknown", "returned", "through", "auto_replied", "replied",
    "replied_by_another", "act",
]  # fmt: skip

ECHOES: dict[str, Kind] = {
    FORM_SUBMITTED: "form",
    MAIL_OPENED: "opened",
    MAIL_CLICKED: "clicked",
    MAIL_BOUNCED: "bounced",
    MAIL_SOFT_BOUNCED: "returned",
    MAIL_GOT_THROUGH: "through",
    MAIL_AUTO_REPLIED: "auto_replied",
    MAIL_REPLIED: "replied",
    MAIL_REPLIED_BY_ANOTHER: "replied_by_another",
    MAIL_COMPLAINED: "complained",
    UNSUBSCRIBED: "unsubscribed",
    TOPIC_UNSUBSCRIBED: "unsubscribed",
    MAIL_PAUSED: "unsubscribed",
    REP_ANSWERED: "answer",
    REP_ACTED: "act",
}
OURS = {"mail": set(ECHOES) - {FORM_SUBMITTED, REP_ANSWERED, REP_ACTED}, "rep": {REP_ANSWERED, REP_ACTED}}
"""By origin."""
