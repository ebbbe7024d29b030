"""Mails in MJML: made into HTML (`core.mails.mjml`), so that whatever else is checked is checked of what is sent.

Rules
1. What is wrong is reported in the file in which it stands, a layout or a part as well as the mail.
2. Where the library is not there, MJML is refused as a whole (`E-mjml-as-is`).
"""

from collections.abc import Mapping

from mikomi.core.checking.lint_layouts import Assembled, report_once
from mikomi.core.checking.source import MOST_ALIKE, Source
from mikomi.core.mails import mjml
from mikomi.core.mails.mjml import MjmlFault

_FAULTS = {
    "tag": "E-mjml-tag",
    "place": "E-mjml-place",
    "text": "E-mjml-text",
    "mark": "E-mjml-mark",
    "foreign": "E-mjml-foreign",
    "include": "E-mjml-include",
    "open": "E-mjml",
    "end": "E-mjml",
    "attribute": "E-mjml",
    "refused": "E-mjml",
}
_WRONG = {
    "open": ("このタグが閉じられていません", "this tag is never closed"),
    "end": ("対応する開始タグがありません", "nothing was opened that this tag closes"),
    "attribute": (
        '属性は 名前="値" の形で書きます',
        'attributes are written as name="value"',
    ),
}


def converted(made: Mapping[str, Assembled]) -> dict[str, Assembled]:
    """The mails, those in MJML as HTML; None for a whole that cannot be made into it."""
    return {file: _converted(part) if file.endswith(".html") else part for file, part in made.items()}


def _converted(part: Assembled) -> Assembled:
    if part.whole is None or not mjml.is_mjml(part.whole) or not mjml.is_there():
        return part
    result = mjml.html_of(part.whole)
    for fault in result.faults[:MOST_ALIKE]:
        _report(part, fault)
    plain = mjml.html_of(part.plain).html if part.plain is not None else None
    return part._replace(whole=result.html, plain=plain, is_mjml=True)


def _report(part: Assembled, fault: MjmlFault) -> None:
    source, start = _place(part, fault)
    params = {"name": fault.name or " ".join(fault.written.split())[:60], "parent": fault.parent or "mjml"}
    what = _WRONG.get(fault.code, (fault.name, fault.name))
    allowed = " ".join(f"<{each}>" for each in fault.among)
    report_once(
        source,
        _FAULTS[fault.code],
        start,
        start + max(len(fault.written), 1),
        among=fault.among if fault.code == "tag" else (),
        what=what,
        allowed=allowed,
        **params,
    )


def _place(part: Assembled, fault: MjmlFault) -> tuple[Source, int]:
    """Where it stands in the files: a mail of one file is the whole, letter for letter."""
    if part.source.text.startswith(fault.written, fault.at):
        return part.source, fault.at
    for source in part.made_of:
        if (start := source.text.find(fault.written)) >= 0:
            return source, start
    return part.source, 0
