"""The template's parameters as questions: what each is about, and whether an answer can stand."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

FIRST = ("SenderDomain", "ConsoleUser", "AlarmAddress", "PublicAddress")
"""Who deploys for the first time is asked these; the rest has a usual value, and is asked for on request."""


class Question(NamedTuple):
    """One parameter. `text` says what it is about, in the reader's language where the template tells both apart."""

    name: str
    label: str
    text: str
    usual: str
    declared: Mapping[str, Any]

    def problem(self, answer: str, language: str) -> str | None:
        """Why this answer cannot stand; None if it can."""
        if (choices := self.declared.get("AllowedValues")) and answer not in map(str, choices):
            listed = ", ".join(map(str, choices))
            return f"次のどれかを入れてください: {listed}" if language == "ja" else f"one of: {listed}"
        if self.declared["Type"] == "Number" and not self._is_between(answer):
            low, high = self.declared.get("MinValue"), self.declared.get("MaxValue")
            if language == "ja":
                return f"{low} から {high} までの整数を入れてください"
            return f"a whole number from {low} to {high}"
        if (pattern := self.declared.get("AllowedPattern")) and not re.fullmatch(pattern, answer):
            return in_language(self.declared.get("ConstraintDescription") or self.text, language)
        return None

    def _is_between(self, answer: str) -> bool:
        if not answer.isascii() or not answer.isdecimal():
            return False
        low, high = self.declared.get("MinValue", 0), self.declared.get("MaxValue", int(answer))
        return bool(low <= int(answer) <= high)


def questions(body: Mapping[str, Any], language: str) -> list[Question]:
    """One for each parameter, in the order of the template's groups."""
    interface = body["Metadata"]["AWS::CloudFormation::Interface"]
    ordered = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    asked = []
    for name in ordered:
        declared = body["Parameters"][name]
        label = in_language(interface["ParameterLabels"][name]["default"], language)
        text = in_language(declared["Description"], language)
        asked.append(Question(name, label, text, str(declared.get("Default", "")), declared))
    return asked


def in_language(text: str, language: str) -> str:
    """The half of `日本語 / English` that the reader understands; the whole where the text is no such pair."""
    halves = text.split(" / ")
    return halves[language == "en"] if len(halves) == 2 else text
