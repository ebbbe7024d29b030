"""Lays out what an alert says, from the templates in `mikomi/mails`: HTML for a phone, and its twin in text.

Rules
1. The HTML escapes whatever it shows; the text shows it as it is. Both say the same.
2. A digest is one mail that lists its alerts, the highest score first.
"""

from functools import cache
from typing import TYPE_CHECKING

from mikomi.core.sales.alerts import Alert
from mikomi.core.telling.wording import number, word
from mikomi.model.base import Frozen, Json

if TYPE_CHECKING:  # jinja2 takes 49 ms to import: only who sends an alert pays for it
    from jinja2 import Environment

MOST_LISTED = 50


class Words(Frozen):
    subject: str
    html: str
    text: str


def alert_words(alert: Alert) -> Words:
    return _laid_out("alert", alert.subject, {"alert": alert})


def digest_words(alerts: list[Alert], language: str) -> Words:
    """One mail about several leads. `alerts` must not be empty."""
    ranked = sorted(alerts, key=lambda alert: (-alert.score, alert.name))
    first, count = ranked[0], len(ranked)
    subject = word("alert.digest_subject", language, count=count, total=number(first.score), name=first.name)
    more = word("alert.more", language, count=count - MOST_LISTED) if count > MOST_LISTED else ""
    title = word("alert.digest_title", language, count=count)
    seen = {"alerts": ranked[:MOST_LISTED], "title": title, "more": more, "language": language}
    return _laid_out("digest", subject, seen)


def _laid_out(name: str, subject: str, seen: Json) -> Words:
    html, text = (
        _environment().get_template(f"{name}.{kind}").render(subject=subject, **seen) for kind in ("html", "txt")
    )
    return Words(subject=" ".join(subject.split()), html=html, text=text)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("mikomi", "mails"),
        autoescape=select_autoescape(("html",), ("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
