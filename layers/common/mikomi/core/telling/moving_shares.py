"""Variants whose shares follow what is known, side by side: their rates, how the shares went, which to go on with.

Rules
1. Counts are those of real people; the rate beside them is the one as if all had been dealt alike all the time
   (`core.figures.winner`), with the interval that so many are worth.
2. Nothing is claimed: that there is no verdict is said, and why.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from mikomi.core.figures import sentences
from mikomi.core.figures.judgement import Ruling
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Chart, Table
from mikomi.core.words import moments
from mikomi.model.base import Millis

SHARES: dict[str, tuple[str, str]] = {
    "arm": ("案", "Variant"),
    "now": ("いまの割合", "Share now"),
    "people": ("結果が出た人", "Known results"),
    "reached": ("反応した人", "Of them reacted"),
    "not_yet": ("結果待ち", "Not yet"),
    "rate": ("反応した割合（95%区間）", "Rate (95% interval)"),
    "said": ("{rate}（割合 {share}）", "{rate} (share {share})"),
    "since": ("いつから", "Since"),
    "beginning": ("初め（均等）", "The beginning (even)"),
    "share_of": ("{arm}の割合", "Share of {arm}"),
    "dealt": ("届いた人", "Delivered"),
    "no_verdict": (
        "割合が結果に合わせて動くので、差があるかどうかの判定はしません。反応した割合は、途中で変わった配り方をならして計算しています。",
        "The shares follow the results, so there is no verdict whether one is better. Rates are worked out as if the "
        "shares had been the same all the time.",
    ),
    "even": (
        "いまは均等です。どの案も結果の分かった方が100人になると、毎晩見直します。",
        "Shares are even. Once each variant has 100 known results they are looked at anew every night.",
    ),
    "held": (
        "いまの割合（{since}から、変更{number}回目）：{shares}",
        "Shares now (since {since}, change no. {number}): {shares}",
    ),
    "next": (
        "{since}からの割合（変更{number}回目）：{shares}",
        "Shares from {since} on (change no. {number}): {shares}",
    ),
}


class SharesSpan(Protocol):
    """A stretch of the same weights."""

    @property
    def number(self) -> int: ...
    @property
    def since(self) -> Millis | None: ...
    @property
    def weights(self) -> tuple[float, ...]: ...
    @property
    def rates(self) -> tuple[Rate, ...]: ...


class Moving(NamedTuple):
    """The picture with its table, how the shares went, and what may be said."""

    picture: Chart
    shares: Table
    said: list[str]


class SharesSeen(NamedTuple):
    """When it is looked at, by whose clock, in which language."""

    now: Millis
    zone: str
    language: str


def moving(
    names: Sequence[str], spans: Sequence[SharesSpan], alike: Sequence[Rate], ruling: Ruling, seen: SharesSeen
) -> Moving:
    """`alike`: each arm's rate as if all had been dealt alike."""
    totals = [sum((span.rates[arm] for span in spans), Rate(0, 0)) for arm in range(len(names))]
    current = [span for span in spans if span.since is None or span.since <= seen.now][-1]
    head = tuple(_word(key, seen) for key in ("arm", "now", "people", "reached", "not_yet", "rate"))
    rows = [
        _bar(name, weight, total, rate, seen)
        for name, weight, total, rate in zip(names, current.weights, totals, alike, strict=True)
    ]
    lots = [(name, total.entered) for name, total in zip(names, totals, strict=True)]
    said = [
        sentences.of_lots(ruling.lots, lots, seen.language),
        _of_now(names, current, seen),
        *(_of_span("next", names, span, seen) for span in spans if span.since is not None and span.since > seen.now),
        _word("no_verdict", seen),
        sentences.of_choice(ruling.adoption, names, seen.language),
    ]
    label = "、".join(names) if seen.language == "ja" else ", ".join(names)
    return Moving(bars(rows, label, head), _shares(names, spans, seen), said)


def _bar(name: str, weight: float, total: Rate, alike: Rate, seen: SharesSeen) -> Bar:
    counts = (f"{total.of:,}", f"{total.reached:,}", f"{total.not_yet:,}")
    share = sentences.percent(weight)
    if alike.share is None:
        return Bar(name, 0.0, share, (share, *counts, "–"))
    low, high = (sentences.percent(each) for each in interval(alike))
    rate = sentences.percent(alike.share)
    between = f"{rate}（{low}～{high}）" if seen.language == "ja" else f"{rate} ({low} to {high})"
    return Bar(name, alike.share, _word("said", seen).format(rate=rate, share=share), (share, *counts, between))


def _shares(names: Sequence[str], spans: Sequence[SharesSpan], seen: SharesSeen) -> Table:
    """The latest first."""
    head = (_word("since", seen), *(_word("share_of", seen).format(arm=name) for name in names), _word("dealt", seen))
    rows = (
        (
            _since(span, seen),
            *map(sentences.percent, span.weights),
            f"{sum(rate.entered for rate in span.rates):,}",
        )
        for span in reversed(spans)
    )
    return Table(head, tuple(rows))


def _of_now(names: Sequence[str], span: SharesSpan, seen: SharesSeen) -> str:
    return _word("even", seen) if span.since is None else _of_span("held", names, span, seen)


def _of_span(key: str, names: Sequence[str], span: SharesSpan, seen: SharesSeen) -> str:
    joint = "、" if seen.language == "ja" else ", "
    shares = joint.join(f"{n}\u00a0{sentences.percent(w)}" for n, w in zip(names, span.weights, strict=True))
    return _word(key, seen).format(number=span.number, since=_since(span, seen), shares=shares)


def _since(span: SharesSpan, seen: SharesSeen) -> str:
    if span.since is None:
        return _word("beginning", seen)
    return moments.full(span.since, seen.zone, seen.language, seen.now)


def _word(key: str, seen: SharesSeen) -> str:
    return SHARES[key][seen.language != "ja"]
