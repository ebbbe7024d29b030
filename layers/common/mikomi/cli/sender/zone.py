"""The DNS, asked: each question once, with a bounded wait. No answer is told apart from "there is none"."""

import ipaddress
from functools import cache

import dns.exception
import dns.resolver

SECONDS = 5.0


class DnsSilent(Exception):
    """The DNS gave no answer to this question; says which."""


class NoSuchName(Exception):
    """The DNS says that there is no such name at all."""


class Zone:
    """What the DNS says, by the machine's resolver or the one that is named (`192.0.2.53`, `127.0.0.1:5353`)."""

    def __init__(self, server: str = "") -> None:
        self._resolver = dns.resolver.Resolver(configure=not server)
        if server:
            host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
            self._resolver.nameservers = [str(ipaddress.ip_address(host))]
            self._resolver.port = int(port or 53)
        self._resolver.lifetime = SECONDS
        self._asked = cache(self._ask)

    def txt(self, name: str) -> list[str]:
        """Each text whole, in no order. NoSuchName is no text."""
        return self._there(name, "TXT")

    def mx(self, name: str) -> list[str]:
        """`10 mail.example.jp`, each."""
        return self._there(name, "MX")

    def cname(self, name: str) -> str:
        return next(iter(self._there(name, "CNAME")), "")

    def has_address(self, name: str) -> bool:
        return bool(self._there(name, "A") or self._there(name, "AAAA"))

    def exists(self, name: str) -> bool:
        try:
            self._asked(name, "SOA")
        except NoSuchName:
            return False
        return True

    def _there(self, name: str, kind: str) -> list[str]:
        try:
            return list(self._asked(name, kind))
        except NoSuchName:
            return []

    def _ask(self, name: str, kind: str) -> tuple[str, ...]:
        try:
            answer = self._resolver.resolve(f"{name}.", kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            raise NoSuchName(name) from None
        except (dns.exception.DNSException, OSError) as silence:
            raise DnsSilent(f"{name} {kind} ({type(silence).__name__})") from None
        return tuple(_text(record, kind) for record in answer.rrset or ())


def _text(record: object, kind: str) -> str:
    match kind:
        case "TXT":
            return b"".join(getattr(record, "strings", ())).decode("utf-8", "replace")
        case "MX":
            there = getattr(record, "exchange", "")
            return f"{getattr(record, 'preference', 0)} {str(there).rstrip('.').lower()}"
        case _:
            return str(record).rstrip(".").lower()
