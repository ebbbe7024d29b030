"""Bugs of what is told: to the wrong person, without what must stand there, to whoever reads logs, or not at all."""

from typing import Any

from mikomi import observe
from mikomi.core.mails import as_sent, render
from mikomi.core.tracking import segment
from mikomi.shell.effects import handover, step_mail
from mikomi.web import events

from simulation.planted.patch import Patch, Quietly


def words_kept_for_the_next() -> list[Patch]:
    """A mail's words are rendered once a template, and sent to everybody (I19)."""
    real, kept = render.mail, dict[tuple[int, str, str], Any]()

    def mail(effect: Any, *rest: Any) -> Any:
        place = (effect.plan, effect.scenario, effect.step)
        if place not in kept:
            kept[place] = real(effect, *rest)
        return kept[place]

    return [(step_mail, "render", Quietly(render, mail=mail))]


def unsubscribing_left_out() -> list[Patch]:
    """A marketing mail lacks the headers by which a mail program unsubscribes (I20)."""
    letter = as_sent.outgoing

    def plain(*args: Any) -> Any:
        return letter(*args).model_copy(update={"unsubscribe_url": None})

    return [(step_mail, "as_sent", Quietly(as_sent, outgoing=plain))]


def address_in_the_log() -> list[Patch]:
    """A log line says to whom a mail went (I28)."""
    post = handover.post

    def talkative(letter: Any, *rest: Any) -> None:
        observe.log("mail_sent", to=letter.to)
        post(letter, *rest)

    return [(step_mail, "post", talkative)]


def refused_and_not_counted() -> list[Patch]:
    """What cannot be read of a batch is left out before anybody counts (I3)."""
    batch = segment.batch

    def hushed(*args: Any, **more: Any) -> Any:
        received = batch(*args, **more)
        return received._replace(came=received.came - len(received.rejected), rejected=[])

    return [(events, "segment", Quietly(segment, batch=hushed))]


BUGS = (
    words_kept_for_the_next,
    unsubscribing_left_out,
    address_in_the_log,
    refused_and_not_counted,
)
