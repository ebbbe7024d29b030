"""Chance without dice: who gets which variant is derived from who they are, so that a replay deals the same cards."""

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Weighted(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def weight(self) -> float: ...


W = TypeVar("W", bound=Weighted)


def share(*of: str) -> float:
    """A number in [0, 1), evenly spread over different names and always the same for the same one."""
    return int.from_bytes(hashlib.sha256("\x1f".join(of).encode()).digest()[:7]) / (1 << 56)


def pick(options: Sequence[W], *of: str) -> W:
    """One of the options, by weight (all equal where every weight is 0)."""
    weights = [option.weight for option in options]
    if not any(weights):
        weights = [1.0] * len(options)
    point = share(*of) * sum(weights)
    for option, weight in zip(options, weights, strict=True):
        point -= weight
        if point < 0:
            return option
    return options[-1]
