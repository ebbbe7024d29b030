"""A line of a story: when, and what somebody does (`visits /price`) or what comes of it (`> mail faq`).

The tests live through these very lines: what a page says of a mail's day is what the core decides.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from mikomi.cli.guide.source import LANGUAGES, Language

_LINE = re.compile(r"(?:(\d{4})-)?(\d\d-\d\d) (\d\d:\d\d) (> )?(\S+)(?: (.*))?")
_WEEKDAYS = ("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DEEDS = {
    "visits": ("`{}` を見る", "looks at `{}`"),
    "reads": ("`{0}` を {1} 秒読む", "reads `{0}` for {1} seconds"),
    "submits": ("フォーム `{}` を送る", "sends the form `{}`"),
    "fills": ("フォームを送る: `{}`", "sends the form `{}`"),
    "opens": ("メール `{}` を開く", "opens the mail `{}`"),
    "clicks": ("メール `{}` のリンクを押す", "clicks a link in the mail `{}`"),
    "does": ("イベント `{}`", "the event `{}`"),
    "has": ("属性が届く: `{}`", "traits arrive: `{}`"),
    "tagged": ("タグ `{}` が付く", "gets the tag `{}`"),
    "entered": ("シナリオ `{}` に手で入れる", "is let into the scenario `{}` by hand"),
    "mailing": ("一斉配信 `{}` の順番が来る", "their turn in the mailing `{}` comes"),
    "answered": ("営業が `{}` と答える", "the rep answers `{}`"),
    "unsubscribes": ("配信を停止する", "unsubscribes"),
    "leaves": ("配信の種類 `{}` を停止する", "unsubscribes from the topic `{}`"),
    "staged": ("営業がステージを `{}` にする", "a rep sets the stage `{}`"),
    "pauses": ("配信を30日間休止する", "pauses all mail for 30 days"),
    "waits": ("何もしない", "does nothing"),
}
OUTCOMES = {
    "mail": ("メール `{}` が届く", "the mail `{}` goes out"),
    "skipped": ("メール `{0}` は送られない（{1}）", "the mail `{0}` is not sent ({1})"),
    "alert": ("営業 `{1}` に知らせる（`{0}`）", "the rep `{1}` is told (`{0}`)"),
    "alert to owner": ("担当の営業に知らせる（`{}`）", "the lead's rep is told (`{}`)"),
    "in": ("シナリオ `{}` に入っている", "is in the scenario `{}`"),
    "out": ("シナリオ `{}` には入っていない", "is not in the scenario `{}`"),
    "ended": ("シナリオ `{0}` が終わる（{1}）", "the scenario `{0}` is over ({1})"),
    "tag": ("タグ `{}` が付いている", "has the tag `{}`"),
    "untagged": ("タグ `{}` は付いていない", "does not have the tag `{}`"),
    "trait": ("属性 `{}` になっている", "has the trait `{}`"),
    "score": ("点数は {}", "the score is {}"),
    "band": ("区分は `{}`", "the band is `{}`"),
    "belongs": ("セグメント `{}` に入る", "belongs to the segment `{}`"),
    "not": ("セグメント `{}` に入らない", "does not belong to the segment `{}`"),
    "shown": ("スロットに `{}` が出る", "the slot shows `{}`"),
    "nothing": ("何も起きない", "nothing happens"),
    "subject": ("件名は「{}」", "its subject: “{}”"),
    "lacks": ("送れない。足りない項目: `{}`", "it cannot be sent; missing: `{}`"),
    "agreed": ("同意が残る: 「{}」", "the consent is kept: “{}”"),
    "report": ("週次レポートが届く: `{}`", "the weekly report goes to `{}`"),
    "passes": ("テスト `{}` が通る", "the test `{}` passes"),
    "task": ("営業に残っているタスク: `{}`", "sales have to do: `{}`"),
    "owner": ("担当は `{}`", "the owner is `{}`"),
}
_WHY = {
    "finished": ("最後まで進んだ", "it came to its end"),
    "goal": ("ゴールに届いた", "the goal was reached"),
    "exited": ("途中で出た", "left"),
    "limit": ("送信上限", "the limit of mails"),
    "no_consent": ("同意がない", "no consent"),
    "window": ("送信時間帯の外", "outside the send window"),
    "held_out": ("比べるために送らない", "held out"),
    "unsubscribed": ("配信停止", "unsubscribed"),
    "unsubscribed_topic": ("その種類を停止している", "unsubscribed from its topic"),
    "paused": ("休止中", "a pause"),
    "stage": ("商談のステージ", "the stage of the deal"),
}


@dataclass(frozen=True)
class Told:
    at: str
    """`2026-11-24 10:00`, by the company's clock."""
    is_outcome: bool
    word: str
    rest: str

    def in_words(self, language: Language) -> str:
        nth = LANGUAGES.index(language)
        word = "alert to owner" if self.word == "alert" and " " not in self.rest else self.word
        said = (OUTCOMES if self.is_outcome else DEEDS)[word][nth]
        parts = self.rest.split(" ") if "{0}" in said else [self.rest]
        if "{1}" in said and len(parts) > 2:
            parts = [parts[0], " ".join(parts[1:])]
        words = said.format(*(_WHY.get(part, (part, part))[nth] for part in parts))
        return f"→ **{words}**" if self.is_outcome else words

    def day(self, language: Language) -> str:
        moment = datetime.fromisoformat(self.at)
        weekday = _WEEKDAYS[LANGUAGES.index(language)][moment.weekday()]
        if language == "ja":
            return f"{moment.month}月{moment.day}日({weekday}) {moment:%H:%M}"
        return f"{weekday} {moment.day} {_MONTHS[moment.month - 1]}, {moment:%H:%M}"


def line_of(line: str) -> Told:
    """Raises ValueError for a line that nobody could live through."""
    match = _LINE.fullmatch(line)
    if not match or match[5] not in (OUTCOMES if match[4] else DEEDS):
        raise ValueError(line)
    return Told(f"{match[1] or '2026'}-{match[2]} {match[3]}", bool(match[4]), match[5], match[6] or "")
