"""What the pages say of each key, of each choice and of each model: for tables and for the editors' schemas."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mikomi.cli.guide import models
from mikomi.cli.guide.models import Model
from mikomi.cli.guide.source import Choices, GuidePage, Heading, Keys, Language


@dataclass
class GuideWords:
    """In one language. `common`: choices that many keys share. `places`: the page and the anchor of a model's
    keys; `titles`: the heading above them."""

    language: Language = "ja"
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    choices: dict[tuple[str, str, str], str] = field(default_factory=dict)
    common: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def ending(self) -> str:
        """Of a page's name in this language, before `.md`."""
        return ".ja" if self.language == "ja" else ""

    def key(self, model: Model, key: str) -> str | None:
        return self.keys.get((model.__name__, key)) or self.keys.get((models.owner(model, key), key))

    def choice(self, model: Model, key: str, choice: str) -> str | None:
        own = self.choices.get((model.__name__, key, choice))
        return own or self.choices.get((models.owner(model, key), key, choice)) or self.common.get(choice)


def of(pages: Sequence[GuidePage]) -> GuideWords:
    """What all pages of one language say. Raises ValueError where two say the same."""
    made = GuideWords(pages[0].language)
    for page in pages:
        heading = ""
        for block in page.blocks:
            if isinstance(block, Heading):
                heading = block.title
            if isinstance(block, Choices):
                made.common |= {line.key: line.text for line in block.lines}
            if not isinstance(block, Keys):
                continue
            if block.model in made.places:
                raise ValueError(f"{page.name}: {block.model} is described twice")
            made.places[block.model] = (page.name, block.anchor)
            made.titles[block.model] = heading.replace("`", "")
            for line in block.lines:
                if line.choice is None:
                    made.keys[block.model, line.key] = line.text
                else:
                    made.choices[block.model, line.key, line.choice] = line.text
    return made
