"""What the page of a plan that is tried on what has happened says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "tried.title": ("過去の記録で試した結果", "Tried on what has happened"),
    "tried.open": ("直近30日の記録で試す", "Try it on the last 30 days"),
    "tried.open_why": (
        "この内容だったら何が起きていたかを記録から判断し直し、これからの2週間に何通、何件になるかを出します。"
        "何も送られず、何も変わりません。数秒かかります。",
        "The log is decided again as if this had run, and what the next two weeks bring is told from that. Nothing is "
        "sent, nothing is changed. It takes some seconds.",
    ),
    "tried.lead": (
        "{begin}から{end}までの記録を、実際に動いた版と、この内容とで判断し直しました。",
        "What happened from {begin} to {end}, decided again by the versions that ran and by this one.",
    ),
    "tried.partly": (
        "ここまでに見た {n} 人についての数字です。全員については mikomi backtest で試せます。",
        "These are numbers of the first {n} people. mikomi backtest tries everybody.",
    ),
    "tried.not_understood": (
        "今の Mikomi ではこの内容の全部を読めないので、試せません。",
        "It cannot be tried: this release cannot read all of it.",
    ),
    "tried.first": ("はじめに", "To be known first"),
    "tried.figures": ("数字", "Figures"),
    "tried.figure": ("項目", "Figure"),
    "tried.label": ("根拠", "Label"),
    "tried.value": ("この内容", "This plan"),
    "tried.before": ("実際", "What was"),
    "tried.without": ("除くと", "Without"),
    "tried.people": ("人数", "People"),
    "shadow.title": ("影の試行", "In the shadow"),
    "shadow.open": ("影の試行を見る", "What runs in the shadow"),
    "shadow.runs": ("毎晩試しています", "Tried every night"),
    "shadow.lead": (
        "毎晩、前の日の全員の記録をその案で判断し直し、実際に起きたことと比べます。何も送らず、何も変えません。",
        "Every night everybody's day before is decided under this plan, and held against what really happened. Nothing "
        "is sent, and nothing is changed.",
    ),
    "shadow.none": ("影で試している案はありません", "No plan runs in the shadow"),
    "shadow.none_why": (
        "版や候補の画面のボタンか、mikomi shadow start で始められます。",
        "Start one by the button on the page of a version or a candidate, or with mikomi shadow start.",
    ),
    "shadow.what": ("項目", "What"),
    "shadow.more": ("案だけ", "Plan only"),
    "shadow.less": ("実際だけ", "Real only"),
    "shadow.otherwise": ("内容が違う", "Otherwise"),
    "shadow.unknown": ("うち不明", "Unknown"),
    "shadow.people": ("違いのある人", "Whom it concerns"),
    "shadow.days": ("ほかの日", "Days"),
    "shadow.start": ("影で試し始める", "Run it in the shadow"),
    "shadow.start_why": (
        "毎晩、前の日の記録で試して、違いを一覧にします。何も送らず、何も変えません。"
        "影で試している別の案があれば、それと入れ替わり、その一覧はなくなります。",
        "It is tried every night on the day before, and what differs is listed. Nothing is sent, nothing is changed. "
        "It takes the place of another plan in the shadow, whose lists go.",
    ),
    "shadow.stop": ("止める", "Stop it"),
    "shadow.stop_why": ("止めても、これまでの一覧は残ります。", "Stopped, the lists that were made stay."),
    "shadow.not_started": ("始められませんでした", "It was not started"),
    "shadow.no_day": ("この日の一覧はありません", "There is no list of this day"),
    "shadow.no_day_why": (
        "まだできていないか、35日を過ぎてなくなりました。",
        "It has not been made yet, or it went after 35 days.",
    ),
    "ahead.title": ("これからの14日間の見込み", "The next 14 days"),
    "ahead.range": ("平均（範囲）", "Average (range)"),
    "ahead.before": ("今のまま", "As it is now"),
    "ahead.week": ("週", "Week"),
    "ahead.mails": ("メール", "Mails"),
    "ahead.alerts": ("営業への通知", "Alerts"),
}
