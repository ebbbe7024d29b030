"""A trial written down as JSON, and read again: what people so far came to, for whoever goes on with the others.

Rules
1. What is read says the same as what was written, and can be joined and told like it.
2. What another release wrote differently is not read: `ValueError`, never a figure of half of it.
"""

from pydantic import TypeAdapter

from mikomi.core.backtest.trial import Trial

_TRIAL = TypeAdapter(Trial)


def write(trial: Trial) -> str:
    """The trial as JSON."""
    return _TRIAL.dump_json(trial).decode()


def read(written: str) -> Trial:
    """The trial that was written. ValueError for what is none."""
    trial = _TRIAL.validate_json(written)
    if write(trial) != written:
        raise ValueError("written by another release")
    return trial
