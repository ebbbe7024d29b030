"""What may stand around a form on its own page, and what is said where it cannot."""

import json
from typing import Any

import pytest
from mikomi.core.checking import workspace

from tests.core.workspaces import examples

FORM = "forms/contact.json"
PICTURE = {"url": "https://example.co.jp/a.png", "alt": "工場"}


def codes_and_places(**keys: Any) -> list[tuple[str, str]]:
    """What checking says of the contact form with these keys beside its own."""
    files = examples()
    written = json.loads(files[FORM]) | keys
    _, problems = workspace.read({**files, FORM: json.dumps(written, ensure_ascii=False).encode()})
    return [(problem.code, problem.pointer) for problem in problems]


def section(**keys: Any) -> dict[str, Any]:
    return {"above": [{"text": "…"}, keys]}


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (section(heading="見出しだけ"), ("E-section-empty", "/above/1")),
        ({"below": [{"note": "なにもない"}]}, ("E-section-empty", "/below/0")),
        (section(picture={"url": "https://example.co.jp/a.png"}), ("E-missing", "/above/1/picture")),
        (section(picture=PICTURE | {"url": "http://example.co.jp/a.png"}), ("E-picture-url", "/above/1/picture/url")),
        (section(picture=PICTURE | {"url": "//example.co.jp/a.png"}), ("E-picture-url", "/above/1/picture/url")),
        (section(picture=PICTURE | {"url": "/a.png"}), ("E-picture-url", "/above/1/picture/url")),
        (section(picture=PICTURE | {"url": "data:image/png;base64,AA"}), ("E-picture-url", "/above/1/picture/url")),
        (section(picture=PICTURE | {"url": "https://a@example.co.jp/"}), ("E-picture-url", "/above/1/picture/url")),
        (
            section(testimonials=[{"quote": "…", "name": "…", "picture": PICTURE | {"url": "javascript:1"}}]),
            ("E-picture-url", "/above/1/testimonials/0/picture/url"),
        ),
        (section(picture=PICTURE | {"alt": " "}), ("W-picture-alt", "/above/1/picture/alt")),
        (section(testimonials=[{"quote": "…"}]), ("E-missing", "/above/1/testimonials/0")),
        (section(list=[]), ("E-length", "/above/1/list")),
        (section(picture=PICTURE | {"width": 0}), ("E-range", "/above/1/picture/width")),
        (section(html="<b>x</b>"), ("E-unknown", "/above/1/html")),
        ({"share": {"title": "見出し"}}, ("W-share-picture", "/share")),
        ({"share": {"picture": PICTURE | {"url": "ftp://example.co.jp/"}}}, ("E-picture-url", "/share/picture/url")),
    ],
)
def test_what_cannot_be_shown_is_said_in_its_place(keys: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in codes_and_places(**keys)
    assert {code for code, _ in codes_and_places(**keys)} <= {problem[0], "E-section-empty"}


@pytest.mark.parametrize(
    "keys",
    [
        section(picture=PICTURE, heading="工場"),
        section(picture=PICTURE | {"url": "https://画像.example.jp:8443/工場 の写真.png"}),
        section(list=["一", {"ja": "二", "en": "two"}]),
        {"share": {"title": "見出し"}, **section(picture=PICTURE)},
        {"share": {"title": "見出し", "picture": PICTURE}},
    ],
)
def test_what_can_be_shown_is_no_problem(keys: dict[str, Any]) -> None:
    """A host may be written in Japanese; a shared link without a picture of its own has the page's."""
    assert codes_and_places(**keys) == []
