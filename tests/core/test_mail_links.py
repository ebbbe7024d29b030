"""The links of a mail: those that its template has of its own, whatever is filled in, in HTML and text alike."""

import itertools
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import tokens, web_address
from mikomi.core.mails import render, text_part, written_links
from mikomi.model.company import Company
from msgspec.structs import replace

from tests.core.mails import LINKS, decided, lead, mail_plan, template

API = LINKS.api_url


class Anchors(HTMLParser):
    """The links that a reader meets; and those that nobody does (`hidden`), with what they say of themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("aria-hidden"):
            self.hidden.append(dict(attrs))
        else:
            self.found += [value or "" for name, value in attrs if name == "href" and tag in ("a", "area")]


def anchors(html: str) -> list[str]:
    finder = Anchors()
    finder.feed(html)
    finder.close()
    return finder.found


def said(link: str) -> dict[str, Any]:
    """What a countable link says; {} for any other."""
    token = link.removeprefix(f"{API}/c/")
    return (tokens.unseal(LINKS.root, "click", token) if token != link else None) or {}


def rendered(html: str, text: str | None = None, person: Any = None, **settings: Any) -> render.Rendered:
    """A transactional mail (no legal lines) of these templates."""
    of = template("thanks", html=html, text=text_part.derive(html) if text is None else text)
    return render.mail(decided("thanks"), person or lead(), mail_plan(of, **settings), LINKS)


def targets(words: render.Rendered) -> tuple[list[str], list[str]]:
    """Where the countable links of the HTML lead, and those of the text."""
    in_text = re.findall(rf"{API}/c/[\w-]+\.[\w-]+", words.text)
    return [said(link)["u"] for link in anchors(words.html) if said(link)], [said(link)["u"] for link in in_text]


snippets = st.sampled_from(
    [
        '<a href="https://example.co.jp/a?b=1&amp;c=2">x</a>',
        "<A HREF='http://example.co.jp/'>y</A>",
        "<a class=k href=https://example.co.jp/z>z</a>",
        '<a\n  title="a > b" href = "https://example.co.jp/料金">料金</a>',
        '<a data-href="https://no.example/" title=\'href="https://no.example"\' href="https://example.co.jp/d">d</a>',
        '<a href="mailto:a@b.jp">m</a>',
        '<a href="#top">t</a>',
        "<a>none</a>",
        '<a href="tel:+8161234">t</a>',
        "<!-- <a href='https://hidden.example'>n</a> -->",
        "<script>'<a href=\"https://in.script\">'</script>",
        '<img src="https://example.co.jp/i.png">',
        "<p>本文 &amp; 本文</p>",
        "\r\n",
        "\n",
        "<area href='https://example.co.jp/area'>",
        "&",
    ]
)


@given(html=st.lists(snippets, max_size=10).map("".join))
def test_counting_links_changes_the_targets_and_nothing_else(html):
    """Put the targets back, take the pixel and the hidden link out, and the marketer's HTML is there, byte for byte but
    for quotes."""
    effect, words = decided("thanks"), rendered(html)
    counted = words.html
    payloads = [said(link) for link in anchors(counted) if said(link)]
    assert all(payload["m"] == effect.id and payload["p"] == "l_1" for payload in payloads)
    restored = re.sub(r"<img src=\"https://ma\.example\.co\.jp/o/[^>]+>", "", counted)
    restored = re.sub(r"<a href=\"https://ma\.example\.co\.jp/c/[^>]+aria-hidden[^>]+></a>", "", restored)
    for link in anchors(counted):
        restored = restored.replace(link, said(link)["u"], 1) if said(link) else restored
    assert unescape(restored).replace("'", '"').replace('"', "") == unescape(
        html.replace("\r\n", "\n")  # as Jinja writes line ends
    ).replace("'", '"').replace('"', "")
    assert not any(re.match("https://(hidden|in|no)", payload["u"]) for payload in payloads)


WRITTEN = [
    "https://example.jp/wiki/lead_(sales)",
    "https://example.jp/file(1).pdf",
    "https://example.jp/?q=O'Brien",
    "https://example.jp/a b/c",
    "https://example.jp/資料/冬の案内",
    "https://日本語.jp/",
    "https://example.jp/「x」、。",
    "https://example.jp/end.",
    "https://example.jp/end)",
    "https://example.jp/?a=1&currency=JPY&section=2&copy=3",
    "https://example.jp/{x}",
    "https://example.jp/é,;!",
]


@pytest.mark.parametrize("address", WRITTEN)
@pytest.mark.parametrize("around", ["文({})。", "<b>{}</b>", "{}"])
def test_the_text_part_leads_where_the_html_leads(address, around):
    """A link of the derived text is the HTML's, whatever it holds and stands in: written where it is known."""
    shown = address.replace("{", "%7B").replace("}", "%7D")
    words = rendered("<p>" + around.format(f'<a href="{address}">ここ</a>') + "</p>")
    assert targets(words) == ([shown], [shown])


def test_a_link_that_only_programs_find_stands_beside_those_that_are_counted():
    """Empty and hidden from eyes, keys and screen readers; in the HTML alone, with no address of the template in it,
    and saying of itself that whoever follows it is none. A mail without a counted link has none."""
    words = rendered('<p><a href="https://example.jp/">見る</a></p>')
    finder = Anchors()
    finder.feed(words.html)
    (trap,) = finder.hidden
    assert (trap["style"], trap["tabindex"]) == ("display:none", "-1")
    link = trap["href"] or ""
    assert said(link)["h"] == 1 and said(link)["m"] == decided("thanks").id and "r" not in said(link)
    assert f'{link}" style="display:none" tabindex="-1" aria-hidden="true"></a>' in words.html
    assert link not in words.text and targets(words) == (["https://example.jp/"],) * 2
    assert "aria-hidden" not in rendered('<p><a href="{{ view_url }}">見る</a></p>').html


def test_a_link_whose_words_are_its_address_is_counted_once():
    """`<a href="X">X</a>` is X in the text, and X there is the link."""
    words = rendered('<p><a href="https://example.jp/?a=1&amp;b=2"> https://example.jp/?a=1&amp;b=2 </a>です</p>')
    assert targets(words) == (["https://example.jp/?a=1&b=2"],) * 2
    assert re.fullmatch(rf"{API}/c/\S+ です\n", words.text)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("見る:https://example.co.jp/a。", "https://example.co.jp/a"),
        ("(https://example.co.jp/b).", "https://example.co.jp/b"),
        ("（https://example.co.jp/b）", "https://example.co.jp/b"),
        ("https://example.co.jp/wiki/a_(b)!", "https://example.co.jp/wiki/a_(b)"),
        ("'https://example.co.jp/c'", "https://example.co.jp/c"),
        ("https://example.co.jp/?q=O'Brien,", "https://example.co.jp/?q=O'Brien"),
        ("<https://example.co.jp/d>", "https://example.co.jp/d"),
        ("「https://example.co.jp/資料」", "https://example.co.jp/資料"),
        ("{% if lead.company %}https://example.co.jp/e{% endif %}", "https://example.co.jp/e"),
        ("{{ company.site }}/f です", "https://example.co.jp/f"),
        (
            "https://example.co.jp/g?c={{ lead.company }}です",
            "https://example.co.jp/g?c=ABC%E8%A3%BD%E4%BD%9C%E6%89%80です",
        ),
    ],
)
def test_links_of_a_text_of_its_own(written, link):
    """Up to a space, the punctuation at its end, a bracket that it did not open; the rest stays."""
    company = {"name": "社", "postal_address": "東京", "contact": "x", "site": "https://example.co.jp"}
    words = rendered("<p>x</p>", written, company=company)
    assert targets(words)[1] == [link]
    assert re.sub(rf"{API}/c/[\w-]+\.[\w-]+", "", words.text) in re.sub(r"\{%.*?%\}", "", written).replace(
        "{{ company.site }}/f", ""
    ).replace("https://example.co.jp/g?c={{ lead.company }}です", "").replace(link, "")


evil = st.sampled_from(
    [
        "https://evil.example/x",
        "HTTPS://EVIL.EXAMPLE",
        "http://evil.example\n",
        'x" href="https://evil.example',
        "//evil.example",
        "<a href='https://evil.example'>",
        "javascript:alert(1)",
        "evil.example/@",
        "{{ view_url }}",
        "https://example.co.jp@evil.example",
        "\ue000https://evil.example\ue001",
        "https://evil.example/{{ lead.company }}",
        "&#104;ttps://evil.example",
    ]
)
places = st.sampled_from(
    [
        "{{ lead.company }}",
        "{{ lead.company | upper }}",
        "{{ lead.company | default('x') }}",
        "https://example.jp/?c={{ lead.company }}",
        "https://example.jp/{{ lead.company }}/x",
        "https://example.jp{{ lead.company }}",
        "https://{{ lead.company }}/",
        "https://{{ lead.company }}.example.jp/",
        "https://example.jp/{{ lead.company | urlencode }}",
        "{{ lead.company }}https://example.jp/",
        "{% if lead.company %}{{ lead.company }}{% else %}https://example.jp{% endif %}",
    ]
)


@given(value=evil, place=places, proof=st.sampled_from([1, 2]))
def test_no_trait_becomes_a_link_of_ours(value, place, proof):
    """S1: wherever a template shows a trait, no countable link leads anywhere but to a host of the template's own; and
    a trait that a stranger can have typed is the host of no link at all."""
    person = lead()
    person = replace(person, traits={"company": replace(person.traits["company"], value=value, proof=proof)})
    html = f'<p>{{{{ lead.company }}}}</p><p><a href="{place}">x</a></p>'
    for words in (rendered(html, person=person), rendered(html, f"{{{{ lead.company }}}} {place} ", person=person)):
        for target in itertools.chain(*targets(words)):
            found = web_address.read(target)
            assert found and found.site == "example.jp", target
        if proof == 1:
            for link in anchors(words.html):
                assert "evil" not in (web_address.read(link) or web_address.WebAddress("", "")).site.lower()
            for link in re.findall(r"\w+://\S*", words.text):
                assert "evil" not in (web_address.read(link) or web_address.WebAddress("", "")).site.lower()


def test_a_trait_within_an_address_is_encoded():
    """What a lead is called cannot grow a parameter, a path or a fragment of its own."""
    words = rendered(
        '<a href="https://example.jp/{{ lead.company }}?n={{ lead.lastName | urlencode }}'
        '&amp;x={{ lead.firstName }}">x</a>',
        person=lead(company="a/b?c#d", lastName="山 &田", firstName="é=1&y=2"),
    )
    assert targets(words)[0] == ["https://example.jp/a%2Fb%3Fc%23d?n=%E5%B1%B1%20%26%E7%94%B0&x=%C3%A9%3D1%26y%3D2"]


def test_a_link_that_a_server_gave_leads_there_uncounted():
    """A coupon's address in a trait of the secret key stands as it is; nothing of ours is on it."""
    person = lead()
    coupon = replace(person.traits["company"], value="https://shop.example/c?k=1&l=2", proof=2)
    person = replace(person, traits={"coupon": coupon})
    words = rendered('<a href="{{ lead.coupon }}">使う</a><a href="{{ lead.none }}">y</a>', person=person)
    assert anchors(words.html) == ["https://shop.example/c?k=1&l=2", ""]
    assert "https://shop.example/c?k=1&l=2" in words.text and targets(words) == ([], [])


def test_our_own_pages_of_a_mail_are_not_counted():
    """Unsubscribing, preferences and the view in the browser work as they are, in both parts."""
    html = '<a href="{{ unsubscribe_url }}">a</a> <a href="{{preferences_url}}">b</a> <a href="{{ view_url }}">c</a>'
    for words in (rendered(html), rendered(html, "{{ unsubscribe_url }} {{ preferences_url }} {{ view_url }}")):
        assert targets(words) == ([], [])
        paths = [link.removeprefix(API)[:3] for link in anchors(words.html)]
        assert paths == ["/u/", "/u/", "/v/"] == re.findall(rf"{API}(/./)", words.text)


def test_a_link_in_a_branch_is_looked_at_only_there():
    """An offer that a lead has not got does not stop the mail."""
    shown = '<a href="{{ offer.url }}">o</a>', '<a href="https://example.jp/">e</a>'
    html = '{{% if lead.company == "x" %}}{}{{% else %}}{}{{% endif %}}'.format(*shown)
    assert targets(rendered(html)) == (["https://example.jp/"],) * 2


@pytest.mark.parametrize(
    "html",
    [
        '{% raw %}<a href="https://example.jp/{{ x }}">x</a>{% endraw %}',
        '{% raw %}<a href="{{ "a" * 99999999 }}">x</a>{% endraw %}',
        '{# <a href="https://example.jp/">x</a> #}',
        '<a href="&#123;&#123; lead.company &#125;&#125;">x</a>',
        '<a href="https://example.jp/{% if lead.company %}">x</a>{% endif %}',
        '<a {% if lead.company %}href="https://example.jp/a"{% else %}href="https://example.jp/b"{% endif %}>x</a>',
        '<a href="{% if lead.title %}mailto:a@b.jp{% else %}https://example.jp/c{% endif %}">x</a>',
        "<a href=https://example.jp/?{{ lead.company }}&b=1>x</a>",
    ],
)
def test_odd_templates_stay_what_they_are(html):
    """Blocks that begin in one attribute and end in another, raw text, references that hide braces: no mail is lost."""
    words = rendered(html)
    assert "_link" not in words.html + words.text
    for target in itertools.chain(*targets(words)):
        assert target.startswith("https://example.jp/")


def test_every_link_of_the_html_is_in_the_text():
    """The examples: what `derive` makes of a template has the same links."""
    html = '<a href="https://a.jp/1">1</a><p><a href="https://a.jp/2?x={{ lead.title }}">2</a> https://a.jp/3</p>'
    found = written_links.in_text(text_part.derive(html), html).addresses
    assert found[:2] == written_links.in_html(html).addresses and found[2:] == ("https://a.jp/3",)


COMPANY = {"name": "社", "postal_address": "東京", "contact": "x", "site": "https://example.co.jp"}


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("https://example.co.jp/price", True),
        ("https://www.example.co.jp/", True),
        ("http://EXAMPLE.co.jp:80/", True),
        ("https://日本語.jp/a", True),
        ("https://shop.example.co.jp/", True),
        (f"{API}/f/download", True),
        ("https://sub.example.co.jp/", False),
        ("https://www.shop.example.co.jp/", False),
        ("https://example.co.jp:8443/", False),
        ("https://example.co.jp.evil.example/", False),
        ("https://evilexample.co.jp/", False),
        ("https://example.co.jp@evil.example/", False),
        ("https://user:pw@example.co.jp/", False),
        ("https://evil.example\\@example.co.jp/", False),
        ("https://evil.example/?https://example.co.jp", False),
        ("https://bucket.s3.ap-northeast-1.amazonaws.com/x.pdf?X-Amz-Signature=a", False),
        ("https://us02web.zoom.us/w/123?tk=a", False),
        (f"{API}/d/token", False),
    ],
)
def test_only_the_companys_own_hosts_learn_who_reads(address, is_told):
    """The hosts of `company.site` (with and without www.) and of `company.hosts`, exactly; our own forms."""
    company = Company.model_validate({**COMPANY, "hosts": ["shop.example.co.jp", "日本語.jp"]})
    assert ("r" in said(LINKS.counted(address, company, "l_1", decided()))) is is_told


def test_without_a_site_nobody_is_told():
    """No `company.site`, no hosts: no link of a mail recognises anybody."""
    company = Company.model_validate({**COMPANY, "site": None})
    assert "r" not in said(LINKS.counted("https://example.co.jp/", company, "l_1", decided()))


def test_an_image_map_has_links_too() -> None:
    """`<area>` is a link as `<a>` is: its address is counted."""
    page = '<map name="m"><area shape="rect" href="https://example.co.jp/map"></map><a href="https://example.co.jp/a">a</a>'
    assert written_links.in_html(page).addresses == ("https://example.co.jp/map", "https://example.co.jp/a")
