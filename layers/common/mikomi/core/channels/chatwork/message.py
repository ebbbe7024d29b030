"""A message into a room of Chatwork.

Rules
1. The body is a form; the token a header.
2. Square brackets are Chatwork's marks (`[To:1]`, `[toall]`): in what comes out of a lead they are wide ones.
3. 300 calls in five minutes are all there is for a token: who comes when they are used up is asked again when they are
   there anew.
"""

import re
from urllib.parse import urlencode

from mikomi.core.channels.brief import Brief
from mikomi.core.channels.parcel import Consignment, Credential, Parcel
from mikomi.model.channel import Channel
from mikomi.model.duration import MINUTE

BUSY_FOR = 5 * MINUTE
_TOKEN = re.compile(r"[0-9A-Za-z_-]{16,128}")
_WIDE = str.maketrans("[]", "［］")


def parcel(consignment: Consignment, channel: Channel, opens: Credential) -> Parcel:
    headers = {"X-ChatWorkToken": opens.value, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"body": message(consignment.brief), "self_unread": "1"}).encode()
    return Parcel(f"https://api.chatwork.com/v2/rooms/{channel.room}/messages", headers, body)


def accepts(secret: str) -> bool:
    return _TOKEN.fullmatch(secret) is not None


def message(brief: Brief) -> str:
    title, text = brief.title.translate(_WIDE), brief.text.translate(_WIDE)
    links = [f"{each.label.translate(_WIDE)}\n{each.url}" for each in brief.buttons]
    return "\n".join([f"[info][title]{title}[/title]{text}[/info]", *links])
