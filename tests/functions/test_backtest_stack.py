"""A plan tried in the stack: the template's state machine calls the function for each share until all of them are done,
and what comes of it is what one machine would say.

moto runs the state language; where it would start a container it calls the real handler.
"""

import copy
import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Lock
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from mikomi.aws import archive, machine
from mikomi.cli import backtest_stack
from mikomi.core.backtest.trial import Trial
from mikomi.settings import settings
from mikomi.shell.backtest import run, shares
from moto.awslambda.models import LambdaBackend
from moto.core.config import default_user_config
from moto.stepfunctions.models import StateMachine

from functions.backtest import app
from tests.functions.outbox import set_clock
from tests.functions.test_backtest_command import (
    DAY,
    HOUR,
    LEADS,
    NOW,
    company,
    figure,
    reported,
    said,
    to_try,
    version,
)
from tests.functions.world import REGION, World
from tests.house import template

__all__ = ["company"]
ROLE = "arn:aws:iam::123456789012:role/backtest"
FUNCTION = f"arn:aws:lambda:{REGION}:123456789012:function:backtest"
WORDS = ("2", "--from", "2026-11-01", "--to", "2026-11-22")


class Calls:
    """The function, called: with time for so many pages of people each time; `first` happens before the first
    call."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []
        self.pages = 1
        self.first: Callable[[], object] | None = None
        self.one_at_a_time = Lock()

    def answer(self, body: str, headers: dict[str, str]) -> bytes:
        with self.one_at_a_time:
            self.made.append(json.loads(body))
            left = itertools.count(self.pages - 1, -1)
            context = SimpleNamespace(get_remaining_time_in_millis=lambda: next(left) * app.MARGIN + 1)
            try:
                if (first := self.first) is not None:
                    self.first = None
                    first()
                return json.dumps(app.handler(json.loads(body), context)).encode()
            except Exception as error:
                headers["x-amz-function-error"] = "Unhandled"
                return json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}).encode()


@pytest.fixture
def calls(company: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Calls]:
    """The company's stack with the state machine of the template; a page is two rows of the table."""
    made = Calls()
    monkeypatch.setitem(default_user_config, "stepfunctions", {"execute_state_machine": True})
    # moto copies a machine with the threads of its executions, which cannot be: a second start fails.
    monkeypatch.setattr(StateMachine, "__deepcopy__", lambda self, _: copy.copy(self), raising=False)
    monkeypatch.setattr(LambdaBackend, "invoke", lambda _, _name, _of, body, _sent, said: made.answer(body, said))
    monkeypatch.setattr(run, "ROWS", 2)
    monkeypatch.setattr(backtest_stack, "LOOK", 0.01)
    monkeypatch.setenv("HOME", str(tmp_path))
    definition = template.raw()["Resources"]["BacktestMachine"]["Properties"]["Definition"]
    task = definition["States"]["Shares"]["ItemProcessor"]["States"]["Try"]
    task["Resource"] = task["Resource"]["Fn::Sub"].replace("${AWS::Partition}", "aws")
    task["Parameters"]["FunctionName"] = FUNCTION
    there = boto3.client("stepfunctions").create_state_machine(
        name="b", definition=json.dumps(definition), roleArn=ROLE
    )
    monkeypatch.setenv("MIKOMI_BACKTEST_MACHINE", there["stateMachineArn"])
    settings.cache_clear()
    yield made
    settings.cache_clear()


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was tried, in that order."""
    ids: list[str] = []
    of = run.of

    def watched(people: Any, *more: Any) -> Trial:
        ids.extend(each.id for each in people)
        return of(people, *more)

    monkeypatch.setattr(run, "of", watched)
    return ids


def plain(told: dict[str, Any]) -> dict[str, Any]:
    """What is told, people in one order: shares are joined by their numbers."""
    return {**told, "figures": [{**each, "people": sorted(each["people"])} for each in told["figures"]]}


def left_there() -> list[str]:
    return [kept.key for kept in archive.listing("backtest/")]


def test_the_stack_says_what_one_machine_says(company, calls, capsys, tried):
    """Each share is called until it is done, everybody is tried once, nothing is changed, and nothing stays there."""
    before = company.rows("state"), company.rows("events")
    code, told = reported(capsys, *WORDS)
    assert code == 0 and len(tried) == len({*tried}) == LEADS
    assert {each["share"] for each in calls.made} == {*range(backtest_stack.SHARES)}
    assert len(calls.made) > 2 * backtest_stack.SHARES, "a page a call"
    assert (company.rows("state"), company.rows("events")) == before and left_there() == []
    asked_so_far = len(calls.made)
    here = reported(capsys, *WORDS, "--jobs", "1")[1]
    assert plain(told) == plain(here) and len(calls.made) == asked_so_far, "processes of this machine were asked for"
    assert figure(told, "points/price")["value"] == 40
    between = reported(capsys, "1", *WORDS[1:], "--against", "2")[1]
    assert figure(between, "points/price")["before"] == 40 and figure(between, "points/price")["value"] == 20
    err = said(capsys, *WORDS)[2]
    assert "It is tried in the stack" in err and "4 people tried" in err


def test_what_breaks_off_is_gone_on_with_and_counted_once(calls, capsys, tried, monkeypatch):
    """A page that raises: the reason is said, what was kept by then is not tried again, and the answer is the whole."""
    whole = reported(capsys, *WORDS)[1]
    tried.clear()
    calls.pages = 10
    of = run.of

    def breaks(people: Any, *more: Any) -> Trial:
        if len(tried) == LEADS - 1 and people:
            raise ZeroDivisionError("no such luck")
        return of(people, *more)

    with monkeypatch.context() as broken:
        broken.setattr(run, "of", breaks)
        code, out, err = said(capsys, *WORDS)
    assert (code, out) == (2, "") and "ZeroDivisionError" in err and "--resume goes on" in err
    assert left_there()
    tried.clear()
    calls.pages = 1
    code, out, err = said(capsys, *WORDS, "--json", "--resume")
    assert code == 0 and "goes on behind them" in err
    assert len(tried) == len({*tried}), "nobody twice"
    assert plain(json.loads(out)) == plain(whole) and left_there() == []


def test_stopped_nothing_more_is_begun(calls, capsys, monkeypatch):
    def stops(_seconds: float) -> None:
        raise KeyboardInterrupt

    run_there: list[str] = []
    start = machine.start

    def noted(*asked: Any) -> str:
        run_there.append(start(*asked))
        return run_there[-1]

    monkeypatch.setattr(machine, "start", noted)
    monkeypatch.setattr(time, "sleep", stops)
    calls.one_at_a_time.acquire()  # the functions are at it
    try:
        code, out, err = said(capsys, *WORDS)
        assert (code, out) == (130, "") and "no figure is given" in err
    finally:
        calls.one_at_a_time.release()
    while machine.status(run_there[0]) == "RUNNING":
        Event().wait(0.01)
    assert machine.status(run_there[0]) == "ABORTED" and left_there(), "it may be gone on with"


def test_all_shares_are_of_one_version_in_force(company, calls, capsys):
    """One that is published while it goes on ends it, and taken up it begins anew."""
    calls.first = lambda: company.publish(version(30))
    code, out, err = said(capsys, *WORDS)
    assert (code, out) == (2, "") and "Another version was published meanwhile" in err
    assert "so it begins anew" in said(capsys, *WORDS, "--resume")[2]


def test_a_day_later_it_begins_anew(calls, capsys, tried, monkeypatch):
    """And everybody is tried again, once: what was kept is of another day."""
    calls.pages = 10
    of = run.of

    def breaks(people: Any, *more: Any) -> Trial:
        if tried and people:
            raise ZeroDivisionError
        return of(people, *more)

    with monkeypatch.context() as broken:
        broken.setattr(run, "of", breaks)
        assert said(capsys, "2")[0] == 2
    assert tried
    set_clock(NOW + DAY + HOUR)
    tried.clear()
    _, out, err = said(capsys, "2", "--resume", "--json")
    assert "so it begins anew" in err and sorted(tried) == sorted({*tried}) and len(tried) == LEADS
    assert json.loads(out)["people"] == LEADS


def test_what_functions_of_another_release_wrote_is_no_figure(calls, capsys):
    """Nor is it gone on with."""

    def other() -> None:
        part = {"trial": '{"people": 4}', "after": None, "done": True, "why": ""}
        archive.write(f"backtest/{calls.made[0]['backtest']}/0.json", json.dumps(part).encode())

    calls.first = other
    code, out, err = said(capsys, *WORDS)
    assert (code, out) == (2, "") and "The stack's Mikomi is another release than this command" in err
    assert "so it begins anew" in said(capsys, *WORDS, "--resume")[2]


def test_a_call_that_is_still_at_it_writes_nothing_into_what_is_asked_for_anew(calls, monkeypatch):
    """Stopped, and asked for again while a function was in the midst of a share: its people are of another plan."""
    named, of, anew = ["backtest", {"folder": "w"}], run.of, list[str]()
    first = backtest_stack.begin(to_try(), named)

    def meanwhile(people: Any, *more: Any) -> Trial:
        if not anew:
            set_clock(NOW + HOUR)
            anew.append(backtest_stack.begin(to_try(), named).id)
        return of(people, *more)

    monkeypatch.setattr(run, "of", meanwhile)
    assert shares.go_on(first.id, 0, lambda: True)
    assert shares.asked(first.id) is None and shares.asked(anew[0]) is not None
    assert [*shares.parts(anew[0], backtest_stack.SHARES)] == []
    there = backtest_stack.take_up(to_try(), named)
    assert there is not None and there.id == anew[0] and there.people == 0
    backtest_stack.begin(to_try(), named)
    assert [*shares.parts(first.id, backtest_stack.SHARES)] == [], "what it wrote behind goes with the next"


def test_of_what_nobody_asks_for_any_more_a_share_is_done(calls):
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
    assert app.handler({"backtest": "gone", "share": 0}, context)["done"] is True
