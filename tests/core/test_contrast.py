"""Text that is hard to read is told with its colours, its place and a colour that would do, in light and in dark."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.mails import colours, contrast, styles
from mikomi.core.mails.colours import BLACK, WHITE, Colour, colour

from tests.core.workspaces import as_html, examples
from tests.effort import effort

DECLARED = '<meta name="color-scheme" content="light dark">'
FAQ = "mails/faq.html"
DARK = (
    "<meta name='color-scheme' content='light dark'>"
    "<style>@media (prefers-color-scheme:dark){.b{background:#111}}</style>"
)


def faint(mail: str) -> list[tuple[str, str, str, str]]:
    """Scheme, text, colour and ground."""
    seen = contrast.looked_at(mail)
    return [(each.scheme, each.text, str(each.colour), str(each.ground)) for each in seen.faint]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777", "#fff", 4.478), ("#767676", "white", 4.542), ("#0b5cad", "#8cc0ff", 3.525)],
)
def test_ratios_are_those_of_the_standard(one: str, other: str, ratio: float) -> None:
    first, second = colour(one), colour(other)
    assert first and second
    assert round(colours.contrast(first, second), 3) == round(colours.contrast(second, first), 3) == ratio


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("<p style='color:#777'>a", [("light", "a", "#777777", "#ffffff")]),
        ("<p style='color:#767676'>a", []),
        ("<p style='color:#777;font-size:24px'>a", []),
        ("<p style='color:#777;font-size:23.9px'>a", [("light", "a", "#777777", "#ffffff")]),
        ("<p style='color:#777;font:bold 14pt x'>a", []),
        ("<td style='font-size:0;color:#777'>a<p style='font-size:16px'>b", [("light", "b", "#777777", "#ffffff")]),
        (f"{DARK}<p class=b style='background:#fff;background-color:#fff'>a", []),
        (f"{DARK}<p class=b style='background-color:#fff;color:#222'>a", [("dark", "a", "#222222", "#111111")]),
        ("<h1 style='color:#777'>a", []),
        ("<h3 style='color:#777'>a", []),
        ("<h4 style='color:#777'>a", [("light", "a", "#777777", "#ffffff")]),
        ("<font color=999999 size=6>a", [("light", "a", "#999999", "#ffffff")]),
        ("<table bgcolor=000000><tr><td>a", [("light", "a", "#000000", "#000000")]),
        ("<body bgcolor='#111' text=white>a", []),
        ("<td style='background:#000'><a href=x>a</a>", [("light", "a", "#0000ee", "#000000")]),
        ("<td style='background:#000;color:#fff'><a>a</a>", []),
        ("<td style='background:#000 url(x)'><p style='color:#111'>a", [("light", "a", "#111111", "#000000")]),
        ("<div style='background:rgba(0,0,0,.5)'>a", [("light", "a", "#000000", "#808080")][:0]),
        ("<div style='background:rgba(0,0,0,.8)'>a", [("light", "a", "#000000", "#333333")]),
        ("<div style='opacity:.4'>a", [("light", "a", "#999999", "#ffffff")]),
        ("<div style='color:#777!important;color:#000'>a", [("light", "a", "#777777", "#ffffff")]),
        ("<style>.a{color:#777}</style><p class=a>a<p>b", [("light", "a", "#777777", "#ffffff")]),
        ("<style>.a{color:#777}</style><p class='{{ x }}'>a", []),
        ("<p style='color:{{ x }}'>a", []),
        ("<p style='color:{{ x }}'>a<b style='color:#777;background:#fff'>b", [("light", "b", "#777777", "#ffffff")]),
        ("<p style='color:#777'>{% if lead.x %}{# y #}{% endif %}&nbsp;\u200c", []),
        ("<p style='color:#777'>{% if x %}{{ lead.x }}{% endif %}", [("light", "{{ lead.x }}", "#777777", "#ffffff")]),
        ("<div style='display:none;color:#fff'>a", []),
        ("<div style='max-height:0;overflow:hidden;color:#fff'>a", []),
        ("<div style='font-size:1px;color:#fff'>a", []),
        ("<p hidden style='color:#fff'>a", []),
        ("<!-- <p style='color:#fff'>a --><title>b</title>", []),
        ("<p style='color:#777'>a<p>b</p><p style='color:#777'>c", [("light", "a", "#777777", "#ffffff")]),
    ],
)
def test_what_is_hard_to_read_in_light(mail: str, told: list[tuple[str, str, str, str]]) -> None:
    """The nearest ground counts, letters' size and weight, whatever way the colour was said; each pair once."""
    assert faint(mail) == told


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("<p style='color:#111'>a", []),
        (DECLARED + "<p style='color:#111'>a", [("dark", "a", "#111111", "#121212")]),
        (DECLARED + "<p>a <a href=x>b</a>", []),
        (
            DECLARED + "<style>@media (prefers-color-scheme: dark){p{color:#eee}}</style><p style='color:#111'>a",
            [],
        ),
        (
            "<style>@media screen and (prefers-color-scheme:dark){div{background:#111}}</style><div>a",
            [("dark", "a", "#000000", "#111111")],
        ),
        (
            "<style media='(prefers-color-scheme: dark)'>div{background:#111}</style><div>a",
            [("dark", "a", "#000000", "#111111")],
        ),
        (DECLARED + "<style>@media (prefers-color-scheme:dark){p;q{color:#000}}</style><p>a", []),
        ("<style>@media (max-width:9px){div{background:#111}}</style><div>a", []),
        ("<style>@media not (prefers-color-scheme:dark){div{background:#111}}</style><div>a", []),
        (
            "<style>@media (prefers-color-scheme:light){div{background:#111}}</style><div>a",
            [("light", "a", "#000000", "#111111")],
        ),
        (
            "<style>div{background:#fff} @media (prefers-color-scheme:dark){.x{background:#000;color:#333}}</style>"
            "<div class=x>a",
            [("dark", "a", "#333333", "#000000")],
        ),
        (
            DECLARED
            + "<style>.d{display:none} @media (prefers-color-scheme:dark){.d{display:block;color:#222}}</style>"
            "<p class=d>a",
            [("dark", "a", "#222222", "#121212")],
        ),
    ],
)
def test_what_is_hard_to_read_in_dark(mail: str, told: list[tuple[str, str, str, str]]) -> None:
    """Rules for dark mode are laid over the mail's own; a mail that says it can do dark, and no more, is shown so."""
    assert faint(mail) == told


def test_a_picture_beneath_is_not_known_and_said_so() -> None:
    """With a colour under it, that is what is read on; without, nothing is claimed."""
    seen = contrast.looked_at("<td background='x.png' style='color:#fff'><p>a</p><td bgcolor=black><p>b")
    assert seen.faint[0].text == "b" and seen.on_picture == (("a", 1),)
    gradient = contrast.looked_at("<td style='background-image:linear-gradient(red,blue)'>a")
    assert (gradient.faint, gradient.on_picture) == ((), (("a", 0),))


def test_dark_rules_want_a_declaration() -> None:
    """Some programs look for `<meta>` before they use them; without such rules nothing is asked."""
    rules = "<style>@media (prefers-color-scheme:dark){p{color:#000}}</style><p>a"
    assert contrast.looked_at(rules).undeclared
    for meta in (DECLARED, "<meta content=light name=supported-color-schemes>"):
        assert not contrast.looked_at(meta + rules).undeclared
    assert not contrast.looked_at("<p>a").undeclared


@given(st.tuples(*[st.floats(0, 1)] * 3), st.tuples(*[st.floats(0, 1)] * 3), st.sampled_from([3.0, 4.5]))
@settings(max_examples=effort(300), deadline=None)
def test_the_colour_that_is_offered_would_do(text: tuple[float, ...], ground: tuple[float, ...], wanted: float) -> None:
    """On any ground, as it is written with six digits; what is read well already is left as it is."""
    here = Colour(*ground)
    better = colours.nearest_readable(Colour(*text), here, wanted)
    assert colours.contrast(better, here) >= wanted and colour(str(better)) == better
    assert 1 <= colours.contrast(Colour(*text), here) <= 21
    assert colours.nearest_readable(BLACK, WHITE, wanted) == BLACK


@given(st.text(st.sampled_from("<>/ =\"'abpdivstyle:color#f0{}%&;!-\n\ue000\ue001あ"), max_size=120))
@settings(max_examples=effort(200), deadline=None)
def test_any_html_is_looked_at(html: str) -> None:
    contrast.looked_at(html)


@pytest.mark.parametrize(
    "mail",
    [
        "<p style='color:" + "rgb(" * 5_000 + "'>a",
        "".join(f"<b style='color:#{n:06x}'>a" for n in range(9_900)),
        "".join(f"<p style='background:url(x)'>a{n}</p>" for n in range(9_900)),
        "<p style='color:oklch(50% .1 30);background:color(xyz 1 2 3)'>a",
        "<p style='font-size:1e99px;opacity:nan;color:rgb(1e999 0 0)'>a",
        "<style>@media (prefers-color-scheme:dark){" + "p{color:#111}" * 3_000 + "}</style>" + "<p>a" * 50,
    ],
)
def test_hostile_colours_end_soon(mail: str) -> None:
    """As many as a template may have, and some that are none."""
    begun = time.process_time()
    files = examples()
    files[FAQ] = files[FAQ].replace(b"</body>", mail.encode() + b"</body>")
    workspace.read(files)
    assert time.process_time() - begun < 12


def test_a_layouts_colour_is_told_in_the_layout_once() -> None:
    """However many mails it is put around; the mail's own text where it stands, with the colour that would do."""
    layout = (
        "<html><head><title>{% block t %}{% endblock %}</title></head><body>{% block b %}{% endblock %}"
        "<p style='color:#aaa'>{{ company.name }} {{ company.postal_address }} {{ company.contact }} "
        "<a style='color:#000' href='{{ unsubscribe_url }}'>x</a></p></body></html>"
    )
    words = "<b style='color:#bbb'>A &amp; B</b>"
    mail = "{% extends '_l.html' %}{% block t %}x{% endblock %}{% block b %}" + words + "{% endblock %}"
    files = examples() | {"mails/_l.html": layout.encode(), FAQ: mail.encode(), "mails/thanks.html": mail.encode()}
    told = [(p.code, p.file, p.excerpt[p.caret - 1 :][: p.width]) for p in workspace.read(files)[1]]
    tag = "<b style='color:#bbb'>"
    assert sorted(told) == [
        ("W-contrast", "mails/_l.html", "{{ company.name }}"),
        ("W-contrast", FAQ, tag),
        ("W-contrast", "mails/thanks.html", tag),
    ]
    said = next(p for p in workspace.read(files)[1] if p.file == FAQ)
    assert "#bbbbbb" in said.ja and "1.9:1" in said.ja and "#747474" in said.ja and "light mode" in said.en


def test_nothing_is_said_of_the_samples() -> None:
    """Each is looked at in both schemes, and none has a faint text."""
    files = examples()
    assert workspace.read(files)[1] == ()
    for mail in (as_html(raw.decode()) for name, raw in files.items() if name.endswith(".html")):
        assert styles.in_scheme(mail, "dark")[1] and contrast.looked_at(mail) == ((), (), False)
