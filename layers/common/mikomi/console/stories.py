"""What the templates print of a timeline: each entry as a title, a few marks, what was seen or sent, and why."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mikomi.console.views import Screen, clipped, iso, tone, trait_name
from mikomi.console.words import SAID, say
from mikomi.core.channels.table import CHANNELS
from mikomi.core.doers.evidence import WHYS
from mikomi.core.telling.deeds import act as act_in_words
from mikomi.core.telling.deeds import deed
from mikomi.core.telling.timeline import Entry
from mikomi.core.words import moments, wording
from mikomi.core.words.glossary import WORDS
from mikomi.core.words.wording import mail_name
from mikomi.model.base import Json, Millis
from mikomi.model.decision import Because
from mikomi.model.events import FILE_DOWNLOADED, PAGE_ENGAGED, SLOT_SHOWN, WEBHOOK_ENDED
from mikomi.model.plan import Plan
from mikomi.model.words import in_language
from mikomi.shell.people import portraits
from mikomi.shell.people.portraits import StoryPage
from mikomi.shell.sent_mails import LEFT

NOTE = 2_000
"""Characters of a note: all of them."""
HIDDEN = (
    "form", "scenario", "step", "mail", "enrolment", "variant", "rep", "alert", "answer", "reason", "slot", "_trap",
    "kept_until", "people", "company", "at",
)  # fmt: skip
"""Properties of our own events that the entry's title tells already."""


class Acts(NamedTuple):
    """What sales did with this lead by hand: which acts can be taken back, and which were."""

    lead: str = ""
    undoable: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()


NO_ACTS = Acts()
OF_A_MAIL = ("scenario", "step", "variant")


def story(entries: Iterable[Entry], screen: Screen, plans: Mapping[int, Plan], acts: Acts = NO_ACTS) -> list[Json]:
    """The entries as they are printed; the first of each day carries the day's name. Mails lead to the pages of the
    lead whose acts these are."""
    shown: list[Json] = []
    day = ""
    names = {number: wording.names_of(plan, screen.language) for number, plan in plans.items()}
    for entry in entries:
        today = _day(entry.at, screen)
        told = {**_entry(entry, screen, names, acts), "mail": _mail(entry, acts.lead)}
        shown.append({**told, "day": today if today != day else ""})
        day = today
    return shown


def only_latest(page: StoryPage, screen: Screen) -> str:
    """What is said above a timeline whose beginning is not told; empty for all others."""
    return "" if page.whole else say("story.only_latest", screen.language, most=f"{portraits.MOST_EVENTS:,}")


def _mail(entry: Entry, lead: str) -> str:
    """Where the mail is shown as it was sent; empty where none was."""
    left = entry.kind == "mail" and entry.what.get("status") in LEFT
    return f"/console/leads/{lead}/mails/{entry.what['id']}" if lead and left else ""


def _reply_note(entry: Entry, screen: Screen) -> str:
    """How long what somebody wrote is there, or since when it is gone; empty where nothing was kept."""
    if "reply" not in entry.what:
        return ""
    until = moments.full(entry.what["properties"]["kept_until"], screen.zone, screen.language, screen.now)
    return say("reply.kept" if entry.what["reply"] else "reply.gone", screen.language, until=until)


def _day(moment: Millis, screen: Screen) -> str:
    full = moments.full(moment, screen.zone, screen.language, screen.now)
    return full[: -len("00:00")].rstrip(", ")


def _entry(entry: Entry, screen: Screen, names: Mapping[int, wording.Names], acts: Acts) -> Json:
    language = screen.language
    act = entry.events[0] if entry.kind == "act" and entry.events else ""
    is_undone = act in acts.taken_back
    return {
        "kind": entry.kind,
        "lead": acts.lead,
        "who": "",
        "undone": is_undone,
        "undo": act if act in acts.undoable else "",
        "anonymous": entry.anonymous,
        "at": iso(entry.at),
        "clock": f"{moments.local(entry.at, screen.zone):%H:%M}",
        "title": _title(entry, screen, names),
        "chips": _chips(entry, screen) + [{"text": say("act.undone", language), "tone": ""}] * is_undone,
        "points": wording.signed(entry.points) if entry.points else "",
        "tone": tone(entry.points),
        "note": _note(entry, screen),
        "pages": [
            {
                "name": clipped(f"{page.title} {page.path}".strip() if page.title else page.path),
                "span": say("story.read", language, span=moments.span(page.ms, language)) if page.ms else "",
            }
            for page in entry.pages
        ],
        "pairs": _act_pairs(entry, screen, is_undone) if entry.kind == "act" else _pairs(entry, screen),
        "reply": entry.what.get("reply") or "",
        "reply_note": _reply_note(entry, screen),
        "why": [
            {
                "text": _why(reason, entry, screen, names.get(reason.plan) or screen.names),
                "source": say("person.version", language, version=reason.plan),
            }
            for reason in entry.why
        ],
    }


def _why(reason: Because, entry: Entry, screen: Screen, names: wording.Names) -> str:
    """The reason, and for what we did ourselves the event that it came of and when that was."""
    why = wording.sentence(reason, screen.language, names)
    if reason.kind == "mail" and reason.scenario:
        named = names.get(f"scenario:{reason.scenario}", reason.scenario)
        why = say("story.sent_by", screen.language, scenario=named)
    if entry.cause is None or not (reason.params.get("mail") or reason.params.get("alert")):
        return why
    event, waited, subject = entry.cause
    what = deed(event, screen.language, names, clipped(subject))
    when = moments.brief(event.at, screen.zone, screen.language, screen.now)
    return say("story.began" if waited else "story.cause", screen.language, why=why, what=what, when=when)


def _title(entry: Entry, screen: Screen, versions: Mapping[int, wording.Names]) -> str:
    language, names, what = screen.language, screen.names, entry.what
    properties = what.get("properties") or {}
    if entry.kind == "visit":
        count = len(entry.pages)
        if count == 0:
            return say("story.visit_none", language)
        return say("story.visit_one" if count == 1 else "story.visit", language, count=count)
    if entry.kind == "form":
        form = clipped(properties.get("form"))
        return say("did.submitted", language, form=names.get(f"form:{form}", form))
    if entry.kind in ("opened", "clicked", "replied", "replied_by_another"):
        mail = what.get("subject") or mail_name(names, *(properties.get(part) for part in OF_A_MAIL))
        return say(f"did.{entry.kind}", language, mail=clipped(mail))
    if entry.kind == "act":
        return act_in_words(properties, language, names)
    if entry.kind == "answer":
        answer = clipped(properties.get("answer"))
        return say("did.answered", language, answer=names.get(f"answer:{answer}", answer))
    if entry.kind == "mail":
        named = versions.get(what.get("plan", 0), names)
        subject = what.get("subject") or mail_name(named, *(what.get(part) for part in OF_A_MAIL))
        return say("story.mail", language, mail=clipped(subject))
    if entry.kind == "alert":
        return clipped(what.get("subject")) or say("story.alert", language)
    if entry.kind == "webhook":
        return say("story.webhook", language, step=clipped(what.get("step")))
    if entry.kind == "unknown":
        return say("story.unknown", language)
    if entry.kind == "event" and what.get("name") == SLOT_SHOWN:
        slot = screen.plan.slots.get(str(properties.get("slot")))
        name = in_language(slot.name, language) if slot else ""
        return say("story.slot", language, slot=name or clipped(properties.get("slot")))
    if entry.kind == "event" and what.get("name") == WEBHOOK_ENDED:
        how = "replied" if properties.get("how") == "replied" else "ended"
        return say(f"did.webhook_{how}", language, step=clipped(properties.get("step")))
    if entry.kind == "event":
        return say("did.event", language, name=_event_name(str(what.get("name")), screen))
    said = f"did.{entry.kind}"
    return say(said if said in WORDS else "story.time", language)


def _chips(entry: Entry, screen: Screen) -> list[Json]:
    chips: list[Json] = []
    if entry.anonymous:
        chips.append({"text": say("anonymous", screen.language), "tone": ""})
    if by := _doer(entry):
        chips.append({"text": say(f"by.{by}", screen.language), "tone": "good" if by == "human" else ""})
    status = entry.what.get("status")
    if entry.kind in ("mail", "alert", "webhook", "unknown") and status:
        tones = {"sent": "good", "failed": "bad", "skipped": "bad", "unknown": "bad"}
        chips.append({"text": say(f"status.{status}", screen.language), "tone": tones.get(status, "")})
    return chips


def _doer(entry: Entry) -> str:
    """Who clicked, opened or took a file, where our links asked."""
    said = entry.what.get("properties") or {}
    is_ours = entry.kind in ("clicked", "opened") or entry.what.get("name") == FILE_DOWNLOADED
    return said["by"] if is_ours and f"by.{said.get('by')}" in SAID and said.get("why") in WHYS else ""


def _note(entry: Entry, screen: Screen) -> str:
    language, what, said = screen.language, entry.what, []
    if entry.kind == "visit" and entry.until and entry.until - entry.at >= 60_000:
        said.append(moments.span(entry.until - entry.at, language))
    if entry.kind == "alert":
        who = [screen.names.get(f"rep:{rep}", str(rep)) for rep in what.get("to", ())]
        said += [say("story.alert_to", language, to=", ".join(who))] if who else []
        said += [_by_channel(name, status, screen) for name, status in sorted(what.get("channels", {}).items())]
    if entry.kind == "mail":
        scenario = screen.plan.scenarios.get(str(what.get("scenario")))
        said.append(in_language(scenario.name, language, scenario.id) if scenario else str(what.get("scenario")))
        if what.get("variant"):
            said.append(f"{say('variant', language)} {what['variant']}")
    if _doer(entry):
        said.append(say(f"why.{clipped(what['properties'].get('why'))}", language))
    reason = what.get("reason")
    if isinstance(reason, str) and entry.kind in ("mail", "alert", "webhook"):
        skipped = say(f"skip.{reason}", language)
        said.append(skipped if skipped != reason else say(f"reason.{reason}", language))
    return " · ".join(said)


def _by_channel(name: str, status: str, screen: Screen) -> str:
    channel = screen.plan.sales.channel(name)
    kind = CHANNELS[channel.kind].name if channel else ""
    how = status if status in ("sent", "failed", "skipped") else "waits"
    return say(f"story.channel_{how}", screen.language, channel=f"{kind} {name}".strip())


def _pairs(entry: Entry, screen: Screen) -> list[tuple[str, str]]:
    """What somebody sent, name by name. It is theirs: shown as text, cut to a bearable length."""
    pairs = [
        (
            _event_name(action.name, screen),
            ", ".join(f"{trait_name(name, screen)}: {clipped(value)}" for name, value in action.properties.items()),
        )
        for action in entry.actions
        if action.name != PAGE_ENGAGED
    ]
    for name, value in (entry.what.get("traits") or {}).items():
        pairs.append((trait_name(name, screen), clipped(value)))
    if entry.kind in ("form", "event", "clicked"):
        properties = entry.what.get("properties") or {}
        pairs += [
            (trait_name(name, screen), clipped(value))
            for name, value in properties.items()
            if name not in HIDDEN and not (name in ("by", "why") and _doer(entry))
        ]
    consent = entry.what.get("consent")
    if isinstance(consent, dict) and consent.get("marketing"):
        pairs.append((say("story.consent", screen.language), clipped(consent.get("text"))))
    return [(clipped(name), clipped(value)) for name, value in pairs]


def _act_pairs(entry: Entry, screen: Screen, is_undone: bool) -> list[tuple[str, str]]:
    """Who did it, and their words, as long as they are not taken back."""
    said, language = entry.what.get("properties") or {}, screen.language
    pairs = [("text", clipped(said["text"], NOTE))] if said.get("text") and not is_undone else []
    if isinstance(said.get("worth"), int | float):
        pairs.append(("worth", f"{said['worth']:,.2f}".removesuffix(".00")))
    if isinstance(said.get("due_at"), int):
        pairs.append(("due_at", moments.full(said["due_at"], screen.zone, language, screen.now)))
    if said.get("act") in ("task", "call") and said.get("of"):
        pairs.append(("for", screen.names.get(f"rep:{said['of']}", clipped(said["of"]))))
    if said.get("by"):
        pairs.append(("by", clipped(said["by"])))
    return [(say(f"act.{name}", language), text) for name, text in pairs]


def _event_name(name: str, screen: Screen) -> str:
    """A site's own event by its name; one of the tag's in words."""
    return say(f"event.{name}", screen.language) if f"event.{name}" in SAID else clipped(name)
