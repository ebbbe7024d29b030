"""What our own mails say (alert, digest, confirmation), and the lines under every other. Part of the glossary."""

MAIL_LINES: dict[str, tuple[str, str]] = {
    "channel": ("チャンネルへの通知", "alert by a channel"),
    "channel.trial": ("Mikomi: テスト通知", "Mikomi: a test"),
    "channel.trial_said": (
        "{company} の営業通知は、このチャンネル（{channel}）に届きます。",
        "Alerts of {company} will arrive here, by the channel {channel}.",
    ),
    "channel.trial_button": ("チャンネルを見る", "Look at the channels"),
    # the alert
    "alert.call": ("{phone} に電話する", "Call {phone}"),
    "alert.no_call": ("電話番号（ご確認ください）: {phone}", "Phone (please check): {phone}"),
    "alert.reply": ("{email} に返信する", "Reply to {email}"),
    "alert.reply_subject": ("Re: {form}", "Re: {form}"),
    "alert.replied": ("メールへの返信", "Their reply"),
    "alert.written": ("書かれた内容", "What they wrote"),
    "alert.timeline": ("この方の足あとをすべて見る", "See the full timeline"),
    "alert.do": ("おすすめの一言", "Suggested opening"),
    "alert.pages": ("直近の動き", "Latest activity"),
    "alert.score": ("点数 {total}点", "Score {total}"),
    "alert.before": ("直前 {total}点", "{total} before"),
    "alert.capped": ("(上限{points})", " (capped at {points})"),
    "alert.sla": ("{span}以内にご対応ください", "Respond within {span}"),
    "alert.sla_over": ("{span}以内のご対応がありませんでした", "nobody responded within {span}"),
    "alert.late_subject": ("【未対応】", "No response yet: "),
    "alert.late": ("期限を過ぎても、まだ回答がありません", "Overdue: no response yet"),
    "alert.asked": ("先にお知らせした担当: {names}", "Told first: {names}"),
    "alert.threshold": ("{band}は{start}点から", "{band} starts at {start}"),
    "alert.answers": (
        "お話しした結果を教えてください(点数の改善に使います)",
        "How did it go? (Your answer improves the scoring.)",
    ),
    "alert.owner": ("担当: {name}さん", "Owner: {name}"),
    "alert.in_place": (
        "{name}さん({day}まで不在)の代わりにお送りしています",
        "To you in place of {name}, who is away until {day}",
    ),
    "alert.now": ("今すぐご連絡を", "Call now"),
    "alert.today": ("本日中にご連絡を", "Call today"),
    "alert.digest": ("ご確認ください", "For your review"),
    "alert.sent": ("{moment} 送信", "sent {moment}"),
    "alert.by_band": ("「{band}」に上がったため送信しました。", "Sent because the lead reached “{band}”."),
    "alert.by_step": ("シナリオ「{scenario}」により送信しました。", "Sent by the scenario “{scenario}”."),
    "alert.by_form": (
        "フォーム「{form}」が送信されたため送信しました。",
        "Sent because somebody wrote by the form “{form}”.",
    ),
    "alert.task_over": ("タスク「{task}」の期限が過ぎました", "the task “{task}” is overdue"),
    "alert.by_task": (
        "タスク「{task}」が期限までに終わっていないため送信しました。",
        "Sent because the task “{task}” was not done in its time.",
    ),
    "alert.company": (
        "{what}方が{company}に{count}人います",
        "{count} people of {company} {what}",
    ),
    "alert.company_who": ("：{who}", ": {who}"),
    "alert.company_more": ("ほか{count}人", " and {count} more"),
    "alert.by_company": (
        "会社の通知「{alert}」により送信しました。",
        "Sent by the company alert “{alert}”.",
    ),
    "alert.by_return": (
        "「{band}」の方が{days}日ぶりに戻ってきたため送信しました。",
        "Sent because a lead in “{band}” came back after {days} days.",
    ),
    "alert.cooldown": ("同じ方への通知は{span}に1通まで。", "At most one alert per lead every {span}."),
    "alert.daily": (
        "1日{count}通を超えた分は翌営業日の朝にまとめます。",
        "Beyond {count} a day, alerts go into the next business morning’s digest.",
    ),
    "alert.mention_nothing": ("閲覧の事実には触れないでください", "Do not mention that you know what they looked at"),
    "alert.more": ("その他 {count}件", "{count} more"),
    "alert.digest_subject": (
        "見込み客のまとめ {count}件・最高{total}点｜{name}",
        "Leads to review: {count}. {name} is at the top with {total}",
    ),
    "alert.digest_title": ("見込み客のまとめ({count}件)", "Leads to review ({count})"),
    # what to do, where the marketers wrote nothing
    "do.page": (
        "「ご関心をお寄せいただきありがとうございます。ご検討で分かりにくい点はございませんか。」",
        "“Thank you for your interest. Is there anything I can help you with?”",
    ),
    "do.other": (
        "「ご連絡ありがとうございます。少しお話を伺えますでしょうか。」",
        "“Thank you for getting in touch. Could I ask you a few questions?”",
    ),
    # the mail's own lines
    "mail.unsubscribe": ("配信停止はこちら", "Unsubscribe"),
    "mail.confirm": ("配信の確認", "confirmation of consent"),
    "confirm.subject": ("【ご確認】{company}からのメール配信について", "Please confirm: email from {company}"),
    "confirm.intro": (
        "{company}のフォームに、このアドレスが入力されました。次の内容に同意される場合は、ボタンを押してください。",
        "This address was entered in a form of {company}. If that was you and you agree to this, press the button.",
    ),
    "confirm.button": ("内容を確認して同意する", "Review and agree"),
    "confirm.until": ("このリンクは7日間有効です。", "The link works for 7 days."),
    "confirm.not_you": (
        "お心当たりがなければ、何もしないでください。登録は行われません。",
        "If this was not you, just ignore this email: nothing will be registered.",
    ),
    "mail.sent_by": ("送信者", "Sent by"),
    "mail.contact": ("お問い合わせ", "Contact"),
    "mail.customer": ("お客様", "Customer"),
    "mail.person_in_charge": ("{company} ご担当者様", "{company} team"),
}
