"""The examples as a workspace in memory, and ways to spoil them."""

from pathlib import Path

from mikomi.core.mails import mjml

EXAMPLES = Path(__file__).parents[2] / "examples"


def examples() -> dict[str, bytes]:
    """Path in the workspace → bytes."""
    return {file.relative_to(EXAMPLES).as_posix(): file.read_bytes() for file in EXAMPLES.rglob("*") if file.is_file()}


def as_html(template: str) -> str:
    """A mail as whoever looks at HTML sees it."""
    made = mjml.html_of(template) if mjml.is_mjml(template) else None
    assert made is None or made.html, made
    return template if made is None else made.html or ""


def with_change(file: str, old: str, new: str) -> dict[str, bytes]:
    """The examples with one piece of one file replaced; the piece has to be there."""
    files = examples()
    text = files[file].decode()
    assert old in text, f"{old!r} is not in {file}"
    return files | {file: text.replace(old, new, 1).encode()}
