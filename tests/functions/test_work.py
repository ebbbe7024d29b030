"""What is done with everybody, in people's hands: its progress, stop and resume, in the console, at the terminal, and
for programs; and who stops it stops it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import walks
from mikomi.cli.__main__ import _parser
from mikomi.model.base import Json
from mikomi.settings import settings
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import audience, controls, look_back, mailing, work
from mikomi.shell.everybody.work import NoSuchWork, NotUnderWay

from tests.core.story import plan_of
from tests.functions.outbox import set_clock
from tests.functions.read_api import get as read
from tests.functions.test_mailing_pages import press, token
from tests.functions.test_mailings import NEWS
from tests.functions.test_segment_pages import HERE, get, post
from tests.functions.test_walks import NOW, PK, RIGHT, SEGMENTS, finish, here, sizes
from tests.functions.test_walks import crowd as crowd

DAY = 86_400_000


@pytest.fixture(autouse=True)
def at_home(crowd, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


def stood_still(world: Any) -> bool:
    """Stopped between a page and the move of its row, then woken, swept, and a plan published: did nothing more of it
    happen?"""
    audience.count(clock.now())
    due_work.wake(PK, walks.WALK)
    under_way = here()
    work.stop("segments")
    walks.go_on(under_way, after="x", seen=7, carried=under_way.carried or {}, now=clock.now())
    stopped = here()
    audience.published(world.publish(plan_of(segments=SEGMENTS, version=here().pages + 5)), clock.now())
    for _ in range(3):
        set_clock(clock.now() + DAY)
        due_work.sweep(clock.now())
        due_work.wake(PK, walks.WALK)
    return here() == stopped and stopped.status == "stopped"


def test_who_stops_it_stops_it(crowd):
    """Whatever is under way, whoever wakes it, whichever night comes and whatever is published."""
    assert stood_still(crowd)


@pytest.mark.parametrize("planted", ["the row moves on whatever its status", "a plan begins it all the same"])
def test_a_stopped_walk_that_goes_on_is_found(crowd, monkeypatch, planted):
    """Two planted bugs, each of which lets a stopped walk go on: the law above sees both."""
    if planted.startswith("the row"):
        monkeypatch.setattr(walks, "_move", _whatever_its_status)
        monkeypatch.setattr(walks, "_note_done", lambda walk, moved: False)
    else:
        monkeypatch.setattr(walks, "begin_unless_stopped", walks.begin)
    assert not stood_still(crowd)


def _whatever_its_status(seen: walks.Walk, written: Json, gone: tuple[str, ...]) -> bool:
    walks._update(seen.pk, written, gone)
    return True


def test_resumed_it_goes_on_where_it_was(crowd):
    """Every size is right, and everybody was seen once; asked twice it happens once; what has ended is neither stopped
    nor resumed."""
    with pytest.raises(NoSuchWork):
        work.stop("segments")
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    due_work.wake(PK, walks.WALK)
    (told,) = work.listed()
    assert told.state == "going" and 0 < told.done < 36
    assert work.stop("segments") == work.stop("segments")
    pages = here().pages
    assert work.resume("segments").state == work.resume("segments").state == "going"
    assert here().pages == pages
    finish()
    assert sizes() == RIGHT and here().seen == 36
    for move in (work.stop, work.resume):
        with pytest.raises(NotUnderWay):
            move("segments")
    assert work.listed()[0].state == "ended" and work.listed()[0].of == 36


def test_resumed_under_another_plan_it_begins_anew(crowd):
    """The segments have changed while it was stopped: those that there are now are counted, and each person once."""
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    work.stop("segments")
    changed = {"vips": {"not": {"tag": "vip"}}}
    audience.published(crowd.publish(plan_of(segments=changed, version=2)), clock.now())
    work.resume("segments")
    set_clock(here().due_at or 0)
    finish()
    assert sizes() == {"vips": 20} and here().seen == 36


def test_a_look_back_that_was_stopped_keeps_what_is_missing(crowd):
    """What is published meanwhile is noted and begins nothing; resumed, it is all looked for."""
    walks.note_pending(look_back.TASK, ["one"])
    look_back.published(NOW)
    work.stop("look-back")
    walks.note_pending(look_back.TASK, ["two"])
    look_back.published(NOW + 1)
    look_back.resume(NOW + 2)
    assert here(look_back.TASK).status == "stopped"
    work.resume("look-back")
    walk = here(look_back.TASK)
    assert (walk.status, walk.pending, walk.carried) == ("going", ("one", "two"), None)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_has_its_progress_and_its_button(crowd, language):
    """What is under way with how far it is and the button that stops it; stopped, with what that means and the button
    for going on. Another site's button does nothing."""
    assert {"ja": "まだありません", "en": "Nothing so far"}[language] in get("/console/work", language)["body"]
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    page = get("/console/work", language)["body"]
    assert f"{here().seen}" in page and "/console/work/segments/stop" in page and "segments/resume" not in page
    assert post("/console/work/segments/stop", {}, Origin="https://evil.example")["statusCode"] == 403
    assert here().status == "going"
    assert press("/console/work/segments/stop", csrf=token(page)) == "/console/work"
    page = get("/console/work", language)["body"]
    assert here().status == "stopped" and "/console/work/segments/resume" in page and 'class="notice"' in page
    assert press("/console/work/nothing/stop", csrf=token(page)) == "/console/work"
    press("/console/work/segments/resume", csrf=token(page))
    finish()
    page = get("/console/work", language)["body"]
    assert "/console/work/segments/" not in page and "36" in page
    assert "/console/work" in get("/console/attention", language)["body"]


def test_a_mailing_is_work_while_it_is_under_way(crowd):
    """Stopped here it is paused there; its page is linked; over, it is not listed any more."""
    plan = crowd.publish(plan_of([NEWS], segments=SEGMENTS, version=2))
    mailing.published(plan, clock.now())
    assert work.listed() == []
    sent = controls.send("news").mailing.id
    set_clock(controls.standing(sent).next_at or 0)
    due_work.wake(keys.walk_pk("mailing", sent), walks.WALK)
    for _ in range(9):
        if controls.standing(sent).state == "going":
            break
        set_clock(max(clock.now(), controls.standing(sent).next_at or 0))
        due_work.wake(keys.walk_pk("mailing", sent), walks.WALK)
    (told,) = work.listed()
    assert (told.id, told.task, told.state, told.scenario) == (sent, "mailing", "going", "news")
    page = get("/console/work", "en")["body"]
    assert f'href="/console/mailings/{sent}"' in page
    press(f"/console/work/{sent}/stop", csrf=token(page))
    assert controls.standing(sent).state == "paused" == controls.pause(sent).state
    assert work.resume(sent).state == "going"
    controls.cancel(sent)
    assert work.listed() == []
    with pytest.raises(NotUnderWay):
        work.resume(sent)


def test_programs_and_the_terminal_say_the_same(crowd, capsys):
    """The list over HTTP with the secret key and by the command; stop and resume by name, with an exit code."""

    def mikomi(*words: str) -> tuple[int, str]:
        told = _parser().parse_args(["work", *words, "--local", "--lang", "en"])
        return int(told.act(told)), capsys.readouterr().out

    assert "Nothing was done" in mikomi("list")[1]
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    status, told = read("/v1/work")
    assert status == 200 and json.loads(mikomi("list", "--json")[1]) == told
    (one,) = told["work"]
    assert (one["id"], one["state"], one["done"]) == ("segments", "going", here().seen)
    assert read("/v1/work", headers={})[0] == 401
    assert re.match(r"segments  stopped  \d+ people", mikomi("stop", "segments")[1])
    assert json.loads(mikomi("resume", "segments", "--json")[1])["state"] == "going"
    finish()
    assert mikomi("stop", "segments")[0] == 1 and mikomi("stop", "nothing")[0] == 2
    assert "next Wed 25 Nov" in mikomi("list")[1]
