"""`make deployed` deploys what template.yaml says, but for what is named: so that the run itself is no surprise."""

import re

import pytest

from local.template import Template
from tests.deployed.template_here import PARAMETERS, fitted
from tests.house import permissions, template

OURS = (template.ROOT / "template.yaml").read_text(encoding="utf-8")


def _logical(text: str) -> set[str]:
    return set(re.findall(r"(?m)^  ([A-Za-z]\w*):", text.split("\nResources:\n")[1].split("\nOutputs:\n")[0]))


def test_what_is_left_out_is_counted_and_named_by_nobody() -> None:
    """On a machine like Lambda's nothing else changes; no resource that stays asks for one that goes."""
    here = fitted(OURS, "python3.13", "arm64")
    gone = _logical(OURS) - _logical(here.text)
    assert gone and all(f"${{{name}" not in here.text for name in gone)
    assert not {name for name in gone if re.search(rf"(?:Ref|GetAtt|DependsOn:) \[?{name}\b", here.text)}
    counted = [int(line.split()[0]) for line in here.says if "left out" in line]
    assert sum(counted) == len(gone) and len(here.says) == len(counted) + 1
    assert set(here.text.splitlines()) <= set(OURS.splitlines())


def test_another_machine_is_another_python_and_processor_everywhere() -> None:
    """No function, and no layer, is built for what the machine is not."""
    here = fitted(OURS, "python3.11", "x86_64")
    bare = re.sub(r"#.*", "", here.text)
    assert "arm64" not in bare and "python3.13" not in bare
    assert here.text.count("x86_64") == 9 and here.text.count("python3.11") == 9
    assert [line.split(" ")[0] for line in here.says[:2]] == ["python3.11", "x86_64"]


@pytest.mark.parametrize("kind", ["AWS::Cognito::ManagedLoginBranding", "AWS::CloudWatch::Alarm"])
def test_what_is_left_out_for_nothing_is_an_error(kind: str) -> None:
    """A template without the kind makes the rule about it one about nothing."""
    with pytest.raises(AssertionError, match=kind):
        fitted(OURS.replace(f"Type: {kind}\n", "Type: AWS::SNS::Topic\n"), "python3.13", "arm64")


def test_its_parameters_are_the_templates() -> None:
    """What is given is asked for; the rest is as a company finds it."""
    assert set(PARAMETERS) <= set(template.raw()["Parameters"])


def test_no_function_calls_a_function() -> None:
    """In the emulator a function has a few environments, and whoever called itself would wait for itself."""
    sam = Template(template.raw(), {"SenderDomain": "example.co.jp"})
    granted = [
        grant for function in sam.of_type("AWS::Serverless::Function") for grant in permissions.grants(sam, function)
    ]
    assert granted and not [grant for grant in granted if grant.action.startswith("lambda:")]
