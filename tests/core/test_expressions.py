"""Regular expressions of marketers, run on what strangers typed."""

import pytest
from mikomi.core.behaviour.values import LONGEST_LIST, LONGEST_TEXT, UnreadableExpression, expression, text_matches

HOSTILE = ["a" * LONGEST_TEXT] * LONGEST_LIST


@pytest.mark.parametrize(
    "pattern", ["a{0,500}a{0,500}b", "(a+)+$b", "(a|a)*b", "(a|aa)+b", "(.*)(.*)(.*)(.*)b", "((a?){30}){30}b"]
)
def test_no_text_keeps_an_expression_busy(pattern):
    """Each of these takes a backtracking engine from minutes to longer than the world stands, against a full list of
    the longest texts; here the search ends, with its answer."""
    assert text_matches(pattern, HOSTILE) is False
    assert text_matches(pattern.replace("$b", "$").removesuffix("b"), HOSTILE) is True


@pytest.mark.parametrize(
    ("pattern", "told", "found"),
    [
        ("(課長|部長|取締役|社長)", "営業部長", True),
        ("(課長|部長|取締役|社長)", "主任", False),
        ("^CTO$", "cto", True),
        ("abc", "ＡＢＣ", True),
        (r"株式会社\s*サンプル", "株式会社　サンプル", True),
        ("[ァ-ヶ]{3}", "アイウ", True),
        ("日本", ["東京", "西日本"], True),
        ("", "", True),
        ("x", None, False),
        ("x", {"x": 1}, False),
    ],
)
def test_what_an_expression_finds(pattern, told, found):
    """Anywhere in the text, small and capital letters alike, in the width it was typed or in the plain one."""
    assert text_matches(pattern, told) is found


@pytest.mark.parametrize("pattern", ["(課長", "(?=a)b", r"(a)\1", "a{0,2000}", "(?<=a)b", "*"])
def test_what_cannot_be_read_says_why_and_finds_nothing(pattern):
    """For the check it is a problem with a reason; for the fold, in a plan of a former release, it is found nowhere."""
    with pytest.raises(UnreadableExpression, match=r"."):
        expression(pattern)
    assert text_matches(pattern, "aab") is False
