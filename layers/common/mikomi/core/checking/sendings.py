"""Which steps send which mails, and so what each of these must and may show.

A mail is checked for what it is sent as: marketing or not, with an offer or without, after a form that gives something.
What a scenario holds that could not be read speaks for the mail: nothing is missed there.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mikomi.core.checking import lint_mails
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_mails import Sending, Traits
from mikomi.core.checking.near import nearest
from mikomi.core.mails import newsletter
from mikomi.core.scenarios.offers import forms_into, gift_of, quiz_of
from mikomi.model.form import Form
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import walk
from mikomi.model.words import Text


class Mails(NamedTuple):
    """Those that there are: how each is sent, and the title of each that has one (None: it cannot be read)."""

    sendings: dict[str, Sending]
    titles: Mapping[str, str | None]
    traits: Traits


class _Ways(NamedTuple):
    """What a step may speak of: whether an offer was made by then, whether the scenario's form gives something, whether
    it has a quiz."""

    offered: bool
    gives: bool
    judges: bool
    public: bool


def check(
    document: Document, scenario: Scenario, mails: Mails, forms: dict[str, Form], form_of: Callable[[str], Any]
) -> None:
    """One scenario's mail steps. `form_of` answers the document of a form, if there is one."""
    into = forms_into(scenario)
    unread_gift = any(form and form.loses(("gives",)) for form in map(form_of, into))
    offered, gives = False, gift_of(scenario, forms) is not None or unread_gift or document.loses(("trigger",))
    unread_quiz = any(form and form.loses(("quiz",)) for form in map(form_of, into)) or document.loses(("trigger",))
    judges = quiz_of(scenario, forms) is not None or unread_quiz
    absent = next((form for form in into if form_of(form) is None), None)
    shown = newsletter.mail_of(scenario) if scenario.public_archive else None
    if scenario.public_archive and shown is None:
        document.report("W-public-no-mail", ("public_archive",))
    for step, _, path in walk(scenario.steps):
        if isinstance(step, MailStep):
            offered = offered or step.mail.offer is not None or document.loses((*path, "mail", "offer"))
            _check_step(document, step, path, mails, _Ways(offered, gives, judges, step is shown))
            if absent and not (gives and judges) and step.mail.template in mails.sendings:
                mails.sendings[step.mail.template].needs_form = f"forms/{absent}.json"


def _check_step(document: Document, step: MailStep, path: Path, mails: Mails, ways: _Ways) -> None:
    """One mail step: which templates it sends, under which subjects, and what they may speak of."""
    mail, variants, sendings = step.mail, step.mail.variants or [], mails.sendings
    for template in lint_mails.templates_of(step):
        if meant := sendings.get(nearest(template, sendings) or ""):
            meant.used = True  # its name is misspelt, which is reported there
        if sending := sendings.get(template):
            sending.used = True
            sending.marketing |= mail.kind == "marketing" and not document.loses((*path, "mail", "kind"))
            sending.public |= ways.public
            if not ways.offered:
                sending.without_offer.append(step.id)
            if not ways.gives:
                sending.without_asset.append(step.id)
            if not ways.judges:
                sending.without_result.append(step.id)
    subjects: list[tuple[Path, Text | None]] = [((*path, "mail", "subject"), mail.subject)]
    subjects += [((*path, "mail", "variants", i, "subject"), v.subject) for i, v in enumerate(variants)]
    for at, subject in subjects:
        if subject:
            lint_mails.check_subject(document, at, subject, ways.offered, mails.traits, step.id, ways.public)
    has_one = mail.subject or (bool(variants) and all(variant.subject for variant in variants))
    has_one = has_one or document.loses((*path, "mail", "subject"), (*path, "mail", "variants"))
    if not has_one and mails.titles.get(mail.template) == "":
        document.report("E-no-subject", (*path, "mail"))
