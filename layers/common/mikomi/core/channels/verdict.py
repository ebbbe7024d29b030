"""What a channel's answer means, by its status.

Rules
1. A chat that knows the sender, the room or the message not is asked once: only a person can mend that (`refused`).
2. A program is asked for a day, whatever it answers, but for 410 (Standard Webhooks).
3. Whoever is too busy (429) is asked again when its measure begins anew.
4. A redirect is no answer: it is asked again, and not followed.
"""

from typing import Literal

Verdict = Literal["taken", "gone", "refused", "busy", "again"]

GONE, BUSY = 410, 429
_REFUSED = frozenset((400, 401, 403, 404, 405, 413, 415, 422))


def of_chat(status: int) -> Verdict:
    return "refused" if status in _REFUSED else of_program(status)


def of_program(status: int) -> Verdict:
    if 200 <= status < 300:
        return "taken"
    if status == GONE:
        return "gone"
    return "busy" if status == BUSY else "again"
