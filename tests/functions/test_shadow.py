"""A candidate in the shadow is tried every night on the day before: what differs is listed, and nothing is changed."""

import json
import shutil
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws import archive, everybody
from mikomi.cli.__main__ import _parser
from mikomi.shell.archive import shadow
from mikomi.shell.backtest import night, run
from mikomi.shell.people import fold

from functions.backtest import app
from tests.core.story import at
from tests.functions.outbox import set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.test_backtest_command import DAY, EXAMPLES, HOUR, LEADS, NOW, company, one, version, write_notes
from tests.functions.world import REGION, World, packet

__all__ = ["company"]

NIGHT = at("2026-11-25 04:00")


class Remaining:
    """Lambda's context: so much time is left, a little less each time somebody asks."""

    def __init__(self, *left: int) -> None:
        self.left = list(left)

    def get_remaining_time_in_millis(self) -> int:
        return self.left.pop(0) if self.left else 900_000


def said(capsys: Any, *words: str) -> tuple[int, str, str]:
    """How the command ends, what it says, and what it says beside."""
    asked = _parser().parse_args(["shadow", *words])
    asked.lang = asked.lang or "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def report(capsys: Any, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = said(capsys, "report", *words, "--json")
    return code, json.loads(out.splitlines()[-1])


def the_day() -> None:
    """Two of four look at the prices, one of them twice, and a fifth asks for the papers."""
    for number, browser in enumerate(("b1", "b2", "b1")):
        set_clock(NOW + (number + 1) * HOUR)
        taken(packet(f"a:{browser}", view(f"w{number}"), at=clock.now()))
    set_clock(NOW + 5 * HOUR)
    taken(packet("a:b9", *form("f9", "p9@example.co.jp"), at=clock.now()))
    set_clock(NIGHT)
    for person in everybody.ids():
        fold.wake(person, clock.now())
    write_notes()


def works(*left: int) -> dict[str, int]:
    """The function's call of a night."""
    return app.handler({"shadow": True}, Remaining(*left))


@pytest.fixture
def started(company: World, capsys: Any) -> World:
    """What version 3 said runs in the shadow beside version 4: points of 30, and a mail more. Then a day, and night."""
    company.publish(version(30, {"id": "more", "mail": {"template": "t", "kind": "transactional"}}))
    company.publish(version(20))
    code, out, _ = said(capsys, "start", "3", "--by", "sato")
    assert code == 0 and "Version 3 runs in the shadow from now on" in out and "from 2026-11-24 on" in out
    the_day()
    return company


def files() -> dict[str, bytes]:
    s3 = boto3.client("s3", region_name=REGION)
    listed = s3.list_objects_v2(Bucket="archive").get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket="archive", Key=each["Key"])["Body"].read() for each in listed}


def named(told: dict[str, Any], email: str) -> dict[str, Any]:
    """What differs for them, by what it is of."""
    one = next(each for each in told["night"]["named"] if each["email"] == email)
    return {each["what"]: each for each in one["differences"]}


def _of(told: dict[str, Any], email: str, what: str) -> list[dict[str, Any]]:
    one = next(each for each in told["night"]["named"] if each["email"] == email)
    return [each for each in one["differences"] if each["what"] == what]


def test_a_night_lists_what_would_have_been_otherwise_and_changes_nothing(started: World, capsys: Any) -> None:
    """Everybody is tried under the candidate, as if it had always run; only the list is written, and once."""
    tables, before = (started.rows("state"), started.rows("events")), files()
    assert works() == {"days": 1, "people": LEADS + 1}
    assert (started.rows("state"), started.rows("events")) == tables
    [written] = [name for name, body in files().items() if before.get(name) != body]
    assert written.startswith("shadow/days/") and written.endswith("/dt=2026-11-24.json")
    body = files()[written]
    assert b"example.co.jp" not in body, "ids alone"
    assert works() == {"days": 0, "people": 0} and files()[written] == body
    code, told = report(capsys)
    assert code == 0 and told["days"] == ["2026-11-24"] and told["missed"] == [] and told["day"] == "2026-11-24"
    assert told["candidate"]["version"] == 3 and told["candidate"]["by"] == "sato"
    made = told["night"]
    assert (made["state"], made["people"], made["active"], made["people_differ"]) == ("whole", LEADS + 1, 3, 2)
    check = made["self_check"]
    assert check["effects"] == check["equal"] > 0 and check["differences"] == []
    twice = named(told, "p1@example.co.jp")
    assert (twice["points"]["was"], twice["points"]["came"]) == ({"points": 40}, {"points": 60})
    assert "band" not in twice, "Hot under both"
    once = named(told, "p2@example.co.jp")["band"]
    assert (once["was"]["band"], once["came"]["band"], once["label"]) == ("cool", "hot", "exact")
    assert made["differ"] == {"band/otherwise": 1, "points/otherwise": 2} and made["equal"] == 2


def test_the_report_reads_in_both_languages(started: World, capsys: Any) -> None:
    works()
    code, out, _ = said(capsys, "report")
    assert code == 0 and out.startswith("In the shadow: Version 3 (since Tue 24 Nov, 10:00, by sato). Nothing is sent")
    assert "There are 5 people only: what differs is shown, and nothing follows from it" in out
    assert f"p2@example.co.jp ({one('p2@example.co.jp').id})" in out
    assert "points by “価格ページ”: it was 20 points, it would be 30 points [exact]" in out
    out = said(capsys, "report", "--lang", "ja")[1]
    assert (
        out.startswith("影で動いている案: 第3版")
        and "ランク: 実際は 20点、「Cool」、案では 30点、「Hot」 [再生]" in out
    )
    code, out, err = said(capsys, "report", "--day", "2026-11-01")
    assert (code, out) == (2, "") and "There is no list of 2026-11-01. There are: 2026-11-24" in err


def test_a_mail_of_a_wait_is_listed_on_its_day_though_nobody_did_anything(started: World, capsys: Any) -> None:
    """A day later the candidate would write to who asked for the papers: no packet of theirs tells of it."""
    works()
    set_clock(NIGHT + DAY)
    for person in everybody.ids():
        fold.wake(person, clock.now())
    write_notes()
    assert works()["days"] == 1
    told = report(capsys)[1]
    assert told["days"] == ["2026-11-25", "2026-11-24"]
    more = named(told, "p9@example.co.jp")["mail"]
    assert (more["how"], more["label"], more["came"]["step"]) == ("more", "exact", "more")
    assert "Nobody did anything on this day." in told["said"]
    assert report(capsys, "--day", "2026-11-24")[1]["day"] == "2026-11-24"


def test_it_goes_on_where_it_was_cut_off(started: World, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In as many calls as it takes, each person once; until then the list says how far it is."""
    whole = shadow.current()
    assert whole is not None
    works()
    at_once = shadow.read(whole, "2026-11-24")
    archive.remove(f"shadow/days/{whole.id}/dt=2026-11-24.json")
    monkeypatch.setattr(night, "ROWS", 3)
    calls, people_tried = 0, list[Any]()
    while not people_tried or people_tried[-1]["night"]["state"] == "partly":
        works(1, 1, 1)
        calls += 1
        people_tried.append(report(capsys)[1])
    assert calls > 2 and "Not whole yet:" in " ".join(people_tried[0]["said"])
    tried = [each["night"]["people"] for each in people_tried]
    assert tried == sorted(tried) and tried[-1] == LEADS + 1
    assert shadow.read(whole, "2026-11-24") == at_once


def test_what_was_not_kept_is_counted_again_and_not_twice(
    started: World, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies after some pages; the next call begins where the list says."""
    monkeypatch.setattr(night, "ROWS", 3)
    monkeypatch.setattr(night, "PAGES", 2)
    real, calls = run.of, [0]

    def dies(*args: Any) -> Any:
        calls[0] += 1
        if calls[0] == 4:
            raise RuntimeError
        return real(*args)

    monkeypatch.setattr(run, "of", dies)
    with pytest.raises(RuntimeError):
        works()
    assert report(capsys)[1]["night"]["state"] == "partly"
    works()
    made = report(capsys)[1]["night"]
    assert (made["state"], made["people"], made["people_differ"]) == ("whole", LEADS + 1, 2)


def test_of_two_at_the_same_night_one_goes_on(started: World, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds that the list is not the one that it read, and ends without a word."""
    real, inside = run.of, [False]

    def twice(*args: Any) -> Any:
        if not inside[0]:
            inside[0] = True
            assert works()["days"] == 1
        return real(*args)

    monkeypatch.setattr(run, "of", twice)
    monkeypatch.setattr(night, "ROWS", 3)
    monkeypatch.setattr(night, "PAGES", 1)
    assert works()["days"] == 0
    made = report(capsys)[1]["night"]
    assert (made["state"], made["people"]) == ("whole", LEADS + 1)


def test_nights_that_were_missed_are_made_up_for_as_far_as_a_week(started: World, capsys: Any) -> None:
    set_clock(NIGHT + 9 * DAY)
    before = report(capsys)[1]
    assert before["days"] == [] and "There is no list yet." in " ".join(before["said"])
    assert len(before["missed"]) == 10
    assert works()["days"] == night.MOST_NIGHTS
    told = report(capsys)[1]
    assert told["days"][0] == "2026-12-03" and told["days"][-1] == "2026-11-27"
    assert "Nobody did anything on this day." in told["said"]


def test_a_hole_among_the_days_is_said(started: World, capsys: Any) -> None:
    works()
    set_clock(NIGHT + 9 * DAY)
    works()
    told = report(capsys)[1]
    assert told["missed"] == ["2026-11-25", "2026-11-26"]
    assert "There is no list of 2026-11-25, 2026-11-26: the night's run did not come to it." in " ".join(told["said"])


def test_today_and_what_is_not_settled_is_not_tried(started: World, capsys: Any) -> None:
    """An hour after midnight the day is over; before that it is not."""
    set_clock(at("2026-11-25 00:59"))
    assert works() == {"days": 0, "people": 0}
    set_clock(at("2026-11-25 01:01"))
    assert works()["days"] == 1


def test_another_takes_its_place_and_its_lists_go(started: World, capsys: Any) -> None:
    works()
    code, out, _ = said(capsys, "start", "3")
    assert code == 0 and "It says the same, so it goes on." in out and report(capsys)[1]["days"] == ["2026-11-24"]
    code, out, _ = said(capsys, "start", "1")
    assert code == 0 and "It takes the place of Version 3, whose lists are gone." in out
    assert not [name for name in files() if name.startswith("shadow/days/")]
    code, told = report(capsys)
    assert code == 1 and told["candidate"]["version"] == 1 and told["night"] is None


def test_stopped_no_night_tries_it_and_its_lists_stay(started: World, capsys: Any) -> None:
    works()
    assert said(capsys, "stop")[:2] == (0, "Version 3 is tried no more. The lists that were made are still here.\n")
    assert said(capsys, "stop")[0] == 2
    set_clock(NIGHT + 3 * DAY)
    assert works() == {"days": 0, "people": 0}
    code, told = report(capsys)
    assert code == 0 and told["days"] == ["2026-11-24"] and told["missed"] == []
    assert told["said"][0].startswith("Version 3 ran in the shadow, and was stopped on Wed 25 Nov, 04:00.")
    assert said(capsys, "start", "3")[1].startswith("Version 3 runs in the shadow")


def test_without_a_candidate_nothing_is_read(company: World, capsys: Any) -> None:
    assert works() == {"days": 0, "people": 0}
    for verb in ("stop", "report"):
        code, out, err = said(capsys, verb)
        assert (code, out) == (2, "") and "No candidate runs in the shadow." in err


def test_a_folder_runs_as_it_says_and_one_that_check_refuses_does_not(
    company: World, capsys: Any, tmp_path: Any
) -> None:
    """In the sentences of mikomi check, with file and line."""
    shutil.copytree(EXAMPLES, tmp_path / "spring")
    code, out, _ = said(capsys, "start", str(tmp_path / "spring"))
    assert code == 0 and "what “spring” says runs in the shadow" in out
    the_day()
    works()
    told = report(capsys)[1]
    assert told["candidate"]["folder"] == "spring"
    entered = [(each["how"], each["was"] | each["came"]) for each in _of(told, "p9@example.co.jp", "entered")]
    assert ("more", {"scenario": "doc-request"}) in entered and ("less", {"scenario": "s"}) in entered
    (tmp_path / "spring" / "scoring.json").write_text('{"version": 1, "rules": 3}')
    code, out, err = said(capsys, "start", str(tmp_path / "spring"))
    assert code == 2 and "scoring.json:1" in out and "Mend the errors above" in err
    assert report(capsys)[1]["days"] == ["2026-11-24"], "the one before runs on"
    for plan, sentence in (("9", "There is no version 9."), ("no-such", "is neither the number of a version nor a")):
        assert sentence in said(capsys, "start", plan)[2]
