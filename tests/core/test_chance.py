"""Who gets which variant: by weight, the same each time, and to the last bit on one side of the border."""

from collections import Counter
from typing import NamedTuple

from mikomi.core.scenarios.chance import pick, share


class Option(NamedTuple):
    id: str
    weight: float


def test_a_share_is_a_number_from_zero_up_to_one() -> None:
    """Evenly spread over names, always the same, and names are told apart by their parts."""
    shares = [share("holdout", str(number)) for number in range(2_000)]
    assert all(0 <= each < 1 for each in shares) and 0.45 < sum(shares) / len(shares) < 0.55
    assert share("a", "b") == share("a", "b") != share("ab", "") != share("ab")


def test_the_border_belongs_to_the_next_option() -> None:
    """An option's part of the scale is half open: a share at its very end is the next one's."""
    point = share("x")
    assert pick([Option("a", point), Option("b", 1 - point)], "x").id == "b"
    assert pick([Option("a", point + 2**-40), Option("b", 1 - point - 2**-40)], "x").id == "a"


def test_weights_are_parts_of_the_whole() -> None:
    """A quarter gets a quarter; nobody gets what weighs nothing, and where nothing weighs anything all are equal."""
    heavy = Counter(pick([Option("a", 1), Option("no", 0), Option("b", 3)], str(n)).id for n in range(2_000))
    assert heavy.keys() == {"a", "b"} and 0.2 < heavy["a"] / 2_000 < 0.3
    equal = Counter(pick([Option("a", 0), Option("b", 0)], str(n)).id for n in range(2_000))
    assert 900 < equal["a"] < 1_100
