"""Loops of mails over the company's catalogs: what is published is what Jinja would have shown, and has no loop."""

import html as html_module
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.runtime import LoopContext
from mikomi.core.checking import workspace
from mikomi.core.mails import catalogs, templates, text_part, written_links
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem

from tests.core.workspaces import examples
from tests.effort import effort

FAQ, SALE = "mails/faq.html", "scenarios/winter-sale.json"
LEGAL = "{{ company.name }} {{ company.postal_address }} {{ company.contact }} <a href='{{ unsubscribe_url }}'>停止</a>"
PRODUCTS: list[Json] = [
    {"title": "積み木 <30個>", "url": "https://example.co.jp/p/1?a=1&b=2", "price": 3200, "until": "2026-12-18"},
    {"title": 'ぬいぐるみ "くま"', "url": "https://example.co.jp/p/2", "price": 980, "until": "2026-12-20"},
]
LOOP = (
    '<table>{% for p in catalogs.products %}<tr><td><a href="{{ p.url }}">{{ p.title }}</a> {{ p.price }}円</td></tr>'
    "{% else %}<tr><td>準備中</td></tr>{% endfor %}</table>"
)


def checked(
    body: str = LOOP, items: Any = PRODUCTS, language: str = "ja", **more: str
) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The examples, with a mail of this body and a catalog of these items (None: no such file)."""
    files = examples()
    files[FAQ] = f"<html><head><title>新商品</title></head><body>{body}{LEGAL}</body></html>".encode()
    if items is not None:
        catalog = {"version": 1, "id": "products", "name": "商品", "items": items}
        files["catalogs/products.json"] = json.dumps(catalog, ensure_ascii=False).encode()
    read = json.loads(files["settings.json"]) | {"language": language}
    files["settings.json"] = json.dumps(read, ensure_ascii=False).encode()
    return workspace.read(files | {name: text.encode() for name, text in more.items()})


def problems(body: str = LOOP, items: Any = PRODUCTS, **more: str) -> list[tuple[str, str, int, str | None]]:
    return [(p.code, p.file, p.line, p.suggestion) for p in checked(body, items, **more)[1]]


def faq(plan: Plan | None) -> str:
    assert plan is not None
    return plan.mails["faq"].html


def test_a_published_mail_has_its_items_and_no_loop() -> None:
    """Each in its order, escaped, in HTML and in the text that is made of it; an address of an item is a link of the
    mail's own, and so it is counted."""
    plan, told = checked()
    assert plan is not None and not told
    mail = plan.mails["faq"]
    assert "{% for" not in mail.html and not templates.read(mail.html).refusals
    assert "積み木 &lt;30個&gt;</a> 3200円" in mail.html
    assert "積み木 <30個> 3200円\n積み木 <30個>: https://example.co.jp/p/1?a=1&b=2\n" in mail.text
    assert written_links.in_html(mail.html).addresses[:2] == tuple(each["url"] for each in PRODUCTS)
    assert len(written_links.in_text(mail.text, mail.html).addresses) == len(written_links.in_html(mail.html).addresses)


def test_an_empty_catalog_says_what_stands_there_instead() -> None:
    plan, told = checked(items=[])
    assert not told and "準備中" in faq(plan)


def test_texts_of_items_are_in_the_companys_language() -> None:
    items = [{**PRODUCTS[0], "title": {"ja": "積み木", "en": "Bricks"}}]
    assert "積み木</a>" in faq(checked(items=items)[0])
    assert "Bricks</a>" in faq(checked(items=items, language="en")[0])


def test_a_text_part_of_its_own_repeats_without_html() -> None:
    text = "{% for p in catalogs.products %}・{{ p.title }} {{ p.url }}\n{% endfor %}" + text_part.derive(LEGAL)
    plan, told = checked(**{"mails/faq.txt": text})
    assert plan is not None and not told
    assert "・積み木 <30個> https://example.co.jp/p/1?a=1&b=2\n・ぬいぐるみ" in plan.mails["faq"].text


def test_a_layout_and_a_part_repeat_as_a_mail_does() -> None:
    mail = '{% extends "_shop.html" %}{% block title %}新商品{% endblock %}{% block body %}<p>本日</p>{% endblock %}'
    layout = f'<html><head><title>{{% block title %}}{{% endblock %}}</title></head><body>{LOOP}{{% block body %}}\
{{% endblock %}}{{% include "_more.html" %}}{LEGAL}</body></html>'
    more = "{% for each in catalogs.products %}{{ loop.index }}/{{ loop.length }} {% endfor %}"
    plan, told = checked(**{FAQ: mail, "mails/_shop.html": layout, "mails/_more.html": more})
    assert plan is not None and not told
    assert "積み木 &lt;30個&gt;</a>" in faq(plan) and "1/2 2/2 " in faq(plan) and "{% for" not in faq(plan)


@pytest.mark.parametrize("item", ["title", "length", "default", "upper", "p1", "in_"])
def test_an_item_may_be_called_like_a_filter_or_what_is_said_with_one(item: str) -> None:
    """Only what a field follows is the item."""
    shown = [f"{{{{ {item}.title | title }}}}", f"{{{{ {item}.title | truncate(length=4, end='') }}}}"]
    shown += [f"{{{{ {item} . note | default('-') | upper }}}}", f'{{{{ {item}["title"] | upper }}}}']
    body = f"{{% for {item} in catalogs.products %}}{' '.join(shown)}{{% endfor %}}"
    plan, told = checked(body, [{"title": "blocks of wood", "note": ""}])
    assert not told
    assert "Blocks Of Wood bloc - BLOCKS OF WOOD" in templates.environment().from_string(faq(plan)).render(_seen())


@pytest.mark.parametrize(
    "named", ['["products"]', "['pro' 'ducts']", '["\\x70roducts"]', " . products", "['products' ]"]
)
def test_a_catalog_is_named_as_jinja_names_things(named: str) -> None:
    body = LOOP.replace("catalogs.products", f"catalogs{named}")
    plan, told = checked(body)
    assert not told and faq(plan) == faq(checked()[0])


def test_what_an_item_says_is_no_template() -> None:
    """Braces in a title are braces in the mail."""
    plan, told = checked(items=[{**PRODUCTS[0], "title": "{{ lead.email }}{% if %}{"}])
    assert plan is not None and not told
    shown = templates.environment().from_string(faq(plan)).render(_seen())
    assert "{{ lead.email }}{% if %}{</a>" in html_module.unescape(shown)


@pytest.mark.parametrize(
    ("body", "items", "expected"),
    [
        (LOOP, None, ("E-catalog", FAQ, 1, None)),
        (LOOP.replace("catalogs.products", "catalogs.product"), PRODUCTS, ("E-catalog", FAQ, 1, "products")),
        (LOOP.replace("p.title", "p.titel"), PRODUCTS, ("E-catalog-field", FAQ, 1, "title")),
        (LOOP.replace("{{ p.title }}", "{{ p }}"), PRODUCTS, ("E-template-loop", FAQ, 1, None)),
        (LOOP.replace("{{ p.title }}", "{{ loop.depth }}"), PRODUCTS, ("E-template-loop", FAQ, 1, None)),
        (LOOP.replace("p in catalogs.products", "p in lead"), PRODUCTS, ("E-template-loop", FAQ, 1, None)),
        (LOOP.replace("for p in", "for lead in"), PRODUCTS, ("E-template-loop", FAQ, 1, None)),
        (LOOP.replace("products", "products if p.price"), PRODUCTS, ("E-template-loop", FAQ, 1, None)),
        (LOOP.replace("{{ p.title }}", LOOP), PRODUCTS, ("E-template-loop", FAQ, 1, None)),
        (LOOP + "{{ p.title }}", PRODUCTS, ("E-variable", FAQ, 1, "lead.title")),
        (LOOP, [PRODUCTS[0], {"title": "本", "url": "https://example.co.jp"}], ("W-catalog-blank",)),
        (LOOP, [{**PRODUCTS[0], "so much": 1}], ("E-field-name",)),
        ("<p>本日</p>", PRODUCTS, ("W-catalog-unused", "catalogs/products.json", 1, None)),
    ],
)
def test_a_slip_is_told_where_it_stands_and_nothing_else(body: str, items: Any, expected: tuple[Any, ...]) -> None:
    met = problems(body, items)
    assert [each[: len(expected)] for each in met] == [expected]


def test_a_subject_has_no_room_for_a_loop() -> None:
    scenario = json.loads(examples()[SALE])
    step = next(step for step in scenario["steps"] if "mail" in step)
    step["mail"]["subject"] = "{% for p in catalogs.products %}{{ p.title }}{% endfor %}"
    told = checked(**{SALE: json.dumps(scenario)})[1]
    assert [problem.code for problem in told] == ["E-template-loop"]


def test_a_field_that_is_asked_for_may_be_missing() -> None:
    """`default` and `if` say what stands there then: nothing is missing, and nobody is told."""
    body = (
        "{% for p in catalogs.products %}{{ p.note | default('-') }}{% if p.mark %}{{ p.mark }}{% endif %}{% endfor %}"
    )
    plan, told = checked(body, [{"note": "新", "mark": "★"}, {"other": 1}])
    shown = templates.environment().from_string(faq(plan)).render(_seen())
    assert not told and "新★-" in shown


def test_a_long_catalog_in_a_long_mail_is_refused_by_its_size() -> None:
    """Fifty times what is in the loop, and no more than a template may have."""
    body = "{% for p in catalogs.products %}" + "<p>長い文章です。</p>" * 600 + "{{ p.title }}{% endfor %}"
    told = problems(body, [{"title": str(n)} for n in range(50)])
    assert [code for code, *_ in told] == ["E-template-size"]
    assert [code for code, *_ in problems(LOOP, [PRODUCTS[0]] * 51)] == ["E-length"]


def _seen() -> Json:
    known = {"company": ("name", "postal_address", "contact", "site"), "sender": ("name", "address", "reply_to")}
    return {head: dict.fromkeys(names, "x") for head, names in known.items()} | {
        "lead": templates.lead({"plan": "pro"}),
        "unsubscribe_url": "https://example.co.jp/u",
    }


_texts = st.text("ab<>&\"'{}%# あ\\\n", max_size=8)
_values = st.one_of(_texts, st.integers(-9, 9), st.booleans(), st.floats(-5, 5).map(lambda n: round(n, 2)))
_items = st.lists(st.dictionaries(st.sampled_from(["title", "price", "full"]), _values), max_size=4)
_shown = st.sampled_from(
    [
        "{{ p.title }}", "{{- p.title -}}", '{{ p["price"] }}', "{{ p.title | upper }}", "{{ p.full | default('no') }}",
        "{% if p.full %}yes{% else %}no{% endif %}", "{% if p.price > 3 and loop.first %}dear{% endif %}",
        "{{ 'a' if p.full else p.title }}", "{{ loop.index }}", "{% if not loop.last %}, {% endif %}", "{# p.title #}",
        '<a href="https://example.co.jp/?p={{ p.title | urlencode }}">', "{{ lead.plan }}", " text \n",
        "{{ p.price == 3 }}", '{{ p["\\x70rice"] }}', "{{ p['ti' 'tle'] }}",
    ]
)  # fmt: skip
_names = st.sampled_from(["p", "title", "length", "default", "upper", "price"])
_loop = st.tuples(
    st.lists(_shown, max_size=5), st.lists(_shown.filter(lambda s: "p." not in s and "p[" not in s and "loop" not in s))
)


def _with_loops(html: bool) -> Any:
    """Our environment, in which a template may also ask a loop of Jinja's where it is."""
    made = templates.environment(html).overlay()

    def getattr_(of: Any, name: str) -> Any:
        return getattr(of, name) if isinstance(of, LoopContext) else made.getitem(of, name)

    made.getattr = getattr_  # type: ignore[method-assign, assignment]
    return made


@settings(max_examples=effort(200))
@given(_items, st.lists(_loop, max_size=3), st.booleans(), _names)
def test_a_mail_with_its_loops_written_out_shows_what_jinja_shows(
    items: list[Json], loops: list[tuple[list[str], list[str]]], html: bool, name: str
) -> None:
    """The same template, the catalog given to Jinja itself: the same text, whatever stands in the items. (A brace in
    HTML is written as a reference.)"""
    source = "\n".join(
        f"<p>{{% for p in catalogs.c -%}} {''.join(body)} {{%- else %}}{''.join(other)}{{% endfor %}}</p>"
        for body, other in loops
    )
    source = re.sub(r"\bp(?=[.\[])|(?<=for )p\b", name, source)
    assert not templates.read(source).refusals
    page, jinja = templates.environment(html), _with_loops(html)
    seen = {"lead": templates.lead({"plan": "pro"}), "catalogs": {"c": [templates.lead(each) for each in items]}}
    whole = catalogs.written_out(source, {"c": items}, html=html)
    assert not templates.read(whole).refusals and not catalogs.has_loops(whole)
    shown, wanted = page.from_string(whole).render(seen), jinja.from_string(source).render(seen)
    if html:
        shown, wanted = shown.replace("&#123;", "{"), wanted.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
        shown = shown.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert shown == wanted
