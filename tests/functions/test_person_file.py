"""Everything that is known of one person is handed out: what an erasure would take, and nothing of anybody else.

A whole life on the whole stack is in `tests/local/test_erasure.py`.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import dead_letters, exports, kept_replies, people
from mikomi.cli.__main__ import _parser
from mikomi.shell.erasure import looks, namesakes
from mikomi.shell.people import directory
from mikomi.shell.person_file import everything, page

from tests.core.story import plan_of
from tests.functions.test_erasure import ADDRESS, DAY, LEAD, erased, known, look_at_all, met, tell
from tests.functions.test_fold import SCORING, identify, view
from tests.functions.test_shared_browsers import GUEST, OWNER, TABLET, Story, place
from tests.functions.world import packet


@pytest.fixture
def shop(world: Any) -> Any:
    world.publish(plan_of([], SCORING))
    directory.forget()
    yield world
    directory.forget()
    clock.shift(clock.shifted() * 0)


def command(*arguments: str) -> int:
    asked = _parser().parse_args([*arguments])
    return int(asked.act(asked))


def taken_out(folder: Path, who: str = ADDRESS, *more: str) -> tuple[dict[str, Any], str]:
    assert command("export", "person", who, "--out", str(folder), "--by", "dpo", *more) == 0
    return json.loads((folder / "person.json").read_text()), (folder / "person.html").read_text()


def stranger() -> str:
    """Somebody whom the secret key showed to be the holder, and a browser that only says so."""
    at = clock.now() - DAY
    tell(packet("a:own", identify(1, ADDRESS, user="U1", proof=2, origin="server"), at=at))
    tell(packet("a:else", identify(2, ADDRESS, traits={"lastName": "別人"}), at=at + 1))
    return keys.visitor_id("a:else")


def test_the_file_has_all_that_there_is(shop: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every event, the traits, what was decided, a reply, a failure; and it is noted who took it."""
    met(clock.now() - DAY)
    tell(packet("u:U1", identify(3, ADDRESS, user="U1", proof=2, origin="server"), at=clock.now() - DAY + 5))
    kept_replies.note((LEAD, "r1"), "来週お電話ください", clock.now(), clock.now() + DAY)
    dead_letters.note("effect", LEAD, "alert-1", "KeyError in app", clock.now())
    plain, html = taken_out(tmp_path / "out", ADDRESS, "--lang", "en")
    assert "Events: 3, emails: 0" in capsys.readouterr().out
    assert (
        plain["id"] == people.find_alias(keys.email_alias(ADDRESS)) and plain["traits"]["lastName"]["value"] == "山田"
    )
    assert [event["id"] for event in plain["events"]] == ["v1", "i2", "i3"]
    assert plain["known_as"]["browsers"] == ["b1"] and plain["known_as"]["user_ids"] == ["U1"]
    assert [row["said"] for row in plain["rows"] if "said" in row] == ["来週お電話ください"]
    assert [each["what"] for each in plain["failures"]] == ["alert-1"]
    assert plain["score"]["total"] > 9 and any("料金" in each["text"] for each in plain["decided"])
    for said in ("山田", ADDRESS, "来週お電話ください", "/price", "料金", "What is held about you"):
        assert said in html, said
    assert [(each.by, each.asked, each.people) for each in exports.every()] == [("dpo", {"person": plain["id"]}, 1)]
    again, html = taken_out(tmp_path / "out", "U1")
    assert [each["by"] for each in again["taken_out"]] == ["dpo"] and "お預かりしている情報の一覧" in html


def test_what_somebody_wrote_is_text(shop: Any, tmp_path: Path) -> None:
    tell(packet("a:b1", identify(1, ADDRESS, traits={"lastName": "<script>alert(1)</script>"}), at=clock.now()))
    _, html = taken_out(tmp_path)
    assert "<script" not in html and "&lt;script&gt;" in html and "http" not in html.replace("http-equiv", "")


def test_of_a_shared_browser_only_their_own_events_are_handed_out(shop: Any, tmp_path: Path) -> None:
    story = Story()
    story.server(OWNER, "U1", TABLET)
    story.views()
    story.form(GUEST)
    for who, other in ((OWNER, GUEST), (GUEST, OWNER)):
        plain, html = taken_out(tmp_path, who)
        assert other not in json.dumps(plain) + html and who in html
        found = looks.find(who)
        assert found is not None and plain["events"]


def test_an_erasure_takes_the_note_of_the_file_along(shop: Any, tmp_path: Path) -> None:
    """That somebody's file was taken out stays noted; whose it was does not."""
    met(clock.now() - DAY)
    taken_out(tmp_path)
    look_at_all(erased())
    assert [each.asked for each in exports.every()] == [{"person": "erased"}]
    assert not known(shop, LEAD, ADDRESS)


def test_an_address_that_is_part_of_another_means_nobody_else(shop: Any) -> None:
    """ro@example.com stands in taro@example.com: whoever asks for it is told of nobody, and erases nobody."""
    met(clock.now() - DAY)
    directory.forget()
    assert [each.person.email for each in namesakes.find_all(ADDRESS)] == [ADDRESS]
    assert namesakes.find_all(ADDRESS[2:]) == []


def test_who_only_named_an_address_is_found_with_its_holder(shop: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """`mikomi erase ADDRESS` tells of both and erases both; by the stranger's own id the holder stays."""
    other = stranger()
    holder = place(ADDRESS)
    assert [each.person.id for each in namesakes.find_all(ADDRESS)] == [holder, other]
    assert [each.person.id for each in namesakes.find_all("U1")] == [holder, other]
    assert [each.person.id for each in namesakes.find_all(other)] == [other]
    assert command("erase", ADDRESS, "--lang", "en") == 1
    told = capsys.readouterr().out
    assert holder in told and other in told and "They go too" in told
    assert command("erase", ADDRESS, "--json") == 1
    assert [each["id"] for each in json.loads(capsys.readouterr().out)["others"]] == [other]
    for whom in namesakes.find_all(ADDRESS):
        look_at_all(looks.ask(whom, "dpo").pk)
    assert not known(shop, ADDRESS, "別人") and not namesakes.find_all(ADDRESS)


def test_an_address_that_nobody_holds_leads_to_all_who_named_it(shop: Any, tmp_path: Path) -> None:
    """After its holder was erased by id: each is named, and one has to be chosen for a file."""
    other = stranger()
    whom = looks.find(place(ADDRESS))
    assert whom is not None
    look_at_all(looks.ask(whom, "dpo").pk)
    assert [each.person.id for each in namesakes.find_all(ADDRESS)] == [other]
    assert command("export", "person", ADDRESS, "--out", str(tmp_path)) == 2
    assert taken_out(tmp_path, other)[0]["id"] == other


def test_the_file_of_an_address_leaves_out_whoever_only_named_it(
    shop: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They may be somebody else: it is said who they are, and the exit code says that something is left."""
    other = stranger()
    assert command("export", "person", ADDRESS, "--out", str(tmp_path), "--by", "dpo", "--lang", "en") == 1
    assert other in capsys.readouterr().err
    assert "別人" not in (tmp_path / "person.json").read_text() + (tmp_path / "person.html").read_text()


def test_nobody_and_a_folder_that_cannot_be(shop: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    met(clock.now() - DAY)
    assert command("export", "person", "nobody@example.com", "--out", str(tmp_path)) == 2
    assert command("export", "person", ADDRESS, "--out", str(tmp_path / "file")) == 2
    assert not [*exports.every()]


def test_too_much_for_a_page_is_said(shop: Any) -> None:
    met(clock.now() - DAY)
    whom = looks.find(ADDRESS)
    assert whom is not None
    with pytest.raises(everything.TooMuch):
        everything.gather(whom, most=1)
    assert "the archive is not included" in page.html(everything.gather(whom, most=2), "en")


def test_of_one_who_began_anew_nothing_of_before_is_handed_out(shop: Any, tmp_path: Path) -> None:
    met(clock.now() - DAY)
    erased()
    tell(packet("a:b1", view(7), at=clock.now() - DAY + 5))
    tell(packet("a:b1", identify(20, ADDRESS, origin="form"), at=clock.now() + 1_000))
    plain, _ = taken_out(tmp_path)
    assert [event["id"] for event in plain["events"]] == ["i20"]
