"""The guide says every word of the language, and what its examples show is what the core decides."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from mikomi.cli.guide import models, page, words
from mikomi.cli.guide.source import LANGUAGES, GuidePage, Heading, Prose, ShownVariables, Story
from mikomi.core.mails.filters import FILTERS, TESTS
from mikomi.core.mails.templates import NAMES
from mikomi.model.condition import VERBS
from mikomi.model.scenario import STEP_VERBS
from mikomi.model.trigger import TRIGGERS
from pydantic import BaseModel

from tests.core import guide

STORIES = [
    pytest.param(language, each.name, nth, story, id=f"{each.name}-{language}-{nth}")
    for language in LANGUAGES
    for each in guide.pages(language)
    for nth, story in enumerate(each.of(Story))
]


@pytest.mark.parametrize(("language", "of", "nth", "story"), STORIES)
def test_an_example_publishes_and_lives_as_its_story_says(language, of, nth, story):
    """Not one problem with it in the sample company, and every line of the story is so, no mail or alert besides."""
    plan, problems = guide.published(story.files, language)
    assert problems == () and plan is not None
    assert guide.Life(guide.of_the_example(plan, story.files), story.files).lived(story.lines) == []


@pytest.mark.parametrize("name", sorted(models.all_models()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_and_choice_is_described(language, name):
    """A key that is added to a model asks for its line in the guide, in both languages; a line for no key, too."""
    known, model = words.of(guide.pages(language)), models.all_models()[name]
    for key in models.keys(model):
        assert known.key(model, key), f"docs/guide/source says nothing of {name}.{key}"
        for choice in models.choices(model, key):
            assert known.choice(model, key, choice), f"docs/guide/source says nothing of {name}.{key}={choice}"
    if name in known.places:
        own = {key for key in models.keys(model) if models.owner(model, key) == name}
        described = {key for of, key in known.keys if of == name}
        assert own <= described <= set(models.keys(model))
    chosen = {(key, choice) for of, key, choice in known.choices if of == name}
    assert chosen <= {(key, choice) for key in models.keys(model) for choice in models.choices(model, key)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_and_choice_of_verbs_is_used_in_an_example(language):
    """Whatever can be written was written once, in an example that publishes."""
    used: set[tuple[str, str]] = set()
    for each in guide.pages(language):
        for story in each.of(Story):
            plan, _ = guide.published(story.files, language)
            assert plan is not None
            for file in story.files:
                if file.name.endswith(".json"):
                    model = next(model for model, of in models.FILES.values() if _fits(file.name, of))
                    used |= set(_used(model.model_validate_json(file.text)))
    every = {(models.owner(model, key), key) for model in models.all_models().values() for key in models.keys(model)}
    assert every - used == set()


def _fits(file: str, of: str) -> bool:
    return file == of or ("/" in file and file.split("/")[0] == of.split("/")[0])


def _used(value: Any) -> Iterator[tuple[str, str]]:
    """(class, key) of everything that was written in a model, and in those within it."""
    if isinstance(value, BaseModel):
        for key, info in models.keys(type(value)).items():
            name = next(name for name, each in type(value).model_fields.items() if each is info)
            if name in value.model_fields_set:
                yield models.owner(type(value), key), key
                yield from _used(getattr(value, name))
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _used(each)


VERB_PAGES = [
    *(("steps", verb) for verb in STEP_VERBS),
    *(("conditions", verb) for verb in VERBS),
    *(("scenarios", f"trigger.{kind}") for kind in TRIGGERS),
]


@pytest.mark.parametrize(("of", "anchor"), VERB_PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_has_its_paragraph_and_its_example(language, of, anchor):
    """A heading with an anchor of the verb's name, prose, and below it a story whose example has the verb."""
    section = _section(next(each for each in guide.pages(language) if each.name == of), anchor)
    assert any(isinstance(block, Prose) for block in section), f"{of}: no paragraph for {anchor}"
    verb = anchor.rpartition(".")[2]
    examples = [file.text for block in section if isinstance(block, Story) for file in block.files]
    assert any(f'"{verb}"' in text for text in examples), f"{of}: no example of {anchor}"


def _section(of: GuidePage, anchor: str) -> list[Any]:
    """What stands below the heading with this anchor, up to the next of its rank."""
    found: list[Any] = []
    level = 0
    for block in of.blocks:
        if isinstance(block, Heading) and block.level <= (level or block.level):
            level = block.level if block.anchor == anchor else 0
        elif level:
            found.append(block)
    return found


IN_MAILS = {
    *(f"var.{name}.{field}" for name, fields in NAMES.items() for field in fields or ()),
    *(f"var.{name}" for name, fields in NAMES.items() if not fields),
    *(f"filter.{name}" for name in FILTERS),
    *(f"test.{name}" for name in TESTS),
    "var.lead.honorific",
    "tag.if",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_a_mail_is_described_and_read_as_the_page_says(language):
    """Each variable, filter and test has its line, and what stands beside it is what a reader sees."""
    shown = [block for each in guide.pages(language) for block in each.of(ShownVariables)]
    assert {place.anchor for block in shown for place in block.places} == IN_MAILS
    for block in shown:
        seen = guide.shown(block, language)
        for place in block.places:
            assert place.template in seen and place.text
            name = place.anchor.rpartition(".")[2]
            assert name in place.template, f"{place.anchor}: its example does not use it"
            if place.result.endswith("…"):  # a signed link
                assert seen[place.template].startswith(place.result[:-1])
            else:
                assert seen[place.template] == place.result, place.anchor


@pytest.mark.parametrize("language", LANGUAGES)
def test_anchors_are_one_each_and_every_link_leads_to_one(language):
    """Within the guide, and to the other pages of docs/."""
    made = page.made(guide.SOURCES)
    ending = ".ja.md" if language == "ja" else ".md"
    ours = {name: text for name, text in made.items() if name.endswith(".ja.md") == (language == "ja")}
    anchors = {name: re.findall(r'<a id="([^"]+)"', text) for name, text in ours.items()}
    for name, found in anchors.items():
        assert sorted(found) == sorted(set(found)), [each for each in found if found.count(each) > 1]
        links = re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", re.sub(r"```.*?```", "", ours[name], flags=re.DOTALL))
        assert links
        for to, anchor in links:
            target = to or name
            if target in ours or target in made:
                assert not anchor or anchor in anchors[target], (name, to, anchor)
            elif not to.startswith("https:"):
                assert (guide.SOURCES.parent / to).exists(), (name, to)
                assert to.endswith(ending) or not (guide.SOURCES.parent / to.replace(".md", ending)).exists()
