"""Where a problem's code is explained: the one place that knows the address of the guide.

`GUIDE` is where a release publishes `docs/guide/`; every report leads there, whoever reads it.
"""

GUIDE = "https://docs.mikomi.example/guide/"
PAGES = {"ja": "problems.ja.md", "en": "problems.md"}


def anchor(code: str) -> str:
    return code.lower()


def address(code: str, language: str) -> str:
    """The paragraph of this code, for a reader of `language`."""
    return f"{GUIDE}{PAGES['en' if language == 'en' else 'ja']}#{anchor(code)}"
