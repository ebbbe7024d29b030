"""What an alert says, and a digest: one mail that lists its alerts, the highest score first."""

from math import floor

from mikomi.core.mails.laid_out import Words, laid_out
from mikomi.core.sales.alerts import Alert
from mikomi.core.words.wording import number, word

MOST_LISTED = 50


def alert_words(alert: Alert) -> Words:
    return laid_out("alert", alert.subject, {"alert": alert})


def digest_words(alerts: list[Alert], language: str, in_place: str = "") -> Words:
    """One mail about several leads. `alerts` must not be empty. `in_place`: for whom it is, if for somebody else."""
    ranked = sorted(alerts, key=lambda alert: (-alert.score, alert.name))
    first, count = ranked[0], len(ranked)
    subject = word("alert.digest_subject", language, count=count, total=number(floor(first.score)), name=first.name)
    more = word("alert.more", language, count=count - MOST_LISTED) if count > MOST_LISTED else ""
    title = word("alert.digest_title", language, count=count)
    seen = {"alerts": ranked[:MOST_LISTED], "title": title, "more": more, "language": language, "in_place": in_place}
    return laid_out("digest", subject, seen)
