"""What every marketing mail shows: sender, postal address, contact and a link to unsubscribe.

What a template does not show, because a branch or a broken tag hides it, is added at the part's end.
"""

from html import escape

from mikomi.core.html_reader import HtmlReader
from mikomi.core.words.wording import word
from mikomi.model.company import CompanySettings
from mikomi.model.words import in_language


def complete(html: str, text: str, settings: CompanySettings, unsubscribe: str) -> tuple[str, str]:
    """HTML and text with whatever of the legal lines they do not show."""
    language = settings.language
    names = [in_language(settings.sender.name, language), in_language(settings.company.name, language)]
    address, contact = in_language(settings.company.postal_address, language), settings.company.contact

    def is_complete(page: str) -> bool:
        seen = Visible.of(page)
        return unsubscribe in seen.targets and _shows(seen.text, names, address, contact)

    if not is_complete(html):
        lines = "<br>".join(escape(line) for line in (" / ".join(dict.fromkeys(names)), address, contact))
        link = f'<a href="{escape(unsubscribe)}" style="color:inherit">{word("mail.unsubscribe", language)}</a>'
        footer = f'<p style="margin:24px 12px;font-size:12px;line-height:1.6">{lines}<br>{link}</p>'
        end = html.lower().rfind("</body>")
        # In broken HTML (a comment that never ends) nobody sees the end of the page: then they stand at its beginning.
        places = (html[:end] + footer + html[end:] if end >= 0 else html + footer, footer + html)
        html = next(page for page in places if is_complete(page))
    if not (unsubscribe in text and _shows(text, names, address, contact)):
        link = f"{word('mail.unsubscribe', language)}: {unsubscribe}"
        text = "\n".join([text.rstrip(), "", "-- ", " / ".join(dict.fromkeys(names)), address, contact, link, ""])
    return html, text


def _shows(text: str, names: list[str], address: str, contact: str) -> bool:
    told = "".join(text.split())
    squeezed = ["".join(part.split()) for part in (*names, address, contact)]
    return any(name in told for name in squeezed[: len(names)]) and all(part in told for part in squeezed[len(names) :])


class Visible(HtmlReader):
    """What a reader of the HTML can see: its text, and where its links lead."""

    _UNSEEN = ("head", "style", "script", "template")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.targets: set[str] = set()
        self._hidden = 0

    @classmethod
    def of(cls, html: str) -> "Visible":
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = 0 if tag == "body" else self._hidden + (tag in self._UNSEEN)  # </head> may be left out
        if tag == "a" and not self._hidden:
            self.targets.add((dict(attrs).get("href") or "").strip())

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._UNSEEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)
