"""Which deployment a command at a terminal speaks to: a stack on AWS, or the local one. Never used by a function.

What the deployed functions are told is what the command goes by: their environment becomes this process's.
"""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from urllib.error import URLError
from urllib.request import urlopen

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from mikomi import clock
from mikomi.aws import clients
from mikomi.aws.wire import connections
from mikomi.settings import PREFIX, settings

T = TypeVar("T")
LOCAL = "http://127.0.0.1:8000"
LOCAL_ANSWER = 300
"""Seconds to wait for the local stack: it does one thing at a time, and may be in the midst of a mailing."""
_HERE = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_REGION": "ap-northeast-1",
}


class Unreachable(Exception):
    """There is no such deployment, or we may not ask about it; the message says so in Japanese and English."""


def use_stack(name: str) -> None:
    """Speak to the CloudFormation stack of this name, in the account and region of the environment. Unreachable."""
    variables: dict[str, str] = {}
    use_region(os.environ.get("AWS_REGION"))
    try:
        pages = boto3.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
        resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
        functions, machines = (
            [each["PhysicalResourceId"] for each in resources if each["ResourceType"] == kind]
            for kind in ("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine")
        )
        lambdas = boto3.client("lambda")
        for function in functions:
            configured = lambdas.get_function_configuration(FunctionName=function)
            variables |= configured.get("Environment", {}).get("Variables", {})
    except (ClientError, BotoCoreError) as refused:
        raise Unreachable(
            f"スタック「{name}」を読めません。名前とリージョン(AWS_REGION)、権限を確かめてください。"
            f" / The stack {name!r} cannot be read: check its name, AWS_REGION and your permissions. ({refused})"
        ) from None
    if not variables:
        raise Unreachable(f"スタック「{name}」に関数がありません / The stack {name!r} has no functions")
    _speak_to(variables | {f"{PREFIX}BACKTEST_MACHINE": machine for machine in machines})


def use_region(name: str | None) -> None:
    """Speak to this region; None: wherever the profile says. AWS's own command line goes by AWS_REGION, boto3 by
    AWS_DEFAULT_REGION alone."""
    if name:
        os.environ["AWS_DEFAULT_REGION"] = name


def of_secret(arn: str, act: Callable[[], T]) -> T:
    """What `act` answers, asked in the region that the secret's ARN names. Unreachable: nothing could be asked."""
    use_region(arn.split(":")[3] if arn.startswith("arn:") and arn.count(":") >= 6 else os.environ.get("AWS_REGION"))
    try:
        return act()
    except BotoCoreError as without:
        raise Unreachable(
            "AWS に接続できません。認証情報とリージョン(AWS_REGION)を確かめてください。"
            f" / AWS cannot be asked: check your credentials and AWS_REGION. ({without})"
        ) from None


def region() -> str:
    """Where the environment's AWS is; empty where it does not say."""
    return str(boto3.Session().region_name or "")


def use_local(address: str = LOCAL) -> None:
    """Speak to the local stack at this address, on its clock. Unreachable."""
    try:
        with urlopen(f"{address}/_local/deployment", timeout=10) as answer:  # noqa: S310 (the address is the operator's)
            stack = json.load(answer)
    except (URLError, OSError, ValueError) as silence:
        raise Unreachable(
            f"{address} にローカルスタックがありません。別の端末で make run を実行してください。"
            f" / There is no local stack at {address}: run `make run` in another terminal. ({silence})"
        ) from None
    connections.ANSWER = LOCAL_ANSWER
    os.environ.pop("AWS_PROFILE", None)
    os.environ.pop("AWS_SESSION_TOKEN", None)
    clock.shift(timedelta(milliseconds=stack["ahead_ms"]))
    _speak_to({**_HERE, "AWS_ENDPOINT_URL": stack["endpoint"], **stack["environment"]})


def _speak_to(environment: dict[str, str]) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(environment)
    settings.cache_clear()
    clients.client.cache_clear()
