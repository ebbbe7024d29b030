"""A mail that is looked at is the mail that would be sent, but for its links; where each value came from is said."""

import json
from pathlib import Path
from typing import Any

import pytest
from mikomi.cli.__main__ import main
from mikomi.core.mails import sample
from mikomi.core.mails.links import SampleLinks
from mikomi.core.mails.render import Unrenderable
from mikomi.core.mails.sample import FilledName, SampleMail, SampleSending
from mikomi.model.person import Trait

from tests.core.story import at
from tests.core.test_explain import example_plan
from tests.core.workspaces import EXAMPLES

NOW = at("2026-11-24 10:00")
LINKS = SampleLinks("root", "https://ma.example.co.jp")
TANAKA: dict[str, Any] = {"email": "tanaka@example.com", "lastName": "田中", "company": "ABC製作所"}


def made(sending: SampleSending, traits: dict[str, Any] = TANAKA) -> SampleMail:
    plan = example_plan()
    return sample.made(sending, sample.person_of(traits, NOW), plan, LINKS, NOW)


def first(template: str, **wanted: str) -> SampleSending:
    ways = sample.sendings(example_plan(), template)
    return next(way for way in ways if all(getattr(way, key) == value for key, value in wanted.items()))


def test_nothing_in_it_is_counted() -> None:
    """No pixel, links as the template has them, and unsubscribing leads to a page that unsubscribes nobody."""
    words = made(first("limited-offer")).words
    assert 'width="1"' not in words.html and "/c/" not in words.html + words.text
    assert "https://example.co.jp/offer" in words.html and "https://example.co.jp/offer" in words.text
    assert words.unsubscribe_url == "https://ma.example.co.jp/u/sample" and words.unsubscribe_url in words.html
    assert "/u/sample" in words.text


def test_values_say_where_they_came_from() -> None:
    """The lead's own, made of others, the template's default, a setting, the offer as if it were sent now."""
    filled = {each.name: each for each in made(first("limited-offer")).filled}
    assert filled["lead.company"] == FilledName(name="lead.company", value="ABC製作所", origin="lead")
    assert filled["lead.honorific"] == FilledName(name="lead.honorific", value="田中様", origin="made")
    assert (filled["offer.deadline"].value, filled["offer.deadline"].origin) == ("12月1日(火)23:59", "offer")
    assert filled["company.name"].origin == "settings" and filled["unsubscribe_url"].origin == "ours"
    lacking = {each.name: each for each in made(first("limited-offer"), {"email": "x@example.com"}).filled}
    assert lacking["lead.company"].origin == "default" and lacking["lead.company"].value


def test_what_a_stranger_typed_is_withheld_and_said_to_be() -> None:
    """As in the mail that would go out: an address in a name is shown to nobody."""
    person = sample.person_of(TANAKA, NOW)
    typed = Trait(value="https://evil.example/x", at=NOW, proof=1)
    plan, sending = example_plan(), first("limited-offer")
    shown = sample.made(sending, type(person)(id="v_1", traits={**person.traits, "company": typed}), plan, LINKS, NOW)
    company = next(each for each in shown.filled if each.name == "lead.company")
    assert company.origin == "withheld" and "evil.example" not in shown.words.html + shown.words.text


def test_every_way_of_sending_is_known() -> None:
    """By scenario, step and variant; a mail that no step sends is looked at by itself."""
    ways = [(way.scenario, way.step, way.variant) for way in sample.sendings(example_plan(), "success-cases")]
    assert ways == [
        *(("doc-request", "cases", variant) for variant in "AB"),
        ("doc-request", "cases-again", None),
        *(("story-reader", "stories", variant) for variant in "ABC"),
    ]
    assert made(first("success-cases", variant="B")).words.subject == "残業が月20時間減った製造業の話"
    assert first("thanks").marketing is False
    assert made(SampleSending(template="faq")).words.subject


def test_a_later_mail_speaks_of_the_offer_that_was_made_before() -> None:
    """Without it the mail could not be written at all; by itself it is not sent by any step, and says so."""
    later = SampleSending(template="limited-offer", scenario="doc-request", step="last-call")
    filled = {each.name: each.value for each in made(later).filled}
    assert filled["offer.deadline"] == "12月1日(火)23:59"
    with pytest.raises(Unrenderable):
        made(SampleSending(template="limited-offer"))


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    path = tmp_path / "lead.json"
    path.write_text(json.dumps(TANAKA, ensure_ascii=False), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("mail", sorted(path.stem for path in (EXAMPLES / "mails").glob("[a-z]*.html")))
def test_every_example_can_be_looked_at(
    mail: str, language: str, lead: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the terminal, and as files: both parts as they would go out, and what stands in them."""
    command = ["preview", str(EXAMPLES / f"mails/{mail}.html"), "--lead", str(lead), "--lang", language]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "tanaka@example.com" in told and "KB" in told and "{" not in told.splitlines()[0]
    assert main([*command, "--out", str(tmp_path / "out")]) == 0
    kept = json.loads((tmp_path / f"out/{mail}.json").read_text(encoding="utf-8"))
    assert kept["subject"] in told and kept["bytes"]["html"] == (tmp_path / f"out/{mail}.html").stat().st_size
    assert (tmp_path / f"out/{mail}.txt").read_text(encoding="utf-8").splitlines()[0] in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--lead", "nobody.json"], "There is no lead"),
        (["--step", "nowhere"], "No step sends"),
        (["--scenario", "doc-request", "--step", "offer"], "doc-request/faq"),
    ],
)
def test_what_is_not_there_is_named(more: list[str], said: str, lead: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what there is, and exit code 2."""
    mail = str(EXAMPLES / "mails/faq.html")
    assert main(["preview", mail, "--lead", str(lead), "--lang", "en", *more]) == 2
    out, err = capsys.readouterr()
    assert said in err and out == ""


@pytest.mark.parametrize("written", ["[1]", "{", "null", '"x"', "\udcff"])
def test_a_lead_that_is_no_lead_says_what_one_is(
    written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no object of traits, or no text."""
    path = tmp_path / "lead.json"
    path.write_bytes(written.encode(errors="surrogateescape"))
    assert main(["preview", str(EXAMPLES / "mails/faq.html"), "--lead", str(path), "--lang", "en"]) == 2
    assert "a lead's file is JSON such as" in capsys.readouterr().err


def test_a_mail_that_is_misspelt_is_asked_for_by_its_name(
    lead: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By id in the workspace's folder, with what was probably meant."""
    monkeypatch.chdir(EXAMPLES)
    assert main(["preview", "thank", "--lead", str(lead), "--lang", "en"]) == 2
    assert 'Did you mean "thanks"?' in capsys.readouterr().err
    assert main(["preview", "thanks", "--lead", str(lead), "--lang", "en"]) == 0
