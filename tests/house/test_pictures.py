"""The sample mails as their readers get them: the pictures that the documents show, and the text beside the HTML."""

import re

import pytest

from local import pictures


def test_the_documents_show_the_mails_of_today() -> None:
    """Whoever changed a sample mail has taken its pictures anew: `make pictures`."""
    for language, document in pictures.PAGES.items():
        assert document.read_text(encoding="utf-8") == pictures.page(language)
    wanted = {
        pictures.name(language, mail.id, width, scheme)
        for language in pictures.WORKSPACES
        for mail in pictures.mails(language)
        for width in pictures.WIDTHS
        for scheme in pictures.SCHEMES
    }
    assert {each.name for each in pictures.FOLDER.iterdir()} == wanted
    assert sum(each.stat().st_size for each in pictures.FOLDER.iterdir()) < 1_500_000


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_samples_read_well(language: str) -> None:
    """Filled in for a reader: no two blank lines, no space before a full stop, no address in the middle of a line."""
    for mail in pictures.mails(language):
        assert "\n\n\n" not in mail.text and not re.search(r" [.,。、]", mail.text)
        assert all(
            re.fullmatch(r"\S+", line[line.index("https://") :]) for line in mail.text.split("\n") if "https" in line
        )
