"""How each channel of alerts does, for people: a test of one, the command, the console's page."""

import io
import json
from contextlib import suppress

import pytest
from mikomi import clock
from mikomi.aws import ledger, secrets
from mikomi.aws.ledger import Key
from mikomi.cli.__main__ import main
from mikomi.outward.client import Replied
from mikomi.settings import settings
from mikomi.shell.effects import due_work
from mikomi.shell.operator import channel_trials, unsettled
from mikomi.shell.people import portraits

from tests.functions.outbox import Died, set_clock
from tests.functions.test_channels import CHAT, MINUTE, PROGRAM, SECRETS, publish, tell
from tests.functions.test_channels import office as office
from tests.functions.test_channels import outside as outside
from tests.functions.test_mailing_pages import token
from tests.functions.test_segment_pages import HERE
from tests.functions.test_segment_pages import get as page
from tests.functions.test_segment_pages import post as press
from tests.functions.world import ROOT


def stands(key):
    row = ledger.read(key)
    assert row
    return row


def latest(channel):
    row = channel_trials.latest(channel)
    assert row
    return row


def test_a_test_goes_the_way_of_every_alert(office, outside):
    """Once, with what the channel says; it is in no trouble, and gone after a week."""
    publish(office, CHAT["slack"], PROGRAM)
    key = channel_trials.begin("room")
    due_work.wake(*key)
    assert "room" in outside.posts[0][2].decode() and stands(key).status == "sent"
    outside.says = [Replied(500, b"")]
    key = channel_trials.begin("desk")
    due_work.wake(*key)
    assert json.loads(outside.posts[1][2])["type"] == "channel.test"
    assert stands(key).status == "skipped" and stands(key).reason == "given_up" and not unsettled.open_rows(9)
    assert latest("desk").key == key and latest("room").status == "sent"
    with pytest.raises(channel_trials.NoSuchChannel):
        channel_trials.begin("nobody")


def test_a_test_that_went_silent_ends(office, outside):
    publish(office, CHAT["slack"])
    key = channel_trials.begin("room")
    outside.says = [Died()]
    with suppress(Died):
        due_work.wake(*key)
    assert stands(key).status == "claimed"
    set_clock(clock.now() + 16 * MINUTE)
    due_work.wake(*key)
    assert stands(key).status == "skipped" and stands(key).reason == "no_answer"


def command(*arguments, capsys, typed=None, monkeypatch=None):
    if typed is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code = main(["channel", *arguments])
    return code, capsys.readouterr()


def test_the_command_tells_and_keeps(office, outside, capsys, monkeypatch):
    """Exit codes: 0 all is well, 1 one takes nothing, 2 no such channel or secret. The secret is shown nowhere."""
    publish(office, CHAT["slack"], PROGRAM)
    code, told = command("list", "--lang", "en", capsys=capsys)
    assert code == 0 and "nothing was sent yet" in told.out
    outside.says = [Replied(403, b"")]
    tell()
    code, told = command("list", "--lang", "ja", capsys=capsys)
    assert code == 1 and "断られました" in told.out and "403" in told.out
    assert main(["doctor", "--channels", "--lang", "en"]) == 1 and "takes nothing since" in capsys.readouterr().out
    code, told = command("list", "--json", capsys=capsys)
    assert json.loads(told.out)[0]["how"] == "channel_refused" and "hooks.slack" not in told.out
    typing = {"capsys": capsys, "monkeypatch": monkeypatch}
    code, told = command("secret", "slack", "--lang", "en", typed="https://evil.example/", **typing)
    assert code == 2 and "Slack" in told.err and "evil" not in told.err
    code, told = command("secret", "slack", typed=f"{SECRETS['slack']}new\n", **typing)
    assert code == 0 and secrets.of_channel("slack") == f"{SECRETS['slack']}new" and secrets.root() == ROOT
    assert command("secret", "slack", "--forget", capsys=capsys)[0] == 0 and secrets.of_channel("slack") is None
    assert command("test", "nobody", capsys=capsys)[0] == 2


@pytest.mark.parametrize(("status", "code"), [(200, 0), (404, 1)])
def test_the_command_waits_for_its_test(office, outside, capsys, monkeypatch, status, code):
    publish(office, CHAT["slack"])
    outside.says = [Replied(status, b"")]
    real = channel_trials.begin

    def begin(name):
        key = real(name)
        due_work.wake(*key)
        return key

    monkeypatch.setattr(channel_trials, "begin", begin)
    assert command("test", "room", capsys=capsys)[0] == code


@pytest.fixture
def at_home(office, monkeypatch):
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_console_shows_what_takes_nothing_and_tests_it(office, at_home, outside, language):
    """Among what needs attention, and on a page of its own."""
    publish(office, CHAT["slack"], {**PROGRAM, "reps": ["sato"], "alerts": ["form"], "mail": "fallback"})
    outside.says = [Replied(403, b"")]
    tell()
    seen = page(f"/console/attention?lang={language}")["body"]
    assert "403" in seen and {"ja": "届いていません", "en": "Takes nothing since"}[language] in seen
    seen = page(f"/console/attention/mails?lang={language}")["body"]
    assert {"ja": "営業通知（Slack: room）", "en": "Alert by Slack (room)"}[language] in seen
    seen = page(f"/console/attention/channels?lang={language}")["body"]
    assert {"ja": "お問い合わせ", "en": "an inquiry"}[language] in seen and "hooks.slack" not in seen
    sent = press("/console/attention/channels/room/test", {"csrf": token(seen)}, Origin=HERE)
    assert sent["headers"]["location"] == "/console/attention/channels#room"
    assert latest("room").status == "held"
    gone = press("/console/attention/channels/nobody/test", {"csrf": token(seen)}, Origin=HERE)
    assert gone["headers"]["location"] == "/console/attention/channels"
    waits = page(f"/console/attention/channels?lang={language}")["body"]
    assert 'hx-trigger="every 2s"' in waits


@pytest.mark.parametrize(
    ("says", "english", "japanese"),
    [
        (Replied(200, b"ok"), "taken by Slack room", "Slack room に届きました"),
        (Replied(404, b"no_service"), "not taken by Slack room", "Slack room には届きませんでした"),
    ],
)
def test_the_story_says_by_which_channel_an_alert_went(office, outside, monkeypatch, says, english, japanese):
    """On the lead's page in both languages, beside the mail; and for programs, by the channel's id."""
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    settings.cache_clear()
    publish(office, CHAT["slack"])
    outside.says = [says]
    tell()
    told = {language: page("/console/leads/l_1", language)["body"] for language in ("en", "ja")}
    assert english in told["en"] and japanese in told["ja"]
    (alert,) = [entry for entry in story_of("l_1") if entry.kind == "alert"]
    assert alert.what["channels"] == {"room": stands(Key.of_channel("l_1", "band-1", "room")).status}


def story_of(lead):
    portrait = portraits.lead(lead, "ja")
    assert portrait
    return portraits.story_page(portrait.person, 40, None).entries
