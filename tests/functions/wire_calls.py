"""One call of each operation that our own client speaks, as `mikomi.aws` makes it; and who we are when we make it."""

import pytest
from mikomi.aws import wire

KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3/+=" * 30
REGION = "ap-northeast-1"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_SESSION_TOKEN": TOKEN,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
}
"""As a Lambda function is told."""
ELSEWHERE = ("AWS_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "HTTPS_PROXY", "https_proxy")

PLACE = {"pk": {"S": "person#l_1"}, "sk": {"S": "person"}}
CALLS = [
    (
        "dynamodb",
        "BatchWriteItem",
        {"RequestItems": {"state": [{"PutRequest": {"Item": {**PLACE, "at": {"N": "1"}}}}]}},
    ),
    (
        "dynamodb",
        "PutItem",
        {
            "TableName": "state",
            "Item": {**PLACE, "state": {"B": b"\x00\xff"}, "at": {"N": "1.5"}, "名": {"S": "山田 \U0001f600 \ud7ff"}},
            "ConditionExpression": "#v = :v",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":v": {"N": "7"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
    ),
    ("dynamodb", "GetItem", {"TableName": "state", "Key": PLACE, "ConsistentRead": True}),
    (
        "dynamodb",
        "UpdateItem",
        {
            "TableName": "state",
            "Key": PLACE,
            "UpdateExpression": "ADD counted :it",
            "ExpressionAttributeValues": {":it": {"SS": ["a", "b"]}, ":m": {"M": {"x": {"L": [{"B": b"1"}]}}}},
            "ReturnValues": "UPDATED_NEW",
        },
    ),
    ("dynamodb", "DeleteItem", {"TableName": "state", "Key": PLACE}),
    (
        "dynamodb",
        "Query",
        {
            "TableName": "state",
            "IndexName": "due",
            "KeyConditionExpression": "due_shard = :s AND due_at < :t",
            "ExpressionAttributeValues": {":s": {"S": "d1"}, ":t": {"N": "5"}},
            "ScanIndexForward": False,
            "Limit": 3,
            "ExclusiveStartKey": PLACE,
        },
    ),
    ("dynamodb", "Scan", {"TableName": "state", "ProjectionExpression": "pk"}),
    ("dynamodb", "BatchGetItem", {"RequestItems": {"state": {"Keys": [PLACE], "ConsistentRead": True}}}),
    (
        "sqs",
        "SendMessage",
        {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/1/q", "MessageBody": "{}", "DelaySeconds": 3},
    ),
    (
        "sqs",
        "SendMessageBatch",
        {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/1/q", "Entries": [{"Id": "0", "MessageBody": "{}"}]},
    ),
    (
        "sqs",
        "GetQueueAttributes",
        {
            "QueueUrl": f"https://sqs.{REGION}.amazonaws.com/1/q",
            "AttributeNames": ["ApproximateNumberOfMessages"],
        },
    ),
    ("secretsmanager", "GetSecretValue", {"SecretId": "arn:aws:secretsmanager:mikomi"}),
    (
        "sesv2",
        "SendEmail",
        {
            "Destination": {"ToAddresses": ["taro@example.com"]},
            "Content": {"Raw": {"Data": "Subject: 件名\r\n\r\n本文".encode() + bytes(range(256))}},
            "EmailTags": [{"Name": "attempt", "Value": "1"}],
            "ConfigurationSetName": "mikomi",
        },
    ),
    (
        "scheduler",
        "CreateSchedule",
        {
            "Name": "due-0aZ-_.9",
            "GroupName": "steps",
            "ScheduleExpression": "at(2027-01-15T08:02:01)",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": {"Arn": "arn:q", "RoleArn": "arn:r", "Input": '{"pk":"x"}'},
            "ClientToken": "given, because boto3 draws one where there is none",
        },
    ),
    ("s3", "GetObject", {"Bucket": "plans", "Key": "plans/12.json"}),
    ("s3", "GetObject", {"Bucket": "work.space", "Key": "assets/ガイド (1)+~&=%.pdf"}),
    ("s3", "GetObject", {"Bucket": "plans", "Key": "rollup/people/1", "Range": "bytes=3-9"}),
    ("s3", "HeadObject", {"Bucket": "plans", "Key": "assets/a b.pdf"}),
]

NAMES = [f"{service}-{operation}-{number}" for number, (service, operation, _) in enumerate(CALLS)]


def call_of(wanted: str):
    """The first call of this operation."""
    return next(each for each in CALLS if each[1] == wanted)


def as_lambda(patch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        patch.setenv(name, value)
    for name in ELSEWHERE:
        patch.delenv(name, raising=False)


def by_wire(service, operation, params):
    """One attempt by our own client."""
    here = wire.surroundings(service, operation)
    assert here
    return wire.exchange(service, operation, params, here)
