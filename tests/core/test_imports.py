"""Lists of people as offices, scanners of business cards and other systems write them: every row is a person's, or is
refused with its line and a sentence; encodings, two rows of names, formulas, the same person four times."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.imports import headings, list_row, roll, sentences, text_file
from mikomi.core.imports.headings import NoHeadings
from mikomi.core.imports.list_row import BadRow, ListRow
from mikomi.core.imports.text_file import FileRow

LIST = """名簿,,2026年11月,,,,,
会社名,氏名,,連絡先,,,タグ,業種
,姓,名,電話番号,メールアドレス,携帯電話,,
㈱青空商事,髙橋,太郎,="03-1234-5678",taro@aozora.co.jp,'+81 90 1111 2222,展示会;VIP,商社
"""


def people(text: str | bytes, **mapped: str) -> tuple[list[roll.ListedPerson], list[BadRow]]:
    read = list(text_file.rows(text if isinstance(text, bytes) else text.encode()))
    heads = headings.read(read, mapped)
    return roll.gathered(list_row.read(row, heads.columns) for row in read[heads.first :])


def in_euc(text: str) -> bytes:
    """As Windows writes EUC-JP: CP932's table in EUC's numbers."""
    out = bytearray()
    for c in text:
        pair = c.encode("cp932")
        if len(pair) == 1:
            out += pair if pair[0] < 0x80 else b"\x8e" + pair
            continue
        first, second = pair[0] - (0x81 if pair[0] < 0xA0 else 0xC1), pair[1]
        row = first * 2 + (second >= 0x9F)
        cell = second - 0x9F if second >= 0x9F else second - 0x40 - (second > 0x7F)
        out += bytes((row + 0xA1, cell + 0xA1))
    return bytes(out)


@pytest.mark.parametrize(
    "raw",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        LIST.encode("cp932"),
        in_euc(LIST),
        LIST.replace(",", "\t").encode("cp932"),
    ],
)
def test_one_list_in_every_encoding_is_the_same(raw):
    """A title above, two rows of names, a number that Excel was told to keep, a mark before a +."""
    ((one,), bad) = people(raw)
    assert not bad and (one.email, one.user, one.tags) == ("taro@aozora.co.jp", None, ("展示会", "VIP"))
    assert one.traits == {
        "company": "㈱青空商事",
        "lastName": "髙橋",
        "firstName": "太郎",
        "phone": "03-1234-5678",
        "mobile": "+81 90 1111 2222",
    }


@given(st.text(alphabet="あいうえおアイウｱｲｳ漢字髙﨑①㈱ABC 123ー〜", min_size=1, max_size=40))
def test_what_cp932_can_write_is_read_again(text):
    """In CP932 and in EUC."""
    shown = text.encode("cp932", "ignore").decode("cp932")
    shown = f"メールアドレス,会社名\n{shown}"  # three signs alone might be anything
    assert text_file.decoded(shown.encode("cp932")) == shown
    assert text_file.decoded(in_euc(shown)) == shown


HEADS = {
    "Sansan": ("会社名,部署名,役職,姓,名,姓(かな),名(かな),e-mail,電話番号,携帯電話,郵便番号,住所,URL", 13),
    "Eight": ("会社名,部署名,役職,氏名,e-mail,郵便番号,住所,TEL会社,TEL直通,Fax,携帯電話,URL,名刺交換日", 12),
    "SATORI": ("苗字,名前,苗字(ふりがな),名前(ふりがな),メールアドレス,会社名,部署名,役職,電話番号,都道府県,メモ", 10),
    "BowNow": ("メールアドレス,姓,名,会社・組織名,部署,役職,電話番号,郵便番号,都道府県,市区町村", 10),
    "HubSpot": ("Record ID,First Name,Last Name,Email,Phone Number,Company Name,Job Title,Country/Region", 7),
    "Salesforce": ("First Name,Last Name,Title,Account Name,Email,Phone,Mobile,Email Opt Out", 8),
    "Google": ("Name,Given Name,Family Name,E-mail 1 - Value,Organization,Labels", 6),
    "our own": ("userId,email,lastName,firstName,kana,company,department,title,phone,tags", 10),
}


@pytest.mark.parametrize("system", HEADS)
def test_columns_of_other_systems_are_known(system):
    head, known = HEADS[system]
    read = headings.read([FileRow(1, tuple(head.split(",")))])
    assert sum(map(bool, read.columns)) == known and len(read.left_out) == len(read.columns) - known


def test_names_above_names():
    """Groups above; names above, groups below; both languages; a whole name called 名前."""
    grouped = headings.read([FileRow(1, ("基本", "", "連絡先")), FileRow(2, ("姓", "名", "メール"))])
    assert grouped == headings.Headings(("lastName", "firstName", "email"), 2, ())
    below = headings.read([FileRow(1, ("氏名", "", "メール")), FileRow(2, ("姓", "名", ""))])
    assert below.columns == ("lastName", "firstName", "email") and below.first == 2
    both = headings.read([FileRow(1, ("メールアドレス", "会社")), FileRow(2, ("email", "company"))])
    assert both.columns == ("email", "company") and both.first == 2
    assert headings.read([FileRow(1, ("名前", "メール"))]).columns == ("name", "email")
    people = headings.read([FileRow(1, ("メール", "会社")), FileRow(2, ("a@example.com", "会社"))])
    assert people.first == 1
    with pytest.raises(NoHeadings):
        headings.read([FileRow(1, ("会社名", "氏名"))])
    with pytest.raises(NoHeadings):
        headings.read([])
    assert headings.read([FileRow(1, ("業種", "mail"))], {"業種": "industry"}).columns == ("industry", "email")
    assert headings.unknown_fields(["", "x" * 51, "industry", "email"]) == ["", "x" * 51]


def test_the_same_person_four_times_is_one():
    """By address in whatever spelling and by user id; what a later row says counts, what it leaves empty does not."""
    (one, two), bad = people(
        "メール,顧客ID,会社,役職,タグ\n"
        "taro@example.com,,青空,課長,a\n"
        "ＴＡＲＯ@example.com,,青空,,\n"
        "taro@example.com,7,青空,部長,b\n"
        ",7,青空,-,\n"
        "taro@example.com,8,,,\n"
        "other@example.com,7,,,\n"
        "hanako@example.com,9,,,\n"
        "taro@example.com,9,,,\n"
    )
    assert (one.email, one.user, one.traits) == ("taro@example.com", "7", {"company": "青空", "title": "部長"})
    assert (one.repeated, one.amended, one.tags) == ([3, 5], [4], ("a", "b"))
    assert two.user == "9"
    assert [(row.number, row.code, row.params) for row in bad] == [
        (6, "list_two_people", {"line": 2}),
        (7, "list_two_people", {"line": 2}),
        (9, "list_two_people", {"line": 2}),
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("たなか@example.jp", ""), "list_address_out_of_reach"),
        (("taro", ""), "list_address_invalid"),
        (("", ""), "list_nobody"),
        (("なし", "-"), "list_nobody"),
        (("", "x" * 201), "list_text_long"),
    ],
)
def test_a_row_of_nobody_is_refused_with_a_sentence(cells, code):
    said = list_row.read(FileRow(7, cells), ("email", "userId"))
    assert isinstance(said, BadRow) and (said.number, said.code) == (7, code)
    for language in ("ja", "en"):
        assert "{" not in sentences.sentence(said.code, language, said.params)


def test_a_cell_says_what_was_written():
    """Formulas stay texts, empty marks are empty, what is too long is refused, nobody's wish for no mail is lost."""
    assert list_row.cleaned('="=1+1"') == "=1+1" and list_row.cleaned("=1+1") == "=1+1"
    assert list_row.cleaned("'=cmd") == "=cmd" and list_row.cleaned("'s-Hertogenbosch") == "'s-Hertogenbosch"
    assert list_row.cleaned("\x00a\x1f ") == "a" and list_row.cleaned("N/A") == ""
    long = list_row.read(FileRow(2, ("a@example.com", "x" * 2_001)), ("email", "company"))
    assert isinstance(long, BadRow) and long.params == {"name": "company", "most": 2_000}
    row = list_row.read(
        FileRow(2, ("a@example.com", "090", "東京都", "配信停止", "x")), ("email", "mobile", "state", "noMail", "")
    )
    assert row == ListRow(
        2, "a@example.com", None, {"mobile": "090", "phone": "090", "address": {"state": "東京都"}}, (), True
    )
    again = list_row.read(FileRow(2, ("a@example.com", "", "03-1")), ("email", "phone", "phone"))
    assert isinstance(again, ListRow) and again.traits == {"phone": "03-1"}


def test_a_broken_line_spoils_no_other():
    """A quotation mark that nobody closes takes what follows only as far as a cell may be long."""
    rows = list(text_file.rows(b'mail\na@example.com\n"' + b"x" * 30_000 + b"\nb@example.com\n"))
    assert [row.code for row in rows][:2] == ["", ""] and "line_broken" in {row.code for row in rows}
    assert rows[-1].cells == ("b@example.com",) or rows[-1].code
    unread = list(text_file.rows("メール\n".encode("cp932") + b"\xff\xfd\xa0,a\n"))
    assert unread[-1].code == "letters_unread"


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(raw):
    """Whatever the bytes are, each row is read or refused."""
    read = list(text_file.rows(raw))
    try:
        heads = headings.read(read)
    except NoHeadings:
        return
    for row in read[heads.first :]:
        assert isinstance(list_row.read(row, heads.columns), ListRow | BadRow)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "a@example.com", "b@example.com"]),
            st.sampled_from(["", "1", "2"]),
            st.sampled_from(["", "x", "y"]),
        ),
        max_size=8,
    )
)
def test_every_row_counts_once(rows):
    """As somebody's first, as one more of theirs, or as one that cannot be taken."""
    read = [list_row.read(FileRow(place, cells), ("email", "userId", "company")) for place, cells in enumerate(rows)]
    listed, bad = roll.gathered(read)
    lines = [line for one in listed for line in (one.first.number, *one.repeated, *one.amended)]
    assert sorted([*lines, *(row.number for row in bad)]) == list(range(len(rows)))
    assert len({one.email for one in listed if one.email}) == sum(1 for one in listed if one.email)


def test_every_sentence_is_there_in_both_languages():
    for ja, en in sentences.SENTENCES.values():
        blanks = [sorted(name for _, name, _, _ in string.Formatter().parse(text) if name) for text in (ja, en)]
        assert blanks[0] == blanks[1] and ja != en
