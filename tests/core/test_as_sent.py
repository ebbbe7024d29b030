"""A mail is made again out of what was noted of it: the same bytes, whatever else is known of its reader by then."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.mails import as_sent, message, render
from mikomi.core.mails.catalogs import written_out
from mikomi.core.mails.links import Links
from mikomi.model.as_sent import AsSent
from mikomi.model.form import Form
from mikomi.model.person import Trait
from msgspec.structs import replace

from tests.core.mails import LINKS, NOW, decided, lead, mail_plan, template
from tests.core.test_quiz import FORM
from tests.effort import effort

NAMES = ("lastName", "company", "employees", "website", "title", "memo")
PIECES = (
    "{{ lead.honorific }}、こんにちは。",
    '<a href="https://example.co.jp/x?c={{ lead.company }}&amp;n={{ lead.employees }}">読む</a>',
    '<a href="https://{{ lead.website }}/">御社のサイト</a>',
    "{% if lead.employees >= 100 %}{{ lead.title | default('ご担当') }}{% else %}少人数{% endif %}",
    "{{ lead.memo | truncate(40) }}",
    "{{ result.title }}",
    '<a href="{{ asset_url }}">資料</a>',
    "{{ company.name }} {{ sender.name }} {{ view_url }}",
    "{% for item in catalog.products %}{{ item.name }}: {{ lead.company }} {% else %}なし{% endfor %}",
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=string.printable + "山田株式会社様。\u202e\ud800", max_size=2_100),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.text(max_size=8), max_size=4),
    st.just("example.com"),
)


def quiz_form() -> Form:
    return FORM.model_copy(update={"id": "download"})


def made(effect, person, plan, links):
    """What is sent, and what of it is kept."""
    words = render.mail(effect, person, plan, links)
    raw = message.mime(as_sent.outgoing(effect, words, plan.settings, NOW))
    return words, raw, as_sent.packed(words, raw, links)


@settings(max_examples=effort(150), deadline=None)
@given(
    st.dictionaries(st.sampled_from((*NAMES, "waste")), st.tuples(VALUES, st.integers(1, 2)), max_size=7),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6),
    st.lists(st.dictionaries(st.just("name"), st.text(max_size=10), min_size=1), max_size=3),
    st.sampled_from(["thanks", "faq", "cases", "offer"]),
    st.sampled_from(["a", "b"]),
)
def test_what_is_shown_again_is_what_was_sent(traits, pieces, products, step, variant):
    """For any traits, templates and catalogs: out of what was kept and the plan come the bytes that were sent, and it
    says so. Nobody asks who the reader is by now: nothing here could."""
    source = written_out("".join(pieces), {"products": products}, html=True)
    plan = mail_plan(*(template(name, html=source, text=source) for name in ("thanks", "faq", "offer")))
    plan = plan.model_copy(update={"forms": {"download": quiz_form()}})
    person = replace(lead(), traits={name: Trait(value=value, at=1, proof=p) for name, (value, p) in traits.items()})
    effect = decided(step, variant=variant if step == "cases" else None, person="v_1", topic="news")
    if step == "offer":
        effect = replace(effect, offer="free", offer_deadline=NOW + 86_400_000)
    links = Links("root", "https://ma.example.co.jp", NOW)
    try:
        _, raw, kept = made(effect, person, plan, links)
    except render.Unrenderable:
        return  # it was never sent
    noted = as_sent.unpacked(kept)
    assert noted is not None and len(kept) <= as_sent.LARGEST
    again = as_sent.again(noted, effect, plan, "root")
    assert again.raw == raw and again.likeness == "same"
    assert "https://ma.example.co.jp" not in again.inert_html, "nobody is counted who only looks"


def test_nothing_is_kept_that_the_mail_did_not_ask_for():
    """Of what is known of the reader: the values that the template named, in the branches that were taken."""
    source = "{% if lead.employees > 10 %}{{ lead.company }}{% else %}{{ lead.title }}{% endif %}{{ lead.nothing }}"
    plan = mail_plan(template("faq", html=source, text="-"))
    person = lead(employees=50, title="部長", phone="03-1234-5678", memo="内緒")
    *_, kept = made(decided(), person, plan, LINKS)
    noted = as_sent.unpacked(kept)
    assert noted is not None and noted.reader.lead == {"employees": 50, "company": "ABC製作所"}
    assert noted.reader.proven == {} and noted.reader.result == ""
    assert noted.reader.email == "yamada1@example.com" and noted.reader.id == "l_1"


def test_a_quizs_result_is_kept_where_the_mail_says_it():
    plan = mail_plan(template("thanks", html="x", text="{{ result.title }}"), template("faq", html="x", text="-"))
    plan = plan.model_copy(update={"forms": {"download": quiz_form()}})
    for step, result in (("thanks", "much"), ("faq", "")):
        *_, kept = made(decided(step), lead(waste="much"), plan, LINKS)
        noted = as_sent.unpacked(kept)
        assert noted is not None and noted.reader.result == result


def test_what_another_release_would_make_is_told_apart():
    """The digest says it: another secret, other words, another moment."""
    plan, effect = mail_plan(), decided()
    links = Links("root", "https://ma.example.co.jp", NOW)
    _, raw, kept = made(effect, lead(), plan, links)
    noted = as_sent.unpacked(kept)
    assert noted is not None
    assert as_sent.again(noted, effect, plan, "root").raw == raw
    other = [
        as_sent.again(noted, effect, plan, "another root"),
        as_sent.again(replace(noted, at=NOW + 5_000), effect, plan, "root"),
        as_sent.again(noted, effect, mail_plan(template("faq", text="other")), "root"),
    ]
    assert [each.likeness for each in other] == ["other"] * 3 and all(each.mail for each in other)
    gone = as_sent.again(noted, effect, mail_plan(template("thanks")), "root")
    assert gone.likeness == "none" and gone.mail is None


def test_what_is_kept_is_bounded():
    """A mail that shows more than fits keeps its digest and says that it is cut."""
    long = {
        f"memo{n}": "".join(chr(0x4E00 + (n * 7919 + k * 104_729) % 20_000) for k in range(1_900)) for n in range(9)
    }
    person = replace(lead(), traits={name: Trait(value=value, at=1, proof=2) for name, value in long.items()})
    plan = mail_plan(template("faq", html="".join(f"{{{{ lead.{name} }}}}" for name in long), text="-"))
    _, raw, kept = made(decided(), person, plan, LINKS)
    noted = as_sent.unpacked(kept)
    assert len(kept) < 400 and noted is not None and noted.is_cut and noted.digest == as_sent.digest(raw)
    assert not noted.reader.lead
    again = as_sent.again(noted, decided(), plan, LINKS.root)
    assert again.likeness == "cut" and again.mail is None


def test_a_usual_mail_costs_little():
    """Beside a row of its own some eight hundred bytes: a name, an address, a moment, a digest."""
    *_, kept = made(decided(), lead(), mail_plan(), LINKS)
    assert len(kept) < 220


@pytest.mark.parametrize("damaged", [b"", b"?", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_damaged_is_nothing(damaged):
    assert as_sent.unpacked(damaged) is None


def test_what_a_newer_release_noted_beside_is_read_past():
    *_, kept = made(decided(), lead(), mail_plan(), LINKS)
    noted = as_sent.unpacked(kept)
    assert (
        isinstance(noted, AsSent)
        and as_sent.again(replace(noted, unknown={"newer": 1}), decided(), mail_plan(), LINKS.root).raw
    )
