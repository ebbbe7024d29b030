"""A page of the guide as Markdown, in one language: `steps.md`, `steps.ja.md`."""

import re
from pathlib import Path

from mikomi.cli.guide import models, source, story, words
from mikomi.cli.guide.kinds import Kinds
from mikomi.cli.guide.source import (
    LANGUAGES,
    Block,
    Choices,
    ExampleFile,
    GuidePage,
    Heading,
    Keys,
    Prose,
    ShownVariables,
    Story,
)
from mikomi.cli.guide.words import GuideWords

_HEADS = {
    "keys": ("| 項目 | 書くもの | 省いたとき | 意味 |", "| key | what to write | left out | what it means |"),
    "choices": ("| 書く言葉 | 意味 |", "| word | what it means |"),
    "shown": ("| 書き方 | 見える文字 | 意味 |", "| written | what is read | what it is |"),
    "story": ("| いつ | 起きること |", "| when | what happens |"),
}
_REQUIRED = ("必須", "required")
_OTHER = ("[English]({}.md) · [ガイド](README.ja.md)", "[日本語]({}.ja.md) · [the guide](README.md)")
_BETWEEN_JAPANESE = re.compile(r"(?<=[\u3000-\uffef])\n(?=[\u3000-\uffef])")
"""A line's end that Markdown would show as a space, where Japanese has none."""
_MADE = "<!-- made by `make schemas` of source/{}.md: change it there -->"


def made(folder: Path) -> dict[str, str]:
    """The pages by their names, made of `folder`, where their sources stand."""
    found = {}
    for language in LANGUAGES:
        pages = source.pages(folder, language)
        known = words.of(pages)
        for page in pages:
            found[f"{page.name}{known.ending}.md"] = _Drawing(page, known).drawn()
    return found


class _Drawing:
    def __init__(self, page: GuidePage, known: GuideWords) -> None:
        self.page, self.known, self.language = page, known, page.language
        self.nth = LANGUAGES.index(page.language)
        self.kinds = Kinds(page.language, known)
        self.models = models.all_models()
        self.anchors = {heading.anchor for heading in page.of(Heading)}

    def drawn(self) -> str:
        title, *rest = self.page.blocks
        parts = [self._block(title), _OTHER[self.nth].format(self.page.name), _MADE.format(self.page.name)]
        return "\n\n".join([*parts, *(self._block(block) for block in rest)]) + "\n"

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                anchor = f'<a id="{block.anchor}"></a>\n\n' if block.anchor else ""
                return f"{anchor}{'#' * block.level} {block.title}"
            case Prose():
                return _BETWEEN_JAPANESE.sub("", block.text) if self.language == "ja" else block.text
            case ExampleFile():
                return f"`{block.name}`\n\n```{block.name.rpartition('.')[2]}\n{block.text}```"
            case Keys():
                anchor = "" if block.anchor in self.anchors else f'<a id="{block.anchor}"></a>\n\n'
                self.anchors.add(block.anchor)
                return anchor + self._table(
                    "keys", [self._key(block, line.key) for line in block.lines if not line.choice]
                )
            case Choices():
                return self._table("choices", [(f"`{_cell(each.key)}`", each.text) for each in block.lines])
            case ShownVariables():
                return self._table("shown", [_place(each) for each in block.places])
            case Story():
                lines = [story.line_of(line) for line in block.lines]
                return self._table("story", [(each.day(self.language), each.in_words(self.language)) for each in lines])

    def _key(self, block: Keys, key: str) -> tuple[str, ...]:
        model = self.models[block.model]
        info = models.keys(model)[key]
        default = models.default_of(info)
        left_out = _REQUIRED[self.nth] if info.is_required() else f"`{default}`" if default else "–"
        said = self.known.key(model, key) or ""
        for line in block.lines:
            if line.key == key and line.choice:
                said += f"<br>`{line.choice}`: {line.text}"
        return f'<a id="{block.anchor}.{key}"></a>`{key}`', self.kinds.of(model, key), left_out, said

    def _table(self, head: str, rows: list[tuple[str, ...]]) -> str:
        title = _HEADS[head][self.nth]
        line = "|" + "---|" * (title.count("|") - 1)
        return "\n".join([title, line, *("| " + " | ".join(row) + " |" for row in rows)])


def _place(place: source.VariablePlace) -> tuple[str, ...]:
    anchor = f'<a id="{place.anchor}"></a>' if place.anchor != "-" else ""
    return f"{anchor}`{_cell(place.template)}`", _cell(place.result.replace("&", "&amp;")), place.text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
