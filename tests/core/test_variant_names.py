"""A mail that was dealt among variants is called by its own subject at every place of the core that names it; never by
that of the step or of another variant, whatever a later version calls them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mikomi.core.mails import render
from mikomi.core.sales import footprints
from mikomi.core.scenarios import lots
from mikomi.core.telling import letters
from mikomi.core.telling.deeds import deed
from mikomi.core.telling.portrait import portray
from mikomi.core.tryouts.chance import without_chance
from mikomi.core.week import lists
from mikomi.core.words.wording import Names, mail_name, names_of, sentence
from mikomi.model.decision import Because
from mikomi.model.effects import SendMail
from mikomi.model.plan import MailTemplate, Plan
from mikomi.model.scenario import MailStep
from mikomi.model.step_tree import steps_of
from mikomi.model.tryout import Tryout
from msgspec.structs import replace

from tests.core.plans import clicked, enrolment
from tests.core.story import Story, plan_of
from tests.core.test_changes import changed
from tests.core.test_journey import on_download

VARIANTS: list[dict[str, Any]] = [
    {"id": "A", "weight": 0, "subject": "甲の件名"},
    {"id": "B", "subject": "乙の件名"},
    {"id": "C", "weight": 0, "template": "other"},
    {"id": "D", "weight": 0, "subject": "{{ lead.name }}さんへ"},
]
OWN = {"A": "甲の件名", "B": "乙の件名", "C": "別の本文の題", "D": "m (D)"}
WHOLE = "元の題"
KNOWN = ("ja", "en")


def plan_with(variants: list[dict[str, Any]] | None = None, version: int = 1, **mail: Any) -> Plan:
    dealt = {"variants": VARIANTS if variants is None else variants} if variants != [] else {}
    step = {"id": "m", "mail": {"template": "t", **dealt, **mail}}
    of_it = plan_of([on_download({"wait": "1d"}, step)], version=version)
    words = (("t", WHOLE), ("other", OWN["C"]))
    made = {name: MailTemplate(id=name, subject=subject, html="<p>x</p>", text="x") for name, subject in words}
    return of_it.model_copy(update={"mails": made})


def sent(variant: str | None) -> SendMail:
    return SendMail(
        id="n.m", at=1, event_id="e", plan=1, scenario="s", step="m", enrolment="n", template="t", variant=variant
    )


def _because(variant: str, names: Names, language: str, **more: Any) -> str:
    said = {"mail": "n.m", "variant": variant}
    return sentence(Because(at=1, plan=1, event_id="e", scenario="s", step="m", params=said, **more), language, names)


def _line(variant: str, names: Names, language: str) -> str:
    return footprints.lines([clicked("s", "m", mail="n.m", variant=variant)], language, names)[0].what


def _listed(variant: str, names: Names, _language: str) -> str:
    row = {"week": "w", "subject": "o:l_1", "name": "Mail Sent", "happened_at": 1}
    answers = {"week_mails": [{**row, "scenario": "s", "step": "m", "variant": variant}]}
    (thing,) = lists(answers, "w", None)["sent"]
    step, _, of_it = thing.step.partition(":")
    return mail_name(names, thing.scenario, step, of_it)


Place = Callable[[str, Names, str], str]
PLACES: dict[str, Place] = {
    "a reason": lambda v, n, la: _because(v, n, la, kind="mail"),
    "a reason why not": lambda v, n, la: _because(v, n, la, kind="mail_skipped", code="no_consent"),
    "a cause": lambda v, n, la: deed(clicked("s", "m", variant=v), la, n),
    "a line of an alert": _line,
    "a dead letter": lambda v, n, la: letters.title("effect", "", None, sent(v), n, la),
    "a list of the week": _listed,
    "a name": lambda v, n, _la: mail_name(n, "s", "m", v),
}
"""Every place of the core where a mail that was dealt is named; pages: `tests/functions/test_variant_pages`."""


def amiss(names_by: Callable[[str], Names]) -> Iterator[str]:
    """The places where a mail is called by another name than its own."""
    for place, told in PLACES.items():
        for language in KNOWN:
            for variant, own in OWN.items():
                said = told(variant, names_by(language), language)
                if own not in said or any(other in said for other in {*OWN.values(), WHOLE} - {own}):
                    yield place
                    break


def test_every_place_names_the_variant_that_was_sent():
    """By its subject, else that of its own template; by `m (D)` where the subject is another for each reader."""
    plan = plan_with()
    assert not list(amiss(lambda language: names_of(plan, language)))
    assert mail_name(names_of(plan, "ja"), "s", "m") == WHOLE


def test_a_variant_that_the_plan_does_not_know_is_called_by_nobody_elses_name():
    """`m (Z)`: an earlier version had it."""
    names = names_of(plan_with(), "ja")
    for place, told in PLACES.items():
        said = told("Z", names, "ja")
        assert "m (Z)" in said and not any(other in said for other in (*OWN.values(), WHOLE)), place


class _OfTheStep(dict[str, str]):
    """Planted: names that know steps alone, as they once were asked for."""

    def get(self, key: str, default: Any = None) -> Any:
        place, mark, variant = key.rpartition(":")
        return super().get(place if mark and place.startswith("step:") and variant else key, default)


def test_a_name_of_the_step_in_place_of_the_variants_is_noticed_everywhere():
    """Planted bug: B is called as the step is."""
    plan = plan_with()
    assert {*amiss(lambda language: _OfTheStep(names_of(plan, language)))} == {*PLACES}


def test_a_subject_for_all_and_a_text_for_one_are_told_apart():
    """Without subjects of their own variants are called by the step's, else by the template that each of them sends."""
    both = [{"id": "A"}, {"id": "C", "template": "other"}]
    names = names_of(plan_with(both), "ja")
    assert [mail_name(names, "s", "m", each) for each in "AC"] == [WHOLE, OWN["C"]]
    names = names_of(plan_with(both, subject="みなの件名"), "ja")
    assert {mail_name(names, "s", "m", each) for each in "AC"} == {"みなの件名"}


@pytest.mark.parametrize("variant", ["A", "B", "C"])
def test_the_name_is_the_subject_that_goes_out(variant: str):
    """What the screens call the mail, and what the mail is rendered with."""
    plan = plan_with()
    effect = replace(sent(variant), template="other" if variant == "C" else "t")
    assert render.subject_of(effect, plan) == mail_name(names_of(plan, "ja"), "s", "m", variant)


def test_a_decision_says_which_variant_and_the_next_mail_is_named_before_it_goes():
    """The reason carries the variant of the effect; whoever looks before reads of the very same one."""
    even: list[dict[str, Any]] = [{**each, "weight": 1} for each in VARIANTS]
    met = set()
    for number in range(12):
        story = Story(plan_with(even))
        story.count = 10 + number * 7
        story.submit("download")
        (run,) = portray(story.person, plan_with(even), lambda _: plan_with(even), story.now, "ja").runs
        story.until("2026-11-26 10:00")
        (letter,) = story.letters
        assert run.variant == letter.variant
        assert [each.params["variant"] for each in story.because if each.kind == "mail"] == [letter.variant]
        met.add(letter.variant)
    assert len(met) > 2


@pytest.mark.parametrize(
    ("corrected", "edition", "worded"),
    [
        (VARIANTS, 5, 2),
        ([{"id": "A"}, {"id": "Z"}], 5, 1),
        ([], 5, 1),
        ([], 4, 2),
    ],
)
def test_a_correction_without_the_variant_does_not_reach_it(
    corrected: list[dict[str, Any]], edition: int, worded: int
) -> None:
    """Variants were changed between two versions: B never goes out in the words of another. What an older release
    published decides as it did."""
    story = Story(plan_with()).submit("download")
    story.publish(plan_with(corrected, version=2).model_copy(update={"edition": edition}))
    changed(story, "words", to=2).until("2026-11-26 10:00")
    (letter,) = story.letters
    assert (letter.plan, letter.variant) == (worded, "B")


@pytest.mark.parametrize("named", ["m", "s/m"])
def test_a_workspaces_test_gets_the_variant_that_it_names(named: str) -> None:
    """As a split does: whoever the lots would have given another."""
    told = {"version": 1, "name": "-", "scenario": "s", "at": "2026-12-01T10:00", "given": [{"visited": "/"}]}
    for variant in OWN:
        tryout = Tryout.model_validate({**told, "expect": [{"mail": "m"}], "arms": {named: variant}})
        (step,) = [each for each in steps_of(without_chance(plan_with(), tryout).scenarios["s"].steps) if each.id]
        assert isinstance(step, MailStep)
        assert {lots.foreseen(enrolment("s", id=f"n{n}"), step) for n in range(20)} == {variant}
