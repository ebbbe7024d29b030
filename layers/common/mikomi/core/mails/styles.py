"""A mail's styles, written into its tags: many mail programs forget `<style>`.

Rules
1. Only `style` attributes come to a template: everything else in it, Jinja's marks and Outlook's comments too, stays
   byte for byte as it was written. So it happens once, when a workspace becomes a plan, and whoever sends needs no
   reader of CSS.
2. `<style>` stays, for narrow screens, dark mode and all that no attribute can say. A rule in it which a program
   follows beside the attributes (`@media`, `:hover`) gets `!important`, without which they would win over it.
3. A tag whose class, id or style hangs on the reader is left to `<style>`. So is a whole mail where a rule hangs on
   what stands beside a tag and a branch may take that away.
4. Nothing is loaded from elsewhere. What is too much, or broken, is left as it was written.
"""

import re
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails.marks import HELD, Marks
from mikomi.core.mails.start_tag import attributes

DEEPEST, NESTED, MOST_WORK = 400, 40, 4_000_000
"""Tags within each other, brackets of CSS within each other, and tags times rules: beyond it nobody wrote this by
hand, and readers of CSS would lose themselves in it."""

_NUMBER = "data-mikomi-tag"
_ON_PLACE = re.compile(r"[+~]|:(?:nth|first|last|only)-|:(?:empty|has)\b", re.IGNORECASE)
_ON_CONDUCT = re.compile(r":(?:hover|active|focus|visited|link|target|checked)\b|::", re.IGNORECASE)
_IMPORTANT = re.compile(r"\s*!\s*important\s*(?=;|\Z)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_LIVES = frozenset(("media", "supports"))
_PLAIN = frozenset(("class", "id", "style"))
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)

Left = str
"""Why a mail's styles stayed where they are: `reader`, `place`, `size`, `broken`."""


class Styled(NamedTuple):
    html: str
    left: Left | None = None


class _Tag(NamedTuple):
    begin: int
    written: str


class _Sheet(NamedTuple):
    """`narrowed`: by a `media` of the whole."""

    begin: int
    text: str
    narrowed: bool


class _Tags(HtmlReader):
    """Where start tags stand, the text of `<style>`, and how deep it goes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0, *(match.end() for match in re.finditer("\n", page))]
        self._open: list[str] = []
        self.tags: list[_Tag] = []
        self.sheets: list[_Sheet] = []
        self._narrowed = False
        self.deepest = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        self.tags.append(_Tag(self._at(), written))
        self._narrowed = tag == "style" and bool(dict(attrs).get("media"))
        if tag not in _VOID:
            self._open.append(tag)
            self.deepest = max(self.deepest, len(self._open))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style" and data.strip():
            self.sheets.append(_Sheet(self._at(), data, self._narrowed))

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


@lru_cache(maxsize=256)
def written_in(source: str) -> Styled:
    """The template with its styles in its tags."""
    if "<style" not in source.lower():
        return Styled(source)
    marks = Marks()
    page = marks.aside(source)
    read = _Tags(page)
    css = "\n".join(sheet.text for sheet in read.sheets)
    if HELD.search(css):
        return Styled(source, "reader")
    if "{%" in source and _ON_PLACE.search(_selectors(css)):
        return Styled(source, "place")
    too_deep = read.deepest > DEEPEST or _depth(css) > NESTED
    if too_deep or len(read.tags) * (css.count("{") + css.count(",")) > MOST_WORK:
        return Styled(source, "size")
    try:
        changes = [(at, at + len(text), _lasting(text, narrowed)) for at, text, narrowed in read.sheets]
        styles = _styles(page, read)
    except _Broken:
        return Styled(source, "broken")
    for number, style in styles.items():
        begin, end, new = _attribute(read.tags[number].written, style)
        at = read.tags[number].begin
        changes.append((at + begin, at + end, new))
    return Styled(marks.back(_changed(page, changes)))


def _changed(page: str, changes: list[tuple[int, int, str]]) -> str:
    pieces, done = [], 0
    for begin, end, new in sorted(changes):
        pieces += [page[done:begin], new]
        done = end
    return "".join(pieces) + page[done:]


class _Broken(ValueError):
    """CSS or HTML that nobody can read to its end."""


def _styles(page: str, read: _Tags) -> dict[int, str]:
    """The style that each tag gets, by its number."""
    import css_inline  # only who makes plans pays for it

    # a sheet for some screens alone would be written in as if it were for all
    numbered = [(sheet.begin, sheet.begin + len(sheet.text), "") for sheet in read.sheets if sheet.narrowed]
    for number, tag in enumerate(read.tags):
        name = _name(tag.written)
        if name.lower() == "<link":  # else it would be looked for, on this machine too
            numbered.append((tag.begin, tag.begin + len(tag.written), ""))
        elif name and not _hangs_on_reader(tag.written):
            numbered.append((tag.begin + len(name), tag.begin + len(name), f' {_NUMBER}="{number}"'))
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
    try:
        styled = inliner.inline(_changed(page, numbered))
    except (css_inline.InlineError, ValueError) as wrong:
        raise _Broken(str(wrong)) from wrong
    return _Given(styled).styles


class _Given(HtmlReader):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.styles: dict[int, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        number, style = given.get(_NUMBER), given.get("style")
        if number and number.isdecimal() and style:
            self.styles.setdefault(int(number), style)


def _name(written: str) -> str:
    match = re.match(r"<[a-zA-Z][^\s/>\ue000]*", written)
    return match[0] if match else ""


def _hangs_on_reader(written: str) -> bool:
    """Whether a mark stands where selectors look, or holds attributes."""
    kept = written
    for each in reversed(list(attributes(written))):
        if each.name not in _PLAIN:
            kept = kept[: each.begin] + kept[each.end :]
    return bool(HELD.search(kept))


def _attribute(written: str, style: str) -> tuple[int, int, str]:
    """Where in the start tag the style comes to stand."""
    before = next((each for each in attributes(written) if each.name == "style"), None)
    if before is None or "important" not in before.value:  # the sheet's own stays in the sheet, which wins by it
        style = _IMPORTANT.sub("", style)
    value = f'"{escape(style)}"'
    if before:
        return (
            (before.begin, before.end, value) if _SPACE.sub("", style) != _SPACE.sub("", before.value) else (0, 0, "")
        )
    end = len(written) - (2 if written.endswith("/>") else 1)
    return end, end, f" style={value}"


def _selectors(css: str) -> str:
    """What stands before each block."""
    css = re.sub(r"/\*.*?(?:\*/|\Z)", " ", css, flags=re.DOTALL)
    return "\n".join(match[1] for match in re.finditer(r"([^{};]+)\{", css) if not match[1].strip().startswith("@"))


def _depth(css: str) -> int:
    """How deep brackets stand in each other, counted so that nothing passes for less than it is."""
    deepest = depth = 0
    for bracket in re.finditer(r"[(\[{]|[)\]}]", css):
        depth = depth + 1 if bracket[0] in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _lasting(css: str, narrowed: bool) -> str:
    """The sheet, with `!important` where a rule has to win over attributes."""
    import tinycss2

    rules = tinycss2.parse_stylesheet(css)
    lasting = _rules(rules, narrowed)
    return css if lasting == _rules(rules, None) else lasting


def _rules(rules: list[Any], inside: bool | None) -> str:
    return "".join(_rule(rule, inside) for rule in rules)


def _rule(rule: Any, inside: bool | None) -> str:
    """`inside`: whether the rule is for some screens alone; None writes it as it is."""
    import tinycss2

    if rule.type == "error":
        raise _Broken(rule.message)
    if inside is None:
        return str(rule.serialize())
    if rule.type == "at-rule" and rule.lower_at_keyword in _LIVES and rule.content is not None:
        inner = _rules(tinycss2.parse_rule_list(rule.content), True)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
    if rule.type == "qualified-rule":
        selector = tinycss2.serialize(rule.prelude)
        if inside or _ON_CONDUCT.search(selector):
            return f"{selector}{{{_important(rule.content)}}}"
    return str(rule.serialize())


def _important(content: Any) -> str:
    import tinycss2

    pieces = []
    for each in tinycss2.parse_blocks_contents(content):
        if each.type == "error":
            raise _Broken(each.message)
        if each.type == "declaration":
            each.important = True
        pieces.append(f"{each.serialize()};" if each.type == "declaration" else str(each.serialize()))
    return "".join(pieces)
