"""A form's own page as a page of the company: the sections around the form, and how its link looks where it is shared.

Rules
1. Words stand as text and pictures by their addresses: nothing that was written becomes HTML.
2. The page may load pictures from the hosts of its own sections, by https, and from nowhere else.
3. A visitor sees the first picture at once; the others are loaded when they come near.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from mikomi import web_address
from mikomi.model.form import Form
from mikomi.model.landing import PagePicture, PageSection, Testimonial
from mikomi.model.words import in_language
from mikomi.settings import settings

_PARAGRAPHS = re.compile(r"\n[ \t\u3000]*\n\s*")
LOCALES = {"ja": "ja_JP", "en": "en_US"}


def sections(written: Sequence[PageSection] | None, language: str, first: PagePicture | None) -> list[dict[str, Any]]:
    """As the template sees them. `first` is the page's first picture."""
    return [_section(section, language, first) for section in written or ()]


def preview(form: Form, language: str, title: str, company: str) -> dict[str, Any]:
    """What a service shows that looks at the page's link; names as Open Graph has them."""
    share = form.share
    chosen = share.picture if share and share.picture else next(iter(form.pictures), None)
    address = _address(chosen) if chosen else ""
    return {
        "title": in_language(share.title if share else None, language) or title,
        "description": in_language(share.description if share else None, language),
        "picture": address,
        "alt": in_language(chosen.alt, language) if chosen else "",
        "width": chosen.width if chosen else None,
        "height": chosen.height if chosen else None,
        "address": f"{settings().api_url}/f/{form.id}?lang={language}",
        "locale": LOCALES.get(language, ""),
        "site": company,
    }


def hosts(pictures: Iterable[PagePicture]) -> tuple[str, ...]:
    """From where these come, as a Content-Security-Policy names it."""
    read = (web_address.read(picture.url) for picture in pictures if _address(picture))
    return tuple(dict.fromkeys(f"https://{found.site}" for found in read if found))


def _section(section: PageSection, language: str, first: PagePicture | None) -> dict[str, Any]:
    return {
        "heading": in_language(section.heading, language),
        "paragraphs": _paragraphs(in_language(section.text, language)),
        "picture": _picture(section.picture, language, first),
        "list": [in_language(item, language) for item in section.list_ or ()],
        "testimonials": [_testimonial(each, language, first) for each in section.testimonials or ()],
    }


def _testimonial(said: Testimonial, language: str, first: PagePicture | None) -> dict[str, Any]:
    return {
        "quote": _paragraphs(in_language(said.quote, language)),
        "name": in_language(said.name, language),
        "role": in_language(said.role, language),
        "picture": _picture(said.picture, language, first),
    }


def _picture(picture: PagePicture | None, language: str, first: PagePicture | None) -> dict[str, Any] | None:
    if picture is None or not (address := _address(picture)):
        return None
    return {
        "address": address,
        "alt": in_language(picture.alt, language),
        "width": picture.width,
        "height": picture.height,
        "lazy": picture is not first,
    }


def _address(picture: PagePicture) -> str:
    """The picture's address in ASCII; empty for one that is none, which a plan of another release may have."""
    read = web_address.read(picture.url)
    return read.text if read and read.text.startswith("https://") and not read.has_user else ""


def _paragraphs(text: str) -> list[str]:
    return [part for part in (each.strip() for each in _PARAGRAPHS.split(text)) if part]
