"""A mail in the browser (`view_url`), as its reader got it: for mail programs that show it badly.

The page is the marketers' HTML on our own address, so it may show pictures and styles and follow links, and nothing
else: no script, no form, no look at anything of ours.
"""

from mikomi import clock, tokens
from mikomi.aws import ledger, people, plans, secrets
from mikomi.aws.ledger import Key
from mikomi.core.mails import render
from mikomi.core.mails.links import SAMPLE, Links
from mikomi.errors import Refused
from mikomi.http import Response, respond
from mikomi.model import stored_json
from mikomi.model.effects import SendMail
from mikomi.settings import settings

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
    row = ledger.read(Key.of_mail(link["p"], link["m"]))
    person = people.load(link["p"]) if row and row.status in ("sent", "claimed", "unknown") else None
    if row is None or person is None:
        raise Refused("not_found")
    effect = stored_json.read(SendMail, row.effect)
    links = Links(secrets.root(), settings().api_url, clock.now())
    try:
        words = render.mail(effect, person, plans.version(effect.plan), links)
    except render.Unrenderable:
        raise Refused("not_found") from None
    return respond(200, words.html, HEADERS)
