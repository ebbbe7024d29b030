"""What a mail does with a value works for whatever a lead has: nothing, text, a number; what cannot work is refused."""

import pytest
from mikomi.core.checking import workspace
from mikomi.core.mails import body, templates
from mikomi.core.mails.body import Reader
from mikomi.core.mails.filters import FILTERS, TESTS
from mikomi.model.plan import MailTemplate

from tests.core.workspaces import examples, with_change

VALUES = [None, "", "株式会社", "100", " 99.5 ", 100, 99.5, 0, -1, "nan", "1e400", "²"]
PLACES = [
    *("{{ lead.x | ? }}".replace("?", name) for name in FILTERS),
    *("{{ lead.x | truncate(?) }}".replace("?", said) for said in ("3", "40, true, '…'", "length=9, leeway=0")),
    '{{ lead.x | default("a") }}', '{{ lead.x | default("a", true) }}', '{{ lead.x | d("a", boolean=true) }}',
    "{{ lead.x | trim(' x') }}", "{{ lead.x | upper | truncate(5) | default('-') }}",
    *("{% if lead.x ? lead.y %}a{% endif %}".replace("?", how) for how in ("<", "<=", ">", ">=", "==", "!=", "in")),
    "{% if lead.x not in lead.y %}a{% endif %}",
    "{% if 1 < lead.x <= 100 %}a{% endif %}", "{% if lead.x in ['a', 100] %}a{% endif %}",
    "{% if 'a' in lead.x %}a{% endif %}", "{{ 'a' if lead.x > 5 }}", "{% if lead.x is in lead.y %}a{% endif %}",
    *("{% if lead.x is ? %}a{% endif %}".replace("?", name) for name in TESTS if name not in ("eq", "ne", "in")),
]  # fmt: skip
MISUSED = [
    "{{ lead.x | upper(1) }}", "{{ lead.x | truncate('a') }}", "{{ lead.x | truncate(2) }}", "{{ lead.x | trim(1) }}",
    "{{ lead.x | truncate(true) }}", "{{ lead.x | truncate(40, false, '…', -1) }}", "{{ lead.x | truncate(lead.y) }}",
    "{{ lead.x | truncate(length=9, length=9) }}", "{{ lead.x | truncate(4, end='12345') }}", "{{ lead.x | jdate(1) }}",
    "{{ lead.x | default('a', 'b') }}", "{{ lead.x | default('a', true, 1) }}", "{{ lead.x | default(other='a') }}",
    "{{ lead.x | truncate(9, length=9) }}", "{% if lead.x is number(3) %}a{% endif %}",
    "{% if lead.x is eq %}a{% endif %}",
]  # fmt: skip


def filled(template: str, **traits: object) -> str:
    mail = MailTemplate(id="m", html=template, text="", subject="")
    return body.html(mail, Reader({"lead": templates.lead(traits)}, {}, str))


@pytest.mark.parametrize("template", PLACES)
def test_no_value_keeps_a_mail_from_being_written(template: str) -> None:
    """Every pair of values, in everything that the check allows."""
    assert templates.read(template).refusals == ()
    for x in VALUES:
        for y in VALUES:
            filled(template, **{name: value for name, value in (("x", x), ("y", y)) if value is not None})


@pytest.mark.parametrize(
    ("written", "value", "holds"),
    [
        ("lead.x >= 100", 100, True),
        ("lead.x >= 100", "100", True),
        ("lead.x >= 100", 99.5, False),
        ("lead.x >= 100", "many", False),
        ("lead.x < 100", "many", False),
        ("lead.x < 100", None, False),
        ("not lead.x < 100", None, True),
        ("1 < lead.x <= 3", 3, True),
        ("1 < lead.x <= 3", 4, False),
        ("1 < lead.x <= 3", 1, False),
        ("lead.x > 'B'", "C", True),
        ("lead.x == '100'", 100, False),
        ("lead.x in ['a', 'b']", "b", True),
        ("lead.x not in ['a', 'b']", "b", False),
        ("'b' in lead.x", "abc", True),
        ("'b' in lead.x", 5, False),
        ("lead.x in 'A5'", 5, True),
        ("lead.x is in ['a']", "a", True),
    ],
)
def test_what_compares(written: str, value: object, holds: bool) -> None:
    """Numbers with what can be read as one, texts with texts; what has no order is neither greater nor less."""
    traits = {} if value is None else {"x": value}
    assert filled("{% if ? %}yes{% endif %}".replace("?", written), **traits) == ("yes" if holds else "")


@pytest.mark.parametrize("template", MISUSED)
def test_what_a_filter_cannot_take_is_refused(template: str) -> None:
    """Where it stands, and nothing else is said of it."""
    assert [refusal.code for refusal in templates.read(template).refusals] == ["misuse"]


@pytest.mark.parametrize("shown", ["lead", "lead.company.name", "lead.x.y | default('z')"])
def test_what_no_mail_can_show_is_an_error(shown: str) -> None:
    """A trait is text or a number: nothing lies below it; and nobody means to show all of a lead at once."""
    files = with_change("mails/faq.html", "{{ lead.honorific }}", "{{ ? }}".replace("?", shown))
    assert [(problem.code, problem.file) for problem in workspace.read(files)[1] if problem.is_error] == [
        ("E-variable", "mails/faq.html")
    ]
    assert workspace.read(examples())[0]
