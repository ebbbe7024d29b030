"""`python -m tracker.build`: the tag as it is shipped (in the layer's mikomi/static), made from tracker/src/tag.js.

A test holds the shipped file to its source; there is no other step, and no Node.
"""

from pathlib import Path

import rjsmin  # type: ignore[import-untyped]

SOURCE = Path(__file__).parent / "src" / "tag.js"
SHIPPED = Path(__file__).parent.parent / "layers" / "common" / "mikomi" / "static" / "tag.js"


def built() -> str:
    """The source without comments and needless white space, under a line that says what it is."""
    return f"/*! Mikomi tag, Apache-2.0 */\n{rjsmin.jsmin(SOURCE.read_text())}\n"


if __name__ == "__main__":
    SHIPPED.parent.mkdir(parents=True, exist_ok=True)
    SHIPPED.write_text(built())
