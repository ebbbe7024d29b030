"""`make remove`: what is said before, what has to be typed, and what becomes of a stack that does not go."""

import pytest

from deployment import answers
from deployment.__main__ import main
from deployment.answers import Answers
from tests.deployment.account import ANSWERS, called, typed

STUCK = [
    {
        "ResourceType": "AWS::SES::ReceiptRuleSet",
        "LogicalResourceId": "ReplyRules",
        "ResourceStatus": "DELETE_FAILED",
        "ResourceStatusReason": "Cannot delete active rule set: mikomi-replies",
    },
    {"ResourceType": "AWS::SQS::Queue", "LogicalResourceId": "StepQueue", "ResourceStatus": "DELETE_COMPLETE"},
]


@pytest.mark.parametrize("act", ["deploy", "remove"])
def test_what_cannot_be_deleted_is_named_with_the_reason(account, folder, monkeypatch, capsys, act):
    """AWS's own, and the way out of the one that meets everybody who receives replies. Nothing is begun."""
    account.stuck = STUCK
    answers.write(folder, Answers("mikomi", "ap-northeast-1", {"SenderDomain": "example.co.jp"}))
    account.stacks["mikomi"] = {"StackStatus": "DELETE_FAILED"}
    typed(monkeypatch, *(ANSWERS if act == "deploy" else ["mikomi"]))
    assert main([act, "--lang", "en"], folder) == 1
    err = capsys.readouterr().err
    assert "Cannot delete active rule set" in err and "StepQueue" not in err and "credentials" not in err
    assert "aws ses set-active-receipt-rule-set --region ap-northeast-1" in err and called(folder) == []


def test_removing_says_what_stays_and_wants_the_name_typed(account, folder, monkeypatch, capsys):
    """Tables, buckets, secret and logins with their price; any other word stops it."""
    answers.write(folder, Answers("mikomi", "ap-northeast-1", {}))
    account.stacks["mikomi"] = {"StackStatus": "CREATE_COMPLETE"}
    account.resources = [
        {"ResourceType": "AWS::DynamoDB::Table", "LogicalResourceId": "EventTable", "PhysicalResourceId": "mikomi-E-1"},
        {"ResourceType": "AWS::SQS::Queue", "LogicalResourceId": "StepQueue", "PhysicalResourceId": "mikomi-S-1"},
    ]
    typed(monkeypatch, "yes")
    assert main(["remove", "--lang", "en"], folder) == 1
    out = capsys.readouterr().out
    assert "mikomi-E-1" in out and "USD a GB" in out and "mikomi-S-1" not in out and account.deleted == []
    typed(monkeypatch, "mikomi")
    assert main(["remove", "--lang", "ja"], folder) == 0
    assert account.deleted == ["mikomi"] and "残っています" in capsys.readouterr().out
    assert main(["remove", "--lang", "en"], folder) == 1
    assert "no stack mikomi" in capsys.readouterr().err
