"""SES's own events of a mail that it took, by SNS into the queue that template.yaml subscribes.

Rules
1. Send and Delivery (or Bounce) come within half a minute; where the fault is on, each may come an hour late, twice, or
   never.
2. The tags of the sending come back in every event.
3. A mail of which no event comes within a quarter of an hour is one that nobody heard of.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from simulation.engine.services import Accepted
from simulation.seam import Wire
from simulation.time import HOUR, MINUTE, SECOND, Time

SOON = 14 * MINUTE
"""Later than this an event may find that another attempt was made."""


class MailEvents:
    """`bounces(address)`: whether mail to it comes back for good."""

    def __init__(self, time: Time, wire: Wire, send: Callable[[str], None], bounces: Callable[[str], bool]) -> None:
        self.unheard: set[int] = set()
        self.hears_from = 1
        """Mails before this one were sent by another deployment, which hears of them."""
        self._time = time
        self._wire = wire
        self._send = send
        self._bounces = bounces

    def accepted(self, mail: Accepted) -> None:
        """SES took it: its events are on their way."""
        came_back = {"bounceType": "Permanent", "bounceSubType": "General"}
        last = ("Bounce", came_back) if self._bounces(mail.to) else ("Delivery", {})
        delays = [delay for kind, about in (("Send", {}), last) for delay in self._publish(mail, kind, about)]
        if not any(delay < SOON for delay in delays):
            self.unheard.add(mail.number)

    def complained(self, mail: Accepted) -> None:
        """The reader pressed the button that says spam."""
        self._publish(mail, "Complaint", {"complaintFeedbackType": "abuse"})

    def _publish(self, mail: Accepted, kind: str, about: dict[str, str]) -> list[int]:
        """When (ms from now) the event comes: once, unless the fault strikes."""
        random, rate = self._time.chance.of("mail events", mail.to), self._wire.rates.ses_events
        delays = [int(random.random() * 30 * SECOND)]
        if rate and random.random() < rate:
            self._wire.met_by("ses_events", "FeedbackFunction", kind)
            delays = random.choice([[], [int(random.random() * HOUR)], delays * 2])
        for delay in delays:
            self._time.after(delay, partial(self._tell, mail, self._body(mail, kind, about)))
        return delays

    def _tell(self, mail: Accepted, body: str) -> None:
        if mail.number >= self.hears_from:
            self._send(body)

    def _body(self, mail: Accepted, kind: str, about: dict[str, str]) -> str:
        told: dict[str, Any] = {
            "eventType": kind,
            "mail": {
                "timestamp": _iso(mail.at),
                "messageId": f"ses-{mail.number}",
                "destination": [mail.to],
                "tags": {name: [value] for name, value in mail.tags.items()},
            },
            kind.lower(): {"timestamp": _iso(self._time.now), **about},
        }
        return json.dumps(told)


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
