"""What a mail's template may do: the allow-list, and the environment in which an allowed one is rendered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError, UndefinedError
from mikomi.core.mails import templates

ATTACKS = [
    # out of the sandbox
    "{{ lead.__class__.__mro__ }}",
    "{{ ''.__class__ }}",
    "{{ lead['__class__'] }}",
    "{{ lead|attr('__class__') }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ request.application }}{{ config() }}",
    "{{ lead.items() }}",
    "{{ '%s'|format(lead) }}",
    "{{ '{0.__class__}'.format(lead) }}",
    # CPU and memory
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 99999999 }}",
    "{{ 1000000000|string|center(999999999) }}",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{% for a in lead %}{% for b in lead %}{{ loop.index }}{% endfor %}{% endfor %}",
    "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(9) }}",
    "{% set x = 'a' %}{{ x ~ x }}",
    "{{ 'aaaa'|replace('a', 'aaaaaaaaaaaaaaaa')|replace('a', 'aaaaaaaaaaaaaaaa') }}",
    "{{ lipsum(n=100000) }}",
    "{{ ['a', 'b']|join('x' * 99) }}",
    "{{ 'x'|indent(width=999999999) }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "9" * 10_000 + " }}",
    "{% if 1 %}" * 500 + "{% endif %}" * 500,
    # other files, other meanings
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% extends 'base' %}",
    "{% block a %}{% endblock %}",
    "{% autoescape false %}{{ lead.name }}{% endautoescape %}",
    "{{ lead.name|safe }}",
    "{{ lead.name|tojson }}",
    "{{ lead|map(attribute='x')|list }}",
    "{% filter upper %}{{ lead.name }}{% endfilter %}",
    "{% call(x) lead.name() %}{% endcall %}",
    "{{ lead.name",
]


@pytest.mark.parametrize("source", ATTACKS)
def test_attacks_are_refused(source: str) -> None:
    """Each payload is refused by reading it; none is run."""
    assert templates.read(source).refusals


@pytest.mark.parametrize(
    "source",
    [
        "{{ lead.honorific }}",
        "{{ lead['company'] }}",
        "{{ lead.company | default('御社') }}",
        "{% if lead.title %}{{ lead.title }}{% elif lead.industry in ['IT', '製造業'] %}x{% else %}y{% endif %}",
        "{{ 'a' if lead.company is defined and not lead.title == 'x' else 'b' }}",
        "{{ lead.lastName | trim | upper | e }}",
        "{# note #}{% raw %}{{ as it is }}{% endraw %}",
        "{{ offer.deadline }} {{ unsubscribe_url }}",
    ],
)
def test_what_mails_need_is_allowed(source: str) -> None:
    """Showing values, defaults, choices."""
    assert not templates.read(source).refusals


@given(st.text(st.sampled_from("{}%#|.()[]'\" abif_endlead*~+-:=\n0129"), max_size=120))
def test_what_is_allowed_renders_small(source: str) -> None:
    """Any text is refused or renders to no more than its size allows; reading and rendering never surprise."""
    reading = templates.read(source)
    if reading.refusals:
        return
    known = {name.partition(".")[0]: templates.lead({}) for name in reading.uses}
    try:
        rendered = templates.environment().from_string(source).render(known)
    except (TemplateError, TypeError, ValueError, ArithmeticError):
        return  # a filter that does not fit its value: the mail fails with a reason
    assert len(rendered) <= 100 * (len(source) + 1)


def test_values_are_escaped_and_never_reach_python() -> None:
    """A lead's own text is text; a dot finds what was given, not what Python's types have."""
    page = templates.environment().from_string("{{ lead.name }}|{{ lead.items }}|{{ lead.keys|default('none') }}")
    assert page.render(lead=templates.lead({"name": "<b>", "items": "5"})) == "&lt;b&gt;|5|none"


def test_an_unknown_name_is_an_error_and_a_missing_trait_is_empty() -> None:
    """StrictUndefined for names; `default` for what a lead lacks."""
    with pytest.raises(UndefinedError):
        templates.environment().from_string("{{ nobody }}").render(lead=templates.lead({}))
    mail = templates.environment(False).from_string("[{{ lead.company }}{{ lead.title | default('担当') }}]")
    assert mail.render(lead=templates.lead({"title": ""})) == "[担当]"


def test_what_is_always_shown_is_known() -> None:
    """A name in one branch alone is not shown to everybody; in all branches it is."""
    source = "{% if lead.a %}{{ x }}{{ y }}{% else %}{{ y|e }}{% endif %}{% if lead.b %}{{ z }}{% endif %}"
    assert templates.read(source).always_shown == {"y"}


def test_dates_read_as_japanese() -> None:
    page = templates.environment(False).from_string("{{ d | jdate }} {{ e | jdate }}")
    assert page.render(d="2026-12-18T10:00", e="soon") == "12月18日(金) soon"
