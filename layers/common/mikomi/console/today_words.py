"""What the page of what sales have to do says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "today": ("やること", "To do"),
    "today.lead": (
        "タスクと、まだ回答のない営業通知です。急ぐものから並んでいます。",
        "Tasks, and alerts that nobody has answered. The most pressing come first.",
    ),
    "today.whose": ("だれのやることか", "Whose work"),
    "today.all": ("全員", "Everybody"),
    "today.mine": ("自分", "Mine"),
    "today.late": ("期限を過ぎたもの", "Overdue"),
    "today.today": ("今日", "Today"),
    "today.later": ("明日以降", "Later"),
    "today.untimed": ("期限なし", "Without a date"),
    "today.alert": ("営業通知", "Alert"),
    "today.reps": ("担当: {reps}", "For {reps}"),
    "today.in_place": ("{name}さん({day}まで不在)の代わり", "In place of {name}, who is away until {day}"),
    "today.none": ("やることはありません", "Nothing to do"),
    "today.none_why": (
        "タスクは見込み客のページやシナリオで作れます。期限（sla）のある営業通知も、回答があるまでここに並びます。",
        "Tasks are set on a lead's page or by a scenario. Alerts with an SLA stand here until somebody answers.",
    ),
    "today.more": (
        "急ぐものから{n}人分です。残りは、これらが済むと表示されます。",
        "The {n} most pressing leads. The others come when these are done.",
    ),
    "today.on_site": ("今サイトを見ている方", "On the site now"),
    "today.nobody": ("今はだれもいません", "Nobody right now"),
    "today.noted": ("記録しました。一覧に反映しています…", "Noted. The list follows in a moment…"),
}
