"""`world`: both tables, the buckets, the queue, the secret and a verified sender on moto, and the settings that
name them.
"""

import logging
import sys
from copy import copy
from functools import cache

import pytest
from mikomi.aws import api, clients, plans, secrets
from mikomi.settings import settings
from mikomi.shell.people import directory
from moto import mock_aws

from local import aws, persistence
from tests.functions.world import ENVIRONMENT, World


@pytest.fixture(autouse=True)
def log_to_this_tests_stdout(monkeypatch):
    """The logger outlives a test, and keeps the stdout under which it was made."""
    for handler in logging.getLogger("mikomi").handlers:
        if isinstance(handler, logging.StreamHandler):
            monkeypatch.setattr(handler, "stream", _StdoutOfNow())


class _StdoutOfNow:
    """Whatever stdout is when a line is written: capsys may come after the fixture that sets this."""

    def write(self, text):
        return sys.stdout.write(text)

    def flush(self):
        sys.stdout.flush()


MAY_BE_OLD = {"line#ses"}
"""Rows of which a reader needs no more than a hint: a place in the line is given by a conditional update."""


class _Reads:
    """Whoever reads one item decides by it, so it asks for the item as it stands now (moto always answers that one)."""

    def __init__(self):
        self.old = []

    def around(self, carry):
        def noted(service, operation, params):
            if operation in ("GetItem", "BatchGetItem"):
                self.note(params)
            return carry(service, operation, params)

        return noted

    def note(self, params):
        for asked in params.get("RequestItems", {"": params}).values():
            for key in asked.get("Keys", [asked.get("Key")]):
                if asked.get("ConsistentRead") is not True and key["pk"]["S"] not in MAY_BE_OLD:
                    self.old.append(key)


@cache
def _first():
    """The world that is built once a process, and a picture of what moto holds of it."""
    made = World()
    made.build()
    return made, persistence.picture()


@pytest.fixture
def world(monkeypatch):
    """A fresh account for one test. Beside what the test asks, no item may be read that could be an older one."""
    reads = _Reads()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        for cached in (clients.client, settings):
            cached.cache_clear()
        plans.forget_all()
        secrets.forget()
        directory.forget()
        monkeypatch.setattr(api, "carry", reads.around(api.carry))
        aws.begin()
        first, picture = _first()
        made = copy(first)
        persistence.put_back(picture)
        monkeypatch.setenv("MIKOMI_SECRET_ARN", made.secret_arn)
        monkeypatch.setenv("MIKOMI_STEP_QUEUE_URL", made.queue_url)
        monkeypatch.setenv("MIKOMI_DEAD_LETTER_URLS", made.dead_letters_url)
        settings.cache_clear()
        yield made
    for cached in (clients.client, settings):
        cached.cache_clear()
    plans.forget_all()
    secrets.forget()
    assert not reads.old, "read without ConsistentRead"
