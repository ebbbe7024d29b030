"""What is said of rates, of a verdict (判定) and of a choice (採用), in Japanese and English.

Rules
1. A rate never stands alone: of how many, and how many are "not yet".
2. One sentence of verdict for a comparison. What it claims it claims by `trial`; a choice is told by sentences of its
   own, which never say "better".
3. What cannot be told yet is told with what is missing, and how long that takes at this pace.
"""

from collections.abc import Sequence

from mikomi.core.figures.allotment import DOUBTFUL
from mikomi.core.figures.choice import Adoption
from mikomi.core.figures.pace import Course, Standing
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.trial import FIRST, Needed, Verdict, needed, worthwhile

SENTENCES: dict[str, tuple[str, str]] = {
    "rate": (
        "{share}（{of}人中{reached}人、結果待ち{not_yet}人）",
        "{share} ({reached} of {of}, {not_yet} not yet known)",
    ),
    "rate.nobody": (
        "まだ結果が出た人がいません（結果待ち{not_yet}人）",
        "nobody’s result is known yet ({not_yet} not yet known)",
    ),
    "verdict.broken_lots": (
        "人数の分かれ方が設定した割合と合わないため、比べられません（「{first}」{entered_first}人、「{second}」{entered_second}人）。"
        "入れ替わりや数え漏れがないか、原因を先に調べてください。",
        "The arms cannot be compared: people are not divided as the shares say (“{first}” {entered_first}, “{second}” "
        "{entered_second}). First find out what was lost or counted twice.",
    ),
    "verdict.planning": (
        "判定：まだできません。結果が出た人が両方で{enough}人以上になったら、必要な人数を決めます。{when}{rates}。",
        "Verdict: not possible yet. The number of people needed is set once each has {enough} known results. {when} "
        "{rates}.",
    ),
    "verdict.not_yet": (
        "判定：まだ差があるとは言えません。予定の{planned}人のうち{counted}人の結果が出ました。"
        "次に判定するのは{next}人になったときです。{when}{rates}。",
        "Verdict: no difference can be claimed yet. {counted} of the {planned} planned results are known; the next "
        "look is at {next}. {when} {rates}.",
    ),
    "verdict.better": (
        "判定：「{winner}」のほうが高いと言えます（差は{low}～{high}ポイント）。{rates}。",
        "Verdict: “{winner}” is higher, by {low} to {high} points. {rates}.",
    ),
    "verdict.no_difference": (
        "判定：予定の人数まで見ましたが、差があるとは言えません（差は{low}～{high}ポイントのどこか）。{rates}。",
        "Verdict: all planned people are in, and no difference can be claimed: it lies somewhere from {low} to "
        "{high} points. {rates}.",
    ),
    "weeks": (
        "いまのペースなら、あと約{weeks}週間で人数がそろいます。",
        "At this pace enough people are in after about {weeks} weeks.",
    ),
    "weeks.1": (
        "いまのペースなら、あと1週間ほどで人数がそろいます。",
        "At this pace enough people are in after about a week.",
    ),
    "weeks.0": ("人数は足りています。あとは結果待ちです。", "Enough people are in; their results are still open."),
    "weeks.never": (
        "この4週間、新しく入った人がいないため、いつになるかは分かりません。",
        "Nobody has entered in the last four weeks, so there is no telling when.",
    ),
    "needed": (
        "{share}と{other}を見分けるには{people}人が必要です。いまのペースで約{weeks}週間かかります。",
        "Telling {share} from {other} takes {people} people: about {weeks} weeks at this pace.",
    ),
    "needed.1": (
        "{share}と{other}を見分けるには{people}人が必要です。いまのペースなら1週間ほどです。",
        "Telling {share} from {other} takes {people} people: about a week at this pace.",
    ),
    "needed.never": (
        "{share}と{other}を見分けるには{people}人が必要です。いまは新しく入る人がいません。",
        "Telling {share} from {other} takes {people} people. Nobody enters at present.",
    ),
    "course.reached": ("目標の{wanted}人に届きました（{actual}人）。", "The target of {wanted} is reached ({actual})."),
    "course.likely": (
        "目標{wanted}人のうち{actual}人です。このままなら届きそうです（{low}～{high}人の見込み）。",
        "{actual} of {wanted}. At this pace it will be reached ({low} to {high} expected).",
    ),
    "course.open": ("目標{wanted}人のうち{actual}人です。", "{actual} of {wanted}."),
    "course.open.by": (
        "目標{wanted}人のうち{actual}人です。届くかどうかはまだ分かりません（{low}～{high}人の見込み）。",
        "{actual} of {wanted}. It may or may not be reached ({low} to {high} expected).",
    ),
    "course.unlikely": (
        "目標{wanted}人のうち{actual}人です。このままでは届きません（{low}～{high}人の見込み）。",
        "{actual} of {wanted}. At this pace it will not be reached ({low} to {high} expected).",
    ),
    "course.missed": (
        "期限までに目標の{wanted}人に届きませんでした（{actual}人）。",
        "The target of {wanted} was not reached in time ({actual}).",
    ),
    "share.reached": ("目標の{wanted}に届きました：{rate}。", "The target of {wanted} is reached: {rate}."),
    "share.likely": (
        "目標は{wanted}です。いまは上回っています：{rate}。",
        "The target is {wanted}, and this is above it: {rate}.",
    ),
    "share.open": (
        "目標は{wanted}です。届くかどうかはまだ分かりません：{rate}。",
        "The target is {wanted}; it may or may not be reached: {rate}.",
    ),
    "share.unlikely": (
        "目標は{wanted}です。いまは下回っています：{rate}。",
        "The target is {wanted}, and this is below it: {rate}.",
    ),
    "share.missed": (
        "期限までに目標の{wanted}に届きませんでした：{rate}。",
        "The target of {wanted} was not reached in time: {rate}.",
    ),
    "choice": (
        "採用：「{arm}」で進めてかまいません。外れだったとしても、"
        "失うのは平均{loss}ポイント以下です（優劣の判定ではありません）。",
        "Choice: go on with “{arm}”. If that is the wrong one, it costs {loss} points on average at most (this is "
        "no verdict).",
    ),
    "choice.not_yet": (
        "採用：まだ決められません。いま選ぶと平均{loss}ポイントを失うおそれがあり、目安の{bound}ポイントを超えています。",
        "Choice: not yet. Choosing now risks {loss} points on average, above the {bound} that are acceptable.",
    ),
    "choice.broken_lots": (
        "採用：決められません。案ごとの人数が、割合どおりになっていません。",
        "Choice: none. The variants do not have as many people as their weights say.",
    ),
    "lots.fair": ("割り当て：{counts}。割合どおりです。", "Lots: {counts}: as the weights say."),
    "lots.few": (
        "割り当て：{counts}。割合どおりかどうかは、まだ分かりません。",
        "Lots: {counts}: too few to tell whether that is as the weights say.",
    ),
    "lots.broken": (
        "割り当て：{counts}。割合と合いません。途中で失われたか、二重に数えられています。",
        "Lots: {counts}: not as the weights say. Something is lost on the way, or counted twice.",
    ),
    "choice.few": (
        "採用：まだ決められません。結果が出た人が少なすぎます。",
        "Choice: not yet. Too few results are known.",
    ),
}


def of_rate(rate: Rate, language: str) -> str:
    """`12.5%（200人中25人、結果待ち8人）`."""
    if rate.share is None:
        return _said("rate.nobody", language, not_yet=_count(rate.not_yet))
    counts = {"reached": _count(rate.reached), "of": _count(rate.of), "not_yet": _count(rate.not_yet)}
    return _said("rate", language, share=percent(rate.share), **counts)


def of_verdict(verdict: Verdict, names: tuple[str, str], language: str) -> str:
    """What may be claimed of the two arms that are called so."""
    form, joint = ("「{}」{}", "、") if language == "ja" else ("“{}” {}", "; ")
    both = zip(names, (verdict.first, verdict.second), strict=True)
    low, high = verdict.interval if verdict.better != 1 else (-verdict.interval[1], -verdict.interval[0])
    return _said(
        f"verdict.{verdict.stage}",
        language,
        first=names[0],
        second=names[1],
        winner=names[(verdict.better or 1) - 1],
        rates=joint.join(form.format(name, of_rate(rate, language)) for name, rate in both),
        entered_first=_count(verdict.first.entered),
        entered_second=_count(verdict.second.entered),
        enough=_count(FIRST),
        planned=_count(verdict.planned),
        counted=_count(verdict.counted),
        next=_count(verdict.next),
        when=_said(_by_weeks("weeks", verdict.weeks), language, weeks=verdict.weeks),
        low=points(low),
        high=points(high),
    )


def of_plan(rate: float, a_week: float, language: str, part: float = 0.5) -> str:
    """How many people and weeks a comparison takes, said before it begins: at this rate, with so many people entering
    a week.

    Args:
        part: the part of the people that the second arm gets.
    """
    return of_needed(needed(rate, a_week, part), language)


def of_needed(takes: Needed, language: str) -> str:
    """The same of what was worked out."""
    return _said(
        _by_weeks("needed", takes.weeks),
        language,
        share=percent(takes.rate),
        other=percent(worthwhile(takes.rate)),
        people=_count(takes.people),
        weeks=takes.weeks,
    )


def of_lots(likelihood: float | None, arms: Sequence[tuple[str, int]], language: str) -> str:
    """Whether the arms that are called so have as many people as the lots were to give them."""
    form, joint = ("「{}」{}人", "、") if language == "ja" else ("“{}” {}", ", ")
    how = "few" if likelihood is None else "broken" if likelihood < DOUBTFUL else "fair"
    counts = joint.join(form.format(name, _count(people)) for name, people in arms)
    return _said(f"lots.{how}", language, counts=counts)


def of_course(course: Course, language: str) -> str:
    """Where a number stands against its target."""
    by = ".by" if course.standing == "open" and course.low is not None else ""
    counts = {"actual": course.actual, "wanted": course.wanted, "low": course.low or 0, "high": course.high or 0}
    return _said(f"course.{course.standing}{by}", language, **{name: _count(n) for name, n in counts.items()})


def of_share(rate: Rate, wanted: float, standing: Standing, language: str) -> str:
    """Where a share stands against its target."""
    return _said(f"share.{standing}", language, wanted=percent(wanted), rate=of_rate(rate, language))


def of_choice(adoption: Adoption, names: Sequence[str], language: str) -> str:
    """What to go on with, of the arms that are called so."""
    if adoption.withheld:
        key, arm = "choice.broken_lots", 0
    elif adoption.arm is not None:
        key, arm = "choice", adoption.arm
    else:
        key, arm = "choice.not_yet" if adoption.enough else "choice.few", 0
    loss = min(adoption.losses)
    return _said(key, language, arm=names[arm], loss=points(loss, sign=""), bound=points(adoption.bound, sign=""))


def percent(share: float) -> str:
    """`12.5%`, `0.42%`: one decimal, below one percent two."""
    return f"{100 * share:.{_decimals(share)}f}%"


def points(share: float, sign: str = "+") -> str:
    """A difference of shares as percentage points: `+1.2`, `−0.35`; 0 has no sign."""
    text = f"{100 * abs(share):.{_decimals(share)}f}"
    return text if not float(text) else ("−" if share < 0 else sign) + text


def _decimals(share: float) -> int:
    return 2 if 0 < abs(share) < 0.01 else 1


def _by_weeks(key: str, weeks: int | None) -> str:
    special = "never" if weeks is None else str(weeks)
    return f"{key}.{special}" if f"{key}.{special}" in SENTENCES else key


def _count(people: int) -> str:
    return f"{people:,}"


def _said(key: str, language: str, **values: object) -> str:
    return SENTENCES[key][language != "ja"].format(**values)
