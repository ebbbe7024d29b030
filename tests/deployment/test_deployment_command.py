"""`make deploy`: what is asked, what is kept, what is begun, and what is not."""

import re
import tomllib

import boto3
import pytest

from deployment import answers
from deployment.__main__ import ROOT, main
from deployment.answers import Answers
from deployment.questions import FIRST, questions
from local.template import read
from tests.deployment.account import ANSWERS, called, stack_with, typed

TEMPLATE = read(ROOT / "template.yaml").body


def test_a_first_deployment_is_asked_kept_begun_and_followed_by_what_comes_next(account, folder, monkeypatch, capsys):
    """Four questions beside name and region; the file that SAM reads holds every parameter; then the next steps."""

    typed(monkeypatch, *ANSWERS)
    account.deployed = stack_with(
        ConsoleAddress="https://x.example/console",
        DkimRecord1="a._domainkey CNAME a.dkim",
        PublicRecord="m.example.co.jp CNAME d.execute-api",
    )
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
    assert "mikomi init document my-company --lang en --domain example.co.jp" in out, "publish refuses another sender's"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_comes_next_is_what_this_stack_needs(account, folder, monkeypatch, capsys, language):
    """Replies have a record and a switch; the link in the alarm mail and the invitation are there for whoever gave an
    address, and the others are told how to. Commands go to the stack's region, wherever they would go otherwise."""
    usual = {one.name: one.usual for one in questions(TEMPLATE, "en")}
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")

    def said(region: str, **outputs: str) -> str:
        answered = {**usual, "SenderDomain": "example.co.jp", "AlarmAddress": outputs.pop("to", "")}
        answered["ConsoleUser"] = answered["AlarmAddress"]
        answers.write(folder, Answers("mikomi", region, answered))
        account.stacks["mikomi"] = stack_with(**outputs)
        typed(monkeypatch, *[""] * 7)
        assert main(["deploy", "--lang", language], folder) == 0
        return capsys.readouterr().out.rpartition("$ sam deploy")[2]

    plain = said("ap-northeast-1", to="ann@example.co.jp", SecretOfKeys="arn:secret")
    assert "AWS Notifications" in plain and "arn:secret" in plain and "Cognito" not in plain
    assert "ruleset" not in plain and "AWS_REGION" not in plain and "  7. " in plain and "  8. " not in plain
    other = said("eu-west-1", ReplyRecord="reply MX 10 in", ReplySwitch="aws ses ruleset", LoginUsers="eu-west-1_Pool")
    assert "reply MX 10 in" in other and "aws ses ruleset" in other and "eu-west-1_Pool" in other and "  8. " in other
    assert "AWS Notifications" not in other and other.count("AWS_REGION=eu-west-1 .venv/bin/mikomi ") == 2


def test_changes_that_nobody_confirmed_made_nothing(account, folder, monkeypatch, capsys):
    """SAM ends well when its question is answered with n; CloudFormation has a name then, and nothing else. The next
    time looks for what stands in the way as if there were no stack."""
    account.deployed = {"StackStatus": "REVIEW_IN_PROGRESS"}
    for _ in range(2):
        typed(monkeypatch, *ANSWERS)
        assert main(["deploy", "--lang", "en"], folder) == 1
        assert "not confirmed" in capsys.readouterr().err
        boto3.client("sesv2", region_name="ap-northeast-1").create_email_identity(EmailIdentity="example.co.jp")
        kept = answers.read(folder)
        if kept is not None and kept.parameters["SenderIdentity"] == "existing":
            return
    pytest.fail("the domain that SES knows meanwhile was not noticed")


def test_while_something_else_is_under_way_nothing_is_begun(account, folder, monkeypatch, capsys):
    """CloudFormation would refuse after the build."""
    account.stacks["mikomi"] = {"StackStatus": "UPDATE_ROLLBACK_IN_PROGRESS"}
    typed(monkeypatch, *ANSWERS)
    assert main(["deploy", "--lang", "en"], folder) == 1
    assert "UPDATE_ROLLBACK_IN_PROGRESS" in capsys.readouterr().err and called(folder) == []


def test_a_deployment_without_a_change_is_no_fault():
    """Whoever wants to read again what comes next runs the same once more."""
    assert "fail_on_empty_changeset = false" in answers._table(Answers("mikomi", "us-east-1", {}))


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


def test_another_stack_that_is_there_begins_with_its_own_parameters(account, folder, monkeypatch):
    """The answers of the last time are those of the last stack: who pauses the old one after a new one was made, or
    changes staging, must not give it the other's. A stack that is not there begins with what was answered last."""
    usual = {one.name: one.usual for one in questions(TEMPLATE, "en")}
    new = {**usual, "SenderDomain": "example.co.jp", "SenderIdentity": "existing", "PublicKey": "wk_of-the-old-one"}
    old = {"SenderDomain": "example.co.jp", "LogDays": "90"}
    account.stacks["old"] = {
        **stack_with(),
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in {**usual, **old}.items()],
    }
    for name, expected in (("old", {**usual, **old}), ("new", new)):
        answers.write(folder, Answers("new", "ap-northeast-1", new))
        typed(monkeypatch, name, *[""] * 6)
        assert main(["deploy", "--lang", "en"], folder) == 0
        kept = answers.read(folder)
        assert kept is not None and (kept.stack, kept.parameters) == (name, expected)


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


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("ROLLBACK_COMPLETE", "作り直します"),
        ("ROLLBACK_FAILED", "先に消し終えます"),
        ("DELETE_FAILED", "先に消し終えます"),
    ],
)
def test_a_stack_that_can_only_be_deleted_is_cleared_away_first(account, folder, monkeypatch, capsys, status, said):
    """Nobody can deploy over it."""
    account.stacks["mikomi"] = {"StackStatus": status}
    typed(monkeypatch, *ANSWERS)
    assert main(["deploy", "--lang", "ja"], folder) == 0
    assert account.deleted == ["mikomi"] and called(folder) == ["make build", "sam deploy"]
    assert said in capsys.readouterr().out


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
