"""What the list of a shadow's day says, in Japanese and English."""

LINES: dict[str, tuple[str, str]] = {
    "runs": (
        "影で動いている案: {plan}（{since}から、{by}）。実際には何も送らず、何も変えません。",
        "In the shadow: {plan} (since {since}, by {by}). Nothing is sent, and nothing is changed.",
    ),
    "stopped": (
        "{plan}は影で動いていましたが、{at}に止めました。止める前の日の一覧は残っています。",
        "{plan} ran in the shadow, and was stopped on {at}. The lists of the days before are still here.",
    ),
    "version": ("第{version}版", "Version {version}"),
    "candidate": ("候補{n}", "Candidate {n}"),
    "folder": ("「{name}」の内容", "what “{name}” says"),
    "no_list": (
        "一覧はまだありません。始めた日の分は、その日が終わった夜に作ります。",
        "There is no list yet. That of the day on which it was started is made in the night after it.",
    ),
    "newer": (
        "この日の一覧は、今とは違う Mikomi が書いたもので読めません。",
        "The list of this day was written by another release, and cannot be read.",
    ),
    "missed": (
        "夜の処理が動かなかったため、一覧のない日があります: {days}。7日前までの分は、次の夜に作ります。",
        "There is no list of {days}: the night's run did not come to it. Up to seven days back the next night makes up "
        "for it.",
    ),
    "day": ("{day} の一覧", "The list of {day}"),
    "partly": (
        "まだ途中です。{n} 人まで試しました。残りは続けて試します。",
        "Not whole yet: {n} people were tried so far, the rest follow.",
    ),
    "not_understood": (
        "この案には今の Mikomi で読めない部分があり、この日は試せませんでした。"
        "mikomi check で直してから、もう一度始めてください。",
        "This release cannot read all of the candidate, so the day was not tried. Mend it with mikomi check, and start "
        "it again.",
    ),
    "quiet": ("この日はだれも何もしていません。", "Nobody did anything on this day."),
    "nobody": ("試せる人がいません。", "There is nobody to try it on."),
    "few": (
        "記録があるのは {n} 人だけです。違いはそのまま示しますが、この先の見込みは言えません。",
        "There are {n} people only: what differs is shown, and nothing follows from it for the future.",
    ),
    "whole": (
        "{people}人を試しました（この日に何かした人は {active}人）。{equal} 件は実際と同じ、"
        "{differ}人に違いがあります。",
        "{people} people were tried ({active} of them did something). {equal} effects are as they were; something "
        "differs for {differ} people.",
    ),
    "unknown": (
        "「不明」は、実際には届いていないメールへの反応しだいで変わるものです。",
        "“Unknown” is what hangs on the reaction to a mail that nobody got.",
    ),
    "first": ("最初の {n} 人を示します。", "The first {n} people are shown."),
    "more_of_one": ("ほか {n} 件", "{n} more"),
    "what.entered": ("シナリオ「{scenario}」の開始", "entering “{scenario}”"),
    "what.mail": ("「{scenario}」のメール「{step}」", "the mail “{step}” of “{scenario}”"),
    "what.alert": ("営業への通知（{to}）", "an alert to {to}"),
    "what.webhook": ("「{scenario}」のほかのシステムへの連絡「{step}」", "the webhook “{step}” of “{scenario}”"),
    "what.goal": ("シナリオ「{scenario}」のゴール", "the goal of “{scenario}”"),
    "what.points": ("点数「{rule}」", "points by “{rule}”"),
    "what.band": ("ランク", "the band"),
    "more": ("{what}: 案ではあり、実際はなし{why}", "{what}: the candidate would, it did not happen{why}"),
    "less": ("{what}: 実際はあり、案ではなし{why}", "{what}: it happened, the candidate would not{why}"),
    "otherwise": ("{what}: 実際は {was}、案では {came}", "{what}: it was {was}, it would be {came}"),
    "skipped.more": ("（実際に送らなかった理由: {reason}）", " (not sent: {reason})"),
    "skipped.less": ("（案で送らない理由: {reason}）", " (it would not be sent: {reason})"),
    "field.template": ("テンプレート「{value}」", "template “{value}”"),
    "field.variant": ("パターン「{value}」", "variant “{value}”"),
    "field.to": ("{value}宛て", "to {value}"),
    "field.at": ("{value}", "{value}"),
    "field.points": ("{value}点", "{value} points"),
    "field.band": ("「{value}」", "“{value}”"),
    "field.crm": ("CRM「{value}」", "CRM “{value}”"),
    "nothing": ("なし", "nothing"),
    "count.entered": ("シナリオの開始", "Entries"),
    "count.mail": ("メール", "Mails"),
    "count.alert": ("営業への通知", "Alerts"),
    "count.webhook": ("ほかのシステムへの連絡", "Webhooks"),
    "count.goal": ("ゴール", "Goals"),
    "count.points": ("点数", "Points"),
    "count.band": ("ランク", "Bands"),
    "counted": ("{name}: {said}", "{name}: {said}"),
    "counted.more": ("案だけ {n} 件", "{n} only by the candidate"),
    "counted.less": ("実際だけ {n} 件", "{n} only in reality"),
    "counted.otherwise": ("内容が違う {n} 件", "{n} otherwise"),
    "counted.unknown": ("うち不明 {n} 件", "{n} of them unknown"),
}


def say(key: str, language: str, **params: object) -> str:
    """The sentence of this key."""
    return LINES[key][language == "en"].format(**params)
