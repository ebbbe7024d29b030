"""What the DNS says of a sender: SPF (RFC 7208), DKIM, DMARC (RFC 7489), MAIL FROM, and where answers go."""

import re
from collections.abc import Iterator

from mikomi.cli.sender.findings import DnsRecord, Look, fine, hint, skipped, wrong
from mikomi.cli.sender.zone import Zone

SES = "include:amazonses.com"
MOST_LOOKUPS = 10
"""RFC 7208 §4.6.4: beyond these every check of the domain fails for good."""
_ASKS = re.compile(r"^[+?~-]?(include:|a$|a[:/]|mx$|mx[:/]|ptr|exists:)|^redirect=", re.IGNORECASE)
_ALL = re.compile(r"^([+?~-]?)all$", re.IGNORECASE)


def of_domain(zone: Zone, domain: str) -> Iterator[Look]:
    """What needs no account."""
    if not zone.exists(domain):
        yield wrong("domain_gone", domain=domain)
        return
    yield from spf(zone, domain)
    yield from dmarc(zone, domain)
    yield fine("mx", domain=domain) if zone.mx(domain) else hint("mx_none", domain=domain)


def spf(zone: Zone, name: str) -> Iterator[Look]:
    """Of the domain itself. By itself SES sends in a name of its own, so that a lack is no fault here."""
    there = _spf_of(zone, name)
    if not there:
        yield hint("spf_none", DnsRecord(name, "TXT", f"v=spf1 {SES} ~all"), domain=name)
        return
    if len(there) > 1:
        yield wrong("spf_twice", DnsRecord(name, "TXT", _merged(there)), domain=name, n=len(there))
        return
    (text,) = there
    terms = text.split()[1:]
    asked = _lookups(zone, terms, set())
    if any(each[1] in ("", "+") for each in map(_ALL.match, terms) if each):
        yield wrong("spf_open", DnsRecord(name, "TXT", _with(terms, "~all")), domain=name)
    elif asked > MOST_LOOKUPS:
        yield wrong("spf_deep", domain=name, n=asked, most=MOST_LOOKUPS)
    elif SES not in (term.lstrip("+").lower() for term in terms):
        yield hint("spf_foreign", DnsRecord(name, "TXT", _with([SES, *terms])), domain=name)
    else:
        yield fine("spf", domain=name)


def dmarc(zone: Zone, domain: str) -> Iterator[Look]:
    """Of the domain, or of the nearest one above it that has one."""
    place, there = domain, _dmarc_of(zone, domain)
    while not there and place.count(".") > 1:
        place = place.partition(".")[2]
        there = _dmarc_of(zone, place)
    name = f"_dmarc.{place}"
    if not there:
        usual = DnsRecord(f"_dmarc.{domain}", "TXT", f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}")
        yield wrong("dmarc_none", usual, domain=domain)
    elif len(there) > 1:
        yield wrong("dmarc_twice", DnsRecord(name, "TXT", there[0]), name=name, n=len(there))
    else:
        tags = dict(re.findall(r"\s*(\w+)\s*=\s*([^;]*)", there[0]))
        policy = tags.get("sp" if place != domain and "sp" in tags else "p", "").strip().lower()
        if policy not in ("none", "quarantine", "reject"):
            yield wrong("dmarc_policy", DnsRecord(name, "TXT", "v=DMARC1; p=none"), name=name, policy=policy or "–")
        elif policy == "none":
            stricter = "; ".join(f"{key}={'quarantine' if key == 'p' else said.strip()}" for key, said in tags.items())
            yield hint("dmarc_watches", DnsRecord(name, "TXT", stricter), name=name)
        else:
            yield fine("dmarc", name=name, policy=policy)
        if "rua" not in tags:
            more = f"{there[0].rstrip('; ')}; rua=mailto:dmarc@{domain}"
            yield hint("dmarc_unheard", DnsRecord(name, "TXT", more), name=name)


def dkim(zone: Zone, domain: str, tokens: list[str], hosted: str) -> Iterator[Look]:
    """The keys by which SES signs: a CNAME each, to where SES publishes them."""
    missing = []
    for token in tokens:
        name, target = f"{token}._domainkey.{domain}", f"{token}.{hosted}"
        if zone.cname(name) != target.lower():
            missing.append(DnsRecord(name, "CNAME", target))
    yield wrong("dkim_missing", *missing, domain=domain, n=len(missing)) if missing else fine("dkim", domain=domain)


def own_dkim(zone: Zone, domain: str, selector: str) -> Iterator[Look]:
    """A key of the company's own."""
    name = f"{selector}._domainkey.{domain}"
    there = any("p=" in text and not re.search(r"p=\s*(;|$)", text) for text in zone.txt(name))
    yield fine("dkim", domain=domain) if there else wrong("dkim_own", name=name)


def mail_from(zone: Zone, name: str, region: str) -> Iterator[Look]:
    """The domain to which undeliverable mail returns: SES's one MX, and an SPF record that names SES."""
    target = f"10 feedback-smtp.{region}.amazonses.com"
    there = zone.mx(name)
    if there != [target]:
        yield wrong("mail_from_mx", DnsRecord(name, "MX", target), name=name, n=len(there))
    texts = _spf_of(zone, name)
    if len(texts) != 1 or SES not in texts[0].lower().split():
        yield wrong("mail_from_spf", DnsRecord(name, "TXT", f"v=spf1 {SES} ~all"), name=name)
    elif there == [target]:
        yield fine("mail_from", name=name)


def replies(zone: Zone, name: str, region: str) -> Iterator[Look]:
    """The domain that receives replies: its mail goes to SES, and nowhere else."""
    target = f"inbound-smtp.{region}.amazonaws.com"
    there = zone.mx(name)
    if not any(each.endswith(f" {target}") for each in there):
        yield wrong("reply_mx", DnsRecord(name, "MX", f"10 {target}"), name=name)
    elif len(there) > 1:
        yield hint("reply_mx_beside", name=name, others=", ".join(each for each in there if target not in each))
    else:
        yield fine("reply_mx_fine", name=name)


def without_account(domain: str) -> Iterator[Look]:
    """What only the account knows."""
    for code in ("dkim_skipped", "mail_from_skipped", "account_skipped"):
        yield skipped(code, domain=domain)


def _spf_of(zone: Zone, name: str) -> list[str]:
    return [text for text in sorted(zone.txt(name)) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def _dmarc_of(zone: Zone, name: str) -> list[str]:
    return [text for text in sorted(zone.txt(f"_dmarc.{name}")) if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]


def _lookups(zone: Zone, terms: list[str], met: set[str]) -> int:
    """How many questions the record makes a receiver ask."""
    count = 0
    for term in terms:
        if not _ASKS.match(term):
            continue
        count += 1
        other = re.match(r"^[+?~-]?include:(.+)$|^redirect=(.+)$", term, re.IGNORECASE)
        name = (other[1] or other[2]).rstrip(".").lower() if other else ""
        if name and name not in met and "%" not in name and count <= MOST_LOOKUPS:
            met.add(name)
            for text in _spf_of(zone, name)[:1]:
                count += _lookups(zone, text.split()[1:], met)
    return count


def _merged(texts: list[str]) -> str:
    terms = dict.fromkeys(term for text in texts for term in text.split()[1:] if not _ALL.match(term))
    return _with([SES, *terms], "~all")


def _with(terms: list[str], end: str = "") -> str:
    """One record of these terms, each once, its end last."""
    others = dict.fromkeys(term for term in terms if not _ALL.match(term))
    ends = [end] if end else [term for term in terms if _ALL.match(term)][-1:]
    return " ".join(["v=spf1", *others, *(ends or ["~all"])])
