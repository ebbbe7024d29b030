"""The text part of a mail as derived from its HTML."""

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
お世話に なっております。

・一つめ
・二つめ
{% if lead.title and 1 < 2 %}

役職: {{ lead.title }}

{% endif %}

くわしく: https://example.co.jp/?a=1&b=2 写真

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
