"""`make deploy` and `make remove`: what is asked, what is kept, what is begun, and what is not.

SAM and make are programs that write down how they were called. CloudFormation's answers are written out as AWS gives
them, because moto has none without forty more packages; SES and S3 are moto's.
"""

import io
import re
import tomllib
from pathlib import Path

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto import mock_aws

from deployment import answers
from deployment.__main__ import ROOT, main
from deployment.answers import Answers
from deployment.questions import FIRST, questions
from local.template import read

TEMPLATE = read(ROOT / "template.yaml").body


class Account:
    """Stacks by name, as CloudFormation describes them; deleting one takes it away."""

    def __init__(self) -> None:
        self.stacks: dict[str, dict] = {}
        self.resources: list[dict] = []
        self.deleted: list[str] = []

    def answer(self, name: str, params: dict) -> dict:
        stack = self.stacks.get(params["StackName"])
        if name == "DeleteStack":
            self.deleted.append(params["StackName"])
            self.stacks.pop(params["StackName"], None)
            return {}
        if name == "ListStackResources":
            return {"StackResourceSummaries": self.resources}
        if stack is None:
            told = {"Error": {"Code": "ValidationError", "Message": "Stack with id x does not exist"}}
            raise ClientError({**told, "ResponseMetadata": {"HTTPStatusCode": 400}}, name)
        return {"Stacks": [stack]}


@pytest.fixture
def account(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    made = Account()
    real = BaseClient._make_api_call

    def call(self, name, params):
        if self.meta.service_model.service_name == "cloudformation":
            return made.answer(name, params)
        return real(self, name, params)

    with mock_aws():
        monkeypatch.setattr(BaseClient, "_make_api_call", call)
        yield made


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of which the programs on the PATH say how they were called, and can be told to fail."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sam", "make"):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $@" >> "{tmp_path}/called"\ntest ! -e "{tmp_path}/fail"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return tmp_path


def typed(monkeypatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def called(folder: Path) -> list[str]:
    path = folder / "called"
    return path.read_text().splitlines() if path.exists() else []


ANSWERS = ("", "", "example.co.jp", "ann@example.co.jp", "-", "", "")
"""Stack and region as usual, the domain, a user, no alarms, no address of one's own, nothing more."""


def test_a_first_deployment_is_asked_kept_begun_and_followed_by_what_comes_next(account, folder, monkeypatch, capsys):
    """Four questions beside name and region; the file that SAM reads holds every parameter; then the next steps."""

    typed(monkeypatch, *ANSWERS)
    real = account.answer

    def after_deploying(name, params):  # the stack is there once `sam deploy` has run
        if "sam deploy" in called(folder):
            outputs = {"ConsoleAddress": "https://x.example/console", "DkimRecord1": "a._domainkey CNAME a.dkim"}
            outputs["PublicRecord"] = "m.example.co.jp CNAME d.execute-api"
            account.stacks["mikomi"] = {
                "StackStatus": "CREATE_COMPLETE",
                "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
            }
        return real(name, params)

    account.answer = after_deploying
    assert main(["deploy", "--lang", "en"], folder) == 0
    assert called(folder) == ["make build", "sam deploy"]
    kept = answers.read(folder)
    assert kept is not None and (kept.stack, kept.region) == ("mikomi", "ap-northeast-1")
    assert set(kept.parameters) == set(TEMPLATE["Parameters"])
    assert (kept.parameters["SenderDomain"], kept.parameters["AlarmAddress"]) == ("example.co.jp", "")
    told = tomllib.loads((folder / "samconfig.toml").read_text())["default"]["deploy"]["parameters"]
    assert told["capabilities"] == "CAPABILITY_IAM" and told["resolve_s3"] is True
    out = capsys.readouterr().out
    assert "a._domainkey CNAME a.dkim" in out and "m.example.co.jp CNAME d.execute-api" in out
    assert "https://x.example/console" in out
    assert "mikomi push my-company --stack mikomi" in out


def test_the_second_time_begins_with_the_answers_of_the_first(account, folder, monkeypatch):
    """Enter takes what was answered; a parameter that the template no longer has is dropped."""
    usual = {one.name: one.usual for one in questions(TEMPLATE, "en")}
    first = {**usual, "SenderDomain": "blue.example", "LogDays": "60", "Forgotten": "x"}
    answers.write(folder, Answers("blue", "eu-west-1", first))
    account.stacks["blue"] = {"StackStatus": "CREATE_COMPLETE", "Outputs": []}
    typed(monkeypatch, *[""] * 7)
    assert main(["deploy", "--lang", "ja"], folder) == 0
    kept = answers.read(folder)
    assert kept == Answers("blue", "eu-west-1", {**usual, "SenderDomain": "blue.example", "LogDays": "60"})


def test_a_wrong_answer_is_told_why_and_asked_again(account, folder, monkeypatch, capsys):
    """By the template's own bounds, in the reader's language."""
    account.stacks["mikomi"] = {"StackStatus": "CREATE_COMPLETE", "Outputs": []}
    typed(monkeypatch, "", "", "Example.co.jp", "example.co.jp", "", "", "http://m.example.co.jp", "", "")
    assert main(["deploy", "--lang", "en"], folder) == 0
    out = capsys.readouterr().out
    assert "✗ a domain name in lower case" in out and "✗ begin with https://" in out


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("MailsPerSecond", "0", "14"),
        ("LogDays", "31", "30"),
        ("ConsoleMfa", "yes", "required"),
        ("EventDays", "a", "30"),
    ],
)
def test_bounds_and_choices_are_the_templates(name, wrong, right):
    """Numbers between their bounds, choices from their list."""
    [one] = [one for one in questions(TEMPLATE, "ja") if one.name == name]
    assert one.problem(wrong, "ja") and one.problem(right, "ja") is None


def test_every_parameter_is_a_question_with_a_usual_answer_that_can_stand():
    """Whoever presses Enter to everything but the domain has a deployment."""
    listed = questions(TEMPLATE, "en")
    assert {one.name for one in listed} == set(TEMPLATE["Parameters"]) and set(FIRST) <= {one.name for one in listed}
    for one in listed:
        assert (one.problem(one.usual, "en") is None) == (one.name != "SenderDomain"), one.name


def test_each_question_is_asked_in_one_language():
    """Label, explanation and complaint: no Japanese for whoever asked for English, and no English sentence for others.
    The choices of a parameter stand among its words, so a text that tells them apart by ` / ` is no pair any more."""
    in_japanese = re.compile("[ぁ-んァ-ヶ一-龥]")
    for one in questions(TEMPLATE, "en"):
        said = (one.label, one.text, one.problem("?", "en") or "")
        assert not [each for each in said if in_japanese.search(each)], one.name
    for one in questions(TEMPLATE, "ja"):
        said = (one.label, one.text, one.problem("?", "ja") or "のため")
        assert all(in_japanese.search(each) and " / " not in each for each in said), one.name


def test_a_creation_that_was_rolled_back_is_cleared_away_first(account, folder, monkeypatch, capsys):
    """Nobody can deploy over it, and it holds nothing."""
    account.stacks["mikomi"] = {"StackStatus": "ROLLBACK_COMPLETE"}
    typed(monkeypatch, *ANSWERS)
    assert main(["deploy", "--lang", "ja"], folder) == 0
    assert account.deleted == ["mikomi"] and called(folder) == ["make build", "sam deploy"]
    assert "作り直します" in capsys.readouterr().out


def test_a_domain_that_ses_knows_already_is_used(account, folder, monkeypatch):
    """A second stack on the domain, or one after a removal: the identity stands, and is not made again."""
    boto3.client("sesv2", region_name="ap-northeast-1").create_email_identity(EmailIdentity="example.co.jp")
    typed(monkeypatch, *ANSWERS)
    assert main(["deploy"], folder) == 0
    kept = answers.read(folder)
    assert kept is not None and kept.parameters["SenderIdentity"] == "existing"


def test_a_bucket_that_is_there_stops_before_anything_is_begun(account, folder, monkeypatch, capsys):
    """CloudFormation would find out after ten minutes, and roll all of it back."""
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="blue-workspace")
    usual = {one.name: one.usual for one in questions(TEMPLATE, "en")}
    answers.write(folder, Answers("mikomi", "us-east-1", {**usual, "WorkspaceBucketName": "blue-workspace"}))
    typed(monkeypatch, *ANSWERS)
    assert main(["deploy", "--lang", "en"], folder) == 1
    assert "blue-workspace already" in capsys.readouterr().err and called(folder) == []


def test_what_fails_is_said_and_the_answers_stay(account, folder, monkeypatch, capsys):
    """The next attempt asks nothing anew."""
    (folder / "fail").touch()
    typed(monkeypatch, *ANSWERS)
    assert main(["deploy", "--lang", "en"], folder) == 1
    assert "`make build` failed" in capsys.readouterr().err and called(folder) == ["make build"]
    assert answers.read(folder) is not None


def test_whoever_has_no_sam_or_stops_half_way_has_changed_nothing(account, folder, monkeypatch, capsys):
    """A sentence each, and no file."""
    typed(monkeypatch, "", "")
    assert main(["deploy", "--lang", "en"], folder) == 1
    assert "Nothing was changed" in capsys.readouterr().err and answers.read(folder) is None
    (folder / "bin/sam").unlink()
    assert main(["deploy", "--lang", "ja"], folder) == 1
    assert "SAM CLI" in capsys.readouterr().err


def test_what_others_wrote_into_samconfig_stays(folder):
    """Other environments and commands; a value with quotes and backslashes comes back as it was."""
    path = folder / "samconfig.toml"
    path.write_text(
        'version = 0.1\n\n[default.build.parameters]\ncached = true\n\n[staging.deploy.parameters]\na = "b"\n'
    )
    for value in ("one", 'a "quoted" \\ word'):
        answers.write(folder, Answers("mikomi", "us-east-1", {"ConsoleUser": value, "AlarmAddress": ""}))
        assert answers.read(folder) == Answers("mikomi", "us-east-1", {"ConsoleUser": value, "AlarmAddress": ""})
    kept = tomllib.loads(path.read_text())
    assert kept["default"]["build"] == {"parameters": {"cached": True}} and kept["staging"]["deploy"]["parameters"]
    path.write_text("not = = toml")
    with pytest.raises(answers.Unreadable):
        answers.read(folder)


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
