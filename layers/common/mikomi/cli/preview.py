"""`mikomi preview MAIL --lead FILE|ID`: a mail as one lead would get it, from a workspace's folder or as published.

It renders as sending does, and sends nothing: what is looked at is counted nowhere.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mikomi import clock
from mikomi.cli import chosen, trial
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.checking.near import nearest
from mikomi.core.mails import sample
from mikomi.core.mails.links import SampleLinks
from mikomi.core.mails.render import Unrenderable
from mikomi.core.mails.sample import SampleMail, SampleSending
from mikomi.core.words import sample_lines
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.words import in_language

ELSEWHERE = "https://mikomi.invalid"
"""Where our links lead in a mail that no deployment sends."""

NO_WORKSPACE: Pair = (
    "「{folder}」をワークスペースとして読めません。mikomi check {folder} で、場所と直し方が分かります。",
    '"{folder}" cannot be read as a workspace: mikomi check {folder} says what is wrong, and where.',
)
NO_MAIL: Pair = (
    "メール「{name}」がないか、誤りがあって読めません。",
    'There is no mail "{name}", or it cannot be read.',
)
MEANT: Pair = ("もしかして「{name}」？", 'Did you mean "{name}"?')
NO_LEAD: Pair = (
    "リード「{name}」が見つかりません。属性の JSON ファイルか、--local・--stack とリードの id を指定してください。",
    'There is no lead "{name}". Name a JSON file of traits, or a lead\'s id together with --local or --stack.',
)
BAD_LEAD: Pair = (
    '{name}: リードのファイルは {{"email": "…", "lastName": "…"}} のような JSON です（{why}）。',
    '{name}: a lead\'s file is JSON such as {{"email": "…", "lastName": "…"}} ({why}).',
)
NO_SENDING: Pair = (
    "「{mail}」をそのように送るステップはありません。送るのは: {among}",
    'No step sends "{mail}" like that. These do: {among}',
)
UNRENDERABLE: Pair = ("このリードには書けません: {why}", "It cannot be written for this lead: {why}")
UNWRITABLE: Pair = ("{file} に書き出せません（{why}）。", "{file} cannot be written ({why}).")
WRITTEN: Pair = ("{files} に書き出しました。", "Written to {files}.")


NO_DEPLOYMENT: Pair = (
    "--send-to は、送る環境を --local か --stack で指定してください。",
    "--send-to needs a deployment that sends it: --local or --stack.",
)


class Wrong(Exception):
    """What the command cannot go on without; the message is what is printed."""


class PreviewAsked(NamedTuple):
    """What is looked at, of which plan, as whom, in which language it is told."""

    template: str
    plan: Plan
    person: Person
    language: str
    links: SampleLinks


def at_home(asked: argparse.Namespace) -> int:
    """0; 2 if something that was named is not there, or cannot be read or written."""
    return _attended(asked, deployed=False)


def deployed(asked: argparse.Namespace) -> int:
    """The same, with the leads of a deployment, and its plan where no file is named."""
    return _attended(asked, deployed=True)


def _attended(asked: argparse.Namespace, *, deployed: bool) -> int:
    try:
        whole = _asked(asked, deployed=deployed)
        made = _made(asked, whole)
    except Wrong as why:
        print(why, file=sys.stderr)
        return WRONG
    if asked.send_to:
        return trial.sent(made, asked.send_to, whole.plan.settings, spoken=asked) if deployed else _nowhere(asked)
    if asked.out:
        return _write(made, whole, Path(asked.out))
    print(_as_text(made, whole))
    return DONE


def _nowhere(asked: argparse.Namespace) -> int:
    print(say(NO_DEPLOYMENT, asked), file=sys.stderr)
    return WRONG


def _asked(asked: argparse.Namespace, *, deployed: bool) -> PreviewAsked:
    file = Path(asked.mail)
    if deployed and not file.is_file():
        from mikomi.aws import plans

        template, plan = asked.mail, plans.active()
    else:
        folder = file.resolve().parent.parent if file.is_file() else Path.cwd()
        template = file.stem if file.is_file() else asked.mail
        asked.lang, read, _ = chosen.workspace_in(folder, asked)
        if read is None:
            raise Wrong(say(NO_WORKSPACE, asked, folder=folder))
        plan = read
    asked.lang = asked.lang or plan.settings.language
    if template not in plan.mails:
        meant = nearest(template, plan.mails)
        raise Wrong(say(NO_MAIL, asked, name=template) + (" " + say(MEANT, asked, name=meant) if meant else ""))
    return PreviewAsked(template, plan, _person(asked, deployed=deployed), asked.lang, _links(deployed=deployed))


def _person(asked: argparse.Namespace, *, deployed: bool) -> Person:
    file = Path(asked.lead)
    if file.is_file():
        try:
            traits = json.loads(file.read_bytes().decode("utf-8-sig"))
            if not isinstance(traits, dict):
                raise ValueError("{…}")
        except ValueError as why:
            raise Wrong(say(BAD_LEAD, asked, name=asked.lead, why=why)) from None
        return sample.person_of(traits, clock.now())
    person = _lead(asked.lead, asked.lang) if deployed else None
    if person is None:
        raise Wrong(say(NO_LEAD, asked, name=asked.lead))
    return person


def _lead(name: str, language: str) -> Person | None:
    from mikomi.shell.people import portraits

    portrait = portraits.by_email(name, language) if "@" in name else portraits.lead(name, language)
    return portrait.person if portrait else None


def _links(*, deployed: bool) -> SampleLinks:
    if not deployed:
        return SampleLinks("", ELSEWHERE)
    from mikomi.aws import secrets
    from mikomi.settings import settings

    return SampleLinks(secrets.root(), settings().api_url)


def _made(asked: argparse.Namespace, whole: PreviewAsked) -> SampleMail:
    try:
        return sample.made(_sending(asked, whole), whole.person, whole.plan, whole.links, clock.now())
    except Unrenderable as why:
        raise Wrong(say(UNRENDERABLE, asked, why=why)) from None


def _sending(asked: argparse.Namespace, whole: PreviewAsked) -> SampleSending:
    """As what it goes out: the first step that sends it and is what was asked for; any mail may be looked at alone."""
    ways = list(sample.sendings(whole.plan, whole.template))
    wanted = {"scenario": asked.scenario, "step": asked.step, "variant": asked.variant}
    for way in ways:
        if all(value in (None, getattr(way, name)) for name, value in wanted.items()):
            return way
    if any(wanted.values()):
        among = ", ".join(f"{way.scenario}/{way.step}" + (f" ({way.variant})" if way.variant else "") for way in ways)
        raise Wrong(say(NO_SENDING, asked, mail=whole.template, among=among or "–"))
    return SampleSending(template=whole.template)


def _write(made: SampleMail, whole: PreviewAsked, folder: Path) -> int:
    spoken = argparse.Namespace(lang=whole.language)
    name = whole.template
    files = {
        f"{name}.html": made.words.html,
        f"{name}.txt": made.words.text,
        f"{name}.json": json.dumps(_as_json(made), ensure_ascii=False, indent=2) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
    except OSError as why:
        print(say(UNWRITABLE, spoken, file=folder, why=why.strerror), file=sys.stderr)
        return WRONG
    print(say(WRITTEN, spoken, files=", ".join(str(folder / file) for file in files)))
    return DONE


def _as_json(made: SampleMail) -> Json:
    return {
        "subject": made.words.subject,
        **made.sending.model_dump(),
        "bytes": {"html": _bytes(made.words.html), "text": _bytes(made.words.text)},
        "filled": [each.model_dump() for each in made.filled],
    }


def _as_text(made: SampleMail, whole: PreviewAsked) -> str:
    def say_it(key: str, **values: object) -> str:
        return sample_lines.say(key, whole.language, **values)

    company, words = whole.plan.settings, made.words
    html, text = _bytes(words.html), _bytes(words.text)
    whole_kb, html_kb, text_kb = (f"{count / 1024:.1f}" for count in (html + text, html, text))
    size = say_it("size.of", whole=whole_kb, html=html_kb, text=text_kb)
    rows = [
        (say_it("subject"), words.subject),
        (say_it("from"), f"{in_language(company.sender.name, company.language)} <{company.sender.address}>"),
        (say_it("to"), whole.person.email or "–"),
        (say_it("sent_as"), _sent_as(made.sending, say_it)),
        (say_it("size"), size + (f" — {say_it('size.clipped')}" if html > sample_lines.CLIPPED * 1024 else "")),
    ]
    lines = [f"{name}: {value}" for name, value in rows]
    lines += ["", say_it("filled" if made.filled else "filled.none")]
    lines += [f"  {each.name} = {each.value or '–'}  [{say_it(f'origin.{each.origin}')}]" for each in made.filled]
    return "\n".join([*lines, "", say_it("text"), *(f"  {line}".rstrip() for line in words.text.splitlines())])


def _sent_as(sending: SampleSending, say_it: Callable[..., str]) -> str:
    if not sending.scenario:
        return say_it("of_none")
    step = say_it("of_variant", step=sending.step, variant=sending.variant) if sending.variant else sending.step
    return say_it("of_step", scenario=sending.scenario, step=step)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
