"""A mail written in MJML, made into HTML when a workspace becomes a plan.

Rules
1. The library sees MJML's own tags alone. What stands within those that hold HTML (`<mj-text>`, `<mj-raw>` …), and
   whatever attributes hold beside plain letters, is put aside and comes back byte for byte, Jinja's marks too.
2. A mark between tags goes where an `<mj-raw>` may stand. A branch ends within the tag, or the attribute, in which it
   began, or what is left without it would be no page.
3. Nothing is loaded from elsewhere but what the mail names: no fonts of the library, no pictures of its makers.
4. What the library would pass over in silence (a tag that it does not know, a tag in the wrong place) is a fault.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from mikomi.core.mails.marks import HELD, Marks
from mikomi.core.mails.start_tag import attributes

_IN_COLUMN = "accordion button carousel divider image navbar raw social spacer table text"
_WITHIN = {
    "": "mjml",
    "mjml": "head body",
    "head": "attributes breakpoint preview style title raw",
    "body": "hero raw section wrapper",
    "wrapper": "hero raw section",
    "section": "column group raw",
    "group": "column raw",
    "column": _IN_COLUMN,
    "hero": _IN_COLUMN,
    "accordion": "accordion-element raw",
    "accordion-element": "accordion-title accordion-text raw",
    "carousel": "carousel-image",
    "navbar": "navbar-link raw",
    "social": "social-element raw",
    "attributes": "all class",
}
"""What may stand within each tag, as MJML itself says."""
_HOLD_HTML = frozenset(
    (
        "mj-accordion-text",
        "mj-accordion-title",
        "mj-button",
        "mj-navbar-link",
        "mj-preview",
        "mj-raw",
        "mj-social-element",
        "mj-style",
        "mj-table",
        "mj-text",
        "mj-title",
    )
)


def _tag(name: str) -> str:
    return name if name in ("", "mjml") else f"mj-{name}"


ALLOWED = {_tag(parent): tuple(_tag(child) for child in names.split()) for parent, names in _WITHIN.items()}
TAGS = frozenset(child for children in ALLOWED.values() for child in children)
_HAVE_ATTRIBUTES = tuple(sorted(TAGS - {"mjml", "mj-head", "mj-attributes"}))
"""Tags whose attributes may be said once for all: none of them stands in itself, so nothing goes deeper than MJML."""
MOST_FAULTS = 100
"""Told of one mail: after so many nobody reads on."""
_BEAR_MARKS = frozenset(("mj-body", "mj-wrapper", "mj-section", "mj-group", "mj-column", "mj-hero"))
"""Where a branch leaves a whole page for Outlook and for others, taken or not. What stands in the head is put in
another order, and lists of links share what stands between them."""
_LOADS = {"mj-social-element": ("src",), "mj-carousel": ("left-icon", "right-icon"),
          "mj-accordion": ("icon-wrapped-url", "icon-unwrapped-url")}  # fmt: skip
"""Tags whose pictures are the library's makers' if they are not named."""

_PIECE = re.compile(
    r"""<!--.*?(?:-->|\Z)|<![^>]*>|<\?[^>]*>|<(?P<end>/?)(?P<name>[A-Za-z][^\s<>/]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>"""
    "|(?P<mark>\ue000[0-9]+\ue001)|\\s+|(?P<text>[^\\s<\ue000]+|.)",
    re.DOTALL,
)
# each of its parts can be read in one way only, so that many comments before something else are read once
_BEGINS = re.compile(
    "\\A(?:\\s|\ufeff|\ue000[0-9]+\ue001|<!--(?:(?!-->).)*-->|<[?][^>]*>|<!(?!--)[^>]*>)*<mjml[\\s/>]", re.DOTALL
)
_PLAIN = re.compile(r"[ !#-\[\]-~]*\Z")
_BARE_ATTRIBUTE = re.compile(r"""[^\s=>/"'\ue000\ue001]+\s*=\s*(?:"[^"]*"|'[^']*')""")
_WORD = re.compile(r"\{%[-+]?\s*(\w+)")
_PLACE = re.compile(r" at position (\d+):(\d+)")


class MjmlFault(NamedTuple):
    """`code` is tag, place, mark, foreign, include, open, end, attribute, text or refused; where in the template it
    stands, and the letters there; the tag around it, and the names that would have been right."""

    code: str
    at: int
    written: str
    name: str = ""
    parent: str = ""
    among: tuple[str, ...] = ()


class FromMjml(NamedTuple):
    """`html` is None where there are faults."""

    html: str | None
    faults: tuple[MjmlFault, ...] = ()


class _Open(NamedTuple):
    """A tag that is open: its name, where it begins, as it is written, and the branches begun in it."""

    name: str
    at: int
    written: str
    branches: list[tuple[int, str]]


def is_mjml(template: str) -> bool:
    """Whether a template begins as MJML does."""
    return "<mjml" in template and bool(_BEGINS.match(Marks().aside(template)))


def is_there() -> bool:
    """Whether the library is: an older layer lacks it."""
    try:
        import mrml  # noqa: F401
    except ImportError:
        return False
    return True


@lru_cache(maxsize=64)
def html_of(template: str) -> FromMjml:
    """The template's HTML. A workspace is checked whole at every upload, and most of its mails have not changed."""
    return _Conversion(template).done()


class _Conversion:
    def __init__(self, template: str) -> None:
        self.marks = Marks()
        self.text = self.marks.aside(template)
        self.word = "zq"
        while self.word in self.text.lower():
            self.word += "q"
        self.kept: list[tuple[str, int, str]] = []  # what was put aside, where it stood, and how often it may come back
        self.made: list[str] = []
        self.faults: list[MjmlFault] = []
        self.open: list[_Open] = [_Open("", 0, "", [])]

    def done(self) -> FromMjml:
        at = 0
        while at < len(self.text) and len(self.faults) < MOST_FAULTS:
            piece = _PIECE.match(self.text, at)
            assert piece, "any letter is a piece"
            at = self._piece(piece)
        left, self.open = self.open[:MOST_FAULTS], self.open[:1]
        for each in (each for each in reversed(left[1:]) if each.name in TAGS):
            self._fault("open", each.at, each.written, each.name)
        for at, mark in self.open[0].branches:
            self._fault("mark", at, mark)
        if self.faults:
            return FromMjml(None, tuple(sorted(self.faults, key=lambda fault: fault.at)))
        return self._rendered()

    def _piece(self, piece: re.Match[str]) -> int:
        """Where the next piece begins."""
        if piece["name"]:
            return self._end_tag(piece) if piece["end"] else self._start_tag(piece)
        written, at, end = piece[0], piece.start(), piece.end()
        if piece["mark"]:
            self._mark(written, at)
        elif piece["text"]:
            if not self.faults or self.faults[-1].code != "text":  # a sentence is told once
                self._fault("text", at, written, parent=self.open[-1].name)
        elif written.startswith("<!--"):
            if self._bears_marks():
                self._whole_branches(written, at)
                self.made.append(f"<mj-raw>{self._keep(written, at, 'once')}</mj-raw>")
            elif met := HELD.search(written):
                self._fault("mark", at + met.start(), met[0])
        return end

    def _mark(self, written: str, at: int) -> None:
        if self._bears_marks():
            self._branches(written, at, self.open[-1].branches)
            self.made.append(f"<mj-raw>{self._keep(written, at, 'once')}</mj-raw>")
        elif not self.marks.back(written).startswith("{#"):
            self._fault("mark", at, written)

    def _bears_marks(self) -> bool:
        return self.open[-1].name in _BEAR_MARKS

    def _start_tag(self, tag: re.Match[str]) -> int:
        written, name, at, end = tag[0], tag["name"].lower(), tag.start(), tag.end()
        parent = self.open[-1].name
        allowed = _HAVE_ATTRIBUTES if parent == "mj-attributes" else ALLOWED.get(parent, ())
        if name == "mj-include":
            self._fault("include", at, written)
        elif name == "mj-font":
            self._fault("foreign", at, written, name)
        elif name not in TAGS:
            self._fault("tag", at, written, name, among=tuple(sorted(allowed)))
        elif name not in allowed:
            self._fault("place", at, written, name, parent, tuple(sorted(allowed)))
        self.made.append(self._begun(tag, name))
        given = {each.name for each in attributes(written)}
        if any(needed not in given for needed in _LOADS.get(name, ())) and parent != "mj-attributes":
            self._fault("foreign", at, written, name)
        if written.endswith("/>"):
            self.made.append(f"</{name}>")
            return end
        if name not in _HOLD_HTML:
            self.open.append(_Open(name, at, written, []))
            return end
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.text, end)
        if close is None:
            self._fault("open", at, written, name)
            return len(self.text)
        inner = self.text[end : close.start()]
        self._whole_branches(inner, end)
        if name == "mj-title":  # it stands in an attribute too
            inner = inner.replace('"', "&quot;")
        how = "often" if parent in ("mj-head", "mj-attributes") else "once"
        self.made.append((self._keep(inner, end, how) if inner.strip() else "") + f"</{name}>")
        return close.end()

    def _begun(self, tag: re.Match[str], name: str) -> str:
        """The start tag as the library may see it."""
        written, at = tag[0], tag.start()
        body = written[1 + len(tag["name"]) : -1].removesuffix("/")
        left = _BARE_ATTRIBUTE.sub("", body)
        if met := HELD.search(left):
            self._fault("mark", at + written.find(met[0]), met[0])
        elif left.strip():
            bad = left.split()[0]
            self._fault("attribute", at + max(written.find(bad, 1), 0), bad, name)
        given: dict[str, str] = {}
        for each in attributes(written):
            value = each.value
            if HELD.search(value) or not _PLAIN.match(value):
                self._whole_branches(value, at + each.begin + 1)
                how = "often" if HELD.search(value) else "any"
                value = self._keep(" ".join(value.replace('"', "&quot;").splitlines()), at + each.begin + 1, how)
            given.setdefault(each.name, value)
        if name == "mj-style":
            given.pop("inline", None)  # styles are written into their tags for all mails alike
        return "<" + name + "".join(f' {key}="{value}"' for key, value in given.items()) + ">"

    def _end_tag(self, tag: re.Match[str]) -> int:
        name = tag["name"].lower()
        at = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n].name == name), 0)
        if not at:
            self._fault("end", tag.start(), tag[0], name)
            return tag.end()
        left = self.open[at:]
        del self.open[at:]
        for each in (each for each in left[1:] if each.name in TAGS):
            self._fault("open", each.at, each.written, each.name)
        for each in left:
            for begun, mark in each.branches:
                self._fault("mark", begun, mark)
        self.made.append(f"</{name}>")
        return tag.end()

    def _whole_branches(self, text: str, at: int) -> None:
        branches: list[tuple[int, str]] = []
        self._branches(text, at, branches)
        for begun, mark in branches:
            self._fault("mark", begun, mark)

    def _branches(self, text: str, at: int, begun: list[tuple[int, str]]) -> None:
        for mark in HELD.finditer(text):
            word = _WORD.match(self.marks.back(mark[0]))
            if word and word[1] in ("if", "for", "raw", "with", "filter"):
                begun.append((at + mark.start(), mark[0]))
            elif word and word[1] in ("elif", "else", "endif", "endfor", "endraw", "endwith", "endfilter"):
                if not begun:
                    self._fault("mark", at + mark.start(), mark[0])
                elif word[1].startswith("end"):
                    begun.pop()

    def _keep(self, text: str, at: int, how: str) -> str:
        self.kept.append((text, at, how))
        return f"{self.word}{len(self.kept) - 1}z"

    def _fault(
        self, code: str, at: int, written: str, name: str = "", parent: str = "", among: tuple[str, ...] = ()
    ) -> None:
        if any(each.name not in TAGS for each in self.open[1:]):
            return  # what stands in a tag that is none follows from it
        before = len(self.marks.back(self.text[:at]))
        self.faults.append(MjmlFault(code, before, self.marks.back(written), name, parent, among))

    def _rendered(self) -> FromMjml:
        import mrml  # only who makes plans pays for it

        page = "".join(self.made)
        try:
            html = mrml.to_html(page, None, mrml.RenderOptions(fonts={})).content
        except (OSError, ValueError) as wrong:
            what = _PLACE.sub("", str(wrong)).removesuffix(" in root template")
            return FromMjml(None, (MjmlFault("refused", 0, "<mjml", what),))
        kept = re.compile(f"{self.word}([0-9]+)z")
        seen = [int(each[1]) for each in kept.finditer(html)]
        for number in self._lost(seen):
            text, at, _ = self.kept[number]
            met = HELD.search(text)
            self._fault("mark", at, met[0] if met else text)
        if self.faults:
            return FromMjml(None, tuple(self.faults))
        return FromMjml(self.marks.back(kept.sub(lambda each: self.kept[int(each[1])][0], html)))

    def _lost(self, seen: list[int]) -> Iterator[int]:
        """What did not come back, or more often, or in another order than it was written."""
        once = [number for number in seen if self.kept[number][2] == "once"]
        for number, (_, _, how) in enumerate(self.kept):
            count = seen.count(number)
            if (how == "often" and not count) or (how == "once" and count != 1):
                yield number
        yield from (after for before, after in pairwise(once) if after < before)
