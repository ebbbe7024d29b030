"""`mikomi … --stack NAME`: the command goes by what the stack's functions are told.

CloudFormation's and Lambda's answers are written out here as AWS gives them; everything behind them is real or moto.
"""

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from mikomi.aws import api, deployment
from mikomi.aws.refusals import AwsRefusal, NotReached
from mikomi.cli.__main__ import main
from mikomi.settings import NotConfigured, settings


def answer_for(monkeypatch, resources, environments) -> None:
    real = BaseClient._make_api_call

    def call(self, name, params):
        if name == "ListStackResources":
            if params["StackName"] != "mikomi":
                told = {"Error": {"Code": "ValidationError", "Message": "Stack with id nobody does not exist"}}
                raise ClientError({**told, "ResponseMetadata": {"HTTPStatusCode": 400}}, name)
            return {"StackResourceSummaries": resources}
        if name == "GetFunctionConfiguration":
            return {"Environment": {"Variables": environments[params["FunctionName"]]}}
        return real(self, name, params)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)


@pytest.fixture
def stack(world, monkeypatch):
    for name in ("MIKOMI_STATE_TABLE", "MIKOMI_WRITE_KEY", "MIKOMI_DEAD_LETTER_URLS"):
        monkeypatch.setenv(name, "of-another")
    tables = {"MIKOMI_STATE_TABLE": "state", "MIKOMI_EVENT_TABLE": "events", "MIKOMI_PLAN_BUCKET": "plans"}
    queues = {"MIKOMI_DEAD_LETTER_URLS": world.dead_letters_url, "MIKOMI_STEP_QUEUE_URL": world.queue_url}
    resources = [
        {"ResourceType": "AWS::Lambda::Function", "PhysicalResourceId": "mikomi-Score-1"},
        {"ResourceType": "AWS::DynamoDB::Table", "PhysicalResourceId": "state"},
        {"ResourceType": "AWS::Lambda::Function", "PhysicalResourceId": "mikomi-Console-2"},
    ]
    answer_for(monkeypatch, resources, {"mikomi-Score-1": tables, "mikomi-Console-2": tables | queues})
    boto3.setup_default_session(region_name="ap-northeast-1")
    return world


def test_a_command_finds_the_tables_of_the_stack_by_its_name(stack, capsys):
    """What this process was told before is forgotten; each function's part is put together."""
    assert main(["dead", "list", "--stack", "mikomi", "--lang", "en"]) == 0
    assert "Nothing needs attention" in capsys.readouterr().out
    assert (settings().state_table, settings().dead_letter_urls) == ("state", stack.dead_letters_url)
    with pytest.raises(NotConfigured, match="MIKOMI_WRITE_KEY"):
        _ = settings().write_key


def test_a_stack_that_is_not_there_is_an_answer_in_both_languages(stack, capsys):
    """No traceback: what is wrong, and what to check."""
    assert main(["audit", "--stack", "nobody"]) == 2
    said = capsys.readouterr().err
    assert "スタック「nobody」" in said and "The stack 'nobody' cannot be read" in said and "does not exist" in said
    with pytest.raises(deployment.Unreachable):
        deployment.use_local("http://127.0.0.1:9")


def test_the_region_is_the_one_that_the_command_line_of_aws_goes_by(stack, monkeypatch):
    """AWS_REGION, which boto3 does not know by itself, before AWS_DEFAULT_REGION."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-2")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    boto3.setup_default_session()
    asked = []
    real = BaseClient._make_api_call

    def call(self, name, params):
        asked.append(self.meta.region_name)
        return real(self, name, params)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    deployment.use_stack("mikomi")
    assert set(asked) == {deployment.region()} == {"eu-west-1"}


def test_a_stack_with_a_state_machine_tries_plans_by_itself(stack, monkeypatch):
    """Which one, is seen among its resources; where there is none this machine does it."""
    deployment.use_stack("mikomi")
    assert settings().backtest_machine is None
    arn = "arn:aws:states:ap-northeast-1:123456789012:stateMachine:mikomi-backtest"
    kinds = {"mikomi-Score-1": "AWS::Lambda::Function", arn: "AWS::StepFunctions::StateMachine"}
    resources = [{"ResourceType": kind, "PhysicalResourceId": id} for id, kind in kinds.items()]
    answer_for(monkeypatch, resources, {"mikomi-Score-1": {"MIKOMI_STATE_TABLE": "state"}})
    deployment.use_stack("mikomi")
    assert (settings().state_table, settings().backtest_machine) == ("state", arn)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (NotReached("TimeoutError"), "AWS did not answer (TimeoutError). Run the command again in a while."),
        (AwsRefusal("ThrottlingException", 400), "AWS did not answer (ThrottlingException (400)). Run"),
        (AwsRefusal("AccessDeniedException", 400), "AWS refused (AccessDeniedException (400)). Check the permissions"),
    ],
)
def test_a_call_that_aws_does_not_do_ends_in_a_sentence(stack, monkeypatch, capsys, broken, says):
    """Not in a traceback: what happened, and what to do next."""

    def carry(*_asked):
        raise broken

    monkeypatch.setattr(api, "carry", carry)
    assert main(["mailing", "status", "news", "--stack", "mikomi", "--lang", "en"]) == 2
    assert says in capsys.readouterr().err
