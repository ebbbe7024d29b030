"""`mikomi explain SCENARIO`: a scenario told in prose, from a file or as it is published."""

import argparse

from mikomi.cli import chosen
from mikomi.cli.chosen import Chosen
from mikomi.cli.speaking import DONE, WRONG
from mikomi.core.telling import prose


def at_home(asked: argparse.Namespace) -> int:
    """0; 2 if the file cannot be read."""
    return _printed(chosen.of_file(asked))


def published(asked: argparse.Namespace) -> int:
    """0; 2 if no such scenario is published."""
    return _printed(chosen.published(asked))


def _printed(of_it: Chosen | None) -> int:
    if of_it is None:
        return WRONG
    print(prose.as_text(prose.prose(of_it.scenario, of_it.plan, of_it.language)), end="")
    return DONE
