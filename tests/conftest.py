"""What every test shares: Hypothesis without a wall-clock deadline, the same examples in CI, no way to AWS."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from simulation.crew import collect_less
from tests.effort import effort

settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=effort(100))
settings.register_profile("dev", deadline=None, max_examples=effort(100))
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# A call that slips past moto is refused by AWS for its key, whoever's account this machine could reach.
os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_DEFAULT_REGION="ap-northeast-1")
for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "HTTPS_PROXY", "https_proxy"):
    os.environ.pop(name, None)


LONGEST_FIRST = ("tracker", "local", "functions", "simulation", "deployment", "house", "core")
"""The folders by how long a file of theirs takes: what is begun last is short, so that no core is idle at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    items.sort(key=lambda item: LONGEST_FIRST.index(item.path.relative_to(here).parts[0]))


def pytest_collection_finish() -> None:
    """All modules are there by now, and stay."""
    collect_less()
    if "mikomi.aws.ses" in sys.modules:
        from tests import mail_watch

        mail_watch.begin()


@pytest.fixture(autouse=True)
def lawful() -> Iterator[None]:
    """Each marketing mail that was sent up to the end of this test is as the law wants it."""
    yield
    if watch := sys.modules.get("tests.mail_watch"):
        assert not watch.taken(), "see mikomi.core.law"
