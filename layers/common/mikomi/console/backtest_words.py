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
    "ahead.title": ("これからの14日間の見込み", "The next 14 days"),
    "ahead.range": ("平均（範囲）", "Average (range)"),
    "ahead.before": ("今のまま", "As it is now"),
    "ahead.week": ("週", "Week"),
    "ahead.mails": ("メール", "Mails"),
    "ahead.alerts": ("営業への通知", "Alerts"),
}
