"""A mail in the browser (`view_url`), as its reader got it: for mail programs that show it badly.

It is made of what it was made of when it was sent (`shell.sent_mails`). A mail of a release that did not note that is
made of what is known of its reader now.

The page is the marketers' HTML on our own address, so it may show pictures and styles and follow links, and nothing
else: no script, no form, no look at anything of ours.
"""

from mikomi import clock, tokens
from mikomi.aws import people, plans, secrets
from mikomi.core.mails import render
from mikomi.core.mails.links import SAMPLE, Links
from mikomi.errors import Refused
from mikomi.http import Response, respond
from mikomi.model.effects import SendMail
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell import sent_mails

HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https: data: 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}


def show(token: str) -> Response:
    """The mail of this link. `Refused`: `link_invalid`, or `not_found` if it never went out or its reader is gone."""
    if token == SAMPLE:
        raise Refused("link_of_sample")
    link = tokens.unseal(secrets.root(), "view", token)
    if not link:
        raise Refused("link_invalid")
    sent = sent_mails.look(link["p"], link["m"])
    person = people.load(link["p"]) if sent else None
    if sent is None or person is None:
        raise Refused("not_found")
    again = sent.latest
    return respond(200, again.mail.html if again and again.mail else _as_of_now(sent.effect, person), HEADERS)


def _as_of_now(effect: SendMail, person: Person) -> str:
    links = Links(secrets.root(), settings().api_url, clock.now())
    try:
        return render.mail(effect, person, plans.version(effect.plan), links).html
    except render.Unrenderable:
        raise Refused("not_found") from None
