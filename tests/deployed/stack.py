"""A stack in the emulator: SAM makes and changes it, CloudFormation takes it away, as in an account."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from tests.deployed.tools import run, sam

NAME, REGION = "mikomi", "ap-northeast-1"


@dataclass(frozen=True)
class Account:
    """The emulator's: whoever speaks to it needs its address and any keys."""

    address: str

    @property
    def environment(self) -> dict[str, str]:
        """What SAM, boto3 and `mikomi` go by."""
        keys = {"AWS_ACCESS_KEY_ID": "emulator", "AWS_SECRET_ACCESS_KEY": "emulator"}
        return {**keys, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, "AWS_ENDPOINT_URL": self.address}

    def client(self, service: str) -> Any:
        """boto3's, for the emulator."""
        keys = {"aws_access_key_id": "emulator", "aws_secret_access_key": "emulator"}
        return boto3.client(service, region_name=REGION, endpoint_url=self.address, **keys)


def deploy(account: Account, parameters: dict[str, str]) -> None:
    """`sam deploy`: it ends when the stack is complete. AssertionError: it is not."""
    given = [f"{name}={value}" for name, value in parameters.items()]
    options = ["--stack-name", NAME, "--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset"]
    sam("deploy", *options, "--parameter-overrides", *given, also=account.environment)
    status = described(account)["StackStatus"]
    assert status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), status


def delete(account: Account) -> None:
    """The stack, and what it does not keep."""
    cloudformation = account.client("cloudformation")
    cloudformation.delete_stack(StackName=NAME)
    waiter = cloudformation.get_waiter("stack_delete_complete")
    waiter.wait(StackName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 300})


def described(account: Account) -> dict[str, Any]:
    """CloudFormation's description."""
    (stack,) = account.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"]
    return dict(stack)


def outputs(account: Account) -> dict[str, str]:
    """By name."""
    return {each["OutputKey"]: each["OutputValue"] for each in described(account)["Outputs"]}


def resources(account: Account) -> dict[str, tuple[str, str]]:
    """Type and physical id, by logical id."""
    pages = account.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=NAME)
    return {
        each["LogicalResourceId"]: (each["ResourceType"], each["PhysicalResourceId"])
        for page in pages
        for each in page["StackResourceSummaries"]
    }


def mikomi(account: Account, python: Path, *command: str | Path) -> str:
    """A command of ours, for the stack."""
    return run(python, "-m", "mikomi.cli", *command, "--stack", NAME, "--lang", "en", also=account.environment)


def remaining(account: Account, before: dict[str, tuple[str, str]]) -> list[str]:
    """What of a deleted stack is there still: the types of those that can be asked for."""
    asks: dict[str, Callable[[str], Any]] = {
        "AWS::DynamoDB::Table": lambda name: account.client("dynamodb").describe_table(TableName=name),
        "AWS::S3::Bucket": lambda name: account.client("s3").head_bucket(Bucket=name),
        "AWS::SecretsManager::Secret": lambda name: account.client("secretsmanager").describe_secret(SecretId=name),
        "AWS::Cognito::UserPool": lambda name: account.client("cognito-idp").describe_user_pool(UserPoolId=name),
        "AWS::Lambda::Function": lambda name: account.client("lambda").get_function(FunctionName=name),
        "AWS::SQS::Queue": lambda name: account.client("sqs").get_queue_attributes(QueueUrl=name),
        "AWS::ApiGatewayV2::Api": lambda name: account.client("apigatewayv2").get_api(ApiId=name),
        "AWS::SNS::Topic": lambda name: account.client("sns").get_topic_attributes(TopicArn=name),
    }
    return sorted(
        logical for logical, (kind, physical) in before.items() if kind in asks and _answers(asks[kind], physical)
    )


def _answers(ask: Callable[[str], Any], name: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        ask(name)
    except ClientError as refused:
        assert refused.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 404), refused
        return False
    return True
