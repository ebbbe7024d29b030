"""A mail as it was sent, looked at: the lead's page, the read API and the command; whoever looks changes nothing and is
taken for nobody."""

import json
from datetime import timedelta
from email import message_from_bytes
from hashlib import sha256

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import people
from mikomi.aws.refusals import Silence
from mikomi.cli.__main__ import _parser
from mikomi.model.person import Member
from mikomi.settings import settings
from mikomi.shell.effects import step_mail
from msgspec.structs import replace

from functions.console import app as console
from tests.core.mails import NOW, decided, lead, mail_plan, template
from tests.functions.http_api import asked
from tests.functions.outbox import at_each_call, set_clock
from tests.functions.read_api import KEY
from tests.functions.test_segment_pages import HERE
from tests.functions.test_segment_pages import get as page
from tests.functions.test_sent_mails import everything_changes, given_to_ses
from tests.functions.world import REGION

ADDRESS = "yamada1@example.com"
EVIL = '<script>alert(1)</script><form action="/console">'
SHOWS = template(
    "faq",
    html=f"<html><body>{EVIL}<p>{{{{ lead.honorific }}}}</p><a href='https://a.example.jp/x'>a</a>"
    "<a href='{{ unsubscribe_url }}'>u</a></body></html>",
    text="{{ lead.company }} https://a.example.jp/x {{ unsubscribe_url }}",
)


@pytest.fixture
def office(world, monkeypatch):
    """A mail was sent to a lead whose address, names and plan are others by now."""
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    world.publish(mail_plan(SHOWS, template("thanks")))
    people.give_alias(keys.email_alias(ADDRESS), "l_1", NOW)
    people.commit(lead())
    set_clock(NOW)
    settings.cache_clear()
    step_mail.send(decided(), lead())
    everything_changes(world)
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    settings.cache_clear()
    yield world
    clock.shift(timedelta())


def read(path):
    answer = console.handler(asked("GET", path, None, KEY), None)
    return answer["statusCode"], json.loads(answer["body"])


def told(*arguments: str) -> int:
    said = _parser().parse_args(["sent", *arguments])
    return int(said.act(said))


def forget(office, attempt=1):
    """As if an earlier release had sent it."""
    key = {"pk": {"S": keys.person_pk("l_1")}, "sk": {"S": keys.mail_sk(decided().id)}}
    boto3.client("dynamodb", region_name=REGION).update_item(
        TableName="state", Key=key, UpdateExpression=f"REMOVE made_of_{attempt}"
    )


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "1バイトも違いません"), ("en", "Byte for byte what SES was given")]
)
def test_the_page_shows_what_was_sent(office, language, words):
    """From the timeline's mail: to whom, when, of which version, with the digest; in both languages."""
    place = f"/console/leads/l_1/mails/{decided().id}"
    shown = page(place, language)
    assert shown["statusCode"] == 200 and words in shown["body"]
    assert sha256(given_to_ses()[0]).hexdigest() in shown["body"] and ADDRESS in shown["body"]
    assert "ABC製作所 https://a.example.jp/x" in shown["body"], "the text part, as it was"
    assert "https://ma.example.co.jp/u/" not in shown["body"]


def test_the_frame_can_do_nothing_and_tells_nobody(office):
    """No link of the reader's, no picture that counts; a policy without scripts, forms and ways out."""
    shown = page(f"/console/leads/l_1/mails/{decided().id}/html/1", "ja")
    assert shown["statusCode"] == 200 and "山田様" in shown["body"] and "佐藤" not in shown["body"]
    for path in ("/c/", "/o/", "/u/", "/v/", "https://a.example.jp"):
        assert path not in shown["body"]
    policy = shown["headers"]["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy and "form-action 'none'" in policy
    assert policy.endswith("; sandbox"), "nothing is allowed back"
    for nowhere in ("html/2", "html/x", "html", "x/1"):
        assert page(f"/console/leads/l_1/mails/{decided().id}/{nowhere}", "ja")["statusCode"] == 404
    for nobody in ("l_1/mails/nothing", "l_2/mails/x", "l_1/mails"):
        assert page(f"/console/leads/{nobody}", "ja")["statusCode"] == 404


def test_the_timeline_leads_there(office):
    body = page("/console/leads/l_1", "en")["body"]
    assert f'href="/console/leads/l_1/mails/{decided().id}"' in body and "The email as it was sent" in body


def test_programs_read_it(office):
    """The list, and one with what was sent, links and all; 404 for what never went out."""
    status, listed = read("/v1/leads/l_1/mails")
    (mail,) = listed["mails"]
    assert status == 200 and mail["id"] == decided().id and mail["version"] == 1 and mail["subject"] == "よくあるご質問"
    status, one = read(f"/v1/leads/l_1/mails/{mail['id']}")
    (attempt,) = one.pop("attempts")
    assert status == 200 and one == mail
    assert attempt["likeness"] == "same" and attempt["sha256"] == sha256(given_to_ses()[0]).hexdigest()
    parts = {each.get_content_type(): each for each in message_from_bytes(given_to_ses()[0]).walk()}
    html = parts["text/html"].get_payload(decode=True)
    assert isinstance(html, bytes) and attempt["html"] == html.decode().replace("\r\n", "\n")
    assert attempt["to"] == ADDRESS and "/u/" in attempt["text"]
    assert read("/v1/leads/l_1/mails/nothing")[0] == 404 and read("/v1/leads/l_9/mails")[0] == 404
    assert read("/v1/leads/l_1/mails?x=1")[0] == 400
    assert console.handler(asked("GET", "/v1/leads/l_1/mails", None, {}), None)["statusCode"] == 401


def test_the_command_shows_it(office, capsys, tmp_path):
    """As text, as JSON, as the very message in a file; 1 where it is not exact, 2 where there is none."""
    assert people.find_alias(keys.email_alias(ADDRESS)) == "l_1"
    assert told("list", ADDRESS, "--lang", "en") == 0 and decided().id in capsys.readouterr().out
    file = tmp_path / "mail.eml"
    assert told("show", ADDRESS, decided().id, "--lang", "en", "--eml", str(file)) == 0
    said = capsys.readouterr().out
    assert "Byte for byte what SES was given" in said and "ABC製作所" in said and "/u/" not in said
    assert file.read_bytes() == given_to_ses()[0]
    assert told("show", ADDRESS, decided().id, "--json") == 0
    assert json.loads(capsys.readouterr().out)["attempts"][0]["likeness"] == "same"
    assert told("show", ADDRESS, "nothing") == 2 and told("list", "nobody@example.com") == 2 and told("list", "x") == 2
    assert told("show", ADDRESS, decided().id, "--eml", str(tmp_path / "no" / "x.eml")) == 2
    forget(office)
    capsys.readouterr()
    assert told("show", ADDRESS, decided().id, "--lang", "ja") == 1 and "残っていません" in capsys.readouterr().out


def test_another_secret_is_said_plainly(office, monkeypatch):
    """What comes out is not what was sent, and whoever looks is told so."""
    monkeypatch.setattr("mikomi.aws.secrets.root", lambda: "another root")
    assert "Not byte for byte what was sent" in page(f"/console/leads/l_1/mails/{decided().id}", "en")["body"]
    _, one = read(f"/v1/leads/l_1/mails/{decided().id}")
    assert one["attempts"][0]["likeness"] == "other" and "山田様" in one["attempts"][0]["html"]


def test_a_mail_of_an_earlier_release_says_that_nothing_was_kept(office):
    forget(office)
    body = page(f"/console/leads/l_1/mails/{decided().id}", "en")["body"]
    assert "an earlier release sent this email" in body and "iframe" not in body
    assert read(f"/v1/leads/l_1/mails/{decided().id}")[1]["attempts"] == []


def test_an_attempt_in_doubt_says_so(office):
    """SES gave no answer, and it was tried again: both are shown, the first with a warning."""
    effect = decided("cases", id="run1.cases")
    set_clock(NOW + 10 * 86_400_000)

    def lost(_number, name, carry_out):
        made = carry_out()
        if name == "SendEmail":
            raise Silence("SendEmail", "read timeout")
        return made

    with at_each_call(lost):
        step_mail.send(effect, lead())
    set_clock(NOW + 10 * 86_400_000 + 16 * 60_000)
    step_mail.resume(keys.person_pk("l_1"), keys.mail_sk(effect.id))
    body = page("/console/leads/l_1/mails/run1.cases", "en")["body"]
    assert body.count("<iframe") == 4 and body.count("SES gave no answer") == 1
    assert [each["attempt"] for each in read("/v1/leads/l_1/mails/run1.cases")[1]["attempts"]] == [2, 1]


def test_a_mail_that_was_decided_for_the_visitor_is_found_at_the_lead(office):
    """Its row lies where the lead was a visitor."""
    visitor = keys.visitor_id("a:b1")
    effect = decided("cases", id="run9.cases", person=visitor)
    there = people.load("l_1")
    assert there is not None
    member = Member(first_at=1, last_at=1)
    people.commit(replace(there, members={"a:b1": member, "p:l_1": member}, version=there.version))
    set_clock(NOW + 10 * 86_400_000)
    step_mail.send(effect, lead())
    assert read("/v1/leads/l_1/mails/run9.cases")[1]["attempts"][0]["likeness"] == "same"
    assert [each["id"] for each in read("/v1/leads/l_1/mails")[1]["mails"]] == ["run9.cases", decided().id]


def test_nothing_is_changed_by_looking(office):
    before = (office.rows(), office.rows("events"))
    page(f"/console/leads/l_1/mails/{decided().id}", "en")
    page(f"/console/leads/l_1/mails/{decided().id}/html/1", "en")
    read(f"/v1/leads/l_1/mails/{decided().id}")
    assert (office.rows(), office.rows("events")) == before
