"""What stands in the account already, before anything is begun: asked, never changed (but for `remove`)."""

from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

NOTHING_YET = "REVIEW_IN_PROGRESS"
"""The status of a stack whose first change set nobody has carried out: there is a name, and nothing else."""
NO_UPDATE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""A creation that failed, or a removal: CloudFormation does nothing with the stack but delete it."""


def usual_region() -> str | None:
    """Where commands go that say nothing of a region; None: nowhere."""
    return boto3.Session().region_name


def stack(name: str, region: str) -> dict[str, Any] | None:
    """CloudFormation's description of the stack; None if there is none of this name."""
    try:
        described = boto3.client("cloudformation", region_name=region).describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as refused:
        if refused.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return dict(described)


def status(name: str, region: str) -> str | None:
    """How the stack stands, in CloudFormation's words; None if there is none of this name."""
    there = stack(name, region)
    return str(there["StackStatus"]) if there else None


def parameters(name: str, region: str) -> dict[str, str]:
    """With what the stack stands there; empty if there is none."""
    there = stack(name, region) or {}
    return {each["ParameterKey"]: each["ParameterValue"] for each in there.get("Parameters", [])}


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


def remove(name: str, region: str) -> list[tuple[str, str, str]]:
    """Delete the stack and wait until it is gone; what could not be deleted, by type and logical id, and why."""
    cloudformation = boto3.client("cloudformation", region_name=region)
    cloudformation.delete_stack(StackName=name)
    try:
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)
    except WaiterError:
        left = [
            (each["ResourceType"], each["LogicalResourceId"], each.get("ResourceStatusReason", ""))
            for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
            for each in page["StackResourceSummaries"]
            if each["ResourceStatus"] == "DELETE_FAILED"
        ]
        if not left:
            raise
        return left
    return []
