"""A company's name as it is compared: two that a clerk would file in one folder are the same, and no others.

Rules
1. What kind of company it is does not count, before or behind the name, short or in full: 株式会社ミツバ is ミツバ㈱.
2. Width, case, spaces, points between words, and old forms of characters (髙, 﨑, 邉) do not count either.
3. ひらがな and カタカナ do: 株式会社さくら and 株式会社サクラ are two companies. So does a long vowel.
4. What people type where they have no company (個人, なし, -) is no name.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 100
"""Characters of a name that are compared."""
IN_FULL = {
    "株": "株式会社",
    "有": "有限会社",
    "同": "合同会社",
    "資": "合資会社",
    "名": "合名会社",
    "医": "医療法人",
    "学": "学校法人",
    "宗": "宗教法人",
    "福": "社会福祉法人",
    "財": "財団法人",
    "社": "社団法人",
    "一社": "一般社団法人",
    "一財": "一般財団法人",
    "公社": "公益社団法人",
    "公財": "公益財団法人",
    "独": "独立行政法人",
    "特非": "特定非営利活動法人",
}
"""What stands in brackets for a kind of company."""
FORMS = dict(
    zip(
        "髙﨑邉邊齋齊斎澤濱廣國櫻嶋嶌眞德惠藏壽瀧龍榮條圓黑冨曾禮豐澁濵桒槇舘彌莊萬與寶實靜來齡會學縣區鐵櫟檜藪薗埜埼栁𠮷嵜峯恆淸靑黃緖鎭顯薰",
        "高崎辺辺斉斉斉沢浜広国桜島島真徳恵蔵寿滝竜栄条円黒富曽礼豊渋浜桑槙館弥荘万与宝実静来齢会学県区鉄櫟桧薮園野埼柳吉崎峰恒清青黄緒鎮顕薫",
        strict=True,
    )
)
"""Old and other forms of a character, each with the usual one."""

_BY_LENGTH = sorted(IN_FULL, key=len, reverse=True)
_KIND = re.compile(
    "|".join(sorted((*IN_FULL.values(), "医療法人社団", "医療法人財団", "npo法人"), key=len, reverse=True))
    + rf"|\((?:{'|'.join(_BY_LENGTH)})\)"
    + r"|(?<![a-z])(?:co\.?,?\s*ltd|inc|corp|corporation|llc|ltd|limited|gmbh|k\.?k)(?![a-z])\.?"
)
_BETWEEN = re.compile(r"[\s,・.]+")
_USUAL = str.maketrans(FORMS)
_NO_NAMES = (
    "個人 個人事業 個人事業主 自営 自営業 フリー フリーランス なし 無し 無 無職 無所属 所属なし 該当なし 特になし"
    " 学生 大学生 主婦 主夫 会社員 会社 自宅 未定 未入力 不明 同上 テスト てすと"
    " none na n/a no nothing null individual personal private self selfemployed self-employed freelance freelancer"
    " student home test testing company unknown other"
)
_NOBODY = frozenset(_NO_NAMES.split())


@lru_cache(maxsize=20_000)
def comparable(company: str) -> str:
    """The company's name as it is compared; empty where nothing of it names anybody."""
    folded = unicodedata.normalize("NFKC", company[:LONGEST]).casefold().translate(_USUAL)
    return _BETWEEN.sub("", _KIND.sub("", folded))


def named(company: str) -> str:
    """The same; empty also for what somebody types who has no company."""
    name = comparable(company)
    return name if name not in _NOBODY and any(c.isalnum() for c in name) else ""
