"""Permissions seen in use against permissions granted, in both directions (I26).

A call is what `local.recorder` saw a function do; a grant is one action on one resource of the role that template.yaml
gives the function. Both are brought to ARNs: `dynamodb:Query` on an index is another thing than on its table.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.utils import parseaddr
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from local.recorder import Call
from local.template import ACCOUNT, REGION, Template

# What Lambda and its event sources do in the role's name, without a call of our code.
BY_LAMBDA = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
}

# Operations that IAM calls by another name.
ACTION = {
    ("s3", "HeadObject"): "GetObject",
    ("s3", "HeadBucket"): "ListBucket",
    ("s3", "ListObjectsV2"): "ListBucket",
    ("s3", "ListObjects"): "ListBucket",
    ("sqs", "SendMessageBatch"): "SendMessage",
}


class Grant(NamedTuple):
    """One action on one resource (an ARN, `*` inside allowed), for the partition keys in `keys` (None: any) and mail
    from the address in `sender` (None: any)."""

    action: str
    resource: str
    keys: tuple[str, ...] | None = None
    sender: str | None = None


class Use(NamedTuple):
    """One action that a call needs on one resource; `keys` are the partition keys that it touches, where known, and
    `sender` the address that a mail comes from."""

    action: str
    resource: str
    keys: frozenset[str] = frozenset()
    sender: str = ""


def grants(template: Template, function: str) -> list[Grant]:
    """What the role of the function (logical id) allows, every action and resource by itself."""
    _name_what_only_creation_reveals(template)
    role = template.resources[function]["Properties"]["Role"]["Fn::GetAtt"][0]
    policies = list(template.resources[role]["Properties"]["Policies"])
    policies += [policy for policy in template.of_type("AWS::IAM::Policy").values() if {"Ref": role} in policy["Roles"]]
    found: list[Grant] = []
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            for resource in _each(statement["Resource"]):
                for action in _each(statement["Action"]):
                    sender = template.resolve(_condition(statement, "StringLike", "ses:FromAddress"))
                    found.append(Grant(action, str(template.resolve(resource)), _keys(statement), sender))
    assert found, f"{function} has no permission at all"
    return found


def _name_what_only_creation_reveals(template: Template) -> None:
    for logical in template.of_type("AWS::DynamoDB::Table"):
        table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{template.name(logical)}"
        template.physical.setdefault((logical, "StreamArn"), f"{table}/stream/2026-01-01T00:00:00.000")
    for logical in template.of_type("AWS::Logs::LogGroup"):
        template.physical.setdefault((logical, "Arn"), f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{logical.lower()}:*")


def allowed(use: Use, granted: Iterable[Grant]) -> bool:
    return any(covers(grant, use) for grant in granted)


def covers(grant: Grant, use: Use) -> bool:
    if grant.action != use.action or not fnmatchcase(use.resource, grant.resource):
        return False
    if grant.sender is not None and not fnmatchcase(use.sender, grant.sender):
        return False
    return grant.keys is None or all(any(fnmatchcase(key, pattern) for pattern in grant.keys) for key in use.keys)


def uses(template: Template, call: Call) -> Iterator[Use]:
    """The permissions that one recorded call needs."""
    name = ACTION.get((call.service, call.operation), call.operation)
    action = f"{call.service}:{name}"
    match call.service:
        case "dynamodb":
            yield from _dynamodb_uses(action, call)
        case "dynamodbstreams":
            if "StreamArn" in call.params:  # GetRecords has but an iterator, which IAM follows back to its stream
                for verb in (name, "GetRecords"):
                    yield Use(f"dynamodb:{verb}", call.params["StreamArn"])
        case "s3":
            key = f"/{call.params['Key']}" if "Key" in call.params else ""
            yield Use(action, f"arn:aws:s3:::{call.params['Bucket']}{key}")
            if name == "GetObject" and key.startswith("/replies/"):  # who takes one out again asks what is gone
                yield Use("s3:ListBucket", f"arn:aws:s3:::{call.params['Bucket']}")
        case "sqs":
            yield Use(action, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{call.params['QueueUrl'].rsplit('/', 1)[-1]}")
        case "scheduler":
            group, schedule = call.params["GroupName"], call.params["Name"]
            yield Use(action, f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/{schedule}")
            yield Use("iam:PassRole", call.params["Target"]["RoleArn"])
        case "sesv2":
            yield from _mail_uses(call)
        case "athena":
            yield from _athena_uses(action, call, template)
        case "secretsmanager":
            yield Use(action, call.params["SecretId"])
        case other:
            raise AssertionError(
                f"{call.function} calls {other}:{call.operation}: say here which permission that needs"
            )


def _dynamodb_uses(action: str, call: Call) -> Iterator[Use]:
    if "RequestItems" in call.params:  # several tables at once
        for table, wanted in call.params["RequestItems"].items():
            places = wanted["Keys"] if "Keys" in wanted else [each["PutRequest"]["Item"] for each in wanted]
            yield Use(action, _table(table), frozenset(_pk(each) for each in places))
        return
    index = f"/index/{call.params['IndexName']}" if "IndexName" in call.params else ""
    touched = call.params.get("Key") or call.params.get("Item")
    yield Use(action, _table(call.params["TableName"]) + index, frozenset([_pk(touched)] if touched else []))


def _mail_uses(call: Call) -> Iterator[Use]:
    """IAM looks at the identity that sends (the address where it is registered by itself, else its domain), at the
    configuration set, and in the sandbox at the recipient's identity. Documents call a raw mail SendEmail, refusals
    SendRawEmail: both are needed."""
    sender = parseaddr(str(message_from_bytes(call.params["Content"]["Raw"]["Data"])["From"]))[1]
    identities = [sender, sender.partition("@")[2], *call.params["Destination"]["ToAddresses"]]
    resources = [f"identity/{identity}" for identity in identities]
    if named := call.params.get("ConfigurationSetName"):
        resources.append(f"configuration-set/{named}")
    for verb in ("SendEmail", "SendRawEmail"):
        for resource in resources:
            yield Use(f"ses:{verb}", f"arn:aws:ses:{REGION}:{ACCOUNT}:{resource}", sender=sender)


def _athena_uses(action: str, call: Call, template: Template) -> Iterator[Use]:
    """Athena reads tables and files, and writes answers, in the name of whoever asks."""
    yield Use(action, f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/{template.name('AthenaWorkGroup')}")
    bucket = template.resolve({"Fn::GetAtt": ["ArchiveBucket", "Arn"]})
    if call.operation == "GetQueryResults":
        yield Use("s3:GetObject", f"{bucket}/athena/answers/id.csv")
    if call.operation != "StartQueryExecution":
        return
    database = template.resolve({"Ref": "AthenaDatabase"})
    tables = set(re.findall(r'FROM "[^"]+"\.(\w+)', call.params["QueryString"]))
    glue = f"arn:aws:glue:{REGION}:{ACCOUNT}"
    for verb in ("GetDatabase", "GetTable"):  # Glue looks at what holds the thing, too
        yield Use(f"glue:{verb}", f"{glue}:catalog")
        yield Use(f"glue:{verb}", f"{glue}:database/{database}")
    for table in tables:
        yield Use("glue:GetTable", f"{glue}:table/{database}/{table}")
        yield Use("s3:GetObject", f"{bucket}/{'events' if table == 'events' else f'athena/{table}'}/file")
    for verb in ("GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"):
        yield Use(f"s3:{verb}", bucket)
    for verb in ("PutObject", "ListMultipartUploadParts", "AbortMultipartUpload"):
        yield Use(f"s3:{verb}", f"{bucket}/athena/answers/id.csv")
        if "UNLOAD" in call.params["QueryString"]:
            yield Use(f"s3:{verb}", f"{bucket}/athena/asked_events/file")


def _table(name: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


def _pk(item: dict[str, Any]) -> str:
    pk = item["pk"]
    return str(pk["S"] if isinstance(pk, dict) else pk)


def _keys(statement: dict[str, Any]) -> tuple[str, ...] | None:
    for operator in ("ForAllValues:StringEquals", "ForAllValues:StringLike"):
        if keys := _condition(statement, operator, "dynamodb:LeadingKeys"):
            return tuple(keys)
    return None


def _condition(statement: dict[str, Any], operator: str, key: str) -> Any:
    return statement.get("Condition", {}).get(operator, {}).get(key)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
