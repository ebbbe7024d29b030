"""Arms of a mail or a split side by side: each with its people, one sentence of verdict (判定), one of choice (採用).

Rules
1. The first arm is what the others are held against. Of several others each gets a verdict of its own, and the error is
   shared out among them.
2. People count on the day on which they came to the arm; whoever's window is open is "not yet".
3. The verdict claims, the choice never does (`core.figures`): they are told in two sentences, always in this order.
   Before them stands whether the lots gave what they should, and before the trial what it takes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mikomi.core.figures import sentences
from mikomi.core.figures.difference import difference
from mikomi.core.figures.judgement import Before, judge, planned
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Chart, Link

COMPARED: dict[str, tuple[str, str]] = {
    "arm": ("案", "Variant"),
    "people": ("結果が出た人", "Known results"),
    "reached": ("反応した人", "Of them reacted"),
    "not_yet": ("結果待ち", "Not yet"),
    "share": ("割合（95%区間）", "Rate (95% interval)"),
    "apart": ("「{first}」との差（95%区間）", "Against “{first}” (95% interval)"),
    "said": ("{share}（{of}人中{reached}人）", "{share} ({reached} of {of})"),
}


class Contender(NamedTuple):
    """An arm: what it is called, its weight in the lots, and who came to it on each day; the pages of its people (`of`,
    `reached`, `not_yet`), where there are such.
    """

    name: str
    weight: float
    days: Mapping[date, Rate]
    to: Mapping[str, str] = {}

    @property
    def total(self) -> Rate:
        return sum(self.days.values(), Rate(0, 0))


class Comparison(NamedTuple):
    """The picture with its table, and what may be said of it. `lots`: whether each arm has as many as it was to have;
    `needed`: what the verdict takes, as long as it has no plan (empty: nothing is known to tell that by)."""

    picture: Chart
    lots: str
    needed: str
    verdicts: tuple[str, ...]
    choice: str

    @property
    def said(self) -> list[str]:
        """The sentences in their order."""
        return [each for each in (self.lots, self.needed, *self.verdicts, self.choice) if each]


def comparison(
    arms: Sequence[Contender], title: str, today: date, language: str, before: Before | None = None
) -> Comparison:
    """Two arms or more, side by side. `today` is the day on which it is asked.

    Raises:
        ValueError: fewer than two arms, or one that the lots give nobody.
    """
    judged, first, others = judge(arms, today), arms[0], arms[1:]
    verdicts = tuple(
        sentences.of_verdict(each, (first.name, other.name), language)
        for each, other in zip(judged.verdicts, others, strict=True)
    )
    chosen = sentences.of_choice(judged.adoption, [arm.name for arm in arms], language)
    lots = sentences.of_lots(judged.lots, [(arm.name, arm.total.entered) for arm in arms], language)
    begins = any(each.stage == "planning" for each in judged.verdicts)
    takes = planned(arms, before) if before and begins else None
    told = sentences.of_needed(takes, language) if takes else ""
    head = tuple(
        COMPARED[key][language != "ja"].format(first=first.name)
        for key in ("arm", "people", "reached", "not_yet", "share", "apart")
    )
    return Comparison(bars([_bar(arm, first, language) for arm in arms], title, head), lots, told, verdicts, chosen)


def _bar(arm: Contender, first: Contender, language: str) -> Bar:
    rate = arm.total
    counts = {"of": f"{rate.of:,}", "reached": f"{rate.reached:,}", "not_yet": f"{rate.not_yet:,}"}
    cells = tuple(Link(said, arm.to[name]) if name in arm.to else said for name, said in counts.items())
    if rate.share is None:
        return Bar(arm.name, 0.0, "–", (*cells, "–", "–"))
    low, high = interval(rate)
    share = f"{sentences.percent(rate.share)}（{sentences.percent(low)}～{sentences.percent(high)}）"
    apart = "–"
    if arm is not first and first.total.share is not None:
        from_, to = difference(first.total, rate)
        apart = (
            f"{sentences.points(rate.share - first.total.share)}（{sentences.points(from_)}～{sentences.points(to)}）"
        )
    said = COMPARED["said"][language != "ja"].format(share=sentences.percent(rate.share), **counts)
    if language != "ja":
        share, apart = (text.replace("（", " (").replace("）", ")").replace("～", " to ") for text in (share, apart))
    row = (*cells, share, apart)
    return Bar(arm.name, rate.share, said, row, "before" if arm is first else "")
