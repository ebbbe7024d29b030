"""A condition in words: what a trigger, a branch or a segment asks for, as a marketer would say it."""

from typing import assert_never

from mikomi.core import comparison
from mikomi.core.comparison import Dated, Numbered, Recent, UnreadableComparison
from mikomi.core.words import moments
from mikomi.core.words.wording import Names
from mikomi.model.condition import (
    All,
    Any_,
    BandIs,
    Behaviour,
    Clicked,
    Condition,
    Engaged,
    Happened,
    InSegment,
    Not,
    Opened,
    ScoreIs,
    Submitted,
    TagIs,
    TraitIs,
    UnknownCondition,
    UnsubscribedIs,
    Visited,
)

CONDITIONS: dict[str, tuple[str, str]] = {
    "visited": ("「{what}」を閲覧", "viewed {what}"),
    "engaged": ("「{what}」を{seconds}秒以上閲覧", "read {what} for {seconds} s or more"),
    "opened": ("メール「{what}」を開封", "opened “{what}”"),
    "clicked": ("メール「{what}」をクリック", "clicked in “{what}”"),
    "any_mail": ("いずれかのメール", "any email"),
    "submitted": ("フォーム「{what}」を送信", "sent the form “{what}”"),
    "event": ("「{what}」", "“{what}”"),
    "times": ("{text}（{times}回）", "{text}, {times} times"),
    "within": ("{span}以内に{text}", "{text}, within {span}"),
    "score": ("点数が {what}", "score {what}"),
    "band": ("ランクが「{what}」", "in the band “{what}”"),
    "tag": ("タグ「{what}」がある", "tagged “{what}”"),
    "trait.exists": ("{what}がある", "has {what}"),
    "trait.missing": ("{what}がない", "has no {what}"),
    "trait.is": ("{what}が「{value}」", "{what} is “{value}”"),
    "trait.>=": ("{what}が {value} 以上", "{what} is at least {value}"),
    "trait.>": ("{what}が {value} より多い", "{what} is more than {value}"),
    "trait.<=": ("{what}が {value} 以下", "{what} is at most {value}"),
    "trait.<": ("{what}が {value} 未満", "{what} is less than {value}"),
    "trait.=": ("{what}がちょうど {value}", "{what} is exactly {value}"),
    "trait.day.>=": ("{what}が {value} 以降", "{what} is {value} or later"),
    "trait.day.>": ("{what}が {value} より後", "{what} is after {value}"),
    "trait.day.<=": ("{what}が {value} まで", "{what} is {value} or earlier"),
    "trait.day.<": ("{what}が {value} より前", "{what} is before {value}"),
    "trait.day.=": ("{what}が {value}", "{what} is {value}"),
    "trait.within": ("{what}がこの{span}以内", "{what} is within the last {span}"),
    "trait.in": ("{what}が「{value}」のどれか", "{what} is one of “{value}”"),
    "trait.matches": ("{what}が /{value}/ に合う", "{what} matches /{value}/"),
    "unsubscribed": ("配信停止をした", "has unsubscribed"),
    "subscribed": ("配信停止をしていない", "has not unsubscribed"),
    "segment": ("セグメント「{what}」に入っている", "in the segment “{what}”"),
    "not": ("（{text}）ではない", "not ({text})"),
    "all": (" かつ ", " and "),
    "any": (" または ", " or "),
    "unknown": ("新しい版の Mikomi の条件", "a condition of a newer release of Mikomi"),
}


def in_words(condition: Condition, names: Names, language: str, scenario: str = "") -> str:
    """What the condition asks for, without a full stop. `scenario`: in whose words its mails are named."""
    match condition:
        case Visited(visited=path):
            return _with_times(condition, _said("visited", language, what=path), language)
        case Engaged(engaged=path, seconds=seconds):
            return _with_times(condition, _said("engaged", language, what=path, seconds=seconds), language)
        case Opened(opened=mail):
            what = _mail(mail, names, language, scenario)
            return _with_times(condition, _said("opened", language, what=what), language)
        case Clicked(clicked=mail):
            what = _mail(mail, names, language, scenario)
            return _with_times(condition, _said("clicked", language, what=what), language)
        case Submitted(submitted=form):
            what = names.get(f"form:{form}", form)
            return _with_times(condition, _said("submitted", language, what=what), language)
        case Happened(event=name):
            return _with_times(condition, _said("event", language, what=name), language)
        case All(all=parts) | Any_(any=parts):
            joint = _said("all" if isinstance(condition, All) else "any", language)
            return joint.join(_part(part, names, language, scenario) for part in parts)
        case Not(not_=part):
            return _said("not", language, text=in_words(part, names, language, scenario))
        case TraitIs():
            return _trait(condition, names, language)
        case TagIs(tag=tag):
            return _said("tag", language, what=tag)
        case ScoreIs(score=written):
            return _said("score", language, what=written)
        case BandIs(band=band):
            return _said("band", language, what=names.get(f"band:{band}", band))
        case UnsubscribedIs(unsubscribed=yes):
            return _said("unsubscribed" if yes else "subscribed", language)
        case InSegment(segment=segment):
            return _said("segment", language, what=names.get(f"segment:{segment}", segment))
        case UnknownCondition():
            return _said("unknown", language)
    assert_never(condition)


def _part(part: Condition, names: Names, language: str, scenario: str) -> str:
    """A part of several: in brackets, if it is of several itself."""
    text = in_words(part, names, language, scenario)
    several = isinstance(part, All | Any_) and len(part.all if isinstance(part, All) else part.any) > 1
    return (f"（{text}）" if language == "ja" else f"({text})") if several else text


def _with_times(leaf: Behaviour, text: str, language: str) -> str:
    if leaf.times > 1:
        text = _said("times", language, text=text, times=leaf.times)
    if leaf.within:
        text = _said("within", language, text=text, span=moments.written(leaf.within, language))
    return text


def _mail(mail: str, names: Names, language: str, scenario: str) -> str:
    if mail in ("*", "*/*"):
        return _said("any_mail", language)
    step = mail if "/" in mail else f"{scenario}/{mail}"
    return names.get(f"step:{step}", mail)


def _trait(condition: TraitIs, names: Names, language: str) -> str:
    what = names.get(f"trait:{condition.trait}", condition.trait)
    if condition.exists is not None:
        return _said("trait.exists" if condition.exists else "trait.missing", language, what=what)
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
            return _said("trait.within", language, what=what, span=moments.written(span, language))
        case None:
            return _said("trait.is", language, what=what, value=written)
    assert_never(test)


def _said(key: str, language: str, **values: object) -> str:
    return CONDITIONS[key][language != "ja"].format(**values)
