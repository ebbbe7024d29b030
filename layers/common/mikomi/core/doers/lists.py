"""The programs and networks that are known to look at mails for somebody else: the kept list.

Rules
1. Crawlers, libraries and previews are crawlerdetect's to know, a pinned package. What looks at mails and is not in it
   stands here, with networks that their owners publish as those of their mail filters; looked through on `LOOKED_AT`.
2. A network stands here only if no person browses from it: those of web proxies and virtual desktops do not.
"""

from functools import cache, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

LOOKED_AT = "2026-11-29"
LONGEST_AGENT = 500

APPLE = "Mozilla/5.0"
"""All that Apple's Mail says when its privacy protection loads a mail's pictures, whether anybody reads it or not."""

_MAIL_PROXIES = ("GoogleImageProxy", "YahooMailProxy")
"""They load a picture for a reader who opens the mail, as far as anybody knows; and sometimes before."""

_GATEWAYS = (
    *("barracuda", "proofpoint", "mimecast", "safelinks", "ironport", "fireeye", "trendmicro", "messagelabs"),
    *("forcepoint", "fortimail", "fortiguard", "sophos", "vade", "hornetsecurity", "cloudmark", "ms-office-atp"),
    *("urldefense", "phishing", "antivirus", "linkscan", "mailscanner", "zscaler-sandbox", "bitdefender"),
)
"""Of mail filters: what their user agents say of themselves, in lower case."""

_NETWORKS = (
    # Broadcom (Symantec) Email Security.cloud
    "67.219.240.0/20", "85.158.136.0/21", "95.131.104.0/21", "46.226.48.0/21", "117.120.16.0/21", "193.109.254.0/23",
    "194.106.220.0/23", "195.245.230.0/23", "103.9.96.0/22", "216.82.240.0/20",
    # Proofpoint
    "67.231.144.0/20", "148.163.128.0/19", "185.132.180.0/22", "185.183.28.0/22", "205.220.160.0/19", "208.84.64.0/22",
    # Barracuda Email Gateway Defense
    "64.235.144.0/20", "209.222.80.0/21",
    # Mimecast
    "91.220.42.0/24", "103.13.69.0/24", "146.101.78.0/24", "185.58.84.0/22", "195.130.217.0/24", "205.139.110.0/24",
    "207.211.30.0/24", "216.205.24.0/24",
    # Microsoft Exchange Online Protection
    "40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17",
)  # fmt: skip


def is_program(agent: str) -> bool:
    """Whether this user agent is a crawler's, a library's, a preview's or a mail filter's."""
    return _is_program(agent[:LONGEST_AGENT])


def is_mail_proxy(agent: str) -> bool:
    return any(name in agent for name in _MAIL_PROXIES)


def is_gateway(address: str) -> bool:
    """Whether a mail filter asks from this network. What is no address is none."""
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    return any(asked in network for network in _networks())


@lru_cache(maxsize=256)
def _is_program(agent: str) -> bool:
    from crawlerdetect import CrawlerDetect  # by the first click of a process alone: its expressions are compiled then

    said = agent.lower()
    return any(name in said for name in _GATEWAYS) or bool(CrawlerDetect().is_crawler(agent))


@cache
def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(map(ip_network, _NETWORKS))
