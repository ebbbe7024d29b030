"""`mikomi graph SCENARIO`: a scenario as a picture (SVG) or as the text of a Mermaid diagram."""

import argparse
import sys
from pathlib import Path

from mikomi.cli import chosen
from mikomi.cli.chosen import Chosen
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.telling import flow

WRITTEN: Pair = ("{file} に書き出しました。", "Written to {file}.")
UNWRITABLE: Pair = ("{file} に書き出せません（{why}）。", "{file} cannot be written ({why}).")


def at_home(asked: argparse.Namespace) -> int:
    """0; 2 if the scenario's file cannot be read or the picture's cannot be written."""
    return _drawn(chosen.of_file(asked), asked)


def published(asked: argparse.Namespace) -> int:
    """0; 2 if no such scenario is published, or the picture's file cannot be written."""
    return _drawn(chosen.published(asked), asked)


def _drawn(of_it: Chosen | None, asked: argparse.Namespace) -> int:
    if of_it is None:
        return WRONG
    draw = flow.as_mermaid if asked.mermaid else flow.as_file
    drawn = draw(of_it.scenario, of_it.plan, of_it.language)
    if asked.out is None:
        print(drawn, end="")
        return DONE
    spoken = argparse.Namespace(lang=of_it.language)
    try:
        Path(asked.out).write_text(drawn, encoding="utf-8", newline="\n")
    except OSError as why:
        print(say(UNWRITABLE, spoken, file=asked.out, why=why.strerror), file=sys.stderr)
        return WRONG
    print(say(WRITTEN, spoken, file=asked.out))
    return DONE
