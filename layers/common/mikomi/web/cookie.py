"""The first-party cookie, written anew by a server of the same site: a browser that forgets within days what a script
wrote keeps for a year what a server wrote.

Rules
1. The cookie that came is the one that goes: what the address says (`?a=`) counts only where none came, and only if
   the browser itself says that a page of the same site asks. Otherwise a stranger's page could put its own id into a
   visitor's browser, and follow there what the visitor does from then on.
2. `?d=` is the site's own domain as the tag found it. It counts only if our host lies in it; a browser refuses it if
   others may register names there too.
3. A script reads the cookie (the tag is one), so it is not HttpOnly; it holds nothing but a random id.
"""

import re
from urllib.parse import urlsplit

from mikomi.http import Request, Response, picture
from mikomi.settings import settings
from mikomi.web.recognition import COOKIE

LASTS = 34_560_000
"""Seconds: 400 days, the longest that browsers keep a cookie."""

_ID = re.compile(r"[A-Za-z0-9._~:-]{8,200}")
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


def renew(request: Request) -> Response:
    """A picture, and with it the cookie anew where there is one to renew; 403 for a page of another site."""
    site = request.headers.get("sec-fetch-site", "")
    if site not in ("same-origin", "same-site", ""):
        return picture(403, {"x-mikomi-error": "other_site"})
    query = request.query
    browser = request.cookie(COOKIE) or (query.get("a", "") if site else "")
    our = urlsplit(settings().api_url)
    domain = query.get("d", "").lower().lstrip(".")
    lies_within = _DOMAIN.fullmatch(domain) and f".{our.hostname}".endswith(f".{domain}")
    if not _ID.fullmatch(browser) or (domain and not lies_within):
        return picture(200)
    parts = [f"{COOKIE}={browser}", "Path=/", f"Max-Age={LASTS}", "SameSite=Lax"]
    parts += [f"Domain={domain}"] if domain else []
    parts += ["Secure"] if our.scheme == "https" else []
    return picture(200, cookies=["; ".join(parts)])
