"""Which column of a list is what: by the names that our own files, Japanese offices, scanners of business cards
(Sansan, Eight) and other systems (SATORI, BowNow, HubSpot, Salesforce, Outlook) give to columns.

Rules
1. Names are compared without width, case, spaces and signs: `E-mail`, `ｅ－ｍａｉｌ` and `e mail` are one.
2. Two rows of names are read as one: below a name that stands over several columns, the lower one says which (`氏名` |
   `姓`, `名`). Where both have a name, the lower one counts if it is known, else the upper one.
3. Two columns of the same name: the first that is filled in counts, row by row.
4. What nobody knows is not taken, and told. `mapped` names columns by hand: `業種` is `industry`.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mikomi.core.directory.written_form import spelled
from mikomi.core.imports.text_file import FileRow

EMAIL, USER, TAGS, NO_MAIL = "email", "userId", "tags", "noMail"
"""Columns that say something else than a trait: who it is, by what tags, and that no mail is wanted."""
_NAMES: dict[str, str] = {
    EMAIL: (
        "email|e-mail|email address|e-mail address|mail|mail address|primary email|メール|メールアドレス|eメール"
        "|電子メール|電子メールアドレス|emailアドレス|アドレス(メール)|連絡先メールアドレス|email 1"
        "|メールアドレス1|電子メール 1|e-mail 1 - value"
    ),
    USER: (
        "userid|user id|customer id|customerid|external id|externalid|顧客id|顧客番号|顧客コード|会員id|会員番号"
        "|ユーザーid|カスタマーid|管理番号|id(お客様)"
    ),
    "lastName": ("lastname|last name|family name|surname|姓|名字|苗字|氏名(姓)|氏名[姓]|氏名姓|お名前(姓)|名前(姓)|氏"),
    "firstName": ("firstname|first name|given name|名|下の名前|名前|氏名(名)|氏名[名]|氏名名|お名前(名)|名前(名)"),
    "name": (
        "name|full name|fullname|display name|氏名|お名前|顧客名|担当者名|ご担当者名|担当者氏名|代表者名|表示名"
        "|リード名"
    ),
    "lastNameKana": (
        "lastnamekana|last name kana|姓(カナ)|姓カナ|姓(かな)|セイ|せい|姓(ふりがな)|苗字(ふりがな)"
        "|苗字(フリガナ)|姓(フリガナ)|フリガナ(姓)|氏名カナ(姓)|氏名かな[姓]|氏名カナ[姓]|よみ(姓)|姓(よみ)"
        "|姓ふりがな|フリガナ[姓]|phonetic last name"
    ),
    "firstNameKana": (
        "firstnamekana|first name kana|名(カナ)|名カナ|名(かな)|メイ|めい|名(ふりがな)|名前(ふりがな)"
        "|名前(フリガナ)|名(フリガナ)|フリガナ(名)|氏名カナ(名)|氏名かな[名]|氏名カナ[名]|よみ(名)|名(よみ)"
        "|名ふりがな|フリガナ[名]|phonetic first name"
    ),
    "kana": (
        "kana|furigana|フリガナ|ふりがな|カナ|かな|氏名カナ|氏名かな|氏名(カナ)|氏名(フリガナ)|氏名(ふりがな)"
        "|よみがな|ヨミガナ|読み"
    ),
    "company": (
        "company|company name|companyname|organization|organisation|account name|accountname|associated company"
        "|会社|会社名|企業名|社名|法人名|貴社名|御社名|勤務先|勤務先名|会社・組織名|会社名・組織名|組織名|団体名"
        "|会社名(正式名称)"
    ),
    "department": "department|division|部署|部署名|部門|部門名|所属部署|部課名|部署・所属",
    "title": "title|job title|jobtitle|position|役職|役職名|肩書|肩書き|職位",
    "phone": (
        "phone|phone number|phonenumber|tel|telephone|business phone|work phone|電話|電話番号|tel会社|tel(会社)"
        "|会社電話番号|会社電話|代表電話|代表電話番号|tel直通|直通電話|直通|tel部門|勤務先電話番号|会社電話番号1"
        "|電話番号1|お電話番号|連絡先電話番号"
    ),
    "mobile": (
        "mobile|mobile phone|mobile phone number|mobilephone|cell|cell phone|携帯|携帯電話|携帯番号|携帯電話番号"
        "|携帯電話番号1"
    ),
    "fax": "fax|fax number|ファックス|fax番号|ファクス|fax会社",
    "website": ("website|web site|website url|url|web|ホームページ|会社url|企業url|hp|webサイト|url(会社)|サイトurl"),
    "postalCode": "postalcode|postal code|zip|zip code|郵便番号|〒",
    "country": "country|country/region|国|国名",
    "state": "state|state/region|prefecture|都道府県|県",
    "city": "city|市区町村|市町村",
    "street": ("street|street address|address|住所|所在地|番地|町名・番地|市区町村以降|住所1|ビル名|会社住所"),
    TAGS: "tags|tag|label|labels|タグ|ラベル",
    NO_MAIL: (
        "unsubscribed|opt out|optout|email opt out|unsubscribed from all email|配信停止|配信拒否|メール配信停止"
        "|オプトアウト|メール拒否|配信不可"
    ),
}
OF_ADDRESS = ("postalCode", "country", "state", "city", "street")


def _plain(name: str) -> str:
    """As names are compared. Small kana and long vowels count here: a column is no person."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum() or c == "〒")


_KNOWN = {_plain(each): field for field, names in _NAMES.items() for each in names.split("|")}
FIELDS = tuple(_NAMES)
HEAD = 6
"""Rows at the top among which the names are looked for: a title and a date may stand above them."""


class Headings(NamedTuple):
    """`columns`: of each column the field, or "" for one that is not taken. `first`: the place of the first row of
    people. `left_out`: names of columns that are not taken."""

    columns: tuple[str, ...]
    first: int
    left_out: tuple[str, ...]


class NoHeadings(Exception):
    """No row at the top names a column of addresses or of user ids."""


def read(
    rows: Sequence[FileRow], mapped: Mapping[str, str] | None = None, needs: Sequence[str] = (EMAIL, USER)
) -> Headings:
    """The columns, out of the file's first rows. Raises NoHeadings, also without one that it `needs`."""
    by_hand = {_plain(name): field for name, field in (mapped or {}).items()}
    head = rows[:HEAD]
    known = [sum(bool(_field(cell, by_hand)) for cell in row.cells) for row in head]
    place = max(range(len(head)), key=lambda each: (known[each], -each), default=0)
    if not any(known):
        raise NoHeadings
    above, below = max(place - 1, 0), place
    if place + 1 < len(head) and _names_too(head[place + 1], known[place + 1]):
        above, below = place, place + 1
    names = _both(head[above].cells, head[below].cells, by_hand) if above < below else list(head[place].cells)
    columns = _told_apart([_field(name, by_hand) for name in names], names)
    if not set(needs) & set(columns):
        raise NoHeadings
    left_out = tuple(name for name, field in zip(names, columns, strict=True) if name and not field)
    return Headings(columns, below + 1, tuple(dict.fromkeys(left_out)))


def _told_apart(columns: list[str], names: list[str]) -> tuple[str, ...]:
    """名前 is the given name beside a family name, and the whole name where there is none."""
    whole = "lastName" not in columns and "name" not in columns
    return tuple(
        "name" if whole and field == "firstName" and _plain(name) == "名前" else field
        for field, name in zip(columns, names, strict=True)
    )


def _field(name: str, by_hand: Mapping[str, str]) -> str:
    plain = _plain(name)
    return by_hand.get(plain) or _KNOWN.get(plain, "")


def _names_too(row: FileRow, known: int) -> bool:
    """Whether a row below the names is a second one: it names columns, and holds no address."""
    return known > 1 and not any("@" in cell or "\uff20" in cell for cell in row.cells)


def _both(upper: Sequence[str], lower: Sequence[str], by_hand: Mapping[str, str]) -> list[str]:
    size = max(len(upper), len(lower))
    over, above, below = _carried(upper, size), _filled(upper, size), _filled(lower, size)
    names = []
    for group, own, under in zip(over, above, below, strict=True):
        together = f"{group}({under})" if group and under else ""
        choices = (together, under, own)
        names.append(next((name for name in choices if _field(name, by_hand)), under or own))
    return names


def _filled(cells: Sequence[str], size: int) -> list[str]:
    return [*cells, *[""] * (size - len(cells))]


def _carried(cells: Sequence[str], size: int) -> list[str]:
    """A name over several columns stands in the first of them."""
    carried, last = [], ""
    for cell in _filled(cells, size):
        last = cell or last
        carried.append(last)
    return carried


def unknown_fields(fields: Iterable[str]) -> list[str]:
    """Of the names given by hand those that cannot be a trait's."""
    return [field for field in fields if not (field in FIELDS or (spelled(field) and len(field) <= 50))]
