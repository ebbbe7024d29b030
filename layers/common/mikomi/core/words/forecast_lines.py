"""What a forecast says, in Japanese and English."""

LINES: dict[str, tuple[str, str]] = {
    "how": (
        "数字は、過去の {n} 週間（{begin}から{end}まで）にこの内容だったら起きていたことの平均です。"
        "かっこの中は範囲で、その週を引き直すと10回のうち9回はこの中に入ります。"
        "どの週にもなかったこと（キャンペーンや連休）は入っていません。",
        "A figure is the average of what would have come in the last {n} weeks (from {begin} to {end}) under this "
        "plan. In brackets is its range: nine of ten times that these weeks are drawn anew it lies within. What none "
        "of these weeks had (a campaign, holidays) is not in it.",
    ),
    "not_in_it": (
        "一斉配信は含みません（配信の前に、そのプレビューで分かります）。商談、売上、開封の見込みは出しません。",
        "Mailings are not in it: the preview of each says what it comes to. No deals, revenue or opens are foretold.",
    ),
    "contaminated": (
        "この内容では送らないメールや通知への反応が、過去の記録に {events} 件（{people}人）あります。"
        "そこから来た分も数に入っています。",
        "{events} reactions of {people} people in these weeks are to mails or alerts that this plan would not send. "
        "What came of them is in the figures.",
    ),
    "why.weeks": (
        "見込みは出しません。丸ごと記録のある週が {n} 週で、3週に足りません。",
        "No forecast is given: the log holds {n} whole weeks, and fewer than 3 say nothing of the next.",
    ),
    "why.people": (
        "見込みは出しません。記録のある人が {people} 人だけで、この先のことは言えません。",
        "No forecast is given: there is a log of {people} people only, and nothing follows from it.",
    ),
    "why.partly": (
        "見込みは出しません。この画面で見たのは最初の {people} 人だけです。mikomi forecast は全員の記録から出します。",
        "No forecast is given: this page looked at the first {people} people only. mikomi forecast looks at everybody.",
    ),
    "figure.mails": ("メール 合計", "Mails in all"),
    "figure.alerts": ("営業への通知 合計", "Alerts in all"),
    "range": ("{value}（{low}〜{high}）", "{value} ({low}–{high})"),
    "unknown": ("–（誰にも届いていないメールへの反応しだい）", "– (hangs on mails that nobody got)"),
    "at_least": (
        "{low} 以上（残りは、誰にも届いていないメールへの反応しだい）",
        "at least {low} (the rest hangs on mails that nobody got)",
    ),
    "few": ("–（{n}人だけなので出しません）", "– ({n} people only)"),
    "before": ("今のまま {n}", "as it is now {n}"),
    "row": ("{name}: {range}", "{name}: {range}"),
    "beside": ("、{said}", "; {said}"),
    "days": ("{begin}〜{end}", "{begin} – {end}"),
    "rep_day": (
        "{rep}への通知が{day}に最大 {n} 件になります。一日の上限は {most} 件で、残りは翌営業日の朝にまとめて届きます。",
        "Up to {n} alerts for {rep} on {day}. At most {most} a day are sent one by one; the rest waits for the digest "
        "of the next business morning.",
    ),
    "rep_week": (
        "{rep}への通知が週に最大 {n} 件（平均 {usual} 件）になります。"
        "この期間に{rep}が一週間に回答した通知は、多くて {most} 件です。",
        "Up to {n} alerts a week for {rep} ({usual} on average). In these weeks {rep} answered at most {most} in one.",
    ),
    "rep_silent": (
        "{rep}への通知は週に最大 {n} 件です。この {weeks} 週間に{rep}が回答した通知はなく、"
        "何件なら対応できるかは分かりません。",
        "Up to {n} alerts a week for {rep}, who answered none in these {weeks} weeks: how many {rep} can take is not "
        "known.",
    ),
    "quota": (
        "{day}に最大 {n} 通を送ります。SES の上限は24時間に {most} 通で、超えた分は遅れます。"
        "AWS の Service Quotas で上限の引き上げを申請してください。",
        "Up to {n} mails on {day}. SES allows {most} in 24 hours; what is more is late. Ask for more in Service Quotas "
        "of AWS.",
    ),
    "rate": (
        "{day}に最大 {n} 通を送ります。毎秒 {rate} 通では一日に {most} 通までで、終わらない分は翌日に回ります。"
        "デプロイの MailsPerSecond を上げられないか、SES の上限と合わせて確かめてください。",
        "Up to {n} mails on {day}. At {rate} a second {most} leave in a day; the rest leaves on the next. See whether "
        "MailsPerSecond of the deployment can be raised, within what SES allows.",
    ),
    "warm_up": (
        "ウォームアップ中の上限を超える日が {days} 日あります（最初は{day}: 最大 {n} 通、上限 {most} 通）。"
        "超えた分は翌日に回ります。",
        "On {days} days more marketing mails may come than the warm-up lets out (first on {day}: up to {n}, where "
        "{most} leave). The rest waits for the next day.",
    ),
    "pace": (
        "先週出たメールは全部で {n} 通（一日平均 {day} 通）です。ほかのメールと合わせて毎秒 {rate} 通まで出るので、"
        "この配信の分に {span} かかります。",
        "Last week {n} mails left in all ({day} a day on average). Of everything at most {rate} leave a second, so "
        "this mailing takes {span}.",
    ),
}


def say(key: str, language: str, **params: object) -> str:
    """The sentence of this key."""
    return LINES[key][language == "en"].format(**params)
