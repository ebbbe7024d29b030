"""The address of one of a mail's own links, as a small template of its own.

Rules
1. It is rendered as text, each value percent-encoded that comes out of a trait, between marks that no value can hold:
   so whoever counts the link can tell what the marketer wrote from what a lead said.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mikomi.core.mails import templates

if TYPE_CHECKING:
    from jinja2 import Environment, Template

SAID = ("\ue000", "\ue001")
"""What stands around a value out of a trait while an address is looked at."""


@cache
def _environment() -> "Environment":
    """Where the addresses of a mail's own links are rendered: as text, each value percent-encoded that comes out of a
    trait, between `SAID` marks that no value can hold."""
    made = templates.environment(html=False).overlay(cache_size=0)
    made.filters = {**made.filters, "said": _said, "said_encoded": _said_encoded}
    return made


@lru_cache(maxsize=512)
def template(source: str) -> "Template":
    """The template of one link's address."""
    from jinja2 import nodes

    made = _environment()
    tree = made.parse(source)
    for output in tree.find_all(nodes.Output):
        output.nodes = [_told_apart(shown) for shown in output.nodes]
    tree.set_environment(made)
    return made.from_string(tree)


def _told_apart(shown: Any) -> Any:
    from jinja2 import nodes

    names = [shown] if isinstance(shown, nodes.Name) else shown.find_all(nodes.Name)
    if not any(name.name == "lead" for name in names):
        return shown
    is_encoded = isinstance(shown, nodes.Filter) and shown.name == "urlencode"
    return nodes.Filter(shown, "said_encoded" if is_encoded else "said", [], [], None, None, lineno=shown.lineno)


def _said(value: Any) -> str:
    return _said_encoded(quote(str(value), safe="", errors="replace"))


def _said_encoded(value: Any) -> str:
    return f"{SAID[0]}{value}{SAID[1]}" if value != "" else ""
