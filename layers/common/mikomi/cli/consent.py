"""`mikomi consent show | export ADDRESS`: what proves that somebody may be written to, and what to the contrary."""

import argparse
import json
import sys
from pathlib import Path

from mikomi import clock, errors
from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.telling import consent_record
from mikomi.core.telling.consent_record import ToldProof
from mikomi.core.words import moments
from mikomi.core.words.wording import names_of
from mikomi.packing import iso
from mikomi.shell.people import proofs
from mikomi.shell.people.proofs import ConsentRecord, NoAddress

WRITTEN: Pair = ("{file} に書き出しました（{n} 件）。", "Written into {file} ({n} on record).")
NOT_WRITTEN: Pair = ("{file} に書けません: {why}", "{file} cannot be written: {why}")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    verb = verbs.add_parser("consent", help="同意の記録 / what proves somebody's consent")
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="show | export")
    act = acts.add_parser("show", parents=where, help="読む / as text")
    act.add_argument("address", metavar="ADDRESS")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=show)
    act = acts.add_parser("export", parents=where, help="JSON で書き出す / as JSON, to be kept or handed over")
    act.add_argument("address", metavar="ADDRESS")
    act.add_argument("--to", metavar="FILE", help="ファイルへ / into a file (default: standard output)")
    act.set_defaults(act=export)


def show(asked: argparse.Namespace) -> int:
    """0; 1 if nothing is on record; 2 if the address is none."""
    standing = _of(asked)
    if standing is None:
        return WRONG
    if asked.json:
        print(json.dumps(proofs.plain(standing), ensure_ascii=False))
    else:
        print(as_text(standing, asked.lang or "ja"))
    return DONE if standing.proofs else LEFT


def export(asked: argparse.Namespace) -> int:
    """0; 1 if nothing is on record; 2 if the address is none, or the file cannot be written."""
    standing = _of(asked)
    if standing is None:
        return WRONG
    text = json.dumps({**proofs.plain(standing), "exported_at": iso(clock.now())}, ensure_ascii=False, indent=2) + "\n"
    if asked.to:
        try:
            Path(asked.to).write_text(text, encoding="utf-8")
        except OSError as why:
            print(say(NOT_WRITTEN, asked, file=asked.to, why=why.strerror), file=sys.stderr)
            return WRONG
        print(say(WRITTEN, asked, file=asked.to, n=len(standing.proofs)), file=sys.stderr)
    else:
        print(text, end="")
    return DONE if standing.proofs else LEFT


def as_text(standing: ConsentRecord, language: str) -> str:
    """The same for people, the earliest first."""
    plan, stopped = plans.active(), standing.stopped
    zone = plan.settings.timezone
    since = moments.full(stopped.at, zone, language) if stopped else ""
    head = consent_record.standing(standing.person, stopped.stopped_by if stopped else "", since, language)
    lines = [f"{standing.address or ''}  {head}".strip()]
    names = names_of(plan, language)
    for proof in standing.proofs:
        lines += ["", *_lines(consent_record.in_words(proof, names, language, zone), language)]
    return "\n".join(lines if standing.proofs else [*lines, consent_record.line("nothing", language)])


def _lines(proof: ToldProof, language: str) -> list[str]:
    basis = [f"  * {consent_record.line('basis', language)}"] if proof.is_basis else []
    return [f"{proof.moment}  {proof.title}", *(f"  {said}: {fact}" for said, fact in proof.facts), *basis]


def _of(asked: argparse.Namespace) -> ConsentRecord | None:
    try:
        return proofs.of_address(asked.address)
    except NoAddress:
        print(errors.sentence("address_invalid", asked.lang or "ja", {}), file=sys.stderr)
        return None
