"""Addresses as they are in life, at each door by which one comes in: a server's identify, a form, the list of stopped
addresses by hand and by file, whoever answers a mail. One mailbox is one at all of them. And names of any kind in the
headers of mails.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from mikomi import clock, mail_address
from mikomi.aws import suppressions
from mikomi.cli import address_file
from mikomi.core.mails import inbound
from mikomi.core.mails.inbound import OwnNames
from mikomi.core.words.visible import visible
from mikomi.shell.effects import step_mail
from mikomi.shell.operator import suppression
from mikomi.shell.operator.suppression import NotDone
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from tests.core.inbound_mails import mail, word
from tests.core.mails import NOW, SCENARIO, decided, lead, mail_plan, template
from tests.functions.form_pages import forms
from tests.functions.outbox import sent, set_clock
from tests.functions.test_forms import capture
from tests.functions.tracking import SECRET, post, stored

IN_LIFE = {
    "tanaka@example.jp": "tanaka@example.jp",
    "Tanaka@Example.JP": "tanaka@example.jp",
    "ａｂｃ＠ｅｘａｍｐｌｅ．ｊｐ": "abc@example.jp",
    "\u200btanaka\u2060@example.jp\ufeff": "tanaka@example.jp",
    "\u202etanaka@example.jp\u202c": "tanaka@example.jp",
    "a..b@docomo.ne.jp": "a..b@docomo.ne.jp",
    '"a..b"@docomo.ne.jp': "a..b@docomo.ne.jp",
    "a.@ezweb.ne.jp": "a.@ezweb.ne.jp",
    ".a-_@softbank.ne.jp": ".a-_@softbank.ne.jp",
    "taro+news@gmail.com": "taro+news@gmail.com",
    "o'neill@example.com": "o'neill@example.com",
    "info@日本語.jp": "info@xn--wgv71a119e.jp",
    "info@日本語。jp": "info@xn--wgv71a119e.jp",
    "田中 太郎 <tanaka@example.jp>": "tanaka@example.jp",
    "mailto:tanaka@example.jp": "tanaka@example.jp",
}
NONE = (
    "tanaka", "tanaka@", "@example.jp", "tanaka@example", "a@example.jp, b@example.jp", "a@example.jp\r\nBcc: b@x.jp",
    "たなか@example.jp", "tanaka@@example.jp", "tanaka@-example.jp", "x" * 65 + "@example.jp", "a b@example.jp",
)  # fmt: skip


def _identified(world: Any, written: str) -> str | None:
    post("/v1/identify", {"userId": "u1", "messageId": "m", "traits": {"email": written}}, SECRET)
    (event,) = stored(world)
    email = event.traits.get("email")
    return email if isinstance(email, str) and mail_address.read(email) == email else None


def _filled_in(world: Any, written: str) -> str | None:
    forms(world)
    capture({"anonymousId": "b", "fields": {"email": written}})
    told = [event.traits.get("email") for event in stored(world) if event.type == "identify"]
    return told[0] if told and isinstance(told[0], str) else None


def _stopped(_world: Any, written: str) -> str | None:
    try:
        return suppression.add(written, "sato", "phone", NOW).address
    except NotDone:
        return None


def _in_a_file(_world: Any, written: str) -> str | None:
    return next((line.address for line in address_file.lines(written.encode()) if line.address), None)


def _answers(_world: Any, written: str) -> str | None:
    own = OwnNames(frozenset(), frozenset())
    return inbound.read(mail(word("Re: x"), From=written), None, own).sender


DOORS: dict[str, Callable[[Any, str], str | None]] = {
    "identify": _identified,
    "form": _filled_in,
    "by hand": _stopped,
    "file": _in_a_file,
    "reply": _answers,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("written", IN_LIFE)
def test_one_mailbox_is_one_at_every_door(world: Any, door: str, written: str) -> None:
    """In its one form; and mail that is stopped under it is found stopped by this spelling."""
    assert DOORS[door](world, written) == IN_LIFE[written]
    suppression.add(IN_LIFE[written], "sato", "phone", NOW)
    assert suppressions.standing(mail_address.pick(written) or "") is not None


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("written", NONE)
def test_what_is_no_address_is_none_at_any_door(world: Any, door: str, written: str) -> None:
    """Nothing is made of a part of it: neither the first of two, nor what stands before a line's end."""
    if door == "file" and ("\n" in written or "," in written):
        return  # a line, or a column, of its own
    if door == "reply" and "\n" in written:
        return  # a header of its own
    assert DOORS[door](world, written) is None


HOSTILE = (
    '山"田', "山\\田", "山田\r\nBcc: eve@elsewhere.example", "山田\nX-Evil: 1", "山\u202e田\u202c", "\u2066山田\u2069",
    "山\u200b田", "山\x00田", "=?utf-8?B?QmNjOg==?=", "山田" * 500, "山田\u2028太郎", "<b>山田</b>", "山\ud800田",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_of_any_kind_stands_in_headers_as_text(world: Any, name: str) -> None:
    """Quotation marks, line ends, marks that turn the reading about: no header more than those of any mail, every line
    within its length, and of what nobody sees nothing is left."""
    scenario = {
        **SCENARIO,
        "steps": [{"id": "faq", "mail": {"template": "faq", "subject": "{{ lead.lastName | default('お客') }}様へ"}}],
    }
    world.publish(mail_plan(template("faq"), scenario=scenario))
    set_clock(NOW)
    step_mail.send(decided(), lead(lastName="山田"))
    step_mail.send(decided(number=2), lead(2, lastName=name))
    clock.shift(timedelta())
    usual, hostile = sent()
    assert hostile.keys() == usual.keys() and hostile["To"] == "yamada2@example.com"
    subject = str(hostile["Subject"])
    assert subject == visible(subject) and subject.endswith("様へ") and len(subject) <= 600
    raw = ses_backends[DEFAULT_ACCOUNT_ID]["ap-northeast-1"].sent_messages[-1].raw_data
    assert max(map(len, raw.splitlines())) <= 998 and raw.isascii()
