"""What an alert says where there is less room than in a mail: a title, lines, and the buttons of the mail.

Rules
1. The title says who and why now, as the mail's subject does; then what to do, what was written, how to reach them.
2. An address in what somebody wrote is no link: its colon is a wide one.
"""

import re
from typing import NamedTuple

from mikomi.core.sales.alerts import Alert
from mikomi.core.words.wording import word

LONGEST_LINE = 500
LONGEST = 2_800
"""Characters: of all lines together, so that every channel takes them."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069]+")


class Button(NamedTuple):
    label: str
    url: str


class Brief(NamedTuple):
    title: str
    lines: tuple[str, ...]
    buttons: tuple[Button, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def of_alert(alert: Alert) -> Brief:
    """The alert in the words of its mail."""
    who = " ".join(part for part in (alert.name, alert.company, alert.about) if part)
    written = [f"{each.label}: {each.value}" for each in alert.written]
    lines = [
        alert.heading,
        alert.in_place,
        who,
        alert.fact,
        alert.reason,
        f"{alert.do_title}: {alert.do}",
        alert.caution,
        *written,
        alert.call,
        alert.email or "",
        alert.score_title,
        " / ".join(f"{part.label} {part.points}" for part in alert.parts[:3]),
    ]
    answers = [Button(choice.label, choice.url) for choice in alert.answers]
    return _brief(alert.subject, lines, (Button(alert.timeline.label, alert.timeline.url), *answers))


def of_trial(channel: str, company: str, console: str, language: str) -> Brief:
    """What a test of the channel says."""
    said = word("channel.trial_said", language, channel=channel, company=company)
    button = Button(word("channel.trial_button", language), f"{console}/attention/channels")
    return _brief(word("channel.trial", language), [said], (button,))


def _brief(title: str, lines: list[str], buttons: tuple[Button, ...]) -> Brief:
    kept: list[str] = []
    room = LONGEST
    for line in (cut(plain(line), LONGEST_LINE) for line in lines):
        if line and len(line) < room:
            kept.append(line)
            room -= len(line) + 1
    return Brief(plain(title), tuple(kept), buttons)


def plain(text: str) -> str:
    """In one line, with nothing that a chat would make a link of."""
    return _CONTROL.sub(" ", text).replace("://", "：//").strip()


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
