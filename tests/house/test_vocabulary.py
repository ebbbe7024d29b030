"""Every verb has its label on the screens, in both languages."""

import pytest
from mikomi.console.words import SAID
from mikomi.model.scenario import STEP_VERBS


@pytest.mark.parametrize("verb", STEP_VERBS)
def test_every_verb_has_its_label(verb: str) -> None:
    """What comes next for somebody in a scenario (`next.<verb>` in `console/words.py`)."""
    assert f"next.{verb}" in SAID, f"console/words.py has no label next.{verb}"
    assert all(SAID[f"next.{verb}"])
