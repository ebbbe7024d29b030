"""Pictures say what their tables say, hold whatever people write, and let no two boxes lie on each other."""

from itertools import combinations, pairwise
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.pictures import bars, lines, pairs, svg, table
from mikomi.core.pictures.bars import Bar
from mikomi.core.pictures.graph import BOX, Node, Way, boxes, graph, standing_alone
from mikomi.core.pictures.lines import Group, Point
from mikomi.core.pictures.pairs import Pair
from mikomi.core.pictures.table import Link, Table, as_csv

HOSTILE = st.text(max_size=40)
ODD = ["<script>alert(1)</script>", '"><a href="javascript:x">', "'onload='x", "&amp;", "]]>", "株式会社" * 20, ""]


def parsed(drawn: str) -> list[Any]:
    """The drawings, read as XML: whatever is not escaped fails here."""
    return list(ElementTree.fromstring(f"<all>{drawn}</all>"))


def texts(drawn: str) -> list[str]:
    return ["".join(each.itertext()) for each in parsed(drawn)[0].iter() if each.tag.endswith("text")]


def scenario(random: Random, depth: int = 3) -> tuple[Node, ...]:
    """One of any shape, with names that are hard to bear."""

    def word() -> str:
        return random.choice(ODD)

    def ways() -> tuple[Way, ...]:
        many = random.choice((0, 0, 1, 2, 3)) if depth else 0
        return tuple(Way(word(), scenario(random, depth - 1), random.random() < 0.3) for _ in range(many))

    figures = ((), ("1",), ("1", word()))
    return tuple(
        Node(word(), word(), random.choice(figures), random.choice((None, 0.0, 0.4, 1.0)), row=("1",), ways=ways())
        for _ in range(random.randint(0 if depth < 3 else 1, 4))
    )


@given(st.integers(0, 10**9), HOSTILE)
def test_a_scenario_of_any_shape_is_drawn_without_overlaps(seed: int, label: str) -> None:
    """No two boxes lie on each other, each step is in the table once, and whatever is written in it is text."""
    steps = scenario(Random(seed))
    picture = graph(steps, label, ("step", "n"))
    drawings = parsed(picture.svg)
    assert len(drawings) in (1, 2)
    placed = boxes(steps)
    assert len(placed) == len(picture.table.rows)
    for (x1, y1, h1), (x2, y2, h2) in combinations(placed, 2):
        assert abs(x1 - x2) >= BOX or y1 + h1 <= y2 or y2 + h2 <= y1
    wide, tall = float(drawings[0].get("width")), float(drawings[0].get("height"))
    assert all(x >= 0 and x + BOX <= wide and y >= 0 and y + high <= tall for x, y, high in placed)


def test_branches_that_stand_beside_each_other_stand_below_each_other_on_a_phone() -> None:
    """Two drawings, of which one is hidden; both have every box, and the second is as narrow as a phone."""
    fork = Node("分岐", "読んだ", ways=(Way("はい", (Node("通知", "a", row=("1",)),)), Way("いいえ", ())), row=("2",))
    wide, outline = parsed(graph((fork,), "-", ("", "")).svg)
    assert (wide.get("class"), outline.get("class")) == ("picture graph wide", "picture graph outline")
    assert float(wide.get("width")) > 390 > float(outline.get("width"))
    for drawing in (wide, outline):
        assert len([each for each in drawing.iter() if each.get("class") == "box"]) == 2
        assert {"はい", "いいえ"} <= {
            "".join(each.itertext()) for each in drawing.iter() if each.get("class") == "label"
        }
    (alone,) = parsed(graph((Node("待つ", "2日", row=("1",)),), "-", ("", "")).svg)
    assert alone.get("class") == "picture graph"


def test_a_way_that_ends_does_not_join_again() -> None:
    """One line fewer, and none to the next step if every way ends."""

    def lines_of(*ends: bool) -> int:
        ways = tuple(Way("", (Node("", "x", row=()),), end) for end in ends)
        drawn = parsed(graph((Node("", "a", ways=ways), Node("", "b")), "-", ("",)).svg)[0]
        return sum(each.get("class") == "way" for each in drawn.iter())

    assert lines_of(False, False) == lines_of(True, False) + 1 == lines_of(True, True) + 3


@pytest.mark.parametrize("odd", ODD)
def test_what_people_write_stays_text(odd: str) -> None:
    """In names, labels, figures and links of every picture; the whole of what was cut stands in the tooltip."""
    node = Node(odd, odd, (odd,), 0.5, to=f"/console/x?{odd}", row=(odd,), ways=(Way(odd, ()),))
    drawn = graph((node,), odd, (odd, odd)).svg + bars.bars([Bar(odd, 1, odd, (odd,))], odd, (odd, odd)).svg
    drawn += lines.lines([Group(odd, [], 1, (3,))], [0], odd, odd, ("", "", "", "", "")).svg
    drawn += pairs.pairs([Pair(odd, 1, 0, (odd, odd), (odd,))], (odd, odd), odd, (odd, odd)).svg
    for each in (one for drawing in parsed(drawn) for one in drawing.iter()):
        name = each.tag.rpartition("}")[2]
        assert name in {"svg", "g", "a", "rect", "path", "text", "title"}
        assert not any(key.lower().startswith("on") or key == "style" for key in each.attrib)
        assert name != "a" or each.get("href").startswith("/console/")
    assert not odd or odd in "".join("".join(each.itertext()) for each in parsed(drawn))


@given(HOSTILE, st.integers(1, 40))
def test_a_text_fits_its_place(words: str, most: int) -> None:
    """Never wider than its place; whole if it fits; else its beginning and an ellipsis."""
    shown = svg.fitted(words, most)
    assert svg.width(shown) <= most + 1  # the ellipsis itself may be wide in an eastern font
    assert shown == words if svg.width(words) <= most else shown.endswith("…")
    assert words.startswith(shown.removesuffix("…"))


@given(HOSTILE, st.integers(4, 40), st.integers(1, 6))
def test_a_text_is_wrapped_without_losing_a_letter(words: str, most: int, lines: int) -> None:
    """Every line fits its place, in no more lines than there are; all that was written stands in them, or ends in an
    ellipsis."""
    wrapped = svg.wrapped(words, most, lines)
    assert 1 <= len(wrapped) <= lines and all(svg.width(line) <= most + 1 for line in wrapped)
    joined, plain = "".join("".join(wrapped).split()), "".join(words.split())
    assert joined == plain or (joined.endswith("…") and plain.startswith(joined.removesuffix("…")))


@pytest.mark.parametrize(
    ("words", "wrapped"),
    [
        ("viewed /price at least 3 times", ["viewed /price", "at least 3", "times"]),
        ("フォームを送信した、または開いた", ["フォームを送信", "した、または開", "いた"]),
        ("資料を送りました。以上です", ["資料を送りまし", "た。以上です"]),
        ("Donaudampfschifffahrt", ["Donaudampfschi", "fffahrt"]),
        ("", [""]),
    ],
)
def test_a_line_ends_between_words(words: str, wrapped: list[str]) -> None:
    """Between English words, anywhere in Japanese but before what closes, and within a word that fills a line."""
    assert svg.wrapped(words, 14, 9) == wrapped


def test_a_picture_in_a_file_stands_for_itself() -> None:
    """It brings its colours for light and dark, its title and what is read aloud, escaped; and it holds the whole of
    every name that fits in a few lines."""
    long = "「/cases/**」を30秒以上閲覧した、または" * 2
    drawn = standing_alone((Node("分岐", long, row=()),), "<流れ>", "「a」&\n  1. b")
    picture = ElementTree.fromstring(drawn)
    names = [each.tag.rpartition("}")[2] for each in picture]
    assert names[:3] == ["title", "desc", "style"] and picture.get("role") == "img"
    assert picture[0].text == "<流れ>" and picture[1].text == "「a」&\n  1. b"
    sheet = picture[2].text or ""
    assert "prefers-color-scheme:dark" in sheet and sheet.count("{") == sheet.count("}")
    assert "".join(each.text or "" for each in picture.iter() if each.get("class") == "name") == f"分岐 {long}"


def curve() -> Group:
    return Group("配信", [Point(2, 0.1, 0.05, 0.2), Point(9, 0.3, 0.2, 0.45)], 20, (100, 60, 9, 0))


def test_a_curve_is_told_as_it_is_drawn() -> None:
    """By each mark: the share and interval of the last rise before it, dashes where nobody was looked at so long."""
    picture = lines.lines([curve()], [0, 7, 14, 30], "-", "日", ("組", "いつ", "割合", "区間", "人数"))
    assert picture.table.rows == (
        ("配信", "0日", "0.0%", "0.0% – 0.0%", "100"),
        ("配信", "7日", "10.0%", "5.0% – 20.0%", "60"),
        ("配信", "14日", "30.0%", "20.0% – 45.0%", "9"),
        ("配信", "30日", "–", "–", "0"),
    )
    assert {"0%", "20%", "40%", "60%", "0日", "30日", "100", "9"} <= set(texts(picture.svg))
    (line,) = [each.get("d") for each in parsed(picture.svg)[0].iter() if each.get("class") == "line g0"]
    corners = [tuple(map(float, corner.split())) for corner in line[1:].split("L")]
    left = lines.LEFT
    assert corners[0][0] == left and corners[-1][0] == pytest.approx(left + lines.WIDE * 20 / 30, abs=0.1)
    assert corners[-1][0] < left + lines.WIDE
    assert all(b[0] >= a[0] and b[1] <= a[1] for a, b in pairwise(corners)), "it never falls"


def test_nothing_to_draw_is_drawn() -> None:
    """A curve in which nobody reached anything, and bars of nothing: an empty picture, and no division by nothing."""
    flat = lines.lines([Group("-", [], 0, (0,))], [0], "-", "日", ("", "", "", "", ""))
    assert flat.table.rows[0][2:] == ("0.0%", "0.0% – 0.0%", "0")
    assert bars.bars([], "-", ("a",)).table.rows == () and parsed(bars.bars([Bar("x", 0, "0", ())], "-", ("",)).svg)


def test_the_longest_bar_is_the_greatest() -> None:
    """Lengths go by amounts; each bar's number stands beside it and in the table."""
    picture = bars.bars([Bar("a", 10, "10", ("10",)), Bar("b", 5, "5", (Link("5", "/x"),), to="/x")], "-", ("", ""))
    wide = [float(each.get("width")) for each in parsed(picture.svg)[0].iter() if each.get("class") == "bar"]
    assert wide == [bars.BAR, bars.BAR / 2] and texts(picture.svg) == ["a", "10", "b", "5"]
    assert as_csv(picture.table) == '\ufeff"",""\r\n"a","10"\r\n"b","5"\r\n'


def test_bars_give_names_the_room_that_they_need() -> None:
    """A short name leaves the picture as it is, a long one moves the bars, a very long one is cut."""
    begins = []
    for name in ("short", "a name of thirty-one letters ...", "x" * 90):
        picture = bars.bars([Bar(name, 1, "1", ())], "-", ("",))
        rect = next(each for each in parsed(picture.svg)[0].iter() if each.get("class") == "bar")
        begins.append(float(rect.get("x") or 0))
    assert begins[0] == bars.NAMES < begins[1] < begins[2] == bars.LONGEST
    assert "…" in picture.svg and f"<title>{'x' * 90}</title>" in picture.svg


def test_two_groups_stand_side_by_side() -> None:
    """To the left and to the right of the name, each as long as its share of the greatest of all; the figures are the
    table's, and nothing is drawn of nothing.
    """
    rows = [Pair("a", 0.8, 0.4, ("80%", "40%"), ("8", "4")), Pair("b", 0.0, 0.2, ("0%", "20%"), ("0", "2"))]
    picture = pairs.pairs(rows, ("left", "right"), "-", ("", "", ""))
    drawn = [each for each in parsed(picture.svg)[0].iter() if (each.get("class") or "").startswith("bar")]
    wide = [float(each.get("width") or 0) for each in drawn]
    assert wide == [pairs.SIDE, pairs.SIDE / 2, 1.0, pairs.SIDE / 4]
    left = pairs.NUMBERS + pairs.SIDE
    assert all(float(each.get("x") or 0) + float(each.get("width") or 0) == left for each in drawn[::2])
    assert texts(picture.svg) == ["left", "right", "80%", "a", "40%", "0%", "b", "20%"]
    assert picture.table.rows == (("a", "8", "4"), ("b", "0", "2"))
    assert pairs.pairs([], ("", ""), "-", ("",)).table.rows == ()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("−3", "−3"),
        ("+81", "+81"), ("-3.5%", "-3.5%"), ("@x", "'@x"), ("-x", "'-x"), ("\tx", "'\tx"),
        ('a"b', 'a""b'), ("a,b\r\nc", "a,b\r\nc"), ("1,204", "1,204"), ("-", "'-"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    """What a spreadsheet would calculate is a text there; numbers with a sign stay numbers."""
    assert as_csv(Table(("x",), ((cell,),))) == f'\ufeff"x"\r\n"{written}"\r\n'


def test_a_table_has_a_name_for_each_column() -> None:
    """A row that is too short or too long is a mistake of ours."""
    with pytest.raises(ValueError, match="another length"):
        Table(("a", "b"), (("1",),))
    assert table.plain([[1234, 0.5, None, "x"]]) == (("1,234", "0.5", "–", "x"),)
