"""The library of mails: tags are read and kept, a mail is found by what people remember of it, and where it is used is
told as it stands in the scenarios."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.mails import library
from mikomi.core.mails.library import among, tags_of
from mikomi.core.telling import revision
from mikomi.model.mail_tags import ASPECTS

from tests.core.workspaces import examples

FILES = examples()


def read(**tags):
    """The examples with the tags of `faq` as given, or without them."""
    files = dict(FILES)
    if tags:
        files["mails/faq.json"] = json.dumps({"version": 1, "id": "faq", **tags}).encode()
    plan, problems = workspace.read(files)
    assert plan is not None and not problems
    return plan


def ids(mails):
    return [mail.id for mail in mails]


EVERY = library.library(read(), "ja")


def test_each_mail_of_the_examples_has_its_tags():
    """By aspect, in the order in which they are written; a mail without a file has none."""
    assert len(EVERY) == len([name for name in FILES if name.endswith(".html")])
    assert all(mail.tags[aspect] for mail in EVERY for aspect in ASPECTS)
    plan = read(theme=["よくある質問"])
    faq = next(mail for mail in library.library(plan, "ja") if mail.id == "faq")
    assert faq.tags == {"stage": (), "persona": (), "theme": ("よくある質問",)}
    assert plan.mails["faq"].tags is not None and read().mails["faq"].html == plan.mails["faq"].html


def test_where_each_is_used():
    """Every step and variant that sends it, as the scenarios say."""
    plan = read()
    for mail in EVERY:
        for use in mail.uses:
            assert f'"{mail.id}"' in plan.scenarios[use.scenario].model_dump_json(by_alias=True)
    cases = next(mail for mail in EVERY if mail.id == "success-cases")
    assert {(use.scenario, use.step) for use in cases.uses} == {
        ("doc-request", "cases"),
        ("doc-request", "cases-again"),
        ("story-reader", "stories"),
    }


@pytest.mark.parametrize(
    ("search", "tags", "found"),
    [
        ("", {}, 11),
        ("セール", {}, 3),
        ("ｾｰﾙ", {}, 3),
        ("SALE", {}, 2),
        ("sale　緊急", {}, 1),
        ("資料請求後", {"persona": "決裁者"}, 4),
        ("", {"stage": "リピート"}, 3),
        ("", {"stage": "リピート", "theme": "料金"}, 0),
        ("no such word", {}, 0),
        ("postal_address", {}, 0),
        ("", {"stage": "\x00"}, 0),
    ],
)
def test_a_mail_is_found_by_what_people_remember(search, tags, found):
    """Words of the subject, the text, a tag or a scenario's name, in any width and case; every word, every tag."""
    assert len(among(EVERY, search, tags)) == found


@given(st.text(max_size=20), st.sampled_from(ASPECTS), st.text(max_size=10))
def test_asking_for_more_never_finds_more(search, aspect, tag):
    """The law of every sieve, whatever is typed."""
    one, both = among(EVERY, search, {}), among(EVERY, search, {aspect: tag})
    assert {*ids(both)} <= {*ids(one)} <= {*ids(EVERY)}


@pytest.mark.parametrize("aspect", ASPECTS)
def test_each_tag_that_is_offered_finds_as_many_as_it_says(aspect):
    """The number beside a tag is the number of mails behind it, and the commonest stands first."""
    counted = tags_of(EVERY, aspect)
    assert counted and [*counted.values()] == sorted(counted.values(), reverse=True)
    assert all(len(among(EVERY, "", {aspect: tag})) == n for tag, n in counted.items())


def test_two_spellings_are_one_tag():
    """Width and capital letters do not split what people mean."""
    mails = library.library(read(theme=["ＦＡＱ", "faq ", "料金"]), "ja")
    counted = tags_of(mails, "theme")
    assert counted["ＦＡＱ"] == 1 and "faq " not in counted
    assert ids(among(mails, "", {"theme": "faq"})) == ["faq"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"persone": ["x"]}, "E-unknown"),
        ({"stage": "x"}, "E-type"),
        ({"stage": [""]}, "E-length"),
        ({"theme": ["x"] * 11}, "E-length"),
    ],
)
def test_slips_in_tags_are_named(change, code):
    """An unknown key, a word for a list, an empty tag, too many: with their place, and nothing is published."""
    files = FILES | {"mails/faq.json": json.dumps({"version": 1, "id": "faq", **change}).encode()}
    plan, problems = workspace.read(files)
    assert plan is None and [(each.file, each.code) for each in problems] == [("mails/faq.json", code)]


def test_tags_of_no_mail_are_doubtful():
    """They publish, and it is said that they belong to nothing; a layout has none."""
    tags = b'{ "version": 1, "id": "new" }'
    plan, problems = workspace.read(FILES | {"mails/new.json": tags})
    assert plan is not None and [each.code for each in problems] == ["W-tags-unused"]
    _, problems = workspace.read(FILES | {"mails/_new.json": tags})
    assert [each.code for each in problems] == ["W-file"]


def test_a_changed_tag_is_told_in_words():
    """Two versions that differ in a tag alone differ, and say so."""
    (revised,) = revision.revision(read(stage=["情報収集"]), read(stage=["比較検討"]), "ja")
    assert revised.kind == "mail" and all("検討段階" in each.where for each in revised.differences)
    assert [(each.before, each.after) for each in revised.differences] == [("情報収集", None), (None, "比較検討")]
