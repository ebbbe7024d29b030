"""How a mail or an alert stands: the states of its row, and which state may follow which.

Rules
1. What is not in `MOVES` cannot happen: the ledger (`aws.ledger`) refuses the move before it asks the table.
2. What may have gone out is never called skipped or failed: it ends as `unknown`.
3. The pages of the documentation that show this are made of it (`mikomi schemas`).
"""

from typing import Literal, NamedTuple

Status = Literal["claimed", "held", "sent", "skipped", "failed", "unknown", "digest"]


class State(NamedTuple):
    """What a state means, in Japanese and English; whether nothing more is to come unless somebody says so; whether an
    operator is shown it.
    """

    ja: str
    en: str
    has_ended: bool = False
    is_trouble: bool = False


STATES: dict[Status, State] = {
    "claimed": State("SES に渡すところ", "an attempt is on its way to SES"),
    "held": State("時刻を待っている", "waits for its time"),
    "sent": State("SES が受け取った", "SES has it", has_ended=True),
    "skipped": State("送らずに終わった", "ended without a message", has_ended=True),
    "failed": State("送れない（運用者に表示）", "cannot be sent; an operator sees it", has_ended=True, is_trouble=True),
    "unknown": State(
        "送られたか分からない（運用者に表示）",
        "may have gone out; an operator sees it",
        has_ended=True,
        is_trouble=True,
    ),
    "digest": State("まとめの1通に入った（通知のみ）", "gathered into a digest (alerts only)", has_ended=True),
}

MOVES: dict[tuple[Status | None, Status], str] = {
    (None, "claimed"): "nothing stands against sending it now",
    (None, "held"): "a closed window, the step before, the line before SES",
    (None, "skipped"): "the step says so, or there is no basis any more",
    (None, "failed"): "it cannot be written, or nobody receives it",
    (None, "digest"): "the alert waits for the next business morning",
    ("claimed", "claimed"): "fifteen minutes of silence: the sweep makes the next attempt",
    (
        "claimed",
        "held",
    ): "SES is busy or its set-up has a fault, the address has had its share, or the window closed meanwhile",
    ("claimed", "sent"): "SES took it, or one of its events says so",
    ("claimed", "skipped"): "the address is suppressed, or nobody is left to tell about",
    ("claimed", "failed"): "SES refused it for good",
    ("claimed", "unknown"): "the third silence, or the first where the scenario says so",
    ("held", "claimed"): "its time has come",
    ("held", "held"): "its time has come, and something stands against it again",
    ("held", "sent"): "a late event of SES about an earlier, silent attempt",
    ("held", "skipped"): "there is no basis any more",
    ("held", "failed"): "it cannot be written, waited too long, or nobody receives it",
    ("held", "unknown"): "it would end, and an earlier attempt is in doubt",
    ("held", "digest"): "the alert waits for the next business morning after all",
    ("sent", "failed"): "SES rejected it afterwards, or an alert came back",
    ("skipped", "failed"): "SES says that it rejected an earlier attempt",
    ("unknown", "sent"): "a late event of SES",
    ("unknown", "failed"): "a late event of SES: it was rejected",
    ("unknown", "held"): "an operator sends it again",
    ("failed", "held"): "an operator sends it again",
    ("digest", "digest"): "its digest was closed before it had the alert: the next one takes it",
    ("digest", "failed"): "SES says that it rejected an attempt from before it was gathered",
}
"""From (None: no row yet), to: what brings it about."""

ENDED = tuple(name for name, state in STATES.items() if state.has_ended)
TROUBLE = tuple(name for name, state in STATES.items() if state.is_trouble)
