"""The seeded story: sample visitors of the past days, told through the real HTTP handlers."""

from local.stack import Stack


def play(stack: Stack) -> None:
    """Put the examples into the workspace and let the visitors come; ends at real time's now."""
    stack.settle()
