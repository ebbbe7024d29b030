"""Mikomi's own mails (alerts, digests, confirmations), laid out from the templates in `mikomi/mails`: HTML for a phone,
and its twin in text. The HTML escapes whatever it shows; the text shows it as it is.
"""

from functools import cache
from typing import TYPE_CHECKING

from mikomi.core.words.visible import visible
from mikomi.model.base import Frozen, Json

if TYPE_CHECKING:  # jinja2 takes 49 ms to import: only who sends such a mail pays for it
    from jinja2 import Environment


class Words(Frozen):
    subject: str
    html: str
    text: str


def laid_out(name: str, subject: str, seen: Json) -> Words:
    """The mail `name`; its templates see `subject` and what `seen` holds. The subject becomes one line, of what
    everybody sees."""
    subject = " ".join(visible(subject).split())
    html, text = (
        _environment().get_template(f"{name}.{kind}").render(subject=subject, **seen) for kind in ("html", "txt")
    )
    return Words(subject=subject, html=html, text=text)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("mikomi", "mails"),
        autoescape=select_autoescape(("html",), ("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
