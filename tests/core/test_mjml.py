"""A mail in MJML becomes HTML: marks come through byte for byte, branches leave a whole page, faults have a place."""

import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.mails import mjml, templates
from mikomi.core.mails.styles import VOID

from tests.core.workspaces import examples
from tests.effort import effort

CASES = "mails/success-cases.html"
SHOWN = '<img src="https://example.co.jp/a.jpg" alt="積み木">'


def body(inside: str, head: str = "") -> str:
    return f"<mjml><mj-head>{head}</mj-head><mj-body>{inside}</mj-body></mjml>"


def column(inside: str) -> str:
    return body(f"<mj-section><mj-column>{inside}</mj-column></mj-section>")


def html(template: str) -> str:
    made = mjml.html_of(template)
    assert made.html is not None, made.faults
    return made.html


def faults(template: str) -> list[tuple[str, str]]:
    made = mjml.html_of(template)
    assert (made.html is None) == bool(made.faults)
    assert all(template.startswith(each.written, each.at) for each in made.faults)
    return [(each.code, each.written) for each in made.faults]


# -- what comes through -----------------------------------------------------------------------------------------------

MARKS = st.sampled_from(
    ["{{ lead.a }}", '{{ lead.a | default("<b>\\"&\'") }}', "{{- sender.name -}}",
     "{% if lead.a < lead.b %}x{% endif %}",
     "{%- if lead.a and 'q' > lead.b -%}1{% elif lead.c %}<i>2</i>{% else %}3{%- endif %}", "{{ '{{' }}", "{# < #}"]
)  # fmt: skip
BETWEEN = st.sampled_from(["{{ lead.a }}", "{{- lead.b -}}", '{{ lead.a | default("<b>") }}', "{# < #}"])
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="{}<\ue000\ue001"), max_size=20)
MIXED = st.lists(st.one_of(MARKS, TEXT), max_size=6).map("".join)
VALUE = MIXED.filter(lambda text: "'" not in text and '"' not in text and text == " ".join(text.splitlines()))
HTML = st.sampled_from(["a<br>b", "1 < 2", "<p>x<p>y", "<td {% if lead.a %}class=x{% endif %}>", "<A HREF='x'>y</a>"])


@settings(max_examples=effort(200), deadline=None)
@given(text=MIXED, inner=HTML, href=VALUE, alt=VALUE, between=BETWEEN, raw=MIXED)
def test_whatever_stands_in_text_and_attributes_comes_through(
    text: str, inner: str, href: str, alt: str, between: str, raw: str
) -> None:
    """Byte for byte, in the order in which it was written, and once."""
    template = body(
        f"<mj-raw>[1{raw}1]</mj-raw>{between}<mj-section>{between}<mj-column>{between}"
        f"<mj-text>[2{text}{inner}2]</mj-text>{between}<mj-image src='https://e.jp/' alt='[3{alt}3]'/>"
        f"<mj-button href='[4{href}4]'>[5{text}5]</mj-button></mj-column>{between}</mj-section>{between}"
    )
    made = html(template)
    parts = [f"[1{raw}1]", f"[2{text}{inner}2]", f"[3{alt}3]", f"[4{href}4]", f"[5{text}5]"]
    places = [made.index(part) for part in parts]
    assert places == sorted(places) and all(made.count(part) == 1 for part in parts)
    outside = made
    for part in parts:
        outside = outside.replace(part, "")
    assert outside.count(between) == 6
    assert "\ue000" not in made and not re.search(r"zq+[0-9]+z", made)


def test_values_that_a_page_repeats_are_whole_each_time() -> None:
    """A title is read aloud too; what all tags have stands at each of them."""
    head = '<mj-title>「"A"」{{ company.name }}</mj-title>'
    head += "<mj-attributes><mj-all font-family='\"Yu Gothic\", x'/></mj-attributes>"
    made = html(column_with(head, "<mj-text>a</mj-text><mj-text>b</mj-text>"))
    assert made.count("「&quot;A&quot;」{{ company.name }}") == 2
    assert made.count("font-family:&quot;Yu Gothic&quot;, x;") == 2


def column_with(head: str, inside: str) -> str:
    return body(f"<mj-section><mj-column>{inside}</mj-column></mj-section>", head)


def test_styles_are_there_for_whoever_writes_them_in() -> None:
    """Also those that MJML would have written in itself."""
    assert "a { color: red }" in html(body("", "<mj-style inline='inline'>a { color: red }</mj-style>"))


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No address stands in the page that the mail does not name, whatever font it asks for."""
    made = html(column("<mj-text font-family='Ubuntu, Roboto'>x</mj-text><mj-button font-family='Lato'>y</mj-button>"))
    assert set(re.findall(r"https?://[^\s\"')]+", made)) == {"http://www.w3.org/1999/xhtml"}
    assert "@import" not in made and "<link" not in made


def test_one_template_is_one_page_in_every_process() -> None:
    """Else a plan of the same files would be another one."""
    template = body("<mj-section><mj-column width='33%'/><mj-column width='20%'/><mj-column width='90px'/></mj-section>"
                    "<mj-section><mj-column/><mj-column/></mj-section>")  # fmt: skip
    program = "import sys; from mikomi.core.mails import mjml; print(mjml.html_of(sys.argv[1]).html)"
    path = str(Path(mjml.__file__).parents[3])
    made = {
        subprocess.run([sys.executable, "-c", program, template], env={"PYTHONPATH": path, "PYTHONHASHSEED": str(seed)},
                       capture_output=True, text=True, check=True).stdout
        for seed in range(4)
    }  # fmt: skip
    assert made == {html(template) + "\n"}


# -- branches ---------------------------------------------------------------------------------------------------------


class Balance(HTMLParser):
    """Whether each tag is closed where it was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(page)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")


def as_outlook(page: str) -> str:
    """Comments for Outlook opened, and what is hidden from it taken out."""
    page = re.sub(r"<!--\[if !mso[^\]]*\]><!-->.*?<!--<!\[endif\]-->", "", page, flags=re.DOTALL)
    return re.sub(r"<!--\[if [^\]]*\]>(.*?)<!\[endif\]-->", r"\1", page, flags=re.DOTALL)


ICONS = "icon-wrapped-url='a.png' icon-unwrapped-url='b.png'"
IF = "{% if lead.a %}", "{% else %}", "{% endif %}"
TEXT_TAG = "<mj-text>t</mj-text>"
PLACES = {
    "mj-body": ("@", f"<mj-section><mj-column>{TEXT_TAG}</mj-column></mj-section>"),
    "mj-wrapper": ("<mj-wrapper>@</mj-wrapper>", f"<mj-section><mj-column>{TEXT_TAG}</mj-column></mj-section>"),
    "mj-section": ("<mj-section>@</mj-section>", f"<mj-column>{TEXT_TAG}</mj-column>"),
    "mj-section, full": ("<mj-section full-width='full-width' background-url='b.png'>@</mj-section>", "<mj-column/>"),
    "mj-group": ("<mj-section><mj-group>@</mj-group></mj-section>", f"<mj-column>{TEXT_TAG}</mj-column>"),
    "mj-column": ("<mj-section><mj-column>@</mj-column></mj-section>", TEXT_TAG),
    "mj-hero": ("<mj-hero>@</mj-hero>", TEXT_TAG),
}


@pytest.mark.parametrize("place", list(PLACES))
def test_either_branch_leaves_a_whole_page(place: str) -> None:
    """For a reader whose branch is taken and for one whose is not, in Outlook and elsewhere."""
    around, piece = PLACES[place]
    begin, other, end = IF
    for inside in (f"{begin}{piece}{end}", f"{piece}{begin}{piece}{other}{piece}{piece}{end}{piece}"):
        made = html(body(around.replace("@", inside)))
        for lead in ({"a": "x"}, {}):
            page = templates.environment().from_string(made).render(lead=templates.lead(lead))
            for seen in (re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL), as_outlook(page)):
                assert Balance(seen).wrong == []


@pytest.mark.parametrize(
    "around", ["<mj-social>@</mj-social>", "<mj-navbar>@</mj-navbar>", f"<mj-accordion {ICONS}>@</mj-accordion>"]
)
def test_where_a_branch_would_leave_half_a_page_it_is_refused(around: str) -> None:
    assert faults(column(around.replace("@", "{% if x %}{% endif %}"))) == [
        ("mark", "{% if x %}"),
        ("mark", "{% endif %}"),
    ]


# -- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (column("<mj-foo>x</mj-foo>"), [("tag", "<mj-foo>")]),
        (column("<table><tr><td>{{ x }}</td></tr></table>"), [("tag", "<table>")]),
        (column("<br>"), [("tag", "<br>")]),
        (body("<mj-text>x</mj-text>"), [("place", "<mj-text>")]),
        (body("", "<mj-section/>"), [("place", "<mj-section/>")]),
        (body("words of mine"), [("text", "words")]),
        (body("<mj-include path='x'/>"), [("include", "<mj-include path='x'/>")]),
        (body("", "<mj-font name='x' href='y'/>"), [("foreign", "<mj-font name='x' href='y'/>")]),
        (column("<mj-social><mj-social-element name='x'/></mj-social>"),
         [("foreign", "<mj-social-element name='x'/>")]),
        (column("<mj-accordion/>"), [("foreign", "<mj-accordion/>")]),
        (column("<mj-carousel/>"), [("foreign", "<mj-carousel/>")]),
        ("<mjml><mj-body><mj-section></mj-body></mjml>", [("open", "<mj-section>")]),
        ("<mjml><mj-body></mj-column></mj-body></mjml>", [("end", "</mj-column>")]),
        (column("<mj-text>x"), [("open", "<mjml>"), ("open", "<mj-body>"), ("open", "<mj-section>"),
                                ("open", "<mj-column>"), ("open", "<mj-text>")]),
        (body("<mj-section padding=0/>"), [("attribute", "padding=0")]),
        (body("<mj-section {{ x }}/>"), [("mark", "{{ x }}")]),
        (body("<mj-section {% if x %}padding='0'{% endif %}/>"), [("mark", "{% if x %}")]),
        (body("", "{{ x }}"), [("mark", "{{ x }}")]),
        ("{{ x }}" + body(""), [("mark", "{{ x }}")]),
        (body("") + "x", [("text", "x")]),
        (body("<mj-section>{% if x %}<mj-column>{% endif %}</mj-column></mj-section>"),
         [("mark", "{% if x %}"), ("mark", "{% endif %}")]),
        (column("<mj-text>{% if x %}</mj-text><mj-text>{% endif %}</mj-text>"),
         [("mark", "{% if x %}"), ("mark", "{% endif %}")]),
        (column("<mj-image src='{% if x %}' alt='{% endif %}'/>"), [("mark", "{% if x %}"), ("mark", "{% endif %}")]),
        (column("<mj-image src='x' alt='' width='{{ x }}'/>"), [("mark", "{{ x }}")]),
        (body("<!-- {% if x %} -->"), [("mark", "{% if x %}")]),
        (body("", "<!-- {{ x }} -->"), [("mark", "{{ x }}")]),
        ("{# a #}<!doctype html>\n<!-- b -->" + body("<!-- {{ x }} -->{# c #}", "{# d #}<!-- e -->"), []),
        (body("", "<mj-attributes><mj-attributes/></mj-attributes>"), [("place", "<mj-attributes/>")]),
        ("<mjml/>", []),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(template: str, expected: list[tuple[str, str]]) -> None:
    assert faults(template) == expected


@pytest.mark.parametrize(
    "piece", ["<mj-section>", "</mj-text>", "<mj-text>", "<mj-x a='", "<!-- ", "{{ x }}", "<", "a "]
)
def test_no_template_takes_long(piece: str) -> None:
    """Whatever is repeated in it; after a hundred faults nobody reads on."""
    begun = time.process_time()
    made = mjml.html_of("<mjml><mj-body>" + piece * (templates.LARGEST // len(piece)))
    assert 0 < len(made.faults) <= 2 * mjml.MOST_FAULTS and time.process_time() - begun < 4


def test_only_what_begins_so_is_mjml() -> None:
    begins = [" <!doctype html>\n<mjml>", "{# x #}<!-- <p> --><mjml lang='ja'>", "\ufeff<mjml/>"]
    assert all(mjml.is_mjml(each) for each in begins)
    assert not any(mjml.is_mjml(each) for each in ["<p><mjml>", "<!-- <mjml> -->", "<mjmlx>", "x<mjml>", ""])


def test_many_comments_before_something_else_are_read_once() -> None:
    """A stranger's template costs no more than its length: forty comments took longer than anybody waits."""
    began = time.process_time()
    assert not mjml.is_mjml("<!-- a -->" * 20_000 + "<p>")
    assert mjml.is_mjml("<!-- a --><!DOCTYPE x><?xml?>" * 1_000 + "<mjml>")
    assert time.process_time() - began < 3


# -- in a workspace ---------------------------------------------------------------------------------------------------


def problems(right: str, wrong: str, **also: str) -> list[tuple[str, str, str]]:
    """File, code and what is marked, with this in the example in MJML."""
    files = examples() | {f"mails/{name}.html": text.encode() for name, text in also.items()}
    assert right in files[CASES].decode()
    files[CASES] = files[CASES].decode().replace(right, wrong, 1).encode()
    return [(p.file, p.code, p.excerpt[p.caret - 1 :][: p.width]) for p in workspace.read(files)[1]]


TEXT_OF_IT = "実際に業務改善に取り組まれた3社のお話をご紹介します。"


@pytest.mark.parametrize(
    ("right", "wrong", "code", "marks"),
    [
        ('href="https://example.co.jp/cases/"', 'href="javascript:x()"', "E-active", None),
        ("padding: 24px 0", "behavior: url(x)", "E-active", None),
        ('background-color="#f2f4f7"', 'background-color="expression(x)"', "E-active", "expression("),
        (TEXT_OF_IT, "<iframe src='x'></iframe>", "E-active", "<iframe src='x'>"),
        ("<mj-divider", "<mj-image src='https://example.co.jp/a.png'/><mj-divider", "W-mail-alt",
         "<mj-image src='https://example.co.jp/a.png'/>"),
        (TEXT_OF_IT, '<img src="https://example.co.jp/a.png">', "W-mail-alt", '<img src="https://example.co.jp/a.png">'),
        ("<mj-divider", "<mj-image src='https://example.co.jp/a.png' href='https://example.co.jp/' alt=''/><mj-divider",
         "W-link-words", "<mj-image src='https://example.co.jp/a.png' href='https://example.co.jp/' alt=''/>"),
        ('<mj-text>{{ lead.honorific }}', '<mj-text color="#c8ccd2">{{ lead.honorific }}', "W-contrast",
         "{{ lead.honorific }}"),
        ("{{ company.postal_address }}", "", "E-legal", ""),
        ('css-class="soft">\n<p>', 'css-class="gone">\n<p>', "E-legal", ""),
        ("{{ lead.honorific }}", "{{ lead.honorifc }}", "E-variable", "lead.honorifc"),
    ],
)  # fmt: skip
def test_what_is_checked_of_html_is_checked_of_mjml(right: str, wrong: str, code: str, marks: str | None) -> None:
    """Of what is sent, and told in the file that somebody wrote."""
    if 'class="gone"' in wrong:
        right, wrong = "<mj-style>", "<mj-style>.soft { display: none }"
    met = problems(right, wrong)
    assert {each[:2] for each in met} == {(CASES, code)}, met
    assert marks is None or met[0][2] == marks


def test_a_layout_in_mjml_is_put_around_a_mail() -> None:
    """Its faults are told in it, and a mail that extends it is as good as one of one file."""
    whole = examples()[CASES].decode()
    layout = whole.replace(TEXT_OF_IT, "{% block words %}{% endblock %}")
    mail = f'{{% extends "_frame.html" %}}{{% block words %}}{TEXT_OF_IT}{{% endblock %}}'
    assert problems(whole, mail, _frame=layout) == []
    files = examples() | {CASES: mail.encode(), "mails/_frame.html": layout.encode()}
    (one, _), (other, _) = workspace.read(files), workspace.read(examples())
    assert one and other and one.mails["success-cases"] == other.mails["success-cases"]
    spoilt = layout.replace("<mj-divider", "<mj-devider")
    (met,) = problems(whole, mail, _frame=spoilt)
    assert met[:2] == ("mails/_frame.html", "E-mjml-tag") and met[2].startswith("<mj-devider")


def test_without_the_library_mjml_is_refused_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older layer lacks it."""
    monkeypatch.setitem(sys.modules, "mrml", None)
    assert [each[1] for each in problems("<mjml", "<mjml")] == ["E-mjml-as-is"]


def test_a_plan_holds_html_alone() -> None:
    """Whoever sends needs no library."""
    plan, _ = workspace.read(examples())
    assert plan and "mj-" not in re.sub(r"mj-(?:column-per|full-width|outlook)", "", plan.mails["success-cases"].html)
    assert plan.mails["success-cases"].subject == "導入企業3社の成功事例"
