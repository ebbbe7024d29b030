"""Mails of several files: the whole is what Jinja would have rendered, and a slip is reported where it stands."""

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.mails import layouts, styles, templates
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem

from tests.core.workspaces import as_html, examples
from tests.effort import effort

LEGAL = "{{ company.name }} {{ company.postal_address }} {{ company.contact }} <a href='{{ unsubscribe_url }}'>停止</a>"
LAYOUT = """<html><head><title>{% block title %}お知らせ{% endblock %}</title></head>
<body>{% block content %}{% endblock %}
{% include "_legal.html" %}</body></html>
"""
MAIL = """{% extends "_layout.html" %}
{% block title %}資料の件{% endblock %}
{% block content %}<p>{{ lead.honorific }}</p>
<p><a href="https://example.co.jp/price">料金</a></p>{% endblock %}
"""
FAQ = "mails/faq.html"


def checked(mail: str = MAIL, **shared: str) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The examples, with this mail in place of one that the document request sends."""
    files = {"_layout": LAYOUT, "_legal": LEGAL, **shared}
    return workspace.read(
        examples()
        | {FAQ: mail.encode()}
        | {f"mails/{name}.html": text.encode() for name, text in files.items() if text}
    )


def problems(mail: str = MAIL, **shared: str) -> list[tuple[str, str, int, int, str | None]]:
    return [(p.code, p.file, p.line, p.column, p.suggestion) for p in checked(mail, **shared)[1]]


def test_a_mail_is_published_in_one_piece() -> None:
    """The plan holds the whole template, its title and its text; nothing in it names another file."""
    plan, told = checked()
    assert plan is not None and not told
    mail = plan.mails["faq"]
    assert mail.html.startswith("<html><head><title>資料の件</title>") and mail.subject == "資料の件"
    assert not templates.is_pieced(mail.html) and not templates.read(mail.html).refusals
    assert "料金: https://example.co.jp/price" in mail.text and "{{ company.postal_address }}" in mail.text
    assert not [name for name in plan.mails if name.startswith("_")]


def test_a_mail_without_a_layout_is_published_as_it_was() -> None:
    """Byte for byte but for the styles in its tags, which `styles` writes."""
    plan, _ = workspace.read(examples())
    assert plan is not None
    whole = {name: styles.written_in(as_html(examples()[f"mails/{name}.html"].decode())).html for name in plan.mails}
    repeats = [name for name, mail in plan.mails.items() if mail.html != whole[name]]
    assert repeats == ["sale-open"], "its loop is written out"


@pytest.mark.parametrize(
    ("mail", "shared", "expected"),
    [
        (MAIL.replace("_layout", "_layuot"), {}, ("E-layout", FAQ, 1, 13, "_layout.html")),
        (MAIL.replace("block content", "block contnet"), {}, ("E-block", FAQ, 3, 10, "content")),
        (MAIL + "<p>追伸</p>\n", {}, ("E-outside-block", FAQ, 5, 1, None)),
        (MAIL.replace("lead.honorific", "lead.honoriffic"), {}, ("E-variable", FAQ, 3, 26, "lead.honorific")),
        (MAIL, {"_layout": LAYOUT.replace("_legal", "_leagl")},
         ("E-layout", "mails/_layout.html", 3, 13, "_legal.html")),
        (MAIL, {"_legal": LEGAL.replace("company.contact", "company.contatc")},
         ("E-variable", "mails/_legal.html", 1, 52, "company.contact")),
        (MAIL, {"_layout": "{% extends '_x.html' %}", "_x": LAYOUT, "_legal": ""},
         ("E-layout-nested", "mails/_layout.html", 1, 13, None)),
        (MAIL, {"_legal": LEGAL + '{% include "_legal.html" %}'}, ("E-part-circle", "mails/_legal.html", 1, 121, None)),
        (MAIL, {"_spare": "<p>使わない</p>"}, ("W-layout-unused", "mails/_spare.html", 0, 0, None)),
        (MAIL.replace("{% endblock %}", "", 1), {}, ("E-template-syntax", FAQ, 2, 1, None)),
        (MAIL, {"_legal": LEGAL.replace("{{ company.name }}", "{% for x in y %}{% endfor %}")},
         ("E-template-loop", "mails/_legal.html", 1, 8, None)),
        (MAIL, {"_legal": "<script>x</script>" + LEGAL}, ("E-script", "mails/_legal.html", 1, 1, None)),
        (MAIL, {"_legal": LEGAL.replace("{{ company.contact }}", "")}, ("E-legal", "mails/_layout.html", 0, 0, None)),
        (MAIL.replace("{% block title %}資料の件{% endblock %}", "{% block content %}{% endblock %}"), {},
         ("E-twice", FAQ, 3, 10, None)),
    ],
)  # fmt: skip
def test_a_slip_is_reported_in_its_own_file(mail: str, shared: dict[str, str], expected: tuple[object, ...]) -> None:
    """One slip, one report, in the file and the line in which it stands, with the name that was meant."""
    told = problems(mail, **shared)
    assert expected in told, told
    assert len(told) == 1 or expected[0] in ("E-template-syntax",), told


def test_what_a_mail_covers_is_missed_in_the_mail() -> None:
    """A block that hides the legal lines is the mail's own slip; the layout shows them."""
    layout = LAYOUT.replace('{% include "_legal.html" %}', '{% block foot %}{% include "_legal.html" %}{% endblock %}')
    mail = MAIL + "{% block foot %}さようなら{% endblock %}"
    assert [(p.code, p.file) for p in checked(mail, _layout=layout)[1]] == [("E-legal", FAQ)] * 4


def test_two_mails_of_one_layout_tell_of_its_slip_once() -> None:
    """The layout's slip is one problem, however many mails are made of it."""
    files = {
        "mails/thanks.html": MAIL.encode(),
        "mails/_layout.html": LAYOUT.replace("{% include", "{{ compny.name }}{% include").encode(),
    }
    _, told = workspace.read(examples() | {FAQ: MAIL.encode(), "mails/_legal.html": LEGAL.encode()} | files)
    assert [(p.code, p.file) for p in told if p.code == "E-variable"] == [("E-variable", "mails/_layout.html")]


def test_parts_that_multiply_are_refused() -> None:
    """Parts within parts, each many times, end soon and with a reason."""
    parts = {f"_p{n}": f'{{% include "_p{n + 1}.html" %}}' * 300 for n in range(4)} | {"_p4": "x" * 1000}
    assert "E-template-size" in [code for code, *_ in problems('{% include "_p0.html" %}' + LEGAL, **parts)]


WORDS = st.text(st.sampled_from("aé 文\n<>"), max_size=6)
MARK = st.sampled_from(["{%", "{%-"])
END = st.sampled_from(["%}", "-%}"])
PIECE = st.one_of(
    WORDS,
    st.just("{{ x }}"),
    st.tuples(MARK, WORDS, END).map(lambda t: f"{t[0]} if y {t[2]}{t[1]}{t[0]} endif {t[2]}"),
    st.just("{# note #}"),
    st.just("{% raw %}{{ as is }}{% block no %}{% endraw %}"),
    st.tuples(MARK, END).map(lambda t: f'{t[0]} include "_part.html" {t[1]}'),
)
BODY = st.lists(PIECE, max_size=4).map("".join)


@st.composite
def block(draw: st.DrawFn, name: str, inside: str) -> str:
    return f"{draw(MARK)} block {name} {draw(END)}{inside}{draw(MARK)} endblock {draw(END)}"


@settings(max_examples=effort(300))
@given(st.data())
def test_the_whole_is_what_jinja_renders(data: st.DataObject) -> None:
    """Any layout, part and mail: in one piece they render as Jinja's own inheritance does."""
    inner = data.draw(block("b", data.draw(BODY)))
    layout = data.draw(BODY) + data.draw(block("a", data.draw(BODY) + inner)) + data.draw(BODY)
    filled = [data.draw(block(name, data.draw(BODY))) for name in data.draw(st.sets(st.sampled_from("ab")))]
    files = {
        "_layout.html": layout,
        "_part.html": data.draw(st.sampled_from(["", "p", "{{ x }}\n", "{% if y %}q{% endif -%}"])),
        "mail.html": '{% extends "_layout.html" %}\n' + "\n".join(filled),
    }
    made = layouts.whole("mail.html", files)
    assert made.source is not None and not made.faults
    seen = {"x": "X", "y": data.draw(st.booleans())}
    jinja = jinja2.Environment(loader=jinja2.DictLoader(files), keep_trailing_newline=True)
    assert jinja.from_string(made.source).render(seen) == jinja.get_template("mail.html").render(seen)
