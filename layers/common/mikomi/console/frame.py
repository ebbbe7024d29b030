"""Templates made into pages, and the files that they need.

`page` answers with the console's policy: own scripts and styles only, nothing inline, no frames around us.
"""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from mikomi import http
from mikomi.console import navigation, roles
from mikomi.console.words import say
from mikomi.core.session import Session
from mikomi.http import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FILES = {
    "console.css": "text/css; charset=utf-8",
    "desk.css": "text/css; charset=utf-8",
    "guide.css": "text/css; charset=utf-8",
    "library.css": "text/css; charset=utf-8",
    "leads.css": "text/css; charset=utf-8",
    "leads.js": "text/javascript; charset=utf-8",
    "local.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
    "htmx.js": "text/javascript; charset=utf-8",
}


NOBODY = Session(id="", user="", ends=0)
OUTSIDE = {
    "user": None,
    "seat": NOBODY,
    "csrf": "",
    "inside": False,
    "local": False,
    "here": "",
    "elsewhere": "?",
    "nav": (),
    "send_to": "",
}
"""What a page's frame shows to a stranger. `send_to`: where else than to us its forms may send."""


def page(template: str, language: str, *, status: int = 200, **data: Any) -> Response:
    """The template as a page in `language` (`ja`, `en`); its frame is a stranger's unless `data` says who is inside.

    Templates offer what whoever is seated may do (`may`), and nothing else."""
    seen = {**OUTSIDE, "language": language, "build": _build(), **data}
    who: Session = seen.pop("seat")
    send_to = seen.pop("send_to")
    seen["may"] = roles.rights(who)
    if seen["inside"]:
        seen["nav"] = navigation.ways(str(seen["here"]), language, who, local=bool(seen["local"]))
    html = _templates().get_template(template).render(seen, say=lambda key, **params: say(key, language, **params))
    return http.respond(
        status,
        html,
        {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": POLICY.replace("form-action 'self'", f"form-action 'self' {send_to}".rstrip()),
            "referrer-policy": "strict-origin" if send_to else "same-origin",
            "x-robots-tag": "noindex, nofollow",
            "vary": "accept-language, cookie, hx-request",
        },
    )


def csv(text: str, name: str) -> Response:
    """A table as a file to be kept."""
    return kept(text, name, "text/csv")


def kept(text: str, name: str, kind: str) -> Response:
    """A file to be kept."""
    return http.respond(
        200,
        text,
        {
            "content-type": f"{kind}; charset=utf-8",
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": POLICY,
            "x-robots-tag": "noindex, nofollow",
        },
    )


def static(name: str) -> Response | None:
    """One of the console's files; None if there is no such file. Their addresses change with their contents."""
    if name not in FILES:
        return None
    headers = {"content-type": FILES[name], "cache-control": "public, max-age=31536000, immutable"}
    return http.respond(200, _contents(name), headers)


@cache
def _contents(name: str) -> str:
    # htmx is a pinned package's file; a copy of it in our tree would never be renewed
    place = (
        files("js_lib_htmx") / "static/htmx/htmx.min.js" if name == "htmx.js" else files(__package__) / "static" / name
    )
    return place.read_text(encoding="utf-8")


@cache
def _build() -> str:
    return sha256("".join(_contents(name) for name in sorted(FILES)).encode()).hexdigest()[:12]


@cache
def _templates() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("mikomi.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
