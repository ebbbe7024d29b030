"""Why two may be one, in words."""

from mikomi.core.likeness.evidence import Likeness, Sign
from mikomi.core.words.visible import visible

SENTENCES: dict[str, tuple[str, str]] = {
    "name": ("氏名が同じです（{what}）。", "The names are the same ({what})."),
    "name_read": (
        "片方の氏名が、もう片方の読みと同じです（{what}）。",
        "One's name is how the other's is read ({what}).",
    ),
    "name_close": ("氏名が一文字違いです（{what}）。", "The names differ in one character ({what})."),
    "kana": ("読みが同じです（{what}）。", "The readings are the same ({what})."),
    "family": (
        "名字が同じで、片方は名が分かりません（{what}）。",
        "The family names are the same; one given name is not known ({what}).",
    ),
    "married": (
        "名と連絡先が同じで、名字が違います（{what}）。",
        "Given name and address or mobile are the same, the family names differ ({what}).",
    ),
    "company": ("会社が同じです（{what}）。", "They are of the same company ({what})."),
    "company_part": ("会社名の一部が同じです（{what}）。", "One company's name is a part of the other's ({what})."),
    "domain": ("メールアドレスのドメインが同じです（{what}）。", "Their addresses have the same domain ({what})."),
    "mobile": ("携帯電話の番号が同じです（{what}）。", "The mobile number is the same ({what})."),
    "phone": ("電話番号が同じです（{what}）。", "The telephone number is the same ({what})."),
    "address": ("メールアドレスの @ の前が同じです（{what}）。", "The name before the @ is the same ({what})."),
    "reads": (
        "メールアドレスが、もう片方の氏名の読みと同じです（{what}）。",
        "The address is how the other's name is read ({what}).",
    ),
    "initial": (
        "メールアドレスが、もう片方の名字と頭文字に合います（{what}）。",
        "The address fits the other's family name and initial ({what}).",
    ),
    "other_kana": ("ただし、読みが違います。", "But the readings differ."),
    "other_name": ("ただし、氏名が違います。", "But the names differ."),
    "other_mobile": ("ただし、携帯電話の番号が違います。", "But the mobile numbers differ."),
}


def sentence(reason: Sign, language: str) -> str:
    return SENTENCES[reason.code][language == "en"].format(what=visible(reason.what))


def sentences(proposal: Likeness, language: str) -> list[str]:
    """All of its reasons; what speaks against it last."""
    return [sentence(reason, language) for reason in proposal.reasons]
