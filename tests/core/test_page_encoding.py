"""The encodings of pages: named as browsers name them, known by what they make of the text."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import page_encoding
from mikomi.page_encoding import EUC_JP, SHIFT_JIS, UTF_8

TEXTS = [
    "山田 太郎", "佐藤花子", "株式会社見本", "㈱見本", "東京都千代田区丸の内", "ﾔﾏﾀﾞ ﾀﾛｳ 見本商事", "①②③のご質問",
    "髙橋 﨑山 商事", "齋藤", "渡邊",
    "やまだたろう", "檜山 檜", "ソニー 表示 能力 予定", "資料請求をお願いします。〜本日中",
]  # fmt: skip

USUAL = [chr(0x3041 + n) for n in range(83)]
USUAL += [bytes((row, cell)).decode("euc_jp") for row in range(0xB0, 0xCF) for cell in range(0xA1, 0xFF)]
"""Hiragana, and the kanji of JIS level 1."""


@pytest.mark.parametrize("text", TEXTS)
def test_the_encoding_shows_in_the_text(text):
    """Names, companies and questions as people send them, from pages in any of the three."""
    written = {UTF_8: text.encode(), SHIFT_JIS: text.replace("〜", "～").encode("cp932"), EUC_JP: euc(text)}
    for encoding, raw in written.items():
        assert page_encoding.of(raw) == encoding
        assert page_encoding.decoded(raw, encoding).replace("～", "〜") == text


def euc(text: str) -> bytes:
    """As browsers write EUC-JP: the table of Shift_JIS, which has ㈱, ① and 髙."""
    written = b""
    for sign in text.replace("〜", "～"):
        raw = sign.encode("cp932")
        if len(raw) == 1:
            written += raw if raw < b"\x80" else b"\x8e" + raw
            continue
        first, second = raw
        if first >= 0xFA:  # IBM's places stand in the table a second time
            first, second = IBM[sign]
        row = 2 * (first - (0x81 if first < 0xA0 else 0xC1)) + (second >= 0x9F)
        cell = second - (0x9E if second >= 0x9F else 0x40 if second > 0x7F else 0x3F)
        written += bytes((row + 0xA1, cell + 0xA0))
    return written


IBM = {"髙": (0xEE, 0xE0), "﨑": (0xED, 0x95)}


@given(st.text(st.characters(codec="euc_jp", exclude_characters="¥‾"), max_size=20))
def test_everything_that_euc_jp_writes_is_read(text):
    """Against Python's codec; the six signs that Windows has in another width aside."""
    wide = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")
    assert page_encoding.decoded(text.encode("euc_jp"), EUC_JP) == text.translate(wide)


@given(st.binary(max_size=60))
def test_nothing_fails(raw):
    """Any bytes are some text in some encoding."""
    for encoding in (page_encoding.of(raw), UTF_8, SHIFT_JIS, EUC_JP, "iso2022_jp", "cp1252"):
        assert isinstance(page_encoding.decoded(raw, encoding), str)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Shift_JIS", SHIFT_JIS), (" windows-31j ", SHIFT_JIS), ("x-sjis", SHIFT_JIS), ("EUC-JP", EUC_JP),
     ("UTF-8", UTF_8), ("ISO-2022-JP", "iso2022_jp"), ("zlib", UTF_8), ("unicode_escape", UTF_8), ("", UTF_8)],
)  # fmt: skip
def test_names_of_encodings(name, encoding):
    """As pages write them; no other codec of Python's can be called by name."""
    assert page_encoding.of(b"Yamada", [name]) == encoding


@pytest.mark.parametrize(
    ("raw", "told", "text"),
    [
        ("会社".encode("cp932"), ["EUC-JP", "Shift_JIS"], "会社"),  # of two names the one that reads
        ("龍".encode("cp932"), ["utf-8"], "龍"),
        ("龍山".encode("euc_jp"), ["utf-8", "no such"], "龍山"),
        ("山田".encode(), ["ISO-8859-1"], "山田"),  # what an HTTP library writes by itself
        ("Müller".encode("cp1252"), ["ISO-8859-1"], "Müller"),
        ("ﾀﾛｳｻﾝ".encode("cp932"), ["x-sjis"], "ﾀﾛｳｻﾝ"),  # UTF-8 and EUC-JP read it too
        ("ﾂ｡".encode("cp932"), ["x-sjis"], "ﾂ｡"),
    ],
)
def test_a_name_counts_where_the_bytes_read_so(raw, told, text):
    """A page that says UTF-8 and writes Shift_JIS is read as what it writes; one that says what it writes is believed,
    whatever else the bytes could be."""
    assert page_encoding.decoded(raw, page_encoding.of(raw, told)) == text


@pytest.mark.parametrize(
    ("raw", "told", "encoding"),
    [
        (b"\xb1\xfe\xb1\xfe", ["Shift_JIS"], EUC_JP),  # Shift_JIS has no sign at FE but somebody's own
        (b"a\x80", ["Shift_JIS"], UTF_8),  # nor a control above ASCII
        (b"\xa1\xa1\xa1\xa1", [], EUC_JP),  # two wide spaces, no four ｡
    ],
)
def test_signs_that_nobody_types_show_a_wrong_encoding(raw, told, encoding):
    """Private signs and controls are no text, whatever was told."""
    assert page_encoding.of(raw, told) == encoding


def test_every_two_bytes_of_euc_jp_are_read():
    """All that Python's codec reads, sign by sign, but the six that Windows has in another width."""
    wide = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")
    pairs = [bytes((first, second)) for first in range(0xA1, 0xFF) for second in range(0xA1, 0xFF)]
    known = {raw: text for raw in pairs if (text := raw.decode("euc_jp", "ignore"))}
    assert len(known) == 6_879
    assert {raw: page_encoding.decoded(raw, EUC_JP) for raw in known} == {
        raw: text.translate(wide) for raw, text in known.items()
    }


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("told", [[], ["utf-8"]])
def test_one_torn_sign_spoils_itself_alone(encoding, told):
    """A value that was cut to so many bytes: the rest is read."""
    raw = "株式会社見本の山田太郎".encode(encoding)[:-1]
    assert page_encoding.decoded(raw, page_encoding.of(raw, told)).startswith("株式会社見本の山田太")


@given(st.text(st.sampled_from(USUAL), min_size=2, max_size=30), st.sampled_from(["utf-8", "cp932", "euc_jp"]))
def test_usual_texts_are_read_in_every_encoding(text, encoding):
    """Kana and the three thousand common kanji, in any order, with nothing that names their encoding. Two kanji alone
    may by chance be UTF-8 too (丹侶 of EUC-JP is ðη), and then they are that."""
    raw = text.encode(encoding)
    told = raw.decode("utf-8", "ignore")
    assert page_encoding.decoded(raw, page_encoding.of(raw)) == (told if told.encode() == raw else text)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_addresses_in_the_pages_encoding(encoding):
    """Paths and queries: browsers write them in the encoding of the page. A name without a value has an empty one."""
    path, value = quote("資料".encode(encoding)), quote("冬の案内 2026".encode(encoding))
    assert page_encoding.unquoted([path, "a%2Fb", "~x"]) == ["資料", "a/b", "~x"]
    assert page_encoding.pairs(f"{path}={value}&b&c=a+%2B") == [("資料", "冬の案内 2026"), ("b", ""), ("c", "a +")]
    assert page_encoding.pairs("会社=見本&c=%26") == [("会社", "見本"), ("c", "&")]


def test_a_query_has_at_most_two_hundred_names():
    """Half a megabyte of `&` is not looked at."""
    assert len(page_encoding.pairs("&".join(f"a{n}=" for n in range(201)))) == 200
    assert page_encoding.pairs("&" * 500_000 + "a=1") == []
