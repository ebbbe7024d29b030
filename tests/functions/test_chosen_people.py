"""Who clicked a mail gets the next one: the people behind a number of the results are a mailing's list."""

import html
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from mikomi import keys
from mikomi.aws import api, mailings, people
from mikomi.aws.people import commit, put_alias
from mikomi.cli.__main__ import _parser
from mikomi.model.person import Consent, Person
from mikomi.settings import settings
from mikomi.shell.everybody import controls, mailing
from mikomi.shell.everybody.controls import Nobody, NoSuchNumber, OthersNow
from mikomi.shell.everybody.preview import preview_of

from tests.core.story import plan_of
from tests.functions import beginnings
from tests.functions.archive import archived
from tests.functions.outbox import set_clock
from tests.functions.read_api import get as read
from tests.functions.test_mailing_pages import press, token
from tests.functions.test_mailings import lists, mailed, run, wake
from tests.functions.test_results import DAY, NOW, SCENARIO, count, reader, shop
from tests.functions.test_results import run as told_run
from tests.functions.test_segment_pages import HERE, get

assert shop
NEXT: dict[str, Any] = {
    "id": "next",
    "name": "続きのお知らせ",
    "trigger": {"manual": True},
    "audience": {"not": {"tag": "no"}},
    "steps": [{"id": "more", "mail": {"template": "more"}}],
}
CLICKED = {"scenario": "welcome", "what": "clicked", "step": "faq"}
AGREED = Consent(text="はい", source="fair", at=NOW - DAY, event_id="c")


def eight_got_the_mail(office):
    """As `clickers` tells it."""
    office.publish(plan_of([SCENARIO, NEXT], version=2))
    for number in (1, 2, 3, 4, 7, 8):
        someone(number, consent=None if number == 3 else AGREED, tags={"no": NOW} if number == 4 else {})
    put_alias("l_6", 0, "l_2")
    archived(*(each for number in range(1, 9) for each in told_run(str(number))), first=1)
    clicks(*range(1, 7), first=100)


@pytest.fixture
def clickers(shop, monkeypatch):
    """Eight got the mail; of them 1 to 6 clicked: two plain, one who never agreed, one outside the audience, one who
    was erased since, one who was merged into the second."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    monkeypatch.setattr(mailing, "ROWS", 2)
    beginnings.once("eight got the mail", lambda: eight_got_the_mail(shop))
    yield shop
    set_clock(NOW)
    settings.cache_clear()


@pytest.mark.parametrize("begun", [False, True])
def test_what_only_a_newer_release_says_of_a_mailing_keeps_this_one_from_sending_it(clickers, begun):
    """After a roll-back, before its list is made or after: it may say whom it is for. It is listed all the same, and
    goes on once it can be read."""
    sent = controls.send("next", people=CLICKED).mailing.id
    place = {"TableName": "state", "Key": {"pk": {"S": keys.MAILINGS}, "sk": {"S": sent}}, "ConsistentRead": True}
    row = api.call("dynamodb", "GetItem", **place)["Item"]
    while begun and controls.standing(sent).listed is None:
        set_clock(controls.standing(sent).next_at or NOW)
        wake(sent)
    told = {**json.loads(row["told"]["S"]), "but_not": "l_1"}
    api.call("dynamodb", "PutItem", TableName="state", Item={**row, "told": {"S": json.dumps(told)}})
    for _ in range(3):
        wake(sent)
    assert [(each.mailing.id, each.turns) for each in controls.latest()] == [(sent, 0)]
    api.call("dynamodb", "PutItem", TableName="state", Item=row)
    run(sent)
    stands = controls.standing(sent)
    assert stands.listed and stands.turns == stands.listed


def someone(number: int, **more: Any) -> None:
    commit(Person(id=f"l_{number}", email=f"p{number}@example.co.jp", **more))


def clicks(*numbers: int, first: int) -> None:
    archived(*(reader(str(number), "Mail Clicked") for number in numbers), first=first)
    assert count()


def test_who_clicked_gets_the_next_mail(clickers):
    """Everybody on the list has one turn, with the reason where they get none; who was erased is not on it, who was
    merged is once; the preview said so before."""
    *_, seen = preview_of("next", None, CLICKED)
    assert dict(seen.reasons) == {"chosen.gone": 1, "skip.no_consent": 1, "not_entered.audience": 1}
    assert (seen.fits, seen.gets) == (5, 2)
    sent = controls.send("next", None, CLICKED, looked_at=seen.chosen)
    run(sent.mailing.id)
    stands = controls.standing(sent.mailing.id)
    assert (stands.state, stands.listed, stands.turns) == ("ended", 4, 4)
    assert sorted(lists(sent.mailing.id)) == ["l_1", "l_2", "l_3", "l_4"]
    found = mailed("next")
    assert {to: [mail.skip for mail in each] for to, each in found.items()} == {
        "p1@example.co.jp": [None],
        "p2@example.co.jp": [None],
        "p3@example.co.jp": ["no_consent"],
    }
    status, told = read(f"/v1/mailings/{sent.mailing.id}")
    assert status == 200 and told["people"] == CLICKED and told["segment"] is None


def test_sent_twice_it_is_sent_once_and_to_those_of_the_first(clickers):
    """By two people, before and after the results were counted anew: one mailing, one list; once more is another, and
    the button for that pressed twice is one as well."""
    *_, seen = preview_of("next", None, CLICKED)
    first = controls.send("next", None, CLICKED, by="one", looked_at=seen.chosen)
    clicks(7, first=200)
    assert controls.send("next", None, CLICKED, by="two", looked_at=seen.chosen) == first
    run(first.mailing.id)
    assert "p7@example.co.jp" not in mailed("next")
    before = controls.sent_before("next", None, CLICKED)
    assert before and before.mailing.id == first.mailing.id
    again = [controls.send("next", None, CLICKED, after=before.mailing.id).mailing.id for _ in range(2)]
    assert again == [f"{first.mailing.id}-2"] * 2
    run(again[0])
    assert "p7@example.co.jp" in mailed("next") and all(len(each) == 1 for each in mailed("next").values())


def test_nobody_is_sent_to_whom_nobody_saw(clickers):
    """The results were counted anew between the preview and the button: nothing is sent, and the page shows the
    preview again, whose button then sends."""
    page = get(f"/console/mailings/new?{urlencode(asked())}", "en")["body"]
    fields = hidden(page)
    clicks(7, first=200)
    assert press("/console/mailings", **fields).endswith("&others=yes")
    with pytest.raises(OthersNow):
        controls.send("next", None, CLICKED, looked_at=fields["chosen"])
    assert controls.sent_before("next", None, CLICKED) is None
    page = get(press("/console/mailings", **fields), "en")["body"]
    assert "others are meant now" in page and "<td>6 people</td>" in page
    assert press("/console/mailings", **hidden(page)).startswith("/console/mailings/next@sent-")
    page = get(f"/console/mailings/new?{urlencode(asked())}", "en")["body"]
    assert "This was sent already" in page and "Send it once more" in page


def test_a_number_that_is_none_and_one_of_nobody(clickers):
    """Each has its sentence, and no mailing comes of it."""
    for wrong in ({**CLICKED, "what": "clickd"}, {**CLICKED, "scenario": "gone"}, {"what": "clicked"}):
        with pytest.raises(NoSuchNumber):
            list(preview_of("next", None, wrong))
        with pytest.raises(NoSuchNumber):
            controls.send("next", None, wrong)
    nobody = {**CLICKED, "what": "bounced"}
    *_, seen = preview_of("next", None, nobody)
    assert seen.fits == 0
    with pytest.raises(Nobody):
        controls.send("next", None, nobody)
    assert get("/console/mailings/new?scenario=next&of=welcome&what=clickd")["statusCode"] == 404
    assert "誰にも届かない" in get("/console/mailings/new?scenario=next&of=welcome&what=bounced&step=faq")["body"]
    assert not list(mailings.noted())


def test_somebody_led_to_from_two_places_has_one_turn(clickers, monkeypatch):
    """Merged while the list is made, page by page: whichever page they are met on, they are on the list once."""
    monkeypatch.setattr(mailing, "ROWS", 1)
    for number in (7, 8):
        held = people.load(f"l_{number}")
        assert held
        put_alias(held.id, held.version, "l_99")
    someone(99, consent=AGREED)
    clicks(7, 8, first=200)
    sent = controls.send("next", None, CLICKED).mailing.id
    run(sent)
    on_it = lists(sent)
    assert sorted(on_it) == ["l_1", "l_2", "l_3", "l_4", "l_99"]
    assert controls.standing(sent).listed == controls.standing(sent).turns == 5


def test_delivered_and_not_clicked_is_a_number_too(clickers):
    """The others of those to whom it was delivered, as many as the page says; they can be written to as well."""
    status, told = read("/v1/results/scenarios/welcome/people", "what=not_clicked&step=faq")
    assert status == 200 and sorted(each["id"] for each in told["people"]) == ["l_7", "l_8"]
    page = get("/console/scenarios/welcome/mails/faq", "en")["body"]
    assert re.search(r'what=not_clicked&amp;step=faq">2</a>', page)
    *_, seen = preview_of("next", None, {**CLICKED, "what": "not_clicked"})
    assert seen.gets == 2


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_of_the_people_offers_both(clickers, language):
    """The next mailing, with a scenario chosen already that nothing else begins; and the segment whose file is right as
    it stands."""
    page = get("/console/scenarios/welcome/people?what=clicked&step=faq", language)["body"]
    assert re.findall(r'<option value="(\w+)"', page) == ["next", "welcome"]
    made = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S)
    assert made
    segment = json.loads(html.unescape(made[1]))
    assert segment["when"] == {"clicked": "welcome/faq"} and segment["id"] == "clicked-welcome-faq"
    assert f"segments/{segment['id']}.json" in page
    for no_condition in ("what=entered", "what=clicked&step=faq&variant=A", "what=sent&step=faq"):
        page = get(f"/console/scenarios/welcome/people?{no_condition}", language)["body"]
        assert "<pre" not in page and '<option value="next"' in page
    assert "/console/mailings/new" not in get("/console/scenarios/welcome/people?what=bounced")["body"]


def test_the_page_of_the_mailing_leads_back_to_the_people(clickers):
    """It says whose they are in words, and each page that names them leads to them."""
    sent = controls.send("next", None, CLICKED).mailing.id
    page = get(f"/console/mailings/{sent}", "ja")["body"]
    link = re.search(r'href="(/console/scenarios/welcome/people\?[^"]+)">([^<]+)</a>', page)
    assert link and "クリックした方" in link[2] and "ようこそ" in link[2]
    assert get(html.unescape(link[1]))["statusCode"] == 200
    assert "クリックした方" in get("/console/mailings")["body"]


def test_the_command_does_the_same(clickers, capsys):
    """The number by its name, its scenario and step; a number that is none is told with those that there are."""

    def mikomi(*words: str) -> int:
        told = _parser().parse_args(["mailing", *words, "--local", "--json", "--lang", "en"])
        return int(told.act(told))

    whom = ("--people", "clicked", "--of", "welcome/faq")
    assert mikomi("preview", "next", *whom) == 0
    assert json.loads(capsys.readouterr().out)["gets"] == 2
    assert mikomi("send", "next", *whom) == 0
    assert json.loads(capsys.readouterr().out)["people"] == CLICKED
    assert mikomi("send", "next", "--people", "clickd", "--of", "welcome/faq") == 2
    assert "not_clicked" in capsys.readouterr().err
    assert mikomi("send", "next", "--people", "bounced", "--of", "welcome/faq") == 1
    assert "Nobody would get it" in capsys.readouterr().err


def asked() -> dict[str, str]:
    return {"scenario": "next", "of": "welcome", "what": "clicked", "step": "faq"}


def hidden(page: str) -> dict[str, str]:
    """What the button of the preview sends."""
    form = re.search(r'<form method="post" action="/console/mailings">(.*?)</form>', page, re.S)
    assert form and token(page)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
