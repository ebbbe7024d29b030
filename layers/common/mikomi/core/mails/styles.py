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
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
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
_SPELT_TAG = re.compile(r"""<[^\s<>]+((?: [^\s="<>]+="[^"]*")+)/?>""")
_SPELT = re.compile(r''' ([^\s="<>]+)="([^"]*)"''')
_PAINTED = re.compile(r"(?<![-\w])background\s*:\s*(#\w+|[a-z]+|rgba?\([^()]*\))\s*!important", re.IGNORECASE)
_NARROWER = re.compile(r"\bnot\b|width|height|orientation|print", re.IGNORECASE)
_LIVES = frozenset(("media", "supports"))
_PLAIN = frozenset(("class", "id", "style"))
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

Left = str
"""Why a mail's styles stayed where they are: `reader`, `place`, `size`, `broken`."""


class Styled(NamedTuple):
    html: str
    left: Left | None = None


class Begin(NamedTuple):
    """A start tag: its number in the page, where it begins, as it is written and as it is read."""

    number: int
    at: int
    written: str
    name: str
    given: Mapping[str, str]


class End(NamedTuple):
    name: str


class PageText(NamedTuple):
    text: str


class _Sheet(NamedTuple):
    """`media`: for which screens the whole is."""

    begin: int
    text: str
    media: str


class TemplatePage(HtmlReader):
    """A template's tags and texts in order, the text of `<style>`, and how deep it goes. `marks` has Jinja's marks, and
    `written` the template without them."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = Marks()
        self.written = self.marks.aside(source)
        self._lines = [0, *(match.end() for match in re.finditer("\n", self.written))]
        self._open: list[str] = []
        self._media = ""
        self.pieces: list[Begin | End | PageText] = []
        self.tags: list[Begin] = []
        self.sheets: list[_Sheet] = []
        self.deepest = 0
        self.feed(self.written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        begin = Begin(len(self.tags), self._at(), self.get_starttag_text() or "", tag, given)
        self.tags.append(begin)
        self.pieces.append(begin)
        self._media = given.get("media", "") if tag == "style" else ""
        if tag not in VOID:
            self._open.append(tag)
            self.deepest = max(self.deepest, len(self._open))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(End(tag))
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.pieces.append(PageText(data))
        if self._open and self._open[-1] == "style" and data.strip():
            self.sheets.append(_Sheet(self._at(), data, self._media))

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


@lru_cache(maxsize=4)
def read(source: str) -> TemplatePage:
    """Nobody writes on what comes back. Whoever checks a mail asks several times for the same."""
    return TemplatePage(source)


@lru_cache(maxsize=256)
def written_in(source: str) -> Styled:
    """The template with its styles in its tags."""
    if "<style" not in source.lower():
        return Styled(source)
    page = read(source)
    css = "\n".join(sheet.text for sheet in page.sheets)
    if HELD.search(css):
        return Styled(source, "reader")
    if "{%" in source and _ON_PLACE.search(_selectors(css)):
        return Styled(source, "place")
    too_deep = page.deepest > DEEPEST or brackets_deep(css) > NESTED
    if too_deep or len(page.tags) * (css.count("{") + css.count(",")) > MOST_WORK:
        return Styled(source, "size")
    try:
        changes = [(at, at + len(text), _lasting(text, bool(media))) for at, text, media in page.sheets]
        styles = _plainly(source)
    except _Broken:
        return Styled(source, "broken")
    for number, style in styles.items():
        begin, end, new = _attribute(page.tags[number].written, style)
        at = page.tags[number].at
        changes.append((at + begin, at + end, new))
    return Styled(page.marks.back(_changed(page.written, changes)))


@lru_cache(maxsize=256)
def in_scheme(source: str, scheme: str) -> tuple[Mapping[int, str], bool]:
    """The style of each tag that has one, by its number, of a template whose styles can be written in: those for all
    screens, and over them those for `light` or `dark`; and whether there are any of these. What they hang on besides (a
    width) is not looked at."""
    page = read(source)
    plain = ["" if sheet.media else sheet.text for sheet in page.sheets]
    try:
        own = [_of_scheme(sheet.text, sheet.media, scheme) for sheet in page.sheets]
        if any(own):
            both = [f"{for_all}\n{for_it}" for for_all, for_it in zip(plain, own, strict=True)]
            return _styles(page, both), True
    except _Broken:  # a rule within `@media` that no program follows
        pass
    return _plainly(source), False


@lru_cache(maxsize=4)
def _plainly(source: str) -> Mapping[int, str]:
    page = read(source)
    if not page.sheets:
        return {}
    # a sheet for some screens alone would be written in as if it were for all
    return _styles(page, ["" if sheet.media else sheet.text for sheet in page.sheets])


@lru_cache(maxsize=64)
def _of_scheme(css: str, media: str, scheme: str) -> str:
    """The sheet's rules for this scheme, each so that it wins. All mails of a company have the same sheet."""
    import tinycss2

    if "prefers-color-scheme" not in (css + media).lower():
        return ""
    rules = tinycss2.parse_stylesheet(css)
    if media:
        return _rules(rules, True) if _is_for(media, scheme) else ""
    own = "".join(
        _rules(tinycss2.parse_rule_list(rule.content), True)
        for rule in rules
        if rule.type == "at-rule"
        and rule.lower_at_keyword == "media"
        and rule.content
        and _is_for(tinycss2.serialize(rule.prelude), scheme)
    )
    # a tag with both (MJML writes both) would keep the other's colour
    return _PAINTED.sub(r"\g<0>;background-color:\1!important", own)


def _is_for(media: str, scheme: str) -> bool:
    said = re.search(rf"prefers-color-scheme\s*:\s*{scheme}\b", media, re.IGNORECASE)
    return bool(said) and not _NARROWER.search(media)


def _changed(page: str, changes: list[tuple[int, int, str]]) -> str:
    pieces, done = [], 0
    for begin, end, new in sorted(changes):
        pieces += [page[done:begin], new]
        done = end
    return "".join(pieces) + page[done:]


class _Broken(ValueError):
    """CSS or HTML that nobody can read to its end."""


def _styles(page: TemplatePage, sheets: list[str]) -> dict[int, str]:
    """The style that each tag gets by its number, where `sheets` are what stands within `<style>`."""
    import css_inline  # only who makes plans pays for it

    numbered = [
        (sheet.begin, sheet.begin + len(sheet.text), text) for sheet, text in zip(page.sheets, sheets, strict=True)
    ]
    for number, tag in enumerate(page.tags):
        name = _name(tag.written)
        if name.lower() == "<link":  # else it would be looked for, on this machine too
            numbered.append((tag.at, tag.at + len(tag.written), ""))
        elif name and not hangs_on_reader(tag.written):
            numbered.append((tag.at + len(name), tag.at + len(name), f' {_NUMBER}="{number}"'))
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
    try:
        styled = inliner.inline(_changed(page.written, numbered))
    except (css_inline.InlineError, ValueError) as wrong:
        raise _Broken(str(wrong)) from wrong
    return _given(styled)


def _given(styled: str) -> dict[int, str]:
    """The styles in css-inline's own spelling of the page, where every attribute stands in double quotes. A parser
    would read it for longer than writing them in took."""
    styles: dict[int, str] = {}
    for tag in _SPELT_TAG.finditer(styled):
        given = dict(_SPELT.findall(tag[1]))
        if given.get("style") and given.get(_NUMBER, "").isdecimal():
            styles.setdefault(int(given[_NUMBER]), unescape(given["style"]))
    return styles


def _name(written: str) -> str:
    match = re.match(r"<[a-zA-Z][^\s/>\ue000]*", written)
    return match[0] if match else ""


def hangs_on_reader(written: str) -> bool:
    """Whether a mark stands where selectors look, or holds attributes."""
    if not HELD.search(written):
        return False
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


def brackets_deep(css: str) -> int:
    """How deep brackets stand in each other, counted so that nothing passes for less than it is."""
    deepest = depth = 0
    for bracket in re.finditer(r"[(\[{]|[)\]}]", css):
        depth = depth + 1 if bracket[0] in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=64)
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
