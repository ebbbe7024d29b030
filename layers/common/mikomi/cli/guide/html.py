"""The guide's pages as the console shows them: the Markdown of docs/guide as HTML, one file for each page and language.

Rules
1. They are made when the docs are made, never when somebody asks: whoever serves them needs no Markdown.
2. Links lead to the same page in the console; what the console does not serve is named, and no link.
3. The page's own frame says its language and where the others are, so those lines of the Markdown are left out.
"""

import re

from mikomi.core.checking.paragraph import CONSOLE

_FRAME = re.compile(r"^(?:\[(?:English|日本語)\]\(.*|<!-- made by .* -->)\n\n?", re.MULTILINE)
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_OURS = re.compile(r"(?P<page>[a-z-]*|README)(?:\.ja)?(?:\.md)?(?P<anchor>#[^/]*)?")
_EMPTY = re.compile(r'<p>(<a id="[^"]*"></a>)</p>\n')
FIRST = "index"
"""The page that the others are found from (README.md)."""


def made(pages: dict[str, str]) -> dict[str, str]:
    """`steps.ja.md` and its text → `steps.ja.html` and what it says there."""
    return {_file(name): _page(text, name) for name, text in pages.items()}


def _file(name: str) -> str:
    stem = name.removesuffix(".md").removesuffix(".ja").replace("README", FIRST)
    return f"{stem}.{'ja' if name.endswith('.ja.md') else 'en'}.html"


def _page(text: str, name: str) -> str:
    from markdown_it import MarkdownIt  # a tool of development: the layer has it not

    drawn = MarkdownIt("commonmark", {"html": True}).enable("table").render(_FRAME.sub("", text, count=2))
    drawn = _LINK.sub(lambda link: _link(link[1], link[2], name), _EMPTY.sub(r"\1", drawn))
    return drawn.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def _link(to: str, words: str, name: str) -> str:
    if to.startswith("https:"):
        return f'<a href="{to}" rel="noreferrer">{words}</a>'
    ours = _OURS.fullmatch(to)
    if ours is None:
        return words
    stem, anchor = ours["page"], ours["anchor"] or ""
    if not stem:
        return f'<a href="{anchor}">{words}</a>'
    return f'<a href="{CONSOLE}{"" if stem == "README" else "/" + stem}{anchor}">{words}</a>'
