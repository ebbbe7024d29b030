"""One thing that was looked at: how it stands, and the DNS record that would mend it."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from mikomi.cli.sender.words import SAID
from mikomi.model.base import Json

Standing = Literal["fine", "hint", "wrong", "skipped", "unread"]
"""`skipped` needs an AWS account, `unread` got no answer."""


class DnsRecord(NamedTuple):
    """As it is typed into the DNS."""

    name: str
    type: str
    value: str

    def __str__(self) -> str:
        value = f'"{self.value}"' if self.type == "TXT" else self.value
        return f"{self.name}.  {self.type}  {value}"


@dataclass(frozen=True)
class Look:
    """`code` names the sentence (`words`), `says` what stands in it."""

    code: str
    standing: Standing
    records: tuple[DnsRecord, ...] = ()
    says: dict[str, Any] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        return SAID[self.code][language == "en"].format(**self.says)

    def plain(self) -> Json:
        return {
            "code": self.code,
            "standing": self.standing,
            "message": {"ja": self.sentence("ja"), "en": self.sentence("en")},
            "records": [record._asdict() for record in self.records],
        }


def fine(code: str, **says: Any) -> Look:
    return Look(code, "fine", (), says)


def hint(code: str, *records: DnsRecord, **says: Any) -> Look:
    return Look(code, "hint", records, says)


def wrong(code: str, *records: DnsRecord, **says: Any) -> Look:
    return Look(code, "wrong", records, says)


def skipped(code: str, **says: Any) -> Look:
    return Look(code, "skipped", (), says)


def unread(what: str, why: object) -> Look:
    return Look("unread", "unread", (), {"what": what, "why": why})
