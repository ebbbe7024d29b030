"""A telephone number as a person reads it, and as a phone dials it.

A number of this country begins with 0, one of another with +. That is all that a call button needs, so every
country's numbering plan (megabytes) stays out of the layer.
"""

import re
import unicodedata
from typing import Any, NamedTuple

from mikomi.core.behaviour.values import text
from mikomi.core.mails.visible import visible

_CODES = {
    "JP": "81",
    "GB": "44",
    "DE": "49",
    "FR": "33",
    "KR": "82",
    "TW": "886",
    "CN": "86",
    "AU": "61",
    "US": "1",
    "CA": "1",
}
LONGEST = 50
_DASHES = re.compile(r"[‐-―−ー－]")


class Phone(NamedTuple):
    """`shown` as it was given (tidied), `uri` for a link: `tel:+81312345678`."""

    shown: str
    uri: str


def phone(written: Any, country: str | None) -> Phone | None:
    """None if it cannot be dialled. `country` is where a number that begins with 0 is at home (ISO, `JP`)."""
    told = visible(text(written, LONGEST))
    shown = " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", told)).split())
    main = re.split(r"(?:内線|ext\.?|x)\s*\d", shown, flags=re.IGNORECASE)[0]
    digits = re.sub(r"[^\d+]", "", main.replace("(0)", "") if "+" in main else main)
    code = _CODES.get(country or "")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if re.fullmatch(r"\+\d{8,15}", digits):
        return Phone(shown, f"tel:{digits}")
    if not re.fullmatch(r"\d{7,15}", digits):
        return None
    if code and digits.startswith("0"):
        digits = f"+{code}{digits[1:]}"
    elif code == "1":
        digits = f"+1{digits.removeprefix('1')}"
    return Phone(shown, f"tel:{digits}")
