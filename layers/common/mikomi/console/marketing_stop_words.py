"""What the page of marketing mail as a whole says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "sending.title": ("送信の状態", "State of sending"),
    "sending.lead": (
        "バウンス（不達）や苦情が増えると、Amazon SES に止められる前に、マーケティングメールだけを自動で止めます。",
        "When bounces or complaints grow, marketing mail stops by itself, before Amazon SES stops the whole account.",
    ),
    "sending.going": ("送信中", "going out"),
    "sending.is_stopped": ("停止中", "stopped"),
    "sending.goes": (
        "マーケティングメールは通常どおり送信されています。",
        "Marketing mail goes out as usual.",
    ),
    "sending.waits": (
        "止めている間、マーケティングメールは失われずに待ち、再開すると2時間以内に順に送られます（配信の期限を過ぎたものは送りません）。"
        "お礼・確認のメールと営業への通知は止まりません。",
        "While it is stopped marketing mail waits and is not lost: it leaves within two hours after you resume, except "
        "what is past its mailing’s last moment. Thank-you and confirmation mails and alerts to sales go on.",
    ),
    "sending.bounces": (
        "{since}に自動で止まりました。最近のマーケティングメール {of} 通のうち {bad} 通（{share}）が"
        "バウンスしています。",
        "Stopped by itself {since}: {bad} of the latest {of} marketing mails bounced ({share}).",
    ),
    "sending.bounces.do": (
        "直前に取り込んだ名簿や古い名簿を確かめ、原因が分かってから再開してください。届かなかったアドレスには二度と送りません。",
        "Check the list that was imported last, or an old one, and resume once you know the cause. "
        "The addresses that bounced are never written to again.",
    ),
    "sending.complaints": (
        "{since}に自動で止まりました。最近のマーケティングメール {of} 通のうち {bad} 通（{share}）が"
        "迷惑メールとして通報されています。",
        "Stopped by itself {since}: {bad} of the latest {of} marketing mails were reported as spam ({share}).",
    ),
    "sending.complaints.do": (
        "誰に何を送ったか（同意の取り方、頻度、内容）を見直してから再開してください。通報した人には二度と送りません。",
        "Look at whom you wrote to, how they agreed, how often and what; then resume. "
        "Whoever complained is never written to again.",
    ),
    "sending.by_hand": ("{since}に {by} が止めました。", "Stopped by {by} {since}."),
    "sending.somebody": ("担当者", "somebody"),
    "sending.until": ("{at}に自動で再開します。", "It goes on by itself at {at}."),
    "sending.stop": ("マーケティングメールを止める", "Stop all marketing mail"),
    "sending.resume": ("再開する", "Resume"),
    "sending.measure": ("項目", "What"),
    "sending.share": ("いまの割合", "Share now"),
    "sending.of": ("件数", "Counted"),
    "sending.stops": ("自動で止まる条件", "Stops at"),
    "sending.review": ("SES が審査する割合", "SES reviews at"),
    "sending.of_bounces": ("バウンス（不達）", "Bounces"),
    "sending.of_complaints": ("苦情（迷惑メールの通報）", "Complaints"),
    "sending.count": ("{of} 通中 {bad} 通", "{bad} of {of}"),
    "sending.from": ("{share} 以上、かつ {least} 通以上", "{share}, and {least} at least"),
    "sending.counted": (
        "最近30日までのマーケティングメールで数えます。フォームに入力されただけで、本人のものと確かめられていないアドレスのバウンスは数えません"
        "（いたずらで止められないため）。再開すると数え直します。",
        "Counted over the marketing mails of the last 30 days at most. Bounces of addresses that were only typed into "
        "a form are left out, so that nobody can stop your mail with made-up ones. Resuming starts the count anew.",
    ),
    "sending.waiting": ("いま {n} 通が待っています。", "{n} mails wait now."),
    "sending.waiting_most": ("いま {n} 通以上が待っています。", "{n} mails wait now, or more."),
    "sending.warm.title": ("新しいドメインのウォームアップ", "Warm-up of the new domain"),
    "sending.warm": (
        "{days} 日のうち {day} 日目です。今日は {ceiling} 通まで送れ、{sent} 通を送りました。",
        "Day {day} of {days}: {sent} of today’s {ceiling} marketing mails have left.",
    ),
    "sending.warm.waits": (
        "今日の上限に達しました。残りは失われずに待ち、明日、優先度の高いシナリオから送られます。",
        "Today’s ceiling is reached. The rest waits and is not lost: it leaves tomorrow, the scenario of the highest "
        "priority first.",
    ),
    "sending.warm.tomorrow": ("明日は {n} 通まで送れます。", "Tomorrow {n} may leave."),
    "sending.warm.last": ("上限があるのは今日までです。", "Today is the last day with a ceiling."),
    "start.stopped": ("マーケティングメールを止めています", "Marketing mail is stopped"),
}
