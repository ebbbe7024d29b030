"""What speaks for two people being one, what against it, and how strongly.

Rules
1. Nothing here joins anybody: it proposes. An address or a user id that is the same makes two one before they get here.
2. A company is shared by many, and so is its telephone: alone they say nothing. Something has to speak of the person.
3. Given names that differ are two people, unless their readings are the same (斎藤 浩 and 齋藤 ひろし).
4. Two mobile telephones are a small doubt: people get new ones.
"""

from typing import NamedTuple

from mikomi.core.likeness.looks import Looks
from mikomi.core.likeness.romaji import of_letters

ENOUGH = 7.0
"""From here on it is proposed."""
_OF_PERSON = ("name", "name_read", "kana", "mobile", "address", "reads", "initial", "phone_and_family", "married")


class Sign(NamedTuple):
    """`code` names the sentence; `what` is what is the same, as one of the two writes it."""

    code: str
    weight: float
    what: str = ""


class Likeness(NamedTuple):
    """Two who may be one: the ids in their order, and the reasons, the strongest first."""

    one: str
    other: str
    weight: float
    reasons: tuple[Sign, ...]


def proposal(one: Looks, other: Looks) -> Likeness | None:
    """None where too little speaks for it."""
    reasons = [*_of_names(one, other), *_of_work(one, other), *_of_ways(one, other)]
    weight = sum(reason.weight for reason in reasons)
    if weight < ENOUGH or not any(reason.code in _OF_PERSON for reason in reasons):
        return None
    first, second = sorted((one.id, other.id))
    in_order = sorted(reasons, key=lambda reason: (-reason.weight, reason.code))
    return Likeness(first, second, weight, tuple(in_order))


def _of_names(one: Looks, other: Looks) -> list[Sign]:
    same_kana = bool(one.kana) and one.kana == other.kana
    if one.name and one.name == other.name:
        reasons = [Sign("name", 5, one.shown[0])]
        if same_kana:
            reasons.append(Sign("kana", 1, one.kana))
        elif one.kana and other.kana and _distance(one.kana, other.kana) > 2:
            reasons.append(Sign("other_kana", -5))
        return reasons
    if same_kana:
        differs = one.name and other.name and not _may_be_spelled_alike(one, other)
        return [Sign("kana", 2.5 if differs else 4.5, one.kana)]
    if _is_read(one.name, other) or _is_read(other.name, one):
        return [Sign("name_read", 4.5, one.shown[0] or other.shown[0])]
    if not (one.name and other.name) or _script(one.name) != _script(other.name):
        return []  # 山田 太郎 and Taro Yamada may be one: nobody can tell without a reading
    if one.first and one.first == other.first and one.family != other.family:
        return [Sign("married", 2, one.shown[0])] if _meets(one, other) else [Sign("other_name", -6)]
    if _is_family_of(one, other) or _is_family_of(other, one):
        return [Sign("family", 2, one.shown[0])]
    if one.family and one.family == other.family:
        if _script(one.first) != _script(other.first):  # 円 may be read まどか, and nobody knows
            return [Sign("family", 2, one.shown[0])]
        return [Sign("other_name", -6)]
    close = min(len(one.name), len(other.name)) >= 3 and _distance(one.name, other.name) == 1
    return [Sign("name_close", 2, one.shown[0])] if close else [Sign("other_name", -6)]


def _is_family_of(one: Looks, other: Looks) -> bool:
    """Whether of the one there is the other's family name and nothing else."""
    return not one.first and other.family in (one.name, one.family) and bool(other.family)


def _may_be_spelled_alike(one: Looks, other: Looks) -> bool:
    """Whether two written names may be one name: a part of both is the same, or one is written in kana."""
    return bool(
        (one.family and other.name.startswith(one.family))
        or (other.family and one.name.startswith(other.family))
        or (one.first and one.first == other.first)
        or one.name in (other.kana, one.kana)
        or other.name in (other.kana, one.kana)
    )


def _is_read(name: str, other: Looks) -> bool:
    """Whether a name in Latin letters or kana is how the other's is read."""
    if not name or not other.name or not all(other.reads):
        return False
    if name == other.kana:
        return True
    return name.isascii() and name == "".join(sorted(other.reads))


def _script(name: str) -> str:
    if name.isascii():
        return "latin"
    return "kana" if all("ァ" <= c <= "ヺ" or c in "\u3099\u309a" for c in name) else "kanji"


def _of_work(one: Looks, other: Looks) -> list[Sign]:
    reasons = []
    if one.company and one.company == other.company:
        reasons.append(Sign("company", 3, one.shown[1]))
    elif one.company and other.company:
        short, long = sorted((one.company, other.company), key=len)
        if len(short) >= 4 and short in long:
            reasons.append(Sign("company_part", 2, one.shown[1]))
    if one.domain and one.domain == other.domain:
        reasons.append(Sign("domain", 1 if reasons else 3, one.domain))
    return reasons


def _of_ways(one: Looks, other: Looks) -> list[Sign]:
    reasons = []
    if one.mobiles & other.mobiles:
        reasons.append(Sign("mobile", 5, min(one.mobiles & other.mobiles)))
    elif one.mobiles and other.mobiles:
        reasons.append(Sign("other_mobile", -1))
    if one.phones & other.phones:
        is_switchboard = bool(one.company) and one.company == other.company
        reasons.append(Sign("phone", 1 if is_switchboard else 3, min(one.phones & other.phones)))
    if one.local and one.local == other.local and len(one.local) >= 4:
        # of namesakes the addresses are often alike; a number in it was chosen by somebody
        is_chosen = one.name != other.name or any(c.isdecimal() for c in one.local)
        reasons.append(Sign("address", 3 if is_chosen else 1, one.local))
    elif (how := _reads(one, other) or _reads(other, one)) is not None:
        reasons.append(how)
    return reasons


def _reads(one: Looks, other: Looks) -> Sign | None:
    """Whether the address of the one is written as the name of the other is read."""
    family, first = other.reads
    if not (one.local and family) or one.name == other.name:
        return None  # of namesakes every address reads alike
    letters = of_letters(one.local)
    if first and letters in (of_letters(family + first), of_letters(first + family)):
        return Sign("reads", 4, one.email)
    if first and letters in (of_letters(family + first[0]), of_letters(first[0] + family)):
        return Sign("initial", 2.5, one.email)
    return None


def _meets(one: Looks, other: Looks) -> bool:
    """Whether they have a way in common by which only one person is reached."""
    return bool(one.mobiles & other.mobiles or (one.local and one.local == other.local))


def _distance(one: str, other: str) -> int:
    """Characters that are to be changed, added or left out; a long way is not gone to its end."""
    if abs(len(one) - len(other)) > 3:
        return 4
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
