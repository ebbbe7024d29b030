"""What each channel posts, byte for byte as its maker's documents have it; nothing that a lead wrote becomes a link or
a mark there; what its answers mean.

The files of `channel_posts` are the shapes of the documents (Slack: incoming webhooks and Block Kit; Chatwork: API v2,
messages of a room; LINE WORKS: Incoming Webhook; Teams: a workflow's webhook request with an Adaptive Card; Standard
Webhooks 1.0), with our words in them.
"""

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.channels import brief, verdict
from mikomi.core.channels.brief import Brief, Button
from mikomi.core.channels.parcel import Consignment, Credential
from mikomi.core.channels.table import CHANNELS
from mikomi.core.channels.webhook import message as program
from mikomi.core.webhooks import signature
from mikomi.model.channel import Channel
from standardwebhooks import Webhook

from tests.core.story import at

POSTS = Path(__file__).parent / "channel_posts"
NOW = at("2026-11-24 10:00")
SAID = Brief(
    "山田様(ABC製作所)｜「料金」を閲覧・80点",
    ("至急 担当: 佐藤", "山田様 ABC製作所", "することは: お電話を <b>&"),
    (
        Button("足あとを見る", "https://ma.example.co.jp/console/leads/l_1?alert=t"),
        Button("商談化", "https://ma.example.co.jp/a/t"),
    ),
)
CHANNEL = {
    "slack": ({}, "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"),
    "chatwork": ({"room": "123456789"}, "0123456789abcdef0123456789abcdef"),
    "line_works": ({}, "https://webhook.worksmobile.com/message/00000000-0000-0000-0000-000000000000"),
    "teams": ({}, "https://prod-00.japaneast.logic.azure.com:443/workflows/0/triggers/manual/paths/invoke?sig=x"),
    "webhook": ({"url": "https://crm.example.co.jp/in"}, ""),
}


def channel(kind: str) -> Channel:
    return Channel.model_validate({"id": "room", "kind": kind, "secret": "room", **CHANNEL[kind][0]})


def posted(kind, said: Brief = SAID):
    record = program.of_trial(channel(kind), NOW)
    consignment = Consignment("ch_1", NOW // 1000, said, record)
    return CHANNELS[kind].parcel(consignment, channel(kind), Credential(CHANNEL[kind][1], b"k" * 32))


@pytest.mark.parametrize("kind", CHANNEL)
def test_it_is_posted_as_the_makers_documents_have_it(kind):
    """First line: where to; then the headers; then the body, byte for byte."""
    parcel = posted(kind)
    head = [parcel.url, *(f"{name}: {value}" for name, value in parcel.headers.items())]
    wire = "\n".join([*head, "", ""]).encode() + parcel.body + b"\n"
    assert wire == (POSTS / f"{kind}.txt").read_bytes()


def test_the_reference_library_believes_the_signature():
    parcel = posted("webhook")
    held = Webhook("whsec_" + b64encode(b"k" * 32).decode())
    moment = datetime.fromtimestamp(NOW // 1000, UTC)
    assert held.sign("ch_1", moment, parcel.body.decode()) == parcel.headers["webhook-signature"]
    now = int(datetime.now(UTC).timestamp())
    assert held.verify(parcel.body, signature.headers("ch_1", now, parcel.body, [b"k" * 32]))["type"] == "channel.test"


@pytest.mark.parametrize("kind", [kind for kind in CHANNEL if kind != "webhook"])
@given(
    text=st.text(max_size=60),
    mark=st.sampled_from(
        [
            "[toall]",
            "[To:1]",
            "<!channel>",
            "<https://e.example|x>",
            "[x](https://e.example)",
            "https://e.example/x",
            "@all",
        ]
    ),
)
def test_what_a_lead_wrote_is_text_and_nothing_else(kind, text, mark):
    """No mention, no link, no mark of the chat's own language; the buttons lead to us alone."""
    dirty = brief._brief(f"{mark}{text}", [f"{text}{mark}"], SAID.buttons)
    parcel = posted(kind, dirty)
    if kind == "chatwork":
        (said,) = parse_qs(parcel.body.decode())["body"]
        said = said.replace("[info][title]", "", 1).replace("[/title]", "", 1).replace("[/info]", "", 1)
        for button in SAID.buttons:
            said = said.replace(button.url, "")
        assert "[" not in said and "://" not in said
        return
    body = json.loads(parcel.body)
    for place, each in walked(body):
        if place in ("url", "$schema", "contentType"):
            assert each.startswith(("https://ma.example.co.jp/", "http://adaptivecards.io/", "application/vnd."))
        else:
            assert "://" not in each
    kinds = {each for place, each in walked(body) if place == "type"}
    assert not kinds & {"mrkdwn", "TextBlock"}
    if kind == "slack":
        assert "<" not in body["text"]


def walked(said, place=""):
    if isinstance(said, dict):
        for name, each in said.items():
            yield from walked(each, name)
    elif isinstance(said, list):
        for each in said:
            yield from walked(each, place)
    elif isinstance(said, str):
        yield place, said


def test_lengths_are_the_makers():
    long = Brief(
        "題" * 900,
        tuple("行" * 499 for _ in range(9)),
        tuple(Button("答" * 99, "https://x.example.com/") for _ in range(9)),
    )
    blocks = json.loads(posted("slack", long).body)["blocks"]
    assert len(blocks[0]["text"]["text"]) == 150 and len(blocks[1]["text"]["text"]) <= 3000
    assert len(blocks[2]["elements"]) == 5 and len(blocks[2]["elements"][0]["text"]["text"]) == 75
    line = json.loads(posted("line_works", long).body)
    assert len(line["title"]) == 100 and len(line["body"]["text"]) == 1000 and len(line["button"]["label"]) == 20
    card = json.loads(posted("teams", long).body)["attachments"][0]["content"]
    assert len(card["actions"]) == 6 and len(posted("teams", long).body) < 28_000
    bounded = brief._brief("t", ["x" * 900] * 9, ())
    assert len(bounded.text) <= brief.LONGEST and all(len(line) == brief.LONGEST_LINE for line in bounded.lines)


@pytest.mark.parametrize(
    ("status", "chat", "said"),
    [
        *((status, "taken", "taken") for status in (200, 202, 204, 299)),
        *((status, "again", "again") for status in (199, 300, 302, 408, 500, 503)),
        *((status, "refused", "again") for status in (400, 401, 403, 404, 405, 413, 415, 422)),
        (410, "gone", "gone"),
        (429, "busy", "busy"),
    ],
)
def test_what_an_answer_means(status, chat, said):
    assert verdict.of_chat(status) == chat and verdict.of_program(status) == said


@pytest.mark.parametrize("kind", CHANNEL)
def test_a_secret_of_another_kind_is_none(kind):
    """So that an address that somebody pasted leads to the maker, and to nobody else."""
    assert CHANNELS[kind].accepts(CHANNEL[kind][1])
    others = [secret for other, (_, secret) in CHANNEL.items() if other not in (kind, "webhook")]
    odd = [
        "",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evil.example/.logic.azure.com",
        "https://[",
        "x y",
    ]
    assert kind == "webhook" or not any(CHANNELS[kind].accepts(each) for each in [*others, *odd])
