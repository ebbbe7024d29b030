"""What one request for a mail's link or picture shows of who made it: `by`, and why (`why`).

Rules
1. The first sign that fits decides. Signs of a machine stand first; what is only odd makes it unknown, never a machine:
   a person whom we take for a machine is lost, one whom we do not know yet is waited for (`traces`).
2. Nothing of the request is kept but the verdict: no address of a network, no user agent.
3. Light: whoever answers a click imports it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from mikomi.core.doers import lists

By = Literal["human", "machine", "unknown"]

MINUTE = 60_000
SETTLED = 30 * MINUTE
"""How long after a mail was written gateways look at it: so long a click that looks like a person's is waited for."""
AT_ONCE = 10_000
"""Nobody has opened a mail that soon after it was written."""
OLDEST_CHROME = 90
"""Of 2021. Programs go on giving the name of a browser that nobody has any more."""


class MailRequest(NamedTuple):
    """One request. Header names are in lower case; `age`: how long ago the mail was written, where its link says so;
    `hidden`: the link stands where no reader sees it."""

    method: str
    headers: Mapping[str, str]
    source_ip: str = ""
    age: int | None = None
    hidden: bool = False

    @property
    def agent(self) -> str:
        return self.headers.get("user-agent", "").strip()


class Judgement(NamedTuple):
    by: By
    why: str


Sign = tuple[str, By, Callable[[MailRequest], bool]]


def of_click(asked: MailRequest) -> Judgement:
    """Who followed a link, or took a file that a mail's link leads to."""
    return _first(_OF_CLICKS, asked)


def of_open(asked: MailRequest) -> Judgement:
    """Who loaded a mail's picture. Mail programs are no browsers, and say less."""
    return _first(_OF_OPENS, asked)


def _first(signs: tuple[Sign, ...], asked: MailRequest) -> Judgement:
    return next((Judgement(by, why) for why, by, shows in signs if shows(asked)), Judgement("human", "browser"))


_CHROME = re.compile(r"(?:Chrome|CriOS)/(\d+)")
_FIREFOX = re.compile(r"Firefox/(\d+)")


def _looks_ahead(asked: MailRequest) -> bool:
    """A browser that fetches what may be asked for next, or a program that shows a preview."""
    said = (asked.headers.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    return any("prefetch" in word or "preview" in word for word in map(str.lower, said))


def _is_no_browser(asked: MailRequest) -> bool:
    """It gives the name of a browser and lacks what that browser always sends, or is one that nobody has any more."""
    if not asked.headers.get("accept-language") or not asked.agent.startswith("Mozilla/"):
        return True
    chrome, firefox = _CHROME.search(asked.agent), _FIREFOX.search(asked.agent)
    if chrome and int(chrome[1][:6]) < OLDEST_CHROME:
        return True
    tells = chrome or (firefox and int(firefox[1][:6]) >= OLDEST_CHROME)
    return bool(tells) and "sec-fetch-mode" not in asked.headers


def _within(longest: int) -> Callable[[MailRequest], bool]:
    return lambda asked: asked.age is not None and asked.age < longest


_MACHINES: tuple[Sign, ...] = (
    ("head", "machine", lambda asked: asked.method == "HEAD"),
    ("prefetch", "machine", _looks_ahead),
)
_KNOWN: tuple[Sign, ...] = (
    ("agent", "machine", lambda asked: lists.is_program(asked.agent)),
    ("network", "machine", lambda asked: lists.is_gateway(asked.source_ip)),
)
_OF_CLICKS: tuple[Sign, ...] = (
    ("hidden_link", "machine", lambda asked: asked.hidden),
    *_MACHINES,
    ("no_agent", "machine", lambda asked: not asked.agent),
    *_KNOWN,
    ("no_browser", "unknown", _is_no_browser),
    ("early", "unknown", _within(SETTLED)),
)
_OF_OPENS: tuple[Sign, ...] = (
    *_MACHINES,
    ("apple", "machine", lambda asked: asked.agent == lists.APPLE),
    ("proxy", "unknown", lambda asked: lists.is_mail_proxy(asked.agent)),
    *_KNOWN,
    ("no_agent", "unknown", lambda asked: not asked.agent),
    ("early", "unknown", _within(AT_ONCE)),
)
WHYS = tuple(dict.fromkeys((*(why for why, *_ in (*_OF_CLICKS, *_OF_OPENS)), "browser")))
"""Every reason that a verdict can have."""
