"""What a dead letter is called, and what can be done about it: the same words in the console and at a terminal."""

from mikomi.core.words import wording
from mikomi.core.words.wording import Names
from mikomi.model.effects import Effect, Note, SendAlert, SendMail, SendWebhook, Suppress, TellCompany, UnknownEffect
from mikomi.model.events import Packet

_NAMED = 120


def title(kind: str, what: str, packet: Packet | None, effect: Effect | None, names: Names, language: str) -> str:
    """`Could not be counted: Page, Form Submitted`: what failed, by what it was about as far as that can be read."""
    match effect:
        case SendMail():
            scenario = names.get(f"scenario:{effect.scenario}", effect.scenario)
            step = wording.mail_name(names, effect.scenario, effect.step, effect.variant)
            return wording.word("dead.title.mail", language, scenario=scenario, step=step)
        case SendAlert():
            return wording.word("dead.title.alert", language)
        case SendWebhook():
            return wording.word("dead.title.webhook", language, step=effect.step)
        case TellCompany() | Suppress() | Note() | UnknownEffect() | None:
            pass
    if packet:
        told = ", ".join(dict.fromkeys(event.name or event.type for event in packet.events))
        return wording.word("dead.title.packet", language, names=told[:_NAMED])
    if kind == "packet":
        return wording.word("dead.title.lost", language)
    if kind == "wake":
        return wording.word("dead.title.wake", language, what=wording.word(what.partition("#")[0], language))
    return wording.word(f"dead.title.{kind}", language, what=what)


def advice(kind: str, language: str) -> str:
    """What to do about it."""
    return wording.word(f"dead.advice.{kind}", language)


def reason(raised: str, language: str) -> str:
    """What was raised and where; in words where a function ended without any."""
    return wording.word("dead.silent", language) if raised == SILENT else raised


SILENT = "silent"
"""The reason where a function ended without a word: its time was over, its memory full."""
