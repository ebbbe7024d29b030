"""A file that a form gives away, by a signed link that ends."""

from mikomi import clock, tokens
from mikomi.aws import assets, secrets
from mikomi.errors import Refused
from mikomi.http import Response, redirect, respond


def give(token: str) -> Response:
    """The file, or the way to it. `Refused`: `link_invalid`, `link_expired`, or `not_found` if the file was taken
    away."""
    link = tokens.unseal(secrets.root(), "asset", token)
    if not link:
        raise Refused("link_invalid")
    if clock.now() >= link["x"]:
        raise Refused("link_expired")
    asset = assets.fetch(link["f"])
    if asset is None:
        raise Refused("not_found")
    if asset.body is None:
        return redirect(asset.address)
    return respond(200, asset.body, _headers(link["f"]))


def _headers(file: str) -> dict[str, str]:
    """Saved, never shown: a file is the marketers', and must not run on the address of our pages."""
    from mimetypes import guess_type
    from urllib.parse import quote

    name = file.rpartition("/")[2]
    return {
        "content-type": guess_type(name)[0] or "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "default-src 'none'; sandbox",
        "referrer-policy": "no-referrer",
    }
