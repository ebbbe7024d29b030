"""A ready workspace, made one's own: company, addresses and days put in the place of the samples'.

Rules
1. What is made passes the check without a warning, or nothing is written.
2. What is one's own stands in `settings.json` and in the addresses of links; mails name the company by its variables.
3. Days that hang on a day of one's own (a seminar, a sale) move with it, as texts and as dates, the weekday with them.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import mikomi
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.words import Language

FOLDER = Path(mikomi.__file__).parents[3] / "starters"
"""Beside the code, and outside of the Lambda layer: nothing that runs there needs them."""
NAMES = ("document", "seminar", "shop", "trial")
SAMPLE_DAYS = {"seminar": date(2027, 2, 18), "shop": date(2027, 2, 18)}
"""The day on which everything hangs in a ready workspace."""
_NEAR = timedelta(days=60)
AHEAD = 28
"""Days from today on after which the day lies, if nobody says which: there is time to make it one's own."""

_JA_DAYS = "月火水木金土日"
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d)"
    rf"|(?P<ja_month>\d{{1,2}})月(?P<ja_day>\d{{1,2}})日\([{_JA_DAYS}]\)"
    rf"|(?:{'|'.join(_EN_DAYS)}) (?P<en_day>\d{{1,2}}) (?P<en_month>{'|'.join(_EN_MONTHS)})"
)
_OF_COMPANY = re.compile(r"\s*(?:株式会社|有限会社|合同会社|,? (?:Ltd\.?|Limited|Inc\.?|LLC|GmbH|Co\., Ltd\.))\s*")


class StarterCompany(NamedTuple):
    """What stands in the ready workspaces of a language."""

    company: str
    sender: str
    postal_address: str
    domain: str

    def at(self, name: str) -> str:
        return f"{name}@{self.domain}"


SAMPLES: dict[Language, StarterCompany] = {
    "ja": StarterCompany("株式会社サンプル商店", "サンプル商店", "〒530-0003 大阪市北区堂島0-0-0", "example.co.jp"),
    "en": StarterCompany("Sample Ltd", "Sample", "1 Sample Street, London EC1A 1AA", "example.com"),
}


class Own(NamedTuple):
    """What somebody said of their own company; None where nothing was said."""

    company: str | None = None
    domain: str | None = None
    sender: str | None = None
    contact: str | None = None
    postal_address: str | None = None
    day: date | None = None


def is_there(name: str, language: Language) -> bool:
    return (FOLDER / language / name).is_dir()


def default_day(name: str, language: Language, now: Millis) -> date | None:
    """A business day of the same weekday as the sample's, some weeks ahead; None where nothing hangs on a day."""
    sample = SAMPLE_DAYS.get(name)
    if sample is None:
        return None
    calendar = Calendar.of(
        CompanySettings.model_validate_json((FOLDER / language / "common/settings.json").read_text("utf-8"))
    )
    day = calendar.local(now).date() + timedelta(days=AHEAD)
    while day.weekday() != sample.weekday() or not calendar.is_business_day(day):
        day += timedelta(days=1)
    return day


def made(name: str, language: Language, own: Own) -> dict[str, bytes]:
    """The files of the workspace, by their path in it."""
    found = {}
    for part in ("common", name):
        folder = FOLDER / language / part
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file = path.relative_to(folder).as_posix()
                found[file] = _made_own(file, path.read_bytes(), name, language, own)
    return found


def _made_own(file: str, raw: bytes, name: str, language: Language, own: Own) -> bytes:
    if file.startswith("assets/"):
        return raw
    text = raw.decode()
    instead = dict(_instead(SAMPLES[language], own))
    if instead:
        sought = re.compile("|".join(re.escape(sample) for sample in sorted(instead, key=len, reverse=True)))
        as_text = file.endswith(".json")
        text = sought.sub(lambda found: _written(instead[found[0]], as_text), text)
    sample = SAMPLE_DAYS.get(name)
    if sample and own.day and file != "settings.json":
        text = _moved(text, sample, own.day)
    return text.encode()


def _written(value: str, in_json: bool) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1] if in_json else value


def _instead(sample: StarterCompany, own: Own) -> Iterator[tuple[str, str]]:
    """What stands in the sample, and what is to stand there."""
    if own.company:
        yield sample.company, own.company
        yield sample.sender, sender_of(own.company)
    if own.postal_address:
        yield sample.postal_address, own.postal_address
    if own.domain:
        yield sample.domain, own.domain
    if own.contact:
        yield sample.at("info"), own.contact
    if own.sender:
        yield sample.at("news"), own.sender


def sender_of(company: str) -> str:
    """What a reader calls the company: its name without its legal form."""
    return _OF_COMPANY.sub(" ", company).strip() or company


def _moved(text: str, sample: date, day: date) -> str:
    """Every day near the sample's, as far from the new one as it was."""

    def one(met: re.Match[str]) -> str:
        written = _day_of(met, sample.year)
        if written is None or abs(written - sample) > _NEAR:
            return met[0]
        other = written + (day - sample)
        if met["iso"]:
            return other.isoformat()
        if met["ja_month"]:
            return f"{other.month}月{other.day}日({_JA_DAYS[other.weekday()]})"
        return f"{_EN_DAYS[other.weekday()]} {other.day} {_EN_MONTHS[other.month - 1]}"

    return _DATE.sub(one, text)


def _day_of(met: re.Match[str], year: int) -> date | None:
    try:
        if met["iso"]:
            return date.fromisoformat(met["iso"])
        if met["ja_month"]:
            return date(year, int(met["ja_month"]), int(met["ja_day"]))
        return date(year, _EN_MONTHS.index(met["en_month"]) + 1, int(met["en_day"]))
    except ValueError:
        return None
