"""Addresses of mail as people and programs write them, in the one form in which they are compared, kept and written to.

Rules
1. One mailbox has one form: small letters, one width, nothing invisible, a host outside ASCII as punycode, no quotation
   marks. An address in small ASCII letters is its own form, and always was: people and suppressions are found under it.
2. Dots stand where old mobile mailboxes have them (`a..b@docomo.ne.jp`, `a.@ezweb.ne.jp`). Mail servers want such a
   name in quotation marks, and get it so (`on_the_wire`).
3. What mail programs write beside an address (`田中 <t@…>`, `mailto:`) is left out where it comes in (`pick`), and no
   part of one anywhere else. Two addresses are none.
4. SES takes names in ASCII only, and what it cannot write to is refused where it is typed, not thanked for.
"""

import re
import unicodedata
from typing import TypeGuard
from urllib.parse import quote

LONGEST = 254
LONGEST_LOCAL = 64

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ATOMS = re.compile(r"[^.]+(?:\.[^.]+)*")
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"@(.*)', re.DOTALL)
_NO_NAME = re.compile(r'[\s@,;:<>()\[\]"\\]')
_SCHEME = re.compile(r"\s*mailto:", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_JOINERS = "\u200c\u200d"
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
"""What takes no room and says nothing. Joiners count within a host's name, and nowhere else."""
_DOTS = re.compile("[\u3002\uff61]")


def read(written: object) -> str | None:
    """The address in its one form; None if it is none, or none that can be written to."""
    parts = _parts(_folded(written)) if _is_short(written) else None
    if parts is None:
        return None
    local, domain = parts
    address = f"{local}@{domain}"
    return address if _LOCAL.fullmatch(local) and len(address) <= LONGEST else None


def pick(written: object) -> str | None:
    """The one address in what was written: `read`, also where it stands as mail programs write it."""
    return read(_bare(written)) if _is_short(written) else None


def is_out_of_reach(written: object) -> bool:
    """Whether this is an address, but for a name before the @ to which SES cannot write (たなか@…)."""
    found = _parts(_folded(_bare(written))) if _is_short(written) else None
    return found is not None and not found[0].isascii()


def same(written: str) -> str:
    """The form in which any text that stands for an address is compared: the address, or the text as it is folded."""
    return read(written) or _folded(written)


def on_the_wire(address: str) -> str:
    """An address in its one form as RFC 5321 writes it: what is no series of atoms stands in quotation marks."""
    local, at, domain = address.rpartition("@")
    return address if _ATOMS.fullmatch(local) else f'"{local}"{at}{domain}'


def uri(address: str) -> str:
    """The link that opens a mail program: what means something else in a link is percent-encoded."""
    return "mailto:" + quote(on_the_wire(address), safe="@!$'*+/=^_`{|}~")


def _is_short(written: object) -> TypeGuard[str]:
    return isinstance(written, str) and len(written) <= 4 * LONGEST


def _parts(text: str) -> tuple[str, str] | None:
    """The name, in whatever script, and the host in ASCII; None where that is no address."""
    quoted = _QUOTED.fullmatch(text)
    local, at, host = (_ESCAPE.sub(r"\1", quoted[1]), "@", quoted[2]) if quoted else text.rpartition("@")
    local, domain = local.replace(_JOINERS[0], "").replace(_JOINERS[1], ""), _in_ascii(host)
    is_name = bool(local.strip(".")) and len(local) <= LONGEST_LOCAL and not _NO_NAME.search(local)
    return (local, domain) if at and is_name and domain else None


def _bare(written: str) -> str:
    """Without what mail programs write around an address."""
    named = _NAMED.fullmatch(unicodedata.normalize("NFKC", written))
    return _SCHEME.sub("", named[1] if named else written)


def _folded(written: str) -> str:
    if written.isascii():
        return written.strip().lower()
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", written)).strip().strip(_JOINERS).lower()


def _in_ascii(host: str) -> str | None:
    """The host's name as it is looked up; None if there can be none."""
    name = host
    if not host.isascii():
        import idna  # only addresses outside ASCII pay for its tables

        try:
            name = idna.encode(_DOTS.sub(".", host), uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return None
    return name if _DOMAIN.fullmatch(name) else None


SAME_DOMAIN = {"googlemail.com": "gmail.com"}
IGNORED = {"gmail.com": ".", "proton.me": "._-", "protonmail.com": "._-", "pm.me": "._-"}
"""Marks that these mailboxes do not look at."""
TAGGED_BY = {"yahoo.com": "-", "yahoo.co.jp": "-", "ymail.com": "-"}
"""What parts a mailbox's name from a tag, beside `+`."""


def mailbox(written: str) -> str:
    """The mailbox behind an address, for counting alone: without its tag, and by what its provider is known to ignore.
    Two addresses of one mailbox are one; mail goes to the address as it is.
    """
    local, _, domain = same(written).rpartition("@")
    domain = SAME_DOMAIN.get(domain, domain)
    name = local.partition("+")[0]
    if mark := TAGGED_BY.get(domain):
        name = name.partition(mark)[0]
    name = name.translate(dict.fromkeys(map(ord, IGNORED.get(domain, ""))))
    return f"{name or local}@{domain}"
