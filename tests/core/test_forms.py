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
from mikomi.model.events import Packet
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
        "consent": {"text": {"ja": "同意します", "en": "I agree"}, "version": "2026-04", "required": True},
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
    assert filled.consent == {"marketing": True, "text": "同意します", "source": "form:download", "version": "2026-04"}


@pytest.mark.parametrize(
    ("trait", "given", "taken"),
    [
        ("industry", ["製造業", "IT"], ["製造業", "IT"]),
        ("industry", ["製造業", "製造業", ""], "製造業"),
        ("note", ["製品A", " 製品B\x00", "", "製品A"], ["製品A", "製品B"]),
        ("note", ["", ""], None),
        ("email", ["a@example.com", "A@example.com"], "a@example.com"),
        ("news", ["0", "on"], True),
        ("news", ["0", "off"], False),
        ("source", ["x", "y"], "exhibition"),
    ],
)
def test_several_values_of_one_name(trait: str, given: Any, taken: Any) -> None:
    """Two ticked boxes are a list; the same twice is once; where one can be, it is one; a hidden "off" beside a box is
    how some frameworks write it."""
    assert fill({**GOOD, trait: given}).traits.get(trait) == taken


def test_several_values_of_what_is_no_field() -> None:
    """They are a list in the event too; agreeing is agreeing, wherever in the list."""
    filled = fill({**GOOD, "interest": ["製品A", "製品B"], "area": ["東京"], "x": [1, {"a": 1}]}, ["off", "on"])
    assert filled.properties == {"interest": ["製品A", "製品B"], "area": "東京"} and filled.consent
    captured = forms.capture("own", None, Posted({"interest": ["製品A", "製品B"], "email": "a@example.com"}))
    assert captured.traits == {"interest": ["製品A", "製品B"], "email": "a@example.com"}


def test_values_up_to_their_bounds_are_taken() -> None:
    """The longest text of each kind, and the most values of one name; what is no field keeps its lines, and 300
    characters of each value."""
    many = [str(n) for n in range(20)]
    filled = fill({**GOOD, "company": "x" * 500, "note": "x" * 5_000, "more": "a\r\nb", "long": "y" * 301, "x": many})
    assert (len(filled.traits["company"]), len(filled.traits["note"])) == (500, 5_000)
    assert filled.properties == {"more": "a\nb", "long": "y" * 300, "x": many}
    assert fill({**GOOD, "note": many}).traits["note"] == many
    assert fill({**GOOD, "x": [*many, "z", "y" * 301]}).properties == {"x": many}


def test_kanji_of_names_are_kept_as_they_were_written() -> None:
    """塚 神 福 and their like have old shapes that every normal form of Unicode replaces: somebody's name is another
    one then. The same for what belongs to no field, and for parts that are written apart (カ and its ゛)."""
    wrote = "".join(map(chr, (0xFA10, 0xFA19, 0xFA1B, 0xFA11, 0xF929, 0x30AB, 0x3099)))
    filled = fill({**GOOD, "company": f" {wrote}\x00 ", "note": wrote, "else": wrote, "more": [wrote, "x"]})
    assert (filled.traits["company"], filled.traits["note"]) == (wrote, wrote)
    assert filled.properties == {"else": wrote, "more": [wrote, "x"]}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("製造業", "製造業"),
        ("ＩＴ", "IT"),
        (" it ", "IT"),
        ("サービス業", "サービス業"),
        ("サ\u30fcヒ\u3099ス業", "サービス業"),
        ("\ufa19社", "shrine"),
        ("SHRINE ", "shrine"),
        ("temple", "Temple"),
    ],
)
def test_choices_are_compared_in_a_normal_form(given: str, taken: str) -> None:
    """What looks like a choice, or like its label in one language, is that choice, and the trait is as the form's
    definition writes it. The same to the letter goes before."""
    labelled = {"value": "shrine", "label": {"ja": "神社", "en": "A shrine"}}
    options = ["製造業", "IT", "サービス業", labelled, "TEMPLE", "Temple", {"value": "Temple", "label": "temple"}]
    form = Form.model_validate({"id": "x", "name": "x", "fields": [{"trait": "a", "label": "a", "options": options}]})
    assert forms.fill(form, Posted({"a": given})).traits == {"a": taken}


def test_files_are_named_as_not_taken() -> None:
    """A form with a file is taken without it, and says so."""
    filled = forms.fill(FORM, Posted(GOOD, "on", files=("resume", "photo" * 50)))
    assert filled.dropped == ("resume", ("photo" * 50)[:50])


@pytest.mark.parametrize(
    ("change", "agreed", "wrong"),
    [
        ({"email": ""}, "on", {"email": "field_required"}),
        ({"email": "hanako"}, "on", {"email": "field_email"}),
        ({"email": [["a@example.com"]]}, "on", {"email": "field_required"}),
        ({"email": ["a@example.com", "b@example.com"]}, "on", {"email": "field_several"}),
        ({"industry": ["IT", "農業"]}, "on", {"industry": "field_option"}),
        ({"note": [str(n) for n in range(21)]}, "on", {"note": "field_too_many"}),
        ({"note": float("nan")}, "on", {"note": "field_not_text"}),
        ({"note": 2**63}, "on", {"note": "field_not_text"}),
        ({"email": "x" * 254}, "on", {"email": "field_email"}),
        ({"email": "x" * 255}, "on", {"email": "field_too_long"}),
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


def packet(posted: Posted, form: Form = FORM, at: int = NOW) -> Packet:
    packed = forms.packet(forms.fill(form, posted), posted, at)
    return packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events)


def test_one_packet_says_who_it_is_and_that_the_form_was_sent() -> None:
    """identify with the traits and the consent in the words that were read, then Form Submitted with the form's id;
    both of the browser."""
    identify, submitted = packet(Posted({**GOOD, "form": "other"}, "on", anonymous_id="a1", language="en")).events
    assert (identify.subject, identify.type, identify.origin, identify.proof) == ("a:a1", "identify", "form", 1)
    assert identify.traits["email"] == "hanako@example.co.jp"
    agreed = {"marketing": True, "text": "I agree", "source": "form:download", "version": "2026-04"}
    assert identify.context["consent"] == agreed
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
    """A page of ours says when it was made: the same content lands on the same key, a corrected one is another; it
    was sent when it arrived, however long the page stood open."""
    posted = Posted(GOOD, "on", anonymous_id="a", opened_at=NOW - 5000)
    first, again = packet(posted), packet(posted, at=NOW + 900)
    assert {event.at for event in first.events} == {NOW}
    assert (first.subject, first.sort, first.events[0].id) == (again.subject, again.sort, again.events[0].id)
    corrected = packet(posted._replace(values={**GOOD, "company": "別の会社"}))
    assert corrected.sort != first.sort and corrected.events[0].id != first.events[0].id


def test_without_an_anonymous_id_the_form_has_a_subject_of_its_own() -> None:
    """Two people behind no cookie are two subjects, and the name cannot be foretold from the address alone. A
    user id that a form says is a claim of that subject, never the user's own place."""
    one, two = packet(Posted(GOOD, "on")), packet(Posted(GOOD, "on"), at=NOW + 1)
    assert one.subject.startswith("a:form-") and two.subject.startswith("a:form-") and one.subject != two.subject
    assert packet(Posted(GOOD, "on", user_id="u1")).subject.startswith("a:form-")


CHOICES = Form.model_validate(
    {
        "id": "choices",
        "name": "選択",
        "fields": [
            {
                "trait": "industry",
                "label": "業種",
                "type": "select",
                "options": [{"value": "it", "label": {"ja": "情報通信", "en": "Software"}}, "その他"],
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("posted", "kept"), [("it", "it"), ("情報通信", "it"), ("Software", "it"), ("その他", "その他"), ("", None)]
)
def test_a_choice_is_kept_by_its_value(posted: str, kept: str | None) -> None:
    """Whatever the page calls it: the trait does not depend on the language in which it was read."""
    assert forms.fill(CHOICES, Posted({"industry": posted})).traits.get("industry") == kept


def test_what_we_know_is_not_required_again() -> None:
    """A field that is asked only unless known may be missing for whom it is known; it is taken where it comes all the
    same, and every other one stays required."""
    asked = [field.model_copy(update={"unless_known": field.trait == "company"}) for field in FORM.fields]
    form = FORM.model_copy(update={"fields": asked})
    posted = Posted({"email": "a@example.com"}, "on")
    assert "company" not in forms.fill(form, posted, frozenset({"company"})).traits
    for known in (frozenset[str](), frozenset({"email"})):
        with pytest.raises(Incomplete):
            forms.fill(form, posted, known)
    with pytest.raises(Incomplete):
        forms.fill(FORM, posted, frozenset({"company"}))
    assert forms.fill(form, Posted(GOOD, "on"), frozenset({"company"})).traits["company"] == "見込み 商事"


def test_whoever_came_by_our_mail_is_told_first() -> None:
    """The recognised view stands before the claim, so that the claim is the lead's own; it alone is proven. Such a
    packet never shares a key with one that anybody can send."""
    posted = Posted(GOOD, "on", anonymous_id="a", opened_at=NOW - 5000)
    ours = packet(posted._replace(recognised="l_hanako", context={"recognised": "l_other"}))
    assert [(event.type, event.name, event.proof) for event in ours.events] == [
        ("track", "Form Viewed", 2),
        ("identify", "", 1),
        ("track", "Form Submitted", 1),
    ]
    assert [event.context.get("recognised") for event in ours.events] == ["l_hanako", None, None]
    assert ours.events[0].at == NOW - 5000
    assert ours.sort != packet(posted).sort


def captured(form: Form | None, values: dict[str, Any], agreed: Any = None) -> Packet:
    posted = Posted(values, agreed, anonymous_id="a")
    packed = forms.packet(forms.capture("download", form, posted), posted, NOW)
    return packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events)


def test_a_captured_form_is_never_incomplete() -> None:
    """It went to the site already: what is missing is missing, what is wrong is left out and named."""
    values = {"email": "hanako", "industry": "農業", "company": "見込み商事", "page": "lp"}
    identify, submitted = captured(FORM, values).events
    assert identify.traits == {"company": "見込み商事", "source": "exhibition"}
    assert submitted.properties == {"page": "lp", "dropped": ["email", "industry"], "form": "download"}
    assert "consent" not in identify.context


def test_a_captured_consent_needs_the_words_and_the_tick() -> None:
    """Only where the definition has the text, and the box was ticked."""
    for form, agreed, basis in (
        (FORM, "on", True),
        (FORM, None, False),
        (FORM, False, False),
        (FORM.model_copy(update={"consent": None}), "on", False),
        (None, "on", False),
    ):
        identify, _ = captured(form, GOOD, agreed).events
        assert (basis_of(identify) is not None) is basis


def test_a_captured_form_that_nobody_defined() -> None:
    """Its values are traits as they are named, the address in one form; the event says that it was sent."""
    values = {"email": "HANAKO@example.com", "plan": "pro", "news": True, "messageId": "m", "x" * 51: "y", "deep": {}}
    identify, submitted = captured(None, values).events
    assert identify.traits == {"email": "hanako@example.com", "plan": "pro", "news": True}
    assert submitted.properties == {"dropped": ["deep"], "form": "download"}


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
    assert filled.traits["source"] == "exhibition" and filled.consent
    json.dumps(filled.traits), json.dumps(filled.properties)


@given(values=st.dictionaries(NAMES, ANYTHING, max_size=30), agreed=ANYTHING, form=st.sampled_from([FORM, None]))
def test_whatever_is_captured_is_taken(values: dict[str, Any], agreed: Any, form: Form | None) -> None:
    """Never a failure; what is left out is named, and nothing is both."""
    filled = forms.capture("any", form, Posted(values, agreed))
    assert not filled.traits.keys() & set(filled.dropped)
    assert form or filled.consent is None
    json.dumps(filled.traits), json.dumps(filled.properties)


def test_of_boxes_that_are_no_field_empty_ones_are_no_value() -> None:
    """What a program sends beside the form's fields, blank values among it, is what was filled in."""
    given = {"topics": ["", "価格", "  "], "sizes": ["S", "", "M"], "none": ["", " "]}
    assert fill({**GOOD, **given}).properties.items() >= {"topics": "価格", "sizes": ["S", "M"]}.items()
    assert not fill({**GOOD, **given}).properties.get("none")
