"""The demo site: a small company whose pages carry the real tag, so that a newcomer can be a visitor.

Rules
1. It uses Mikomi as any site would: the snippet, `/tag.js`, `/form.js`; nothing else of the stack.
2. Every page is in Japanese and English; `?lang=` chooses, a cookie remembers, else it is the language of the company.
3. The company is that of the examples (`stack.language`): its name, address and prices are the same in both languages.
"""

import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.routes import Answer
from local.stack import WRITE_KEY
from local.template import Body

SITE = Path(__file__).resolve().parent / "site"
COMPANIES: dict[str, Body] = {
    "ja": {
        "name": ("サンプル商店", "Sample Shoten"),
        "address": (
            "株式会社サンプル商店 〒530-0003 大阪市北区堂島0-0-0",
            "Sample Shoten K.K., 0-0-0 Dojima, Kita-ku, Osaka 530-0003",
        ),
        "start": "¥9,800",
        "standard": "¥29,800",
        "setup": "¥50,000",
        "place": ("大阪", "Osaka"),
    },
    "en": {
        "name": ("Sample Trading", "Sample Trading"),
        "address": ("Sample Trading Ltd, 1 Sample Street, London, EC1A 1AA",) * 2,
        "start": "£49",
        "standard": "£149",
        "setup": "£250",
        "place": ("ロンドン", "London"),
    },
}
_MENU = (("/products", "商品", "Products"), ("/price", "料金", "Prices"), ("/cases", "導入事例", "Stories"))


def page(target: str, headers: list[tuple[str, str]], company: str = "ja") -> Answer | None:
    """The page or file at this path and query of the `company` of that language; None if the site has none."""
    path, _, query = target.partition("?")
    name = path.strip("/")
    found = next(filter(None, map(_file, (name, f"{name}.html", f"{name}/index.html".lstrip("/")))), None)
    if not found or found.name == "base.html":
        return None
    asked = parse_qs(query).get("lang", [""])[0]
    cookie = next((value for header, value in headers if header == "cookie"), "")
    kept = next((each for each in ("ja", "en") if f"lang={each}" in cookie), company)
    language = asked if asked in ("ja", "en") else kept
    if found.suffix != ".html":
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return Answer(
            200, [("content-type", f"{kind}; charset=utf-8"), ("cache-control", "no-cache")], found.read_bytes()
        )
    menu = [(address, japanese if language == "ja" else english) for address, japanese, english in _MENU]
    html = (
        _templates()
        .get_template(found.relative_to(SITE).as_posix())
        .render(
            lang=language,
            key=WRITE_KEY,
            here=path,
            menu=menu,
            company=COMPANIES[company],
            t=lambda ja, en: ja if language == "ja" else en,
        )
    )
    sent = [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-cache")]
    if asked:
        sent.append(("set-cookie", f"lang={language}; Path=/; SameSite=Lax"))
    return Answer(200, sent, html.encode())


def _file(name: str) -> Path | None:
    """The site's file of this name, as the file system writes it (`a/../b` is `b`); None if there is none."""
    try:
        file = (SITE / name).resolve()
        return file if file.is_relative_to(SITE) and file.is_file() else None
    except (OSError, ValueError):  # longer than a name can be, or with a zero byte in it
        return None


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(SITE), autoescape=True, undefined=StrictUndefined)
