"""What proves that somebody may be written to: every box, button, unsubscription and act by hand, with its words and
its moment; kept for three years; told to people, to programs, and on the lead's page."""

import json
from typing import Any

import pytest
from mikomi import clock, keys, own_events, packing
from mikomi.aws import addresses, log, people
from mikomi.cli.__main__ import _parser
from mikomi.model import events
from mikomi.settings import settings
from mikomi.shell.operator import suppression
from mikomi.shell.people import fold, proofs

from functions.console import app as console
from tests.core.mails import NOW
from tests.functions.http_api import asked
from tests.functions.outbox import sent, set_clock
from tests.functions.read_api import KEY
from tests.functions.test_links import link
from tests.functions.test_links import post as press_link
from tests.functions.test_opt_in import HOLDER, deliver, fill_in, holder, link_of, press
from tests.functions.test_opt_in import office as office
from tests.functions.test_segment_pages import HERE
from tests.functions.test_segment_pages import get as page

DAY = 86_400
YEARS = 3 * 365 * DAY
STORY = [
    "asked", "confirmed", "left_topic", "paused", "unsubscribed", "asked", "confirmed", "stopped", "lifted", "bounced",
    "complained", "told", "withdrawn",
]  # fmt: skip


def told(*arguments: str) -> int:
    said = _parser().parse_args(["consent", *arguments])
    return int(said.act(said))


def live() -> None:
    """All that can be said of somebody's mail, a minute apart."""
    fill_in("b-1")
    later()
    press(link_of(sent()[-1]))
    deliver()
    token = {"p": holder().id, "a": HOLDER, "m": "mail-1"}
    for body in ("choice=topic:news", "choice=pause", "List-Unsubscribe=One-Click"):
        later()
        press_link(link("u", "unsubscribe", {**token, "t": "news"} if "topic" in body else token), body)
    _fold()
    later(25 * 60)
    fill_in("b-1")
    later()
    press(link_of(sent()[-1]))
    _fold()
    later()
    suppression.add(HOLDER, "sato", "phone on Nov 20", clock.now())
    later()
    suppression.lift(HOLDER, "admin", "tanaka", "wrong person", "mail of Nov 21", clock.now())
    for name, reason in ((events.MAIL_BOUNCED, "General"), (events.MAIL_COMPLAINED, "abuse")):
        later()
        said = {"mail": "mail-1", "reason": reason, "address": HOLDER}
        _note(own_events.note(name, f"p:{holder().id}", name, at=clock.now(), origin="mail", properties=said))
    for marketing in (True, False):
        later()
        consent = {"marketing": marketing, "text": "展示会で同意", "source": "fair"}
        told = {"at": clock.now(), "origin": "server", "proof": 2, "type": "identify", "context": {"consent": consent}}
        _note({"id": f"told-{marketing}", "traits": {"email": HOLDER}, **told})


def later(minutes: int = 1) -> None:
    set_clock(clock.now() + minutes * 60_000)


def _note(event: dict[str, Any]) -> None:
    log.append(own_events.packet(f"p:{holder().id}", event, clock.now()))


def _fold() -> None:
    fold.fold_packets(list(log.packets(f"p:{holder().id}")))


def test_everything_that_was_said_is_on_record(office):
    """In its order, each press once, with the words, the version, the form, the page, the way, by whom and why."""
    live()
    record = proofs.of_address(f" {HOLDER.upper()} ")
    assert [proof.what for proof in record.proofs] == STORY
    first, confirmed, left, paused, gone, *_ = record.proofs
    words = ("お役立ち情報を受け取ります", "2026-11", "form:news")
    assert (first.text, first.version, first.source) == (confirmed.text, confirmed.version, confirmed.source) == words
    assert left.topic == "news" and left.how == "page" and gone.how == "one_click"
    assert paused.until == paused.at + 30 * DAY * 1000
    stopped, lifted = record.proofs[7:9]
    assert (stopped.by, stopped.because) == ("sato", "phone on Nov 20")
    assert (lifted.by, lifted.because, lifted.shows, lifted.how) == (
        "tanaka", "wrong person", "mail of Nov 21", "by_hand",
    )  # fmt: skip
    assert [proof.is_basis for proof in record.proofs].count(True) == 1 and record.proofs[6].is_basis


def test_evidence_is_kept_for_three_years_and_nothing_else_is(office, monkeypatch):
    """Where the log goes after a month: every packet of the story stays, page views go."""
    monkeypatch.setenv("MIKOMI_EVENT_DAYS", "30")
    settings.cache_clear()
    live()
    view = {"id": "v", "type": "page", "name": "x", "at": NOW, "context": {"consent": {"marketing": True}}}
    log.append(packing.pack("a:b-9", packing.sort_of(NOW, ["v"]), NOW, [view]))
    kept = {item["sk"]["S"]: _lives(item) for item in office.rows("events")}
    proving = {
        item["sk"]["S"]
        for subject in ("a:b-1", f"p:{holder().id}", _journal())
        for item in office.rows("events")
        if item["pk"]["S"] == subject
    }
    assert len(proving) > 12 and all(kept[sort] >= YEARS for sort in proving)
    assert [lives for sort, lives in kept.items() if sort not in proving] and min(kept.values()) == 30 * DAY


def _lives(item: dict[str, Any]) -> int:
    return int(item["expires_at"]["N"]) - int(item["received_at"]["N"]) // 1000


def _journal() -> str:
    return keys.address_subject(addresses.hashed(HOLDER))


def test_the_names_of_evidence_are_those_of_the_events():
    """Those who write packets know names alone (they start fast): the same that the model calls so."""
    ours = {name for name in vars(events) if name.startswith(("UNSUB", "TOPIC_UNSUB", "SUPPRESSION", "MAIL_PAUSED"))}
    named = {getattr(events, name) for name in (*ours, "MAIL_BOUNCED", "MAIL_COMPLAINED")}
    assert named == packing.EVIDENCE


def test_a_browsers_word_proves_nothing(office):
    """A client that calls its own events so, or says that it agreed, is neither kept nor shown."""
    fill_in("b-1")
    for event in (
        {"id": "1", "type": "track", "name": "Unsubscribed", "at": NOW},
        {"id": "2", "type": "identify", "at": NOW, "context": {"consent": {"marketing": True, "text": "x"}}},
    ):
        assert not packing.is_evidence(event)
        log.append(packing.pack("a:b-1", packing.sort_of(NOW, [str(event["id"])]), NOW, [event]))
    person = people.load(keys.visitor_id("a:b-1"))
    assert person and [proof.what for proof in proofs.of_person(person).proofs] == ["asked"]


def test_a_shared_browser_shows_nobody_what_another_agreed_to(office):
    """Two people fill in the form in one browser: each record holds its own."""
    fill_in("b-1")
    press(link_of(sent()[-1]))
    later(2 * 24 * 60)
    fill_in("b-1", "other@example.com")
    press(link_of(sent()[-1]))
    deliver()
    for address in (HOLDER, "other@example.com"):
        assert [proof.what for proof in proofs.of_address(address).proofs] == ["asked", "confirmed"], address


def test_the_basis_outlives_the_log(office):
    """The event went long ago: the item that mail goes out on says the words all the same."""
    fill_in("b-1")
    press(link_of(sent()[-1]))
    deliver()
    import boto3

    for item in office.rows("events"):
        boto3.client("dynamodb").delete_item(TableName="events", Key={"pk": item["pk"], "sk": item["sk"]})
    (basis,) = proofs.of_address(HOLDER).proofs
    assert basis.is_basis and basis.text == "お役立ち情報を受け取ります" and basis.version == "2026-11"


def test_a_journal_names_no_address(office):
    """I27: what is kept under the address's hash bears by whom and why, and not of whom."""
    suppression.add("nobody@example.com", "sato", "a letter", NOW)
    (item,) = [each for each in office.rows("events") if each["pk"]["S"].startswith("o:address:")]
    assert "nobody" not in repr(log.decode(item))
    assert [proof.what for proof in proofs.of_address("nobody@example.com").proofs] == ["stopped"]


def test_the_command_shows_and_exports(office, tmp_path, capsys):
    """As text in both languages, as JSON, into a file; 1 where nothing is on record, 2 where there is no address."""
    live()
    assert told("show", HOLDER, "--lang", "en") == 0
    said = capsys.readouterr().out
    for words in ("Ticked the box", "Words: お役立ち情報を受け取ります", "Where: メルマガ", "Evidence: mail of Nov 21"):
        assert words in said
    assert told("show", HOLDER, "--lang", "ja") == 0
    japanese = capsys.readouterr().out
    assert "手で配信停止を解除（止めていたもの: 手で登録）" in japanese and "メールソフトの配信停止ボタン" in japanese
    file = tmp_path / "consent.json"
    assert told("export", HOLDER, "--to", str(file)) == 0
    written = json.loads(file.read_text())
    assert [proof["what"] for proof in written["proofs"]] == STORY and written["address"] == HOLDER
    assert told("export", "x@example.com") == 1 and told("show", "x") == 2
    assert told("export", HOLDER, "--to", str(tmp_path / "no" / "x.json")) == 2


def test_the_leads_page_and_programs_see_it(office, monkeypatch):
    """The same record by the console, as a file, and by the read API."""
    live()
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    addresses.suppress(HOLDER, "complaint", clock.now())
    place = f"/console/leads/{holder().id}"
    assert f"{place}/consent" in page(place, "en")["body"]
    body = page(f"{place}/consent", "en")["body"]
    assert "Reported a mail as spam" in body and "No marketing mail since" in body and "form:news" not in body
    saved = page(f"{place}/consent.json", "en")
    assert json.loads(saved["body"])["suppressed"]["reason"] == "complaint"
    answer = console.handler(asked("GET", f"/v1/leads/{holder().id}/consent", None, KEY), None)
    assert [proof["what"] for proof in json.loads(answer["body"])["proofs"]] == STORY
    assert page("/console/leads/l_nobody/consent", "en")["statusCode"] == 404


@pytest.mark.parametrize("verb", ["show", "export"])
def test_nothing_is_changed_by_looking(office, verb, capsys):
    live()
    before = (office.rows(), office.rows("events"))
    told(verb, HOLDER)
    assert (office.rows(), office.rows("events")) == before
