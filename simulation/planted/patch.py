"""How a bug is written down: what stands where in place of what."""

from collections.abc import Callable
from typing import Any

Patch = tuple[Any, str, Any]
"""A module or class, a name in it, and what stands there while the bug is switched on."""
Planted = Callable[[], list[Patch]]


class Quietly:
    """A module with some of its functions replaced, for one reader of it."""

    def __init__(self, module: Any, **replaced: Any) -> None:
        self.__dict__.update(replaced)
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
