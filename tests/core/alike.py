"""Pairs of people with a label: the same person, written down twice as lists and forms write them, or two who are
easily taken for one. Drawn from a seed; each kind says what happened between the two."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

Traits = dict[str, Any]

FAMILIES = [
    "佐藤 サトウ sato",
    "鈴木 スズキ suzuki",
    "高橋 タカハシ takahashi",
    "田中 タナカ tanaka",
    "伊藤 イトウ ito",
    "渡辺 ワタナベ watanabe",
    "山本 ヤマモト yamamoto",
    "中村 ナカムラ nakamura",
    "小林 コバヤシ kobayashi",
    "加藤 カトウ kato",
    "吉田 ヨシダ yoshida",
    "山田 ヤマダ yamada",
    "斎藤 サイトウ saito",
    "大野 オオノ ohno",
    "井上 イノウエ inoue",
    "木村 キムラ kimura",
    "林 ハヤシ hayashi",
    "清水 シミズ shimizu",
    "山崎 ヤマザキ yamazaki",
    "森 モリ mori",
    "池田 イケダ ikeda",
    "橋本 ハシモト hashimoto",
    "阿部 アベ abe",
    "石川 イシカワ ishikawa",
    "山下 ヤマシタ yamashita",
    "中島 ナカジマ nakajima",
    "小川 オガワ ogawa",
    "沢田 サワダ sawada",
    "桜井 サクライ sakurai",
    "広瀬 ヒロセ hirose",
    "国分 コクブ kokubu",
    "浜口 ハマグチ hamaguchi",
]
GIVEN = [
    "太郎 タロウ taro",
    "花子 ハナコ hanako",
    "健一 ケンイチ kenichi",
    "美咲 ミサキ misaki",
    "翔 ショウ sho",
    "陽子 ヨウコ yoko",
    "大輔 ダイスケ daisuke",
    "裕子 ユウコ yuko",
    "誠 マコト makoto",
    "由美 ユミ yumi",
    "直樹 ナオキ naoki",
    "恵 メグミ megumi",
    "拓也 タクヤ takuya",
    "愛 アイ ai",
    "隆 タカシ takashi",
    "幸子 サチコ sachiko",
    "浩 ヒロシ hiroshi",
    "明美 アケミ akemi",
    "剛 ツヨシ tsuyoshi",
    "智子 トモコ tomoko",
    "慎一 シンイチ shinichi",
    "涼太 リョウタ ryota",
    "順子 ジュンコ junko",
    "千尋 チヒロ chihiro",
]
PLACES = [
    "青空",
    "みどり",
    "北斗",
    "中央",
    "東洋",
    "日の出",
    "さくら",
    "三栄",
    "丸山",
    "大和",
    "明和",
    "光",
    "新星",
    "太陽",
    "若葉",
    "富士見",
    "白樺",
    "港",
    "駒場",
    "双葉",
]
TRADES = ["商事", "工業", "システム", "電機", "建設", "食品", "物産", "製作所", "運輸", "不動産", "印刷", "化学"]
OLD = {"高": "髙", "崎": "﨑", "辺": "邊", "斎": "齋", "沢": "澤", "桜": "櫻", "広": "廣", "国": "國", "浜": "濱"}


class Somebody(NamedTuple):
    email: str | None
    traits: Traits


class Pair(NamedTuple):
    kind: str
    is_same: bool
    one: Somebody
    other: Somebody


def _draw(chance: Random, number: int) -> tuple[Somebody, dict[str, str]]:
    family, given = chance.choice(FAMILIES).split(), chance.choice(GIVEN).split()
    company = chance.choice(PLACES) + chance.choice(TRADES)
    domain = f"company{chance.randrange(240)}.co.jp"
    local = chance.choice(
        [f"{given[2]}.{family[2]}", f"{given[2][0]}-{family[2]}", family[2] + given[2][0]]
    ) + chance.choice(["", "", str(number)])
    facts = {
        "family": family[0],
        "family_kana": family[1],
        "family_latin": family[2],
        "given": given[0],
        "given_kana": given[1],
        "given_latin": given[2],
        "company": company,
        "domain": domain,
        "local": local,
        "mobile": f"090-{chance.randrange(10_000):04}-{number % 10_000:04}",
        "phone": f"03-{chance.randrange(1000, 10_000)}-{chance.randrange(10_000):04}",
    }
    traits: Traits = {
        "lastName": family[0],
        "firstName": given[0],
        "lastNameKana": family[1],
        "firstNameKana": given[1],
        "company": f"株式会社{company}",
        "phone": facts["phone"],
        "mobile": facts["mobile"],
        "title": "課長",
    }
    return Somebody(f"{local}@{domain}", traits), facts


def _without(traits: Traits, *names: str) -> Traits:
    return {name: value for name, value in traits.items() if name not in names}


def _private(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    """A form filled in from home: another address, less said, the company as they write it."""
    short = chance.choice(["㈱{}", "（株）{}", "{}株式会社", "{}（株）", "{}"]).format(facts["company"])
    traits = {
        **_without(one.traits, *chance.choice([("phone",), ("mobile", "phone"), ("lastNameKana", "firstNameKana")])),
        "company": short,
    }
    return Somebody(f"{facts['given_latin']}{chance.randrange(100)}@gmail.com", traits)


def _old_letters(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    family = "".join(OLD.get(c, c) for c in facts["family"])
    kana = chance.choice([{}, {"kana": f"{facts['family_kana']} {facts['given_kana']}"}])
    traits = {"name": f"{family}　{facts['given']}", "company": f"{facts['company']}㈱ 大阪支店", **kana}
    return Somebody(None, traits)


def _narrow_kana(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    narrow = {
        "サ": "ｻ",
        "ト": "ﾄ",
        "ウ": "ｳ",
        "ヤ": "ﾔ",
        "マ": "ﾏ",
        "タ": "ﾀ",
        "ロ": "ﾛ",
        "イ": "ｲ",
        "ナ": "ﾅ",
        "カ": "ｶ",
    }
    kana = "".join(narrow.get(c, c) for c in f"{facts['family_kana']} {facts['given_kana']}")
    return Somebody(
        f"x{facts['local']}@gmail.com",
        {"kana": kana, "company": f"㈱{facts['company']}", "mobile": facts["mobile"].replace("-", "")},
    )


def _changed_company(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    traits = {**one.traits, "company": f"株式会社{chance.choice(PLACES)}ホールディングス", "phone": "06-1111-2222"}
    return Somebody(f"{facts['local']}@new{chance.randrange(1000)}.co.jp", traits)


def _married(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    family = chance.choice([each for each in FAMILIES if not each.startswith(facts["family"])]).split()
    return Somebody(
        f"{family[2]}.{facts['given_latin']}@{facts['domain']}",
        {**one.traits, "lastName": family[0], "lastNameKana": family[1]},
    )


def _in_letters(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    first, last = facts["given_latin"].title(), facts["family_latin"].title()
    name = chance.choice([f"{first} {last}", f"{last.upper()} {first}"])
    return Somebody(f"{facts['local']}@gmail.com", {"name": name, "company": facts["company"]})


def _address_alone(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    return Somebody(f"{facts['given_latin']}_{facts['family_latin']}@{facts['domain']}", {})


def _slip(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    """A card that was read wrongly: one character of the name."""
    return Somebody(None, {**one.traits, "firstName": facts["given"] + "一", "firstNameKana": facts["given_kana"]})


def _colleague(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    given = chance.choice([each for each in GIVEN if each.split()[0] != facts["given"]]).split()
    traits = {**one.traits, "firstName": given[0], "firstNameKana": given[1], "mobile": "080-1234-0000"}
    return Somebody(f"{given[2]}.{facts['family_latin']}@{facts['domain']}", traits)


def _namesake(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    traits = {**one.traits, "company": "株式会社別会社", "phone": "052-111-2222", "mobile": "070-9999-0001"}
    return Somebody(f"{facts['given_latin']}{chance.randrange(100, 999)}@other{chance.randrange(1000)}.co.jp", traits)


def _switchboard(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    family, given = chance.choice(FAMILIES).split(), ["和彦", "カズヒコ", "kazuhiko"]
    traits = {"lastName": family[0], "firstName": given[0], "lastNameKana": family[1], "firstNameKana": given[1]}
    return Somebody(
        f"{given[2]}@{facts['domain']}", {**traits, "company": one.traits["company"], "phone": facts["phone"]}
    )


def _read_otherwise(one: Somebody, facts: dict[str, str], chance: Random) -> Somebody:
    """The same characters, read in another way: 裕子 is Yūko or Hiroko."""
    return Somebody(
        f"z{chance.randrange(10_000)}@gmail.com",
        {**_without(one.traits, "mobile"), "firstNameKana": "ミドリコエ", "lastNameKana": "ベツノ"},
    )


Change = Callable[[Somebody, dict[str, str], Random], Somebody]
SAME: dict[str, Change] = {
    "private address": _private,
    "old letters": _old_letters,
    "narrow kana": _narrow_kana,
    "changed company": _changed_company,
    "married": _married,
    "latin letters": _in_letters,
    "address alone": _address_alone,
    "read wrongly": _slip,
}
DIFFERENT: dict[str, Change] = {
    "colleague": _colleague,
    "namesake": _namesake,
    "switchboard": _switchboard,
    "read otherwise": _read_otherwise,
}


def pairs(seed: int, count: int) -> list[Pair]:
    """As many, half of them the same person."""
    chance, made = Random(seed), []
    for number in range(count):
        one, facts = _draw(chance, number)
        kinds = SAME if number % 2 else DIFFERENT
        kind = chance.choice(sorted(kinds))
        made.append(Pair(kind, kinds is SAME, one, kinds[kind](one, facts, chance)))
    return made
