"""`mikomi secret-key`: the key that servers use is derived from the deployment's secret, or replaced in it."""

import json

import boto3
import pytest
from mikomi.aws import clients, secrets
from mikomi.aws.refusals import AwsRefusal
from mikomi.cli.__main__ import main

from tests.functions.aws_faults import calls, refused
from tests.functions.world import REGION


def test_the_key_that_is_told_is_the_key_that_is_asked_for(world, capsys):
    """Derived from the root while nobody rotated it; the replacement once somebody did. Only the key is printed."""
    manager = boto3.client("secretsmanager", region_name=REGION)
    fresh = manager.create_secret(Name="fresh", SecretString=json.dumps({"root": "r" * 32}))["ARN"]
    assert main(["secret-key", fresh]) == 0
    told = capsys.readouterr().out.strip()
    assert told.startswith("sk_") and len(told) == 43 and "r" * 32 not in told
    assert main(["secret-key", world.secret_arn]) == 0
    assert capsys.readouterr().out == "sk_test\n"
    assert secrets.secret_key() == "sk_test"


def test_the_secrets_own_region_is_asked_and_what_cannot_be_read_is_a_sentence(world, monkeypatch, capsys):
    """The ARN of the stack's output says the region, whatever the profile says. No traceback where there is no region,
    no such secret, or no right to it."""
    boto3.setup_default_session()
    clients.client.cache_clear()
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    assert main(["secret-key", "fresh"]) == 2
    said = capsys.readouterr().err
    assert "AWS_REGION" in said and "AWS に接続できません" in said
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-2")
    assert main(["secret-key", world.secret_arn]) == 0
    assert capsys.readouterr().out == "sk_test\n"
    secrets.forget()
    with calls(refused("AccessDeniedException", 400), operation="GetSecretValue"):
        assert main(["secret-key", world.secret_arn]) == 2
    said = capsys.readouterr().err
    assert "AccessDeniedException" in said and "秘密" in said and "SecretOfKeys" in said


def test_a_replaced_key_is_honoured_by_functions_that_run_on(world, monkeypatch):
    """What was read is used for a while and then read anew: the new key opens, the old one no more."""
    assert secrets.secret_key() == "sk_test"
    replaced = json.dumps({"root": "r" * 32, "secret_key": "sk_new"})
    boto3.client("secretsmanager", region_name=REGION).put_secret_value(
        SecretId=world.secret_arn, SecretString=replaced
    )
    assert secrets.secret_key() == "sk_test"
    assert secrets.KEPT_FOR <= 300
    monkeypatch.setattr(secrets, "KEPT_FOR", 0)
    assert secrets.secret_key() == "sk_new"


def test_a_secret_that_cannot_be_read_anew_is_used_on(world, monkeypatch):
    """Secrets Manager away for a while keeps nobody from working who knew the secret; without it there is no answer."""
    assert secrets.root()
    monkeypatch.setattr(secrets, "KEPT_FOR", 0)
    away = refused("AccessDeniedException", 400)
    with calls(away, operation="GetSecretValue"):
        assert secrets.secret_key() == "sk_test"
        secrets.forget()
        with pytest.raises(AwsRefusal):
            secrets.secret_key()
