"""`mikomi doctor --sender DOMAIN`: looked at one after the other, told with what is to be done. Changes nothing."""

import argparse
import json
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from mikomi import clock, mail_address
from mikomi.aws import deployment
from mikomi.cli import speaking
from mikomi.cli.sender import account, address, records
from mikomi.cli.sender.findings import Look, skipped, unread
from mikomi.cli.sender.zone import DnsSilent, Zone
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.settings import settings

MARKS = {"fine": "✓", "hint": "!", "wrong": "✗", "skipped": "–", "unread": "?"}
NO_DOMAIN: Pair = (
    "「{domain}」はドメインではありません。差出人のアドレスの @ の後ろを書いてください。",
    "“{domain}” is no domain. Say what stands behind the @ of the sender's address.",
)
ADD: Pair = ("    DNS に: {record}", "    in the DNS: {record}")
END: Pair = (
    "直すところ {wrong} 件、注意 {hint} 件、調べていないもの {left} 件。",
    "{wrong} to fix, {hint} to consider, {left} not looked at.",
)


def begin(asked: argparse.Namespace) -> int:
    """0 nothing is wrong, 1 something is to be mended, 2 it could not be looked at."""
    if asked.stack:
        asked.local = False
        return speaking.attended(asked, visit)
    return visit(asked)


def visit(asked: argparse.Namespace) -> int:
    """Look at everything that can be seen from here."""
    domain = _domain(asked.sender)
    if not domain:
        print(say(NO_DOMAIN, asked, domain=asked.sender), file=sys.stderr)
        return WRONG
    seen = []
    for look in _looks(asked, domain):
        seen.append(look)
        if not asked.json:
            _print(look, asked)
    counts = {mark: sum(look.standing == mark for look in seen) for mark in MARKS}
    if asked.json:
        print(json.dumps({"domain": domain, "looks": [look.plain() for look in seen]}, ensure_ascii=False))
    else:
        print(say(END, asked, wrong=counts["wrong"], hint=counts["hint"], left=counts["skipped"] + counts["unread"]))
    return LEFT if counts["wrong"] else WRONG if counts["unread"] else DONE


def _looks(asked: argparse.Namespace, domain: str) -> Iterator[Look]:
    zone = Zone(asked.resolver)
    yield from _dns(records.of_domain(zone, domain))
    host = asked.host or (urlsplit(settings().api_url).hostname if asked.stack else "") or ""
    if asked.stack:
        here = settings()
        yield from account.of_account(here.mails_per_second)
        yield from _dns(account.of_identity(zone, domain, deployment.region() or asked.region))
        yield from account.of_configuration(here.configuration_set)
        yield from account.of_warm_up()
    else:
        yield from (each for each in records.without_account(domain) if not (asked.mail_from and "from" in each.code))
    if asked.mail_from:
        yield from _dns(records.mail_from(zone, asked.mail_from.lower(), asked.region))
    if receives := asked.reply or (settings().reply_domain if asked.stack else ""):
        yield from _dns(records.replies(zone, receives.lower(), asked.region))
        if asked.stack:
            yield from account.of_replies(receives.lower())
    if host:
        name, _, port = host.partition(":")
        yield from _dns(address.of_host(zone, name, domain, clock.now(), port=int(port or 443), trusted=asked.trust))
    else:
        yield skipped("host_skipped")


def _domain(written: str) -> str:
    """In ASCII, as the DNS has it; empty where it is none. An address stands for its domain."""
    address = mail_address.read(f"x@{written.strip().rstrip('.').rpartition('@')[2]}")
    return mail_address.on_the_wire(address).rpartition("@")[2].lower() if address else ""


def _dns(looks: Iterator[Look]) -> Iterator[Look]:
    """Each; where the DNS is silent, which question it left open."""
    try:
        yield from looks
    except DnsSilent as silence:
        yield unread("DNS", silence)


def _print(look: Look, asked: argparse.Namespace) -> None:
    print(f"{MARKS[look.standing]} {look.sentence(asked.lang or 'ja')}")
    for record in look.records:
        print(say(ADD, asked, record=record))
