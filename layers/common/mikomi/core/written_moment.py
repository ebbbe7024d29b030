"""A day or a moment as people and programs write it: `2027/1/5`, `令和9年1月5日`, `Jan 5, 2027`, `2027-01-04T20:00Z`.

Rules
1. The whole text counts: what stands beside a day must be its weekday, an hour or an offset, or nothing is read.
2. Nobody guesses. `1/5` names no year, `5/1/2027` means two days, `EST` two offsets; `25/12/2027` is one day only.
3. Width does not count, nor the kind of dash, nor whether a number is written in kanji. An era's first year is 1 or 元.
4. A day that is in no calendar, an hour that no clock shows, and a year that nobody plans for are not read.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

LONGEST = 80
"""Characters; no moment is written longer."""
YEARS = range(1900, 2200)
"""Beside the calendar's own ends (`9999-12-31`) nothing can be reckoned."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""The year before each era's first."""
_ERAS |= {"R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERALS = "〇一二三四五六七八九"

_DASH = re.compile("[\u2010-\u2015\u2212\u30fc]")
_IN_KANJI = re.compile(rf"[零{_NUMERALS}十]+(?=\s*[年月日時分])")

_YEAR = r"(?:(?P<year>\d{4})|(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*\.?\s*(?P<of_era>\d{1,2}|元))"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?:\(\s*[月火水木金土日祝・]+(?:曜日?)?\s*\)|[月火水木金土日]曜日?"
    r"|\(?(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?\b\.?\)?)"
)
_DAYS = tuple(
    re.compile(rf"(?:{_WEEKDAY}\s*,?\s*)?{day}(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
    for day in (
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日(?!\d)",
        rf"{_YEAR}\s*(?P<mark>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=mark)\s*(?P<day>\d{{1,2}})(?!\d)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*(?P<name>{_MONTH_NAME})[\s,-]*(?P<year>\d{{4}})(?!\d)",
        rf"(?P<name>{_MONTH_NAME})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>\d{{4}})(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=$|\s|T|\()",
        r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)",
    )
)
_HOUR = re.compile(
    r"""
    (?:[T,\s]|\bat\b)* (?P<half>午前|午後|[ap]\.?m\.?)? \s*
    (?: (?P<noon>正午)
      | (?P<hour>\d{1,2}) \s*
        (?: : \s* (?P<minute>\d{1,2}) (?: : (?P<second>\d{1,2}) (?:[.,](?P<fraction>\d{1,9}))? )?
          | (?P<oclock>時) \s* (?: (?P<minutes>\d{1,2}) \s* 分 | (?P<thirty>半) )?
            \s* (?: (?P<seconds>\d{1,2}) \s* 秒 )? )?
      | (?P<packed>\d{4}(?:\d{2})?) )
    \s* (?P<half_after>[ap]\.?m\.?)?
    \s* (?P<zone> Z | UTC | GMT | JST | (?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})? )? \s* (?:\(.{1,40}\)|\[[\w/+-]+\])?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_DAY = re.compile(rf"\s*,?\s*(?:{_WEEKDAY})?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_MACHINE = re.compile(r"(?P<seconds>\d{10})|(?P<millis>\d{13})|(?P<packed>20\d{10}(?:\d{2})?)")


class WrittenMoment(NamedTuple):
    """`at` has a zone only if the text names one; `is_day`: no hour was written, and `at` is the day's beginning."""

    at: datetime
    is_day: bool


def read(written: object) -> WrittenMoment | None:
    """What the text says; None if it is no day or moment. A number is one too: `20270105`, or seconds or milliseconds
    since 1970."""
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    if isinstance(written, bool) or not isinstance(written, str | int):
        return None
    try:
        text = str(written)
        moment = (_machine(text.strip()) or _read(_plain(text))) if len(text) <= LONGEST else None
    except (ValueError, OverflowError):  # no such day, or a number of thousands of digits
        return None
    return moment if moment and moment.at.year in YEARS else None


def _plain(text: str) -> str:
    """One width, one dash, digits instead of kanji (`二〇二七年`, `十二月`), no invisible characters."""
    plain = _DASH.sub("-", unicodedata.normalize("NFKC", text))
    shown = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()
    return _IN_KANJI.sub(lambda found: str(_of_kanji(found[0])), shown)


def _of_kanji(written: str) -> int:
    digits = written.replace("零", "〇")
    if "十" not in digits:
        return int("".join(str(_NUMERALS.index(c)) for c in digits))
    tens, _, ones = digits.partition("十")
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


def _machine(text: str) -> WrittenMoment | None:
    """Seconds or milliseconds since 1970, or the digits of a clock without anything between them."""
    parts = _MACHINE.fullmatch(text)
    if not parts:
        return None
    if digits := parts["packed"]:
        return WrittenMoment(datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S"), False)  # noqa: DTZ007 a wall's hour
    millis = int(parts["millis"] or parts["seconds"] + "000")
    return WrittenMoment(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis), False)


def _read(text: str) -> WrittenMoment | None:
    """ValueError for what no calendar and no clock shows."""
    if script := re.fullmatch(
        rf"({_WEEKDAY}\s+{_MONTH_NAME}\s+\d{{1,2}})\s+([\d:]+)(.*?)\s+(\d{{4}})", text, re.IGNORECASE
    ):
        text = f"{script[1]} {script[4]} {script[2]}{script[3]}"  # the C library's `Tue Jan  5 09:00:00 2027`
    for form in _DAYS:
        if begun := form.fullmatch(text):
            rest = _AFTER_DAY.fullmatch(begun["rest"])
            after = rest["rest"].strip() if rest else ""
            day = _day(begun.groupdict())
            if day is None:
                return None
            if not after:
                return WrittenMoment(day, True)
            hour = _HOUR.fullmatch(after)
            return _at(day, hour) if hour else None
    return None


def _day(said: dict[str, str | None]) -> datetime | None:
    if said.get("one") and said.get("other"):
        one, other = int(said["one"] or 0), int(said["other"] or 0)
        if (one > 12) == (other > 12) and one != other:
            return None
        return datetime(int(said["year"] or 0), min(one, other), max(one, other))  # noqa: DTZ001 a wall's day
    name, era = said.get("name"), said.get("era")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(said["month"] or 0)
    if era:
        of_era = 1 if said["of_era"] == "元" else int(said["of_era"] or 0)
        if of_era == 0:
            return None
        year = _ERAS[era.upper()] + of_era
    else:
        year = int(said["year"] or 0)
    return datetime(year, month, int(said["day"] or 0))  # noqa: DTZ001 a wall's day


def _at(day: datetime, said: re.Match[str]) -> WrittenMoment | None:
    clock = _clock(said)
    if clock is None:
        return None
    zone = _zone(said["zone"]) if said["zone"] else None
    return WrittenMoment((day + clock).replace(tzinfo=zone), False)


def _clock(said: re.Match[str]) -> timedelta | None:
    """How long after the day's beginning."""
    half = (said["half"] or said["half_after"] or "").lower().replace(".", "")
    if said["noon"]:
        return None if half else timedelta(hours=12)
    if packed := said["packed"]:
        hour, minute, second = int(packed[:2]), int(packed[2:4]), int(packed[4:] or 0)
    else:
        hour, minute = int(said["hour"]), int(said["minute"] or said["minutes"] or (30 if said["thirty"] else 0))
        second = int(said["second"] or said["seconds"] or 0)
    bare = not (said["minute"] or said["oclock"] or said["packed"])
    if (bare and not half) or (said["half"] and said["half_after"]) or (half and hour > 12):
        return None
    if half:
        hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    return timedelta(
        hours=hour, minutes=minute, seconds=second, microseconds=int((said["fraction"] or "").ljust(6, "0")[:6])
    )


def _zone(written: str) -> timezone:
    """ValueError for an offset that no place on earth has."""
    digits = re.sub(r"[^\d+-]", "", written)
    if not digits:
        return timezone(timedelta(hours=9)) if written.upper() == "JST" else UTC
    hours, minutes = (digits[1:-2], digits[-2:]) if len(digits) > 3 else (digits[1:], "0")
    if int(hours) > 14 or int(minutes) > 59:
        raise ValueError(f"no zone lies so far away: {written}")
    return timezone((-1 if digits[0] == "-" else 1) * timedelta(hours=int(hours), minutes=int(minutes)))
