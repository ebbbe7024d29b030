"""Worlds that many tests begin with: each is built once a process, and put back for whoever begins with it again."""

from collections.abc import Callable

from local import persistence

_PICTURES: dict[str, bytes] = {}


def once(name: str, build: Callable[[], None]) -> None:
    """What `build` puts into a fresh account. It may leave nothing anywhere else: a clock, an environment."""
    if name in _PICTURES:
        persistence.put_back(_PICTURES[name])
    else:
        build()
        _PICTURES[name] = persistence.picture()
