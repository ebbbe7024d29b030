"""Which traits a workspace knows: what its forms ask for, its steps set, its conditions ask about."""

from collections.abc import Iterable, Mapping

from mikomi.core.checking.lint_conditions import leaves
from mikomi.core.mails import templates
from mikomi.model.condition import Condition, TraitIs
from mikomi.model.form import Form
from mikomi.model.scenario import Scenario, SetTraitStep
from mikomi.model.scoring import Scoring
from mikomi.model.segment import Segment
from mikomi.model.step_tree import steps_of


def collected(forms: Mapping[str, Form], scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    """Traits that a form asks for or its quiz comes to, a step sets, or every SDK knows."""
    asked = {field.trait for form in forms.values() for field in form.fields}
    steps = [step for scenario in scenarios.values() for step in steps_of(scenario.steps)]
    given = {trait for step in steps if isinstance(step, SetTraitStep) for trait in step.set_trait}
    judged = {
        name for form in forms.values() if form.quiz for name in (form.quiz.trait, form.quiz.points_trait) if name
    }
    return tuple(sorted(asked | given | judged | templates.SEGMENT_TRAITS))


def asked_about(conditions: Iterable[Condition]) -> set[str]:
    """Traits that a condition asks about."""
    return {leaf.trait for each in conditions for leaf, _ in leaves(each, ()) if isinstance(leaf, TraitIs)}


def declared(
    forms: Mapping[str, Form], scenarios: Mapping[str, Scenario], segments: Mapping[str, Segment], scoring: Scoring
) -> set[str]:
    """All that are collected, and all that anything asks about before a run begins."""
    conditions = [rule.when for rule in scoring.rules]
    conditions += [segment.when for segment in segments.values()]
    conditions += [scenario.audience for scenario in scenarios.values() if scenario.audience]
    return {*collected(forms, scenarios), *asked_about(conditions)}


def required(forms: Mapping[str, Form]) -> set[str]:
    """Traits that every form asks for and takes no form without."""
    asked = [{field.trait for field in form.fields if field.required} for form in forms.values()]
    return set.intersection(*asked) if asked else set()
