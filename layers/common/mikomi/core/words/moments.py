"""Moments and spans as people read them, in Japanese and English. A moment is milliseconds, a zone is an IANA name."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mikomi.model.base import Millis
from mikomi.model.duration import Span

_JA_DAYS = "月火水木金土日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_LAST = 253_370_764_800_000
"""The year 9999 in any zone. What lies outside of 1970 to then is shown as the nearest moment that can be."""


def local(moment: Millis, zone: str) -> datetime:
    return datetime.fromtimestamp(min(max(moment, 0), _LAST) / 1000, ZoneInfo(zone))


def full(moment: Millis, zone: str, language: str, seen_at: Millis | None = None) -> str:
    """`11月27日(金)23:59`, `Fri 27 Nov, 23:59`; with the year if it is not that of `seen_at`."""
    at = local(moment, zone)
    year = seen_at is not None and local(seen_at, zone).year != at.year
    if language == "ja":
        return f"{f'{at.year}年' if year else ''}{at.month}月{at.day}日({_JA_DAYS[at.weekday()]}){at:%H:%M}"
    return f"{_EN_DAYS[at.weekday()]} {at.day} {_EN_MONTHS[at.month - 1]}{f' {at.year}' if year else ''}, {at:%H:%M}"


def there(moment: Millis, zone: str, language: str) -> str:
    """`（New Yorkでは11月24日(火)09:00）`, ` (Tue 24 Nov, 09:00 in New York)`: beside a moment, the same elsewhere."""
    at, place = full(moment, zone, language), zone.rpartition("/")[2].replace("_", " ")
    return f"（{place}では{at}）" if language == "ja" else f" ({at} in {place})"


def brief(moment: Millis, zone: str, language: str, seen_at: Millis) -> str:
    """`14:01` on the day of `seen_at`, else with the day: `11/19 09:12`, `19 Nov 09:12`."""
    at = local(moment, zone)
    if at.date() == local(seen_at, zone).date():
        return f"{at:%H:%M}"
    if language == "ja":
        return f"{at.month}/{at.day} {at:%H:%M}"
    return f"{at.day} {_EN_MONTHS[at.month - 1]} {at:%H:%M}"


def span(millis: int, language: str) -> str:
    """How long, with the two largest units that matter: `4分12秒`, `4m12s`; `2時間5分`, `2h5m`; `3日`, `3d`."""
    seconds = max(0, round(millis / 1000))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    day, hour, minute, second = ("日", "時間", "分", "秒") if language == "ja" else ("d", "h", "m", "s")
    if days:
        return f"{days}{day}"
    if hours:
        return f"{hours}{hour}" + (f"{minutes % 60}{minute}" if minutes % 60 else "")
    if minutes:
        return f"{minutes}{minute}" + (f"{seconds % 60:02d}{second}" if seconds % 60 else "")
    return f"{seconds}{second}"


def apart(one: Millis, other: Millis, zone: str, language: str) -> str:
    """How far two moments lie apart, in the largest unit only: `7分`, `7 min`; `3時間`, `3 h`; from a day on as people
    count, by the calendar: from Monday evening to Wednesday morning it is `2日`, `2 d`."""
    minutes = abs(other - one) // 60_000
    if minutes < 60:
        return f"{minutes}分" if language == "ja" else f"{minutes} min"
    if minutes < 1440:
        return f"{minutes // 60}時間" if language == "ja" else f"{minutes // 60} h"
    days = max(1, abs((local(other, zone).date() - local(one, zone).date()).days))  # a day of 25 hours is one
    return f"{days}日" if language == "ja" else f"{days} d"


def written(span_: Span, language: str) -> str:
    """A marketer's span in words: `4時間`, `4 h`; `1営業日`, `1 business day`."""
    ja, en = {
        "m": ("分", "min"), "h": ("時間", "h"), "d": ("日", "d"), "w": ("週間", "w"), "bd": ("営業日", "business day"),
    }[span_.unit]  # fmt: skip
    if language == "ja":
        return f"{span_.amount}{ja}"
    return f"{span_.amount} {en}" + ("s" if span_.unit == "bd" and span_.amount != 1 else "")


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def spelt(span_: Span, language: str) -> str:
    """The same as it stands in a sentence: `4時間`, `4 hours`; `3日`, `3 days`."""
    if language == "ja" or span_.unit == "bd":
        return written(span_, language)
    unit = {"m": "minute", "h": "hour", "d": "day", "w": "week"}[span_.unit]
    return f"{span_.amount} {unit}{'' if span_.amount == 1 else 's'}"


def day(written_day: str, language: str) -> str:
    """A day as it is written in a file, without its year: `1月5日`, `5 Jan`."""
    _, month, number = map(int, written_day.split("-"))
    return f"{month}月{number}日" if language == "ja" else f"{number} {_EN_MONTHS[month - 1]}"


def dated(moment: str, language: str) -> str:
    """A moment or a day as it is written in a file: `2026年12月18日(金)10:00`, `Fri 18 Dec 2026, 10:00`."""
    at = datetime.fromisoformat(moment)
    hour = f"{at:%H:%M}" if "T" in moment else ""
    if language == "ja":
        return f"{at.year}年{at.month}月{at.day}日({_JA_DAYS[at.weekday()]}){hour}"
    return f"{_EN_DAYS[at.weekday()]} {at.day} {_EN_MONTHS[at.month - 1]} {at.year}" + (f", {hour}" if hour else "")
