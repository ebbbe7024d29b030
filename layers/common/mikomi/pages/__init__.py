"""The small public pages: a form and its thanks, unsubscribing, a rep's answer, a link that no longer works.

words   the pages' words, Japanese and English
report  the report of an upload as a page
person_file  all that is known of one person, as a page

Rules
1. Jinja2 is imported by the first page that is shown, not by the start of a function.
2. Everything is escaped; a page has no script but the one that tells that it is seen, and its style stands in it.
3. Words stand in `words`, in Japanese and English; a template asks for them by key.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mikomi.pages.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Environment


def render(name: str, language: str, **seen: Any) -> str:
    """The page `name` for a reader of `language` (`ja` or `en`)."""
    page = _environment().get_template(f"{name}.html")
    return page.render(language=language, words=in_language(language), **seen)


def notice(language: str, title: str, text: str = "", company: str = "") -> str:
    """A page that says one thing."""
    return render("notice", language, title=title, text=text, company=company)


@cache
def in_language(language: str) -> dict[str, str]:
    """The pages' words, by key."""
    return {key: ja if language == "ja" else en for key, (ja, en) in WORDS.items()}


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
