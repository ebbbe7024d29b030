"""Making what the template describes, on moto (and the tables on DynamoDB Local where the environment points there).

Rules
1. What exists already stays as it is: making is safe to repeat.
2. Only what handlers or event sources touch is made; roles, alarms, logs and logins have no meaning here.
3. Neither event source mappings nor S3-to-Lambda notifications are made: moto would call Docker on every write.
   `streams`, `queues` and `uploads` deliver instead.
"""

import json
from contextlib import suppress
from typing import Any

from mikomi.aws.clients import client

from local.template import ACCOUNT, REGION, Body, Template

SECRET = {"root": "local-root-not-a-secret-anywhere-else", "secret_key": "sk_local"}
UPLOADS = "mikomi-local-uploads"

_TABLE_KEYS = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes", "LocalSecondaryIndexes")
_QUEUE_KEYS = ("VisibilityTimeout", "DelaySeconds", "MessageRetentionPeriod")


def make(template: Template) -> None:
    """Create every resource that is not there, and tell the template the names that only creation reveals."""
    for logical, properties in template.of_type("AWS::DynamoDB::Table").items():
        template.physical[logical, "StreamArn"] = _table(template.name(logical), template.resolve(properties))
    queues = template.of_type("AWS::SQS::Queue")
    for logical in sorted(queues, key=lambda name: "RedrivePolicy" in queues[name]):  # dead-letter queues first
        _queue(template.name(logical), template.resolve(queues[logical]))
    _queue(UPLOADS, {"VisibilityTimeout": 60})
    for logical, properties in template.of_type("AWS::S3::Bucket").items():
        _bucket(template.name(logical), template.resolve(properties), template.name(logical) in _heard(template))
    for logical in template.of_type("AWS::SecretsManager::Secret"):
        template.physical[logical, "Ref"] = _secret(template.name(logical))
    for logical in template.of_type("AWS::Scheduler::ScheduleGroup"):
        scheduler = client("scheduler")
        there = {group["Name"] for group in scheduler.list_schedule_groups()["ScheduleGroups"]}
        if template.name(logical) not in there:  # moto would empty it
            scheduler.create_schedule_group(Name=template.name(logical))
    for logical in template.of_type("AWS::SES::ConfigurationSet"):
        ses = client("sesv2")
        if template.name(logical) not in ses.list_configuration_sets()["ConfigurationSets"]:
            ses.create_configuration_set(ConfigurationSetName=template.name(logical))


def queue_url(arn: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{arn.rpartition(':')[2]}"


def table_of(properties: Body) -> dict[str, Any]:
    """What CreateTable is asked for, out of a table's properties in the template."""
    wanted: dict[str, Any] = {key: properties[key] for key in _TABLE_KEYS if key in properties}
    if stream := properties.get("StreamSpecification"):
        wanted["StreamSpecification"] = {"StreamEnabled": True, **stream}
    return wanted


def _table(name: str, properties: Body) -> str:
    """The stream's ARN, empty if the table has none."""
    dynamodb = client("dynamodb")
    if name not in dynamodb.list_tables()["TableNames"]:
        dynamodb.create_table(TableName=name, **table_of(properties))
        if ttl := properties.get("TimeToLiveSpecification"):
            dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)
    return str(dynamodb.describe_table(TableName=name)["Table"].get("LatestStreamArn", ""))


def _queue(name: str, properties: Body) -> None:
    sqs = client("sqs")
    attributes = {key: str(properties[key]) for key in _QUEUE_KEYS if key in properties}
    if redrive := properties.get("RedrivePolicy"):
        attributes["RedrivePolicy"] = json.dumps(redrive)
    with suppress(sqs.exceptions.QueueNameExists):
        sqs.create_queue(QueueName=name, Attributes=attributes)


def _heard(template: Template) -> set[str]:
    """The buckets whose uploads call a function."""
    return {
        template.resolve(event["Properties"]["Bucket"])
        for function in template.of_type("AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "S3"
    }


def _bucket(name: str, properties: Body, is_heard: bool) -> None:
    s3 = client("s3")
    if name in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        return
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    if versioning := properties.get("VersioningConfiguration"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
    if not is_heard:
        return
    # moto tells this queue of every object that comes or goes; `uploads` passes on what the template's rules ask for.
    target = {
        "QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{UPLOADS}",
        "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
    }
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"QueueConfigurations": [target]})


def _secret(name: str) -> str:
    secrets = client("secretsmanager")
    with suppress(secrets.exceptions.ResourceExistsException):
        secrets.create_secret(Name=name, SecretString=json.dumps(SECRET))
    return str(secrets.describe_secret(SecretId=name)["ARN"])
