"""`world`: both tables, the buckets, the queue, the secret and a verified sender on moto, and the settings that
name them.
"""

import logging
import sys

import boto3
import pytest
from mikomi.aws import clients, plans, secrets
from mikomi.settings import settings
from moto import mock_aws

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


@pytest.fixture
def world(monkeypatch):
    """A fresh account for one test."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        for cached in (clients.client, settings):
            cached.cache_clear()
        plans.forget_all()
        secrets.forget()
        boto3.setup_default_session()
        made = World()
        made.build()
        monkeypatch.setenv("MIKOMI_SECRET_ARN", made.secret_arn)
        monkeypatch.setenv("MIKOMI_STEP_QUEUE_URL", made.queue_url)
        monkeypatch.setenv("MIKOMI_DEAD_LETTER_URLS", made.dead_letters_url)
        settings.cache_clear()
        yield made
    for cached in (clients.client, settings):
        cached.cache_clear()
    plans.forget_all()
    secrets.forget()
