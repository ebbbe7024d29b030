"""The steps of a scenario in sentences, numbered as they are nested: `3.`, and in its branches `3.1`, `3.2`.

Rules
1. A step is a line; what more there is to say of it stands below it, one further in; so do its branches.
2. A branch without steps says that nothing happens there.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from mikomi.core.telling import prose_waits
from mikomi.core.telling.tale import Tale
from mikomi.core.words import wording
from mikomi.model.base import Frozen
from mikomi.model.scenario import (
    AddPointsStep,
    AddTagStep,
    AlertStep,
    EnterStep,
    ExitStep,
    IfStep,
    Mail,
    MailStep,
    RemoveTagStep,
    SendAlertStep,
    SetTraitStep,
    SplitStep,
    Step,
    TaskStep,
    UnknownStep,
    WaitStep,
    WebhookStep,
)
from mikomi.model.words import Text


class ProseLine(Frozen):
    """A sentence or two. `depth`: how many branches deep; `number` and `step` (its id): of a step's own line."""

    text: str
    depth: int = 0
    number: str = ""
    step: str | None = None


def stepwise(steps: Sequence[Step], tale: Tale, outer: str = "", depth: int = 0, begin: int = 1) -> Iterator[ProseLine]:
    """Every step of the list with its branches, from top to bottom; the branches of a step are numbered through."""
    for index, step in enumerate(steps, begin):
        number = f"{outer}{index}" if outer else f"{index}."
        first, *more = _sentences(step, tale)
        yield ProseLine(text=first, depth=depth, number=number, step=step.id)
        yield from (ProseLine(text=each, depth=depth + 1) for each in more)
        if step.target:
            yield ProseLine(text=tale.say("step.target", target=tale.target(step.target)), depth=depth + 1)
        inside = 1
        for title, branch in zip(_titles(step, tale), step.branches, strict=True):
            yield ProseLine(text=title, depth=depth + 1)
            yield from stepwise(branch.steps, tale, f"{number.rstrip('.')}.", depth + 2, inside)
            inside += len(branch.steps)
            if not branch.steps:
                yield ProseLine(text=tale.say("nothing"), depth=depth + 2)


def _titles(step: Step, tale: Tale) -> Iterator[str]:
    if isinstance(step, IfStep):
        if step.wait_up_to is None:
            yield from (tale.say("if.then"), tale.say("if.else"))
        else:
            yield from (tale.say("if.wait.then"), tale.say("if.wait.else", span=tale.span(step.wait_up_to)))
    elif isinstance(step, SplitStep):
        whole = sum(arm.weight for arm in step.split)
        for arm in step.split:
            yield tale.say("split.holdout" if arm.holdout else "split.arm", id=arm.id, share=_share(arm.weight, whole))


def _sentences(step: Step, tale: Tale) -> list[str]:
    """What the step does: the sentence of its own line, and those below it."""
    match step:
        case WaitStep(wait=wait):
            return list(prose_waits.sentences(wait, tale))
        case MailStep(mail=mail):
            return list(_mail(step, mail, tale))
        case IfStep(if_=condition, wait_up_to=span):
            who = tale.whether(condition)
            return [tale.say("if.wait", who=who, span=tale.span(span)) if span else tale.say("if", who=who)]
        case SplitStep(split=arms):
            return [tale.say("split", n=len(arms))]
        case SendAlertStep(alert=alert):
            return list(_alert(alert, tale))
        case TaskStep(task=wish):
            whose = tale.say("task.owner") if wish.to == "owner" else tale.named("rep", wish.to)
            why = tale.say("task.why", why=tale.text(wish.why)) if wish.why else ""
            within = tale.say("task.due", span=tale.span(wish.due)) if wish.due else ""
            return [tale.say("task", kind=tale.named("task", wish.kind), who=whose, why=why, within=within)]
        case WebhookStep(webhook=hook):
            secret = tale.listed([hook.secret] if isinstance(hook.secret, str) else hook.secret)
            span = hook.wait_up_to
            waits = tale.say("webhook.wait", span=tale.span(span)) if span else tale.say("webhook.no_wait")
            return [tale.say("webhook", url=hook.url, secret=secret), waits]
        case AddTagStep(add_tag=tag):
            return [tale.say("add_tag", tag=tag)]
        case RemoveTagStep(remove_tag=tag):
            return [tale.say("remove_tag", tag=tag)]
        case AddPointsStep(add_points=points, reason=reason):
            why = tale.say("add_points.reason", reason=tale.text(reason)) if reason else ""
            return [tale.say("add_points", points=wording.signed(points), reason=why)]
        case SetTraitStep(set_trait=traits):
            set_to = [
                tale.say("set_trait", trait=tale.named("trait", name), value=value) for name, value in traits.items()
            ]
            return ["".join(set_to) if tale.language == "ja" else " ".join(set_to)]
        case EnterStep(enter=scenario):
            return [tale.say("enter", scenario=tale.named("scenario", scenario))]
        case ExitStep(exit=True):
            return [tale.say("exit")]
        case ExitStep(exit=what):
            return [tale.say("exit.all" if what == "*" else "exit.named", what=tale.named("scenario", str(what)))]
        case UnknownStep():
            return [tale.say("unknown")]
        case _:
            assert_never(step)


def _mail(step: MailStep, mail: Mail, tale: Tale) -> Iterator[str]:
    subject = _subject(mail.subject, mail.template, tale)
    yield tale.say("mail", subject=subject, template=mail.template)
    if mail.variants:
        whole = sum(variant.weight for variant in mail.variants)
        yield tale.say("mail.variants", n=len(mail.variants))
        for variant in mail.variants:
            other = tale.say("mail.variant.template", template=variant.template) if variant.template else ""
            of_it = _subject(variant.subject or mail.subject, variant.template or mail.template, tale)
            yield tale.say(
                "mail.variant", id=variant.id, share=_share(variant.weight, whole), subject=of_it, template=other
            )
        yield tale.say(f"mail.judged.{mail.judged_by or 'clicked'}")
        if mail.winner:
            yield tale.say("mail.winner")
    if offer := mail.offer:
        ends = tale.say("mail.offer.ends", hour=offer.ends_at) if offer.ends_at else ""
        url = tale.say("mail.offer.url", url=offer.url) if offer.url else ""
        yield tale.say("mail.offer", offer=offer.id, span=tale.span(offer.valid_for), ends=ends, url=url)
    if mail.topic:
        yield tale.say("mail.topic", topic=tale.named("topic", mail.topic))
    if mail.kind == "transactional":
        yield tale.say("mail.transactional")
    if mail.on_unknown == "stop":
        yield tale.say("mail.stop")


def _subject(subject: Text | None, template: str, tale: Tale) -> str:
    """As it is written, with its blanks: what fills them is each reader's own."""
    written = tale.plan.mails.get(template)
    return tale.text(subject) or (written.subject if written else "") or template


def _alert(alert: AlertStep, tale: Tale) -> Iterator[str]:
    yield tale.say("alert", to=_reps(alert.to, tale), why=tale.text(alert.why))
    if alert.do:
        yield tale.say("alert.do", do=tale.text(alert.do))
    yield tale.say(f"alert.{alert.urgency}")
    if alert.sla:
        yield tale.say("alert.sla", span=tale.span(alert.sla))
    if alert.sla and alert.escalate:
        yield tale.say("alert.escalate", to=_reps(alert.escalate, tale))


def _reps(written: str | list[str], tale: Tale) -> str:
    names = [written] if isinstance(written, str) else written
    return tale.listed(tale.say("alert.owner") if name == "owner" else tale.named("rep", name) for name in names)


def _share(weight: float, whole: float) -> str:
    return f"{100 * weight / whole:.3g}%" if whole else "–"
