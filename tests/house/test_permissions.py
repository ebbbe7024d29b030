"""One role a function, and nothing in it that AWS could grant more narrowly."""

from typing import Any

import pytest

from local.recorder import Call
from local.template import ACCOUNT, REGION, Template
from tests.house import template
from tests.house.permissions import BY_LAMBDA, Grant, Use, allowed, covers, grants, uses

SAM = Template(template.raw(), {"SenderDomain": "example.co.jp"})
FUNCTIONS = template.resources("AWS::Serverless::Function")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_a_role_of_its_own(function: str) -> None:
    """The role carries the function's name and nobody else's, may be worn by Lambda only, and has no managed policy."""
    role = FUNCTIONS[function]["Role"]["Fn::GetAtt"][0]
    assert role == function.removesuffix("Function") + "Role"
    properties = template.resources("AWS::IAM::Role")[role]
    assert "ManagedPolicyArns" not in properties
    [trust] = properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert "Policies" not in FUNCTIONS[function]


def _wild(grant: Grant) -> bool:
    """A star where AWS allows narrower: any in an action; in a resource, any before the part that names the thing."""
    named = grant.resource.split(":", 5)[-1]
    return (
        "*" in grant.action
        or "*" in grant.resource.removesuffix(named)
        or named.startswith(("*", "table/*", "schedule/*"))
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_star_where_aws_allows_narrower(function: str) -> None:
    """Every action is named, every resource is one of this stack."""
    assert not [grant for grant in grants(SAM, function) if _wild(grant)]


def test_the_star_rule_finds_planted_stars() -> None:
    """The rule above bites on what a hurried policy looks like, and lets `a bucket's plans/*` pass."""
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/state"
    for bad in (Grant("dynamodb:*", table), Grant("dynamodb:PutItem", "*"), Grant("s3:GetObject", "arn:aws:s3:::*")):
        assert _wild(bad)
    assert not _wild(Grant("s3:GetObject", "arn:aws:s3:::plans-bucket/plans/*"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_lambda_does_in_the_roles_name_is_granted(function: str) -> None:
    """Logs, streams, queues and dead letters: what the event sources need and no recorded call would show."""
    granted = grants(SAM, function)
    assert allowed(Use("logs:PutLogEvents", f"{SAM.resolve({'Fn::GetAtt': [_log(function), 'Arn']})}"), granted)
    for source in FUNCTIONS[function].get("Events", {}).values():
        needed: list[tuple[str, Any]] = []
        if source["Type"] == "DynamoDB":
            stream = source["Properties"]["Stream"]
            needed += [
                (f"dynamodb:{verb}", stream)
                for verb in ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
            ]
            needed.append(("sqs:SendMessage", source["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]))
        if source["Type"] == "SQS":
            queue = source["Properties"]["Queue"]
            needed += [(f"sqs:{verb}", queue) for verb in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")]
        for action, resource in needed:
            assert allowed(Use(action, SAM.resolve(resource)), granted), (function, action)


def _log(function: str) -> str:
    return str(FUNCTIONS[function]["LoggingConfig"]["LogGroup"]["Ref"])


def test_the_scheduler_may_only_wake_steps() -> None:
    """Whoever arms a schedule can make it do one thing: put a message on the step queue."""
    [policy] = template.resources("AWS::IAM::Role")["SchedulerRole"]["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": ["StepQueue", "Arn"]},
    }


def test_the_scheduler_wears_its_role_for_this_stacks_schedules_alone() -> None:
    """Another schedule of the account, or another account's, cannot borrow the role (the confused deputy)."""
    [trust] = template.resources("AWS::IAM::Role")["SchedulerRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {
        "StringEquals": {
            "aws:SourceAccount": {"Ref": "AWS::AccountId"},
            "aws:SourceArn": {"Fn::GetAtt": ["ScheduleGroup", "Arn"]},
        }
    }


def test_no_other_account_borrows_a_role_by_its_service() -> None:
    """A service that acts for many accounts (not Lambda, which only its function's owner tells what to wear) wears a
    role of ours for this account alone."""
    worn = {
        name: trust
        for name, role in template.resources("AWS::IAM::Role").items()
        for trust in role["AssumeRolePolicyDocument"]["Statement"]
        if trust["Principal"] != {"Service": "lambda.amazonaws.com"}
    }
    assert worn.keys() == {"SchedulerRole", "ReplyWriterRole", "BacktestMachineRole"}
    for trust in worn.values():
        assert trust["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}


@pytest.mark.parametrize("function", ["AlertFunction", "ScheduleStepFunction"])
def test_mail_goes_out_in_the_sandbox_and_from_our_domain_alone(function: str) -> None:
    """The sandbox asks for the recipient's identity too; what bounds the right is the address that mail comes from."""

    def fits(sender: str) -> bool:
        raw = f"From: Ann <{sender}>\r\nTo: kenji@customer.example\r\n\r\nHello".encode()
        params = {
            "Content": {"Raw": {"Data": raw}},
            "Destination": {"ToAddresses": ["kenji@customer.example"]},
            "ConfigurationSetName": SAM.name("ConfigurationSet"),
        }
        needed = list(uses(SAM, Call(function, "sesv2", "SendEmail", "", params)))
        assert any(use.resource.endswith("identity/kenji@customer.example") for use in needed)
        return all(allowed(use, grants(SAM, function)) for use in needed)

    assert fits("news@example.co.jp")
    assert not fits("news@example.com")
    assert not fits("news@example.co.jp.attacker.example")


def test_whoever_may_send_mail_may_from_our_domain_alone() -> None:
    """Also who sends tests from the console: no grant of SES without the address that it is bound to."""
    sending = {
        name: {grant.sender for grant in grants(SAM, name) if grant.action.startswith("ses:")} for name in FUNCTIONS
    }
    assert {name for name, senders in sending.items() if senders} == {
        "AlertFunction",
        "ConsoleFunction",
        "ScheduleStepFunction",
    }
    assert set().union(*sending.values()) == {"*@example.co.jp"}


def test_a_recorded_call_is_held_against_the_role() -> None:
    """The comparison itself: a granted call passes; another action, table, index or partition key does not."""
    events, state = SAM.name("EventTable"), SAM.name("StateTable")
    item = {"pk": {"S": "a:1"}, "sk": {"S": "t"}}

    def fits(function: str, service: str, operation: str, params: dict[str, Any]) -> bool:
        needed = list(uses(SAM, Call(function, service, operation, "", params)))
        assert needed
        return all(allowed(use, grants(SAM, function)) for use in needed)

    assert fits("TrackFunction", "dynamodb", "PutItem", {"TableName": events, "Item": item})
    assert not fits("TrackFunction", "dynamodb", "DeleteItem", {"TableName": events, "Key": item})
    assert not fits("TrackFunction", "dynamodb", "PutItem", {"TableName": state, "Item": item})
    assert fits("ScheduleStepFunction", "dynamodb", "Query", {"TableName": state, "IndexName": "due"})
    assert not fits("ScheduleStepFunction", "dynamodb", "Query", {"TableName": state, "IndexName": "rank"})
    pointer, person = {"pk": "plan#active"}, {"pk": "person#l_1"}
    assert fits("PublishFunction", "dynamodb", "PutItem", {"TableName": state, "Item": pointer})
    assert not fits("PublishFunction", "dynamodb", "PutItem", {"TableName": state, "Item": person})


def test_a_grant_that_nothing_uses_is_seen() -> None:
    """The other direction: a grant is idle until a recorded call is covered by it; Lambda's own are no calls."""
    idle = Grant("dynamodb:PutItem", SAM.resolve({"Fn::GetAtt": ["EventTable", "Arn"]}))
    assert not covers(idle, Use("dynamodb:GetItem", idle.resource))
    assert covers(idle, Use("dynamodb:PutItem", idle.resource))
    assert idle.action not in BY_LAMBDA
