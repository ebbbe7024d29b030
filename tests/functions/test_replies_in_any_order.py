"""What must hold of replies however SES's events and the replies come: late, twice, mixed, with processes that die. A
reply counts once, a program's never, and nobody's reply is another's; planted bugs are found.

Seeds of a small world on moto: two leads with a mail each, their replies, programs' and a stranger's answers, received
twice by SES now and then; the queue brings everything until it was taken.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from mikomi.aws import inbound_mails, log, mail_threads
from mikomi.aws.api import call
from mikomi.aws.ledger import Key
from mikomi.shell.effects import replies, ses_events

from tests.core.inbound_mails import OOF, mail
from tests.core.mails import NOW
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.ses_events import body
from tests.functions.test_replies import MINUTE, office, received

__all__ = ["office"]

LEADS = {"l_1": "yamada1@example.com", "l_2": "suzuki@example.net"}
PLANTED_WITHIN = 12
"""Seeds."""


def answer(mark: str, by: str, number: int, **more: str) -> bytes:
    thread = f"<ses-{mark}@email.amazonses.com>"
    return mail("Re: x", From=by, In_Reply_To=thread, References=thread, Message_ID=f"<{mark}-{number}@x>", **more)


def story(seed: int, random: Random) -> tuple[list[str], Counter[tuple[str, str]]]:
    """The messages in the order in which they come, and how many events of which name each lead is to have."""
    early, late, wanted = list[str](), list[str](), Counter[tuple[str, str]]()
    for lead, address in LEADS.items():
        key, mark = Key.of_mail(lead, f"run{seed}.m"), f"{lead}-{seed}"
        early += [body(kind, key, ses_id=f"ses-{mark}", to=address) for kind in ("send", "delivery")]
        other = next(each for each in LEADS.values() if each != address)
        for number in range(random.randint(1, 4)):
            by, more, name = random.choice(
                [
                    (address, {}, "Mail Replied"),
                    (address, dict(OOF), "Mail Auto-Replied"),
                    (other, {}, "Mail Replied By Another"),
                    (other, dict(OOF), ""),
                ]
            )
            raw = answer(mark, by, number, **more)
            for copy in range(random.randint(1, 2)):  # by two ways, at two moments
                place = f"replies/{mark}-{number}-{copy}"
                late.append(received(raw, key=place, source=by, after=random.randint(0, 9) * MINUTE))
            if name:
                wanted[lead, name] += 1
    messages = [*early, *late, *random.choices([*early, *late], k=3)]
    random.shuffle(messages)
    return messages, wanted


def ends(seed: int) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """What each lead has in the end, and what it is to have."""
    random = Random(seed)
    sent(seed)
    messages, wanted = story(seed, random)
    set_clock(NOW + 9 * MINUTE)
    while messages:
        batch, messages = messages[:5], messages[5:]
        taken: list[bool] = [False] * len(batch)
        with suppress(Died):
            if random.random() < 0.5:
                with at_each_call(dying(random.randint(0, 12), random.random() < 0.5)):
                    taken = ses_events.take_in(batch)
            else:
                taken = ses_events.take_in(batch)
        messages += [each for each, is_taken in zip(batch, taken, strict=True) if not is_taken]
    return Counter(_noted()), wanted


def _noted() -> Iterator[tuple[str, str]]:
    for lead in LEADS:
        # a mark is known for a day: what counts is how many different events there are
        events = {(event.id, packet.sort): event.name for packet in log.packets(f"p:{lead}") for event in packet.events}
        yield from ((lead, name) for name in events.values() if "Repl" in name)


def sent(seed: int) -> None:
    """The rows of both mails, as the sender left them."""
    for lead in LEADS:
        item = {"pk": {"S": f"person#{lead}"}, "sk": {"S": f"mail#run{seed}.m"}, "status": {"S": "sent"}}
        more = {"ses_id": {"S": f"ses-{lead}-{seed}"}, "attempt": {"N": "1"}, "waits": {"N": "0"}, "format": {"N": "1"}}
        call("dynamodb", "PutItem", TableName="state", Item={**item, **more})


@pytest.mark.parametrize("seed", range(8))
def test_a_reply_counts_once_whatever_happens(office: Any, seed: int) -> None:
    """Each lead has just the events that were meant for them, and the bucket's mails are gone."""
    has, wanted = ends(seed)
    assert has == wanted


def _counts_anew(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mail_threads, "note_reply", lambda _thread, _mark, at, _now: at)


def _believes_anybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mail_threads, "hashed", lambda _address: "somebody")


def _takes_programs_for_people(patch: pytest.MonkeyPatch) -> None:
    name = replies._name
    patch.setattr(replies, "_name", lambda mail, theirs: name(mail._replace(sign=""), theirs))


def _does_not_wait(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replies, "PATIENCE", 0)


def _takes_out_first(patch: pytest.MonkeyPatch) -> None:
    read, remove = inbound_mails.read, inbound_mails.remove

    def gone(key: str, longest: int) -> bytes | None:
        raw = read(key, longest)
        remove(key)
        return raw

    patch.setattr(inbound_mails, "read", gone)


@pytest.mark.parametrize(
    "plant", [_counts_anew, _believes_anybody, _takes_programs_for_people, _does_not_wait, _takes_out_first]
)
def test_a_planted_bug_is_found(office: Any, plant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each breaks what one of the first seeds must show; without it the next ones hold."""
    with monkeypatch.context() as patch:
        plant(patch)
        assert any(_is_wrong(seed) for seed in range(PLANTED_WITHIN))
    assert not any(_is_wrong(seed) for seed in range(100, 102))


def _is_wrong(seed: int) -> bool:
    before = Counter(_noted())
    has, wanted = ends(seed)
    return has - before != wanted
