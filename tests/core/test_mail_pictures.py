"""Whoever does not see a mail's pictures is told what they show, and where links lead."""

import pytest
from mikomi.core.checking import workspace

from tests.core.workspaces import examples

FAQ = "mails/faq.html"
WORDS = '<img src="https://example.co.jp/a.jpg" alt="積み木">'
SILENT = WORDS.replace("積み木", "")
NONE = WORDS.replace(' alt="積み木"', "")
OTHER = NONE.replace("a.jpg", "b.jpg")


def problems(body: str) -> list[tuple[str, str]]:
    """Code and what is marked, with this in the body of a mail."""
    files = examples()
    files[FAQ] = files[FAQ].replace(b"</body>", f"{body}</body>".encode())
    return [(p.code, p.excerpt[p.caret - 1 :][: p.width]) for p in workspace.read(files)[1]]


@pytest.mark.parametrize(
    "body",
    [
        WORDS,
        SILENT,
        f'<a href="https://example.co.jp">{WORDS}</a>',
        f'<a href="https://example.co.jp">{SILENT} 積み木を見る</a>',
        f'<a href="https://example.co.jp">{SILENT}{WORDS}</a>',
        f'<a href="https://example.co.jp" aria-label="積み木">{SILENT}</a>',
        f'<a href="https://example.co.jp"><b>見る</b></a>{SILENT}',
        WORDS.replace("積み木", "{{ lead.company | default('積み木') }}"),
        f"<!-- {NONE} -->",
    ],
)
def test_nothing_is_said_of_what_is_clear(body: str) -> None:
    assert problems(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (NONE, [("W-mail-alt", NONE)]),
        (f'<a href="https://example.co.jp">{NONE}</a>', [("W-mail-alt", NONE)]),
        (NONE + WORDS + OTHER, [("W-mail-alt", NONE), ("W-mail-alt", OTHER)]),
        (NONE + NONE, [("W-mail-alt", NONE), ("W-mail-alt", NONE)]),
        (f'<a href="https://example.co.jp">{SILENT} </a>', [("W-link-words", '<a href="https://example.co.jp">')]),
        (f'<a href="{{{{ company.site }}}}">{SILENT}', []),
        (f'<a href="https://example.co.jp">{SILENT}<a href="https://example.com">b</a>',
         [("W-link-words", '<a href="https://example.co.jp">')]),
    ],
)  # fmt: skip
def test_a_picture_that_says_nothing_is_told_where_it_stands(body: str, expected: list[tuple[str, str]]) -> None:
    assert problems(body) == expected


def test_a_layouts_picture_is_told_once() -> None:
    """However many mails it is put around."""
    layout = (
        "<html><head><title>{% block t %}{% endblock %}</title></head><body>" + NONE + "{% block b %}{% endblock %}"
    )
    legal = (
        "{{ company.name }} {{ company.postal_address }} {{ company.contact }} <a href='{{ unsubscribe_url }}'>x</a>"
    )
    mail = "{% extends '_l.html' %}{% block t %}x{% endblock %}{% block b %}y{% endblock %}"
    files = examples() | {"mails/_l.html": f"{layout}{legal}</body></html>".encode()}
    files |= {FAQ: mail.encode(), "mails/thanks.html": mail.encode()}
    assert [(p.code, p.file) for p in workspace.read(files)[1]] == [("W-mail-alt", "mails/_l.html")]
