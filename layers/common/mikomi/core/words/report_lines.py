"""What the weekly report says. Part of the glossary."""

REPORT_LINES: dict[str, tuple[str, str]] = {
    "report.subject": (
        "先週のまとめ {days}｜ゴール{goals}件・新しい見込み客{leads}人",
        "Last week, {days}: goals {goals}, new leads {leads}",
    ),
    "report.title": ("先週のまとめ（{days}）", "Last week ({days})"),
    "report.compared": (
        "その前の週と比べています。数字を押すと内訳が見られます。",
        "Beside the week before. Open a number to see who.",
    ),
    "report.results": ("結果", "Results"),
    "report.activity": ("動き", "Activity"),
    "report.last": ("先週", "Last week"),
    "report.before": ("前の週", "Before"),
    "report.change": ("差", "Change"),
    "report.goals": ("ゴールの達成", "Goals reached"),
    "report.hot": ("新たに「{band}」", "Reached “{band}”"),
    "report.leads": ("新しい見込み客", "New leads"),
    "report.visitors": ("訪問者", "Visitors"),
    "report.sent": ("送ったメール", "Emails sent"),
    "report.delivered": ("届いたメール", "Emails delivered"),
    "report.clicked": ("クリックされたメール", "Emails clicked"),
    "report.by_scenario": ("ゴールの達成（シナリオごと）", "Goals by scenario"),
    "report.hot_names": ("新たに「{band}」に上がった方", "Who reached “{band}”"),
    "report.more_hot": ("ほか{n}人", "{n} more"),
    "report.attention": ("対応が必要なものが{n}件あります", "Things that need attention: {n}"),
    "report.open": ("管理画面を開く", "Open the console"),
    "report.why": (
        "settings.json の report に書かれた宛先に、毎週お送りしています。",
        "Sent every week to whom report in settings.json names.",
    ),
}
