"""How hard the tests try: what is drawn at random is drawn EFFORT times as often (`make proof` sets it)."""

import os


def effort(usual: int) -> int:
    """How many examples, seeds or sieges to try where `make test` tries `usual`."""
    return usual * int(os.environ.get("EFFORT", "1"))
