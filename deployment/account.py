"""What stands in the account already, before anything is begun: asked, never changed (but for `forget_failed`)."""

from typing import Any

import boto3
from botocore.exceptions import ClientError


def stack(name: str, region: str) -> dict[str, Any] | None:
    """CloudFormation's description of the stack; None if there is none of this name."""
    try:
        described = boto3.client("cloudformation", region_name=region).describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as refused:
        if refused.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return dict(described)


def forget_failed(name: str, region: str) -> None:
    """Delete a stack whose creation was rolled back: it holds nothing, and nobody can deploy over it."""
    cloudformation = boto3.client("cloudformation", region_name=region)
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)


def knows_sender(domain: str, region: str) -> bool:
    """Whether SES has the domain already: by another stack, by one that was removed, or by hand."""
    try:
        boto3.client("sesv2", region_name=region).get_email_identity(EmailIdentity=domain)
    except ClientError as refused:
        if refused.response["Error"]["Code"] == "NotFoundException":
            return False
        raise
    return True


def has_bucket(name: str, region: str) -> bool:
    """Whether a bucket of this name is there: ours, or of whoever else in the world had the idea (403)."""
    try:
        boto3.client("s3", region_name=region).head_bucket(Bucket=name)
    except ClientError as refused:
        return refused.response["ResponseMetadata"]["HTTPStatusCode"] != 404
    return True


def remains(name: str, region: str, kept: set[str]) -> list[tuple[str, str, str]]:
    """What will stay of the stack: type, logical and physical id of each resource that the template keeps."""
    pages = boto3.client("cloudformation", region_name=region).get_paginator("list_stack_resources")
    return [
        (each["ResourceType"], each["LogicalResourceId"], each.get("PhysicalResourceId", ""))
        for page in pages.paginate(StackName=name)
        for each in page["StackResourceSummaries"]
        if each["LogicalResourceId"] in kept
    ]


def remove(name: str, region: str) -> None:
    """Delete the stack and wait until it is gone."""
    cloudformation = boto3.client("cloudformation", region_name=region)
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)
