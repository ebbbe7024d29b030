"""Reading template.yaml: the very file that AWS gets says what stands here too.

Rules
1. Nothing about the system is written a second time: functions, routes, streams, queues, filters, tables and
   environments come from the template.
2. A name that AWS would make up is the logical id behind the stack's name, in small letters.
3. What this reader does not know is an error that names it, never a guess.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

try:  # libyaml reads the template ten times as fast; not every PyYAML is built with it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

ACCOUNT = "123456789012"
REGION = "ap-northeast-1"
STACK = "mikomi"

NAME_OF = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::Scheduler::ScheduleGroup": "Name",
    "AWS::SES::ConfigurationSet": "Name",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Athena::WorkGroup": "Name",
}
ARN_OF = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{}}",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{}}",
    "AWS::Scheduler::ScheduleGroup": f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{{}}",
    "AWS::SES::ConfigurationSet": f"arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{{}}",
    "AWS::Serverless::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
}

Body = dict[str, Any]


class TemplateError(ValueError):
    """The template holds something that the local stack cannot read; the message says what and where."""


class _Loader(SafeLoader):
    """YAML with CloudFormation's short forms (`!Ref X` is `{"Ref": "X"}`)."""


def _short_form(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Body:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _short_form)


def read(path: Path, *, parameters: Mapping[str, str] = {}) -> "Template":
    """The template in `path`, its parameters at their defaults unless given."""
    return Template(yaml.load(path.read_text(), Loader=_Loader), parameters)  # noqa: S506 (a SafeLoader)


class Template:
    """Resources by logical id, and `resolve`, which turns intrinsic functions into plain values.

    `physical` may be told attributes that only creation reveals: `physical["EventTable", "StreamArn"] = "arn:…"`.
    """

    def __init__(self, body: Body, parameters: Mapping[str, str]) -> None:
        self.body = body
        self.resources: dict[str, Body] = body.get("Resources", {})
        self.parameters: dict[str, Any] = {
            name: parameters.get(name, declared.get("Default", ""))
            for name, declared in body.get("Parameters", {}).items()
        }
        self.physical: dict[tuple[str, str], str] = {}

    def of_type(self, kind: str) -> dict[str, Body]:
        """Properties of the resources of this type whose condition holds, by logical id."""
        return {
            logical: found.get("Properties", {})
            for logical, found in self.resources.items()
            if found["Type"] == kind
            and self._holds({"Condition": found["Condition"]} if "Condition" in found else True)
        }

    def name(self, logical: str) -> str:
        """The physical name: the one that the template gives, else the logical id in the stack's name."""
        found = self.resources[logical]
        given = found.get("Properties", {}).get(NAME_OF.get(found["Type"], ""))
        return str(self.resolve(given)) if given else f"{STACK}-{logical}".lower()

    def resolve(self, value: Any) -> Any:
        """The value with every intrinsic function carried out. Unknown things: TemplateError."""
        if isinstance(value, list):
            return [self.resolve(each) for each in value if not _is_no_value(each)]
        if not isinstance(value, dict):
            return value
        if len(value) == 1 and (function := _INTRINSIC.get(next(iter(value)))):
            return function(self, next(iter(value.values())))
        return {key: resolved for key, each in value.items() if (resolved := self.resolve(each)) is not _NO_VALUE}

    def _ref(self, name: str) -> Any:
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self.parameters:
            return self.parameters[name]
        kind = self._kind(name)
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{self.name(name)}"
        return self.physical.get((name, "Ref")) or (self.name(name) if kind in NAME_OF else name)

    def _get_att(self, path: list[str]) -> str:
        logical, attribute = path[0], ".".join(path[1:])
        kind = self._kind(logical)
        if known := self.physical.get((logical, attribute)):
            return known
        if attribute == "Arn" and kind in ARN_OF:
            return ARN_OF[kind].format(self.name(logical))
        if attribute.endswith("Name") and kind in NAME_OF:
            return self.name(logical)
        if kind.startswith("AWS::Cognito") or attribute in ("ApiEndpoint", "RegionalDomainName", "DomainName"):
            return f"{logical}.{attribute}".lower()
        raise TemplateError(
            f"template.yaml: !GetAtt {logical}.{attribute} ({kind}) はローカルでは分かりません / is not known here"
        )

    def _kind(self, logical: str) -> str:
        if logical not in self.resources:
            raise TemplateError(f"template.yaml: 「{logical}」はどこにもありません / {logical} is defined nowhere")
        return str(self.resources[logical]["Type"])

    def _sub(self, value: Any) -> str:
        text, own = (value, {}) if isinstance(value, str) else (value[0], value[1])

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in own:
                return str(self.resolve(own[name]))
            return str(self._get_att(name.split(".", 1)) if "." in name else self._ref(name))

        return re.sub(r"\$\{([^}]+)\}", fill, text)

    def _if(self, value: list[Any]) -> Any:
        return self.resolve(value[1] if self._holds({"Condition": value[0]}) else value[2])

    def _holds(self, condition: Any) -> bool:
        if not isinstance(condition, dict):
            return bool(condition)
        ((name, value),) = condition.items()
        match name:
            case "Condition":
                return self._holds(self.body["Conditions"][value])
            case "Fn::Equals":
                left, right = (self.resolve(side) for side in value)
                return str(left) == str(right)
            case "Fn::Not":
                return not self._holds(value[0])
            case "Fn::And":
                return all(self._holds(each) for each in value)
            case "Fn::Or":
                return any(self._holds(each) for each in value)
            case _:
                raise TemplateError(f"template.yaml: 条件 {name} は読めません / condition {name} cannot be read")


_NO_VALUE = object()
_PSEUDO: dict[str, Any] = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::StackName": STACK,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK}/local",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": _NO_VALUE,
}
_INTRINSIC: dict[str, Callable[[Template, Any], Any]] = {
    "Ref": Template._ref,
    "Fn::GetAtt": Template._get_att,
    "Fn::Sub": Template._sub,
    "Fn::If": Template._if,
    "Fn::Join": lambda template, value: str(value[0]).join(str(template.resolve(each)) for each in value[1]),
    "Fn::Select": lambda template, value: template.resolve(value[1])[int(value[0])],
    "Fn::Split": lambda template, value: template.resolve(value[1]).split(value[0]),
}


def _is_no_value(value: Any) -> bool:
    return value == {"Ref": "AWS::NoValue"}
