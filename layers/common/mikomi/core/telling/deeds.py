"""One event in a few words, as it is named where it caused something: `Submitted the form “Contact”`."""

from typing import Any

from mikomi.core.behaviour import paths
from mikomi.core.words.wording import Names, mail_name, signed, word
from mikomi.model.base import Json
from mikomi.model.events import (
    BROADCAST_DUE,
    COMPANY_ACTED,
    COUPON_APPLIED,
    FILE_DOWNLOADED,
    FORM_SUBMITTED,
    FORM_VIEWED,
    LOOKED_BACK,
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
    PAGE_ENGAGED,
    PROMOTION_CLICKED,
    PROMOTION_VIEWED,
    REP_ACTED,
    REP_ANSWERED,
    RUN_CHANGED,
    SUPPRESSION_ADDED,
    SUPPRESSION_LIFTED,
    TOPIC_UNSUBSCRIBED,
    UNSUBSCRIBED,
    WEBHOOK_ENDED,
    Event,
)

_LONGEST = 80
_OF_MAILS = {
    MAIL_OPENED: "did.opened",
    MAIL_CLICKED: "did.clicked",
    MAIL_REPLIED: "did.replied",
    MAIL_REPLIED_BY_ANOTHER: "did.replied_by_another",
}
_PLAIN = {
    MAIL_BOUNCED: "did.bounced",
    MAIL_COMPLAINED: "did.complained",
    MAIL_SOFT_BOUNCED: "did.returned",
    MAIL_GOT_THROUGH: "did.through",
    MAIL_AUTO_REPLIED: "did.auto_replied",
    UNSUBSCRIBED: "did.unsubscribed",
    MAIL_PAUSED: "did.paused",
    SUPPRESSION_ADDED: "did.suppressed",
    SUPPRESSION_LIFTED: "did.lifted",
    LOOKED_BACK: "did.looked_back",
    BROADCAST_DUE: "did.mailing",
    COMPANY_ACTED: "did.company",
    RUN_CHANGED: "did.changed",
}
_OF_THINGS = {
    FILE_DOWNLOADED: ("did.downloaded", "file"),
    FORM_VIEWED: ("did.form_viewed", "form"),
    PROMOTION_VIEWED: ("did.slot_viewed", "promotion_id"),
    PROMOTION_CLICKED: ("did.slot_clicked", "promotion_id"),
    COUPON_APPLIED: ("did.redeemed", "coupon_id"),
}
"""What each of these is called, and which property says of what it was."""


def deed(event: Event, language: str, names: Names, subject: str = "") -> str:
    """What somebody did, by the names that the plan gives to forms, mails and answers; in which mail by the `subject`
    that it went out with, where that is known."""
    said = event.properties
    if event.type in ("page", "screen") or event.name == PAGE_ENGAGED:
        return word("did.viewed", language, page=_page(event))
    if event.type in ("identify", "group", "alias"):
        return word("did.identified", language)
    if event.name == FORM_SUBMITTED:
        form = str(said.get("form", ""))
        return word("did.submitted", language, form=_short(names.get(f"form:{form}", form)))
    if event.type == "track" and event.name in _OF_THINGS:
        key, which = _OF_THINGS[event.name]
        thing = str(said.get(which, ""))
        return word(key, language, thing=_short(names.get(f"form:{thing}", thing) if which == "form" else thing))
    if event.name in _OF_MAILS:
        mail = subject or mail_name(names, said.get("scenario"), said.get("step"), said.get("variant"))
        return word(_OF_MAILS[event.name], language, mail=_short(mail))
    if event.name == REP_ANSWERED:
        answer = str(said.get("answer", ""))
        return word("did.answered", language, answer=_short(names.get(f"answer:{answer}", answer)))
    if event.name == REP_ACTED:
        return act(said, language, names)
    if event.name == TOPIC_UNSUBSCRIBED:
        topic = str(said.get("topic", ""))
        return word("did.unsubscribed_topic", language, topic=_short(names.get(f"topic:{topic}", topic)))
    if event.name == SUPPRESSION_LIFTED and said.get("topic"):
        topic = str(said["topic"])
        return word("did.lifted_topic", language, topic=_short(names.get(f"topic:{topic}", topic)))
    if event.name == WEBHOOK_ENDED:
        how = "replied" if said.get("how") == "replied" else "ended"
        return word(f"did.webhook_{how}", language, step=_short(said.get("step", "")))
    if event.name in _PLAIN:
        return word(_PLAIN[event.name], language)
    return word("did.event", language, name=_short(event.name or event.type))


def act(said: Json, language: str, names: Names) -> str:
    """What somebody of sales did, by what the event says."""
    verb, value = str(said.get("act", "")), str(said.get("value", ""))
    match verb:
        case "tag" | "untag":
            what = str(said.get("of", ""))
        case "points":
            points = said.get("points")
            what = signed(points if isinstance(points, int | float) else 0)
        case "call" | "done":
            what = word(f"outcome.{value}", language)
        case "task" | "stage":
            what = names.get(f"{verb}:{value}", value)
        case "owner" if not value:
            verb, what = "owner_by_rule", ""
        case "owner":
            what = names.get(f"rep:{value}", value)
        case "exclude":
            what = names.get(f"excluded:{value}", value)
        case "merge" | "part" | "apart":
            what = str(said.get("of", ""))
        case "note" | "include" | "undo":
            what = ""
        case _:
            verb, what = "other", ""
    return word(f"did.act.{verb}", language, what=_short(what))


def _page(event: Event) -> str:
    page = event.context.get("page")
    title = event.properties.get("title") or (page.get("title") if isinstance(page, dict) else None)
    return _short(
        title if isinstance(title, str) and title.strip() else paths.plain(paths.path_of(event) or event.name)
    )


def _short(text: Any) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
