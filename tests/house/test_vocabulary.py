"""Every verb has its label on the screens, in both languages; and no two screens say different things by one name."""

from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

import pytest
from mikomi import console
from mikomi.console.words import SAID
from mikomi.model.scenario import STEP_VERBS


@pytest.mark.parametrize("verb", STEP_VERBS)
def test_every_verb_has_its_label(verb: str) -> None:
    """What comes next for somebody in a scenario (`next.<verb>` in `console/words.py`)."""
    assert f"next.{verb}" in SAID, f"console/words.py has no label next.{verb}"
    assert all(SAID[f"next.{verb}"])


def test_no_name_of_a_sentence_stands_for_two() -> None:
    """Each module of words has names of its own: of two that are alike the later would silently say both."""
    modules = [each.name for each in iter_modules(console.__path__) if each.name.endswith("_words")]
    names = Counter(name for each in modules for name in import_module(f"mikomi.console.{each}").SAID)
    assert len(names) > 300 and [name for name, times in names.items() if times > 1] == []
