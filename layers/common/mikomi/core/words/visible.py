"""Text that strangers wrote, as everybody sees it: without what is not seen and changes what is.

Rules
1. Controls, halves of characters, and marks that turn the direction of reading or have no width are left out: with
   them `exe.fdp` is read as `pdf.exe`, and two names that look alike are two.
2. What joins emoji into one is kept, where it stands behind one.
"""

import unicodedata

_JOINERS = "\u200c\u200d"
_JOINED = ("So", "Sk", "Mn", "Mc")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def visible(text: str, *, lines: bool = False) -> str:
    """The text without what nobody sees, trimmed; line feeds stay if `lines` are wanted, else they are spaces."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept: list[str] = []
    for character in text:
        if character == "\n":
            kept.append(character if lines else " ")
        elif character in _JOINERS:
            kept += character if kept and unicodedata.category(kept[-1]) in _JOINED else ""
        elif unicodedata.category(character) not in _UNSEEN:
            kept.append(character)
        elif character in "\t\r":
            kept.append(" ")
    return "".join(kept).strip()
