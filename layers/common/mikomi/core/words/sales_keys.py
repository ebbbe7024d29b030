"""What the keys of sales.json are called, in Japanese and English (`key_names`)."""

SALES_KEYS: dict[str, tuple[str, str]] = {
    "SalesSettings.stages": ("ステージ", "stages"),
    "SalesSettings.tasks": ("タスクの種類", "kinds of tasks"),
    "SalesSettings.exclusion": ("営業の対象外", "who is no customer"),
    "Stage.stops": ("止めるメール", "mails that it stops"),
    "Stage.stops.marketing": ("販促メールすべて", "all marketing mail"),
    "Stage.asks": ("入力してもらうもの", "what a rep has to say"),
    "Stage.asks.reason": ("理由", "the reason"),
    "Stage.asks.value": ("金額", "the value"),
    "StageStops.topics": ("配信の種類", "topics"),
    "StageStops.scenarios": ("シナリオ", "scenarios"),
    "TaskKind.sla": ("期限（営業時間で数える）", "time to do it (office hours)"),
    "TaskKind.escalate": ("期限を過ぎたら知らせる相手", "who is told when it is overdue"),
    "TaskKind.link": ("予約のページ", "where it is booked"),
    "Exclusion.domains": ("メールアドレスのドメイン", "domains of their addresses"),
    "Exclusion.companies": ("会社名", "company names"),
    "Exclusion.marketing": ("販促メール", "marketing mail"),
    "Exclusion.marketing.stop": ("送らない", "stopped"),
    "Exclusion.marketing.send": ("送る", "sent"),
}
