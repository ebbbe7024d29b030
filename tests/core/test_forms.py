"""A form that was filled in: what becomes a trait, what is wrong, what counts as agreeing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import packing
from mikomi.core.people.consent import basis_of
from mikomi.core.tracking import forms
from mikomi.core.tracking.forms import Filled, Incomplete, Posted
from mikomi.model.form import Form, FormConsent

NOW = 1_796_100_000_000
FORM = Form.model_validate(
    {
        "id": "download",
        "name": "資料請求",
        "fields": [
            {"trait": "email", "label": "メール", "type": "email", "required": True},
            {"trait": "company", "label": "会社名", "required": True},
            {"trait": "note", "label": "ご質問", "type": "textarea"},
            {"trait": "industry", "label": "業種", "type": "select", "options": ["製造業", "IT"]},
            {"trait": "news", "label": "はい", "type": "checkbox"},
            {"trait": "source", "label": "", "type": "hidden", "value": "exhibition"},
        ],
        "consent": {"text": {"ja": "同意します", "en": "I agree"}, "required": True},
    }
)
GOOD: dict[str, Any] = {"email": " Hanako@Example.co.jp ", "company": "見込み\r\n商事\x00"}


def fill(values: dict[str, Any], agreed: Any = "on") -> Filled:
    return forms.fill(FORM, Posted(values, agreed))


def test_fields_become_traits_and_the_rest_properties() -> None:
    """Values are cleaned, a hidden field says what the form says, what is no field is a property of the event."""
    filled = fill({**GOOD, "source": "forged", "news": "on", "utm_source": "ad", "nested": {"x": 1}, "consent": "on"})
    assert filled.traits == {
        "email": "hanako@example.co.jp",
        "company": "見込み 商事",
        "news": True,
        "source": "exhibition",
    }
    assert filled.properties == {"utm_source": "ad"}
    assert filled.agreed is True


@pytest.mark.parametrize(
    ("change", "agreed", "wrong"),
    [
        ({"email": ""}, "on", {"email": "field_required"}),
        ({"email": "hanako"}, "on", {"email": "field_email"}),
        ({"email": ["a@example.com"]}, "on", {"email": "field_not_text"}),
        ({"company": "  \x00 "}, "on", {"company": "field_required"}),
        ({"company": "x" * 501}, "on", {"company": "field_too_long"}),
        ({"note": "x" * 5001}, "on", {"note": "field_too_long"}),
        ({"industry": "農業"}, "on", {"industry": "field_option"}),
        ({}, "off", {"consent": "consent_required"}),
        (
            {"email": "x", "company": None},
            None,
            {"email": "field_email", "company": "field_required", "consent": "consent_required"},
        ),
    ],
)
def test_everything_wrong_is_said_at_once(change: dict[str, Any], agreed: Any, wrong: dict[str, str]) -> None:
    """Each bad field with its code, in one go."""
    with pytest.raises(Incomplete) as incomplete:
        fill({**GOOD, **change}, agreed)
    assert {name: code for name, (code, _) in incomplete.value.problems.items()} == wrong


def packet(posted: Posted, form: Form = FORM, language: str = "ja", at: int = NOW):
    packed = forms.packet(form, forms.fill(form, posted), posted, language, at)
    return packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events)


def test_one_packet_says_who_it_is_and_that_the_form_was_sent() -> None:
    """identify with the traits and the consent in the words that were read, then Form Submitted with the form's id;
    both of the browser."""
    identify, submitted = packet(Posted({**GOOD, "form": "other"}, "on", anonymous_id="a1"), language="en").events
    assert (identify.subject, identify.type, identify.origin, identify.proof) == ("a:a1", "identify", "form", 1)
    assert identify.traits["email"] == "hanako@example.co.jp"
    assert identify.context["consent"] == {"marketing": True, "text": "I agree", "source": "form:download"}
    assert (submitted.type, submitted.name, submitted.origin) == ("track", "Form Submitted", "form")
    assert submitted.properties == {"form": "download"}
    assert basis_of(identify) is not None and basis_of(submitted) is None


def test_no_agreement_no_basis() -> None:
    """Without a tick, without a consent in the definition, or before a confirmation by mail, nothing is a basis for
    marketing."""
    free = FORM.model_copy(update={"consent": None})
    optional = FORM.model_copy(update={"consent": FormConsent(text="同意します")})
    confirmed = FORM.model_copy(update={"consent": FormConsent(text="同意します", confirm="mail")})
    for form, agreed in ((free, "on"), (optional, None), (optional, "off"), (confirmed, "on")):
        identify, _ = packet(Posted(GOOD, agreed, anonymous_id="a"), form).events
        assert basis_of(identify) is None


def test_the_button_pressed_twice_is_one_packet() -> None:
    """A hosted form carries its own time: the same content lands on the same key; a corrected one is another."""
    posted = Posted(GOOD, "on", anonymous_id="a", original=NOW - 5000)
    first, again = packet(posted), packet(posted, at=NOW + 900)
    assert (first.subject, first.sort, first.events[0].id) == (again.subject, again.sort, again.events[0].id)
    corrected = packet(posted._replace(values={**GOOD, "company": "別の会社"}))
    assert corrected.sort != first.sort and corrected.events[0].id != first.events[0].id


def test_without_an_anonymous_id_the_form_has_a_subject_of_its_own() -> None:
    """Two people behind no cookie are two subjects, and the name cannot be foretold from the address alone."""
    one, two = packet(Posted(GOOD, "on")), packet(Posted(GOOD, "on"), at=NOW + 1)
    assert one.subject.startswith("a:form-") and two.subject.startswith("a:form-") and one.subject != two.subject
    assert packet(Posted(GOOD, "on", user_id="u1")).subject == "u:u1"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda each: st.lists(each, max_size=2) | st.dictionaries(st.text(max_size=5), each, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from([*(field.trait for field in FORM.fields), "consent", "utm_source", "fields", ""]) | st.text(
    max_size=10
)


@given(values=st.dictionaries(NAMES, ANYTHING, max_size=8), agreed=ANYTHING)
def test_whatever_is_posted_is_taken_or_told(values: dict[str, Any], agreed: Any) -> None:
    """Never another failure; what is taken has all that is required, can be written, and claims no more than the form
    asks for."""
    try:
        filled = forms.fill(FORM, Posted(values, agreed))
    except Incomplete as incomplete:
        assert incomplete.problems
        return
    assert {"email", "company", "source"} <= filled.traits.keys() <= {field.trait for field in FORM.fields}
    assert filled.traits["source"] == "exhibition" and filled.agreed
    json.dumps(filled.traits), json.dumps(filled.properties)
