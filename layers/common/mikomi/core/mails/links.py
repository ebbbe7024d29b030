"""The signed links of mails and alerts, and how a mail's own links become links that we can count.

Rules
1. Only absolute http(s) links of `<a>` and `<area>` are counted; `mailto:`, `tel:`, anchors and our own unsubscribe
   page stay as they are.
2. Everything else in the HTML stays byte for byte as the marketer wrote it.
3. The target stands inside the signed token, so that nobody can turn our address into a redirect to theirs.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import NamedTuple

from mikomi import tokens
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SendMail

_TEXT_URL = re.compile(r"https?://[^\s<>\"'「」『』()()【】、。，]+")
_TRAILING = ".,;:!?"
_HREF = re.compile(r"""(\bhref\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
CONFIRM_WITHIN = 7 * 86_400_000
"""How long (milliseconds) a confirmation may be given."""
_OURS = ("/u/", "/o/", "/c/", "/v/")


class Links(NamedTuple):
    """What signs links (`root`) and where they lead (`api_url`, without a slash at the end)."""

    root: str
    api_url: str

    def unsubscribe(self, person: str, address: str, mail: str) -> str:
        return self._signed("u", "unsubscribe", {"p": person, "a": address, "m": mail})

    def view(self, person: str, mail: str) -> str:
        return self._signed("v", "view", {"p": person, "m": mail})

    def click(self, person: str, mail: SendMail, url: str) -> str:
        return self._signed("c", "click", {**_of_mail(person, mail), "u": url})

    def open(self, person: str, mail: SendMail) -> str:
        return self._signed("o", "open", _of_mail(person, mail))

    def answer(self, person: str, rep: str, alert: str, answer: str) -> str:
        return self._signed("a", "answer", {"p": person, "r": rep, "a": alert, "k": answer})

    def asset(self, file: str, ends_at: Millis) -> str:
        return self._signed("d", "asset", {"f": file, "x": ends_at})

    def confirm(self, person: str, address: str, mail: SendMail) -> str:
        """Where the holder of the address agrees to what the mail's form asks, for a week."""
        assert mail.confirms
        of_form = {"f": mail.confirms.form, "l": mail.confirms.language, "v": mail.plan}
        return self._signed(
            "k", "confirm", {"p": person, "a": address, "m": mail.id, **of_form, "x": mail.at + CONFIRM_WITHIN}
        )

    def lead(self, person: str) -> str:
        """The console's page of one lead (behind the login)."""
        return f"{self.api_url}/console/leads/{person}"

    def is_ours(self, url: str) -> bool:
        return any(url.startswith(self.api_url + path) for path in _OURS)

    def _signed(self, path: str, purpose: str, payload: Json) -> str:
        return f"{self.api_url}/{path}/{tokens.seal(self.root, purpose, payload)}"


def count_html(html: str, links: Links, person: str, mail: SendMail) -> str:
    """The HTML with countable links and the open pixel at its end."""
    finder = _Anchors()
    finder.feed(html)
    finder.close()
    starts = _line_starts(html)
    pieces, done = [], 0
    for (line, column), tag in finder.found:
        begin = starts[line - 1] + column
        pieces += [html[done:begin], _HREF.sub(lambda m: m[1] + _counted(m[2], links, person, mail), tag, count=1)]
        done = begin + len(tag)
    return _with_pixel("".join(pieces) + html[done:], links.open(person, mail))


def count_text(text: str, links: Links, person: str, mail: SendMail) -> str:
    """The text with countable links."""

    def counted(match: re.Match[str]) -> str:
        url = match[0].rstrip(_TRAILING)
        rest = match[0][len(url) :]
        return (url if links.is_ours(url) else links.click(person, mail, url)) + rest

    return _TEXT_URL.sub(counted, text)


def _of_mail(person: str, mail: SendMail) -> Json:
    payload: Json = {"p": person, "m": mail.id, "s": mail.scenario, "t": mail.step, "e": mail.enrolment}
    return {**payload, "v": mail.variant} if mail.variant else payload


def _counted(written: str, links: Links, person: str, mail: SendMail) -> str:
    bare = written[1:-1] if written[:1] in "\"'" else written
    url = unescape(bare).strip()
    if not url.lower().startswith(("http://", "https://")) or links.is_ours(url):
        return written
    return f'"{escape(links.click(person, mail, url))}"'


class _Anchors(HTMLParser):
    """Where the start tags of links stand, and how they are written (comments, styles and scripts are passed over)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[tuple[int, int], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "area"):
            self.found.append((self.getpos(), self.get_starttag_text() or ""))


def _line_starts(text: str) -> list[int]:
    """Offsets of the lines as HTMLParser counts them: by line feeds only."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _with_pixel(html: str, url: str) -> str:
    pixel = f'<img src="{escape(url)}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">'
    end = html.lower().rfind("</body>")
    return html + pixel if end < 0 else html[:end] + pixel + html[end:]
