"""The ways through the console: few groups, every page in one of them, the reader told where they are."""

import re
from collections import Counter

import pytest
from mikomi.console import door, navigation
from mikomi.console.navigation import GROUPS

from tests.functions.test_scenario_pages import at_home, get

__all__ = ["at_home"]

WAYS = [way for pages in GROUPS.values() for way in pages]


def test_every_page_stands_in_one_group():
    """Six groups at most; no address and no place twice."""
    assert len(GROUPS) <= 6 and max(map(len, GROUPS.values())) <= 6
    for names in ([way.to for way in WAYS], [here for way in WAYS for here in way.here]):
        assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("to", sorted(way.to for way in WAYS))
def test_a_page_says_where_it_stands(at_home, to, language):
    """One page and at most one group beside it are marked; its neighbours are one step away."""
    body = get(to, language)["body"].partition("</header>")[0]
    marked = re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', body)
    assert [place for place, what in marked if what == "page"] == [to]
    (group,) = [pages for pages in GROUPS.values() if to in [way.to for way in pages]]
    assert len([place for place, what in marked if what == "true"]) == (len(group) > 1)
    assert len(group) == 1 or all(f'href="{way.to}"' in body for way in group)
    assert all(label for label in re.findall(r'<nav[^>]*aria-label="([^"]*)"', body)) and body.count("<nav") <= 2


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_only_the_local_stack_has_is_not_offered_elsewhere(language):
    """And a place that no group knows marks nothing."""
    told = str(navigation.ways("attention", language, door.HERE, local=False))
    assert "mailbox" not in told and "/console/work" in told
    assert not any(group["inside"] for group in navigation.ways("", language, door.HERE, local=True))
