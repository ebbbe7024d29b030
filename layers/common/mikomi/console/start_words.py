"""What the start page and its lists say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "start": ("ホーム", "home"),
    "start.title": ("今週の様子", "This week"),
    "start.span": (
        "{begins}から{ends}まで。先週の同じ曜日・同じ時刻までの数と比べています。",
        "From {begins} to {ends}, beside last week up to the same weekday and hour.",
    ),
    "start.no_results": (
        "集計はまだありません。足あとが届くと、10分ほどでここに表示されます。",
        "Nothing has been counted yet. Visits appear here within about ten minutes.",
    ),
    "start.welcome": ("ようこそ", "Welcome"),
    "start.welcome_why": (
        "まだ足あとがありません。次の三つが済むと、今週の数字がここに並びます。",
        "Nothing has happened yet. After these three steps the week’s numbers stand here.",
    ),
    "start.results": ("結果", "Results"),
    "start.activity": ("動き", "Activity"),
    "start.counts": (
        "訪問者はブラウザの数、メールは通数、ゴールはシナリオに入った回ごとの数です。数字を押すと内訳が見られます。",
        "Visitors are browsers, emails are counted one by one, goals by run of a scenario. Open a number to see who.",
    ),
    "start.picture": ("{title}：今週と先週の同時点", "{title}: this week, and last week by the same hour"),
    "start.coming": ("これから7日間", "The next seven days"),
    "start.coming_all": ("予定をすべて見る", "All that is coming up"),
    "start.attention": ("対応が必要なもの", "What needs attention"),
    "start.calm": ("いま対応が必要なものはありません。", "Nothing needs your attention."),
    "start.mails": (
        "送れなかった、または送れたか分からないメール・通知",
        "emails and alerts that failed, or may have",
    ),
    "start.sender": ("メールが送れていません", "No mail is going out"),
    "sender.access": (
        "Amazon SES に送信の権限がないと断られています。",
        "Amazon SES says that we have no permission to send.",
    ),
    "sender.paused": (
        "Amazon SES での送信が止められています（一時停止またはアカウントの停止）。",
        "Sending is paused at Amazon SES, or the account is suspended.",
    ),
    "sender.configuration_set": (
        "Amazon SES の設定セット（configuration set）が見つかりません。",
        "Amazon SES does not find our configuration set.",
    ),
    "sender.mail_from": (
        "差出元ドメイン（MAIL FROM）の DNS がまだ確認されていません。",
        "The MAIL FROM domain is not verified: its DNS records are missing.",
    ),
    "sender.not_verified": (
        "Amazon SES で確認されていないアドレスがあります（差出人のドメイン、サンドボックスでは宛先も）。",
        "An address is not verified at Amazon SES: the sender’s domain, or in the sandbox the receiver.",
    ),
    "sender.how": (
        "{since}から（{code}）。メールは失われず、直ると自動で送られます（最長8日）。"
        "直し方: mikomi doctor --sender {domain}",
        "Since {since} ({code}). The mails wait and go out by themselves once it is mended, for eight days at most. "
        "How: mikomi doctor --sender {domain}",
    ),
    "start.letters": ("処理できなかったもの", "things that could not be processed"),
    "start.refused": (
        "ワークスペースの誤り（最後のアップロードは公開されていません）",
        "problems in the workspace (the last upload was not published)",
    ),
    "start.at_least": ("{n}以上", "{n} or more"),
    "week.number": ("項目", "What"),
    "week.this": ("今週", "This week"),
    "week.then": ("先週の同時点", "Last week by then"),
    "week.change": ("差", "Change"),
    "week.last": ("先週の全体", "Whole of last week"),
    "week.goals": ("ゴールの達成", "Goals reached"),
    "week.hot": ("新たに「{band}」", "Reached “{band}”"),
    "week.leads": ("新しい見込み客", "New leads"),
    "week.visitors": ("訪問者", "Visitors"),
    "week.sent": ("送ったメール", "Emails sent"),
    "week.delivered": ("届いたメール", "Emails delivered"),
    "week.clicked": ("クリックされた", "Emails clicked"),
    "week.since": ("{begins}から{ends}まで", "From {begins} to {ends}"),
    "week.count": ("{n}件", "{n}"),
    "week.visitor": ("匿名の訪問者", "A visitor without a name"),
    "week.no_more": ("いまは登録がありません", "No longer with us"),
    "week.nobody": ("この期間にはありません", "None in this time"),
    "week.gone": ("この週の内訳はもうありません", "The list of this week is no longer kept"),
    "week.gone_why": (
        "内訳が見られるのは、今週と、その前の2週です。",
        "Lists are kept for this week and the two before it.",
    ),
    "week.when": ("日時", "When"),
    "week.who": ("どなた", "Who"),
    "week.email": ("メールアドレス", "Email"),
    "week.company": ("会社名", "Company"),
    "week.what": ("内容", "What"),
}
