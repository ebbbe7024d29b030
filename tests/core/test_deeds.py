"""What caused something is called by the names that the plan gives, the nearest name first."""

import pytest
from mikomi.core.telling.deeds import deed

from tests.core.plans import clicked

NAMES = {"step:s/cases": "導入事例", "step:s/cases:B": "製造業の話"}


@pytest.mark.parametrize(
    ("names", "variant", "told"),
    [
        (NAMES, "B", "製造業の話"),
        (NAMES, "A", "cases (A)"),
        (NAMES, None, "導入事例"),
        ({"step:s/cases:B": "製造業の話"}, "B", "製造業の話"),
        ({}, "B", "cases (B)"),
        ({}, None, "cases"),
    ],
)
def test_a_click_names_the_mail_as_its_reader_got_it(names: dict[str, str], variant: str | None, told: str) -> None:
    """By the subject of the variant, and never by another's; without variants by the step's, else by the step's id."""
    event = clicked("s", "cases", variant=variant)
    for language in ("ja", "en"):
        said = deed(event, language, names)
        assert told in said and not any(other in said for other in {*NAMES.values()} - {told})
