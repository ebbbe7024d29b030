"""What a timeline says around its entries, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "score.course": ("点数の推移", "The score over time"),
    "score.course_lead": (
        "その日の終わりの点数です（最近{days}日）。丸は、その日にあった主なことです。",
        "The score at the end of each day (the last {days}). A dot: the main things that happened on that day.",
    ),
    "score.day": ("日付", "Day"),
    "score.happened": ("あったこと", "What happened"),
    "story.empty": ("足あとはまだありません", "Nothing has happened yet"),
    "story.only_latest": (
        "足あとが{most}件を超えているため、新しいものだけを、理由と点数なしで示しています。"
        "すべてを見るには、読み取り API の timeline に all=true を付けてください。",
        "There are more than {most} events, so only the latest are shown, without reasons and points. To see"
        " everything, ask the read API for the timeline with all=true.",
    ),
    "story.visit": ("{count}ページを閲覧", "{count} pages viewed"),
    "story.visit_one": ("1ページを閲覧", "1 page viewed"),
    "story.visit_none": ("サイトでの動き", "Activity on the site"),
    "story.read": ("{span} 閲覧", "{span}"),
    "story.time": ("シナリオの予定時刻", "Scenario moved on"),
    "story.mail": ("メール「{mail}」", "Email “{mail}”"),
    "story.sent_by": ("シナリオ「{scenario}」が送りました", "sent by the scenario “{scenario}”"),
    "story.cause": ("{why}（きっかけ: {what}、{when}）", "{why} (because of: {what}, {when})"),
    "story.began": ("{why}（始まり: {what}、{when}）", "{why} (which began with: {what}, {when})"),
    "story.unknown": ("新しい版の Mikomi が記録したもの", "Recorded by a newer release of Mikomi"),
    "story.webhook": ("外部に知らせました（{step}）", "Webhook “{step}”"),
    "story.alert": ("営業通知", "Alert to sales"),
    "story.alert_to": ("{to} へ", "to {to}"),
    "story.channel_sent": ("{channel} に届きました", "taken by {channel}"),
    "story.channel_waits": ("{channel} に送っています", "on its way to {channel}"),
    "story.channel_failed": ("{channel} には届きませんでした", "not taken by {channel}"),
    "story.channel_skipped": ("{channel} には送っていません", "not sent to {channel}"),
    "story.slot": ("「{slot}」を表示", "“{slot}” shown"),
    "story.consent": ("同意した文", "Agreed to"),
    "story.version": ("第{version}版", "version {version}"),
}
