"""The text part of a mail as derived from its HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.mails import templates, text_part

HTML = """<!doctype html><html><head><title>件名 {{ lead.company }}</title><style>p { color: red }</style></head>
<body><div style="display:none">preview</div><!-- {{ unsubscribe_url }} -->
<h1>こんにちは</h1><p>{{ lead.honorific }}<br>お世話に
なっております。</p>
<ul><li>一つめ</li><li>二つめ</li></ul>
{% if lead.title and 1 < 2 %}<p>役職: {{ lead.title }}</p>{% endif %}
<p><a href="https://example.co.jp/?a=1&amp;b=2">くわしく</a> <img src="x.png" alt="写真"></p>
<table><tr><td>左</td><td>右</td></tr></table>
<a href="{{ unsubscribe_url }}">配信を停止する</a></body></html>"""

TEXT = """こんにちは

{{ lead.honorific }}
お世話になっております。

・一つめ
・二つめ

{% if lead.title and 1 < 2 %}役職: {{ lead.title }}

{% endif %}くわしく 写真
くわしく: https://example.co.jp/?a=1&b=2

左 右

配信を停止する: {{ unsubscribe_url }}
"""


def test_a_reader_gets_what_is_visible() -> None:
    """Blocks are lines, links are written out, Jinja goes through; comments, styles and what is hidden do not."""
    assert text_part.derive(HTML) == TEXT
    assert text_part.title(HTML) == "件名 {{ lead.company }}"
    assert not templates.read(text_part.derive(HTML)).refusals


@given(st.text(st.sampled_from("<>/ =\"'abpdivahrefscriptyle{}%&;!-\n\ue000\ue001あ"), max_size=120))
def test_any_html_is_read(html: str) -> None:
    """However broken the HTML, there is a text; marks of Jinja are neither lost nor made up."""
    derived = text_part.derive(html)
    assert derived.count("{{") <= html.count("{{")


def test_a_head_that_is_never_closed_hides_nothing_of_the_body() -> None:
    """HTML lets `</head>` be left out; the title is the title, and no line of the text."""
    for end in ("</head>", ""):
        page = f"<html><head><title>題</title><style>p {{}}</style>{end}<body><p>本文</p></body></html>"
        assert text_part.derive(page).split() == ["本文"] and text_part.title(page) == "題"


LINK = '<a href="https://example.co.jp/a">くわしく</a>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>資料は{LINK}をご覧ください。</p>", "資料はくわしくをご覧ください。\nくわしく: https://example.co.jp/a"),
        (f"<p>資料: {LINK}</p><p>次</p>", "資料: くわしく: https://example.co.jp/a\n\n次"),
        (f"<p>{LINK}<br>次</p>", "くわしく: https://example.co.jp/a\n次"),
        (
            f"<p>{LINK} | <a href='https://example.co.jp/b'>停止</a></p>",
            "くわしく: https://example.co.jp/a\n停止: https://example.co.jp/b",
        ),
        (
            f"<table><tr><td>{LINK}</td><td>3,200円</td></tr> <tr><td>汽車</td><td>4,800円</td></tr></table>",
            "くわしく 3,200円: https://example.co.jp/a\n汽車 4,800円",
        ),
        (
            f"<p>{{% if lead.title %}}{LINK}を{{% endif %}}どうぞ</p>",
            "{% if lead.title %}くわしく: https://example.co.jp/a を{% endif %}どうぞ",
        ),
        ("<p><a href='https://example.co.jp/a'>https://example.co.jp/a</a> です", "https://example.co.jp/a です"),
        ("<p><a href='mailto:a@example.jp?subject=x'>メール</a>でどうぞ", "メールでどうぞ\nメール: a@example.jp"),
        ("<p><a href='mailto:a@example.jp'>a@example.jp</a> / <a href='tel:03-1234-5678'>電話</a>",
         "a@example.jp / 電話: 03-1234-5678"),
        ("<a href='https://example.co.jp'><img src='x' alt='積み木'></a>", "積み木: https://example.co.jp"),
        ("<ol><li>一<li>二</ol><ul><li>三</ul>", "1. 一\n2. 二\n\n・三"),
        ("<html lang=ja><ol><li>一{% if lead.title %}<li>二{% endif %}</ol>",
         "・一{% if lead.title %}\n・二{% endif %}"),
        ("<html lang=ja><h2>One</h2> <p>two</p><h2>Three</h2><p>four", "■ One\ntwo\n\n■ Three\nfour"),
        ("<h2>One</h2><p>two</p>", "One\ntwo"),
        ("<table><tr><th>日時</th><td>2月</td></tr><tr><th>14:00</th><td>開場</td></tr></table>",
         "日時: 2月\n14:00 開場"),
        ("<table><tr><th>品</th><th>値</th></tr><tr><td>本</td><td>1円</td></tr></table>", "品 値\n本 1円"),
        ("<p>日本\n  語 と\n\tEnglish\nwords。\n（次）", "日本語 と English words。（次）"),
        ("<p>山田　太郎様", "山田　太郎様"),
        ("<p>a</p>{% if lead.title %}<p>b</p>{% else %}<p>c</p>{% endif %}<p>d</p>",
         "a\n\n{% if lead.title %}b\n\n{% else %}c\n\n{% endif %}d"),
        ("{% if lead.title %}<p>b</p>{% endif %}<p>d</p>", "{% if lead.title %}b\n\n{% endif %}d"),
        (f"<p>{LINK}<span hidden>x</span></p>", "くわしく: https://example.co.jp/a"),
        (f"<div style='display:none'>{LINK}</div>見える", "見える"),
    ],
)  # fmt: skip
def test_nobody_trips_over_it(html: str, text: str) -> None:
    """Sentences go on without an address in their middle; lists, rows, headings and branches read as they look."""
    assert text_part.derive(html) == text + "\n"
