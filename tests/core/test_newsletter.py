"""A newsletter for nobody in particular: it has no word of a person, and no address that is counted or signed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.mails import newsletter
from mikomi.core.mails.render import Unrenderable
from mikomi.model.plan import Plan

from tests.core.mails import FAQ, mail_plan, template
from tests.core.test_workspace import codes
from tests.core.workspaces import examples

HERE = "https://ma.example.co.jp/n/x"
NEWS: dict[str, Any] = {
    "id": "news",
    "public_archive": True,
    "trigger": {"manual": True},
    "steps": [
        {"id": "hello", "mail": {"template": "thanks", "kind": "transactional"}},
        {"id": "letter", "mail": {"template": "faq", "subject": "{{ lead.name | default('皆様') }}へ"}},
    ],
}


def plan(html: str = FAQ, **scenario: Any) -> Plan:
    return mail_plan(template("thanks"), template("faq", html), scenario={**NEWS, **scenario})


def shown(made: Plan) -> newsletter.Newsletter:
    return newsletter.of_nobody(made.scenarios["news"], made, HERE)


def test_it_is_the_first_marketing_mail_for_nobody():
    """Defaults stand where a person's words would; the reader is addressed as a customer; links lead where they were
    written to, and what would be a reader's own is the page itself."""
    told = shown(plan())
    assert told.title == "皆様へ"
    assert "お客様" in told.html and 'href="https://example.co.jp/faq?x=1&amp;y=2"' in told.html
    assert f'href="{HERE}"' in told.html and "<img" not in told.html


@given(st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=2, max_size=5))
def test_of_variants_the_heaviest_is_shown(weights):
    """Of equals the first: the same whoever asks, and however often."""
    variants = [{"id": f"v{n}", "weight": weight, "subject": f"題{n}"} for n, weight in enumerate(weights)]
    made = plan(steps=[{"id": "letter", "mail": {"template": "faq", "variants": variants}}])
    assert shown(made).title == f"題{weights.index(max(weights))}"


@pytest.mark.parametrize("steps", [[{"wait": "1d"}], NEWS["steps"][:1]])
def test_a_scenario_without_a_marketing_mail_has_none(steps):
    """And the publisher is told."""
    with pytest.raises(Unrenderable):
        shown(plan(steps=steps))


def test_what_cannot_be_rendered_says_so():
    """A mail that nobody could have got."""
    with pytest.raises(Unrenderable):
        shown(plan("{{ nothing.of_this }}"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{{ lead.honorific }}", "{{ lead.company }}", "W-public-person"),
        ("{{ lead.honorific }}", "{{ lead.company | default('御社') }}", None),
        ("{{ lead.honorific }}", "{% if lead.company %}御社{% endif %}", None),
    ],
)
def test_a_person_s_variable_without_a_default_is_warned_of(old, new, code):
    """In the mail that is public, and in no other: who reads it there has no company."""
    files = examples()
    files["scenarios/news.json"] = (
        b'{"version": 1, "id": "news", "name": "n", "public_archive": true, "trigger": {"manual": true},'
        b'"steps": [{"id": "a", "mail": {"template": "faq", "subject": "x"}}]}'
    )
    files["mails/faq.html"] = files["mails/faq.html"].replace(old.encode(), new.encode())
    found = [each for each in codes(files) if "public" in each[1]]
    assert found == ([("mails/faq.html", code)] if code else [])
    files["scenarios/news.json"] = files["scenarios/news.json"].replace(b"true, ", b"false, ", 1)
    assert not [each for each in codes(files) if "public" in each[1]]


def test_a_public_archive_of_no_mail_is_warned_of():
    """And a person's word in the subject alone."""
    files = examples()
    told = (
        b'{"version": 1, "id": "news", "name": "n", "public_archive": true, "trigger": {"manual": true}, "steps": %s}'
    )
    files["scenarios/news.json"] = told % b'[{"wait": "1d"}]'
    assert ("scenarios/news.json", "W-public-no-mail") in codes(files)
    files["scenarios/news.json"] = told % (
        b'[{"id": "a", "mail": {"template": "faq", "subject": "{{ lead.company }}"}}]'
    )
    assert ("scenarios/news.json", "W-public-person") in codes(files)
