"""`mikomi secret-key`: the key that servers use is derived from the deployment's secret, or replaced in it."""

import json

import boto3
from mikomi.aws import secrets
from mikomi.cli.__main__ import main

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
