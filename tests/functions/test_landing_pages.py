"""A hosted form as a landing page: what stands around it, what it may load, how its link looks, and who is counted."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from mikomi.model.form import Form
from mikomi.model.plan import Plan

from tests.functions.form_pages import CONTACT, DOWNLOAD, GOOD, forms, get, press

HOST = "xn--o1qu10g.example.jp"
EVIL = '</h2><script>alert(1)</script><img src=x onerror="alert(2)">'
SECTIONS: dict[str, Any] = {
    "above": [
        {
            "heading": {"ja": "工場", "en": "The factory"},
            "text": "一行目\n二行目\n\n次の段落",
            "picture": {"url": "https://cdn.example.com/f.png?a=1&b=2", "alt": "工場", "width": 1200, "height": 630},
        },
        {"list": ["一つ", EVIL]},
    ],
    "below": [
        {
            "testimonials": [
                {
                    "quote": EVIL,
                    "name": EVIL,
                    "role": "部品メーカー",
                    "picture": {"url": "https://画像.example.jp/t 1.png", "alt": '"田中"'},
                }
            ]
        }
    ],
    "share": {"title": "無料の見学会", "description": "1時間で、\n見積もりが変わります。"},
}


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and the text outside of styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.all if tag == name]

    def properties(self) -> dict[str | None, str | None]:
        return {each.get("property") or each.get("name"): each.get("content") for each in self.of("meta")}


@pytest.fixture
def plan(world) -> Plan:
    """The company with two forms: one among sections, one plain."""
    made = forms(world)
    landing = Form.model_validate(DOWNLOAD | SECTIONS)
    return world.publish(made.model_copy(update={"forms": {**made.forms, "download": landing}, "version": 0}))


def test_the_page_shows_its_sections_around_the_form_in_order(plan):
    """One h1; each section's heading is an h2; paragraphs, pictures in words, lists, quotes; the form between."""
    page = get("/f/download?lang=en")
    assert page.status == 200
    order = [page.text.index(each) for each in ("<h1", "The factory", "次の段落", "一つ", "<form", "<blockquote>")]
    assert order == sorted(order)
    tags = Tags(page.text)
    assert len(tags.of("h1")) == 1 and len(tags.of("h2")) == 1 and len(tags.of("figure")) == 1
    assert '<p class="lines">一行目\n二行目</p>' in page.text
    shown = [each for each in tags.of("img") if each["alt"]]
    assert [(each["src"], each["alt"]) for each in shown] == [
        ("https://cdn.example.com/f.png?a=1&b=2", "工場"),
        (f"https://{HOST}/t%201.png", '"田中"'),
    ]
    assert shown[0]["fetchpriority"] == "high" and shown[1]["loading"] == "lazy" and shown[0]["width"] == "1200"


def test_what_was_written_is_text_and_never_html(plan):
    """In a heading, a list, a quote, a name: no script, no picture of anybody else's."""
    page = get("/f/download")
    tags = Tags(page.text)
    assert tags.of("script") == [] and all(each["src"] != "x" for each in tags.of("img"))
    assert page.text.count("&lt;script&gt;alert(1)") == 3


def test_pictures_come_from_the_page_s_own_hosts_alone(plan):
    """The policy names them exactly; a plain form's page may load ours alone, and neither runs a script."""
    policy = get("/f/download").headers["content-security-policy"]
    assert f"img-src 'self' https://cdn.example.com https://{HOST};" in policy
    assert "script-src" not in policy and "default-src 'none'" in policy
    assert "img-src 'self';" in get("/f/contact").headers["content-security-policy"]


def test_a_shared_link_says_what_the_page_is(plan):
    """Title, description and the first picture, as Open Graph and the card have them; the plain form by its heading."""
    said = Tags(get("/f/download?lang=ja&utm_source=x").text).properties()
    assert said["og:title"] == "無料の見学会" and said["og:description"] == said["description"]
    assert said["og:image"] == "https://cdn.example.com/f.png?a=1&b=2" and said["og:image:width"] == "1200"
    assert str(said["og:url"]).endswith("/f/download?lang=ja") and said["og:locale"] == "ja_JP"
    assert said["twitter:card"] == "summary_large_image" and said["og:site_name"] == "見込み商事"
    plain = Tags(get("/f/contact?lang=en").text).properties()
    assert (plain["og:title"], plain["twitter:card"]) == ("Get the guide", "summary")
    assert "og:image" not in plain and "description" not in plain


def test_the_page_is_counted_where_it_begins_and_a_part_where_it_is(plan):
    """Who looks at the page and leaves was shown it: the picture that counts stands at its beginning. In somebody's
    page it stands with the form, and is loaded when that comes near."""
    page = get("/f/download").text
    assert page.index("v1/p.gif") < page.index("<h1")
    part = get("/f/download?embedded=1").text
    assert part.index("v1/p.gif") > part.index("</form>") and 'loading="lazy"' in part
    for answer in (get("/f/download", {"sec-gpc": "1"}), get("/f/download", {"dnt": "1"})):
        assert "v1/p.gif" not in answer.text


def test_a_part_of_a_page_has_the_form_alone(plan):
    """A page of the company's own has words of its own around the form."""
    part = get("/f/download?embedded=1").text
    assert "次の段落" not in part and "og:title" not in part and "<form" in part


def test_what_is_wrong_stands_first_and_the_sections_stay(plan):
    """After a press of the button that lacked something, in reading order: what is wrong, the sections, the form."""
    page = get("/f/download")
    answer = press(page, {"email": "hanako"})
    assert answer.status == 400 and answer.text.index('role="alert"') < answer.text.index("次の段落")
    assert press(answer, GOOD).status == 200


def test_a_picture_whose_address_is_none_is_left_out(world):
    """A plan of another release may hold what this one's check refuses: the page stays whole, its policy is not
    widened, and no header is broken."""
    bad = ["javascript:alert(1)", "http://example.com/a.png", "https://a b/", "https://x;script-src *", "https://"]
    sections = [{"text": "…", "picture": {"url": url, "alt": "x"}} for url in bad]
    made = forms(world)
    form = Form.model_validate(CONTACT | {"above": sections})
    world.publish(made.model_copy(update={"forms": {"contact": form}, "version": 0}))
    page = get("/f/contact")
    assert page.status == 200 and not [each for each in Tags(page.text).of("img") if each["alt"] == "x"]
    assert re.findall(r"img-src ([^;]*);", page.headers["content-security-policy"]) == ["'self'"]
