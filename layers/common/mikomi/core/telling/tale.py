"""What is told of a scenario, of which plan and in which words."""

from collections.abc import Iterable
from typing import NamedTuple

from mikomi.core.words import moments, wording
from mikomi.core.words.conditions import as_predicate, in_words
from mikomi.core.words.scenario_lines import SCENARIO
from mikomi.core.words.wording import Names
from mikomi.model.condition import Condition
from mikomi.model.duration import Span
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario, Target
from mikomi.model.words import Text, in_language


class Tale(NamedTuple):
    """What is told, of which plan, in which words."""

    scenario: Scenario
    plan: Plan
    language: str
    names: Names

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan, language: str) -> "Tale":
        return cls(scenario, plan, language, wording.names_of(plan, language))

    def say(self, key: str, **values: object) -> str:
        return SCENARIO[key][self.language != "ja"].format(**values)

    def text(self, text: Text | None, default: str = "") -> str:
        return in_language(text, self.language, default)

    def clause(self, condition: Condition) -> str:
        return in_words(condition, self.names, self.language, self.scenario.id)

    def whether(self, condition: Condition) -> str:
        """The clause as it stands before かどうか."""
        return as_predicate(self.clause(condition), self.language)

    def span(self, span: Span) -> str:
        return moments.spelt(span, self.language)

    def named(self, kind: str, key: str) -> str:
        return self.names.get(f"{kind}:{key}", key)

    def listed(self, words: Iterable[str]) -> str:
        return ("、" if self.language == "ja" else ", ").join(words)

    def target(self, target: Target) -> str:
        parts = [
            self.say("target.count", n=f"{target.count:,}") if target.count else "",
            self.say("target.rate", share=f"{100 * target.rate:g}") if target.rate else "",
            self.say("target.by", day=moments.dated(target.by, self.language)) if target.by else "",
        ]
        return self.listed(filter(None, parts))
