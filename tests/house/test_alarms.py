"""A person is told: what can go wrong rings, of this stack alone, and says what to do."""

import re
from typing import Any, NamedTuple

import pytest
from mikomi import observe

from tests.house import template

ALARMS = template.resources("AWS::CloudWatch::Alarm")


class Watched(NamedTuple):
    """One metric that an alarm looks at; `of` is the value of its one dimension."""

    alarm: str
    namespace: str
    metric: str
    of: Any


def _watched() -> list[Watched]:
    found = []
    for name, alarm in ALARMS.items():
        metrics = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
        for metric in metrics or [alarm]:
            [dimension] = metric["Dimensions"]
            found.append(Watched(name, metric["Namespace"], metric["MetricName"], dimension["Value"]))
    return found


WATCHED = _watched()


def _of(namespace: str, metric: str) -> list[Any]:
    return [each.of for each in WATCHED if (each.namespace, each.metric) == (namespace, metric)]


def test_every_dead_letter_queue_rings() -> None:
    """The first letter in any of them tells somebody (I29)."""
    dead = [name for name in template.resources("AWS::SQS::Queue") if name.endswith("DeadLetters")]
    rings = _of("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert dead and sorted(each["Fn::GetAtt"][0] for each in rings) == sorted(dead)


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_that_fails_or_is_throttled_rings(metric: str) -> None:
    """No function can fail for ten minutes without anybody being told."""
    functions = list(template.resources("AWS::Serverless::Function"))
    assert sorted(each["Ref"] for each in _of("AWS/Lambda", metric)) == sorted(functions)
    for each in WATCHED:
        if each.metric == metric:
            alarm = ALARMS[each.alarm]
            [sum_of_both] = [one["Expression"] for one in alarm["Metrics"] if "Expression" in one]
            assert sum_of_both == "FILL(errors, 0) + FILL(throttles, 0)" and alarm["Threshold"] == 0


def test_every_stream_reader_that_falls_behind_rings() -> None:
    """Hours before the stream forgets (24 h)."""
    late = {each["Ref"] for each in _of("AWS/Lambda", "IteratorAge")}
    assert late == {"ScoreFunction", "ScheduleStepFunction", "AlertFunction", "ArchiveFunction"}


def test_a_dead_sweeper_rings() -> None:
    """It says how much is overdue whenever it runs, so saying nothing rings too; nothing else rings by silence."""
    by_silence = {name for name, alarm in ALARMS.items() if alarm["TreatMissingData"] == "breaching"}
    assert by_silence == {"OverdueStepsAlarm"}
    assert ALARMS["OverdueStepsAlarm"]["MetricName"] == "OverdueSteps"


def test_mail_that_is_not_wanted_rings_before_ses_acts() -> None:
    """Below the shares at which SES reviews an account (5 % bounces, 0.1 % complaints), of this stack's mails alone."""
    for name, review in (("BouncesAlarm", 0.05), ("ComplaintsAlarm", 0.001)):
        assert ALARMS[name]["Threshold"] < review
        assert ALARMS[name]["Dimensions"] == [
            {"Name": "ses:configuration-set", "Value": {"Ref": "ConfigurationSet"}},
        ]
    settings = template.resources("AWS::SES::ConfigurationSet")["ConfigurationSet"]
    assert settings["ReputationOptions"] == {"ReputationMetricsEnabled": True}, "else SES tells no shares of it"
    assert _of("Mikomi", "MailRefused") and _of("AWS/ApiGateway", "5xx") == [{"Ref": "HttpApi"}]


def test_our_own_metrics_are_told_apart_by_stack(capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """Staging's zeros keep production quiet nowhere: the one dimension is the stack's name, as functions send it."""
    told = template.raw()["Globals"]["Function"]["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
    assert told == {"Ref": "AWS::StackName"}
    ours = [each for each in WATCHED if each.namespace == "Mikomi"]
    assert ours and all(each.of == told for each in ours)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "blue-staging")
    observe.count("OverdueSteps")
    assert '"service":"blue-staging"' in capsys.readouterr().out.replace(" ", "")


def test_what_an_alarm_looks_at_is_counted_by_somebody() -> None:
    """An alarm of ours on a metric that no function counts would be quiet for ever; so would a misspelt one."""
    code = "".join(file.read_text(encoding="utf-8") for file in (template.ROOT / "layers/common/mikomi").rglob("*.py"))
    counted = set(re.findall(r'observe\.count\(\s*"(\w+)"', code))
    watched = {each.metric for each in WATCHED if each.namespace == "Mikomi"}
    assert len(watched) >= 8 and watched <= counted, watched - counted


def test_every_alarm_says_what_to_do_and_to_whom() -> None:
    """English and Japanese, at least two sentences of each, and the page about operating has a line for it."""
    for name, alarm in ALARMS.items():
        english, _, japanese = alarm["AlarmDescription"].partition(" / ")
        assert re.search(r"[.;,] \w", english) and "。" in japanese, name
        assert alarm["AlarmActions"], name
    for page in ("operating.md", "operating.ja.md"):
        listed = re.findall(r"^\| `(\w+Alarm)` \|", (template.ROOT / "docs" / page).read_text(), re.MULTILINE)
        assert sorted(listed) == sorted(ALARMS), page


def test_the_dashboard_shows_every_function() -> None:
    """One page of health: each function's errors stand on it."""
    [dashboard] = template.resources("AWS::CloudWatch::Dashboard").values()
    text = str(dashboard["DashboardBody"])
    assert all(f"${{{function}}}" in text for function in template.resources("AWS::Serverless::Function"))
