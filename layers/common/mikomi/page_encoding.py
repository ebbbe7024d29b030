"""In which encoding a page wrote its form or its links, and the text in it.

Rules
1. A name that the page gives is taken as browsers take it: Shift_JIS is what Windows writes, ASCII and Latin-1 are
   windows-1252, and EUC-JP holds the same signs as Shift_JIS (㈱, ①, 髙). A name under which the bytes do not read
   counts for nothing; windows-1252 reads everything, so UTF-8 goes before it.
2. Without a name it is UTF-8 if it is that without a fault; else the one of the three that makes the more usual text of
   it: what another one wrote reads as half-width katakana and rare kanji.
3. Nothing fails: what no encoding reads is U+FFFD.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, unquote_to_bytes

PAIRS = 200
"""So many names of a query or of a form are looked at."""

UTF_8, SHIFT_JIS, EUC_JP, LATIN = "utf-8", "cp932", "euc_jp", "cp1252"

_NAMES = {
    UTF_8: "utf-8 utf8 unicode-1-1-utf-8",
    SHIFT_JIS: "shift_jis shift-jis sjis x-sjis windows-31j ms932 ms_kanji csshiftjis cp932",
    EUC_JP: "euc-jp euc_jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    LATIN: "us-ascii ascii iso-8859-1 iso8859-1 latin1 l1 windows-1252 cp1252",
}
_BY_NAME = {name: encoding for encoding, names in _NAMES.items() for name in names.split()}
_OF_EUC = re.compile(rb"\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\x00-\x7f]+|.", re.DOTALL)
_BYTES = "latin-1"
"""As text, each byte a sign."""
_LOOKED_AT = 4_000
"""Signs by which an encoding is known; more of them say nothing new."""


def of(text: bytes, names: Iterable[str] = ()) -> str:
    """The encoding of a text about which these names of encodings are told, the most trustworthy first."""
    named = [encoding for name in names if (encoding := _BY_NAME.get(name.strip().lower()))]
    likely = sorted((*named, UTF_8), key=lambda encoding: encoding == LATIN)
    found = next((encoding for encoding in likely if _faults(decoded(text, encoding)) == 0), None)
    return found or min((UTF_8, SHIFT_JIS, EUC_JP), key=lambda encoding: _strangeness(text, encoding))


def decoded(text: bytes, encoding: str) -> str:
    """The text in an encoding that `of` knows."""
    return _from_euc(text) if encoding == EUC_JP else text.decode(encoding, "replace")


def unquoted(parts: list[str]) -> list[str]:
    """The parts of one address without their percent-encoding, in whatever encoding the page wrote it."""
    raw = [unquote_to_bytes(part) for part in parts]
    encoding = of(b"\n".join(raw))
    return [decoded(part, encoding) for part in raw]


def raw_pairs(query: bytes) -> list[tuple[bytes, bytes]]:
    """Names and values of `a=1&b=%8E%52`, not yet in any encoding. At most `PAIRS` are looked at."""
    # cut before it is read: half a megabyte of `&` is a quarter of a million names
    cut = b"&".join(query.split(b"&", PAIRS)[:PAIRS])
    pairs = parse_qsl(cut.decode(_BYTES), keep_blank_values=True, encoding=_BYTES)
    return [(name.encode(_BYTES), value.encode(_BYTES)) for name, value in pairs]


def pairs(query: str) -> list[tuple[str, str]]:
    """The same of an address, as text, in whatever encoding the page wrote it."""
    raw = raw_pairs(query.encode("utf-8", "replace"))
    encoding = of(b"\n".join(part for pair in raw for part in pair))
    return [(decoded(name, encoding), decoded(value, encoding)) for name, value in raw]


def _from_euc(text: bytes) -> str:
    """EUC-JP as browsers have it: two bytes are the same place of the same table as in Shift_JIS."""
    return "".join(_sign(found[0]) for found in _OF_EUC.finditer(text))


@lru_cache(maxsize=4096)
def _sign(euc: bytes) -> str:
    if len(euc) == 2 and euc[0] >= 0xA1:
        row, cell = euc[0] - 0x80, euc[1] - 0x80
        first = (row + 1 >> 1) + (0x70 if row < 0x5F else 0xB0)
        second = cell + (0x7E if row % 2 == 0 else 0x1F if cell < 0x60 else 0x20)
        return bytes((first, second)).decode(SHIFT_JIS, "replace")
    return euc.decode("euc_jp", "replace")


def _faults(text: str) -> int:
    return sum(map(_is_fault, text)) if not text.isascii() else 0


def _is_fault(sign: str) -> bool:
    """What nobody types: U+FFFD, a control above ASCII, a sign of somebody's own."""
    return sign == "\ufffd" or (not sign.isascii() and unicodedata.category(sign) in ("Cc", "Co"))


def _strangeness(text: bytes, encoding: str) -> tuple[int, int]:
    """How many signs are kanji beyond the common ones (JIS level 1), half-width katakana as Shift_JIS has it (a byte
    each, as half of any kanji in EUC-JP), or, weighing four of them, faults. And how many are faults."""
    beyond = [sign for sign in decoded(text, encoding) if not sign.isascii()][:_LOOKED_AT]
    rare = sum(_is_rare(sign) or (encoding == SHIFT_JIS and "\uff61" <= sign <= "\uff9f") for sign in beyond)
    faults = sum(map(_is_fault, beyond))
    return rare + 4 * faults, faults


def _is_rare(sign: str) -> bool:
    return sign.encode("euc_jp", "replace")[0] >= 0xD0
