"""Where a problem's code is explained: in the console's guide, and in the repository's `docs/guide/`.

Whoever shows a problem says which guide its reader can open: the console's (an address), or the pages of the docs.
"""

CONSOLE = "/console/guide"
"""The guide as the console serves it, to anybody."""
PAGES = {"ja": "problems.ja.md", "en": "problems.md"}


def anchor(code: str) -> str:
    return code.lower()


def address(code: str, language: str, guide: str = CONSOLE) -> str:
    """The paragraph of this code in the guide at this address, for a reader of `language`."""
    return f"{guide}/problems?lang={language}#{anchor(code)}"


def page(code: str, language: str, folder: str) -> str:
    """The same in the folder that holds the guide's pages."""
    return f"{folder}/{PAGES['en' if language == 'en' else 'ja']}#{anchor(code)}"
