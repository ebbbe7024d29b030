"""The figures of a plan that was tried beside what differs between it and the one it is held against.

Rules
1. Beside a scenario stand its entries, mails and goals; beside a step its mails; beside the scoring its points, who is
   Hot, and alerts; beside the settings what is not sent and alerts.
2. Only what differs, or what nobody knows: a figure that stays says nothing of the change.
"""

from mikomi.core.backtest import lines
from mikomi.core.words.backtest_lines import say
from mikomi.model.base import Json

_OF_SCENARIO = ("entries", "first_mails", "later_mails", "goals")
_OF_KIND = {"scoring": ("points", "hot", "alerts"), "settings": ("skips", "alerts"), "sales": ("skips", "alerts")}


def of_change(figures: list[Json], kind: str, id: str, step: str | None = None) -> list[Json]:
    """Those that go with this thing that differs, or with this step of it."""
    return [each for each in figures if _goes_with(each["name"], kind, id, step) and _differs(each)]


def _goes_with(name: str, kind: str, id: str, step: str | None) -> bool:
    of, _, rest = name.partition("/")
    if kind == "scenario":
        return name == f"step_mails/{id}/{step}" if step else of in _OF_SCENARIO and rest == id
    return step is None and of in _OF_KIND.get(kind, ()) and "/" not in rest


def _differs(figure: Json) -> bool:
    return figure["value"] is None or figure["value"] != figure.get("before", 0)


def as_text(figure: Json, names: lines.Names, language: str) -> str:
    """`→ Entered “Guide request”: 12 → 30`"""
    label = "" if figure["label"] == "exact" else say(f"label.{figure['label']}", language)
    return say(
        "beside.diff",
        language,
        name=lines.figure_name(figure["name"], names, language),
        before=lines.number(figure.get("before", 0), of=figure["name"]),
        value=lines.number(figure["value"], of=figure["name"]),
        label=say("beside.diff_label", language, label=label) if label else "",
    )
