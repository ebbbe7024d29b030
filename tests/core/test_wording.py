"""The glossary holds a word for every state and reason there is, with the same blanks in both languages."""

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import mikomi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.words.glossary import WORDS
from mikomi.core.words.reasons import REASONS
from mikomi.core.words.wording import names_of, sentence, word
from mikomi.model.decision import Because, BecauseKind
from mikomi.model.effects import SkipReason, Urgency
from mikomi.model.person import EnrolmentStatus

from tests.core.mails import mail_plan
from tests.core.story import plan_of

ROOT = Path(mikomi.__file__).parents[3]
ASKED = re.compile(r"""\bword\(\s*["']([a-z_.]+)["']""")


def blanks(text):
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field)


@pytest.mark.parametrize(("key", "pair"), [*WORDS.items(), *REASONS.items()])
def test_both_languages_say_the_same_things(key, pair):
    """A blank that only one language fills would lose something for the others; ordinals are English only."""
    ja, en = (set(blanks(text)) - {"count", "ordinal"} for text in pair)
    assert ja == en and all(pair), key


def test_every_state_and_reason_has_its_word():
    """No code of ours reaches a reader as a code."""
    wanted = [f"skip.{reason}" for reason in get_args(SkipReason)]
    wanted += [f"status.{status}" for status in get_args(EnrolmentStatus)]
    wanted += [f"urgency.{urgency}" for urgency in get_args(Urgency)]
    wanted += [f"alert.{urgency}" for urgency in get_args(Urgency)]
    assert [key for key in wanted if key not in WORDS] == []
    assert [kind for kind in get_args(BecauseKind) if kind not in REASONS] == []


def test_every_word_that_the_code_asks_for_exists():
    """A word that a screen or a mail asks for by its key is in the glossary."""
    asked = {
        key: path
        for folder in ("layers/common/mikomi", "functions")
        for path in (ROOT / folder).rglob("*.py")
        for key in ASKED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20, "the search finds the calls"
    assert {key: path.name for key, path in asked.items() if key not in WORDS} == {}


@given(
    kind=st.sampled_from(get_args(BecauseKind)),
    code=st.one_of(st.none(), st.sampled_from([key.partition(".")[2] for key in REASONS]), st.text(max_size=8)),
    params=st.dictionaries(
        st.sampled_from(["band", "answer", "tag", "name", "points", "reason", "x"]), st.text(max_size=9)
    ),
    language=st.sampled_from(["ja", "en"]),
)
def test_every_reason_can_be_told(kind, code, params, language):
    """Whatever a decision notes, there is a sentence for it, without blanks left in it."""
    because = Because(kind=kind, event_id="e", at=1, plan=1, code=code, params=params, rule="price", points=10)
    params_shown = "".join(params.values()) + (code or "")
    said = sentence(because, language)
    assert said and (("{" not in said and "}" not in said) or "{" in params_shown or "}" in params_shown)


def test_things_are_called_by_their_names():
    """An id is shown by its name where the plan knows one, in the reader's language."""
    names = names_of(mail_plan(), "ja")
    assert names["step:nurture/faq"] == "よくあるご質問" and names["step:nurture/cases:B"] == "残業が減った話"
    assert names["step:nurture/offer"] == "offer", "a subject with blanks is no name"
    because = Because(kind="mail", event_id="e", at=1, plan=1, scenario="nurture", step="faq")
    assert sentence(because, "ja", names) == "メール「よくあるご質問」を送ることにしました"
    points = Because(kind="points", event_id="e", at=1, plan=1, rule="price", points=-2.5)
    assert sentence(points, "en", {"rule:price": "Pricing"}) == "−2.5 points for “Pricing”"
    assert word("no.such.word", "ja") == "word"


def test_points_of_a_step_without_an_id_are_called_by_its_reason():
    """The fold books them under the step's position, deep in a branch as well."""
    steps = [
        {"wait": "1d"},
        {"id": "read", "if": {"clicked": "*"}, "then": [], "else": [{"add_points": 10, "reason": "事例に関心"}]},
    ]
    names = names_of(plan_of([{"id": "s", "trigger": {"manual": True}, "steps": steps}]), "ja")
    assert names["rule:s/1/else/0"] == "事例に関心"


def test_traits_are_called_by_their_labels():
    """A wait for moments that cannot be read names the form's fields, each language with its own comma."""
    because = Because(
        kind="waiting", event_id="e", at=1, plan=1, code="unreadable", params={"traits": ["renewal", "trial"]}
    )
    names = {"trait:renewal": "更新日"}
    for language, told in (("ja", "更新日、trial"), ("en", "更新日, trial")):
        said = sentence(because, language, names)
        assert told in said and "[" not in said
