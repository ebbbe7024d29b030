import pytest
from botocore.client import BaseClient
from moto import mock_aws

from tests.deployment.account import Account


@pytest.fixture
def account(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    made = Account(tmp_path)
    real = BaseClient._make_api_call

    def call(self, name, params):
        if self.meta.service_model.service_name == "cloudformation":
            return made.answer(name, params)
        return real(self, name, params)

    with mock_aws():
        monkeypatch.setattr(BaseClient, "_make_api_call", call)
        yield made


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of which the programs on the PATH say how they were called, and can be told to fail."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sam", "make"):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $@" >> "{tmp_path}/called"\ntest ! -e "{tmp_path}/fail"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return tmp_path
