"""A condition in words: what a trigger, a branch or a segment asks for, as a marketer would say it.

It is a clause about somebody, so that it stands as a label, and in a sentence: 「/price」を閲覧した方が入ります,
“Whoever viewed /price comes in”.
"""

import re
from collections.abc import Mapping
from typing import assert_never

from mikomi.core import comparison
from mikomi.core.comparison import Dated, Numbered, Recent, UnreadableComparison
from mikomi.core.words import moments
from mikomi.core.words.wording import Names
from mikomi.model.condition import (
    AffinityIs,
    All,
    Any_,
    BandIs,
    Behaviour,
    Clicked,
    CompanyIs,
    Condition,
    Engaged,
    Happened,
    InSegment,
    Not,
    Opened,
    ScalarOrList,
    ScoreIs,
    StageIs,
    Submitted,
    TagIs,
    TraitIs,
    UnknownCondition,
    UnsubscribedFrom,
    UnsubscribedIs,
    Visited,
)

CONDITIONS: dict[str, tuple[str, str]] = {
    "visited": ("「{what}」を閲覧した", "viewed {what}"),
    "engaged": ("「{what}」を{seconds}秒以上閲覧した", "read {what} for {seconds} s or more"),
    "opened": ("{what}を開封した", "opened {what}"),
    "clicked": ("{what}のリンクをクリックした", "clicked a link in {what}"),
    "clicked.link": ("{what}のリンク「{link}」をクリックした", "clicked {link} in {what}"),
    "mail": ("メール「{name}」", "“{name}”"),
    "any_mail": ("いずれかのメール", "any email"),
    "submitted": ("フォーム「{what}」を送信した", "sent the form “{what}”"),
    "event": ("「{what}」をした", "did “{what}”"),
    "event.where": ("「{what}」（{where}）をした", "did “{what}” ({where})"),
    "where": ("{what}: {value}", "{what}: {value}"),
    "times": ("{times}回以上", "at least {times} times"),
    "within": ("{span}以内に", "within {span}"),
    "since.entry": ("このシナリオに入ってから", "since entering this scenario"),
    "since.ever": ("これまでに", "at any time so far"),
    "points": ("点数", "a score"),
    "points.interest": ("関心の点数", "an interest score"),
    "points.fit": ("属性の点数", "a fit score"),
    "score.>=": ("{what}が {value} 以上の", "has {what} of {value} or more"),
    "score.>": ("{what}が {value} を超える", "has {what} above {value}"),
    "score.<=": ("{what}が {value} 以下の", "has {what} of {value} or less"),
    "score.<": ("{what}が {value} 未満の", "has {what} below {value}"),
    "score.=": ("{what}がちょうど {value} の", "has {what} of exactly {value}"),
    "band": ("ランクが「{what}」の", "is in the band “{what}”"),
    "tag": ("タグ「{what}」がある", "is tagged “{what}”"),
    "trait.exists": ("{what}がある", "has a value for {what}"),
    "trait.is": ("{what}が「{value}」の", "has “{value}” as {what}"),
    "trait.>=": ("{what}が {value} 以上の", "has {what} of {value} or more"),
    "trait.>": ("{what}が {value} を超える", "has {what} above {value}"),
    "trait.<=": ("{what}が {value} 以下の", "has {what} of {value} or less"),
    "trait.<": ("{what}が {value} 未満の", "has {what} below {value}"),
    "trait.=": ("{what}がちょうど {value} の", "has {what} of exactly {value}"),
    "trait.day.>=": ("{what}が {value} 以降の", "has {what} on {value} or later"),
    "trait.day.>": ("{what}が {value} より後の", "has {what} after {value}"),
    "trait.day.<=": ("{what}が {value} 以前の", "has {what} on {value} or earlier"),
    "trait.day.<": ("{what}が {value} より前の", "has {what} before {value}"),
    "trait.day.=": ("{what}が {value} の", "has {what} on {value}"),
    "trait.within": ("{what}がこの{span}以内の", "has {what} within the last {span}"),
    "trait.in": ("{what}が「{value}」のどれかの", "has one of “{value}” as {what}"),
    "trait.matches": ("{what}が /{value}/ に合う", "has {what} that matches /{value}/"),
    "unsubscribed": ("配信停止をした", "has unsubscribed"),
    "subscribed": ("配信停止をしていない", "has not unsubscribed"),
    "unsubscribed_from": ("「{what}」の配信停止をした", "has unsubscribed from “{what}”"),
    "stage": ("営業のステージが「{what}」の", "is at the stage “{what}”"),
    "company": ("会社が「{what}」の", "is of the company “{what}”"),
    "company.any": ("会社が「{what}」のどれかの", "is of one of the companies “{what}”"),
    "affinity": ("「{what}」のページをよく見ている", "looks most at pages of “{what}”"),
    "segment": ("セグメント「{what}」に入っている", "is in the segment “{what}”"),
    "all": ("、かつ", " and "),
    "any": ("、または", " or "),
    "not": ("「{text}」に当てはまらない", "is nobody of whom this is true: {text}"),
    "unknown": ("新しい版の Mikomi の条件に合う", "fits a condition of a newer release of Mikomi"),
}
"""What is true of somebody, as it stands before 方 and behind “whoever”."""

_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(\S+)")
_NEGATED: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = (
    (
        ("した", "していない"), ("がある", "がない"), ("がない", "がある"), ("いる", "いない"), ("える", "えない"),
        ("合う", "合わない"), ("の", "ではない"),
    ),
    (
        ("has unsubscribed", "has not unsubscribed"), ("has a value", "has no value"), ("has ", "does not have "),
        ("is ", "is not "), ("viewed ", "has not viewed "), ("read ", "has not read "), ("opened ", "has not opened "),
        ("clicked ", "has not clicked "), ("sent ", "has not sent "), ("did ", "has not done "),
        ("fits ", "does not fit "), ("looks ", "does not look "),
    ),
)  # fmt: skip
"""How a clause of ours ends (Japanese) or begins (English), and what it is when it is not true."""


def in_words(condition: Condition, names: Names, language: str, scenario: str = "") -> str:
    """What is true of whoever fits, as a clause: 「/price」を閲覧した, `viewed /price`. `scenario`: in whose words its
    mails are named."""
    match condition:
        case Visited(visited=path):
            return _counted(condition, _said("visited", language, what=path), language)
        case Engaged(engaged=path, seconds=seconds):
            return _counted(condition, _said("engaged", language, what=path, seconds=seconds), language)
        case Opened(opened=mail):
            return _counted(condition, _said("opened", language, what=_mail(mail, names, language, scenario)), language)
        case Clicked(clicked=mail, link=link):
            what = _mail(mail, names, language, scenario)
            return _counted(
                condition, _said("clicked.link" if link else "clicked", language, what=what, link=link), language
            )
        case Submitted(submitted=form):
            what = names.get(f"form:{form}", form)
            return _counted(condition, _said("submitted", language, what=what), language)
        case Happened(event=name, where=where):
            told = _said("event.where" if where else "event", language, what=name, where=_where(where or {}, language))
            return _counted(condition, told, language)
        case All(all=parts) | Any_(any=parts):
            joint = _said("all" if isinstance(condition, All) else "any", language)
            each_told = [_part(part, names, language, scenario) for part in parts]
            return joint.join([*(as_predicate(each, language, before=joint) for each in each_told[:-1]), each_told[-1]])
        case Not(not_=part):
            return _otherwise(part, names, language, scenario)
        case TraitIs():
            return _trait(condition, names, language)
        case TagIs(tag=tag):
            return _said("tag", language, what=tag)
        case ScoreIs(score=written, axis=axis):
            what = _said(f"points.{axis}" if axis else "points", language)
            sign, limit = _COMPARED.fullmatch(written.strip()).groups()  # type: ignore[union-attr]  # the model's form
            return _said(f"score.{sign}", language, what=what, value=limit)
        case BandIs(band=band):
            return _said("band", language, what=names.get(f"band:{band}", band))
        case UnsubscribedIs(unsubscribed=yes):
            return _said("unsubscribed" if yes else "subscribed", language)
        case UnsubscribedFrom(unsubscribed_from=topic):
            return _said("unsubscribed_from", language, what=names.get(f"topic:{topic}", topic))
        case StageIs(stage=stage):
            return _said("stage", language, what=names.get(f"stage:{stage}", stage))
        case CompanyIs(company=meant):
            between = "、" if language == "ja" else ", "
            several = not isinstance(meant, str) and len(meant) > 1
            what = meant if isinstance(meant, str) else between.join(meant)
            return _said("company.any" if several else "company", language, what=what)
        case AffinityIs(affinity=what):
            return _said("affinity", language, what=what)
        case InSegment(segment=segment):
            return _said("segment", language, what=names.get(f"segment:{segment}", segment))
        case UnknownCondition():
            return _said("unknown", language)
    assert_never(condition)


def as_predicate(clause: str, language: str, before: str = "") -> str:
    """The clause where it does not stand before 方: ランクが「Hot」の is 「Hot」である, and 「Hot」で before かつ."""
    if language != "ja" or not clause.endswith("の"):
        return clause
    return clause.removesuffix("の") + ("で" if before == CONDITIONS["all"][0] else "である")


def _otherwise(part: Condition, names: Names, language: str, scenario: str) -> str:
    """That it is not so, without a bracket where that can be said: neither of two is not the one and not the other."""
    match part:
        case Not(not_=inner):
            return in_words(inner, names, language, scenario)
        case All(all=parts):
            return in_words(Any_(any=[Not(not_=each) for each in parts]), names, language, scenario)
        case Any_(any=parts):
            return in_words(All(all=[Not(not_=each) for each in parts]), names, language, scenario)
        case TraitIs(exists=bool(there)):
            return in_words(part.model_copy(update={"exists": not there}), names, language, scenario)
        case UnsubscribedIs(unsubscribed=yes):
            return in_words(UnsubscribedIs(unsubscribed=not yes), names, language, scenario)
        case _:
            return denied(in_words(part, names, language, scenario), language)


def denied(text: str, language: str) -> str:
    """That a clause of ours is not true."""
    for ours, instead in _NEGATED[language != "ja"]:
        if language == "ja" and text.endswith(ours):
            return text.removesuffix(ours) + instead
        if language != "ja" and text.startswith(ours):
            return instead + text.removeprefix(ours)
    return _said("not", language, text=text)


def _part(part: Condition, names: Names, language: str, scenario: str) -> str:
    """A part of several: in brackets, if it is of several itself."""
    text, inner = in_words(part, names, language, scenario), part
    while isinstance(inner, Not):
        inner = inner.not_
    several = isinstance(inner, All | Any_) and len(inner.all if isinstance(inner, All) else inner.any) > 1
    return (f"（{text}）" if language == "ja" else f"({text})") if several else text


def _counted(leaf: Behaviour, text: str, language: str) -> str:
    """With how often, within how long and since when: before it in Japanese, behind it in English."""
    since = _said(f"since.{leaf.since}", language) if leaf.since else ""
    within = _said("within", language, span=moments.spelt(leaf.within, language)) if leaf.within else ""
    times = _said("times", language, times=leaf.times) if leaf.times > 1 else ""
    if language == "ja":
        return f"{since}{within}{times}{text}"
    return " ".join(filter(None, (text, times, within, since)))


def _where(where: Mapping[str, ScalarOrList], language: str) -> str:
    joint = "、" if language == "ja" else ", "
    told = {name: joint.join(map(str, value if isinstance(value, list) else [value])) for name, value in where.items()}
    return joint.join(_said("where", language, what=name, value=value) for name, value in told.items())


def _mail(mail: str, names: Names, language: str, scenario: str) -> str:
    if mail in ("*", "*/*"):
        return _said("any_mail", language)
    step = mail if "/" in mail else f"{scenario}/{mail}"
    return _said("mail", language, name=names.get(f"step:{step}", mail))


def _trait(condition: TraitIs, names: Names, language: str) -> str:
    what = names.get(f"trait:{condition.trait}", condition.trait)
    if condition.exists is not None:
        exists = _said("trait.exists", language, what=what)
        return exists if condition.exists else denied(exists, language)
    if condition.is_ is not None:
        return _compared(condition.is_, what, language)
    if condition.in_ is not None:
        return _said("trait.in", language, what=what, value=", ".join(map(str, condition.in_)))
    return _said("trait.matches", language, what=what, value=condition.matches)


def _compared(written: object, what: str, language: str) -> str:
    try:
        test = comparison.read(written) if isinstance(written, str) else None
    except UnreadableComparison:
        test = None
    match test:
        case Numbered(sign=sign, written=limit):
            return _said(f"trait.{sign}", language, what=what, value=limit)
        case Dated(sign=sign, written=limit):
            return _said(f"trait.day.{sign}", language, what=what, value=limit)
        case Recent(span=span):
            return _said("trait.within", language, what=what, span=moments.spelt(span, language))
        case None:
            return _said("trait.is", language, what=what, value=written)
    assert_never(test)


def _said(key: str, language: str, **values: object) -> str:
    return CONDITIONS[key][language != "ja"].format(**values)
