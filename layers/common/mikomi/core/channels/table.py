"""The one table of channels: what each posts, what opens it, what its answers mean, how long it is left alone."""

from collections.abc import Callable
from typing import NamedTuple

from mikomi.core.channels import verdict
from mikomi.core.channels.chatwork import message as chatwork
from mikomi.core.channels.line_works import message as line_works
from mikomi.core.channels.parcel import Consignment, Credential, Parcel
from mikomi.core.channels.slack import message as slack
from mikomi.core.channels.teams import message as teams
from mikomi.core.channels.verdict import Verdict
from mikomi.core.channels.webhook import message as webhook
from mikomi.model.base import Millis
from mikomi.model.channel import Channel, ChannelKind
from mikomi.model.duration import MINUTE


class ChannelWay(NamedTuple):
    """`name`: as people call it. `busy_for`: after that long its measure has begun anew."""

    name: str
    parcel: Callable[[Consignment, Channel, Credential], Parcel]
    accepts: Callable[[str], bool]
    verdict: Callable[[int], Verdict] = verdict.of_chat
    busy_for: Millis = MINUTE


CHANNELS: dict[ChannelKind, ChannelWay] = {
    "slack": ChannelWay("Slack", slack.parcel, slack.accepts),
    "chatwork": ChannelWay("Chatwork", chatwork.parcel, chatwork.accepts, busy_for=chatwork.BUSY_FOR),
    "line_works": ChannelWay("LINE WORKS", line_works.parcel, line_works.accepts),
    "teams": ChannelWay("Microsoft Teams", teams.parcel, teams.accepts),
    "webhook": ChannelWay("Webhook", webhook.parcel, webhook.accepts, verdict.of_program),
}
