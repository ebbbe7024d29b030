"""What a check costs: each mail's template is parsed once, however many rules ask about it."""

import json
from collections import Counter
from functools import lru_cache
from typing import Any

import pytest
from jinja2 import Environment
from mikomi.cli import starter
from mikomi.cli.starter import NAMES, Own
from mikomi.core.checking import workspace
from mikomi.core.mails import templates

from tests.core import guide

MANY = 120
"""Mails, each a file, a whole with its layout, and a text part."""


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often Jinja itself reads which text."""
    counted: Counter[str] = Counter()
    parse = Environment._parse

    def counting(self: Environment, source: str, *more: Any) -> Any:
        counted[source] += 1
        return parse(self, source, *more)

    monkeypatch.setattr(Environment, "_parse", counting)
    return counted


def nobody_read(files: dict[str, bytes], mark: str) -> dict[str, bytes]:
    """The same, no mail of which any check before has read: each says something of its own to its readers."""
    ends = (b"</body>", b"{% endblock %}", b"</mj-text>")

    def written(name: str, raw: bytes) -> bytes:
        at = max([raw.rfind(end) for end in ends if end in raw], default=len(raw))
        return raw[:at] + f"<p>{mark} {name}</p>".encode() + raw[at:]

    return {
        name: written(name, raw) if name.startswith("mails/") and not name.endswith(".json") else raw
        for name, raw in files.items()
    }


def check_once(files: dict[str, bytes], parses: Counter[str]) -> None:
    parses.clear()
    plan, _ = workspace.read(files)
    assert plan is not None
    mails = [raw.decode() for name, raw in files.items() if name.startswith("mails/") and not name.endswith(".json")]
    assert mails and all(parses[text] == 1 for text in mails)
    assert set(parses.values()) == {1}, parses.most_common(3)


@pytest.mark.parametrize("name", ["sample", *NAMES])
def test_a_check_parses_each_mail_once(name: str, parses: Counter[str]) -> None:
    """Its file, the whole that it makes with its layout, its text part and its subjects, and nothing of it again; of
    the sample company's 11 mails that is 33."""
    files = guide.sample("ja") if name == "sample" else starter.made(name, "ja", Own())
    check_once(nobody_read(files, f"once {name}"), parses)
    if name == "sample":
        assert len(parses) <= 33


def test_a_check_parses_each_of_many_mails_once(parses: Counter[str]) -> None:
    """Also where they are more than the check asks about at a time."""
    check_once(nobody_read(many(), "many"), parses)


def test_a_check_that_forgets_what_it_read_is_found(parses: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for fewer readings than the workspace has, the law above sees it."""
    monkeypatch.setattr(templates, "_read", lru_cache(maxsize=64)(templates._read.__wrapped__))
    with pytest.raises(AssertionError):
        check_once(nobody_read(many(), "forgotten"), parses)


def many() -> dict[str, bytes]:
    files = starter.made("document", "ja", Own())
    mail = files["mails/faq.html"]
    steps = [{"id": f"m{n}", "mail": {"template": f"m{n}"}} for n in range(MANY)]
    scenario = {"version": 1, "id": "many", "name": "many", "trigger": {"manual": True}, "steps": steps}
    return {
        **files,
        **{f"mails/m{n}.html": mail for n in range(MANY)},
        "scenarios/many.json": json.dumps(scenario).encode(),
    }
