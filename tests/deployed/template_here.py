"""template.yaml as the emulator takes it: what is other than in an account, each with why, and counted."""

import re
from dataclasses import dataclass

PARAMETERS = {"SenderDomain": "example.co.jp", "SenderIdentity": "existing", "PublicAddress": "https://m.example.co.jp"}
"""`existing`: MiniStack's identity of a domain has no attributes for the DKIM records that the outputs tell."""

_LEFT_OUT = {
    "AWS::Cognito::ManagedLoginBranding": "MiniStack does not know the type",
    "AWS::CloudWatch::Alarm": "of those that reckon with several metrics: MiniStack knows alarms of one metric alone",
}
_BLOCK = re.compile(r"(?m)^  [A-Za-z]\w*:\n(?:    .*\n|[ ]*\n)+")
_PYTHON, _MACHINE = "python3.13", "arm64"


@dataclass(frozen=True)
class Fitted:
    """A template, and what was done to it: a line each."""

    text: str
    says: tuple[str, ...]


def fitted(template: str, python: str, machine: str) -> Fitted:
    """`python` and `machine`: of whoever runs the functions here. AssertionError: something was there for nothing."""
    says: list[str] = []
    text = template
    for there, here, why in (
        (_PYTHON, python, "the functions run on the Python of this machine"),
        (_MACHINE, machine, "and on its processor"),
    ):
        pattern = re.compile(rf"(?<=[\[ ]){re.escape(there)}(?=[\], \n])")
        assert pattern.search(text), there
        if there != here:
            text, times = pattern.subn(here, text)
            says.append(f"{here} instead of {there}, {times} times: {why}")
    for kind, why in _LEFT_OUT.items():
        text, names = _without(text, kind)
        assert names, f"no {kind} is there to be left out"
        says.append(f"{len(names)} of {kind} left out: {why}")
    says.append("SenderIdentity=existing: MiniStack does not tell the DKIM records of a domain")
    return Fitted(text, tuple(says))


def _without(text: str, kind: str) -> tuple[str, list[str]]:
    """The template without the resources of the kind; of alarms: without those that reckon."""
    names: list[str] = []

    def kept(block: re.Match[str]) -> str:
        if f"    Type: {kind}\n" not in block[0]:
            return block[0]
        if kind == "AWS::CloudWatch::Alarm" and "\n      Metrics:" not in block[0]:
            return block[0]
        names.append(block[0].split(":")[0].strip())
        return ""

    return _BLOCK.sub(kept, text), names
