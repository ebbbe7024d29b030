"""A mail's styles come into its tags, and nothing else of it changes."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.mails import styles, templates, text_part

from tests.core.workspaces import as_html, examples
from tests.effort import effort

OUTLOOK = "<!--[if mso]><table><tr><td class=a><![endif]--><![if !mso]><i>x</i><![endif]>"


def tags(css: str, body: str) -> str:
    """What becomes of the body under these rules."""
    sheet = f"<style>{css}</style>"
    styled = styles.written_in(sheet + body)
    assert styled.left is None
    return styled.html[styled.html.index("</style>") + len("</style>") :]


@pytest.mark.parametrize(
    ("css", "body", "becomes"),
    [
        ("p{color:red}", "<p>x", '<p style="color: red;">x'),
        (".a{color:red}", '<img CLASS=a src="x"/>', '<img CLASS=a src="x" style="color: red;"/>'),
        ("p{color:red}", "<p style='color:green'>x", "<p style='color:green'>x"),
        ("p{color:red;margin:0}", "<p style='color:green'>x", '<p style="margin: 0;color: green">x'),
        ("p{color:red!important}", "<p style='color:green'>x", '<p style="color: red">x'),
        ("p{color:red!important}", "<p>x", '<p style="color: red;">x'),
        ("b{color:red}", "<p>x", "<p>x"),
        ("td{color:red}", "<table>{% if lead.a %}<tr><td>{{ x }}</table>", None),
        ("p{color:red}", OUTLOOK + "<p>x", OUTLOOK + '<p style="color: red;">x'),
        ('p{font:"A"}', "<p>x", '<p style="font: &#x27;A&#x27;;">x'),
        (".a{color:red} .b{color:blue}", '<p class="a {{ x }}">x', '<p class="a {{ x }}">x'),
        ("p{color:red}", '<p {% if x %}class="a"{% endif %}>x', '<p {% if x %}class="a"{% endif %}>x'),
        ("a{color:red}", '<a href="{{ x }}">x', '<a href="{{ x }}" style="color: red;">x'),
        ("@media print{p{color:red}}", "<p>x", "<p>x"),
        ("p:hover{color:red}", "<p>x", "<p>x"),
    ],
)
def test_a_rule_is_written_into_the_tags_that_it_means(css: str, body: str, becomes: str | None) -> None:
    """A style of the tag's own wins as it did; what hangs on the reader is left alone; comments stay byte for byte."""
    expected = becomes or body.replace("<td>", '<td style="color: red;">')
    assert tags(css, body) == expected


@pytest.mark.parametrize(
    ("css", "becomes"),
    [
        ("p{color:red}", "p{color:red}"),
        ("@media (x){p{color:red;top:0!important}}", "@media (x){p{color:red!important;top:0!important;}}"),
        ("@supports (x){@media (y){p{color:red}}}", "@supports (x){@media (y){p{color:red!important;}}}"),
        ("a:hover{color:red}", "a:hover{color:red!important;}"),
        ("@import 'https://evil.example/x.css';p{top:0}", "@import 'https://evil.example/x.css';p{top:0}"),
        ("@font-face{font-family:x}", "@font-face{font-family:x}"),
    ],
)
def test_what_no_tag_can_say_wins_over_the_tags(css: str, becomes: str) -> None:
    """Narrow screens, dark mode and a pointer: their rules would lose to attributes without `!important`."""
    assert styles.written_in(f"<style>{css}</style><p>x").html.startswith(f"<style>{becomes}</style>")


def test_a_sheet_for_some_screens_alone_wins_too() -> None:
    sheet = '<style media="(prefers-color-scheme: dark)">'
    assert styles.written_in(f"{sheet}p{{top:0}}</style><p>").html == f"{sheet}p{{top:0!important;}}</style><p>"


@pytest.mark.parametrize(
    ("css", "body", "why"),
    [
        ("p{color:{{ lead.color }}}", "<p>", "reader"),
        ("p:first-child{top:0}", "{% if lead.x %}<p>{% endif %}<p>", "place"),
        ("p + p{top:0}", "{% if lead.x %}<p>{% endif %}<p>", "place"),
        ("p}", "<p>", "broken"),
        ("@media x{p}}", "<p>", "broken"),
        ("p:hover{color red}", "<p>", "broken"),
        ("@media x{" * 60, "<p>", "size"),
        ("p{top:" + "calc(" * 60, "<p>", "size"),
        (":not(" * 60 + "p" + ")" * 60 + "{top:0}", "<p>", "size"),
        ("p{}", "<div>" * 500, "size"),
        ("p{}" * 40_000, "<b>" * 200, "size"),
    ],
)
def test_what_cannot_be_is_left_as_it_was(css: str, body: str, why: str) -> None:
    """Byte for byte, with a reason, and soon."""
    source = f"<style>{css}</style>{body}"
    begun = time.process_time()
    assert styles.written_in(source) == (source, why)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "css",
    [
        "*{background:url(https://evil.example/x)}",
        "@import url(//evil.example);" * 500,
        "p{width:expression(alert(1));behavior:url(x.htc)}",
        "p{color:red}<!-- --> </STYLE ><script>x</script>",
        "p{content:'\\3c/style\\3e'}",
        "p{x:'\"><script>alert(1)</script>'}",
        "a," * 20_000 + "p{top:0}",
        "p{" + "top:0;" * 20_000 + "}",
        "\x00\ue000\ue0010\ue001p{top:0}",
        "p{top:0;/*",
        "@charset 'x';@@@;p{top:0}",
        "[a='" + "x" * 50_000 + "']{top:0}",
        "a " * 20_000 + "{top:0}",
    ],
)
def test_hostile_rules_make_no_tag_and_load_nothing(css: str) -> None:
    """Whatever the CSS says: the mail has the tags that it had, and it is done within seconds."""
    source = f'<style>{css}</style><link rel="stylesheet" href="/etc/passwd"><p title=">">{{{{ lead.company }}}}</p>'
    begun = time.process_time()
    styled = styles.written_in(source)
    assert time.process_time() - begun < 5
    assert [_bare(tag) for tag in _tags(styled.html)] == [_bare(tag) for tag in _tags(source)]
    assert "root:" not in styled.html


def _tags(page: str) -> list[str]:
    return [tag.written for tag in styles.TemplatePage(page).tags]


def _bare(tag: str) -> str:
    return re.sub(r""" style=("[^"]*"|'[^']*')""", "", tag)


PIECES = [
    *(
        "<p class=a>",
        "</p>",
        "<table>",
        "<tr>",
        "<td class='a b'>",
        "</td></table>",
        "<img class=b/>",
        "<title>.a</title>",
    ),
    *(
        "{% if lead.x %}",
        "{% else %}",
        "{% endif %}",
        "{{ lead.company }}",
        "{# <p> #}",
        "<i class='{{ x }}'>",
        OUTLOOK,
    ),
    *("<a href='{{ x }}' class=a>", "</a>", "<b style='top:0'>", "<style>.b{left:0}</style>", "<!-- <p> -->"),
    *("文", "<", "&amp;", "\n"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=effort(150), deadline=None)
def test_only_styles_come_to_a_mail(pieces: list[str]) -> None:
    """For any mail: without the styles that came, it is byte for byte as it was written; and twice is once."""
    source = "<style>.a{color:red} td.b{top:0}</style>" + "".join(pieces)
    styled = styles.written_in(source).html
    plain = source.replace(" style='top:0'", "")
    assert re.sub(r' style="[^"]*"', "", styled).replace(" style='top:0'", "") == plain
    assert styles.written_in(styled).html.replace(";", "") == styled.replace(";", "")


def test_the_samples_are_written_whole() -> None:
    """No sample keeps its styles to itself; a mail is the same each time it is read, and its text says what it said."""
    files = examples()
    plan, told = workspace.read(files)
    assert plan is not None and not [each for each in told if each.code.startswith("W-css")]
    for name, mail in plan.mails.items():
        written = as_html(files[f"mails/{name}.html"].decode())
        styles.written_in.cache_clear()
        again, _ = workspace.read(files)
        assert again is not None and again.mails == plan.mails
        assert '<body style="' in mail.html and "@media (prefers-color-scheme: dark)" in mail.html
        assert not templates.read(mail.html).refusals
        if "catalogs." not in written:
            assert mail.html == styles.written_in(written).html and mail.text == text_part.derive(written)
