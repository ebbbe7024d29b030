"""The library of mails: what each is for, where it is used, and how people find one among many.

Rules
1. Of two spellings of a tag (width, capital letters) the first that is met is shown; both are found by either.
2. A search finds a mail by all of its words: in its subjects, text, tags, and in the names of what sends it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from mikomi.core.mails import sample
from mikomi.core.mails.sample import SampleSending
from mikomi.core.words import wording
from mikomi.model.base import Frozen, Json
from mikomi.model.mail_tags import ASPECTS
from mikomi.model.plan import MailTemplate, Plan
from mikomi.model.scenario import MailStep
from mikomi.model.step_tree import steps_of
from mikomi.model.words import in_language

_PLACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
"""What the template says to Jinja, and to no reader."""


class LibraryMail(Frozen):
    """`tags` by aspect, `uses` in the order of scenarios and steps. `words` is all that a search looks at."""

    id: str
    subject: str
    tags: dict[str, tuple[str, ...]]
    uses: tuple[SampleSending, ...]
    words: str


def library(plan: Plan, language: str) -> tuple[LibraryMail, ...]:
    """Every mail of the plan, by id."""
    names = wording.names_of(plan, language)
    subjects = _subjects(plan, language)
    return tuple(_of(plan.mails[mail], plan, subjects.get(mail, []), names) for mail in sorted(plan.mails))


def tags_of(mails: Iterable[LibraryMail], aspect: str) -> dict[str, int]:
    """The tags that are in use, and on how many mails; the commonest first."""
    spelt, counted = dict[str, str](), dict[str, int]()
    for mail in mails:
        for tag in dict.fromkeys(map(folded, mail.tags[aspect])):
            spelt.setdefault(tag, next(each for each in mail.tags[aspect] if folded(each) == tag))
            counted[tag] = counted.get(tag, 0) + 1
    return {spelt[tag]: counted[tag] for tag in sorted(counted, key=lambda tag: (-counted[tag], tag))}


def among(mails: Iterable[LibraryMail], search: str, tags: Mapping[str, str]) -> tuple[LibraryMail, ...]:
    """Those that have each of these tags, by aspect, and all words of the search."""
    words = folded(search).split()
    wanted = {aspect: folded(tags[aspect]) for aspect in ASPECTS if tags.get(aspect, "").strip()}
    return tuple(
        mail
        for mail in mails
        if all(word in mail.words for word in words)
        and all(tag in map(folded, mail.tags[aspect]) for aspect, tag in wanted.items())
    )


def plain(mail: LibraryMail) -> Json:
    """For programs."""
    uses = [
        {
            "scenario": use.scenario,
            "step": use.step,
            "variant": use.variant,
            "kind": "marketing" if use.marketing else "transactional",
        }
        for use in mail.uses
    ]
    return {"id": mail.id, "subject": mail.subject, **{name: list(of) for name, of in mail.tags.items()}, "uses": uses}


def folded(text: str) -> str:
    """As it is compared: one width, small letters, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _of(mail: MailTemplate, plan: Plan, subjects: list[str], names: wording.Names) -> LibraryMail:
    uses = tuple(sample.sendings(plan, mail.id))
    tags = {aspect: tuple(getattr(mail.tags, aspect)) if mail.tags else () for aspect in ASPECTS}
    senders = [names.get(f"scenario:{scenario}", scenario) for scenario in dict.fromkeys(use.scenario for use in uses)]
    subject = mail.subject or next(iter(subjects), mail.id)
    said = [
        mail.id,
        subject,
        *subjects,
        *(tag for of in tags.values() for tag in of),
        *senders,
        _PLACES.sub(" ", mail.text),
    ]
    return LibraryMail(id=mail.id, subject=subject, tags=tags, uses=uses, words=folded(" ".join(said)))


def _subjects(plan: Plan, language: str) -> dict[str, list[str]]:
    """What steps and variants call the mails that they send."""
    called: dict[str, list[str]] = {}
    for scenario in plan.scenarios.values():
        for step in steps_of(scenario.steps):
            if isinstance(step, MailStep):
                mail = step.mail
                each = [
                    (mail.template, mail.subject),
                    *((v.template or mail.template, v.subject) for v in mail.variants or ()),
                ]
                for template, subject in each:
                    if subject:
                        called.setdefault(template, []).append(in_language(subject, language))
    return called
