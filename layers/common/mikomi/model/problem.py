"""One thing that is wrong (or doubtful) in a workspace, as its writer needs to hear it."""

from typing import Literal

from mikomi.model.base import Frozen


class Problem(Frozen):
    """`code` is stable and starts with its weight: `E-` keeps the workspace from being published, `W-` does not.

    `line` and `column` count from 1 (0: the file as a whole, or a file that is not there); columns count characters.
    `pointer` is the JSON pointer of the value, `/` for the whole file. `excerpt` is the source line (a part of a very
    long one), of which `width` characters from the `caret`-th on are meant. `needs` names a file whose arrival would
    settle it.
    """

    file: str
    line: int = 0
    column: int = 0
    pointer: str = "/"
    code: str
    ja: str
    en: str
    suggestion: str | None = None
    excerpt: str = ""
    caret: int = 1
    width: int = 1
    needs: str | None = None

    @property
    def severity(self) -> Literal["error", "warning"]:
        return "warning" if self.code.startswith("W-") else "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def sentence(self, language: str) -> str:
        return self.en if language == "en" else self.ja
