"""template.yaml as the house tests read it: raw (as it is written) and transformed (as CloudFormation gets it)."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform

import local.template

ROOT = Path(__file__).resolve().parents[2]


@cache
def _read() -> dict[str, Any]:
    return local.template.read(ROOT / "template.yaml").body


def raw() -> dict[str, Any]:
    """The template as written; a copy, to be changed at will."""
    return copy.deepcopy(_read())


def resources(kind: str, template: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """The properties of every resource of one type. None at all is an error: a rule about nothing proves nothing."""
    found = {
        name: resource.get("Properties", {})
        for name, resource in (template or _read())["Resources"].items()
        if resource["Type"] == kind
    }
    assert found, f"no {kind} in template.yaml"
    return found


def functions() -> dict[str, dict[str, Any]]:
    """Folder name of each function → its properties."""
    return {
        properties["CodeUri"].removeprefix("functions/").rstrip("/"): properties
        for properties in resources("AWS::Serverless::Function").values()
    }


class _NoManagedPolicies:
    def load(self) -> dict[str, str]:
        return {}


def transformed(template: dict[str, Any] | None = None) -> dict[str, Any]:
    """What SAM makes of the template, with the code standing in S3 already."""
    sam = copy.deepcopy(template) if template else raw()
    for resource in sam["Resources"].values():
        for key in ("CodeUri", "ContentUri"):
            if key in resource.get("Properties", {}):
                resource["Properties"][key] = "s3://bucket/code.zip"
    defaults = {name: given.get("Default", "example.co.jp") for name, given in sam["Parameters"].items()}
    made = transform(sam, defaults, _NoManagedPolicies())
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain
