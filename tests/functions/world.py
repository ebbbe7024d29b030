"""What a deployment has, built on moto for one test; and packets as the log would deliver them."""

import json
from typing import Any

import boto3
from mikomi.aws import plans
from mikomi.model.events import Event, Packet
from mikomi.model.plan import Plan
from mikomi.model.stored_json import of_plain

from local.resources import table_of
from tests.house.template import resources

REGION = "ap-northeast-1"
ROOT = "root-of-all-keys"
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "MIKOMI_EVENT_TABLE": "events",
    "MIKOMI_STATE_TABLE": "state",
    "MIKOMI_PLAN_BUCKET": "plans",
    "MIKOMI_WORKSPACE_BUCKET": "workspace",
    "MIKOMI_ARCHIVE_BUCKET": "archive",
    "MIKOMI_WRITE_KEY": "wk_test",
    "MIKOMI_API_URL": "https://ma.example.co.jp",
    "MIKOMI_STEP_QUEUE_ARN": f"arn:aws:sqs:{REGION}:123456789012:steps",
    "MIKOMI_SCHEDULE_GROUP": "steps",
    "MIKOMI_SCHEDULER_ROLE_ARN": "arn:aws:iam::123456789012:role/scheduler",
    "MIKOMI_PUBLISH_QUEUE_URL": f"https://sqs.{REGION}.amazonaws.com/123456789012/publish",
    "MIKOMI_CONFIGURATION_SET": "mikomi",
    "MIKOMI_EVENT_DAYS": "400",
    "MIKOMI_PLAN_CACHE_SECONDS": "0",
}


class World:
    secret_arn: str
    queue_url: str
    dead_letters_url: str

    def build(self) -> None:
        dynamodb = boto3.client("dynamodb", region_name=REGION)
        for table, logical in (("events", "EventTable"), ("state", "StateTable")):
            dynamodb.create_table(TableName=table, **table_of(resources("AWS::DynamoDB::Table")[logical]))
        s3 = boto3.client("s3", region_name=REGION)
        for bucket in ("plans", "workspace", "archive"):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.queue_url = boto3.client("sqs", region_name=REGION).create_queue(QueueName="steps")["QueueUrl"]
        boto3.client("sqs", region_name=REGION).create_queue(QueueName="publish")
        self.dead_letters_url = boto3.client("sqs", region_name=REGION).create_queue(QueueName="dead")["QueueUrl"]
        boto3.client("scheduler", region_name=REGION).create_schedule_group(Name="steps")
        secret = json.dumps({"root": ROOT, "secret_key": "sk_test"})
        manager = boto3.client("secretsmanager", region_name=REGION)
        self.secret_arn = manager.create_secret(Name="mikomi", SecretString=secret)["ARN"]
        ses = boto3.client("sesv2", region_name=REGION)
        for address in ("news@example.co.jp", "info@example.co.jp"):
            ses.create_email_identity(EmailIdentity=address)
        ses.create_configuration_set(ConfigurationSetName="mikomi")

    def publish(self, plan: Plan) -> Plan:
        published = plans.publish(plan, over=plans.pointer())
        assert published is not None
        return published

    def damage(self, person: str) -> None:
        """Put somebody there whom no code can read."""
        item = {"pk": {"S": f"person#{person}"}, "sk": {"S": "person"}, "version": {"N": "1"}, "state": {"B": b"?"}}
        boto3.client("dynamodb", region_name=REGION).put_item(TableName="state", Item=item)

    def rows(self, table: str = "state") -> list[dict[str, Any]]:
        """Every item of the table, in DynamoDB's typed JSON."""
        return boto3.client("dynamodb", region_name=REGION).scan(TableName=table)["Items"]

    def schedules(self) -> list[dict[str, Any]]:
        return boto3.client("scheduler", region_name=REGION).list_schedules(GroupName="steps")["Schedules"]

    def messages(self) -> list[dict[str, Any]]:
        """The bodies of the messages on the step queue, taken from it."""
        sqs = boto3.client("sqs", region_name=REGION)
        answer = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def packet(subject: str, *events: dict[str, Any], at: int, sort: str | None = None) -> Packet:
    """One packet of this subject; events are the fields of `Event` that matter."""
    anonymous_id = subject[2:] if subject.startswith("a:") else None
    user_id = subject[2:] if subject.startswith("u:") else None
    made = [
        of_plain(
            Event,
            {
                "subject": subject,
                "at": at,
                "received_at": at,
                "anonymous_id": anonymous_id,
                "user_id": user_id,
                **event,
            },
        )
        for event in events
    ]
    name = sort or f"{at}#" + "-".join(event.id for event in made)
    return Packet(subject=subject, sort=name, received_at=at, events=tuple(made))
