"""What may go wrong, and how often. Each seed draws which of it does; then faults stop, and all must come right.

A rate is a chance for each call, record, message or mail. The names are the rows of the table in docs/reliability.md.
"""

from dataclasses import dataclass, fields, replace
from random import Random

MEANINGS = {
    "die": "the process dies before or after an AWS call",
    "throttle": "AWS refuses a call for its rate; it is tried again, except for SES",
    "error": "AWS answers 500 and did nothing",
    "error_applied": "AWS answers 500 and did it",
    "lost_answer": "AWS did it and the answer never comes",
    "late": "the call takes effect after the caller has given up on it",
    "slow": "calls take up to seconds, so that handlers overlap",
    "lagging_index": "an index shows a write seconds to minutes later",
    "stale_read": "a read that does not ask for consistency finds what stood there up to a minute before",
    "skew": "clocks of containers differ by up to 0.4 s, those of clients by days",
    "stream_again": "a stream delivers a batch again",
    "stream_lost": "a record of the state stream is lost for good",
    "trimmed": "a record of the event stream is gone before anybody read it, until an operator audits",
    "timer_lost": "a schedule never fires",
    "timer_again": "a schedule fires twice",
    "queue_again": "a queue delivers a message again, at once or hours later",
    "client_retries": "a client does not hear the answer and sends again, the same request or batched anew",
    "ses_throttle": "SES refuses for its rate",
    "ses_reject": "SES refuses a message for good",
    "ses_lost_answer": "SES accepted, the answer never comes",
    "ses_events": "SES's own events come late, twice or never",
    "notices": "S3's notices come late, twice and in another order",
    "outage": "DynamoDB throttles every call for minutes to an hour",
}


@dataclass(frozen=True)
class Rates:
    """The chance of each fault in this seed; 0 where it is switched off."""

    die: float = 0
    throttle: float = 0
    error: float = 0
    error_applied: float = 0
    lost_answer: float = 0
    late: float = 0
    slow: float = 0
    lagging_index: float = 0
    stale_read: float = 0
    skew: float = 0
    stream_again: float = 0
    stream_lost: float = 0
    trimmed: float = 0
    timer_lost: float = 0
    timer_again: float = 0
    queue_again: float = 0
    client_retries: float = 0
    ses_throttle: float = 0
    ses_reject: float = 0
    ses_lost_answer: float = 0
    ses_events: float = 0
    notices: float = 0
    outage: float = 0

    def switched_on(self) -> list[str]:
        return [field.name for field in fields(self) if getattr(self, field.name)]


USUAL = Rates(
    die=0.01,
    throttle=0.05,
    error=0.02,
    error_applied=0.02,
    lost_answer=0.01,
    late=0.01,
    slow=0.3,
    lagging_index=0.3,
    stale_read=0.3,
    skew=1,
    stream_again=0.2,
    stream_lost=0.02,
    trimmed=0.1,
    timer_lost=0.2,
    timer_again=0.2,
    queue_again=0.2,
    client_retries=0.3,
    ses_throttle=0.2,
    ses_reject=0.02,
    ses_lost_answer=0.02,
    ses_events=0.3,
    notices=0.5,
    outage=0.5,
)
"""The stated rates: what a fault costs where it is on. Some seeds draw them thrice as high."""

NONE = Rates()
DRAWN_APART = ("stale_read",)


def are_usual(rates: Rates) -> bool:
    """Whether no fault is drawn above its stated rate."""
    return all(getattr(rates, name) <= getattr(USUAL, name) for name in rates.switched_on())


def draw(random: Random, apart: Random) -> Rates:
    """The faults of one seed: none in a few, one alone in some, about half of all in most. `apart` draws those that
    came later, so that the stories of before stay what they were."""
    names = [field.name for field in fields(Rates) if field.name not in DRAWN_APART]
    kind = random.random()
    if kind < 0.05:
        return NONE
    chosen = [random.choice(names)] if kind < 0.25 else [name for name in names if random.random() < 0.5]
    if random.random() < 0.8:
        chosen = [name for name in chosen if name != "trimmed"]  # it needs an operator: not in every second story
    strength = 3.0 if random.random() < 0.25 else 1.0
    chosen += [name for name in DRAWN_APART if apart.random() < 0.5]
    on = {name: min(getattr(USUAL, name) * strength, 1.0 if name == "skew" else 0.6) for name in chosen}
    return replace(NONE, **on)
